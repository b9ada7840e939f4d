/// An array as an `.npy` file holds it: an element type, dimensions, and raw bytes.
///
/// The bytes are in C order (the last dimension varies fastest) and little-endian, whatever the file had.
/// No dimensions at all is a scalar with one element; a dimension of 0 is an array without elements.
public struct NpyArray: Sendable {
  /// The element type.
  public let dtype: NpyDType
  /// The dimensions, in elements, outermost first.
  public let shape: [Int]
  /// The elements, ``count`` × `dtype.itemSize` bytes.
  public let bytes: [UInt8]
  /// The path or name for error messages. It is no part of the array's value.
  public let name: String

  /// The number of elements.
  public var count: Int { bytes.count / dtype.itemSize }

  /// Puts an array together from raw bytes (C order, little-endian).
  ///
  /// - Throws: ``FileError/badShape(path:shape:reason:)`` for negative or overflowing dimensions or more than 64 of them;
  ///   ``FileError/byteCountMismatch(path:expected:actual:)`` if the shape needs another number of bytes.
  public init(dtype: NpyDType, shape: [Int], bytes: [UInt8], name: String = "array") throws(FileError) {
    let expected = try ArraySize.byteCount(shape, elementSize: dtype.itemSize, name: name)
    if bytes.count != expected { throw .byteCountMismatch(path: name, expected: expected, actual: bytes.count) }
    self.init(checkedDType: dtype, shape: shape, bytes: bytes, name: name)
  }

  /// Takes elements in C order, with the file type of the Swift type (`UInt8` is `|u1`, `Float` is `<f4`).
  ///
  /// - Parameter shape: the dimensions; without them the array is one-dimensional.
  /// - Throws: as ``init(dtype:shape:bytes:name:)``.
  public init<Element: NpyElement>(_ elements: [Element], shape: [Int]? = nil, name: String = "array") throws(FileError) {
    try self.init(
      dtype: Element.npyDType, shape: shape ?? [elements.count], bytes: LittleEndian.bytes(of: elements), name: name)
  }

  /// Takes binary32 bit patterns and says `<f4`.
  public init(floatBitPatterns words: [UInt32], shape: [Int]? = nil, name: String = "array") throws(FileError) {
    try self.init(dtype: .float32, shape: shape ?? [words.count], bytes: LittleEndian.bytes(of: words), name: name)
  }

  /// Takes binary16 bit patterns and says `<f2`.
  public init(halfBitPatterns words: [UInt16], shape: [Int]? = nil, name: String = "array") throws(FileError) {
    try self.init(dtype: .float16, shape: shape ?? [words.count], bytes: LittleEndian.bytes(of: words), name: name)
  }

  /// Takes binary64 bit patterns and says `<f8`.
  public init(doubleBitPatterns words: [UInt64], shape: [Int]? = nil, name: String = "array") throws(FileError) {
    try self.init(dtype: .float64, shape: shape ?? [words.count], bytes: LittleEndian.bytes(of: words), name: name)
  }

  init(checkedDType dtype: NpyDType, shape: [Int], bytes: [UInt8], name: String) {
    self.dtype = dtype
    self.shape = shape
    self.bytes = bytes
    self.name = name
  }
}

extension NpyArray: Equatable {
  /// Same type, same dimensions, same bits. Names do not count; NaNs and zeros are compared as bits.
  public static func == (left: NpyArray, right: NpyArray) -> Bool {
    left.dtype == right.dtype && left.shape == right.shape && left.bytes == right.bytes
  }
}

// MARK: Elements

extension NpyArray {
  /// The elements in C order as words of the same width, whatever their type: floats give their bit patterns.
  ///
  /// - Throws: ``FileError/wrongDType(path:expected:actual:)`` if an element has another width than `Word`.
  public func elements<Word: FixedWidthInteger & BitwiseCopyable>(as type: Word.Type) throws(FileError) -> [Word] {
    guard dtype.itemSize * 8 == Word.bitWidth else {
      let expected = NpyDType.allCases.filter { $0.itemSize * 8 == Word.bitWidth }.map(\.rawValue)
      throw .wrongDType(path: name, expected: expected, actual: dtype.rawValue)
    }
    return LittleEndian.elements(of: bytes)
  }

  /// The values of a `<f4` array, with the payloads of its NaNs.
  public var floats: [Float] {
    get throws(FileError) {
      try require(.float32)
      return LittleEndian.elements(of: bytes)
    }
  }

  /// The binary32 bit patterns of a `<f4` array.
  public var floatBitPatterns: [UInt32] {
    get throws(FileError) {
      try require(.float32)
      return LittleEndian.elements(of: bytes)
    }
  }

  /// The binary16 bit patterns of a `<f2` array.
  public var halfBitPatterns: [UInt16] {
    get throws(FileError) {
      try require(.float16)
      return LittleEndian.elements(of: bytes)
    }
  }

  /// The binary64 bit patterns of a `<f8` array.
  public var doubleBitPatterns: [UInt64] {
    get throws(FileError) {
      try require(.float64)
      return LittleEndian.elements(of: bytes)
    }
  }

  /// Checks the element type.
  ///
  /// - Throws: ``FileError/wrongDType(path:expected:actual:)`` if it is none of `dtypes`.
  public func require(_ dtypes: NpyDType...) throws(FileError) {
    if !dtypes.contains(dtype) { throw .wrongDType(path: name, expected: dtypes.map(\.rawValue), actual: dtype.rawValue) }
  }
}
