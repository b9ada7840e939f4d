/// Which elements of B a sparse A meets. Spec [gemm-8].
public struct SparseSelection: Sendable {
  /// How much of its neighbours A keeps.
  public let sparsity: Sparsity
  /// Elements in a row of A.
  public let columns: Int
  private let places: [UInt8]

  /// Reads and checks metadata.
  ///
  /// - Parameters:
  ///   - metadata: for each element of A, `rows` × `columns`, its place in its group.
  ///   - sparsity: how A is sparse.
  /// - Throws: ``GemmError/count(name:expected:actual:)``, ``GemmError/kMultiple(expected:actual:)`` or
  ///   ``GemmError/metadata(index:expected:actual:)``.
  public init(_ metadata: Span<UInt8>, rows: Int, columns: Int, _ sparsity: Sparsity) throws(GemmError) {
    let (group, kept, run) = (sparsity.group, sparsity.kept, sparsity.run)
    self.sparsity = sparsity
    self.columns = columns
    if metadata.count != rows * columns { throw .count(name: "metadata", expected: rows * columns, actual: metadata.count) }
    if columns % kept != 0 { throw .kMultiple(expected: group, actual: columns / kept * group + columns % kept) }
    var places: [UInt8] = []
    places.reserveCapacity(metadata.count)
    for index in metadata.indices {
      let place = metadata[index]
      if Int(place) >= group { throw .metadata(index: index, expected: "0 … \(group - 1)", actual: Int(place)) }
      if index % run != 0 {
        let expected = places[index - 1] + 1
        if place != expected { throw .metadata(index: index, expected: "\(expected), beside the one before", actual: Int(place)) }
      } else {
        if Int(place) % run != 0 { throw .metadata(index: index, expected: "a multiple of \(run)", actual: Int(place)) }
        if index % kept != 0, place <= places[index - 1] {
          throw .metadata(index: index, expected: "more than \(places[index - 1]), the one before", actual: Int(place))
        }
      }
      places.append(place)
    }
    self.places = places
  }

  /// The k of B that the element at `column` of a row of A meets.
  public func k(row: Int, column: Int) -> Int { column / sparsity.kept * sparsity.group + Int(places[row * columns + column]) }
}
