public import Binade

/// What an instruction's name calls a type of elements. Spec [instructions-1].
public enum ElementWord: String, Policy {
  case f64, f32, tf32, f16, bf16, e4m3, e5m2, e2m3, e3m2, e2m1, s32, s8, u8, s4, u4, b1, ue8m0, ue4m3
  // AMD
  case xf32
  case bf161k = "bf16_1k"
  case fp8, bf8, i32, i8

  /// The format of the words.
  public var format: FormatDescriptor {
    switch self {
    case .f64: Binary64.descriptor
    case .f32: Binary32.descriptor
    case .tf32, .xf32: TF32.descriptor
    case .f16: Binary16.descriptor
    case .bf16, .bf161k: BFloat16.descriptor
    case .e4m3: E4M3FN.descriptor
    case .e5m2: E5M2.descriptor
    case .e2m3: E2M3FN.descriptor
    case .e3m2: E3M2FN.descriptor
    case .e2m1: E2M1FN.descriptor
    case .s32, .i32: Self.int32
    case .s8, .i8: INT8.descriptor
    case .u8: UINT8.descriptor
    case .s4: INT4.descriptor
    case .u4: UINT4.descriptor
    case .b1: UINT1.descriptor
    case .ue8m0: E8M0FNU.descriptor
    case .ue4m3: UE4M3.descriptor
    case .fp8: E4M3FNUZ.descriptor
    case .bf8: E5M2FNUZ.descriptor
    }
  }

  /// The accumulator of integer units.
  static let int32 = FormatDescriptor(sign: .twosComplement, exponentBits: 0, significandBits: 31, bias: 1 - 31)!
}
