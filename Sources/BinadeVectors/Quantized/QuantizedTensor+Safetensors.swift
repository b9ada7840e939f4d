internal import Binade

// The safetensors form of a quantized tensor. Spec [files-1] … [files-3].

extension QuantizedTensor {
  /// The file: `codes`, `scales`, `tensor_scale`, `zero_points`, and metadata.
  ///
  /// - Throws: a ``FileError`` if the shape or a layout is one that the file cannot hold.
  public func safetensors(_ layouts: QuantizedLayouts = .plain) throws(FileError) -> Safetensors {
    if let problem = layouts.problem(with: format) { throw .badHeader(path: "tensor", reason: problem) }
    let plain = try plainFile()
    return layouts == .plain ? plain : try laidOut(layouts, plain)
  }

  func plainFile() throws(FileError) -> Safetensors {
    let grid = grid
    let others = shape.indices.filter { $0 != axis }.map { shape[$0] }
    let bits = format.descriptor.element.codeBits
    let rowBytes = (grid.columns * bits + 7) / 8
    var tensors = [
      try Safetensors.Tensor(
        name: "codes", dtype: .u8, shape: others + [rowBytes], bytes: Self.packed(codes, columns: grid.columns, bits: bits))
    ]
    let blocks = (grid.format.rows == 1 ? others : others.dropLast() + [grid.blockRows]) + [grid.blockColumns]
    tensors.append(try Self.words(headers.map(\.scale), of: format.scale.descriptor, named: "scales", shape: blocks))
    if let zero = format.zeroPoint {
      tensors.append(try Self.words(headers.map(\.zeroPoint), of: zero.descriptor, named: "zero_points", shape: blocks))
    }
    if format.descriptor.hasTensorScale {
      tensors.append(try Safetensors.Tensor(name: "tensor_scale", [Float(bitPattern: tensorScale)], shape: [1]))
    }
    var metadata = metadata
    // Layouts are those of the file that is written, not of one that was read.
    for key in ["layout", "scale-layout"] { metadata[key] = nil }
    metadata["format"] = format.name
    metadata["shape"] = shape.map(String.init).joined(separator: ",")
    metadata["axis"] = String(axis)
    metadata["element"] = format.element.name
    metadata["scale"] = format.scale.name
    metadata["block"] = "\(grid.format.rows)x\(grid.blockLength)"
    return try Safetensors(tensors: tensors, metadata: metadata)
  }

  /// Reads the file that ``safetensors()`` makes.
  ///
  /// - Throws: ``FileError``: a missing tensor or member, a size that does not fit, a code wider than its format.
  public init(_ file: Safetensors) throws(FileError) {
    func member(_ name: String) throws(FileError) -> String {
      guard let text = file.metadata[name] else { throw .badHeader(path: file.name, reason: "the metadata has no \(name)") }
      return text
    }
    let formatName = try member("format")
    guard let format = NamedBlockFormat(formatName) else {
      throw .badHeader(path: file.name, reason: "the metadata's format \(formatName.prefix(60)) is no block format")
    }
    let shapeText = try member("shape")
    let parts = shapeText.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let shape = parts.compactMap { $0 }
    let axisText = try member("axis")
    guard shape.count == parts.count, !shape.isEmpty else {
      throw .badHeader(path: file.name, reason: "the metadata's shape \(shapeText.prefix(60)) is no list of dimensions")
    }
    guard let axis = Int(axisText), shape.indices.contains(axis) else {
      throw .badHeader(path: file.name, reason: "the metadata's axis \(axisText.prefix(60)) is none of the shape's")
    }
    let grid = try Self.grid(format.descriptor, shape, axis: axis, name: file.name)
    let bits = format.descriptor.element.codeBits
    let codes = try file.tensor(named: "codes")
    try codes.require(.u8)
    let layouts = try Self.layouts(file, format)
    if layouts.codes != nil || layouts.scales != nil {
      try self.init(file, format: format, shape: shape, axis: axis, grid, layouts)
      return
    }
    let rowBytes = (grid.columns * bits + 7) / 8
    guard codes.bytes.count == grid.batches * grid.rows * rowBytes else {
      throw .byteCountMismatch(path: "\(file.name): codes", expected: grid.batches * grid.rows * rowBytes, actual: codes.bytes.count)
    }
    let scales = try Self.words(try file.tensor(named: "scales"), of: format.scale.descriptor, count: grid.blockCount, file.name)
    var zeros = [UInt32](repeating: 0, count: grid.blockCount)
    if let zero = format.zeroPoint {
      zeros = try Self.words(try file.tensor(named: "zero_points"), of: zero.descriptor, count: grid.blockCount, file.name)
    }
    try self.init(
      format: format, shape: shape, axis: axis, codes: Self.unpacked(codes.bytes, columns: grid.columns, bits: bits),
      headers: zip(scales, zeros).map { BlockEncoder.Header(scale: $0, zeroPoint: $1) }, tensorScale: try Self.tensorScale(file, format),
      metadata: file.metadata, name: file.name)
  }

  // MARK: Words

  /// The file's type for words of a format: 8 bits as bytes, the floats as what they are.
  static func dtype(of format: FormatDescriptor) -> SafetensorsDType {
    switch format {
    case Binary32.descriptor: .f32
    case Binary16.descriptor: .f16
    case BFloat16.descriptor: .bf16
    default: format.wordBits == 8 ? .u8 : format.wordBits == 16 ? .u16 : .u32
    }
  }

  static func words(_ words: [UInt32], of format: FormatDescriptor, named name: String, shape: [Int]) throws(FileError)
    -> Safetensors.Tensor
  {
    let bytes =
      switch format.wordBits {
      case 8: words.map { UInt8(truncatingIfNeeded: $0) }
      case 16: LittleEndian.bytes(of: words.map { UInt16(truncatingIfNeeded: $0) })
      default: LittleEndian.bytes(of: words)
      }
    return try Safetensors.Tensor(name: name, dtype: dtype(of: format), shape: shape, bytes: bytes)
  }

  static func words(
    _ tensor: Safetensors.Tensor, of format: FormatDescriptor, count: Int, _ file: String
  ) throws(FileError) -> [UInt32] {
    try tensor.require(dtype(of: format))
    guard tensor.bytes.count == count * format.wordBits / 8 else {
      throw .byteCountMismatch(path: "\(file): \(tensor.name)", expected: count * format.wordBits / 8, actual: tensor.bytes.count)
    }
    return switch format.wordBits {
    case 8: tensor.bytes.map { UInt32($0) }
    case 16: try tensor.elements(as: UInt16.self).map { UInt32($0) }
    default: try tensor.elements(as: UInt32.self)
    }
  }

  // MARK: Dense rows

  /// Codes packed little-endian without gaps, each row filled up with zeros to a whole byte: the layouts `dense-1` … `dense-8`. Spec [files-2].
  ///
  /// Codes must have no bits above `bits`, 1 … 8.
  public static func packed(_ codes: [UInt8], columns: Int, bits: Int) -> [UInt8] {
    if bits == 8 || columns == 0 { return codes }
    do throws(LayoutError) {
      return try NamedLayout.image(dense(bits), codes, rows: codes.count / columns, columns: columns)
    } catch {
      preconditionFailure("codes of \(bits) bits fit their layout: \(error)")
    }
  }

  /// The inverse of ``packed(_:columns:bits:)``, of whole rows. Bits that fill a row up are ignored.
  public static func unpacked(_ bytes: [UInt8], columns: Int, bits: Int) -> [UInt8] {
    if bits == 8 || columns == 0 { return bytes }
    do throws(LayoutError) {
      return try NamedLayout.words(dense(bits), bytes, rows: bytes.count / ((columns * bits + 7) / 8), columns: columns, as: UInt8.self)
    } catch {
      preconditionFailure("whole rows fit their layout: \(error)")
    }
  }

  private static func dense(_ bits: Int) -> NamedLayout.Field {
    guard let layout = NamedLayout.named("dense-\(bits)") else { preconditionFailure("codes have 1 to 8 bits") }
    return layout.fields[0]
  }
}
