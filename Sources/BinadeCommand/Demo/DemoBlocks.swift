internal import Binade
internal import BinadeVectors

/// One way of quantizing blocks that the demo shows: a format, and its policies.
struct DemoBlockFormat: Sendable {
  let format: NamedBlockFormat
  let conversion: BlockConversion
  /// Whose policies they are, but for the rule.
  let profile: Profile
  /// Whether the rule is another than the profile's.
  let isVariant: Bool

  /// `mxint8`, or `mxint8.rceil` with another rule.
  var name: String { isVariant ? "\(format.name).\(conversion.rule.name)" : format.name }

  /// Every named format with what the default profile says, or else the first stack that has it. Integers under powers of two come a
  /// second time with `rceil`, the rule under which none of them saturates.
  static let all: [DemoBlockFormat] = BlockFormatID.allCases.flatMap { id in
    let format = NamedBlockFormat(id)
    let known = ([Profile.ocp] + Profile.catalogue).lazy.compactMap { profile in
      profile.blockConversion(for: id).map { (profile, $0) }
    }.first
    let (profile, conversion) = known ?? (.ocp, format.descriptor.defaultConversion)
    var list = [DemoBlockFormat(format: format, conversion: conversion, profile: profile, isVariant: false)]
    if format.descriptor.element.isFixedPoint, format.descriptor.hasBinaryScale, conversion.rule != .rceil {
      var other = conversion
      other.rule = .rceil
      list.append(DemoBlockFormat(format: format, conversion: other, profile: profile, isVariant: true))
    }
    return list
  }
}

/// What a block format makes of one tensor.
struct DemoBlockResult: Sendable {
  let tensor: DemoTensor
  let quantized: QuantizedTensor
  let quality: BlockQuality

  /// Quantizes along the last axis and measures.
  ///
  /// Blocks of several rows need a matrix: a tensor of fewer axes is one row.
  init(_ tensor: DemoTensor, _ choice: DemoBlockFormat) throws(FileError) {
    self.tensor = tensor
    let descriptor = choice.format.descriptor
    let least = descriptor.rows > 1 ? 2 : 1
    let shape = Array(repeating: 1, count: max(0, least - tensor.shape.count)) + tensor.shape
    let grid = try QuantizedTensor.grid(descriptor, shape, axis: shape.count - 1, name: tensor.name)
    // Tensors are small, and many are worked on at once.
    let quantizer = BlockQuantizer(grid: grid, encoder: BlockEncoder(format: descriptor, conversion: choice.conversion), threads: 1)
    let words = tensor.values.map(\.bitPattern)
    let scale = quantizer.encoder.tensorScale(maximum: quantizer.maximum(of: words))
    let (codes, headers) = quantizer.quantize(words, scale)
    var metadata = BlockOptions.metadata(choice.conversion)
    metadata["profile"] = choice.profile.qualifiedName
    metadata["generator"] = "\(Tool.name) \(Tool.version)"
    quantized = try QuantizedTensor(
      format: choice.format, shape: shape, axis: shape.count - 1, codes: codes, headers: headers, tensorScale: scale.scale,
      metadata: metadata, name: tensor.name)
    let packed = try quantized.safetensors().tensors.reduce(0) { $0 + $1.bytes.count }
    quality = BlockQuality(words, BlockQuantizer.dequantize(quantized), quantized, packedBytes: packed)
  }
}

/// What a block format makes of all tensors.
struct DemoBlockSummary: Sendable {
  let choice: DemoBlockFormat
  /// One for each tensor, in their order.
  let results: [DemoBlockResult]
  /// All tensors together.
  let total: BlockQuality

  init(_ choice: DemoBlockFormat, _ results: [DemoBlockResult]) {
    self.choice = choice
    self.results = results
    var total = BlockQuality()
    for result in results { total.add(result.quality) }
    self.total = total
  }

  /// The mean of the tensors' QSNR in decibels, those without any loss left out; infinite if nothing was lost in any.
  var meanQSNR: Double {
    let finite = results.map(\.quality.qsnr).filter { $0 != .infinity }
    return finite.isEmpty ? .infinity : finite.reduce(0, +) / Double(finite.count)
  }

  /// The QSNR of the tensor that lost most.
  var leastQSNR: Double { results.map(\.quality.qsnr).min() ?? .infinity }

  /// Every format on every tensor, on all cores.
  static func all(_ choices: [DemoBlockFormat], _ tensors: [DemoTensor], _ progress: Progress? = nil) throws -> [DemoBlockSummary] {
    let results = Parallel.map(count: choices.count * tensors.count, piece: 1, progress: progress) { range in
      let (choice, tensor) = range.lowerBound.quotientAndRemainder(dividingBy: tensors.count)
      return Result { () throws(FileError) in try DemoBlockResult(tensors[tensor], choices[choice]) }
    }
    return try choices.indices.map { index in
      DemoBlockSummary(choices[index], try results[index * tensors.count..<(index + 1) * tensors.count].map { try $0.get() })
    }
  }
}
