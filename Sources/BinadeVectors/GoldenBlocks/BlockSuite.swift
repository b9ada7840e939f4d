public import Binade

/// One file of golden vectors of a block format: what quantizing gives, or what codes and scales stand for.
public struct BlockSuite: Hashable, Sendable {
  /// What is done.
  public enum Operation: String, CaseIterable, Sendable {
    /// Values to scales and codes, under every rule and policy that matters to the format.
    case quantize
    /// Scales and codes to values.
    case dequantize
  }

  /// The format.
  public let format: NamedBlockFormat
  /// The operation.
  public let operation: Operation

  /// The suite of a format and an operation.
  public init(_ format: NamedBlockFormat, _ operation: Operation) {
    self.format = format
    self.operation = operation
  }

  /// The suite of that name, for instance `mxfp4_quantize`.
  public init?(_ name: String) {
    guard let cut = name.lastIndex(where: { $0 == "_" || $0 == ":" }) else { return nil }
    guard let operation = Operation(rawValue: String(name[name.index(after: cut)...])) else { return nil }
    guard let format = NamedBlockFormat(String(name[..<cut])) else { return nil }
    self.init(format, operation)
  }

  /// The name, also the stem of its file.
  public var name: String { format.name + "_" + operation.rawValue }

  /// The suites that ship: every named format, and one with a stored zero point, which no named format has.
  public static let all: [BlockSuite] = {
    let formats = BlockFormatID.allCases.map { NamedBlockFormat($0) } + ["uint4-g32-f16-zuint4"].compactMap { NamedBlockFormat($0) }
    return formats.flatMap { format in Operation.allCases.map { BlockSuite(format, $0) } }
  }()
}

extension NamedBlockFormat {
  /// Digits of one code, one scale and one zero point in hexadecimal.
  var codeDigits: Int { (descriptor.element.codeBits + 3) / 4 }
  var scaleBits: Int { descriptor.scale.wordBits }
  var zeroPointBits: Int? { descriptor.zeroPoint.format?.wordBits }

  /// Whether every scale is a power of two.
  var hasPowerOfTwoScale: Bool { scale.id == .e8m0fnu }

  /// The zero point in words, as the Spec's table has it.
  var zeroPointName: String {
    switch descriptor.zeroPoint {
    case .none: "none"
    case .fixed(let code): "fixed \(code)"
    case .stored: "stored \(zeroPoint?.name ?? "")"
    case .minimum: "minimum \(zeroPoint?.name ?? "")"
    }
  }
}
