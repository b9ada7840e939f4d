internal import Binade
internal import BinadeVectors

/// A tensor's values as words of binary32, in rows along the blocked axis.
struct TensorWords: Sendable {
  let axis: Int
  let shape: [Int]
  let grid: BlockGrid
  let words: [UInt32]

  /// Widens the words of an array, exactly, and brings the axis to the last place.
  ///
  /// - Throws: a usage error for an axis that is not there; an input error for values that binary32 cannot hold.
  init(_ source: SourceArray, axis text: String?, _ format: NamedBlockFormat, _ invocation: Invocation) throws {
    let rank = source.shape.count
    var axis = rank - 1
    if let text {
      guard let number = Int(text), (-rank..<rank).contains(number) else {
        throw invocation.usage(
          "--axis: expected \(rank == 0 ? "no axis: the array is a scalar" : "\(-rank) to \(rank - 1)"), not \(quoted(text))")
      }
      axis = number < 0 ? number + rank : number
    }
    self.axis = axis
    shape = source.shape
    grid = try QuantizedTensor.grid(format.descriptor, source.shape, axis: axis, name: source.name)
    words = AxisOrder(shape: source.shape, axis: axis).rows(of: try Self.widened(source))
  }

  private static func widened(_ source: SourceArray) throws(ToolError) -> [UInt32] {
    let format = source.format.descriptor
    if format == Binary32.descriptor {
      return source.words.withSpan(of: 0..<source.count, as: UInt32.self) { span in
        unsafe [UInt32](unsafeUninitializedCapacity: span.count) { buffer, count in
          for index in span.indices { unsafe buffer.initializeElement(at: index, to: span[index]) }
          count = span.count
        }
      }
    }
    guard format.isExact(in: Binary32.descriptor) else {
      throw .invalid(
        "\(oneLine(source.name)): values of \(source.format.name) do not all fit float32, in which blocks are computed; round them first")
    }
    return source.words.widened().map { Binary32.widened(UInt64($0), from: format) }
  }
}
