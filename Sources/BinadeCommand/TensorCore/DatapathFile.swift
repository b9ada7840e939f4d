internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// A datapath of one's own in a JSON file: the parameters of Spec [datapaths-15] by their names, as ``DatapathJSON`` writes them.
enum DatapathFile {
  private static let common = ["a", "b", "accumulator", "scale", "arithmetic"]
  private static let arithmetics = ["fused-sum", "multiply-add-chain", "integer-sum", "pairwise-sum", "two-stage-sum"]

  /// Reads a file; `-` is standard input. What '\(Tool.name) describe --json' writes is read, too.
  static func read(_ path: String, _ console: Console) throws -> ChosenDatapath {
    let bytes = path == "-" ? try console.input() : try FileInput.bytes(of: path)
    let file = oneLine(path == "-" ? "standard input" : path)
    let whole = try JSONFileValue(bytes, file: file)
    let value = whole["datapath"] ?? whole
    let datapath = try datapath(value)
    do throws(DatapathError) {
      try datapath.check()
    } catch {
      throw ToolError.invalid("\(file): \(oneLine(error.message))")
    }
    return ChosenDatapath(name: file, datapath)
  }

  private static func datapath(_ value: JSONFileValue) throws(ToolError) -> Datapath {
    let a = try FormatFile.format(try value.member("a", "a format"))
    let b = try FormatFile.format(try value.member("b", "a format"))
    let accumulator = try FormatFile.format(try value.member("accumulator", "a format"))
    let name = try value.member("arithmetic", "one of \(arithmetics.joined(separator: ", "))").choice(arithmetics)
    var scale: Datapath.Scale?
    if let member = value["scale"], !member.isNone {
      try member.requireKeys(["format", "block"])
      scale = Datapath.Scale(
        format: try FormatFile.format(try member.member("format", "a format")),
        blockLength: try member.member("block", "a whole number").integer())
    }
    let reader = DatapathReader(value: value, accumulator: accumulator)
    let arithmetic = try reader.arithmetic(name)
    let datapath = Datapath(a: a, b: b, accumulator: accumulator, scale: scale, arithmetic: arithmetic)
    try value.requireKeys(common + datapath.parameters.map { $0.parameter.name })
    return datapath
  }
}

/// Formats in a datapath's file: a name, or an object of parameters.
enum FormatFile {
  static let keys = [
    "sign", "exponent-bits", "significand-bits", "bias", "subnormals", "nan-codes", "infinity", "negative-zero", "symmetric",
    "padding-bits",
  ]

  static func format(_ value: JSONFileValue) throws(ToolError) -> FormatDescriptor {
    guard value.isObject else {
      let text = try value.string("a format's name, or an object of its parameters")
      if text == "s32" || text == "int32" { return ElementWord.s32.format }
      guard let format = NamedFormat(text) else {
        let near = Suggestion.phrase(for: text, among: FormatCatalogue.everyName)
        throw value.error("a format's name\(near.isEmpty ? "" : " (" + near.dropFirst(2) + ")")")
      }
      return format.descriptor
    }
    try value.requireKeys(keys)
    let sign = try value["sign"]?.choice(SignEncoding.allCases.map(\.rawValue)) ?? SignEncoding.signBit.rawValue
    let exponentBits = try value.member("exponent-bits", "a whole number").integer()
    let bias = try value["bias"]?.integer() ?? max(0, (1 << max(0, min(exponentBits, 16) - 1)) - 1)
    let format = FormatDescriptor(
      sign: SignEncoding(rawValue: sign)!, exponentBits: exponentBits,
      significandBits: try value.member("significand-bits", "a whole number").integer(), bias: bias,
      hasSubnormals: try value["subnormals"]?.bool() ?? true, highNaNCount: try value["nan-codes"]?.integer() ?? 0,
      hasInfinity: try value["infinity"]?.bool() ?? false, hasNegativeZero: try value["negative-zero"]?.bool(),
      isSymmetric: try value["symmetric"]?.bool() ?? false, paddingBits: try value["padding-bits"]?.integer() ?? 0)
    guard let format else { throw value.error("parameters that go together (Spec [formats-1])") }
    return format
  }
}

/// Reads the parameters of one arithmetic. What is not given is as in the Swift initialisers, with an accumulator of binary32.
struct DatapathReader {
  let value: JSONFileValue
  let accumulator: FormatDescriptor

  func arithmetic(_ name: String) throws(ToolError) -> Datapath.Arithmetic {
    switch name {
    case "fused-sum": .fusedSum(try fusedSum())
    case "multiply-add-chain":
      .multiplyAddChain(
        MultiplyAddChain(
          nan: try choice(.nan, MultiplyAddChain.NaNRule.self) ?? .firstOfBCA,
          canonicalNaN: try canonicalNaN(accumulator == Binary64.descriptor ? 0xFFF8_0000_0000_0000 : nil)))
    case "integer-sum":
      .integerSum(
        IntegerSum(
          groupLength: try groupLength(), product: try choice(.product, IntegerSum.Product.self) ?? .multiply,
          overflow: try choice(.overflow, IntegerSum.Overflow.self) ?? .wrap))
    case "pairwise-sum":
      .pairwiseSum(
        PairwiseSum(
          groupLength: try groupLength(), flushLength: try integer(.flushLength),
          subnormals: try choice(.subnormals, PairwiseSum.Subnormals.self) ?? .flush,
          canonicalNaN: try canonicalNaN(accumulator == Binary32.descriptor ? 0x7FC0_0000 : nil)))
    default: .twoStageSum(try twoStageSum())
    }
  }

  private func fusedSum() throws(ToolError) -> FusedSum {
    var sum = FusedSum(groupLength: try groupLength(), fractionBits: try required(.fractionBits, orNone: true))
    if let number = try integer(.termLength) { sum.termLength = number }
    if let choice = try choice(.termExponent, FusedSum.TermExponent.self) { sum.termExponent = choice }
    if let choice = try choice(.alignment, Rounding.self) { sum.alignment = choice }
    sum.floor = try integer(.floor)
    if let member = member(.multiplicand), !member.isNone { sum.multiplicand = try FormatFile.format(member) }
    if let member = member(.interleaving), !member.isNone {
      try member.requireKeys(["period", "run"])
      sum.interleaving = .init(
        period: try member.member("period", "a whole number").integer(), run: try member.member("run", "a whole number").integer())
      guard sum.interleaving.run > 0, sum.interleaving.period > 0 else { throw member.error("a period and a run of 1 or more") }
    }
    if let choice = try choice(.accumulatorInput, FusedSum.AccumulatorInput.self) { sum.accumulatorInput = choice }
    if let choice = try choice(.zero, FusedSum.ZeroResult.self) { sum.zero = choice }
    sum.output = try output(accumulator == Binary32.descriptor ? .rzFP32 : nil)
    sum.canonicalNaN = try canonicalNaN(nil)
    return sum
  }

  private func twoStageSum() throws(ToolError) -> TwoStageSum {
    var sum = TwoStageSum(groupLength: try groupLength())
    if member(.productLimit) != nil { sum.productLimit = try integer(.productLimit) }
    if let number = try integer(.parts) { sum.parts = number }
    if let number = try integer(.productBits) { sum.productBits = number }
    if let number = try integer(.sumBits) { sum.sumBits = number }
    if let number = try integer(.accumulatorBits) { sum.accumulatorBits = number }
    if let number = try integer(.normalisedBits) { sum.normalisedBits = number }
    sum.accumulatorRange = try integer(.accumulatorRange)
    if let choice = try choice(.zero, FusedSum.ZeroResult.self) { sum.zero = choice }
    sum.output = try output(nil)
    sum.canonicalNaN = try canonicalNaN(accumulator == Binary32.descriptor ? 0x7FC0_0000 : nil)
    return sum
  }

  // MARK: Parameters

  private func member(_ parameter: DatapathParameter) -> JSONFileValue? { value[parameter.name] }

  /// A number; `nil` for `null`, `none`, or nothing at all.
  private func integer(_ parameter: DatapathParameter) throws(ToolError) -> Int? {
    guard let member = member(parameter), !member.isNone else { return nil }
    return try member.integer()
  }

  private func required(_ parameter: DatapathParameter, orNone: Bool) throws(ToolError) -> Int? {
    let member = try value.member(parameter.name, orNone ? "a whole number, or null" : "a whole number")
    return member.isNone && orNone ? nil : try member.integer()
  }

  private func groupLength() throws(ToolError) -> Int {
    let length = try required(.groupLength, orNone: false)!
    guard (1...4096).contains(length) else { throw member(.groupLength)!.error("1 to 4096") }
    return length
  }

  private func choice<Choice: Policy>(_ parameter: DatapathParameter, _ type: Choice.Type) throws(ToolError) -> Choice? {
    guard let member = member(parameter) else { return nil }
    return Choice(rawValue: try member.choice(Choice.allCases.map(\.rawValue)))
  }

  /// The word of a NaN; without one and without a standard all bits but the sign: 7FFF for f16.
  private func canonicalNaN(_ standard: UInt64?) throws(ToolError) -> UInt64 {
    guard let member = member(.canonicalNaN) else { return standard ?? accumulator.magnitudeMask << UInt64(accumulator.paddingBits) }
    return try member.word(bits: accumulator.wordBits)
  }

  /// One of the four names, or an object; without it and without a standard nearest-even to the accumulator's format.
  private func output(_ standard: OutputConversion?) throws(ToolError) -> OutputConversion {
    guard let member = member(.output) else { return standard ?? OutputConversion(format: accumulator, rounding: .nearestEven) }
    let named: [OutputConversion] = [.rzFP32, .rneFP32, .rzE8M13, .rneFP16]
    guard member.isObject else {
      let name = try member.choice(named.compactMap(\.name))
      return named.first { $0.name == name }!
    }
    try member.requireKeys(["format", "rounding", "overflow"])
    let format = try member["format"].map { value throws(ToolError) in try FormatFile.format(value) } ?? accumulator
    let rounding = try member.member("rounding", "a rounding").choice(Rounding.allCases.map(\.rawValue))
    let overflow = try member["overflow"]?.choice(OutputConversion.Overflow.allCases.map(\.rawValue))
    return OutputConversion(
      format: format, rounding: Rounding(rawValue: rounding)!,
      overflow: overflow.flatMap { OutputConversion.Overflow(rawValue: $0) } ?? .infinity)
  }
}
