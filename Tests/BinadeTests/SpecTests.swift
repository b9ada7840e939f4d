import Binade
import Foundation
import Testing

/// The Spec holds together, the code cites clauses that exist, and its tables of results are what the code gives.
@Suite struct SpecTests {
  // MARK: Clauses

  /// Every clause is called after its file, and the numbers of a file are 1, 2, 3 …
  @Test func clauseNumbers() throws {
    let files = try SpecFolder.files(in: "Spec", endingIn: ".md")
    #expect(files.count > 10)
    for file in files {
      let stem = file.name.split(separator: "/").last!.dropLast(".md".count)
      let ids = file.text.matches(of: /(?m)^\*\*\[([a-z0-9-]+)\]\*\*/).map { String($0.1) }
      #expect(ids == (1..<(ids.count + 1)).map { "\(stem)-\($0)" }, "\(file.name)")
    }
  }

  /// Every clause named in the Spec, in the sources, in the tests and in the interop scripts exists.
  @Test func references() throws {
    let known = try SpecFolder.clauses
    var cited: Set<String> = []
    for file in try SpecFolder.files(in: "Spec", endingIn: ".md") {
      for match in file.text.matches(of: /\[([a-z0-9]{2,}-[0-9]+)\]/) {
        #expect(known.contains(String(match.1)), "\(file.name) cites [\(match.1)]")
      }
    }
    for folder in ["Sources", "Tests"] {
      for file in try SpecFolder.files(in: folder, endingIn: ".swift") {
        // In code, brackets are subscripts.
        for comment in file.text.matches(of: /\/\/(.*)/) {
          for match in comment.1.matches(of: /\[([a-z0-9]{2,}-[0-9]+)\]/) {
            #expect(known.contains(String(match.1)), "\(file.name) cites [\(match.1)]")
            if folder == "Sources" { cited.insert(String(match.1)) }
          }
        }
      }
    }
    #expect(cited.count > 30)
  }

  /// Links between the files of the Spec, and files of the Spec named in the sources, lead somewhere.
  @Test func links() throws {
    for file in try SpecFolder.files(in: "Spec", endingIn: ".md") {
      let folder = file.name.split(separator: "/").dropLast().joined(separator: "/")
      for match in file.text.matches(of: /\]\(([^)#:]+)\)/) {
        #expect(SpecFolder.exists("\(folder)/\(match.1)"), "\(file.name) links \(match.1)")
      }
    }
    for file in try SpecFolder.files(in: "Sources", endingIn: ".swift") {
      for match in file.text.matches(of: /(?:Spec|,) ((?:registry|evidence)\/[A-Za-z0-9.\/-]+\.(?:json|md))/) {
        #expect(SpecFolder.exists("Spec/\(match.1)"), "\(file.name) names Spec \(match.1)")
      }
    }
  }

  /// The table of [conversion-2] has the axes, choices and defaults of the code.
  @Test func conversion2() throws {
    let rows = try SpecFolder.table(after: "conversion-2", in: "Spec/conversion.md")
    let fields = Mirror(reflecting: Conversion()).children.map { $0.label ?? "" }
    #expect(rows.count == PolicyAxis.allCases.count)
    for (row, (axis, field)) in zip(rows, zip(PolicyAxis.allCases, fields)) {
      #expect(row[0] == "`\(field)`")
      let choices = row[1].split(separator: "(")[0].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(choices == axis.choices, "\(axis)")
      #expect(row[2].prefix { $0 != " " } == axis.choices[0], "\(axis)")
      #expect(Conversion()[axis] == axis.choices[0], "\(axis)")
      let defaults = ScalarFormatID.allCases.filter { $0.descriptor.defaultConversion[axis] != axis.choices[0] }
      #expect(row[2].contains("whole-number formats: zero") == !defaults.isEmpty, "\(axis)")
      #expect(defaults.allSatisfy { $0.descriptor.isInteger && $0.descriptor.defaultConversion[axis] == "zero" }, "\(axis)")
    }
  }

  // MARK: Tables of results

  static let rules: [Rounding] = [
    .nearestEven, .nearestAway, .nearestTowardZero, .nearestGeometric, .towardZero, .up, .down, .toOdd,
  ]

  static let rounding: [(x: Double, results: [Double])] = [
    (0.1, [0, 0, 0, 0.5, 0, 0.5, 0, 0.5]),
    (0.25, [0, 0.5, 0, 0.5, 0, 0.5, 0, 0.5]),
    (0.75, [1, 1, 0.5, 1, 0.5, 1, 0.5, 0.5]),
    (1.25, [1, 1.5, 1, 1.5, 1, 1.5, 1, 1.5]),
    (2.45, [2, 2, 2, 3, 2, 3, 2, 3]),
    (2.5, [2, 3, 2, 3, 2, 3, 2, 3]),
    (-2.5, [-2, -3, -2, -3, -2, -2, -3, -3]),
    (3.5, [4, 4, 3, 4, 3, 4, 3, 3]),
    (3, [3, 3, 3, 3, 3, 3, 3, 3]),
  ]

  /// [rounding-3].
  @Test(arguments: rounding) func rounding3(_ row: (x: Double, results: [Double])) {
    for (rule, expected) in zip(Self.rules, row.results) {
      let result = E2M1FN.convert(row.x, Conversion(rounding: rule))
      #expect(E2M1FN.decode(result.word, as: Double.self) == expected, "\(rule.name)")
      #expect(result.flags.contains(.inexact) == (row.x != 3), "\(rule.name)")
    }
  }

  /// [overflow-6]: magnitudes of one row, and the codes under `saturate`, `nonfinite` and `nonfinite-before-rounding`.
  @Test func overflow6() {
    func check<Format: ScalarFormat>(_ format: Format.Type, _ magnitudes: [Double], _ codes: [Format.Word]) {
      for magnitude in magnitudes {
        for (overflow, code) in zip([Overflow.saturate, .nonfinite, .nonfiniteBeforeRounding], codes) {
          let conversion = Conversion(overflow: overflow)
          #expect(format.encode(magnitude, conversion) == code, "\(format) \(magnitude) \(overflow.name)")
          #expect(format.encode(-magnitude, conversion) == code | 0x80, "\(format) -\(magnitude) \(overflow.name)")
        }
      }
    }
    check(E4M3FN.self, [448], [0x7E, 0x7E, 0x7E])
    check(E4M3FN.self, [449, (448.0).nextUp, 464.0.nextDown, 464], [0x7E, 0x7E, 0x7F])
    check(E4M3FN.self, [480, (464.0).nextUp, 1e30], [0x7E, 0x7F, 0x7F])
    check(E4M3FN.self, [.infinity], [0x7E, 0x7F, 0x7F])
    check(E5M2.self, [60000, (57344.0).nextUp, 61440.0.nextDown], [0x7B, 0x7B, 0x7C])
    check(E5M2.self, [61440, 65536, 1e30, .infinity], [0x7B, 0x7C, 0x7C])
  }

  /// [nan-6]: the codes for +NaN and −NaN with the quiet bit alone.
  @Test func nan6() {
    func check<Format: ScalarFormat>(_ format: Format.Type, _ conversion: Conversion, _ codes: [Format.Word]) {
      for (bits, code): (UInt32, Format.Word) in [(0x7FC0_0000, codes[0]), (0xFFC0_0000, codes[1])] {
        let result = format.convert(Float(bitPattern: bits), conversion)
        #expect(result.word == code, "\(format) \(conversion.nan.name) \(conversion.missingNaN.name)")
        #expect(result.flags == (format.descriptor.hasNaN ? [] : .invalid))
      }
    }
    let rows: [(nan: NaNPolicy, e4m3fn: [UInt8], e5m2: [UInt8])] = [
      (.canonical, [0x7F, 0x7F], [0x7F, 0x7F]),
      (.keepSign, [0x7F, 0xFF], [0x7F, 0xFF]),
      (.negative, [0xFF, 0xFF], [0xFF, 0xFF]),
      (.quiet, [0x7F, 0xFF], [0x7E, 0xFE]),
      (.first, [0x7F, 0xFF], [0x7D, 0xFD]),
      (.firstNegative, [0xFF, 0xFF], [0xFD, 0xFD]),
      (.payload, [0x7F, 0xFF], [0x7E, 0xFE]),
    ]
    #expect(Set(rows.map(\.nan)) == Set(NaNPolicy.allCases))
    for row in rows {
      check(E4M3FN.self, Conversion(nan: row.nan), row.e4m3fn)
      check(E5M2.self, Conversion(nan: row.nan), row.e5m2)
      check(E4M3FNUZ.self, Conversion(nan: row.nan), [0x80, 0x80])
    }
    let missing: [(policy: MissingNaN, e2m1fn: [UInt8], e2m3fn: [UInt8])] = [
      (.maxPositive, [0x7, 0x7], [0x1F, 0x1F]),
      (.maxSigned, [0x7, 0xF], [0x1F, 0x3F]),
      (.zero, [0x0, 0x0], [0x00, 0x00]),
      (.zeroInvertedSign, [0x8, 0x0], [0x20, 0x00]),
      (.wrap, [0x3, 0xB], [0x0C, 0x2C]),
      (.reject, [0x7, 0x7], [0x1F, 0x1F]),
    ]
    #expect(Set(missing.map(\.policy)) == Set(MissingNaN.allCases))
    for row in missing {
      check(E2M1FN.self, Conversion(missingNaN: row.policy), row.e2m1fn)
      check(E2M3FN.self, Conversion(missingNaN: row.policy), row.e2m3fn)
    }
  }

  /// [zero-1]: whether the result is −0 for +0, −0, and a positive and a negative operand that is rounded to zero.
  @Test func zero1() {
    let rows: [(policy: SignedZero, isNegative: [Bool])] = [
      (.keepSign, [false, true, false, true]),
      (.dropExactZero, [false, false, false, true]),
      (.alwaysPositive, [false, false, false, false]),
      (.exactZeroNegative, [true, true, false, true]),
    ]
    #expect(rows.map(\.policy) == SignedZero.allCases)
    for id in ScalarFormatID.allCases where id.descriptor.hasSubnormals {
      let format = id.descriptor
      let tiny = Operand(significand: 1, exponent: format.quantumExponent - 2)
      let negativeTiny = Operand(significand: 1, exponent: format.quantumExponent - 2, isNegative: true)
      let operands = [Binary32.descriptor.unpack(0), Binary32.descriptor.unpack(0x8000_0000), tiny, negativeTiny]
      for row in rows {
        for (operand, isNegative) in zip(operands, row.isNegative) {
          let word = format.roundPack(operand, Conversion(signedZero: row.policy)).word
          let minusZero = format.signMask << UInt64(format.paddingBits)
          #expect(word == (isNegative && format.hasNegativeZero ? minusZero : 0), "\(id.name) \(row.policy.name)")
        }
      }
    }
  }

  /// [e8m0-4]: below the smallest value, on it, and up to the second value, under every rounding rule.
  @Test func e8m04() {
    let significands = [1, 1.25, 1.375, 1.4375, 1.5.nextDown, 1.5, 1.5.nextUp, 1.75, 2.0.nextDown]
    for (index, rule) in Self.rules.enumerated() {
      for m in significands {
        func code(_ exponent: Int, _ lowestBinade: LowestBinade) -> UInt8 {
          E8M0FNU.encode(m * pow(2, Double(exponent)), Conversion(rounding: rule, lowestBinade: lowestBinade))
        }
        let goesUp = Self.upward(m, fromOdd: false)[index]
        let label = "\(rule.name) \(m)"
        // From 2^−127 to 2^−126.
        #expect(code(-127, .rounded) == (m > 1 && goesUp ? 0x01 : 0x00), "rounded \(label)")
        #expect(code(-127, .roundedUp) == (m > 1 ? 0x01 : 0x00), "rounded-up \(label)")
        #expect(code(-127, .skipped) == 0x01, "skipped \(label)")
        #expect(code(-127, .nanBelow) == (m > 1 && goesUp ? 0x01 : 0x00), "nan-below \(label)")
        // From 2^−128, code −1 and odd, to 2^−127.
        #expect(code(-128, .nanBelow) == (m > 1 && Self.upward(m, fromOdd: true)[index] ? 0x00 : 0xFF), "nan-below \(label)")
        for exponent in [-128, -129, -149, -1000] {
          #expect(code(exponent, .rounded) == 0x00, "rounded \(label)")
          #expect(code(exponent, .roundedUp) == 0x00, "rounded-up \(label)")
          #expect(code(exponent, .skipped) == 0x01, "skipped \(label)")
          if exponent < -128 { #expect(code(exponent, .nanBelow) == 0xFF, "nan-below \(label)") }
        }
      }
    }
    let belowRange = E8M0FNU.convert(0x1p-140, Conversion(lowestBinade: .nanBelow))
    #expect(belowRange.flags == [.underflow, .inexact])
  }

  /// The same through the encoder of buffers, which looks results up by an operand's leading bits.
  @Test func e8m04InBuffers() throws {
    // Words on and beside the places where a rule decides: few leading bits, in Float's subnormals and in its first binades.
    var points: Set<UInt32> = []
    for shift in UInt32(0)..<23 {
      for leading in UInt32(1)..<16 { points.formUnion([leading << shift - 1, leading << shift, leading << shift + 1]) }
    }
    let words = Set(points.flatMap { [$0 & 0x7F_FFFF, $0 & 0x7F_FFFF | 0x80_0000, $0 & 0x7F_FFFF | 0x100_0000] }).sorted()
    for lowestBinade in LowestBinade.allCases {
      for rule in Self.rules {
        let encoder = Encoder(
          from: Binary32.descriptor, to: E8M0FNU.descriptor, conversion: Conversion(rounding: rule, lowestBinade: lowestBinade))
        var codes = [UInt8](repeating: 0, count: words.count)
        var target = codes.mutableSpan
        try encoder.encode(words: words.span, into: &target)
        let wrong = zip(words, codes).filter { encoder.convert(UInt64($0)).word != UInt64($1) }.map { String($0.0, radix: 16) }
        #expect(wrong.isEmpty, "\(lowestBinade.name) \(rule.name): \(wrong.count) different, \(wrong.prefix(4))")
      }
    }
  }

  /// [e8m0-5]: m · 2^k between two powers of two.
  @Test func e8m05() {
    for (index, rule) in Self.rules.enumerated() {
      for m in [1.25, (1.0).nextUp, 1.414, 1.415, 1.5.nextDown, 1.5, 1.5.nextUp, 1.75, 2.0.nextDown] {
        for k in [-127, -126, -3, -2, -1, 0, 1, 2, 125, 126] {
          let lower = UInt8(k + 127)
          let expected = lower + (Self.upward(m, fromOdd: lower % 2 == 1)[index] ? 1 : 0)
          #expect(E8M0FNU.encode(m * pow(2, Double(k)), Conversion(rounding: rule)) == expected, "\(rule.name) \(m) · 2^\(k)")
        }
      }
    }
  }

  /// The rows of [e8m0-5] for one magnitude, in the order of ``rules``; `to-odd` by [rounding-2].
  static func upward(_ m: Double, fromOdd isOdd: Bool) -> [Bool] {
    [m > 1.5 || (m == 1.5 && isOdd), m >= 1.5, m > 1.5, m * m > 2, false, true, false, !isOdd]
  }
}

/// The files of this checkout.
enum SpecFolder {
  /// The repository's root, three steps above this file.
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file's bytes, by its path below the root.
  static func data(_ path: String) throws -> Data { try Data(contentsOf: root.appendingPathComponent(path)) }

  /// Whether a file or folder exists.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path) }

  /// The files below a folder with their contents, sorted by path.
  static func files(in folder: String, endingIn suffix: String) throws -> [(name: String, text: String)] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
    let visible = paths.filter { $0.hasSuffix(suffix) && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
    return try visible.sorted().map { ("\(folder)/\($0)", String(decoding: try data("\(folder)/\($0)"), as: UTF8.self)) }
  }

  /// The numbers of all clauses.
  static var clauses: Set<String> {
    get throws {
      let texts = try files(in: "Spec", endingIn: ".md").map(\.text)
      return Set(texts.flatMap { $0.matches(of: /(?m)^\*\*\[([a-z0-9-]+)\]\*\*/).map { String($0.1) } })
    }
  }

  /// The cells of the first table behind the start of a clause, without its head.
  static func table(after clause: String, in path: String) throws -> [[String]] {
    let lines = String(decoding: try data(path), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let behind = lines.drop { !$0.hasPrefix("**[\(clause)]**") }
    let rows = behind.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
    return rows.map { row in
      row.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }
}
