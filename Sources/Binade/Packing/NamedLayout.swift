/// A layout with its name: one image that holds one matrix of codes, or several that belong together. Spec registry/layouts.json.
///
///     let scales = NamedLayout.named("scale-128x4")!
///     let placement = try scales.layout.placed(rows: 200, columns: 6)
///
/// An image of several fields (``ggmlMXFP4``) is made by packing the first field and inserting the others. Spec [layouts-6].
public struct NamedLayout: Hashable, Sendable {
  /// What a field holds.
  public enum Role: String, CaseIterable, Sendable, BitwiseCopyable {
    case codes
    case scales
    case minimums
  }

  /// One matrix of the image.
  public struct Field: Hashable, Sendable {
    /// What the field holds.
    public let role: Role
    /// Where its codes stand.
    public let layout: Layout
    /// How many columns of the first field one column of this one serves: the block size for scales, else 1.
    public let columnsPerEntry: Int

    init(_ role: Role, _ layout: Layout, per columns: Int = 1) {
      self.role = role
      self.layout = layout
      columnsPerEntry = columns
    }

    /// How many columns this field has where the first field has `columns`.
    public func columns(for columns: Int) -> Int { columns / columnsPerEntry + (columns % columnsPerEntry == 0 ? 0 : 1) }
  }

  /// A number that the user of a layout chooses; it moves all codes. Spec [layouts-7].
  public struct Selector: Hashable, Sendable {
    /// For instance `thread-id`.
    public let name: String
    /// The numbers that are allowed; the first is the default.
    public let values: [Int]
    /// How many bits further a step of the number moves the codes.
    public let stride: Int
  }

  /// The name on command lines and in files, with the selected numbers: `scale-128x4`, `scale-mma-a-1x:1,2`.
  public let name: String
  /// Other names of the same layout.
  public let aliases: [String]
  /// One line: what the layout is for.
  public let summary: String
  /// How the layout is known. `documented`: by its owner, in a manual or in source code.
  public let evidence: Evidence
  /// The number of its clause, for instance `layouts-8`.
  public let clause: String
  /// The matrices of the image; the first decides its size.
  public let fields: [Field]
  /// What may be selected, in the order of the suffix.
  public let selectors: [Selector]

  /// The layout of the first field.
  public var layout: Layout { fields[0].layout }

  init(
    _ name: String, aliases: [String] = [], _ evidence: Evidence, _ clause: String, _ summary: String, selectors: [Selector] = [],
    _ fields: [Field]
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.evidence = evidence
    self.clause = clause
    self.fields = fields
    self.selectors = selectors
  }

  /// The same layout with these numbers selected; `nil` if there are too many of them, or one is not allowed. Missing ones are the default.
  public func selecting(_ numbers: [Int]) -> NamedLayout? {
    guard numbers.count <= selectors.count else { return nil }
    var moved = 0
    var suffix: [String] = []
    for (index, selector) in selectors.enumerated() {
      let number = index < numbers.count ? numbers[index] : selector.values[0]
      guard selector.values.contains(number) else { return nil }
      moved += number * selector.stride
      suffix.append(String(number))
    }
    if moved == 0 { return self }
    var shifted: [Field] = []
    for field in fields {
      guard let layout = field.layout.moved(by: moved) else { return nil }
      shifted.append(Field(field.role, layout, per: field.columnsPerEntry))
    }
    return NamedLayout("\(name):\(suffix.joined(separator: ","))", aliases: [], evidence, clause, summary, selectors: [], shifted)
  }

  /// Finds a layout by its name or an alias, with selected numbers behind a colon: `scale-mma-a-1x:1,2`. Upper and lower case are the same,
  /// and `_` is `-`. Returns `nil` for a name that nobody knows and for numbers that are not allowed.
  public static func named(_ text: String) -> NamedLayout? {
    let parts = folded(text).split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    let found = catalogue.first { entry in ([entry.name] + entry.aliases).contains { folded($0).elementsEqual(parts[0]) } }
    guard let found, parts.count > 1 else { return found }
    var numbers: [Int] = []
    for part in parts[1].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let number = number(part) else { return nil }
      numbers.append(number)
    }
    return found.selecting(numbers)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...4).contains(digits.count) else { return nil }
    var number = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return number
  }

  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}
