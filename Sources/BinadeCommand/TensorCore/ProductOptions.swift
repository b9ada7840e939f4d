internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// What the options of `gemm` say beyond the operands: accumulation outside the unit, block scales, epilogue. Spec [gemm-3] to [gemm-6].
struct ProductOptions {
  var accumulation = Accumulation()
  var blockScales: (a: BlockScales, b: BlockScales)?
  /// `nil` leaves the accumulators as they are.
  var epilogue: Epilogue?

  static let options: [Command.Option] = [
    .value("--preset", "NAME", choices: Preset.allCases.map(\.rawValue), "what a library does around the instruction"),
    .value("--promotion", "I", "partial sums of I k go to a binary32 accumulator of their own"),
    .value(
      "--k-order", "ORDER", choices: Accumulation.Order.allCases.map(\.rawValue), standard: "ascending",
      "in which order the instructions follow each other along K"),
    .value("--split-k", "COUNT[,GRANULE]", "K in slices that are products of their own, each a multiple of GRANULE"),
    .value("--block-scale-a", "FILE", "with a promotion: <f4 scales of A, a row of them for 1 or 128 rows, one for each interval"),
    .value("--block-scale-b", "FILE", "the same of B"),
    .value(
      "--block-scaling", "S", choices: ["product", "nested"], standard: "nested if both have a scale for each row",
      "fma(p, sa * sb, acc) or fma(p * sa, sb, acc)"),
    .value("--row-scale-a", "FILE", "epilogue: M <f4 scales of the rows of A"),
    .value("--row-scale-b", "FILE", "epilogue: N <f4 scales of the rows of B"),
    .value("--tensor-scale-a", "X", "epilogue: the scale of A, a number or an array of one <f4"),
    .value("--tensor-scale-b", "X", "epilogue: the scale of B"),
    .value("--bias", "FILE", "epilogue: N <f4 addends of the columns"),
    .value("--output", "FORMAT", standard: "the accumulator's", "epilogue: the format of OUT, nearest-even; FP8 saturates"),
  ]

  /// Reads and checks what the options of a call name.
  init(_ operands: ProductOperands, _ invocation: Invocation) throws {
    let chosen = operands.chosen
    let preset = invocation.value("--preset").flatMap { Preset(rawValue: $0) }
    if let preset {
      if let problem = preset.problem(with: chosen) { throw invocation.usage("--preset \(preset.rawValue): \(problem)") }
      let blocked = ["--block-scale-a", "--block-scale-b"].first { invocation.value($0) != nil }
      if let blocked, !preset.hasBlockScales { throw invocation.usage("\(blocked): \(preset.rawValue) has no block scales; use cublaslt") }
      if preset.promotion == nil, invocation.value("--promotion") != nil {
        throw invocation.usage("--promotion: \(preset.rawValue) has none; use cublaslt")
      }
    }
    accumulation.promotion = (try invocation.integer("--promotion", in: 1...(1 << 40)) ?? preset?.promotion).map { .init(interval: $0) }
    accumulation.order = invocation.value("--k-order").flatMap { Accumulation.Order(rawValue: $0) } ?? .ascending
    accumulation.splits = try Self.splits(chosen, accumulation, invocation)
    let isSingle = chosen.datapath.accumulator == Binary32.descriptor
    if accumulation.promotion != nil || accumulation.splits != nil, !isSingle {
      throw invocation.usage("--promotion and --split-k need an accumulator of f32; \(oneLine(chosen.name)) has \(chosen.typeNames.d)")
    }
    try readBlockScales(operands, invocation)
    try readEpilogue(operands, invocation)
    if epilogue != nil, !isSingle {
      throw invocation.usage("scales, bias and --output need an accumulator of f32; \(oneLine(chosen.name)) has \(chosen.typeNames.d)")
    }
    if let preset, !preset.hasEpilogue, let epilogue, epilogue != Epilogue(output: epilogue.output, conversion: epilogue.conversion) {
      throw invocation.usage("--preset \(preset.rawValue) has no scales and no bias")
    }
  }

  private static func splits(
    _ chosen: ChosenDatapath, _ accumulation: Accumulation, _ invocation: Invocation
  ) throws(ToolError) -> Accumulation.Splits? {
    guard let text = invocation.value("--split-k") else { return nil }
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(numbers.count), let count = numbers[0], (1...4096).contains(count),
      let granule = numbers.count == 2 ? numbers[1] : 1, granule > 0
    else { throw invocation.usage("--split-k: expected COUNT or COUNT,GRANULE with 1 to 4096 slices, not \(quoted(text))") }
    let unit = accumulation.promotion?.interval ?? chosen.instructionK
    if numbers.count == 1 { return .init(count: count, granule: unit) }
    guard granule % unit == 0 else {
      throw invocation.usage("--split-k: expected a granule that is a multiple of \(unit), found \(granule)")
    }
    return .init(count: count, granule: granule)
  }

  // MARK: Block scales

  private mutating func readBlockScales(_ operands: ProductOperands, _ invocation: Invocation) throws {
    let given = ["--block-scale-a", "--block-scale-b"].filter { invocation.value($0) != nil }
    guard !given.isEmpty else {
      if invocation.value("--block-scaling") != nil { throw invocation.usage("--block-scaling needs --block-scale-a and --block-scale-b") }
      return
    }
    guard given.count == 2 else { throw invocation.usage("\(given[0]): expected both --block-scale-a and --block-scale-b") }
    guard let interval = accumulation.promotion?.interval else {
      throw invocation.usage("\(given[0]): expected --promotion with it, or --preset cublaslt: a scale belongs to an interval of K")
    }
    let a = try Self.blockScales("block scales of A", invocation.value(given[0])!, operands.m, operands.k, interval, invocation)
    let b = try Self.blockScales("block scales of B", invocation.value(given[1])!, operands.n, operands.k, interval, invocation)
    blockScales = (a, b)
    let isNested = invocation.value("--block-scaling").map { $0 == "nested" } ?? (a.rowsPerScale == 1 && b.rowsPerScale == 1)
    accumulation.promotion!.scaling = isNested ? .nested : .product
  }

  private static func blockScales(
    _ label: String, _ path: String, _ rows: Int, _ k: Int, _ interval: Int, _ invocation: Invocation
  ) throws -> BlockScales {
    let array = try OperandArray(label, path, Binary32.descriptor, formatName: "f32", invocation.console)
    let (groups, columns) = ((rows + 127) / 128, (k + interval - 1) / interval)
    guard array.shape == [rows, columns] || array.shape == [groups, columns] else {
      throw array.fail(
        "expected \(rows) x \(columns), or \(groups) x \(columns) for 128 rows each, one for \(interval) of K;"
          + " found \(OperandArray.text(array.shape))")
    }
    return BlockScales(array.words.widened().map { UInt32(truncatingIfNeeded: $0) }, rowsPerScale: array.shape[0] == rows ? 1 : 128)
  }

  // MARK: Epilogue

  private mutating func readEpilogue(_ operands: ProductOperands, _ invocation: Invocation) throws {
    var result = Epilogue()
    let tensors = ["--tensor-scale-a", "--tensor-scale-b"], rows = ["--row-scale-a", "--row-scale-b"]
    let names = (tensors + rows).filter { invocation.value($0) != nil }
    if !names.isEmpty {
      guard names == tensors || names == rows else {
        let pairs = [tensors, rows].map { "both of " + $0.joined(separator: ", ") }
        throw invocation.usage("\(names.joined(separator: ", ")): expected \(pairs.joined(separator: " or "))")
      }
      if names == tensors {
        result.scaling = .tensor(a: try Self.scale(tensors[0], invocation), b: try Self.scale(tensors[1], invocation))
      } else {
        result.scaling = .rows(
          a: try Self.vector(rows[0], "row scales of A", operands.m, invocation),
          b: try Self.vector(rows[1], "row scales of B", operands.n, invocation))
      }
    }
    if invocation.value("--bias") != nil { result.bias = try Self.vector("--bias", "bias", operands.n, invocation) }
    if let format = try invocation.format("--output") {
      result.output = format.descriptor
      let isFP8 = format.descriptor.codeBits <= 8
      result.conversion = Conversion(overflow: isFP8 ? .saturate : .nonfinite)
    }
    if result != Epilogue() || invocation.value("--output") != nil { epilogue = result }
  }

  private static func vector(_ option: String, _ label: String, _ count: Int, _ invocation: Invocation) throws -> [UInt32] {
    let array = try OperandArray(label, invocation.value(option)!, Binary32.descriptor, formatName: "f32", invocation.console)
    if array.shape != [count, 1], array.shape != [1, count] { try array.require([count], "one for each row") }
    return array.words.widened().map { UInt32(truncatingIfNeeded: $0) }
  }

  private static func scale(_ option: String, _ invocation: Invocation) throws -> UInt32 {
    let text = invocation.value(option)!
    if let number = Float(text) { return number.bitPattern }
    guard text.hasSuffix(".npy") else { throw invocation.usage("\(option): expected a number or an array file, not \(quoted(text))") }
    let array = try OperandArray(option, text, Binary32.descriptor, formatName: "f32", invocation.console)
    guard array.words.count == 1 else { throw array.fail("expected one number, found \(OperandArray.text(array.shape))") }
    return UInt32(truncatingIfNeeded: array.words.word(at: 0))
  }
}
