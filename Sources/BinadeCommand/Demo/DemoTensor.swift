internal import Binade
internal import BinadeVectors

/// One real float32 tensor.
struct DemoTensor: Sendable {
  let name: String
  let shape: [Int]
  /// The bit patterns.
  let words: Words
  /// The values.
  let values: [Float]
  /// The largest magnitude.
  let absmax: Float

  /// The F32 tensors of a safetensors file, in its order.
  static func read(_ path: String) throws(FileError) -> [DemoTensor] {
    var tensors: [DemoTensor] = []
    for tensor in try Safetensors(contentsOf: path).tensors where tensor.dtype == .f32 {
      tensors.append(
        DemoTensor(
          name: tensor.name, shape: tensor.shape, words: Words(size: 4, bytes: tensor.bytes), values: try tensor.floats))
    }
    return tensors
  }

  init(name: String, shape: [Int], words: Words, values: [Float]) {
    self.name = name
    self.shape = shape
    self.words = words
    self.values = values
    absmax = values.reduce(0) { max($0, $1.magnitude) }
  }

  /// The exponent k for which absmax · 2^k lies in the top binade of a format.
  func scaleExponent(for format: FormatDescriptor) -> Int {
    absmax > 0 && absmax.isFinite ? format.maximumExponent - Int(absmax.exponent) : 0
  }

  /// The values times 2^`exponent`, exact, as binary64 words.
  func scaled(by exponent: Int) -> Words {
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    return Words(
      size: 8,
      bytes: Words.bytes(count: values.count, of: Double.self) { target in
        for index in target.indices { target[index] = Double(values[index]) * factor }
      })
  }
}
