/// A block format and the name it was asked for by: a named one, or any element × scale × length. Spec [blocks-3].
public struct NamedBlockFormat: Hashable, Sendable {
  /// The name, for instance `mxfp4` or `e3m2fn-g24-ue5m3`.
  public let name: String
  /// The named format, or `nil` for one that was put together.
  public let id: BlockFormatID?
  /// The parameters.
  public let descriptor: BlockDescriptor
  /// The names of the formats of element, scale and zero point.
  public let element: NamedFormat, scale: NamedFormat, zeroPoint: NamedFormat?

  /// A named format.
  public init(_ id: BlockFormatID) {
    name = id.name
    self.id = id
    descriptor = id.descriptor
    element = NamedFormat(id.parts.element)
    scale = NamedFormat(id.parts.scale)
    zeroPoint = id == .ggmlQ41 ? NamedFormat(.binary16) : nil
  }

  /// Finds a format by its name, or puts it together: `ELEMENT-gN-SCALE[-tensor][-zFORMAT|-mFORMAT]`, `grow` for whole rows. Upper and
  /// lower case are the same, and `_` is `-`. Returns `nil` for anything else.
  public init?(_ text: String) {
    let wanted = NamedFormat.folded(text)
    if let id = BlockFormatID.allCases.first(where: { NamedFormat.folded($0.name) == wanted }) {
      self.init(id)
      return
    }
    var parts = String(decoding: wanted, as: UTF8.self).split(separator: "-").map(String.init)
    // Element and scale names have hyphens of their own, so the group in the middle is what tells them apart.
    guard let middle = parts.firstIndex(where: { Self.group($0) != nil }), middle > 0, let columns = Self.group(parts[middle]) else {
      return nil
    }
    var zero: (kind: Character, format: NamedFormat)?
    if let last = parts.last, last.first == "z" || last.first == "m", let format = NamedFormat(String(last.dropFirst())) {
      zero = (last.first!, format)
      parts.removeLast()
    }
    let hasTensorScale = parts.last == "tensor"
    if hasTensorScale { parts.removeLast() }
    guard parts.count > middle + 1, let element = NamedFormat(parts[..<middle].joined(separator: "-")),
      let scale = NamedFormat(parts[(middle + 1)...].joined(separator: "-"))
    else { return nil }
    let point: BlockDescriptor.ZeroPoint =
      switch zero {
      case .none: .none
      case .some(let zero): zero.kind == "z" ? .stored(zero.format.descriptor) : .minimum(zero.format.descriptor)
      }
    guard
      let descriptor = BlockDescriptor(
        element: element.descriptor, scale: scale.descriptor, columns: columns == 0 ? nil : columns, hasTensorScale: hasTensorScale,
        zeroPoint: point)
    else { return nil }
    self.init(
      name: "\(element.name)-g\(columns == 0 ? "row" : String(columns))-\(scale.name)" + (hasTensorScale ? "-tensor" : "")
        + (zero.map { "-\($0.kind)\($0.format.name)" } ?? ""),
      descriptor: descriptor, element: element, scale: scale, zeroPoint: zero?.format)
  }

  private init(name: String, descriptor: BlockDescriptor, element: NamedFormat, scale: NamedFormat, zeroPoint: NamedFormat?) {
    self.name = name
    id = nil
    self.descriptor = descriptor
    self.element = element
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// The length in `gN`, 0 for `grow`, or `nil`.
  private static func group(_ text: String) -> Int? {
    guard text.first == "g" else { return nil }
    if text == "grow" { return 0 }
    guard let length = Int(text.dropFirst()), (1...(1 << 30)).contains(length) else { return nil }
    return length
  }
}
