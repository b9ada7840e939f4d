import Binade

/// What kind of mistake a mutant is.
public enum MutantClass: String, CaseIterable, Sendable {
  case scalarPolicy = "scalar policy"
  case scalarProfile = "scalar profile"
  case scalarBug = "scalar bug"
  case blockRule = "scale rule"
  case blockPolicy = "block policy"
  case blockProfile = "block profile"
  case blockBug = "quantizer bug"
  case decodeBug = "dequantizer bug"
  case parameter = "datapath parameter"
  case dotBug = "datapath bug"
  case layout = "other layout"
  case layoutBug = "layout bug"

  /// What is planted, in a sentence.
  public var description: String {
    switch self {
    case .scalarPolicy: "Each other choice of each axis of a conversion that matters to the format"
    case .scalarProfile: "What each other software does, in everything"
    case .scalarBug: "Classic bugs of encoders and decoders"
    case .blockRule: "Each scale rule in place of each other that makes sense for the format"
    case .blockPolicy: "Each other choice for special blocks and the ends of the scale"
    case .blockProfile: "Each profile in place of each other, and of the defaults"
    case .blockBug: "Classic bugs of quantizers"
    case .decodeBug: "Classic bugs of dequantizers"
    case .parameter: "Each parameter of a datapath, changed by the least amount or to another device's"
    case .dotBug: "Operands, scales and C that are lost, flushed, swapped or turned"
    case .layout: "Each other layout for codes of the same widths"
    case .layoutBug: "Nibbles, bytes, tiles and padding in a wrong order"
    }
  }
}

/// What became of a mutant in one suite. Spec [coverage-8].
public enum MutantVerdict: Hashable, Sendable {
  /// A test does not give its recorded result; the first one's number.
  case killed(test: Int)
  /// No test notices it.
  case survived
  /// Nothing can notice it, and why.
  case equal(reason: String)
  /// A reason says that nothing can notice it, and a test does.
  case contradicted(test: Int, reason: String)
  /// It was listed only, not run.
  case planned
}

/// A mutant planted in a suite.
public struct MutantReport: Hashable, Sendable {
  public var kind: MutantClass
  /// What is wrong.
  public var mutant: String
  /// The suite; of the images of layouts, the layout.
  public var suite: String
  /// What became of it.
  public var verdict: MutantVerdict
}

/// Plants wrong implementations in golden files, one at a time. Spec [coverage-8].
public struct Mutation: Sendable {
  private let file: GoldenFile
  /// Whether mutants are only listed.
  private let isPlan: Bool
  private(set) var reports: [MutantReport] = []

  private init(_ file: GoldenFile, isPlan: Bool) {
    self.file = file
    self.isPlan = isPlan
  }

  /// Every mutant of a file's suite, and what became of it.
  public static func run(_ file: GoldenFile) -> [MutantReport] { reports(file, isPlan: false) }

  /// Every mutant of a file's suite, with those that are equal; the others are not run.
  public static func plan(_ file: GoldenFile) -> [MutantReport] { reports(file, isPlan: true) }

  private static func reports(_ file: GoldenFile, isPlan: Bool) -> [MutantReport] {
    var mutation = Mutation(file, isPlan: isPlan)
    switch file {
    case .scalar(let file): mutation.plant(file)
    case .block(let file): file.suite.operation == .quantize ? mutation.plant(file) : mutation.plantDecoders(file)
    case .dot(let file): mutation.plant(file)
    case .layouts(let file): mutation.plant(file)
    }
    return mutation.reports
  }

  /// Adds a mutant; `killer` finds the first test that notices it.
  mutating func add(_ kind: MutantClass, _ mutant: String, in suite: String? = nil, equality: String? = nil, killer: () -> Int?) {
    var verdict = MutantVerdict.planned
    if isPlan {
      if let equality { verdict = .equal(reason: equality) }
    } else {
      switch (killer(), equality) {
      case (.none, .none): verdict = .survived
      case (.none, .some(let reason)): verdict = .equal(reason: reason)
      case (.some(let test), .none): verdict = .killed(test: test)
      case (.some(let test), .some(let reason)): verdict = .contradicted(test: test, reason: reason)
      }
    }
    reports.append(MutantReport(kind: kind, mutant: mutant, suite: suite ?? file.suite.name, verdict: verdict))
  }

  // MARK: Scalars

  private mutating func plant(_ file: VectorFile) {
    let suite = file.suite
    func killer(_ codec: @escaping VectorVerifier.Codec) -> Int? { VectorVerifier.failures(in: file, limit: 1, codec: codec).first?.id }
    for mutant in ScalarMutants.all where mutant.applies(suite) { add(.scalarBug, mutant.name) { killer(mutant.codec) } }
    guard suite.operation == .encode else { return }
    let base = suite.format.descriptor.defaultConversion
    for axis in PolicyAxis.allCases {
      for choice in axis.choices where choice != base[axis] && choice != Rounding.stochastic.name && suite.matters(axis, choice) {
        add(.scalarPolicy, "\(axis.name)=\(choice)") {
          killer { word, source, target, conversion, random in
            var wrong = conversion
            // Only where the vectors ask for the format's own choice: elsewhere the device does as it is told.
            if conversion[axis] == base[axis] { _ = wrong.set(axis, to: choice) }
            return VectorVerifier.definition(word, source, target, wrong, random)
          }
        }
      }
    }
    for profile in Profile.catalogue {
      let conversion = profile.conversion(to: suite.format.descriptor)
      guard PolicyAxis.allCases.contains(where: { conversion[$0] != base[$0] && suite.matters($0, conversion[$0]) }) else { continue }
      add(.scalarProfile, profile.qualifiedName) {
        killer { word, source, target, asked, random in
          VectorVerifier.definition(word, source, target, asked == target.defaultConversion ? conversion : asked, random)
        }
      }
    }
  }

  // MARK: Dot products and layouts

  private mutating func plant(_ file: DotVectorFile) {
    func killer(_ rival: DotRival) -> Int? { file.tests.first { rival.result($0.question) != $0.result }?.id }
    for rival in DotRival.all(file.suite.datapath) {
      add(rival.name.contains("=") ? .parameter : .dotBug, rival.name, equality: rival.equality) { killer(rival) }
    }
    for bug in DotBugs.all(file.suite) { add(.dotBug, bug.name, equality: bug.equality) { killer(bug) } }
  }

  private mutating func plant(_ file: LayoutVectorFile) {
    var names: [String] = []
    var tests: [String: [LayoutVectorTest]] = [:]
    for test in file.tests {
      if tests[test.layout] == nil { names.append(test.layout) }
      tests[test.layout, default: []].append(test)
    }
    for name in names {
      guard let layout = NamedLayout.named(name), let own = tests[name] else { continue }
      for mutant in LayoutMutants.all(layout) {
        guard mutant.isOther || own.contains(where: { mutant.image($0, layout) != nil }) else { continue }
        add(mutant.isOther ? .layout : .layoutBug, mutant.name, in: name, equality: EqualLayouts.reason(mutant.name, name)) {
          own.first { test in mutant.image(test, layout).map { $0 != test.image } ?? false }?.id
        }
      }
    }
  }
}
