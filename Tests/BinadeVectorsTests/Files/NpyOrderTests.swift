import BinadeVectors
import Testing

@Suite("npy: Fortran order")
struct NpyOrderTests {
  // n.save(b, n.asfortranarray(n.arange(24, dtype='<i2').reshape(2, 3, 4)))
  @Test("a Fortran-order file of numpy is read into C order")
  func numpyFile() throws {
    let file = FileFixtures.bytes(
      hex: """
        934e554d5059010076007b276465736372273a20273c6932272c2027666f727472616e5f6f72646572273a20547275652c20277368617065273a2028
        322c20332c2034292c207d20202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020
        202020202020200a00000c00040010000800140001000d00050011000900150002000e00060012000a00160003000f00070013000b001700
        """)
    let array = try NpyArray(bytes: file, name: "fortran")
    #expect(array.shape == [2, 3, 4])
    #expect(try array.elements(as: Int16.self) == Array(0..<24))
  }

  /// The element at C-order place `index`, found by its subscripts.
  private static func fortranPlace(_ index: Int, _ shape: [Int]) -> Int {
    var rest = index
    var subscripts: [Int] = []
    for dimension in shape.reversed() {
      subscripts.insert(rest % dimension, at: 0)
      rest /= dimension
    }
    var (place, step) = (0, 1)
    for (subscriptValue, dimension) in zip(subscripts, shape) {
      place += subscriptValue * step
      step *= dimension
    }
    return place
  }

  @Test(
    "every rank and element size, against subscripts",
    arguments: [
      [], [5], [1, 1], [3, 4], [33, 65], [2, 3, 4], [1, 7, 1], [4, 1, 3], [2, 3, 4, 5], [3, 2, 2, 2, 3], [0, 3], [2, 0, 3],
    ])
  func againstSubscripts(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    for (descr, size) in [("|u1", 1), ("<u2", 2), ("<f4", 4), ("<i8", 8), (">u2", 2), (">f4", 4), (">i8", 8)] {
      let source = (0..<count * size).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ $0 >> 8) }
      let dimensions = shape.map { "\($0), " }.joined()
      let file = NpyHeaderTests.file("{'descr': '\(descr)', 'fortran_order': True, 'shape': (\(dimensions))}", data: source)
      let array = try NpyArray(bytes: file, name: "test")
      var expected: [UInt8] = []
      for index in 0..<count {
        let place = Self.fortranPlace(index, shape) * size
        let element = source[place..<place + size]
        expected += descr.first == ">" ? Array(element.reversed()) : Array(element)
      }
      #expect(array.bytes == expected, "\(descr) \(shape)")
      #expect(array.shape == shape)
    }
  }
}
