extension MemFile {
  /// The file as text: comments, the width, one word a line in lower case, `@address` where addresses jump.
  public func serialized() -> [UInt8] {
    var text = header
    for index in 0..<count { appendWord(index, to: &text) }
    return text
  }

  /// Writes the file whole or not at all; see ``AtomicFile``.
  ///
  /// - Throws: ``FileError/unwritable(path:reason:)``; then a file that was there before is unchanged.
  public func write(to path: String) throws(FileError) {
    var file = try AtomicFile(path: path)
    try file.append(header)
    var text: [UInt8] = []
    for index in 0..<count {
      appendWord(index, to: &text)
      if text.count >= 1 << 16 {
        try file.append(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    try file.append(text)
    try file.commit()
  }

  private var header: [UInt8] {
    Array(comments.map { "//\($0.isEmpty ? "" : " ")\($0)\n" }.joined().utf8) + "// word-bits: \(wordBits)\n".utf8
  }

  private func appendWord(_ index: Int, to text: inout [UInt8]) {
    let expected = index == 0 ? 0 : addresses[index - 1] + 1
    if addresses[index] != expected { text += "@\(String(addresses[index], radix: 16))\n".utf8 }
    text += digits(at: index)
    text.append(UInt8(ascii: "\n"))
  }
}
