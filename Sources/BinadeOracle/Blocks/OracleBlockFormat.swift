/// A block format [blocks-1].
public struct OracleBlockFormat: Sendable, Hashable {
  /// What a code q stands for, before the tensor scale [blocks-5].
  public enum ZeroPoint: Sendable, Hashable {
    /// q · s.
    case none
    /// (q − n) · s.
    case fixed(Int)
    /// (q − z) · s.
    case stored(OracleFormat)
    /// q · s + z.
    case minimum(OracleFormat)
  }

  /// The name in the Spec, as it was asked for.
  public let name: String
  public let element: OracleFormat
  public let scale: OracleFormat
  /// R, the extent of a block across the blocked axis.
  public let rows: Int
  /// C, the extent along it; nil is the whole row.
  public let columns: Int?
  public let hasTensorScale: Bool
  public let zeroPoint: ZeroPoint

  /// Makes a block format from its parts.
  public init(
    name: String, element: OracleFormat, scale: OracleFormat, rows: Int = 1, columns: Int?, hasTensorScale: Bool = false,
    zeroPoint: ZeroPoint = .none
  ) {
    precondition(element.codeBits <= 8, "[blocks-1]: elements have at most eight bits")
    self.name = name
    self.element = element
    self.scale = scale
    self.rows = rows
    self.columns = columns
    self.hasTensorScale = hasTensorScale
    self.zeroPoint = zeroPoint
  }

  /// The format in which a zero point or a minimum is stored, where one is.
  public var zeroPointFormat: OracleFormat? {
    switch zeroPoint {
    case .none, .fixed: nil
    case .stored(let format), .minimum(let format): format
    }
  }

  /// Whether every scale is a power of two and none is zero.
  public var hasPowerOfTwoScale: Bool { scale.significandBits == 0 && !scale.hasSubnormals && scale.sign == .none }

  /// The rule where none is asked for [blocks-7], the first condition that holds.
  public var defaultRule: String {
    if hasPowerOfTwoScale { return "ocp-floor" }
    if hasTensorScale { return "cublas" }
    switch zeroPoint {
    case .stored: return "affine"
    case .minimum: return "affine-minimum"
    case .fixed: return "ggml-q4_0"
    case .none: return "quotient"
    }
  }
}

// MARK: Names

extension OracleBlockFormat {
  /// The named formats of [blocks-3].
  public static let catalogue: [OracleBlockFormat] = [
    row("mxfp8-e4m3", "e4m3fn", "e8m0fnu", 1, 32),
    row("mxfp8-e5m2", "e5m2", "e8m0fnu", 1, 32),
    row("mxfp6-e2m3", "e2m3fn", "e8m0fnu", 1, 32),
    row("mxfp6-e3m2", "e3m2fn", "e8m0fnu", 1, 32),
    row("mxfp4", "e2m1fn", "e8m0fnu", 1, 32),
    row("mxint8", "s1p6", "e8m0fnu", 1, 32),
    row("mxint8-symmetric", "int8-symmetric", "e8m0fnu", 1, 32),
    row("mxint6-symmetric", "int6-symmetric", "e8m0fnu", 1, 32),
    row("mxint4-symmetric", "int4-symmetric", "e8m0fnu", 1, 32),
    row("mxint2-symmetric", "int2-symmetric", "e8m0fnu", 1, 32),
    row("nvfp4", "e2m1fn", "ue4m3", 1, 16, hasTensorScale: true),
    row("nvfp4-16x16", "e2m1fn", "ue4m3", 16, 16, hasTensorScale: true),
    row("nvint4", "int4-symmetric", "ue4m3", 1, 16, hasTensorScale: true),
    row("fp8-e4m3-1x128", "e4m3fn", "f32", 1, 128),
    row("fp8-e4m3-128x128", "e4m3fn", "f32", 128, 128),
    row("ggml-mxfp4", "e2m1fn", "e8m0fnu", 1, 32),
    row("ggml-nvfp4", "e2m1fn", "ue4m3", 1, 16),
    row("ggml-q4_0", "uint4", "f16", 1, 32, zeroPoint: .fixed(8)),
    row("ggml-q4_1", "uint4", "f16", 1, 32, zeroPoint: .minimum(scalar("f16"))),
    row("ggml-q8_0", "int8", "f16", 1, 32),
  ]

  private static func row(
    _ name: String, _ element: String, _ scale: String, _ rows: Int, _ columns: Int, hasTensorScale: Bool = false,
    zeroPoint: ZeroPoint = .none
  ) -> OracleBlockFormat {
    OracleBlockFormat(
      name: name, element: scalar(element), scale: scalar(scale), rows: rows, columns: columns, hasTensorScale: hasTensorScale,
      zeroPoint: zeroPoint)
  }

  private static func scalar(_ name: String) -> OracleFormat { OracleArithmetic.format(name) }

  /// The format of that name: one of the catalogue, or `ELEMENT-gN-SCALE` with its endings [blocks-3]. Nil if there is none.
  public static func named(_ name: String) -> OracleBlockFormat? {
    if let known = catalogue.first(where: { $0.name == name }) { return known }
    // Names of scalar formats contain hyphens too, so every way to cut is tried.
    for (element, afterElement) in heads(name) {
      guard element.codeBits <= 8, afterElement.hasPrefix("-g") else { continue }
      let extent = afterElement.dropFirst(2).prefix { $0 != "-" }
      let columns = Int(extent)
      let afterExtent = afterElement.dropFirst(2 + extent.count)
      guard extent == "row" || (columns ?? 0) > 0, afterExtent.hasPrefix("-") else { continue }
      for (scale, ending) in heads(String(afterExtent.dropFirst())) {
        let hasTensorScale = ending == "-tensor" || ending.hasPrefix("-tensor-")
        guard let zeroPoint = zeroPoint(ending.dropFirst(hasTensorScale ? 7 : 0)) else { continue }
        return OracleBlockFormat(
          name: name, element: element, scale: scale, columns: columns, hasTensorScale: hasTensorScale, zeroPoint: zeroPoint)
      }
    }
    return nil
  }

  /// The scalar formats with whose name the text begins, and what follows, from the next hyphen on.
  private static func heads(_ text: String) -> [(OracleFormat, String)] {
    let hyphens = text.indices.filter { text[$0] == "-" }
    return (hyphens + [text.endIndex]).compactMap { end in
      guard let format = scalarNamed(String(text[..<end])) else { return nil }
      return (format, String(text[end...]))
    }
  }

  private static func zeroPoint(_ ending: Substring) -> ZeroPoint? {
    if ending.isEmpty { return ZeroPoint.none }
    guard let format = scalarNamed(String(ending.dropFirst(2))) else { return nil }
    return ending.hasPrefix("-z") ? .stored(format) : (ending.hasPrefix("-m") ? .minimum(format) : nil)
  }

  /// A scalar format by its own name, or by the name of its P3109 form: `binary8p3se` [conventions-6].
  private static func scalarNamed(_ name: String) -> OracleFormat? {
    if let format = OracleFormat.named(name) { return format }
    guard name.hasPrefix("binary"), name.count >= 10 else { return nil }
    let parts = name.dropFirst(6).dropLast(2).split(separator: "p", omittingEmptySubsequences: false)
    let (sign, range) = (name.dropLast().suffix(1), name.suffix(1))
    guard parts.count == 2, let bits = Int(parts[0]), let precision = Int(parts[1]), (3...16).contains(bits),
      (1...bits).contains(precision), "su".contains(sign), "ef".contains(range)
    else { return nil }
    return .p3109(bits: bits, precision: precision, isSigned: sign == "s", isExtended: range == "e")
  }
}
