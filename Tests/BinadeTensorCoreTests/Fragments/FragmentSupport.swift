import Binade

@testable import BinadeTensorCore

/// A small generator with a stated seed.
struct FragmentRandom: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ state >> 29) &* 0xBF58_476D_1CE4_E5B9
    return mixed ^ mixed >> 32
  }
}

/// Random operands of one tile, as matrices.
struct RandomTile {
  var a, b, c: [UInt64]
  var scaleA: [UInt8] = []
  var scaleB: [UInt8] = []

  init(_ instruction: Instruction, _ shape: Shape, products: Int = 1, seed: Int) {
    var random = FragmentRandom(seed)
    func words(_ count: Int, _ format: FormatDescriptor) -> [UInt64] {
      (0..<count).map { _ in
        random.next() & (format.wordBits == 64 ? .max : (1 << UInt64(min(format.wordBits, 32))) - 1) & Self.mask(format)
      }
    }
    let datapath = instruction.datapath
    a = words(products * shape.m * shape.k, datapath.a)
    b = words(products * shape.n * shape.k, datapath.b)
    c = words(products * shape.m * shape.n, datapath.accumulator)
    if let scale = instruction.scale {
      // Mostly moderate, so that results are numbers.
      func scales(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(110 + random.next() % 32) } }
      scaleA = scales(shape.m * (shape.k / scale.block))
      scaleB = scales(shape.n * (shape.k / scale.block))
    }
  }

  /// Formats narrower than a byte have no bits above their code.
  static func mask(_ format: FormatDescriptor) -> UInt64 {
    format.codeBits < 8 ? (1 << UInt64(format.codeBits)) - 1 : .max
  }

  /// D, from the product of the whole matrices.
  func product(_ instruction: Instruction, _ shape: Shape, _ modifiers: Modifiers = .init()) throws -> [UInt64] {
    var gemm = Gemm(instruction)
    gemm.modifiers = modifiers
    var d = [UInt64](repeating: 0, count: shape.m * shape.n)
    var target = d.mutableSpan
    try gemm.multiply(
      a: a.span, b: b.span, c: c.span, scaleA: scaleA.span, scaleB: scaleB.span, m: shape.m, n: shape.n, k: shape.k, into: &target)
    return d
  }

  /// The part of one of several products.
  func part(_ index: Int, of count: Int) -> RandomTile {
    var part = self
    func cut(_ words: [UInt64]) -> [UInt64] { Array(words[(index * words.count / count)..<((index + 1) * words.count / count)]) }
    (part.a, part.b, part.c) = (cut(a), cut(b), cut(c))
    return part
  }
}

extension Fragment {
  /// The image of words.
  func registers(_ words: [UInt64]) throws -> [UInt32] { try image(of: words.span) }
  /// The words of an image.
  func elements(_ image: [UInt32]) throws -> [UInt64] { try words(in: image.span) }
}
