internal import Binade
internal import BinadeTensorCore

/// What a library does around an instruction. Spec [gemm-6].
enum Preset: String, CaseIterable {
  /// cuBLASLt with fast accumulation: one chain.
  case cublasltFast = "cublaslt-fast"
  /// cuBLASLt without: partial sums of 128 k.
  case cublaslt
  /// CUTLASS: partial sums of 128 k.
  case cutlass

  /// k after which partial sums go to another accumulator.
  var promotion: Int? { self == .cublasltFast ? nil : 128 }

  /// How it is known.
  var evidence: Evidence { self == .cutlass ? .documented : .measured }

  /// Whether operands may have scales of blocks.
  var hasBlockScales: Bool { self == .cublaslt }

  /// Whether the epilogue has scales of tensors or rows, and a bias.
  var hasEpilogue: Bool { self != .cutlass }

  /// What is wrong with an instruction, if anything is.
  func problem(with chosen: ChosenDatapath) -> String? {
    let fp8: [ElementWord] = [.e4m3, .e5m2]
    guard let instruction = chosen.instruction, instruction.architecture == .sm90, instruction.unit == .wgmma,
      fp8.contains(instruction.a), fp8.contains(instruction.b), instruction.d == .f32, !instruction.isSparse
    else { return "expected an instruction sm_90:wgmma.f32 with e4m3 or e5m2, found \(oneLine(chosen.name))" }
    return nil
  }
}
