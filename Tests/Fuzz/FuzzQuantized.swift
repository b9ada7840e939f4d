// Whatever the bytes are: a typed error, or a quantized tensor that comes back the same from its own file, and that can be decoded.

import Binade

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
  do throws(FileError) {
    let tensor = try QuantizedTensor(try Safetensors(bytes: bytes, name: "fuzz"))
    let grid = tensor.grid
    precondition(tensor.codes.count == grid.elementCount && tensor.headers.count == grid.blockCount)
    let back = try! QuantizedTensor(try! tensor.safetensors())
    precondition(back.codes == tensor.codes && back.headers == tensor.headers && back.tensorScale == tensor.tensorScale)
    let decoder = BlockDecoder(format: tensor.format.descriptor, tensorScale: tensor.tensorScale)
    var words = [UInt32](repeating: 0, count: grid.elementCount)
    var target = words.mutableSpan
    try! grid.dequantize(bands: 0..<grid.bandCount, codes: tensor.codes.span, headers: tensor.headers.span, decoder, into: &target)
  } catch {
    precondition(!error.description.isEmpty && !error.description.contains("\n"))
  }
  return 0
}
