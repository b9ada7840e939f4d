/// What a bin is about. Spec [coverage-4].
public enum CoverageKind: String, CaseIterable, Sendable {
  case scalarEncode = "scalar-encode"
  case scalarDecode = "scalar-decode"
  case blockQuantize = "block-quantize"
  case blockDequantize = "block-dequantize"
  case dot

  /// The kind of a suite; `nil` for layouts, which have no operands.
  public init?(_ suite: GoldenSuite) {
    switch suite {
    case .scalar(let suite): self = suite.operation == .encode ? .scalarEncode : .scalarDecode
    case .block(let suite): self = suite.operation == .quantize ? .blockQuantize : .blockDequantize
    case .dot: self = .dot
    case .layouts: return nil
    }
  }
}

/// Policies without which a bin has no meaning: a set of vectors that has none of them is not asked for it.
public enum CoverageNeed: String, Sendable {
  /// A rounding to nearest.
  case nearest
  /// A rounding that is neither to nearest nor stochastic.
  case directed
  /// Stochastic rounding.
  case stochastic

  /// What a set lacks, as a reason.
  var absence: String {
    switch self {
    case .nearest: "no group of the set rounds to nearest"
    case .directed: "no group of the set has another rounding than to nearest"
    case .stochastic: "no group of the set rounds stochastically"
    }
  }
}

/// A class of tests that a test bench should contain, by name. Each kind has its list.
protocol CoverageName: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// What is in the bin, in a sentence.
  var description: String { get }
  /// What its parts are; empty where it has one part.
  var parts: String { get }
  /// The policies that it needs.
  var need: CoverageNeed? { get }
}

/// Whether a bin applies to a suite.
enum CoverageShare {
  /// It does, in so many parts.
  case parts(Int)
  /// It does not, and why.
  case absent(String)

  static var one: CoverageShare { .parts(1) }

  /// `parts`, unless there is a reason.
  static func parts(_ count: Int, unless reason: String?) -> CoverageShare { reason.map { .absent($0) } ?? .parts(count) }
}

/// How often each part of each bin was hit.
struct CoverageCounts<Name: CoverageName>: Sendable {
  private(set) var hits: [Name: [Int]] = [:]
  private(set) var reasons: [Name: String] = [:]
  /// Needs that the set meets.
  var met: Set<CoverageNeed> = []

  init(_ share: (Name) -> CoverageShare) {
    for name in Name.allCases {
      switch share(name) {
      case .parts(let count): hits[name] = [Int](repeating: 0, count: count)
      case .absent(let reason): reasons[name] = reason
      }
    }
  }

  /// Counts a test; nothing happens where the bin does not apply.
  mutating func hit(_ name: Name, _ part: Int = 0) {
    guard let count = hits[name]?.count, part < count else { return }
    hits[name]?[part] += 1
  }

  /// How many parts of all bins are hit.
  var hitParts: Int { hits.values.reduce(0) { $0 + $1.count { $0 > 0 } } }

  /// Every bin, in the order of the list.
  var results: [CoverageResult] {
    Name.allCases.map { name in
      var reason = reasons[name]
      if let need = name.need, !met.contains(need), reason == nil { reason = need.absence }
      return CoverageResult(
        id: name.rawValue, description: name.description, parts: name.parts, need: name.need, hits: hits[name] ?? [], absence: reason)
    }
  }
}

/// One bin of one set of vectors.
public struct CoverageResult: Sendable {
  /// The bin's name within its kind.
  public let id: String
  /// What is in it.
  public let description: String
  /// What its parts are; empty where it has one part.
  public let parts: String
  /// Policies that it needs.
  public let need: CoverageNeed?
  /// For each part, how many tests are in it. Empty where the bin does not apply to the suite at all.
  public let hits: [Int]
  /// Why the bin does not apply to the set.
  public let absence: String?

  /// The parts that no test is in; none where the bin does not apply.
  public var missing: [Int] { absence == nil ? hits.indices.filter { hits[$0] == 0 } : [] }
  /// How many tests are in it, over all parts.
  public var count: Int { hits.reduce(0, +) }
}
