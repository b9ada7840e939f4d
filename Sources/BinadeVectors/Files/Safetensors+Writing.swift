extension Safetensors {
  /// The file as bytes: the same for the same value, and the same that the reference implementation writes.
  ///
  /// Tensors stand in the order of their types, most aligned first, then of their names as bytes. The metadata, which the reference
  /// implementation writes in any order, is sorted by key. Spaces fill the header up to a multiple of 8 bytes.
  ///
  /// - Throws: ``FileError/badHeader(path:reason:)`` if the header is longer than 100 MB.
  public func serialized() throws(FileError) -> [UInt8] {
    let ordered = ordered
    var file = try header(of: ordered)
    file.reserveCapacity(file.count + ordered.reduce(0) { $0 + $1.bytes.count })
    for tensor in ordered { file += tensor.bytes }
    return file
  }

  /// Writes the file whole or not at all; see ``AtomicFile``.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``; then a file that was there before is unchanged. Or as ``serialized()``.
  public func write(to path: String) throws(FileError) {
    let ordered = ordered
    let header = try header(of: ordered)
    var file = try AtomicFile(path: path)
    try file.append(header)
    for tensor in ordered { try file.append(tensor.bytes) }
    try file.commit()
  }

  private var ordered: [Tensor] {
    tensors.sorted { left, right in
      let (leftRank, rightRank) = (left.dtype.rank, right.dtype.rank)
      // Swift compares strings by canonical equivalence; the order in the file is that of the bytes.
      return leftRank != rightRank ? leftRank > rightRank : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
  }

  private func header(of ordered: [Tensor]) throws(FileError) -> [UInt8] {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let texts = pairs.map { Self.quoted($0.key) + ":" + Self.quoted($0.value) }
      entries.append(Self.quoted(Self.metadataKey) + ":{" + texts.joined(separator: ",") + "}")
    }
    var offset = 0
    for tensor in ordered {
      let end = offset + tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(entries.joined(separator: ","))}".utf8)
    text += Array(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    guard text.count <= Self.maximumHeaderLength else {
      throw .badHeader(path: name, reason: "it would be \(text.count) bytes long; at most \(Self.maximumHeaderLength) are read")
    }
    return LittleEndian.bytes(of: [UInt64(text.count)]) + text
  }

  /// A JSON string with the fewest escapes: quotes, backslashes and control characters.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{08}": result += "\\b"
      case "\u{0C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\0"..<" ": result += (scalar.value < 16 ? "\\u000" : "\\u00") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
