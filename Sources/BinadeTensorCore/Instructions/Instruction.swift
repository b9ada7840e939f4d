public import Binade

/// One matrix instruction: its name, its shapes and its datapath. Spec [instructions-1].
///
///     let instruction = Instruction.named("sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16")!
///     instruction.shape.k            // 64
///     instruction.datapath.scale     // ue4m3, one for 16 elements
public struct Instruction: Hashable, Sendable {
  /// The canonical name.
  public let name: String
  /// The architecture.
  public let architecture: Architecture
  /// The unit.
  public let unit: MatrixUnit
  /// PTX's kind, without the dot: `f8f6f4`, `mxf4nvf4`, …; `nil` for most.
  public let kind: String?
  /// The accumulator's type, and those of A and B.
  public let d, a, b: ElementWord
  /// The type of scales, and how many elements share one; `nil` without scales.
  public let scale: (type: ElementWord, block: Int)?
  /// What comes after the types: `satfinite`, `xor.popc`, `and.popc`.
  public let suffix: String?
  /// The variant: sparse, weight-stationary, two CTAs.
  public let variant: Variant
  /// The legal shapes, the default one first. K counts what B has: twice of what a sparse A holds.
  public let shapes: [Shape]
  /// How an element of D is made.
  public let datapath: Datapath
  /// How the datapath's parameters are known.
  public let provenance: Provenance
  /// The variants that this instruction has beside the one it is.
  public let variants: [Variant]

  /// Variants that compute as the plain instruction. Spec [instructions-7].
  public struct Variant: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// 2:4 sparse A.
    public static let sparse = Variant(rawValue: 1)
    /// Weight-stationary: tcgen05 `.ws`.
    public static let weightStationary = Variant(rawValue: 2)
    /// Two CTAs together: tcgen05 `cta_group::2`.
    public static let twoCTAs = Variant(rawValue: 4)

    /// As it stands in names: `.ws.sp.cta_group::2` in this order, or nothing.
    public var name: String {
      (contains(.weightStationary) ? ".ws" : "") + (contains(.sparse) ? ".sp" : "") + (contains(.twoCTAs) ? ".cta_group::2" : "")
    }
  }

  /// The default shape.
  public var shape: Shape { shapes[0] }
  /// Whether A holds half of K and metadata says which.
  public var isSparse: Bool { variant.contains(.sparse) }
  /// How the result for ordinary numbers is known. Variants of tcgen05 are inferred.
  public var evidence: Evidence { provenance.evidence }

  public static func == (a: Instruction, b: Instruction) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
