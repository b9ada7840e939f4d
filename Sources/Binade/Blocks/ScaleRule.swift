/// How a block's scale follows from its values, and how the values are brought to it: a named row of formulas. Spec [scale-rules-1].
///
/// A rule is data. It holds for every block format for which it makes sense: `M` is the largest finite element, `F` the largest finite
/// scale, so one rule serves E2M1 and INT4, and a stack's recipe is written down once. Make your own to try one:
///
///     let mine = ScaleRule(name: "mine", summary: "round the scale up, divide", block: .rounded(.blockMaximum / .elementMaximum, .up),
///       elements: .formula(.element / .blockScale))
public struct ScaleRule: Hashable, Sendable {
  /// The name on the command line, in files and in the Spec.
  public let name: String
  /// One line: what is computed, and who does.
  public let summary: String
  /// The tensor's two factors, for formats with a tensor scale.
  public let tensor: TensorStep
  /// The block scale.
  public let block: BlockStep
  /// The zero point, for formats that store one.
  public let zeroPoint: Formula?
  /// The elements.
  public let elements: ElementStep

  public init(
    name: String, summary: String, tensor: TensorStep = .none, block: BlockStep, zeroPoint: Formula? = nil, elements: ElementStep = .exact
  ) {
    self.name = name
    self.summary = summary
    self.tensor = tensor
    self.block = block
    self.zeroPoint = zeroPoint
    self.elements = elements
  }

  /// How the tensor's factors follow from its largest magnitude `g`.
  public struct TensorStep: Hashable, Sendable {
    /// S: what the tensor is multiplied by before its blocks are scaled.
    public let encode: Formula
    /// T: the stored factor, by which a dequantized value is multiplied. May speak of S.
    public let scale: Formula

    public init(encode: Formula, scale: Formula) {
      self.encode = encode
      self.scale = scale
    }

    /// Both are 1.
    public static let none = TensorStep(encode: .number(1), scale: .number(1))
  }

  /// How a block's scale follows.
  public indirect enum BlockStep: Hashable, Sendable {
    /// A power of two: the binade of `w`, moved as `position` says.
    case binade(of: Formula, Position)
    /// A value, rounded to the scale's format. Beyond its range: infinity where the format has it, else the largest scale.
    case rounded(Formula, Rounding = .nearestEven)
    /// Another step's unrounded scale times each of these factors in turn; the one with the least error wins, the first of equals.
    case search(BlockStep, factors: [Float], ErrorMeasure)
  }

  /// How elements follow from values.
  public enum ElementStep: Hashable, Sendable {
    /// x / (s · T), exact, rounded once to the element's format.
    case exact
    /// Float operations on x, then the conversion to the element's format.
    case formula(Formula)
  }

  /// What a search makes small, summed over the block in binary32: each row in ascending order, then the rows. Spec [scale-rules-9].
  public struct ErrorMeasure: Hashable, Sendable {
    /// What a code stands for: a formula of `x`, which is the code's value here.
    public let value: Formula
    /// What it is compared with: a formula of `x`, the value.
    public let target: Formula
    /// Whether differences are squared; otherwise their magnitudes count.
    public let isSquared: Bool

    public init(value: Formula, target: Formula = .element, isSquared: Bool) {
      self.value = value
      self.target = target
      self.isSquared = isSquared
    }
  }

  /// Where in its binade a float `w` = m · 2^e, 1 ≤ m < 2, moves to the next power of two. Spec [scale-rules-3].
  ///
  /// E and μ are exponent and significand of the largest element: M = μ · 2^E.
  public enum Position: String, CaseIterable, Sendable, Hashable {
    /// 2^(e − E): never moves.
    case floor
    /// 2^(e − E), next if m > 1.
    case ceil
    /// The smallest power of two not below w / M: 2^(e − E), next if m > μ.
    case ceilOfRatio = "ceil-of-ratio"
    /// 2^(e − E), next if m would round up to 2 with the element's significand: m ≥ 2 − 2^−(bits + 1).
    case even
    /// 2^(e − E), next if m ≥ 1.75.
    case evenOfE2M1 = "even-of-e2m1"
    /// 2^(e − E), next if m ≥ 1.5.
    case halfUp = "half-up"
    /// The power of two nearest to w / M, up from the arithmetic middle on.
    case nearestOfRatio = "nearest-of-ratio"
    /// The power of two nearest to w / M, up from the geometric middle on.
    case geometricOfRatio = "geometric-of-ratio"
    /// 2^(e − E + 1), but the smallest and the largest scale stay.
    case plusOne = "plus-one"
    /// 2^e: never moves, and E does not count.
    case floorAlone = "floor-alone"
    /// The smallest power of two not below w.
    case ceilAlone = "ceil-alone"
    /// As `floor`, with log2 in binary32: the next power of two for the last few floats below it.
    case floorOfLog32 = "floor-log32"
    /// As `floor`, with log2 in bfloat16.
    case floorOfLog16 = "floor-log16"
    /// As `ceil`, with log2 in binary32.
    case ceilOfLog32 = "ceil-log32"
    /// As `ceil`, with log2 in bfloat16.
    case ceilOfLog16 = "ceil-log16"
    /// As `even`, with eight bits whatever the element: 2^(e − E), next if m ≥ 2 − 2^−9.
    case evenOf8Bits = "even-of-8-bits"
    /// As `ceilAlone`, with log2 in binary32: stays for the first few floats above a power of two.
    case ceilAloneOfLog32 = "ceil-alone-log32"
    /// As `floorAlone`, with log2 in binary32.
    case floorAloneOfLog32 = "floor-alone-log32"
    /// As `ceilAlone`, with log2 in bfloat16.
    case ceilAloneOfLog16 = "ceil-alone-log16"
    /// As `floorAlone`, with log2 in bfloat16.
    case floorAloneOfLog16 = "floor-alone-log16"
    /// The power of two nearest to w in the logarithm, log2 in binary32.
    case nearestAloneOfLog32 = "nearest-alone-log32"
    /// The power of two nearest to w in the logarithm, log2 in bfloat16.
    case nearestAloneOfLog16 = "nearest-alone-log16"
    /// The power of two nearest to w, up from 1.5 on.
    case nearestAlone = "nearest-alone"
  }
}
