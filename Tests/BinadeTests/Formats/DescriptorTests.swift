import Binade
import Testing

/// Descriptors refuse contradictions, and names find formats.
@Suite struct DescriptorTests {
  @Test func contradictionsAreRefused() {
    #expect(FormatDescriptor(exponentBits: 0, significandBits: 0, bias: 0) == nil)
    #expect(FormatDescriptor(exponentBits: 16, significandBits: 3, bias: 0) == nil)
    #expect(FormatDescriptor(exponentBits: 4, significandBits: 53, bias: 0) == nil)
    #expect(FormatDescriptor(exponentBits: 0, significandBits: 4, bias: 0, hasSubnormals: false) == nil)
    #expect(FormatDescriptor(exponentBits: 1, significandBits: 1, bias: 0, highNaNCount: 3) == nil)
    #expect(FormatDescriptor(sign: .twosComplement, exponentBits: 4, significandBits: 3, bias: 0) == nil)
    #expect(FormatDescriptor(sign: .unsigned, exponentBits: 4, significandBits: 3, bias: 0, hasNegativeZero: true) == nil)
    #expect(FormatDescriptor(exponentBits: 4, significandBits: 3, bias: 0, isSymmetric: true) == nil)
    #expect(FormatDescriptor(exponentBits: 11, significandBits: 52, bias: 1023, paddingBits: 1) == nil)
    #expect(FormatDescriptor.fixedPoint(bits: 33) == nil)
    #expect(FormatDescriptor.fixedPoint(bits: 1) == nil)
    #expect(FormatDescriptor.p3109(bits: 8, precision: 8) == nil)
    #expect(FormatDescriptor.ieee(exponentBits: 1, significandBits: 3) == nil)
  }

  @Test func familiesMeetTheCatalogue() {
    #expect(FormatDescriptor.ieee(exponentBits: 5, significandBits: 10) == Binary16.descriptor)
    #expect(FormatDescriptor.ieee(exponentBits: 11, significandBits: 52) == Binary64.descriptor)
    #expect(FormatDescriptor.fixedPoint(bits: 8) == INT8.descriptor)
    #expect(FormatDescriptor.fixedPoint(bits: 8, fractionBits: 6) == S1P6.descriptor)
    #expect(FormatDescriptor.fixedPoint(bits: 4, sign: .unsigned) == UINT4.descriptor)
    #expect(FormatDescriptor.fixedPoint(bits: 4, isSymmetric: true) == INT4Symmetric.descriptor)
    #expect(FormatDescriptor.p3109(bits: 8, precision: 4, domain: .finite) == E4M3FNUZ.descriptor)
    #expect(FormatDescriptor.p3109(bits: 8, precision: 3, domain: .finite) == E5M2FNUZ.descriptor)
  }

  @Test func namesFindFormats() {
    #expect(NamedFormat("e4m3fn")?.id == .e4m3fn)
    #expect(NamedFormat("E4M3FN")?.id == .e4m3fn)
    #expect(NamedFormat("float8_e4m3fn")?.id == .e4m3fn)
    #expect(NamedFormat("F8_E5M2")?.id == .e5m2)
    #expect(NamedFormat("ue8m0")?.id == .e8m0fnu)
    #expect(NamedFormat("s2f6")?.id == .s2p6)
    #expect(NamedFormat("CUDA_R_4F_E2M1")?.id == .e2m1fn)
    #expect(NamedFormat("binary8p4sf")?.descriptor == E4M3FNUZ.descriptor)
    #expect(NamedFormat("binary8p4se")?.name == "binary8p4se")
    for name in ["", "e4m3fm", "kDLFloat", "binary8p9se", "binary8p4s", "binary08p4se", "binary2p1se", "binary16p4se"] {
      #expect(NamedFormat(name) == nil, "\(name)")
    }
  }

  /// A descriptor of nobody's: three exponent bits, four significand bits, two NaNs and infinity.
  @Test func customFormatWorks() throws {
    let format = try #require(FormatDescriptor(exponentBits: 3, significandBits: 4, bias: 3, highNaNCount: 2, hasInfinity: true))
    #expect(format.maximumFiniteMagnitude == 0x7C)
    let nonfinite = Conversion(overflow: .nonfinite)
    #expect(format.roundPack(Operand(significand: 28, exponent: 0), nonfinite).word == 0x7C)  // 1.75 · 2^4 is the largest
    #expect(format.roundPack(Operand(significand: 285, exponent: -3), nonfinite).word == 0x7D)  // beyond halfway to 29: infinity
    #expect(format.roundPack(Operand(significand: 1, exponent: 0, isNegative: true), nonfinite).word == 0xB0)
  }

  @Test func customTagWorks() {
    enum E4M4: ScalarFormat {
      typealias Word = UInt16
      static var descriptor: FormatDescriptor { FormatDescriptor(exponentBits: 4, significandBits: 4, bias: 7, highNaNCount: 1)! }
    }
    #expect(E4M4.encode(Float(1)) == 0x70)
    #expect(E4M4.decode(0x71) as Float == 1.0625)
  }
}
