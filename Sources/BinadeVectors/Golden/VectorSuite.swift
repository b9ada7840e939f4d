public import Binade

/// One file of golden vectors: a scalar format and an operation.
public struct VectorSuite: Hashable, Sendable {
  /// What is done.
  public enum Operation: String, CaseIterable, Sendable {
    /// From Float32 and other formats to the suite's format, under every policy that matters to it.
    case encode
    /// From every code of the suite's format to Float32, or to Float64 where Float32 does not hold the values.
    case decode
  }

  /// The format.
  public let format: NamedFormat
  /// The operation.
  public let operation: Operation

  /// The suite of a format and an operation.
  public init(_ format: NamedFormat, _ operation: Operation) {
    self.format = format
    self.operation = operation
  }

  /// The suite of that name, for instance `e4m3fn_encode`. The format may go by any of its names.
  public init?(_ name: String) {
    guard let cut = name.lastIndex(where: { $0 == "_" || $0 == ":" }) else { return nil }
    guard let operation = Operation(rawValue: String(name[name.index(after: cut)...])) else { return nil }
    guard let format = NamedFormat(String(name[..<cut])) else { return nil }
    self.init(format, operation)
  }

  /// The name, also the stem of its file.
  public var name: String { format.name + "_" + operation.rawValue }

  /// The suites that ship: every named format, and some of the P3109 family.
  public static let all: [VectorSuite] = {
    let family = ["binary8p1se", "binary8p3se", "binary8p4se", "binary8p4ue", "binary8p5uf", "binary6p3sf"]
    let formats = ScalarFormatID.allCases.map { NamedFormat($0) } + family.compactMap { NamedFormat($0) }
    return formats.flatMap { format in Operation.allCases.map { VectorSuite(format, $0) } }
  }()

  /// Whether the groups after the first have fewer operands at level 1: relatives of int8, int4,
  /// uint8, uint4, uint1 and s1p6, and the P3109 family.
  var isThin: Bool {
    let full: Set<ScalarFormatID> = [.int8, .int4, .uint8, .uint4, .uint1, .s1p6]
    guard let id = format.id else { return true }
    return format.descriptor.isFixedPoint && !full.contains(id)
  }

  /// Whether the line form ships: not that of integers, fixed point and the P3109 family.
  var shipsText: Bool { format.id != nil && !format.descriptor.isFixedPoint }

  /// What decoding gives.
  public var decodeTarget: NamedFormat {
    NamedFormat(format.id == .binary32 || format.id == .binary64 ? .binary64 : .binary32)
  }
}
