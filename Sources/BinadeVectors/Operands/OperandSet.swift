/// One structured operand: a stored word of the source format, and why it is there.
public struct LabelledOperand: Hashable, Sendable {
  /// The stored word.
  public var word: UInt64
  /// Which rule it probes.
  public var label: OperandLabel

  /// An operand with its label.
  public init(_ word: UInt64, _ label: OperandLabel) {
    self.word = word
    self.label = label
  }
}

/// Why an operand is in a suite; the key of the `notes` of a vector file.
public enum OperandLabel: String, CaseIterable, Sendable, Hashable {
  case value = "Value"
  case valueBelow = "ValueBelow"
  case valueAbove = "ValueAbove"
  case tie = "Tie"
  case tieBelow = "TieBelow"
  case tieAbove = "TieAbove"
  case zero = "Zero"
  case infinity = "Infinity"
  case nan = "NaN"
  case extreme = "Extreme"
  case sourceSubnormal = "SourceSubnormal"
  case doubleRounding = "DoubleRounding"
  case random = "Random"
  case code = "Code"

  /// The class of bug that operands of this kind find.
  public var bugType: String {
    switch self {
    case .value: "VALUE"
    case .valueBelow, .valueAbove: "STICKY_OR_DIRECTION"
    case .tie: "TIE"
    case .tieBelow, .tieAbove: "ROUNDING_THRESHOLD"
    case .zero: "SIGNED_ZERO"
    case .infinity: "INFINITY"
    case .nan: "NAN"
    case .extreme: "RANGE"
    case .sourceSubnormal: "SUBNORMAL_OPERAND"
    case .doubleRounding: "DOUBLE_ROUNDING"
    case .random: "ANY"
    case .code: "DECODE"
    }
  }

  /// What the operand is, in a sentence.
  public var description: String {
    switch self {
    case .value: "Exactly a value of the target format."
    case .valueBelow: "The source's next number below a value of the target format."
    case .valueAbove: "The source's next number above a value of the target format."
    case .tie: "Exactly halfway between two neighbouring values of the target format."
    case .tieBelow: "The source's next number below a halfway point."
    case .tieAbove: "The source's next number above a halfway point."
    case .zero: "Zero of either sign."
    case .infinity: "Infinity of either sign."
    case .nan: "NaN: quiet and signalling, both signs, several payloads."
    case .extreme: "The source's largest and smallest numbers."
    case .sourceSubnormal: "A subnormal number of the source format."
    case .doubleRounding: "Close to a halfway point by less than Float32 can see: rounds wrongly if it passes through a narrower format."
    case .random: "Random bits from a counter-based generator; the seed is in the file."
    case .code: "A code of the format."
    }
  }

  /// What an implementation that fails on it gets wrong.
  public var effect: String {
    switch self {
    case .value: "A representable number changes when it is stored."
    case .valueBelow, .valueAbove: "A lost sticky bit or a wrong direction moves directed results by one step."
    case .tie: "A wrong tie rule biases every quantized tensor."
    case .tieBelow, .tieAbove: "A threshold that is off by one unit rounds to the wrong neighbour."
    case .zero: "Zero comes back with another sign or value."
    case .infinity: "Infinity turns into a number, or into another special code, than agreed."
    case .nan: "A NaN turns into an ordinary number, or into another code than the software stack expects."
    case .extreme: "Overflow or underflow is decided wrongly at the ends of the range."
    case .sourceSubnormal: "Small operands are flushed or misread."
    case .doubleRounding: "The result was rounded twice."
    case .random: "Anything that the structured operands missed."
    case .code: "A stored number is read back as another one."
    }
  }
}

/// How many operands a suite has.
public enum OperandLevel: Int, CaseIterable, Sendable {
  /// The vectors that ship: every tie and every value of a narrow format, chosen codes of a wide one.
  case one = 1
  /// More codes, both neighbours of every point, and random operands.
  case two = 2
}
