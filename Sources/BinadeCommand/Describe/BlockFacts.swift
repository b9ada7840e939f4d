internal import Binade

/// What tables and pages say about one block format.
struct BlockFacts {
  let format: NamedBlockFormat
  var descriptor: BlockDescriptor { format.descriptor }

  init(_ format: NamedBlockFormat) { self.format = format }

  /// `e2m1fn elements in blocks of 1 x 32 under an e8m0fnu scale`.
  var kind: String {
    "\(format.element.name) elements in blocks of \(extent), each under a scale of \(format.scale.name)"
      + (descriptor.hasTensorScale ? ", all under a tensor scale" : "")
  }

  /// `1x32`, `1xrow`: rows by columns.
  var extent: String { "\(descriptor.rows)x\(descriptor.columns.map(String.init) ?? "row")" }

  /// The zero point for tables; a dash for none.
  var zeroPoint: String {
    switch descriptor.zeroPoint {
    case .none: "-"
    case .fixed(let code): "\(code)"
    case .stored: format.zeroPoint.map { $0.name } ?? "-"
    case .minimum: format.zeroPoint.map { "min \($0.name)" } ?? "-"
    }
  }

  /// The zero point in words.
  var zeroPointText: String {
    switch descriptor.zeroPoint {
    case .none: "none"
    case .fixed(let code): "always code \(code)"
    case .stored: "one \(format.zeroPoint?.name ?? "") per block, a code: taken away before the scale"
    case .minimum: "one \(format.zeroPoint?.name ?? "") per block, the value of code 0: added after the scale"
    }
  }

  /// How a code q becomes a value.
  var decoding: String {
    let tensor = descriptor.hasTensorScale ? " * T" : ""
    switch descriptor.zeroPoint {
    case .none: return "q * s" + tensor
    case .fixed(let code): return "(q - \(code)) * s" + tensor
    case .stored: return "(q - z) * s" + tensor
    case .minimum: return descriptor.hasTensorScale ? "(q * s + z) * T" : "q * s + z"
    }
  }

  // MARK: Bits

  /// Elements of a whole block; `nil` for rows.
  var elements: Int? { descriptor.columns.map { descriptor.rows * $0 } }

  /// Bits of scale and zero point, in whole bytes as they are stored.
  var headerBits: Int { descriptor.headerBits }

  /// Bits for each element of a whole block, scale and zero point included, the tensor scale not; `nil` for rows.
  var bitsPerElement: Double? { elements.map { Double(descriptor.element.codeBits) + Double(headerBits) / Double($0) } }

  /// ``bitsPerElement`` for tables: without zeros at the end, at most four decimals.
  var bitsText: String { bitsPerElement.map(Self.short) ?? "\(descriptor.element.codeBits)+" }

  /// ``bitsPerElement`` with its parts: `4.25 = 4 + 8 / 32`.
  var bitsSum: String {
    let sum = "\(descriptor.element.codeBits) + \(headerBits) / \(elements.map(String.init) ?? "length of a row")"
    return (bitsPerElement.map { Self.short($0) + " = " } ?? "") + sum + (descriptor.hasTensorScale ? ", and 32 per tensor" : "")
  }

  private static func short(_ value: Double) -> String {
    var text = NumberText.fixed(value, 4)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  // MARK: Elsewhere

  /// What others call the format, with the number that stands for it in their files and calls.
  var names: [(ecosystem: String, name: String)] {
    switch format.id {
    case .mxfp8E4M3: [("OCP", "MXFP8, elements E4M3"), Self.vec32]
    case .mxfp8E5M2: [("OCP", "MXFP8, elements E5M2"), Self.vec32]
    case .mxfp6E2M3: [("OCP", "MXFP6, elements E2M3")]
    case .mxfp6E3M2: [("OCP", "MXFP6, elements E3M2")]
    case .mxfp4: [("OCP", "MXFP4"), ("ggml", "GGML_TYPE_MXFP4 = 39, here ggml-mxfp4")]
    case .mxint8: [("OCP", "MXINT8")]
    case .mxint8Symmetric: [("INT v.s. FP", "MXINT8")]
    case .mxint6Symmetric: [("INT v.s. FP", "MXINT6")]
    case .mxint4Symmetric: [("INT v.s. FP", "MXINT4")]
    case .nvfp4: [("NVIDIA", "NVFP4"), ("cuBLASLt", "CUBLASLT_MATMUL_MATRIX_SCALE_VEC16_UE4M3 = 1")]
    case .nvint4: [("INT v.s. FP", "NVINT4")]
    case .fp8E4M3Vector: [("cuBLASLt", "CUBLASLT_MATMUL_MATRIX_SCALE_VEC128_32F = 4")]
    case .fp8E4M3Square: [("cuBLASLt", "CUBLASLT_MATMUL_MATRIX_SCALE_BLK128x128_32F = 5")]
    case .ggmlMXFP4: [("ggml", "GGML_TYPE_MXFP4 = 39"), ("OCP", "MXFP4, here mxfp4")]
    case .ggmlNVFP4: [("ggml", "GGML_TYPE_NVFP4 = 40")]
    case .ggmlQ40: [("ggml", "GGML_TYPE_Q4_0 = 2")]
    case .ggmlQ41: [("ggml", "GGML_TYPE_Q4_1 = 3")]
    case .ggmlQ80: [("ggml", "GGML_TYPE_Q8_0 = 8")]
    case .mxint2Symmetric, .nvfp4Square, nil: []
    }
  }

  private static let vec32 = ("cuBLASLt", "CUBLASLT_MATMUL_MATRIX_SCALE_VEC32_UE8M0 = 2")

  /// The layouts that hold its codes, its scales, or both.
  var layouts: (codes: [NamedLayout], scales: [NamedLayout], whole: [NamedLayout]) {
    let whole = NamedLayout.catalogue.filter { $0.name == format.name }
    let codes = NamedLayout.catalogue.filter { $0.fields.count == 1 && $0.fields[0].role == .codes && holdsCodes($0) }
    let scales = NamedLayout.catalogue.filter { $0.fields.count == 1 && $0.fields[0].role == .scales && holdsScales($0) }
    return (codes, scales, whole)
  }

  private func holdsCodes(_ layout: NamedLayout) -> Bool {
    let bits = descriptor.element.codeBits
    switch layout.name {
    case "byte-bits-2": return !descriptor.element.isFixedPoint && (bits == 4 || bits == 6)
    case "b4x16", "b4x16_p64", "b6x16_p32", "b6p2x16": return !descriptor.element.isFixedPoint && layout.layout.elementBits == bits
    case "awq", "tinychat-w4a16", "qserve-w4": return descriptor.element.isInteger && bits == 4
    default: return layout.layout.elementBits == bits
    }
  }

  private func holdsScales(_ layout: NamedLayout) -> Bool {
    let (scale, block) = (descriptor.scale, (descriptor.rows, descriptor.columns))
    let isE8M0 = scale == ScalarFormatID.e8m0fnu.descriptor && block == (1, 32)
    let isUE4M3 = scale == ScalarFormatID.ue4m3.descriptor && block == (1, 16)
    switch layout.name {
    case "scale-128x4", "scale-tmem": return isE8M0 || isUE4M3
    case "scale-mma-a-1x", "scale-mma-b-1x": return isE8M0
    case "scale-mma-a-2x", "scale-mma-b-2x": return isE8M0 && descriptor.element.codeBits == 4
    case "scale-mma-a-4x", "scale-mma-b-4x": return isUE4M3
    case "scale-mn-k4": return isE8M0
    case "cublaslt-vec128-f32": return scale == Binary32.descriptor && block == (1, 128)
    case "cublaslt-blk128x128-f32": return scale == Binary32.descriptor && block == (128, 128)
    case "nunchaku-scale-e4m3": return isUE4M3
    case "nunchaku-scale-f16": return (scale == Binary16.descriptor || scale == BFloat16.descriptor) && block == (1, 64)
    default: return false
    }
  }

  // MARK: Profiles

  /// What one stack does with the format.
  struct Row {
    /// The profile, and `from bf16` where it does something else with values of that type.
    let name: String
    let profile: Profile
    let conversion: BlockConversion
    /// The choices beside the rule in which it differs from the format's default.
    let differences: [String]
  }

  /// The stacks that have the format.
  var profiles: [Row] {
    guard let id = format.id else { return [] }
    let standard = descriptor.defaultConversion
    func row(_ suffix: String, _ profile: Profile, _ conversion: BlockConversion) -> Row {
      let differences = conversion.differences(from: standard).filter { !$0.hasPrefix(BlockPolicyAxis.scaleRule.name + "=") }
      return Row(name: profile.qualifiedName + suffix, profile: profile, conversion: conversion, differences: differences)
    }
    return Profile.catalogue.flatMap { profile -> [Row] in
      guard let known = profile.blockConversion(for: id) else { return [] }
      let narrow = profile.blockConversion(for: id, from: BFloat16.descriptor)
      return [row("", profile, known)] + (narrow == known ? [] : narrow.map { [row(" from bf16", profile, $0)] } ?? [])
    }
  }
}

extension BlockDescriptor {
  /// Bits that a block stores beside its codes, in whole bytes: a code of ``UE4M3`` has seven bits, and takes eight.
  var headerBits: Int { scale.wordBits + (zeroPoint.format?.wordBits ?? 0) }
}
