/// A matrix instruction by its name [instructions-1].
///
/// ```
/// OracleInstruction.named("sm_90:wgmma.f32.e4m3.e4m3")?.datapath.fractionBits   // 13
/// ```
public struct OracleInstruction: Sendable, Hashable {
  /// M × N × K of one instruction [instructions-2]; of a sparse one, K counts the places, twice what is kept.
  public struct Shape: Sendable, Hashable {
    public var m: Int
    public var n: Int
    public var k: Int

    /// `m16n8k8`.
    public var name: String { "m\(m)n\(n)k\(k)" }

    public init(m: Int, n: Int, k: Int) {
      self.m = m
      self.n = n
      self.k = k
    }

    /// `32x32x8`, as AMD writes it.
    var crossName: String { "\(m)x\(n)x\(k)" }

    /// Reads `m16n8k8`, or `32x32x8` for `mfma`, written exactly so.
    init?(_ name: String, unit: String) {
      let isCross = unit == "mfma"
      let numbers = name.split { (isCross ? "x" : "mnk").contains($0) }.compactMap { Int($0) }
      guard numbers.count == 3 else { return nil }
      self.init(m: numbers[0], n: numbers[1], k: numbers[2])
      if (isCross ? crossName : self.name) != name { return nil }
    }
  }

  /// What stands between the unit and the shape [instructions-7].
  public enum Variant: String, Sendable, CaseIterable {
    case weightStationary = "ws"
    case sparse = "sp"
    case twoCTA = "cta_group::2"
  }

  public let architecture: String
  public let unit: String
  /// In the order of the name.
  public let variants: [Variant]
  public let kind: String?
  /// The words for D, A and B.
  public let d: String
  public let a: String
  public let b: String
  /// The word for the scale format.
  public let scale: String?
  /// `satfinite`, `xor.popc` or `and.popc`.
  public let suffix: String?
  /// How many products one instruction adds.
  public let products: Int
  /// How it computes; V is its scale block.
  public let datapath: OracleDatapath

  /// K: of a sparse instruction twice the number of products.
  public var k: Int { variants.contains(.sparse) ? 2 * products : products }
}

// MARK: Names

extension OracleInstruction {
  /// The name with a shape, or without.
  public func name(_ shape: Shape? = nil) -> String {
    var words = [unit] + variants.map(\.rawValue)
    if let shape { words.append(unit == "mfma" ? shape.crossName : shape.name) }
    if let kind { words.append(kind) }
    words += [d, a, b]
    if let scale { words += [scale, "block\(datapath.scaleBlock)"] }
    if let suffix { words.append(suffix) }
    return architecture + ":" + words.joined(separator: ".")
  }

  /// All instructions by their names without shape; those that have one name differ in K.
  private static let byName = Dictionary(grouping: all) { $0.name() }

  /// The instruction with this name, if it is legal.
  public static func named(_ name: String) -> OracleInstruction? {
    var words = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let place = words.indices.dropFirst().first { Variant(rawValue: words[$0]) == nil }
    var shape: Shape?
    if let place, let found = Shape(words[place], unit: words[0].split(separator: ":").last.map(String.init) ?? "") {
      shape = found
      words.remove(at: place)
    }
    let candidates = byName[words.joined(separator: ".")] ?? []
    guard let shape else { return candidates.max { $0.k < $1.k } }
    return candidates.first { $0.shapes.contains(shape) }
  }

  /// Every legal name: each instruction with each of its shapes, and without.
  public static var names: [String] {
    byName.keys.sorted() + all.flatMap { instruction in instruction.shapes.map { instruction.name($0) } }
  }
}

// MARK: Results

extension OracleInstruction {
  /// One element of D. K is filled up to a multiple of the instruction's with zero words, and with scales of one [gemm-1].
  ///
  /// Of a sparse instruction these are the kept products [gemm-8].
  public func result(
    a: [UInt64], b: [UInt64], scaleA: [UInt64] = [], scaleB: [UInt64] = [], c: UInt64, modifiers: OracleModifiers = OracleModifiers()
  ) -> UInt64 {
    let missing = (products - a.count % products) % products
    if missing == 0 { return datapath.result(a: a, b: b, scaleA: scaleA, scaleB: scaleB, c: c, modifiers: modifiers) }
    let zeros = [UInt64](repeating: 0, count: missing)
    func filled(_ scales: [UInt64]) -> [UInt64] {
      guard let format = datapath.scale else { return scales }
      let blocks = (a.count + missing) / datapath.scaleBlock
      return scales + [UInt64](repeating: format.one, count: max(blocks - scales.count, 0))
    }
    return datapath.result(a: a + zeros, b: b + zeros, scaleA: filled(scaleA), scaleB: filled(scaleB), c: c, modifiers: modifiers)
  }
}
