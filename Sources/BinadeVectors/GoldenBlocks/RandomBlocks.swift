internal import Binade

/// Random blocks by index, of several kinds. Integers and exact float operations only.
struct RandomBlocks {
  private let format: NamedBlockFormat
  private let lanes: Int
  private let maximum: Float

  private let columns: Int?

  init(_ operands: BlockOperands) {
    format = operands.format
    lanes = operands.lanes
    maximum = operands.maximum
    columns = operands.columns
  }

  /// Whole blocks of up to 256 elements; of larger ones a corner. For streams, which have no structured blocks to begin with.
  init(streaming format: NamedBlockFormat) {
    self.format = format
    let element = format.descriptor.element
    maximum = Float(
      bitPattern: UInt32(Binary32.descriptor.roundPack(element.unpack(element.maximumFiniteMagnitude), Conversion()).word))
    let length = format.descriptor.columns ?? 32
    let size = format.descriptor.rows * length
    lanes = format.descriptor.rows == 1 ? Swift.min(length, 256) : size <= 256 ? size : 16
    columns = format.descriptor.rows == 1 ? nil : size <= 256 ? length : 8
  }

  /// Block `index`, with its row length.
  func block(_ index: Int, seed: UInt64) -> VectorBlock {
    VectorBlock(id: 1, labels: [.random], columns: columns, words: words(index, seed: seed))
  }

  /// A nearly normal number: the sum of twelve uniform ones.
  private func gaussian(_ random: CounterRandom, _ index: Int) -> Float {
    var sum = -393_210
    for part in 0..<3 {
      let word = random[UInt64(index * 3 + part)]
      for shift: UInt64 in [0, 16, 32, 48] { sum += Int(word >> shift & 0xFFFF) }
    }
    return Float(sum) / 65_536
  }

  /// The kinds: 0 ordinary, 1 as bfloat16 holds it, 2 the same with another spread, 3 few bits, 4 a wide range, 5 a maximum just beside a
  /// telling significand, 6 a maximum that the tensor's takes to halfway between two scales.
  func words(_ index: Int, seed: UInt64) -> [UInt32] {
    let random = CounterRandom(seed: seed &+ UInt64(index) &* 0x1_0000_0001)
    let kind = index % kinds
    let base = Self.power(Int(random[1_000_000] % 17) - 8 - (kind == 2 ? 6 : 0))
    var words = (0..<lanes).map { lane -> UInt32 in
      let value = gaussian(random, lane) * base
      switch kind {
      case 0: return value.bitPattern
      case 1, 2: return value.bitPattern & 0xFFFF_0000
      case 3: return value.bitPattern & 0xFFF0_0000
      case 6: return (value / 256).bitPattern & 0xFFFF_0000
      case 4: return (value * Self.power(Int(random[UInt64(2_000_000 + lane)] % 13) - 9)).bitPattern
      default: return (value / 8).bitPattern
      }
    }
    if kind == 5 {
      let points: [Float] = [1, 1.125, 1.25, 1.375, 1.5, 1.75, 1.875, maximum.significand]
      let pick = random[3_000_000]
      let top = (points[Int(pick % 8)] * base).bitPattern &+ UInt32(pick >> 8 & 3) &- 1
      words[Int(pick >> 16) % lanes] = top | UInt32(pick >> 40 & 1) << 31
    }
    if kind == 6 { words[Int(random[3_000_000] >> 40) % lanes] = halfway(index, seed: seed).maximum.bitPattern }
    return words
  }

  /// Kinds of blocks: one more below a tensor scale.
  private var kinds: Int { format.descriptor.hasTensorScale ? 7 : 6 }

  /// Maxima of a block and a tensor whose exact quotient times F = 7 · 2^6 is halfway between two scales of four significant bits: only the
  /// roundings on the way decide.
  private func halfway(_ index: Int, seed: UInt64) -> (maximum: Float, tensor: Float) {
    let pick = CounterRandom(seed: seed ^ UInt64(index))[11]
    let odd = Float(17 + 2 * (pick & 7))
    // Every other one fits bfloat16.
    let common = Float(1 + (pick >> 8) % (index / 7 % 2 == 0 ? 8 : 4096))
    return (odd * common * Self.power(-Int(pick >> 32 & 7) - 8), 7 * common * Self.power(-6))
  }

  /// A tensor maximum for the block, at least its own; none for formats without a tensor scale.
  func maxima(_ index: Int, seed: UInt64 = 0x5EED) -> [UInt32] {
    guard format.descriptor.hasTensorScale else { return [] }
    let own = words(index, seed: seed).map { $0 & 0x7FFF_FFFF }.max() ?? 0
    let random = CounterRandom(seed: seed ^ UInt64(index))[7]
    let kind = index % kinds
    if kind == 6 { return [halfway(index, seed: seed).tensor.bitPattern] }
    guard kind > 0, own > 0 else { return [own] }
    // Up to 2^7 above, in bfloat16 for the kinds that are.
    let raised = own + UInt32(random % (7 << 23))
    return [kind == 1 || kind == 2 ? max(raised & 0xFFFF_0000, own) : raised]
  }

  private static func power(_ exponent: Int) -> Float { BlockOperands.power(exponent) }
}
