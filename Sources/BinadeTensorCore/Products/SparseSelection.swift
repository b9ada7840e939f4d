public import Binade

/// Which elements of B a 2:4 sparse A meets. Spec [gemm-8].
public struct SparseSelection: Sendable {
  /// Elements of B in a group: four, or two of 32 bits.
  public let group: Int
  /// Elements of A that are kept for a group.
  public let kept: Int
  /// Elements in a row of A.
  public let columns: Int
  private let places: [UInt8]

  /// Reads and checks metadata.
  ///
  /// - Parameters:
  ///   - metadata: for each element of A, `rows` × `columns`, its place in its group.
  ///   - format: the format of A.
  /// - Throws: ``GemmError/count(name:expected:actual:)`` or ``GemmError/metadata(index:expected:actual:)``.
  public init(_ metadata: Span<UInt8>, rows: Int, columns: Int, format: FormatDescriptor) throws(GemmError) {
    (group, kept) = format.wordBits == 32 ? (2, 1) : (4, 2)
    self.columns = columns
    if metadata.count != rows * columns { throw .count(name: "metadata", expected: rows * columns, actual: metadata.count) }
    if columns % kept != 0 { throw .kMultiple(expected: group, actual: columns / kept * group + columns % kept) }
    var places: [UInt8] = []
    places.reserveCapacity(metadata.count)
    for index in metadata.indices {
      let place = metadata[index]
      if Int(place) >= group { throw .metadata(index: index, expected: "0 … \(group - 1)", actual: Int(place)) }
      if index % kept != 0, place <= places[index - 1] {
        throw .metadata(index: index, expected: "more than \(places[index - 1]), the one before", actual: Int(place))
      }
      places.append(place)
    }
    self.places = places
  }

  /// The k of B that the element at `column` of a row of A meets.
  public func k(row: Int, column: Int) -> Int { column / kept * group + Int(places[row * columns + column]) }
}
