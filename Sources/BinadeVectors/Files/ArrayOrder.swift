/// From column-major (Fortran) order to row-major (C) order.
enum ArrayOrder {
  /// The same array with its elements in C order.
  ///
  /// - Parameters:
  ///   - bytes: the elements, first dimension fastest; exactly as many as `shape` needs.
  ///   - elementSize: 1, 2, 4 or 8 bytes.
  static func rowMajor(fromColumnMajor bytes: [UInt8], shape: [Int], elementSize: Int) -> [UInt8] {
    guard shape.count > 1, !bytes.isEmpty else { return bytes }
    switch elementSize {
    case 1: return transposed(bytes, shape, UInt8.self)
    case 2: return transposed(bytes, shape, UInt16.self)
    case 4: return transposed(bytes, shape, UInt32.self)
    case 8: return transposed(bytes, shape, UInt64.self)
    default: preconditionFailure("no element is \(elementSize) bytes wide")
    }
  }

  /// For every setting of the dimensions in between, the first and the last one span a plane: that one is transposed in tiles,
  /// because one of the two sides jumps with every element.
  private static func transposed<Word: BitwiseCopyable>(_ bytes: [UInt8], _ shape: [Int], _: Word.Type) -> [UInt8] {
    let size = MemoryLayout<Word>.size
    precondition(bytes.count == shape.reduce(1, *) * size)
    let (rows, columns, inner) = (shape.first!, shape.last!, shape.dropFirst().dropLast())
    let planes = inner.reduce(1, *)
    // Elements from one row to the next in C order, and from one column to the next in Fortran order.
    let (rowStep, columnStep) = (planes * columns, rows * planes)
    return unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { target, filled in
      let output = UnsafeMutableRawBufferPointer(target)
      unsafe bytes.withUnsafeBytes { input in
        for plane in 0..<planes {
          let (source, destination) = (rows * mirrored(plane, inner), plane * columns)
          for tileRow in stride(from: 0, to: rows, by: tile) {
            for tileColumn in stride(from: 0, to: columns, by: tile) {
              for row in tileRow..<min(tileRow + tile, rows) {
                for column in tileColumn..<min(tileColumn + tile, columns) {
                  let word = unsafe input.loadUnaligned(fromByteOffset: (source + row + column * columnStep) * size, as: Word.self)
                  unsafe output.storeBytes(of: word, toByteOffset: (destination + row * rowStep + column) * size, as: Word.self)
                }
              }
            }
          }
        }
      }
      filled = bytes.count
    }
  }

  private static let tile = 32

  /// The Fortran-order number of the element whose C-order number is `index`.
  private static func mirrored(_ index: Int, _ shape: ArraySlice<Int>) -> Int {
    var (rest, step, result) = (index, shape.reduce(1, *), 0)
    for dimension in shape.reversed() {
      step /= dimension
      result += rest % dimension * step
      rest /= dimension
    }
    return result
  }
}
