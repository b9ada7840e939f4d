// Whatever the text is, and whatever width the caller expects: a typed error with a line, or words that come back the same.

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
  for wordBits in [nil, 6, 8, 65] {
    do throws(FileError) {
      let image = try MemFile(bytes: bytes, name: "fuzz", wordBits: wordBits)
      precondition(wordBits == nil || image.wordBits == wordBits)
      let back = try! MemFile(bytes: image.serialized(), name: "back")
      precondition(back == image)
      for index in 0..<image.count {
        precondition(image.hex(at: index) == back.hex(at: index) && image.hex(at: index).utf8.count == image.digitsPerWord)
        precondition(image.line(at: index)! >= 1 && image.address(at: index) >= 0)
      }
    } catch {
      precondition(!error.description.isEmpty && !error.description.contains("\n"))
    }
  }
  return 0
}
