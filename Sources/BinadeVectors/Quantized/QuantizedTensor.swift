public import Binade

/// A quantized tensor as it stands in a file: codes, scales, and what they mean. Spec [files-1].
///
/// The blocked axis is the last one of every array here, whatever place it has in the tensor: `axis` says which it was.
public struct QuantizedTensor: Sendable, Equatable {
  /// The format.
  public let format: NamedBlockFormat
  /// The dimensions of the tensor, in their own order.
  public let shape: [Int]
  /// The blocked axis.
  public let axis: Int
  /// One code per element, rows along the blocked axis; zeros above the code.
  public let codes: [UInt8]
  /// One header per block.
  public let headers: [BlockEncoder.Header]
  /// The word of the tensor scale; 1 where the format has none.
  public let tensorScale: UInt32
  /// Everything else that the file says: profile and policies.
  public let metadata: [String: String]

  /// Puts a quantized tensor together.
  ///
  /// - Throws: ``FileError/badShape(path:shape:reason:)`` if the axis is not there, or codes and headers do not fit the shape.
  public init(
    format: NamedBlockFormat, shape: [Int], axis: Int, codes: [UInt8], headers: [BlockEncoder.Header], tensorScale: UInt32 = 0x3F80_0000,
    metadata: [String: String] = [:], name: String = "tensor"
  ) throws(FileError) {
    let grid = try Self.grid(format.descriptor, shape, axis: axis, name: name)
    func bad(_ what: String, _ expected: Int, _ found: Int) -> FileError {
      .badShape(path: name, shape: "\(shape)", reason: "expected \(expected) \(what), found \(found)")
    }
    if codes.count != grid.elementCount { throw bad("codes", grid.elementCount, codes.count) }
    if headers.count != grid.blockCount { throw bad("scales", grid.blockCount, headers.count) }
    self.format = format
    self.shape = shape
    self.axis = axis
    let mask = UInt8(truncatingIfNeeded: format.descriptor.element.codeMask)
    self.codes = codes.contains { $0 & ~mask != 0 } ? codes.map { $0 & mask } : codes
    self.headers = headers
    self.tensorScale = tensorScale
    self.metadata = metadata
  }

  /// The blocks of a tensor.
  public var grid: BlockGrid {
    // The initialiser has made sure of it.
    guard let grid = try? Self.grid(format.descriptor, shape, axis: axis, name: "tensor") else { preconditionFailure("checked before") }
    return grid
  }

  /// The blocks of a tensor of this shape: rows along the axis; blocks of several rows tile the last two axes.
  ///
  /// - Throws: ``FileError/badShape(path:shape:reason:)``.
  public static func grid(_ format: BlockDescriptor, _ shape: [Int], axis: Int, name: String) throws(FileError) -> BlockGrid {
    func bad(_ reason: String) -> FileError { .badShape(path: name, shape: "\(shape)", reason: reason) }
    if shape.isEmpty { throw bad("a scalar has no axis to be blocked along") }
    guard shape.indices.contains(axis) else { throw bad("there is no axis \(axis)") }
    if shape.contains(where: { $0 < 0 }) { throw bad("a dimension is negative") }
    // 64 bits for each element, and room to round up: sizes of codes, scales and rows of blocks then all fit.
    guard ArraySize.bitCount(shape, bitsPerElement: 64) != nil else { throw bad("the data would not fit in memory") }
    let others = shape.indices.filter { $0 != axis }.map { shape[$0] }
    let rows: Int
    let batches: Int
    if format.rows == 1 {
      (batches, rows) = (1, others.reduce(1, *))
    } else {
      guard let last = others.last else { throw bad("blocks of \(format.rows) rows need two axes") }
      (batches, rows) = (others.dropLast().reduce(1, *), last)
    }
    guard let grid = BlockGrid(format: format, batches: batches, rows: rows, columns: shape[axis]) else {
      throw bad("the data would not fit in memory")
    }
    return grid
  }
}

/// The order of a tensor's elements with one axis brought to the last place.
public struct AxisOrder: Sendable {
  let outer: Int, length: Int, inner: Int

  /// The order for a shape.
  public init(shape: [Int], axis: Int) {
    outer = shape[..<axis].reduce(1, *)
    length = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
  }

  /// Whether nothing moves.
  public var isIdentity: Bool { inner == 1 }

  /// Elements in the tensor's own order, brought into rows along the axis.
  public func rows<Element>(of elements: [Element]) -> [Element] {
    if isIdentity { return elements }
    return unsafe [Element](unsafeUninitializedCapacity: elements.count) { buffer, count in
      var place = 0
      for block in 0..<outer {
        for column in 0..<inner {
          for index in 0..<length {
            unsafe buffer.initializeElement(at: place, to: elements[(block * length + index) * inner + column])
            place += 1
          }
        }
      }
      count = place
    }
  }

  /// The inverse of ``rows(of:)``.
  public func elements<Element>(ofRows rows: [Element]) -> [Element] {
    if isIdentity || rows.isEmpty { return rows }
    return AxisOrder(outer: outer, length: inner, inner: length).rows(of: rows)
  }

  private init(outer: Int, length: Int, inner: Int) {
    self.outer = outer
    self.length = length
    self.inner = inner
  }
}
