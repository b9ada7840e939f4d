/// A block format as a value: elements that share a scale. Spec [blocks-1].
///
/// A value is element × block scale, times the tensor scale where there is one; with a zero point, see ``ZeroPoint``.
public struct BlockDescriptor: Hashable, Sendable {
  /// The format of an element, at most 8 bits wide.
  public let element: FormatDescriptor
  /// The format of the block scale.
  public let scale: FormatDescriptor
  /// How many elements across the blocked axis share a scale; 1 except for two-dimensional blocks.
  public let rows: Int
  /// How many elements along the blocked axis share a scale; `nil` for a whole row: one scale per token or channel.
  public let columns: Int?
  /// Whether a binary32 factor for the whole tensor stands above the block scales.
  public let hasTensorScale: Bool
  /// What code 0 of an element stands for.
  public let zeroPoint: ZeroPoint

  /// Where the zero of an affine element lies. Spec [blocks-5].
  public enum ZeroPoint: Hashable, Sendable {
    /// At code 0: q · s.
    case none
    /// At a code that the format fixes: (q − zero) · s.
    case fixed(Int)
    /// At a code that the block stores, in this format: (q − z) · s. Zero applied before the scale.
    case stored(FormatDescriptor)
    /// The value of code 0 is stored, in this format: q · s + z. Zero applied after the scale.
    case minimum(FormatDescriptor)

    /// The format of what a block stores, or `nil`.
    public var format: FormatDescriptor? {
      switch self {
      case .none, .fixed: nil
      case .stored(let format), .minimum(let format): format
      }
    }
  }

  /// Describes a block format, or returns `nil`: elements of 1 … 8 bits without padding, blocks of at least one element.
  public init?(
    element: FormatDescriptor, scale: FormatDescriptor, rows: Int = 1, columns: Int?, hasTensorScale: Bool = false,
    zeroPoint: ZeroPoint = .none
  ) {
    guard element.wordBits == 8, element.paddingBits == 0, rows >= 1, columns.map({ $0 >= 1 }) ?? (rows == 1) else { return nil }
    guard scale.wordBits <= 32, (zeroPoint.format?.wordBits ?? 8) <= 32 else { return nil }
    self.element = element
    self.scale = scale
    self.rows = rows
    self.columns = columns
    self.hasTensorScale = hasTensorScale
    self.zeroPoint = zeroPoint
  }

  /// Bits that a block of `elements` elements takes, scale and zero point included, padding not.
  public func storedBits(elements: Int) -> Int {
    elements * element.codeBits + scale.wordBits + (zeroPoint.format?.wordBits ?? 0)
  }

  /// The exponent of the largest finite element: emax of the OCP specification.
  public var elementExponent: Int { element.exponent(ofMagnitude: element.maximumFiniteMagnitude) }

  /// Whether the scales are powers of two.
  public var hasBinaryScale: Bool { !scale.hasSubnormals && scale.significandBits == 0 }
}

extension FormatDescriptor {
  /// floor(log2) of the value of a finite magnitude code that is not zero.
  func exponent(ofMagnitude magnitude: UInt64) -> Int {
    let operand = unpack(magnitude &<< UInt64(paddingBits))
    return operand.exponent + 63 - operand.significand.leadingZeroBitCount
  }

  /// The word of binary32 with the value of the most negative finite code; 0 for unsigned formats.
  var minimumFinite: UInt32 {
    sign == .unsigned ? 0 : Binary32.pack(unpack(signed(maximumNegativeMagnitude, isNegative: true) &<< UInt64(paddingBits)))
  }

  /// The word of binary32 with the value of the largest finite code.
  var maximumFinite: UInt32 { Binary32.pack(unpack(maximumFiniteMagnitude &<< UInt64(paddingBits))) }
}
