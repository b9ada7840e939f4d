/// Somebody's codes and scales beside the values that they came from: what is to be explained. Spec [identify-1].
public struct BlockEvidence: Sendable {
  /// The blocks.
  public let grid: BlockGrid
  /// The values as words of binary32, in the order of the rows.
  public let words: [UInt32]
  /// The format of the values before they were widened; some stacks compute in it.
  public let source: FormatDescriptor
  /// One code per value. Bits above the code are ignored.
  public let codes: [UInt8]
  /// What each block stores. Bits above the scale's code are ignored.
  public let headers: [BlockEncoder.Header]
  /// The tensor's factor as it was stored, or `nil` if nobody knows it.
  public let tensorScale: UInt32?

  /// Evidence, or `nil` if the counts do not fit the grid.
  public init?(
    grid: BlockGrid, words: [UInt32], source: FormatDescriptor = Binary32.descriptor, codes: [UInt8], headers: [BlockEncoder.Header],
    tensorScale: UInt32? = nil
  ) {
    guard words.count == grid.elementCount, codes.count == grid.elementCount, headers.count == grid.blockCount else { return nil }
    self.grid = grid
    self.words = words
    self.source = source
    let codeMask = UInt8(truncatingIfNeeded: grid.format.element.codeMask)
    let scaleMask = UInt32(truncatingIfNeeded: grid.format.scale.codeMask &<< UInt64(grid.format.scale.paddingBits))
    self.codes = codes.map { $0 & codeMask }
    self.headers = headers.map { BlockEncoder.Header(scale: $0.scale & scaleMask, zeroPoint: $0.zeroPoint) }
    self.tensorScale = tensorScale
  }
}

/// One way in which the evidence could have come about.
public struct BlockHypothesis: Hashable, Sendable {
  /// The profile that does so, or `nil` for a rule with the default policies, or for policies that were searched for.
  public var profile: String?
  /// The policies.
  public var conversion: BlockConversion
  /// Whether the tensor scale was given to the quantizer, instead of following from the tensor's largest magnitude.
  public var usesGivenTensorScale: Bool

  public init(profile: String? = nil, conversion: BlockConversion, usesGivenTensorScale: Bool = false) {
    self.profile = profile
    self.conversion = conversion
    self.usesGivenTensorScale = usesGivenTensorScale
  }
}

/// How well a hypothesis explains the evidence.
public struct BlockVerdict: Sendable {
  /// A block whose scale or zero point is another one.
  public struct ScaleDifference: Hashable, Sendable {
    /// The block, in the order of the scales.
    public let block: Int
    /// The block's largest magnitude, as binary32.
    public let maximum: UInt32
    public let expected: BlockEncoder.Header
    public let found: BlockEncoder.Header
  }

  /// An element whose code is another one, under the scale that was found.
  public struct CodeDifference: Hashable, Sendable {
    /// The element, in the order of the rows.
    public let element: Int
    /// Its value, as binary32.
    public let value: UInt32
    /// The scale that was found.
    public let scale: UInt32
    public let expected: UInt8
    public let found: UInt8
  }

  public var hypothesis: BlockHypothesis
  /// Blocks and elements that were looked at.
  public var blocks = 0, elements = 0
  /// Blocks with another scale or zero point.
  public var scaleMismatches = 0
  /// Elements with another code.
  public var codeMismatches = 0
  /// Whether the tensor scale is another one; false where none is known.
  public var hasOtherTensorScale = false
  /// The tensor scale that the hypothesis gives.
  public var expectedTensorScale: UInt32 = 0x3F80_0000
  /// The first few of each.
  public var scaleDifferences: [ScaleDifference] = []
  public var codeDifferences: [CodeDifference] = []

  /// Whether nothing differs.
  public var explainsAll: Bool { scaleMismatches == 0 && codeMismatches == 0 && !hasOtherTensorScale }

  /// Smaller is better: a scale counts as much as the elements under it.
  public var cost: Int {
    let perBlock = Swift.max(1, elements / Swift.max(1, blocks))
    return scaleMismatches * perBlock + codeMismatches + (hasOtherTensorScale ? 1 : 0)
  }

  static var shown: Int { 3 }

  /// Adds what another part of the tensor showed.
  public mutating func add(_ other: BlockVerdict) {
    blocks += other.blocks
    elements += other.elements
    scaleMismatches += other.scaleMismatches
    codeMismatches += other.codeMismatches
    scaleDifferences += other.scaleDifferences.prefix(Self.shown - scaleDifferences.count)
    codeDifferences += other.codeDifferences.prefix(Self.shown - codeDifferences.count)
  }
}
