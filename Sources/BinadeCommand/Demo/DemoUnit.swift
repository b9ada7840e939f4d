internal import Binade
internal import BinadeTensorCore
internal import BinadeVectors

/// One way of multiplying that the demo shows: how operands become codes, and which instruction takes them.
struct DemoUnit: Sendable {
  /// How operands become codes.
  enum Operands: Sendable {
    /// Codes and scales of a block format, as cuBLAS makes them.
    case blocks(BlockFormatID)
    /// Codes of a format under one scale for the tensor, its largest magnitude over the format's.
    case scaled(ScalarFormatID)
    /// Codes of the values as they are.
    case cast(ScalarFormatID)
  }

  let name: String
  let operands: Operands
  let instruction: Instruction
  /// k after which partial sums leave the unit.
  var promotion: Int?

  /// The units of the tables.
  static let all: [DemoUnit] = [
    unit("BF16, Hopper", .cast(.bfloat16), "sm_90:wgmma.f32.bf16.bf16"),
    unit("FP8, Hopper fast", .scaled(.e4m3fn), "sm_90:wgmma.f32.e4m3.e4m3"),
    unit("FP8, Hopper promoted", .scaled(.e4m3fn), "sm_90:wgmma.f32.e4m3.e4m3", promotion: 128),
    unit("MXFP8, Blackwell", .blocks(.mxfp8E4M3), "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32"),
    unit("MXFP4, Blackwell", .blocks(.mxfp4), "sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32"),
    unit("NVFP4, Blackwell", .blocks(.nvfp4), "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16"),
  ]

  private static func unit(_ name: String, _ operands: Operands, _ instruction: String, promotion: Int? = nil) -> DemoUnit {
    guard let found = Instruction.named(instruction) else { preconditionFailure("\(instruction) is an instruction") }
    return DemoUnit(name: name, operands: operands, instruction: found, promotion: promotion)
  }
}

/// One operand as an instruction takes it, and the values that its codes stand for.
struct DemoOperand: Sendable {
  let rows, k: Int
  let words: [UInt64]
  /// Scale bytes, or nothing.
  let scales: [UInt8]
  /// The factor of the whole tensor, as a word of binary32.
  let tensorScale: UInt32
  /// Code · scale · tensor scale, exactly.
  let values: [Double]

  /// Makes codes of a matrix.
  init(_ tensor: DemoTensor, _ unit: DemoUnit) throws(FileError) {
    (rows, k) = (tensor.shape[0], tensor.shape[1])
    switch unit.operands {
    case .blocks(let id):
      let quantized = try DemoBlockResult(tensor, Self.choice(id)).quantized
      let descriptor = id.descriptor
      words = quantized.codes.map { UInt64($0) }
      scales = quantized.headers.map { UInt8(truncatingIfNeeded: $0.scale) }
      tensorScale = quantized.tensorScale
      let factor = Double(Float(bitPattern: tensorScale))
      let (codes, factors) = (descriptor.element.values, descriptor.scale.values)
      let (length, columns) = (descriptor.columns ?? tensor.shape[1], tensor.shape[1])
      let blocksPerRow = (columns + length - 1) / length
      let own = scales
      values = quantized.codes.enumerated().map { index, code in
        codes[Int(code)] * factors[Int(own[index / columns * blocksPerRow + index % columns / length])] * factor
      }
    case .scaled(let id), .cast(let id):
      scales = []
      let format = id.descriptor
      var scale = Float(1)
      if case .scaled = unit.operands, tensor.absmax > 0 {
        scale = tensor.absmax / Float(format.unpack(format.maximumFiniteMagnitude).double)
      }
      tensorScale = scale.bitPattern
      let encoder = Encoder(from: Binary32.descriptor, to: format)
      words = tensor.values.map { encoder.convert(UInt64(($0 / scale).bitPattern)).word }
      values = words.map { format.unpack($0).double * Double(scale) }
    }
  }

  /// The policies of the stack that runs these units.
  private static func choice(_ id: BlockFormatID) -> DemoBlockFormat {
    let format = NamedBlockFormat(id)
    let profile = Profile.named("cublas") ?? .ocp
    return DemoBlockFormat(
      format: format, conversion: profile.blockConversion(for: id) ?? format.descriptor.defaultConversion, profile: profile,
      isVariant: false)
  }
}

extension FormatDescriptor {
  /// The values of all codes of a format of up to 8 bits; NaN where there is none.
  fileprivate var values: [Double] { (0..<256).map { unpack(UInt64($0)).double } }
}

extension Operand {
  /// The number as a `Double`, which holds all that the demo's formats have.
  var double: Double {
    switch self.class {
    case .nan: .nan
    case .infinity: isNegative ? -.infinity : .infinity
    case .zero: isNegative ? -0.0 : 0
    case .finite: Double(sign: isNegative ? .minus : .plus, exponent: exponent, significand: Double(significand))
    }
  }
}
