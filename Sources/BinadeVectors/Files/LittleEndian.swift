/// Words to bytes and back, in bulk. On a little-endian host each is one copy.
enum LittleEndian {
  /// The little-endian bytes of the elements.
  static func bytes<Element: BitwiseCopyable>(of elements: [Element]) -> [UInt8] {
    let bytes = unsafe elements.withUnsafeBytes { unsafe Array($0) }
    return swappedOnBigEndianHost(bytes, elementSize: MemoryLayout<Element>.size)
  }

  /// The elements whose little-endian bytes these are. A remainder that fills no element is ignored.
  static func elements<Element: BitwiseCopyable>(of bytes: [UInt8]) -> [Element] {
    let size = MemoryLayout<Element>.size
    precondition(size == MemoryLayout<Element>.stride)
    let count = bytes.count / size
    let source = swappedOnBigEndianHost(bytes, elementSize: size)
    return unsafe [Element](unsafeUninitializedCapacity: count) { target, filled in
      unsafe source.withUnsafeBytes { raw in
        unsafe UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(rebasing: raw[..<(count * size)]))
      }
      filled = count
    }
  }

  /// Turns the bytes of every element around.
  static func swapped(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    switch elementSize {
    case 2: swapped(bytes, UInt16.self)
    case 4: swapped(bytes, UInt32.self)
    case 8: swapped(bytes, UInt64.self)
    default: bytes
    }
  }

  private static func swapped<Word: FixedWidthInteger & BitwiseCopyable>(_ bytes: [UInt8], _: Word.Type) -> [UInt8] {
    let size = MemoryLayout<Word>.size
    precondition(bytes.count % size == 0)
    return unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { target, filled in
      let output = UnsafeMutableRawBufferPointer(target)
      unsafe bytes.withUnsafeBytes { input in
        for offset in stride(from: 0, to: input.count, by: size) {
          let word = unsafe input.loadUnaligned(fromByteOffset: offset, as: Word.self)
          unsafe output.storeBytes(of: word.byteSwapped, toByteOffset: offset, as: Word.self)
        }
      }
      filled = bytes.count
    }
  }

  private static func swappedOnBigEndianHost(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    1.littleEndian == 1 ? bytes : swapped(bytes, elementSize: elementSize)
  }
}
