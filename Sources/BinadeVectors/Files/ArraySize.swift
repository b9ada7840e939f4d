/// How much memory an array of given dimensions takes, computed without overflow.
enum ArraySize {
  /// numpy's limit, and more than anyone needs.
  static let maximumRank = 64

  /// The number of elements; 1 for no dimensions. `nil` if a product does not fit, even where a zero follows.
  static func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    var isEmpty = false
    for dimension in shape {
      guard dimension >= 0 else { return nil }
      if dimension == 0 { isEmpty = true; continue }
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      if overflow { return nil }
      count = product
    }
    return isEmpty ? 0 : count
  }

  /// The size in bits. `nil` if it, or the size of the same array without its zero dimensions, does not fit.
  static func bitCount(_ shape: [Int], bitsPerElement: Int) -> Int? {
    guard let full = elementCount(shape.filter { $0 != 0 }) else { return nil }
    let (bits, overflow) = full.multipliedReportingOverflow(by: bitsPerElement)
    if overflow { return nil }
    return shape.contains(0) ? 0 : bits
  }

  /// The size in bytes of an array whose elements are whole bytes.
  ///
  /// - Throws: ``FileError/badShape(path:shape:reason:)``.
  static func byteCount(_ shape: [Int], elementSize: Int, name: String) throws(FileError) -> Int {
    func bad(_ reason: String) -> FileError { .badShape(path: name, shape: "\(shape)", reason: reason) }
    if shape.count > maximumRank { throw bad("more than \(maximumRank) dimensions") }
    if shape.contains(where: { $0 < 0 }) { throw bad("a dimension is negative") }
    // A count of bits that fits leaves room to add the size of a header to the bytes.
    guard let bits = bitCount(shape, bitsPerElement: elementSize * 8) else { throw bad("the data would not fit in memory") }
    return bits / 8
  }
}
