internal import Binade

// Images in place of rows. Spec [files-3].

extension QuantizedTensor {
  /// The file with images in place of rows.
  func laidOut(_ layouts: QuantizedLayouts, _ plain: Safetensors) throws(FileError) -> Safetensors {
    let grid = grid
    let rows = grid.batches * grid.rows
    let blockRows = grid.batches * grid.blockRows
    var tensors = plain.tensors
    var metadata = plain.metadata
    func put(_ name: String, _ bytes: [UInt8]) throws(FileError) {
      tensors.removeAll { $0.name == name }
      tensors.append(try Safetensors.Tensor(name: name, dtype: .u8, shape: [bytes.count], bytes: bytes))
    }
    do throws(LayoutError) {
      if let layout = layouts.codes {
        metadata["layout"] = layout.name
        var image = try NamedLayout.image(layout.fields[0], codes, rows: rows, columns: grid.columns)
        for field in layout.fields.dropFirst() {
          let words = headers.map { field.role == .scales ? $0.scale : $0.zeroPoint }
          image = try NamedLayout.image(field, words, rows: blockRows, columns: grid.blockColumns, into: image)
          tensors.removeAll { $0.name == (field.role == .scales ? "scales" : "zero_points") }
        }
        do throws(FileError) { try put("codes", image) } catch { preconditionFailure("an image is a tensor") }
      }
      if let layout = layouts.scales {
        metadata["scale-layout"] = layout.name
        let image = try NamedLayout.image(layout.fields[0], headers.map(\.scale), rows: blockRows, columns: grid.blockColumns)
        do throws(FileError) { try put("scales", image) } catch { preconditionFailure("an image is a tensor") }
      }
    } catch {
      throw .badShape(path: "tensor", shape: "\(shape)", reason: "it does not fit the layout: \(error)")
    }
    return try Safetensors(tensors: tensors, metadata: metadata)
  }

  static func layouts(_ file: Safetensors, _ format: NamedBlockFormat) throws(FileError) -> QuantizedLayouts {
    func layout(_ key: String) throws(FileError) -> NamedLayout? {
      guard let name = file.metadata[key] else { return nil }
      guard let layout = NamedLayout.named(name) else {
        throw .badHeader(path: file.name, reason: "the metadata's \(key) \(name.prefix(60)) is no layout")
      }
      return layout
    }
    let layouts = QuantizedLayouts(codes: try layout("layout"), scales: try layout("scale-layout"))
    if let problem = layouts.problem(with: format) { throw .badHeader(path: file.name, reason: problem) }
    return layouts
  }

  /// Reads images.
  init(
    _ file: Safetensors, format: NamedBlockFormat, shape: [Int], axis: Int, _ grid: BlockGrid, _ layouts: QuantizedLayouts
  ) throws(FileError) {
    let rows = grid.batches * grid.rows
    let blockRows = grid.batches * grid.blockRows
    let image = try file.tensor(named: "codes").bytes
    var codes: [UInt8] = []
    var scales: [UInt32]?
    var zeros = [UInt32](repeating: 0, count: grid.blockCount)
    do throws(LayoutError) {
      if let layout = layouts.codes {
        codes = try NamedLayout.words(layout.fields[0], image, rows: rows, columns: grid.columns, as: UInt8.self)
        for field in layout.fields.dropFirst() {
          let words = try NamedLayout.words(field, image, rows: blockRows, columns: grid.blockColumns, as: UInt32.self)
          if field.role == .scales { scales = words } else { zeros = words }
        }
      }
    } catch {
      throw .badHeader(path: file.name, reason: "codes do not fit their layout: \(error)")
    }
    if layouts.codes == nil {
      let bits = format.descriptor.element.codeBits
      let expected = rows * ((grid.columns * bits + 7) / 8)
      guard image.count == expected else { throw .byteCountMismatch(path: "\(file.name): codes", expected: expected, actual: image.count) }
      codes = Self.unpacked(image, columns: grid.columns, bits: bits)
    }
    if let layout = layouts.scales {
      let tensor = try file.tensor(named: "scales")
      try tensor.require(.u8)
      do throws(LayoutError) {
        scales = try NamedLayout.words(layout.fields[0], tensor.bytes, rows: blockRows, columns: grid.blockColumns, as: UInt32.self)
      } catch {
        throw .badHeader(path: file.name, reason: "scales do not fit their layout: \(error)")
      }
    }
    if scales == nil {
      scales = try Self.words(try file.tensor(named: "scales"), of: format.scale.descriptor, count: grid.blockCount, file.name)
    }
    if let zero = format.zeroPoint, !layouts.isRecord {
      zeros = try Self.words(try file.tensor(named: "zero_points"), of: zero.descriptor, count: grid.blockCount, file.name)
    }
    try self.init(
      format: format, shape: shape, axis: axis, codes: codes,
      headers: zip(scales ?? [], zeros).map { BlockEncoder.Header(scale: $0, zeroPoint: $1) },
      tensorScale: try Self.tensorScale(file, format), metadata: file.metadata, name: file.name)
  }

  static func tensorScale(_ file: Safetensors, _ format: NamedBlockFormat) throws(FileError) -> UInt32 {
    guard format.descriptor.hasTensorScale else { return 0x3F80_0000 }
    let tensor = try file.tensor(named: "tensor_scale")
    let values = try tensor.floats
    guard values.count == 1 else { throw .byteCountMismatch(path: "\(file.name): tensor_scale", expected: 4, actual: tensor.bytes.count) }
    return values[0].bitPattern
  }
}
