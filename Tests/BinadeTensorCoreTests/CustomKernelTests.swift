import Binade
import BinadeKernels
import BinadeTensorCore
import Testing

/// Formats and parameters that nobody has, on every back-end: a kernel that does not know them leaves them to Swift.
@Suite struct CustomKernelTests {
  /// Words shorter than their storage, padding below the code, odd biases.
  static let elements: [FormatDescriptor] = [
    FormatDescriptor(exponentBits: 5, significandBits: 8, bias: 15, highNaNCount: 255, hasInfinity: true)!,
    FormatDescriptor(exponentBits: 6, significandBits: 7, bias: 31, highNaNCount: 127, hasInfinity: true)!,
    FormatDescriptor(exponentBits: 4, significandBits: 10, bias: 7, highNaNCount: 1023, hasInfinity: true)!,
    FormatDescriptor(exponentBits: 7, significandBits: 20, bias: 63, highNaNCount: (1 << 20) - 1, hasInfinity: true)!,
    FormatDescriptor(exponentBits: 4, significandBits: 2, bias: 7, paddingBits: 1)!,
    FormatDescriptor(exponentBits: 2, significandBits: 1, bias: 1, paddingBits: 4)!,
    FormatDescriptor(exponentBits: 2, significandBits: 3, bias: -40)!,
    FormatDescriptor(exponentBits: 5, significandBits: 2, bias: 60)!,
    E2M1FN.descriptor, E4M3FN.descriptor,
  ]

  /// Scales with padding, with a zero, and far away.
  static let scales: [FormatDescriptor] = [
    FormatDescriptor(sign: .unsigned, exponentBits: 5, significandBits: 0, bias: 15, paddingBits: 3)!,
    FormatDescriptor(sign: .unsigned, exponentBits: 4, significandBits: 0, bias: 7)!,
    FormatDescriptor(sign: .unsigned, exponentBits: 4, significandBits: 3, bias: 7, highNaNCount: 1, paddingBits: 1)!,
    FormatDescriptor(sign: .unsigned, exponentBits: 4, significandBits: 3, bias: -32768, highNaNCount: 1)!,
    E8M0FNU.descriptor, UE4M3.descriptor,
  ]

  @Test func products() throws {
    var random = Random(state: 77)
    for a in Self.elements {
      let others = Self.elements.filter { $0.wordBits == a.wordBits }
      let b = others[random.below(others.count)]
      try compare(
        Datapath(a: a, b: b, accumulator: Binary32.descriptor, arithmetic: .fusedSum(FusedSum(groupLength: 16, fractionBits: 24))), &random)
      for scale in Self.scales where a.wordBits == 8 {
        let scaled = Datapath.Scale(format: scale, blockLength: 32)
        try compare(
          Datapath(
            a: a, b: b, accumulator: Binary32.descriptor, scale: scaled,
            arithmetic: .fusedSum(FusedSum(groupLength: 32, fractionBits: 25, floor: -133))), &random)
        for nan: UInt64 in [0x7FFF_FFFF, 0x3F80_0000, 0] {
          try compare(
            Datapath(
              a: a, b: b, accumulator: Binary32.descriptor, scale: scaled,
              arithmetic: .fusedSum(
                FusedSum(groupLength: 64, termLength: 32, termExponent: .scales, fractionBits: 35, floor: -139, canonicalNaN: nan))),
            &random)
        }
      }
    }
  }

  @Test func integers() throws {
    var random = Random(state: 78)
    for padding in [0, 1, 4] {
      for sign: SignEncoding in [.twosComplement, .unsigned] {
        let format = try #require(
          FormatDescriptor(sign: sign, exponentBits: 0, significandBits: 3, bias: -2, paddingBits: padding))
        try compare(
          Datapath(a: format, b: format, accumulator: INT8.descriptor, arithmetic: .integerSum(IntegerSum(groupLength: 16))), &random)
        try compare(
          Datapath(
            a: format, b: format, accumulator: ElementWord.s32.format, arithmetic: .integerSum(IntegerSum(groupLength: 16))), &random)
      }
    }
  }

  /// The same D on every back-end, from words of any bits.
  private func compare(_ datapath: Datapath, _ random: inout Random) throws {
    guard (try? datapath.check()) != nil else { return }
    let (m, n, k) = (9, 21, 3 * datapath.stretch)
    func words(_ format: FormatDescriptor, _ count: Int) -> [UInt64] { (0..<count).map { _ in random.word(format, family: 0) } }
    let (a, b, c) = (words(datapath.a, m * k), words(datapath.b, n * k), words(datapath.accumulator, m * n))
    let blocks = datapath.scale.map { (k + $0.blockLength - 1) / $0.blockLength } ?? 0
    func bytes(_ count: Int) -> [UInt8] {
      guard let scale = datapath.scale else { return [] }
      return words(scale.format, count).map { UInt8(truncatingIfNeeded: $0) }
    }
    let (scaleA, scaleB) = (bytes(m * blocks), bytes(n * blocks))
    var expected: [UInt64] = []
    for backend in Backend.available {
      var gemm = Gemm(datapath)
      gemm.backend = backend
      var d = [UInt64](repeating: 0, count: m * n)
      var target = d.mutableSpan
      try gemm.multiply(
        a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, m: m, n: n, k: k, into: &target)
      if expected.isEmpty { expected = d }
      let place = d.indices.first { d[$0] != expected[$0] }
      #expect(place == nil, "\(backend.name), \(datapath): swift \(hex([expected[place ?? 0]])), \(backend.name) \(hex([d[place ?? 0]]))")
    }
  }
}
