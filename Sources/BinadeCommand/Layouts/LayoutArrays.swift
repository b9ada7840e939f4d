internal import Binade
internal import BinadeVectors

/// Matrices of codes from and to array files.
enum LayoutArrays {
  /// A matrix that was read: one- or two-dimensional, unsigned.
  struct Matrix {
    let array: NpyArray
    var rows: Int { array.shape.count == 2 ? array.shape[0] : 1 }
    var columns: Int { array.shape.last ?? 1 }
  }

  /// Reads a matrix of codes for a field.
  ///
  /// - Throws: a `FileError`, or a ``ToolError`` for an element type or a shape that is none of a matrix of codes.
  static func matrix(_ path: String, for field: NamedLayout.Field, _ console: Console) throws -> Matrix {
    let array = try SourceArray.read(path, console)
    let bits = field.layout.elementBits
    let isWord = [.uint8, .uint16, .uint32, .uint64].contains(array.dtype)
    // A float of the field's width is taken as its bits.
    let isFloat = array.dtype == .float32 && bits == 32 || array.dtype == .float16 && bits == 16
    guard isWord || isFloat else {
      let own = OutputArray.unsignedType(bits: wordBits(bits)).rawValue
      let float = bits == 32 ? " or <f4" : bits == 16 ? " or <f2" : ""
      throw ToolError.invalid("\(oneLine(array.name)): expected codes as \(own)\(float), found \(array.dtype.rawValue)")
    }
    guard (1...2).contains(array.shape.count) else {
      throw ToolError.invalid("\(oneLine(array.name)): expected one or two dimensions, found \(array.shape)")
    }
    return Matrix(array: array)
  }

  /// Writes a matrix into its places of an image.
  static func insert(_ matrix: Matrix, _ placement: Placement, into image: inout [UInt8]) throws {
    switch matrix.array.dtype.itemSize {
    case 1: try insert(matrix.array.elements(as: UInt8.self), placement, &image)
    case 2: try insert(matrix.array.elements(as: UInt16.self), placement, &image)
    case 4: try insert(matrix.array.elements(as: UInt32.self), placement, &image)
    default: try insert(matrix.array.elements(as: UInt64.self), placement, &image)
    }
  }

  private static func insert<Word: StoredWord>(_ codes: [Word], _ placement: Placement, _ image: inout [UInt8]) throws(LayoutError) {
    var target = image.mutableSpan
    try placement.insert(codes.span, into: &target)
  }

  /// The codes of a field as little-endian words of ``wordBits(_:)``.
  static func words(_ placement: Placement, of image: [UInt8]) throws(LayoutError) -> [UInt8] {
    switch wordBits(placement.layout.elementBits) {
    case 8: try words(placement, image, UInt8.self)
    case 16: try words(placement, image, UInt16.self)
    default: try words(placement, image, UInt32.self)
    }
  }

  private static func words<Word: StoredWord>(
    _ placement: Placement, _ image: [UInt8], _ type: Word.Type
  ) throws(LayoutError) -> [UInt8] {
    var failure: LayoutError?
    let bytes = Words.bytes(count: placement.codeCount, of: type) { target in
      for index in target.indices { target[index] = 0 }
      do throws(LayoutError) { try placement.unpack(image.span, into: &target) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Width of the word that stores a code of so many bits.
  static func wordBits(_ bits: Int) -> Int { bits <= 8 ? 8 : bits <= 16 ? 16 : 32 }
}
