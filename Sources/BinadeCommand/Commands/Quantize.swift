internal import Binade
internal import BinadeVectors

extension Command {
  /// `binade quantize`.
  static let quantize = Command(
    name: "quantize",
    summary: "Quantize a tensor to a block format: codes and scales",
    notes: [
      "Writes a safetensors file: codes (U8, packed little-endian along the blocked axis, rows filled up to a whole byte), scales (U8, or"
        + " F32, F16, BF16 by the format), tensor_scale (F32) and zero_points where the format has them, and as metadata the format,"
        + " the shape, the axis and every policy in force. The blocked axis is the last one of every array.",
      "A dequantized value is element x scale x tensor_scale. A last block that is too short is quantized as it is.",
    ],
    positionals: [
      Positional(name: "FORMAT", help: "a block format, for instance mxfp4 or uint4-g128-f16-zuint4 ('\(Tool.name) formats' lists them)"),
      Positional(name: "IN.npy", help: "the values: <f4, <f2, or words with --source; - is standard input"),
      Positional(name: "OUT.safetensors", help: "where codes and scales go"),
    ],
    options: [
      .value("--source", "NAME", "the format of the words in IN.npy, for instance bf16 for <u2"),
      .value("--axis", "A", standard: "the last", "the axis that blocks run along; negative ones count from the end"),
      .value(
        "--tensor-scale", "T", standard: "auto",
        "auto: from the largest magnitude; none: 1; or a number, the factor of a dequantized value"),
      .value("--layout", "L", standard: "dense rows", "an image in place of rows of codes, or of a whole record: ggml-mxfp4"),
      .value("--scale-layout", "L", standard: "rows", "an image in place of rows of scales: scale-128x4"),
      .value("--random", "WORDS.npy", "random words for --rounding stochastic, in the order of the rows"),
      .value(
        "--random-layout", "L", choices: RandomLayout.allCases.map(\.name), standard: "per-element, by the type of WORDS.npy",
        "which bits of a word belong to which element"),
    ] + BlockOptions.all,
    examples: [
      Example("\(Tool.name) quantize mxfp4 weights.npy weights.safetensors", "OCP: floor, nearest-even, saturating"),
      Example("\(Tool.name) quantize nvfp4 weights.npy weights.safetensors --profile transformer-engine", "as Transformer Engine does"),
      Example("\(Tool.name) quantize mxint8-symmetric x.npy x.safetensors --scale-rule int-ceil", "as INT v.s. FP does"),
    ],
    hasBackend: true,
    run: QuantizeCommand.run)

  /// `binade dequantize`.
  static let dequantize = Command(
    name: "dequantize",
    summary: "Turn codes and scales back into values",
    notes: ["Values are exact where float32 holds them, and rounded once, nearest-even, where it does not."],
    positionals: [
      Positional(name: "IN.safetensors", help: "what '\(Tool.name) quantize' wrote"),
      Positional(name: "OUT.npy", help: "where the values go, as <f4; - is standard output"),
    ],
    examples: [
      Example("\(Tool.name) dequantize weights.safetensors values.npy", "float32, in the tensor's own shape"),
      Example("\(Tool.name) dequantize weights.safetensors - > values.npy", "to standard output"),
    ],
    hasBackend: true,
    run: DequantizeCommand.run)
}

/// Quantizes one array file.
enum QuantizeCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let format = try invocation.blockFormat("FORMAT")
    _ = try invocation.profile()
    if invocation.word("OUT.safetensors") == "-" {
      throw invocation.usage("OUT.safetensors: expected a file; a safetensors file is no stream")
    }
    let asked = try invocation.format("--source")
    let stochastic = try StochasticOptions(invocation, format.element)
    let source = try SourceArray(path: invocation.word("IN.npy"), format: asked, invocation.console)
    let layouts = try layouts(format, invocation)
    let tensor = try TensorWords(source, axis: invocation.value("--axis"), format, invocation)
    let conversion = try BlockOptions.conversion(invocation, for: format, from: source.format.descriptor)
    var quantizer = BlockQuantizer(
      grid: tensor.grid, encoder: BlockEncoder(format: format.descriptor, conversion: conversion))
    if let random = try stochastic.words(for: source.count, invocation.console) {
      (quantizer.random, quantizer.layout) = (random.words, random.layout)
    }
    let scale = try tensorScale(quantizer, tensor.words, format, invocation)
    let result = quantizer.quantize(tensor.words, scale, invocation.progress("quantize", total: tensor.grid.bandCount, unit: "rows"))
    var metadata = BlockOptions.metadata(conversion)
    metadata["profile"] = try invocation.profile()?.qualifiedName ?? BlockOptions.standardProfile(format)?.qualifiedName ?? "none"
    metadata["generator"] = "\(Tool.name) \(Tool.version)"
    let quantized = try QuantizedTensor(
      format: format, shape: source.shape, axis: tensor.axis, codes: result.codes, headers: result.headers, tensorScale: scale.scale,
      metadata: metadata, name: source.name)
    try quantized.safetensors(layouts).write(to: invocation.word("OUT.safetensors"))
    source.reportIgnoredBits(invocation)
    return .success
  }

  private static func layouts(_ format: NamedBlockFormat, _ invocation: Invocation) throws(ToolError) -> QuantizedLayouts {
    var codes = try invocation.value("--layout").map { text throws(ToolError) in try invocation.layout(text, of: "--layout") }
    var scales = try invocation.value("--scale-layout").map { text throws(ToolError) in try invocation.layout(text, of: "--scale-layout") }
    // A layout of scales behind --layout can mean nothing else.
    if let layout = codes, layout.fields[0].role == .scales, scales == nil { (codes, scales) = (nil, layout) }
    let layouts = QuantizedLayouts(codes: codes, scales: scales)
    if let problem = layouts.problem(with: format) { throw invocation.usage("--layout: \(problem)") }
    return layouts
  }

  private static func tensorScale(
    _ quantizer: BlockQuantizer, _ words: [UInt32], _ format: NamedBlockFormat, _ invocation: Invocation
  ) throws -> BlockEncoder.TensorScale {
    let text = invocation.value("--tensor-scale") ?? "auto"
    guard format.descriptor.hasTensorScale else {
      if text == "auto" || text == "none" { return quantizer.encoder.tensorScale(maximum: quantizer.maximum(of: words)) }
      throw invocation.usage("--tensor-scale: \(format.name) has no tensor scale")
    }
    switch text {
    case "auto": return quantizer.encoder.tensorScale(maximum: quantizer.maximum(of: words))
    case "none": return quantizer.encoder.tensorScale(chosen: Float(1).bitPattern)
    default:
      guard let value = Float(text), value.isFinite, value > 0 else {
        throw invocation.usage("--tensor-scale: expected auto, none or a positive number, not \(quoted(text))")
      }
      return quantizer.encoder.tensorScale(chosen: value.bitPattern)
    }
  }
}

/// Dequantizes one file.
enum DequantizeCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let tensor = try QuantizedTensor(try Safetensors(contentsOf: invocation.word("IN.safetensors")))
    var output = try OutputArray(path: invocation.word("OUT.npy"), invocation.console)
    let rows = BlockQuantizer.dequantize(tensor, invocation.progress("dequantize", total: tensor.grid.bandCount, unit: "rows"))
    let words = AxisOrder(shape: tensor.shape, axis: tensor.axis).elements(ofRows: rows)
    try output.write(.float32, shape: tensor.shape, pieces: [Words.bytes(of: words)])
    try output.commit()
    return .success
  }
}
