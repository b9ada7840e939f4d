public import Binade

/// One input of a block suite, shared by all groups of its file.
public struct VectorBlock: Hashable, Sendable {
  /// Number within the file, from 1.
  public var id: Int
  /// Why it is there.
  public var labels: [BlockLabel]
  /// The length of a row, where a two-dimensional block is smaller than the format's; `nil` for one-dimensional formats.
  public var columns: Int?
  /// Words of binary32, row by row; fewer than the format's in a block at an edge.
  public var words: [UInt32]

  /// How many rows the words are.
  public var rows: Int { columns.map { words.count / $0 } ?? 1 }
}

/// One golden vector of a block.
public struct BlockVectorTest: Hashable, Sendable {
  /// Number within the file, from 1.
  public var id: Int
  /// The number of the block; 0 in a suite that dequantizes.
  public var block: Int
  /// g, for formats with a tensor scale.
  public var tensorMaximum: UInt32?
  /// T, for formats with a tensor scale.
  public var tensorScale: UInt32?
  /// Random words of a stochastic group, in order.
  public var random: [UInt32]?
  /// The word of the scale.
  public var scale: UInt32
  /// The word of the zero point, for formats that store one.
  public var zeroPoint: UInt32?
  /// The codes, in the order of the words.
  public var codes: [UInt8]
  /// The values of the codes, words of binary32; only in a suite that dequantizes.
  public var values: [UInt32]

  init(
    id: Int, block: Int, tensorMaximum: UInt32? = nil, tensorScale: UInt32? = nil, random: [UInt32]? = nil, scale: UInt32,
    zeroPoint: UInt32? = nil, codes: [UInt8], values: [UInt32]
  ) {
    self.id = id
    self.block = block
    self.tensorMaximum = tensorMaximum
    self.tensorScale = tensorScale
    self.random = random
    self.scale = scale
    self.zeroPoint = zeroPoint
    self.codes = codes
    self.values = values
  }

  /// A question about a block, without an answer.
  public init(asking block: Int) { self.init(id: 0, block: block, scale: 0, codes: [], values: []) }
}

/// Tests that share policies.
public struct BlockVectorGroup: Hashable, Sendable {
  /// The policies; `nil` in a suite that dequantizes.
  public var conversion: BlockConversion?
  /// The profile whose policies these are, where the group is one.
  public var profile: String?
  /// The format of the values for which the profile does so, if it is not `f32`.
  public var operandFormat: String
  /// Stochastic rounding only.
  public var layout: RandomLayout?
  /// The tests.
  public var tests: [BlockVectorTest]
}

/// A file of golden vectors of a block format: everything that its JSON form says.
public struct BlockVectorFile: Hashable, Sendable {
  /// The suite.
  public var suite: BlockSuite
  /// Seed of the random blocks.
  public var seed: UInt64
  /// The inputs.
  public var blocks: [VectorBlock]
  /// The tests.
  public var groups: [BlockVectorGroup]

  /// How many tests there are.
  public var count: Int { groups.reduce(0) { $0 + $1.tests.count } }
}

/// Why a block is among the vectors.
public enum BlockLabel: String, CaseIterable, Sendable, Hashable {
  case zero = "Zero"
  case liveLane = "LiveLane"
  case sweep = "Sweep"
  case threshold = "Threshold"
  case logarithm = "Logarithm"
  case tie = "Tie"
  case scale = "Scale"
  case range = "Range"
  case nan = "NaN"
  case infinity = "Infinity"
  case ragged = "Ragged"
  case tensor = "Tensor"
  case telling = "Telling"
  case random = "Random"

  /// What the block is, and which bug it finds.
  public var description: String {
    switch self {
    case .zero: "All elements are zeros: +0, -0, or both."
    case .liveLane: "One element is not zero, at each place in turn: a maximum that leaves a lane out."
    case .sweep: "The maximum is a power of two or its neighbour, through all exponents: a scale off by one, ends of the scale's range."
    case .threshold: "The maximum's significand is where a rule moves to the next scale, or its neighbour."
    case .logarithm: "The maximum is a few units away from where a rounded logarithm becomes whole."
    case .tie: "Elements are halfway between two codes under the block's scale, or one unit beside that."
    case .scale: "The maximum is the largest element times a scale code: each scale is hit."
    case .range: "The maximum is at an end of binary32: the largest number, subnormal ones."
    case .nan: "NaN, alone or among numbers and infinities."
    case .infinity: "Infinities, alone or among numbers."
    case .ragged: "A block at the end of a row or at an edge: fewer elements than the format's."
    case .tensor: "The block's maximum is far from the tensor's, or the tensor's is zero, subnormal, infinite or NaN."
    case .telling: "Found at random because two rules or two profiles differ on it."
    case .random: "Random."
    }
  }
}
