import Binade
import BinadeTensorCore

extension DotSuite {
  /// Devices and models whose recorded dot products the datapath reproduces: not on the operands of the file, but on many of their own.
  ///
  /// The recordings are in `Vectors/captures` and `Vectors/peers/tensor-core`; a test compares this with the names in them.
  var confirmations: [Confirmation] {
    var list: [Confirmation] = []
    if instructions.contains(where: Self.isCaptured) {
      list.append(Confirmation("NVIDIA H200", "CUDA 13.0", "the datapath, on recorded operands of its own: Vectors/captures"))
    }
    if instructions.contains(where: { Self.published.contains($0) }) {
      list.append(
        Confirmation(
          "GPUs published with MATLAB-tensor-core", "b12b5a7",
          "the datapath, on recorded operands of its own: Vectors/peers/tensor-core/matlab-tensor-core.json"))
    }
    if isSimulated {
      list.append(
        Confirmation("MMA-Sim", "2.1.1", "the datapath, on recorded operands of its own: Vectors/peers/tensor-core/mma-sim.json"))
    }
    return list
  }

  /// Every dense instruction of Hopper.
  static func isCaptured(_ name: String) -> Bool { name.hasPrefix("sm_90:") }

  /// Whether MMA-Sim has one of the instructions: floats, unless a compiler lowers them, without the shapes of B300 and five of CDNA.
  var isSimulated: Bool {
    if datapath.accumulator.isFixedPoint || k == 96 { return false }
    if case .fusedSum(let sum) = datapath.arithmetic, sum.multiplicand != nil { return false }
    let missing = [
      "gfx90a:mfma.32x32x2.f32.bf16.bf16", "gfx90a:mfma.32x32x4.f32.bf16_1k.bf16_1k", "gfx90a:mfma.32x32x4.f32.f16.f16",
      "gfx942:mfma.32x32x4.f32.bf16.bf16", "gfx942:mfma.32x32x4.f32.f16.f16",
    ]
    return !missing.contains(instruction.name)
  }

  /// The instructions with published outputs of chips.
  static let published: Set<String> = {
    var names: Set<String> = ["sm_70:mma.f16.f16.f16", "sm_70:mma.f32.f16.f16", "sm_90:wgmma.f32.e4m3.e4m3", "sm_90:wgmma.f32.e5m2.e5m2"]
    for arch in ["sm_80", "sm_86", "sm_89"] {
      for tail in ["m16n8k8.f16.f16.f16", "m16n8k8.f32.f16.f16", "m16n8k8.f32.bf16.bf16", "m16n8k4.f32.tf32.tf32"] {
        names.insert("\(arch):mma.\(tail)")
      }
    }
    for arch in ["sm_90", "sm_100"] {
      for tail in ["f16.f16.f16", "f32.f16.f16", "f32.bf16.bf16", "m16n8k4.f32.tf32.tf32"] { names.insert("\(arch):mma.\(tail)") }
    }
    for arch in ["sm_89", "sm_90", "sm_100"] {
      for output in ["f16", "f32"] {
        for element in ["e4m3", "e5m2"] { names.insert("\(arch):mma.\(output).\(element).\(element)") }
      }
    }
    return names
  }()
}
