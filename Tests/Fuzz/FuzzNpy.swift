// Whatever the bytes are: a typed error, or an array that comes back the same from its own file.

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
  do throws(FileError) {
    let array = try NpyArray(bytes: bytes, name: "fuzz")
    precondition(array.bytes.count == array.count * array.dtype.itemSize)
    precondition(array.count == array.shape.reduce(1, *))
    precondition(array.bytes.count <= bytes.count)
    let back = try! NpyArray(bytes: array.serialized(), name: "back")
    precondition(back == array)
    switch array.dtype.itemSize {
    case 1: precondition(try! NpyArray(array.elements(as: UInt8.self), shape: array.shape).bytes == array.bytes)
    case 2: precondition(try! NpyArray(array.elements(as: UInt16.self), shape: array.shape).bytes == array.bytes)
    case 4: precondition(try! NpyArray(array.elements(as: UInt32.self), shape: array.shape).bytes == array.bytes)
    default: precondition(try! NpyArray(array.elements(as: UInt64.self), shape: array.shape).bytes == array.bytes)
    }
  } catch {
    precondition(!error.description.isEmpty && !error.description.contains("\n"))
  }
  return 0
}
