public import Binade

/// The layouts in which a file holds codes and scales; without any, rows packed densely and scales row by row. Spec [files-3].
public struct QuantizedLayouts: Sendable, Equatable {
  /// The layout of the codes, or of a whole record of codes and scales.
  public let codes: NamedLayout?
  /// The layout of the scales.
  public let scales: NamedLayout?

  /// Rows and bytes as they come.
  public static let plain = QuantizedLayouts(codes: nil, scales: nil)

  public init(codes: NamedLayout?, scales: NamedLayout?) {
    self.codes = codes
    self.scales = scales
  }

  /// Whether the codes' layout holds the scales too.
  public var isRecord: Bool { (codes?.fields.count ?? 1) > 1 }

  /// Why these layouts do not go with a format, or `nil`.
  public func problem(with format: NamedBlockFormat) -> String? {
    if let codes {
      guard codes.fields[0].role == .codes else { return "layout \(codes.name) is one of scales" }
      let bits = codes.layout.elementBits
      if bits < format.descriptor.element.codeBits {
        return "layout \(codes.name) has \(bits) bits for a code, and \(format.element.name) needs \(format.descriptor.element.codeBits)"
      }
      if isRecord {
        if scales != nil { return "layout \(codes.name) holds the scales already" }
        for field in codes.fields.dropFirst() {
          let format = field.role == .scales ? format.scale : format.zeroPoint
          guard let format, format.descriptor.wordBits == field.layout.elementBits else {
            return "layout \(codes.name) has \(field.layout.elementBits) bits for each of its \(field.role.rawValue)"
          }
        }
        guard let scale = codes.fields.first(where: { $0.role == .scales }), scale.columnsPerEntry == format.descriptor.columns else {
          return "layout \(codes.name) has a scale for another number of elements"
        }
        let stores = codes.fields.contains { $0.role == .minimums }
        if stores != (format.zeroPoint != nil) { return "layout \(codes.name) \(stores ? "has" : "has no") place for a minimum" }
      }
    }
    if let scales {
      if scales.fields.count > 1 { return "layout \(scales.name) holds codes too" }
      if scales.layout.elementBits != format.descriptor.scale.wordBits {
        return
          "layout \(scales.name) has \(scales.layout.elementBits) bits for a scale, and \(format.scale.name) has \(format.descriptor.scale.wordBits)"
      }
    }
    return nil
  }
}

extension NamedLayout {
  /// One field's image.
  static func image<Word: FixedWidthInteger & UnsignedInteger>(
    _ field: Field, _ words: [Word], rows: Int, columns: Int, into image: [UInt8]? = nil
  ) throws(LayoutError) -> [UInt8] {
    let placement = try field.layout.placed(rows: rows, columns: columns)
    var bytes = image ?? [UInt8](repeating: 0, count: placement.byteCount)
    var span = bytes.mutableSpan
    try placement.insert(words.span, into: &span)
    return bytes
  }

  /// One field's words from an image of a rows × columns matrix.
  ///
  /// - Throws: as ``Placement/unpack(_:into:)``.
  public static func words<Word: FixedWidthInteger & UnsignedInteger>(
    _ field: Field, _ image: [UInt8], rows: Int, columns: Int, as type: Word.Type
  ) throws(LayoutError) -> [Word] {
    let placement = try field.layout.placed(rows: rows, columns: columns)
    var words = [Word](repeating: 0, count: placement.codeCount)
    var span = words.mutableSpan
    try placement.unpack(image.span, into: &span)
    return words
  }
}
