/// A safetensors file: named tensors, and a dictionary of strings about them.
public struct Safetensors: Sendable, Equatable {
  /// The tensors: in the order of their data in the file that was read, or as they were given.
  public let tensors: [Tensor]
  /// The file's `__metadata__`; empty if it has none.
  public let metadata: [String: String]
  /// The path or name for error messages. It is no part of the value.
  public let name: String

  /// Puts tensors together.
  ///
  /// - Throws: ``FileError/badHeader(path:reason:)`` if two tensors have the same name, or one is called `__metadata__`.
  public init(tensors: [Tensor], metadata: [String: String] = [:], name: String = "tensors") throws(FileError) {
    var seen: Set<[UInt8]> = []
    for tensor in tensors {
      if tensor.name == Self.metadataKey { throw .badHeader(path: name, reason: "no tensor may be called \(Self.metadataKey)") }
      if !seen.insert(Array(tensor.name.utf8)).inserted {
        throw .badHeader(path: name, reason: "two tensors are called \(tensor.name)")
      }
    }
    self.init(checked: tensors, metadata: metadata, name: name)
  }

  init(checked tensors: [Tensor], metadata: [String: String], name: String) {
    self.tensors = tensors
    self.metadata = metadata
    self.name = name
  }

  /// The tensor of this name; names are compared as bytes.
  ///
  /// - Throws: ``FileError/missingTensor(path:name:)``.
  public func tensor(named tensorName: String) throws(FileError) -> Tensor {
    guard let tensor = self[tensorName] else { throw .missingTensor(path: name, name: tensorName) }
    return tensor
  }

  /// The tensor of this name, or `nil`; names are compared as bytes.
  public subscript(tensorName: String) -> Tensor? {
    tensors.first { $0.name.utf8.elementsEqual(tensorName.utf8) }
  }

  public static func == (left: Safetensors, right: Safetensors) -> Bool {
    left.tensors == right.tensors && left.metadata == right.metadata
  }

  static let metadataKey = "__metadata__"
  /// The longest header that readers of this format accept, in bytes.
  static let maximumHeaderLength = 100_000_000
}

extension Safetensors {
  /// One tensor: a name, an element type, dimensions, and raw bytes (C order, little-endian).
  public struct Tensor: Sendable, Equatable {
    /// The name, unique in its file.
    public let name: String
    /// The element type.
    public let dtype: SafetensorsDType
    /// The dimensions, in elements, outermost first; none for a scalar.
    public let shape: [Int]
    /// The elements. Those of 4 and 6 bits are packed without gaps, and fill whole bytes together.
    public let bytes: [UInt8]

    /// Puts a tensor together from raw bytes.
    ///
    /// - Throws: ``FileError/badShape(path:shape:reason:)`` for negative or overflowing dimensions, or if elements narrower than a byte
    ///   do not fill whole bytes; ``FileError/byteCountMismatch(path:expected:actual:)`` if the shape needs another number of bytes.
    public init(name: String, dtype: SafetensorsDType, shape: [Int], bytes: [UInt8]) throws(FileError) {
      let expected = try Self.byteCount(dtype, shape, name: name)
      if bytes.count != expected { throw .byteCountMismatch(path: name, expected: expected, actual: bytes.count) }
      self.init(checked: name, dtype: dtype, shape: shape, bytes: bytes)
    }

    /// Takes elements in C order, with the file type of the Swift type (`UInt8` is `U8`, `Float` is `F32`).
    ///
    /// - Parameter shape: the dimensions; without them the tensor is one-dimensional.
    /// - Throws: as ``init(name:dtype:shape:bytes:)``.
    public init<Element: SafetensorsElement>(name: String, _ elements: [Element], shape: [Int]? = nil) throws(FileError) {
      try self.init(
        name: name, dtype: Element.safetensorsDType, shape: shape ?? [elements.count], bytes: LittleEndian.bytes(of: elements))
    }

    init(checked name: String, dtype: SafetensorsDType, shape: [Int], bytes: [UInt8]) {
      self.name = name
      self.dtype = dtype
      self.shape = shape
      self.bytes = bytes
    }

    /// The number of elements.
    public var count: Int { ArraySize.elementCount(shape)! }

    /// The elements in C order as words of the same width, whatever their type: floats give their bit patterns.
    ///
    /// - Throws: ``FileError/wrongDType(path:expected:actual:)`` if an element has another width than `Word`.
    public func elements<Word: FixedWidthInteger & BitwiseCopyable>(as type: Word.Type) throws(FileError) -> [Word] {
      guard dtype.bitWidth == Word.bitWidth else {
        let expected = SafetensorsDType.allCases.filter { $0.bitWidth == Word.bitWidth }.map(\.rawValue)
        throw .wrongDType(path: name, expected: expected, actual: dtype.rawValue)
      }
      return LittleEndian.elements(of: bytes)
    }

    /// The values of an `F32` tensor, with the payloads of its NaNs.
    public var floats: [Float] {
      get throws(FileError) {
        try require(.f32)
        return LittleEndian.elements(of: bytes)
      }
    }

    /// Checks the element type.
    ///
    /// - Throws: ``FileError/wrongDType(path:expected:actual:)`` if it is none of `dtypes`.
    public func require(_ dtypes: SafetensorsDType...) throws(FileError) {
      if !dtypes.contains(dtype) { throw .wrongDType(path: name, expected: dtypes.map(\.rawValue), actual: dtype.rawValue) }
    }

    public static func == (left: Tensor, right: Tensor) -> Bool {
      left.name.utf8.elementsEqual(right.name.utf8) && left.dtype == right.dtype && left.shape == right.shape && left.bytes == right.bytes
    }

    /// The size of the data in bytes.
    ///
    /// - Parameter name: what the error calls the tensor.
    static func byteCount(_ dtype: SafetensorsDType, _ shape: [Int], name: String) throws(FileError) -> Int {
      func bad(_ reason: String) -> FileError { .badShape(path: name, shape: "\(shape)", reason: reason) }
      if shape.contains(where: { $0 < 0 }) { throw bad("a dimension is negative") }
      guard let bits = ArraySize.bitCount(shape, bitsPerElement: dtype.bitWidth) else { throw bad("the data would not fit in memory") }
      if bits % 8 != 0 { throw bad("the \(dtype.rawValue) elements do not fill whole bytes") }
      return bits / 8
    }
  }
}
