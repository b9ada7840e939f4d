/// What others call a format; `nil` where they have no name for it. Spec registry/formats.json.
public struct FormatNames: Hashable, Sendable {
  /// The Open Compute Project's FP8 and MX specifications.
  public var ocp: String?
  /// IEEE P3109, where a member of its family has exactly these values.
  public var p3109: String?
  /// The type word in PTX instructions.
  public var ptx: String?
  /// The `torch` dtype.
  public var torch: String?
  /// The `ml_dtypes` or NumPy dtype.
  public var mlDtypes: String?
  /// The safetensors dtype.
  public var safetensors: String?
  /// The DLPack type: code name and, where it has one, its number.
  public var dlpack: String?
  /// `cudaDataType`: name and number.
  public var cuda: String?
  /// The ggml type.
  public var ggml: String?

  /// The ecosystems and the names, in a fixed order, without those that have none.
  public var all: [(ecosystem: String, name: String)] {
    let pairs: [(String, String?)] = [
      ("ocp", ocp), ("p3109", p3109), ("ptx", ptx), ("torch", torch), ("ml_dtypes", mlDtypes), ("safetensors", safetensors),
      ("dlpack", dlpack), ("cuda", cuda), ("ggml", ggml),
    ]
    return pairs.compactMap { pair in pair.1.map { (pair.0, $0) } }
  }
}

extension ScalarFormatID {
  /// What others call this format.
  public var names: FormatNames {
    switch self {
    case .e4m3fn:
      FormatNames(
        ocp: "E4M3", ptx: "e4m3", torch: "float8_e4m3fn", mlDtypes: "float8_e4m3fn", safetensors: "F8_E4M3",
        dlpack: "kDLFloat8_e4m3fn (10)", cuda: "CUDA_R_8F_E4M3 (28)")
    case .e5m2:
      FormatNames(
        ocp: "E5M2", ptx: "e5m2", torch: "float8_e5m2", mlDtypes: "float8_e5m2", safetensors: "F8_E5M2",
        dlpack: "kDLFloat8_e5m2 (12)", cuda: "CUDA_R_8F_E5M2 (29)")
    case .e2m3fn:
      FormatNames(
        ocp: "E2M3", ptx: "e2m3", mlDtypes: "float6_e2m3fn", safetensors: "F6_E2M3", dlpack: "kDLFloat6_e2m3fn (15)",
        cuda: "CUDA_R_6F_E2M3 (31)")
    case .e3m2fn:
      FormatNames(
        ocp: "E3M2", ptx: "e3m2", mlDtypes: "float6_e3m2fn", safetensors: "F6_E3M2", dlpack: "kDLFloat6_e3m2fn (16)",
        cuda: "CUDA_R_6F_E3M2 (32)")
    case .e2m1fn:
      FormatNames(
        ocp: "E2M1", ptx: "e2m1", torch: "float4_e2m1fn_x2", mlDtypes: "float4_e2m1fn", safetensors: "F4",
        dlpack: "kDLFloat4_e2m1fn (17)", cuda: "CUDA_R_4F_E2M1 (33)")
    case .e8m0fnu:
      FormatNames(
        ocp: "E8M0", ptx: "ue8m0", torch: "float8_e8m0fnu", mlDtypes: "float8_e8m0fnu", safetensors: "F8_E8M0",
        dlpack: "kDLFloat8_e8m0fnu (14)", cuda: "CUDA_R_8F_UE8M0 (30)")
    case .ue4m3: FormatNames(ptx: "ue4m3", cuda: "CUDA_R_8F_UE4M3 (28)")
    case .ue5m3: FormatNames(ptx: "ue5m3", cuda: "CUDA_R_8F_UE5M3 (34)")
    case .e4m3fnuz:
      FormatNames(
        p3109: "binary8p4sf", torch: "float8_e4m3fnuz", mlDtypes: "float8_e4m3fnuz", safetensors: "F8_E4M3FNUZ",
        dlpack: "kDLFloat8_e4m3fnuz (11)")
    case .e5m2fnuz:
      FormatNames(
        p3109: "binary8p3sf", torch: "float8_e5m2fnuz", mlDtypes: "float8_e5m2fnuz", safetensors: "F8_E5M2FNUZ",
        dlpack: "kDLFloat8_e5m2fnuz (13)")
    case .e4m3b11fnuz: FormatNames(mlDtypes: "float8_e4m3b11fnuz", dlpack: "kDLFloat8_e4m3b11fnuz (9)")
    case .e4m3: FormatNames(mlDtypes: "float8_e4m3", dlpack: "kDLFloat8_e4m3 (8)")
    case .e3m4: FormatNames(mlDtypes: "float8_e3m4", dlpack: "kDLFloat8_e3m4 (7)")
    case .binary16:
      FormatNames(
        ptx: "f16", torch: "float16", mlDtypes: "float16", safetensors: "F16", dlpack: "kDLFloat (2), 16 bits", cuda: "CUDA_R_16F (2)",
        ggml: "F16")
    case .bfloat16:
      FormatNames(
        ptx: "bf16", torch: "bfloat16", mlDtypes: "bfloat16", safetensors: "BF16", dlpack: "kDLBfloat (4)", cuda: "CUDA_R_16BF (14)",
        ggml: "BF16")
    case .tf32: FormatNames(ptx: "tf32")
    case .binary32:
      FormatNames(
        ptx: "f32", torch: "float32", mlDtypes: "float32", safetensors: "F32", dlpack: "kDLFloat (2), 32 bits", cuda: "CUDA_R_32F (0)",
        ggml: "F32")
    case .binary64:
      FormatNames(
        ptx: "f64", torch: "float64", mlDtypes: "float64", safetensors: "F64", dlpack: "kDLFloat (2), 64 bits", cuda: "CUDA_R_64F (1)",
        ggml: "F64")
    case .int8:
      FormatNames(
        ptx: "s8", torch: "int8", mlDtypes: "int8", safetensors: "I8", dlpack: "kDLInt (0), 8 bits", cuda: "CUDA_R_8I (3)", ggml: "I8")
    case .int4: FormatNames(ptx: "s4", torch: "int4", mlDtypes: "int4", dlpack: "kDLInt (0), 4 bits", cuda: "CUDA_R_4I (16)")
    case .int2: FormatNames(torch: "int2", mlDtypes: "int2", dlpack: "kDLInt (0), 2 bits")
    case .uint8:
      FormatNames(ptx: "u8", torch: "uint8", mlDtypes: "uint8", safetensors: "U8", dlpack: "kDLUInt (1), 8 bits", cuda: "CUDA_R_8U (8)")
    case .uint4: FormatNames(ptx: "u4", torch: "uint4", mlDtypes: "uint4", dlpack: "kDLUInt (1), 4 bits", cuda: "CUDA_R_4U (18)")
    case .uint2: FormatNames(torch: "uint2", mlDtypes: "uint2", dlpack: "kDLUInt (1), 2 bits")
    case .uint1: FormatNames(ptx: "b1", torch: "uint1", mlDtypes: "uint1")
    case .int7, .int6, .int5, .int3: FormatNames(torch: rawValue)
    case .uint7, .uint6, .uint5, .uint3: FormatNames(torch: rawValue)
    case .s1p6: FormatNames(ocp: "INT8")
    case .s2p6: FormatNames(ptx: "s2f6")
    default: FormatNames()
    }
  }
}
