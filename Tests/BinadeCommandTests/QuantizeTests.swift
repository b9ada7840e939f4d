import Binade
import Foundation
import Testing

@testable import BinadeCommand

@Suite("quantize, dequantize")
struct QuantizeTests {
  /// A safetensors file, read and written without the code under test.
  struct Tensors {
    struct Tensor: Equatable {
      var dtype: String
      var shape: [Int]
      var bytes: [UInt8]
    }
    var tensors: [String: Tensor] = [:]
    var metadata: [String: String]? = [:]

    init(_ metadata: [String: String]?, _ tensors: [String: Tensor]) {
      self.metadata = metadata
      self.tensors = tensors
    }

    init(_ file: [UInt8]) throws {
      let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let object = try JSONSerialization.jsonObject(with: Data(file[8..<8 + length]))
      for (name, entry) in try #require(object as? [String: Any]) {
        if name == "__metadata__" {
          metadata = entry as? [String: String]
          continue
        }
        let entry = try #require(entry as? [String: Any])
        let offsets = try #require(entry["data_offsets"] as? [Int])
        tensors[name] = Tensor(
          dtype: try #require(entry["dtype"] as? String), shape: try #require(entry["shape"] as? [Int]),
          bytes: Array(file[(8 + length + offsets[0])..<(8 + length + offsets[1])]))
      }
    }

    func file() throws -> [UInt8] {
      var header: [String: Any] = [:]
      if let metadata { header["__metadata__"] = metadata }
      var data: [UInt8] = []
      for (name, tensor) in tensors {
        header[name] = ["dtype": tensor.dtype, "shape": tensor.shape, "data_offsets": [data.count, data.count + tensor.bytes.count]]
        data += tensor.bytes
      }
      let text = try [UInt8](JSONSerialization.data(withJSONObject: header))
      return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
    }
  }

  private func quantize(_ format: String, _ values: [Float], _ shape: [Int]? = nil, _ options: String...) throws -> Tensors {
    try quantize(format, values, shape, options)
  }

  private func quantize(_ format: String, _ values: [Float], _ shape: [Int]?, _ options: [String]) throws -> Tensors {
    let folder = try Folder()
    let input = try folder.write("in.npy", "<f4", values, shape: shape)
    let outcome = binade(["quantize", format, input, folder("out.safetensors")] + options)
    if outcome.exitCode != 0 { throw Folder.Failed(description: outcome.error) }
    #expect(outcome.output == "" && outcome.error == "")
    return try Tensors(folder.read("out.safetensors"))
  }

  private func dequantize(_ tensors: Tensors) throws -> (header: String, values: [Float]) {
    let folder = try Folder()
    let input = try folder.write("in.safetensors", tensors.file())
    let outcome = binade("dequantize", input, folder("out.npy"))
    if outcome.exitCode != 0 { throw Folder.Failed(description: outcome.error) }
    let (header, values) = Npy.parse(try folder.read("out.npy"), as: Float.self)
    return (header, values)
  }

  private func padded(_ values: [Float], to count: Int) -> [Float] { values + [Float](repeating: 0, count: count - values.count) }
  private func padded(_ bytes: [UInt8], to count: Int) -> [UInt8] { bytes + [UInt8](repeating: 0, count: count - bytes.count) }
  private func float(_ tensor: Tensors.Tensor?) -> Float? {
    tensor.map { Float(bitPattern: $0.bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }) }
  }

  // MARK: Bytes worked out by hand

  @Test("MXFP4: floor(log2 6) − 2 is scale 1; 7.9 saturates; ties go to even; a tail of one")
  func mxfp4() throws {
    let rows =
      padded([0.5, 1, 1.5, 2, 3, 4, 6, -6], to: 32) + [48]
      + padded([7.9, -0.25, 0.75, 2.5, -0.0, 5, 3.5, 1.25], to: 32) + [-0.0]
    let result = try quantize("mxfp4", rows, [2, 33])
    let codes = try #require(result.tensors["codes"])
    #expect(codes.dtype == "U8" && codes.shape == [2, 17])
    // 48 = 6 · 2^3. A block of zeros takes the smallest scale, and keeps its sign.
    #expect(Array(codes.bytes[..<17]) == padded([0x21, 0x43, 0x65, 0xF7], to: 16) + [0x07])
    #expect(Array(codes.bytes[17...]) == padded([0x87, 0x42, 0x68, 0x26], to: 16) + [0x08])
    #expect(result.tensors["scales"] == .init(dtype: "U8", shape: [2, 2], bytes: [0x7F, 0x82, 0x7F, 0x00]))
    #expect(Set(result.tensors.keys) == ["codes", "scales"])
    let (header, back) = try dequantize(result)
    #expect(header.contains("'<f4'") && header.contains("(2, 33)"))
    #expect(Array(back[..<8]) == [0.5, 1, 1.5, 2, 3, 4, 6, -6] && back[32] == 48)
    #expect(Array(back[33..<41]) == [6, -0.0, 1, 2, -0.0, 4, 4, 1])
    #expect(back[34].sign == .minus && back[65].sign == .minus)
  }

  @Test("NVFP4: one block and a block of zeros under each kind of tensor scale")
  func nvfp4() throws {
    let values = padded([6, 3, -1.5, 0.5], to: 16) + [Float](repeating: -0.0, count: 16)
    func run(_ option: String?) throws -> Tensors { try quantize("nvfp4", values, nil, option.map { ["--tensor-scale", $0] } ?? []) }
    // A stored scale of zero gives +0 for every element.
    let codes: [UInt8] = padded([0x57, 0x1B], to: 16)
    let none = try run("none")
    #expect(none.tensors["codes"] == .init(dtype: "U8", shape: [16], bytes: codes))
    #expect(none.tensors["scales"] == .init(dtype: "U8", shape: [2], bytes: [0x38, 0x00]))
    #expect(float(none.tensors["tensor_scale"]) == 1)
    #expect(none.tensors["tensor_scale"]?.dtype == "F32" && none.tensors["tensor_scale"]?.shape == [1])
    // S = 2688 / 6 = 448: the largest block has the largest scale.
    let auto = try run("auto")
    #expect(auto.tensors["codes"]?.bytes == codes)
    #expect(auto.tensors["scales"]?.bytes == [0x7E, 0x00])
    #expect(float(auto.tensors["tensor_scale"]) == 1 / Float(448))
    #expect(try run(nil).tensors == auto.tensors)
    // T = 0.5: scale 2.
    let half = try run("0.5")
    #expect(half.tensors["codes"]?.bytes == codes && half.tensors["scales"]?.bytes == [0x40, 0x00])
    #expect(float(half.tensors["tensor_scale"]) == 0.5)
    for result in [none, half] {
      let (_, back) = try dequantize(result)
      #expect(Array(back[..<4]) == [6, 3, -1.5, 0.5])
    }
  }

  @Test("MXINT8, symmetric and with six fraction bits, under ocp-floor and rceil")
  func mxint8() throws {
    let values = padded([127, -127, 0.5, 1.5, 2.5, -0.5, 64], to: 32)
    let plain = try quantize("mxint8-symmetric", values)
    #expect(plain.tensors["scales"]?.bytes == [0x7F])
    #expect(plain.tensors["codes"]?.bytes == padded([0x7F, 0x81, 0, 2, 2, 0, 64], to: 32))
    // 127.5 lies above 127: ocp-floor saturates, rceil takes the next scale.
    let above = padded([127.5, -127.5, 3], to: 32)
    let floor = try quantize("mxint8-symmetric", above)
    #expect(floor.tensors["scales"]?.bytes == [0x7F] && floor.tensors["codes"]?.bytes == padded([0x7F, 0x81, 3], to: 32))
    for name in ["rceil", "int-ceil"] {
      let ceil = try quantize("mxint8-symmetric", above, nil, "--scale-rule", name)
      #expect(ceil.tensors["scales"]?.bytes == [0x80] && ceil.tensors["codes"]?.bytes == padded([0x40, 0xC0, 2], to: 32))
      #expect(ceil.metadata?["scale-rule"] == "rceil")
    }
    // OCP MXINT8: 1.0 is code 64 under scale 1.
    let ocp = try quantize("mxint8", padded([1, -1.984375, 0.015625], to: 32))
    #expect(ocp.tensors["scales"]?.bytes == [0x7F] && ocp.tensors["codes"]?.bytes == padded([64, 0x81, 1], to: 32))
  }

  // MARK: Contract

  @Test("types and shapes of scales and zero points")
  func types() throws {
    let values = (0..<3 * 20 * 40).map { Float($0 % 17) - 8 }
    func shapes(_ format: String, _ options: String...) throws -> [String: String] {
      let result = try quantize(format, values, [3, 20, 40], options)
      _ = try dequantize(result)
      return result.tensors.mapValues { "\($0.dtype) \($0.shape)" }
    }
    #expect(try shapes("mxfp6-e2m3") == ["codes": "U8 [3, 20, 30]", "scales": "U8 [3, 20, 2]"])
    #expect(try shapes("nvfp4-16x16") == ["codes": "U8 [3, 20, 20]", "scales": "U8 [3, 2, 3]", "tensor_scale": "F32 [1]"])
    #expect(try shapes("fp8-e4m3-1x128") == ["codes": "U8 [3, 20, 40]", "scales": "F32 [3, 20, 1]"])
    #expect(try shapes("fp8-e4m3-128x128") == ["codes": "U8 [3, 20, 40]", "scales": "F32 [3, 1, 1]"])
    #expect(try shapes("ggml-q8_0") == ["codes": "U8 [3, 20, 40]", "scales": "F16 [3, 20, 2]"])
    #expect(
      try shapes("uint4-g16-f16-zuint4") == ["codes": "U8 [3, 20, 20]", "scales": "F16 [3, 20, 3]", "zero_points": "U8 [3, 20, 3]"])
    #expect(
      try shapes("uint2-g32-bf16-mbf16") == ["codes": "U8 [3, 20, 10]", "scales": "BF16 [3, 20, 2]", "zero_points": "BF16 [3, 20, 2]"])
    #expect(try shapes("int8-grow-f32") == ["codes": "U8 [3, 20, 40]", "scales": "F32 [3, 20, 1]"])
    #expect(try shapes("nvfp4-16x16", "--axis", "0") == ["codes": "U8 [20, 40, 2]", "scales": "U8 [20, 3, 1]", "tensor_scale": "F32 [1]"])
  }

  @Test("metadata: format, shape, axis, profile and every policy in force")
  func metadata() throws {
    let plain = try #require(try quantize("MXFP4", padded([1], to: 64), [2, 32]).metadata)
    #expect(plain["format"] == "mxfp4" && plain["shape"] == "2,32" && plain["axis"] == "1" && plain["profile"] == "ocp")
    #expect(plain["element"] == "e2m1fn" && plain["scale"] == "e8m0fnu" && plain["block"] == "1x32")
    for axis in BlockPolicyAxis.allCases { #expect(axis.choices.contains(plain[axis.name] ?? ""), "\(axis.name)") }
    for axis in PolicyAxis.allCases { #expect(axis.choices.contains(plain[axis.name] ?? ""), "\(axis.name)") }
    let chosen = try #require(
      try quantize(
        "mxfp4", padded([1], to: 32), nil, "--profile", "torchao-even", "--rounding", "toward-zero", "--zero-block", "one"
      ).metadata)
    #expect(chosen["profile"] == "torchao-even@0.18.0" && chosen["scale-rule"] == "even" && chosen["nan-block"] == "nan-scale")
    #expect(chosen["rounding"] == "toward-zero" && chosen["zero-block"] == "one")
    let composed = try #require(try quantize("E3M2FN-G24-UE5M3", padded([1], to: 48)).metadata)
    #expect(composed["format"] == "e3m2fn-g24-ue5m3" && composed["block"] == "1x24")
  }

  @Test("every axis of a 3-D tensor, also counted from the end", arguments: [0, 1, 2, -1, -2, -3])
  func axes(axis: Int) throws {
    let shape = [2, 3, 4]
    let values = (0..<24).map { Float($0) - 12 }
    let result = try quantize("mxint8-symmetric", values, shape, "--axis", "\(axis)")
    let place = (axis + 3) % 3
    #expect(result.metadata?["axis"] == "\(place)" && result.metadata?["shape"] == "2,3,4")
    let others = shape.indices.filter { $0 != place }.map { shape[$0] }
    #expect(result.tensors["codes"]?.shape == others + [shape[place]])
    #expect(result.tensors["scales"]?.shape == others + [1])
    // The first row: its own scale, and codes in its order. Step 1, 4 and 12 between neighbours.
    let step = shape[(place + 1)...].reduce(1, *)
    let row = (0..<shape[place]).map { values[$0 * step] }
    let code = try #require(result.tensors["codes"]).bytes[..<shape[place]].map { Float(Int8(bitPattern: $0)) }
    let scale = Float(sign: .plus, exponent: Int(try #require(result.tensors["scales"]).bytes[0]) - 127, significand: 1)
    #expect(code.map { $0 * scale } == row)
    let (header, back) = try dequantize(result)
    #expect(back == values && header.contains("(2, 3, 4)"))
  }

  @Test("ragged tails of every length come back", arguments: ["mxint8-symmetric", "mxint6-symmetric", "uint4-g16-f16-mf16", "ggml-q8_0"])
  func tails(format: String) throws {
    for columns in [1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 65] {
      let values = (0..<2 * columns).map { $0 % 2 == 0 ? Float(4) : 8 }
      let (header, back) = try dequantize(try quantize(format, values, [2, columns]))
      let worst = zip(values, back).map { ($0 - $1).magnitude }.max() ?? 0
      #expect(worst < 0.04, "\(format) \(columns)")
      #expect(header.contains("(2, \(columns))"))
    }
  }

  @Test("tensors without elements")
  func empty() throws {
    for shape in [[0], [0, 5], [5, 0], [2, 0, 3]] {
      for format in ["mxfp4", "nvfp4", "uint4-g32-f16-zuint4", "int8-grow-f32"] {
        let result = try quantize(format, [], shape)
        #expect(result.tensors["codes"]?.bytes == [])
        let (header, back) = try dequantize(result)
        #expect(back == [] && header.contains("(\(shape.map(String.init).joined(separator: ", "))"), "\(header)")
      }
    }
  }

  @Test("float16, and bfloat16 as words")
  func sources() throws {
    let folder = try Folder()
    let half = try folder.write("h.npy", "<f2", [0x3C00, 0xC600] as [UInt16])  // 1, −6
    let brain = try folder.write("b.npy", "<u2", [0x3F80, 0xC0C0] as [UInt16])
    for arguments in [[half], [brain, "--source", "bf16"]] {
      #expect(binade(["quantize", "mxfp4", arguments[0], folder("o")] + arguments.dropFirst()).exitCode == 0)
      let result = try Tensors(folder.read("o"))
      #expect(result.tensors["codes"]?.bytes == [0xF2] && result.tensors["scales"]?.bytes == [0x7F])
    }
  }

  // MARK: Errors

  private func expectError(
    _ outcome: Outcome, _ code: Int32, _ parts: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.exitCode == code && outcome.output == "", "\(outcome.error)", sourceLocation: sourceLocation)
    #expect(outcome.error.hasPrefix("binade: error: "), sourceLocation: sourceLocation)
    #expect(outcome.error.filter { $0 == "\n" }.count == 1, sourceLocation: sourceLocation)
    for part in parts { #expect(outcome.error.contains(part), "\(outcome.error)", sourceLocation: sourceLocation) }
  }

  @Test("quantize: bad inputs say what is wrong, and nothing is written")
  func badInputs() throws {
    let folder = try Folder()
    let good = try folder.write("good.npy", "<f4", [1, 2] as [Float])
    let scalar = try folder.write("scalar.npy", "<f4", [1] as [Float], shape: [])
    let double = try folder.write("double.npy", "<f8", [1] as [Double])
    let bytes = try folder.write("bytes.npy", "|u1", [1] as [UInt8])
    let cut = try folder.write("cut.npy", Array(Npy.file("<f4", [1, 2, 3] as [Float], shape: nil).dropLast(3)))
    let before = folder.files
    func run(_ code: Int32, _ arguments: [String], _ parts: [String]) {
      let all = ["quantize"] + arguments.map { $0.hasSuffix(".npy") ? folder($0) : $0 } + ["--", folder("out.safetensors")]
      let outcome = binade(all)
      expectError(outcome, code, parts)
      let files = folder.files
      #expect(files == before, "\(arguments)")
    }
    _ = (good, scalar, double, bytes, cut)
    run(3, ["mxfp4", "scalar.npy"], ["scalar.npy", "shape []"])
    run(2, ["mxfp4", "scalar.npy", "--axis", "0"], ["--axis", "scalar"])
    run(2, ["mxfp4", "good.npy", "--axis", "1"], ["--axis", "-1 to 0", "'1'"])
    run(2, ["mxfp4", "good.npy", "--axis", "-2"], ["--axis", "'-2'"])
    run(2, ["mxfp4", "good.npy", "--axis", "x"], ["--axis", "'x'"])
    run(3, ["nvfp4-16x16", "good.npy"], ["16 rows", "two axes"])
    for value in ["nan", "inf", "0", "-1", "1e-46", "1e39", "", "one"] {
      run(2, ["nvfp4", "good.npy", "--tensor-scale", value], ["--tensor-scale", "auto, none or a positive number"])
    }
    run(2, ["mxfp4", "good.npy", "--tensor-scale", "2"], ["mxfp4 has no tensor scale"])
    run(2, ["mxfp5", "good.npy"], ["'mxfp5'", "did you mean mxfp4", "ELEMENT-gN-SCALE"])
    run(2, ["e4m3fn", "good.npy"], ["e4m3fn is a scalar format", "encode"])
    run(2, ["bf16-g32-e8m0fnu", "good.npy"], ["no block format"])
    run(2, ["mxfp4", "good.npy", "--profile", "ml_dtypes"], ["ml_dtypes", "says nothing of mxfp4"])
    run(2, ["mxint8", "good.npy", "--profile", "int-vs-fp"], ["says nothing of mxint8", "mxint8-symmetric"])
    run(2, ["e3m2fn-g24-ue5m3", "good.npy", "--profile", "torchao"], ["says nothing of e3m2fn-g24-ue5m3"])
    run(2, ["mxfp4", "good.npy", "--scale-rule", "affine"], ["affine", "zero point", "mxfp4"])
    run(2, ["uint4-g32-f16-zuint4", "good.npy", "--scale-rule", "quotient"], ["quotient has no zero point"])
    run(2, ["mxfp4", "good.npy", "--scale-rule", "even-175"], ["did you mean even-1.75"])
    run(2, ["mxfp4", "good.npy", "--rounding", "stochastic"], ["--random"])
    run(3, ["mxfp4", "double.npy"], ["double.npy", "f64", "float32"])
    run(3, ["mxfp4", "bytes.npy"], ["bytes.npy", "--source"])
    run(3, ["mxfp4", "cut.npy"], ["cut.npy", "truncated"])
    run(3, ["mxfp4", "none.npy"], ["none.npy", "no such file"])
    expectError(binade("quantize", "mxfp4", good, folder("none/out.safetensors")), 3, ["cannot write"])
  }

  private var sample: Tensors {
    Tensors(
      ["format": "mxfp4", "shape": "1,32", "axis": "1"],
      [
        "codes": .init(dtype: "U8", shape: [1, 16], bytes: [UInt8](repeating: 0x22, count: 16)),
        "scales": .init(dtype: "U8", shape: [1, 1], bytes: [0x80]),
      ])
  }

  @Test("dequantize needs only format, shape and axis")
  func least() throws {
    let (_, back) = try dequantize(sample)
    #expect(back == [Float](repeating: 2, count: 32))
  }

  @Test("dequantize: files that are not what they should be are exit 3, and nothing is written")
  func hostile() throws {
    let folder = try Folder()
    func run(_ parts: [String], sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout Tensors) -> Void) throws {
      var tensors = sample
      change(&tensors)
      let input = try folder.write("in.safetensors", tensors.file())
      expectError(binade("dequantize", input, folder("out.npy")), 3, parts, sourceLocation: sourceLocation)
      let files = folder.files
      #expect(files == ["in.safetensors"], sourceLocation: sourceLocation)
    }
    try run(["no tensor is named codes"]) { $0.tensors["codes"] = nil }
    try run(["no tensor is named scales"]) { $0.tensors["scales"] = nil }
    try run(["no tensor is named tensor_scale"]) {
      $0.metadata?["format"] = "nvfp4"
      $0.tensors["scales"] = .init(dtype: "U8", shape: [1, 2], bytes: [0x38, 0x38])
    }
    try run(["no tensor is named zero_points"]) {
      $0.metadata?["format"] = "uint4-g32-f16-zuint4"
      $0.tensors["scales"] = .init(dtype: "F16", shape: [1, 1], bytes: [0, 0x3C])
    }
    func zeros(_ dtype: String, _ shape: [Int], _ count: Int) -> Tensors.Tensor {
      .init(dtype: dtype, shape: shape, bytes: [UInt8](repeating: 0, count: count))
    }
    try run(["expected element type U8, found F32"]) { $0.tensors["codes"] = zeros("F32", [1, 4], 16) }
    try run(["expected element type U8, found I8"]) { $0.tensors["scales"]?.dtype = "I8" }
    try run(["scales", "expected element type F16"]) { $0.metadata?["format"] = "ggml-q4_0" }
    try run(["codes", "needs 16 bytes", "got 15"]) { $0.tensors["codes"] = zeros("U8", [1, 15], 15) }
    try run(["scales", "needs 1 bytes", "got 2"]) { $0.tensors["scales"] = .init(dtype: "U8", shape: [1, 2], bytes: [0x7F, 0x7F]) }
    for member in ["format", "shape", "axis"] {
      try run(["the metadata has no \(member)"]) { $0.metadata?[member] = nil }
    }
    try run(["the metadata has no"]) { $0.metadata = nil }
    for name in ["mxfp5", "e4m3fn", "", "e2m1fn-g0-e8m0fnu", "e2m1fn-g99999999999999999999-e8m0fnu"] {
      try run(["is no block format"]) { $0.metadata?["format"] = name }
    }
    for shape in ["", "1;32", "1,32,", "x", "1,3 2", "99999999999999999999"] {
      try run(["is no list of dimensions"]) { $0.metadata?["shape"] = shape }
    }
    try run(["a dimension is negative"]) { $0.metadata?["shape"] = "-1,32" }
    try run(["would not fit in memory"]) { $0.metadata?["shape"] = "9223372036854775807,2" }
    try run(["needs 16000000000000 bytes"]) { $0.metadata?["shape"] = "1000000000000,32" }
    for axis in ["2", "-1", "", "x"] {
      try run(["is none of the shape's"]) { $0.metadata?["axis"] = axis }
    }
    try run(["two axes"]) {
      $0.metadata = ["format": "nvfp4-16x16", "shape": "32", "axis": "0"]
    }
  }

  @Test("dequantize: files that are no safetensors, or cut off anywhere")
  func broken() throws {
    let folder = try Folder()
    let whole = try sample.file()
    for length in [0, 1, 7, 8, 20, whole.count - 17, whole.count - 1] {
      let input = try folder.write("in.safetensors", Array(whole[..<length]))
      expectError(binade("dequantize", input, folder("out.npy")), 3, ["in.safetensors", "truncated"])
    }
    let long = try folder.write("in.safetensors", whole + [0])
    expectError(binade("dequantize", long, folder("out.npy")), 3, ["data after the end"])
    let npy = try folder.write("in.safetensors", "<f4", [1] as [Float])
    expectError(binade("dequantize", npy, folder("out.npy")), 3, ["in.safetensors", "bad header"])
    expectError(binade("dequantize", folder("none"), folder("out.npy")), 3, ["no such file"])
    #expect(folder.files == ["in.safetensors"])
    let good = try folder.write("in.safetensors", whole)
    expectError(binade("dequantize", good, folder("none/out.npy")), 3, ["cannot write"])
    #expect(folder.files == ["in.safetensors"])
  }
}
