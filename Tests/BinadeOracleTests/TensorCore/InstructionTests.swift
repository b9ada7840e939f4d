import Testing

@testable import BinadeOracle

/// Names, shapes and parameters of instructions.
@Suite struct InstructionTests {
  /// L, F, floor, stored significand bits, K in products.
  static let parameters: [(name: String, l: Int, f: Int?, floor: Int?, bits: Int, k: Int)] = [
    ("sm_70:mma.f32.f16.f16", 4, 23, -131, 23, 4), ("sm_70:mma.m8n8k4.f16.f16.f16", 4, 23, -19, 10, 4),
    ("sm_75:mma.f32.f16.f16", 8, 24, -132, 23, 8), ("sm_75:mma.f16.f16.f16", 8, 24, -20, 10, 8),
    ("sm_80:mma.f32.f16.f16", 8, 24, -132, 23, 16), ("sm_86:mma.m16n8k8.f32.bf16.bf16", 8, 24, -132, 23, 8),
    ("sm_89:mma.f32.tf32.tf32", 4, 24, -132, 23, 8), ("sm_89:mma.f32.e4m3.e5m2", 16, 13, -132, 13, 32),
    ("sm_89:mma.m16n8k16.f16.e5m2.e5m2", 16, 13, -20, 10, 16), ("sm_90:mma.f16.f16.f16", 16, 25, -21, 10, 16),
    ("sm_120:mma.m16n8k8.f32.f16.f16", 8, 25, -133, 23, 8), ("sm_103:mma.m16n8k4.f32.tf32.tf32", 4, 25, -133, 23, 4),
    ("sm_90:mma.f32.e4m3.e4m3", 16, 25, -133, 23, 32), ("sm_100:mma.m16n8k16.f16.e4m3.e5m2", 8, 25, -21, 10, 16),
    ("sm_120:mma.m16n8k16.f32.e4m3.e4m3", 16, 25, -133, 23, 16), ("sm_120:mma.f8f6f4.f16.e2m1.e3m2", 32, 25, -21, 10, 32),
    ("sm_120:mma.mxf8f6f4.f32.e2m3.e4m3.ue8m0.block32", 32, 25, -133, 23, 32),
    ("sm_120:mma.mxf4.f32.e2m1.e2m1.ue8m0.block32", 64, 35, -139, 23, 64),
    ("sm_90:wgmma.m64n8k16.f32.f16.f16", 16, 25, -133, 23, 16), ("sm_90:wgmma.f32.tf32.tf32", 8, 25, -133, 23, 8),
    ("sm_90:wgmma.m64n256k32.f32.e5m2.e4m3", 32, 13, -133, 13, 32), ("sm_90:wgmma.f16.e4m3.e4m3", 32, 13, -21, 10, 32),
    ("sm_100:tcgen05.tf32.f32.tf32.tf32", 8, 25, -133, 23, 8), ("sm_100:tcgen05.f16.f32.bf16.bf16", 16, 25, -133, 23, 16),
    ("sm_100:tcgen05.ws.f16.f16.f16.f16", 16, 25, -21, 10, 16),
    ("sm_103:tcgen05.cta_group::2.m256n256k32.f8f6f4.f32.e2m3.e3m2", 32, 25, -133, 23, 32),
    ("sm_103:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", 64, 35, -139, 23, 64),
    ("sm_103:tcgen05.cta_group::2.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16", 96, 35, -139, 23, 96),
    ("sm_103:tcgen05.cta_group::2.m128n16k64.mxf4.f32.e2m1.e2m1.ue8m0.block32", 64, 35, -139, 23, 64),
    ("sm_80:mma.f64.f64.f64", 1, nil, nil, 52, 4), ("sm_90:mma.f64.f64.f64", 1, nil, nil, 52, 16),
    ("sm_75:mma.m8n8k16.s32.s8.u8.satfinite", 16, nil, nil, 31, 16), ("sm_90:wgmma.s32.b1.b1.and.popc", 256, nil, nil, 31, 256),
    ("gfx908:mfma.f32.f16.f16", 4, nil, nil, 23, 16), ("gfx90a:mfma.f32.bf16.bf16", 2, nil, nil, 23, 8),
    ("gfx942:mfma.32x32x4.f32.bf16.bf16", 4, nil, nil, 23, 4), ("gfx942:mfma.f32.fp8.bf8", 16, nil, nil, 23, 32),
    ("gfx942:mfma.4x4x4.f64.f64.f64", 1, nil, nil, 52, 4), ("sm_80:mma.sp.m16n8k32.f32.f16.f16", 8, 24, -132, 23, 16),
    ("sm_89:mma.sp.m16n8k64.f32.e4m3.e4m3", 16, 13, -132, 13, 32), ("sm_90:wgmma.sp.f32.e4m3.e4m3", 32, 13, -133, 13, 32),
    ("sm_100:tcgen05.ws.sp.f16.f32.f16.f16", 16, 25, -133, 23, 16), ("sm_90:mma.sp.m16n8k32.s32.s8.s8", 16, nil, nil, 31, 16),
  ]

  @Test func parametersOfInstructions() {
    for row in Self.parameters {
      guard let found = OracleInstruction.named(row.name) else {
        Issue.record("\(row.name) is unknown")
        continue
      }
      let datapath = found.datapath
      #expect(datapath.groupLength == row.l && datapath.fractionBits == row.f && datapath.floor == row.floor, "\(row.name)")
      #expect(datapath.outputSignificandBits == row.bits && found.products == row.k, "\(row.name)")
      let isHalf = datapath.accumulator.name == "f16"
      if row.f != nil { #expect(datapath.outputRounding == (isHalf ? .nearestEven : .towardZero), "\(row.name)") }
    }
  }

  @Test func formatsAndScales() {
    let fourBits = instruction("sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16").datapath
    #expect(fourBits.termLength == 16 && fourBits.termExponent == .scales && fourBits.scaleBlock == 16)
    #expect(fourBits.scale?.name == "ue4m3" && fourBits.a.name == "e2m1fn" && fourBits.zero == .positive)
    let eightBits = instruction("sm_100:tcgen05.mxf8f6f4.f32.e4m3.e2m3.ue8m0.block32").datapath
    #expect(eightBits.termLength == 1 && eightBits.termExponent == .products && eightBits.scaleBlock == 32)
    #expect(eightBits.scale?.name == "e8m0fnu" && eightBits.b.name == "e2m3fn")
    let amd = instruction("gfx942:mfma.f32.fp8.bf8").datapath
    #expect(amd.a.name == "e4m3fnuz" && amd.b.name == "e5m2fnuz" && amd.parts == 2 && amd.accumulatorRange == 25)
    #expect(amd.zero == .sum && amd.canonicalNaN == 0x7FC0_0000 && amd.productLimit == nil)
    #expect(instruction("gfx942:mfma.f32.f16.f16").datapath.productLimit == 128)
    #expect(instruction("sm_90:mma.f64.f64.f64").datapath.canonicalNaN == 0xFFF8_0000_0000_0000)
    let lowered = instruction("sm_100:mma.f32.e4m3.e4m3").datapath
    #expect(lowered.multiplicand?.name == "f16" && lowered.accumulatorInput == .addedAfterwards)
  }

  @Test func illegalNames() {
    for name in [
      "", "sm_90", "sm_90:", "sm_90:mma", ":mma.f32.f16.f16", "sm_90:mma.f32.f16", "sm_90:mma.f32.f16.bf16", "sm_90:mma.f16.bf16.bf16",
      "sm_70:mma.f32.bf16.bf16", "sm_75:mma.f32.tf32.tf32", "sm_80:mma.f32.e4m3.e4m3", "sm_80:wgmma.f32.f16.f16",
      "sm_90:mma.m16n8k32.f32.f16.f16", "sm_90:mma.m8n8k16.f32.f16.f16", "sm_90:mma.m16n8k16.m16n8k16.f32.f16.f16",
      "sm_90:mma.m016n8k16.f32.f16.f16", "sm_90:mma.f32.m16n8k16.f16.f16", "sm_90:mma.f32.f16.f16.", "sm_90:mma..f32.f16.f16",
      "sm_90:mma.f32.f16.f16.satfinite", "sm_90:mma.s32.b1.b1", "sm_75:mma.s32.b1.b1.and.popc", "sm_90:mma.s32.b1.b1.xor.popc.satfinite",
      "sm_90:wgmma.s32.b1.b1.xor.popc", "sm_90:wgmma.s32.s4.s4", "sm_90:wgmma.m64n40k32.s32.s8.s8", "sm_90:wgmma.m64n12k16.f32.f16.f16",
      "sm_90:wgmma.m128n8k16.f32.f16.f16", "sm_90:wgmma.m64n264k16.f32.f16.f16", "sm_90:wgmma.ws.f32.f16.f16",
      "sm_120:mma.mxf8f6f4.f16.e4m3.e4m3.ue8m0.block32", "sm_120:mma.mxf8f6f4.f32.e4m3.e4m3", "sm_120:mma.f32.e2m1.e2m1",
      "sm_120:mma.m16n8k16.f8f6f4.f32.e4m3.e4m3", "sm_120:mma.mxf4.f32.e2m1.e2m1.ue4m3.block16",
      "sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block32", "sm_100:tcgen05.f32.f16.f16", "sm_100:tcgen05.f16.f16.bf16.bf16",
      "sm_103:tcgen05.i8.s32.s8.s8", "sm_100:tcgen05.ws.mxf4.f32.e2m1.e2m1.ue8m0.block32",
      "sm_100:tcgen05.ws.cta_group::2.f16.f32.f16.f16", "sm_100:tcgen05.m64n8k32.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32",
      "sm_100:tcgen05.cta_group::2.m256n256k96.mxf4.f32.e2m1.e2m1.ue8m0.block32",
      "sm_103:tcgen05.cta_group::2.m128n256k96.mxf4.f32.e2m1.e2m1.ue8m0.block32",
      "sm_103:tcgen05.m128n256k96.mxf4.f32.e2m1.e2m1.ue8m0.block32",
      "sm_80:mma.m16n8k4.f64.f64.f64", "sm_86:mma.m8n8k8.f64.f64.f64", "gfx908:mfma.f64.f64.f64", "gfx908:mfma.f32.bf16_1k.bf16_1k",
      "sm_89:mma.sp.m16n8k32.f32.e4m3.e4m3", "sm_90:mma.sp.f16.e4m3.e4m3", "sm_90:wgmma.sp.s32.b1.b1.and.popc", "sm_75:mma.sp.f32.f16.f16",
      "sm_90:mma.sp.m8n8k32.s32.s8.s8", "sm_103:tcgen05.sp.cta_group::2.m256n16k192.mxf4.f32.e2m1.e2m1.ue8m0.block32",
      "gfx942:mfma.f32.fp8.f16", "gfx942:mfma.32x32x32.f32.fp8.fp8", "gfx950:mfma.f32.f16.f16",
    ] {
      let found = OracleInstruction.named(name)
      #expect(found == nil, "\(name)")
    }
  }

  @Test func shapesOfInstructions() {
    func sizes(_ name: String) -> [String] { instruction(name).shapes.map(\.name) }
    #expect(sizes("sm_70:mma.f32.f16.f16") == ["m8n8k4"])
    #expect(sizes("sm_80:mma.m8n8k4.f64.f64.f64") == ["m8n8k4"])
    #expect(sizes("sm_90:mma.m8n8k4.f64.f64.f64") == ["m8n8k4", "m16n8k4"])
    #expect(sizes("sm_80:mma.m16n8k16.s32.s8.s8") == ["m8n8k16", "m16n8k16"])
    #expect(sizes("sm_80:mma.s32.s8.s8") == ["m16n8k32"])
    #expect(sizes("sm_75:mma.s32.b1.b1.xor.popc") == ["m8n8k128"])
    #expect(sizes("sm_90:wgmma.f32.f16.f16").count == 32)
    #expect(sizes("sm_90:wgmma.s32.s8.s8").count == 3 + 15)
    #expect(sizes("sm_100:tcgen05.f16.f32.f16.f16").count == 64)
    #expect(sizes("sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32").count == 32)
    #expect(sizes("sm_100:tcgen05.cta_group::2.i8.s32.s8.s8").count == 16)
    #expect(sizes("sm_103:tcgen05.cta_group::2.mxf4.f32.e2m1.e2m1.ue8m0.block32").count == 16)
    #expect(sizes("gfx942:mfma.32x32x8.f32.bf16.bf16") == ["m32n32k8"])
    #expect(sizes("gfx908:mfma.32x32x4.f32.bf16.bf16") == ["m32n32k4"])
    #expect(sizes("gfx90a:mfma.4x4x4.i32.i8.i8") == ["m32n32k4", "m16n16k4", "m4n4k4"])
  }

  @Test func everyNameIsRead() {
    let names = OracleInstruction.names
    #expect(Set(names).count == names.count)
    for instruction in OracleInstruction.all {
      let shapes = instruction.shapes
      #expect(!shapes.isEmpty, "\(instruction.name())")
      for shape in Set([shapes[0], shapes[shapes.count / 2], shapes[shapes.count - 1]]) {
        let found = OracleInstruction.named(instruction.name(shape))
        #expect(found == instruction, "\(instruction.name(shape))")
      }
      let largest = OracleInstruction.named(instruction.name())
      #expect(largest?.datapath.arithmetic == instruction.datapath.arithmetic && largest.map { $0.k >= instruction.k } == true)
    }
  }
}
