// Whatever the bytes are: a typed error, or tensors that come back the same from their own file.

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
  do throws(FileError) {
    let file = try Safetensors(bytes: bytes, name: "fuzz")
    precondition(file.tensors.reduce(0) { $0 + $1.bytes.count } < bytes.count)
    let written = try! file.serialized()
    let back = try! Safetensors(bytes: written, name: "back")
    precondition(back.metadata == file.metadata && back.tensors.count == file.tensors.count)
    for tensor in file.tensors {
      precondition(back[tensor.name] == tensor)
      precondition(try! Safetensors.Tensor(name: "", dtype: tensor.dtype, shape: tensor.shape, bytes: tensor.bytes).count == tensor.count)
    }
    precondition(try! back.serialized() == written)
  } catch {
    precondition(!error.description.isEmpty && !error.description.contains("\n"))
  }
  return 0
}
