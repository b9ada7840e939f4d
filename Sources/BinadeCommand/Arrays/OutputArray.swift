internal import BinadeVectors

/// An array file that is being written: whole or not at all. `-` is standard output.
struct OutputArray: ~Copyable {
  private var file: AtomicFile?
  private let sink: TextSink

  /// Begins the file, so that a folder that may not be written is found out before the work.
  init(path: String, _ console: Console) throws(FileError) {
    sink = console.output
    file = path == "-" ? nil : try AtomicFile(path: path)
  }

  /// Writes header and data. Nothing is in its place before ``commit()``.
  mutating func write(_ dtype: NpyDType, shape: [Int], pieces: [[UInt8]]) throws(FileError) {
    try append(try NpyArray.header(dtype: dtype, shape: shape))
    for piece in pieces { try append(piece) }
  }

  /// Puts the file in its place.
  consuming func commit() throws(FileError) {
    if let file = file.take() { try file.commit() }
  }

  private mutating func append(_ bytes: [UInt8]) throws(FileError) {
    if file == nil { sink.write(bytes: bytes) } else { try file!.append(bytes) }
  }

  /// The unsigned element type for stored words.
  static func unsignedType(bits: Int) -> NpyDType {
    switch bits {
    case 8: .uint8
    case 16: .uint16
    case 32: .uint32
    default: .uint64
    }
  }
}
