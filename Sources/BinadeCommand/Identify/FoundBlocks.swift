internal import Binade
internal import BinadeVectors

/// Codes and scales as somebody else wrote them: tensors of a safetensors file, or files of their own.
struct FoundBlocks {
  private(set) var codes: [UInt8] = []
  private(set) var headers: [BlockEncoder.Header] = []
  private(set) var tensorScale: UInt32?

  init(_ format: NamedBlockFormat, _ tensor: TensorWords, _ invocation: Invocation) throws {
    let path = invocation.words("OUT").first
    let file = try path.flatMap { $0.hasSuffix(".npy") || $0.hasSuffix(".bin") ? nil : try Safetensors(contentsOf: $0) }
    if let file, file.metadata["format"] == format.name, invocation.value("--codes") == nil, invocation.value("--scales") == nil {
      // What the tool itself wrote says how it is to be read.
      let own = try QuantizedTensor(file)
      if own.shape.count == tensor.shape.count, own.grid.elementCount == tensor.grid.elementCount, own.axis == tensor.axis {
        (codes, headers) = (own.codes, own.headers)
        tensorScale = format.descriptor.hasTensorScale ? own.tensorScale : nil
        try readTensorScale(file, invocation)
        return
      }
      throw ToolError.invalid("\(oneLine(file.name)): its shape \(own.shape) is not that of the values, \(tensor.shape)")
    }
    let codeBytes = try Self.bytes("--codes", "codes", file, bare: file == nil ? path : nil, invocation)
    let grid = tensor.grid
    codes = try Self.codes(codeBytes, format, grid, invocation)
    let scaleBytes = try Self.bytes("--scales", "scales", file, bare: nil, invocation)
    let scales = try Self.words(scaleBytes, format.scale.descriptor, grid, invocation.value("--scale-layout"), "--scales", invocation)
    var zeros = [UInt32](repeating: 0, count: grid.blockCount)
    if let zero = format.zeroPoint {
      zeros = try Self.words(
        try Self.bytes("--zero-points", "zero_points", file, bare: nil, invocation), zero.descriptor, grid, nil, "--zero-points", invocation
      )
    }
    headers = zip(scales, zeros).map { BlockEncoder.Header(scale: $0, zeroPoint: $1) }
    try readTensorScale(file, invocation)
  }

  private mutating func readTensorScale(_ file: Safetensors?, _ invocation: Invocation) throws {
    let text = invocation.value("--tensor-scale")
    if let text, let value = Float(text) {
      tensorScale = value.bitPattern
    } else if let name = text ?? (tensorScale == nil ? "tensor_scale" : nil), let tensor = file?[name] {
      let values = try tensor.floats
      guard values.count == 1 else { throw ToolError.invalid("\(oneLine(name)): expected one number, found \(values.count)") }
      tensorScale = values[0].bitPattern
    } else if let text {
      throw invocation.usage("--tensor-scale: expected a number or the name of a tensor, not \(quoted(text))")
    }
    if invocation.flag("--divisor"), let scale = tensorScale { tensorScale = Binary32.quotient(Float(1).bitPattern, scale) }
  }

  /// The bytes behind an option: a tensor of the file, or a file of its own.
  private static func bytes(
    _ option: String, _ standard: String, _ file: Safetensors?, bare: String?, _ invocation: Invocation
  ) throws -> [UInt8] {
    let name = invocation.value(option)
    if let file, let tensor = file[name ?? standard] { return tensor.bytes }
    guard let path = name ?? bare else {
      throw file.map { ToolError.invalid("\(oneLine($0.name)): there is no tensor \(standard); name it with \(option)") }
        ?? invocation.usage("\(option) is missing: expected a file, or OUT.safetensors")
    }
    return path.hasSuffix(".npy") ? try NpyArray(contentsOf: path).bytes : try FileInput.bytes(of: path)
  }

  private static func codes(
    _ bytes: [UInt8], _ format: NamedBlockFormat, _ grid: BlockGrid, _ invocation: Invocation
  ) throws -> [UInt8] {
    let bits = format.descriptor.element.codeBits
    let rows = grid.batches * grid.rows
    if let name = invocation.value("--layout") {
      let layout = try invocation.layout(name, of: "--layout")
      do throws(LayoutError) {
        return try NamedLayout.words(layout.fields[0], bytes, rows: rows, columns: grid.columns, as: UInt8.self)
      } catch {
        throw ToolError.invalid(error, in: "--codes", layout)
      }
    }
    if bytes.count == grid.elementCount { return bytes }
    let dense = rows * ((grid.columns * bits + 7) / 8)
    if bytes.count == dense { return QuantizedTensor.unpacked(bytes, columns: grid.columns, bits: bits) }
    throw ToolError.invalid(
      "--codes: expected \(grid.elementCount) bytes with one code each, or \(dense) dense ones, found \(bytes.count) (or name a --layout)")
  }

  private static func words(
    _ bytes: [UInt8], _ format: FormatDescriptor, _ grid: BlockGrid, _ layoutName: String?, _ option: String, _ invocation: Invocation
  ) throws -> [UInt32] {
    let size = format.wordBits / 8
    if let layoutName {
      let layout = try invocation.layout(layoutName, of: "--scale-layout")
      do throws(LayoutError) {
        return try NamedLayout.words(
          layout.fields[0], bytes, rows: grid.batches * grid.blockRows, columns: grid.blockColumns, as: UInt32.self)
      } catch {
        throw ToolError.invalid(error, in: option, layout)
      }
    }
    guard bytes.count == grid.blockCount * size else {
      throw ToolError.invalid("\(option): expected \(grid.blockCount) words of \(size) bytes, found \(bytes.count) bytes")
    }
    return Words(size: size, bytes: bytes).widened().map { UInt32(truncatingIfNeeded: $0) }
  }
}
