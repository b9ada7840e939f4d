/// A format and the name it was asked for by: a named format, or a member of the P3109 family.
public struct NamedFormat: Hashable, Sendable {
  /// The canonical name, for instance `e4m3fn` or `binary8p4se`.
  public let name: String
  /// The named format, or `nil` for a member of a family.
  public let id: ScalarFormatID?
  /// The parameters.
  public let descriptor: FormatDescriptor

  /// A named format.
  public init(_ id: ScalarFormatID) {
    name = id.name
    self.id = id
    descriptor = id.descriptor
  }

  /// Finds a format by its canonical name, by what another ecosystem calls it (`float8_e4m3fn`, `F8_E4M3`, `ue8m0`), or by its P3109 name
  /// (`binary8p4se`). Upper and lower case are the same, and `_` is `-`. Returns `nil` for a name that nobody knows.
  public init?(_ text: String) {
    let wanted = Self.folded(text)
    if let id = ScalarFormatID.allCases.first(where: { Self.folded($0.name) == wanted }) {
      self.init(id)
      return
    }
    if let descriptor = Self.p3109(wanted) {
      self.init(name: String(decoding: wanted, as: UTF8.self), id: nil, descriptor: descriptor)
      return
    }
    // DLPack and CUDA names carry a number behind a space, which nobody types. A name that several formats share says too little.
    let matches = ScalarFormatID.allCases.filter { id in
      id.names.all.contains { Self.folded($0.name).split(separator: UInt8(ascii: " "))[0].elementsEqual(wanted) }
    }
    guard matches.count == 1 else { return nil }
    self.init(matches[0])
  }

  private init(name: String, id: ScalarFormatID?, descriptor: FormatDescriptor) {
    self.name = name
    self.id = id
    self.descriptor = descriptor
  }

  static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  /// `binary`K`p`P`s`|`u``e`|`f`.
  private static func p3109(_ name: [UInt8]) -> FormatDescriptor? {
    var rest = name[...]
    func take(_ word: StaticString) -> Bool {
      let bytes = Array("\(word)".utf8)
      guard rest.starts(with: bytes) else { return false }
      rest = rest.dropFirst(bytes.count)
      return true
    }
    func number() -> Int? {
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard (1...2).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
      rest = rest.dropFirst(digits.count)
      return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    guard take("binary"), let bits = number(), take("p"), let precision = number() else { return nil }
    let isSigned: Bool
    if take("s") { isSigned = true } else if take("u") { isSigned = false } else { return nil }
    let domain: FormatDescriptor.Domain
    if take("e") { domain = .extended } else if take("f") { domain = .finite } else { return nil }
    guard rest.isEmpty else { return nil }
    return .p3109(bits: bits, precision: precision, isSigned: isSigned, domain: domain)
  }
}
