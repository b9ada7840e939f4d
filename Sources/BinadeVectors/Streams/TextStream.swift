import Binade

/// The line form of golden vectors, for pipes: `generate … | device | verify -`.
///
/// A line that starts with `#` is a comment, except for group lines, which say what the lines below them convert:
///
///     #group operand=f32 result=e4m3fn rounding=nearest-even overflow=saturate …
///     3f800000 38 00
///     operand  result exceptions
///
/// In a stochastic group (`random-layout=…`) the line is `operand random lane result exceptions`. All numbers are hexadecimal words.
public enum TextStream {
  /// The group line of a group.
  public static func header(_ group: VectorGroup) -> String {
    var words = ["#group", "operand=\(group.source.name)", "result=\(group.target.name)"]
    words += PolicyAxis.allCases.map { "\($0.name)=\(group.conversion[$0])" }
    if let layout = group.layout { words.append("random-layout=\(layout.name)") }
    return words.joined(separator: " ")
  }

  /// The line of a test.
  public static func line(_ test: VectorTest, in group: VectorGroup) -> String {
    var words = [Hex.digits(test.operand, bits: group.source.descriptor.wordBits)]
    if let random = test.random, let lane = test.lane {
      words += [Hex.digits(UInt64(random), bits: 32), Hex.digits(UInt64(lane), bits: 8)]
    }
    words.append(Hex.digits(test.result, bits: group.target.descriptor.wordBits))
    words.append(Hex.digits(UInt64(test.exceptions.rawValue), bits: 8))
    return words.joined(separator: " ")
  }

  /// The comment at the head of a file.
  public static func comment(_ file: VectorFile) -> String {
    "# \(file.suite.name), level \(file.level.rawValue), seed \(Hex.digits(file.seed, bits: 64)); expected values: BinadeOracle "
      + "\(VectorGroup.oracleVersion)\n"
  }

  /// The lines of a group.
  public static func text(_ group: VectorGroup, withHeader: Bool = true) -> String {
    var text = withHeader ? header(group) + "\n" : ""
    for test in group.tests { text += line(test, in: group) + "\n" }
    return text
  }

  /// A whole file.
  public static func text(_ file: VectorFile) -> String {
    file.groups.reduce(comment(file)) { $0 + text($1) }
  }
}
