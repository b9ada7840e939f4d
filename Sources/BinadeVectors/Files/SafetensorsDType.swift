/// The element types of safetensors files.
///
/// The raw value is the name in the file. The order of the cases is the format's order of increasing alignment: writers put the tensors
/// of the last type first.
public enum SafetensorsDType: String, CaseIterable, Sendable {
  case bool = "BOOL"
  case f4 = "F4"
  case f6E2M3 = "F6_E2M3"
  case f6E3M2 = "F6_E3M2"
  case u8 = "U8"
  case i8 = "I8"
  case f8E5M2 = "F8_E5M2"
  case f8E4M3 = "F8_E4M3"
  case f8E8M0 = "F8_E8M0"
  case f8E4M3FNUZ = "F8_E4M3FNUZ"
  case f8E5M2FNUZ = "F8_E5M2FNUZ"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case c64 = "C64"
  case f64 = "F64"
  case i64 = "I64"
  case u64 = "U64"

  /// The size of one element in bits: 4, 6, 8, 16, 32 or 64. Elements of 4 and 6 bits are packed without gaps.
  public var bitWidth: Int {
    switch self {
    case .f4: 4
    case .f6E2M3, .f6E3M2: 6
    case .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: 8
    case .i16, .u16, .f16, .bf16: 16
    case .i32, .u32, .f32: 32
    case .c64, .f64, .i64, .u64: 64
    }
  }

  /// The place in the order of alignment.
  var rank: Int { Self.allCases.firstIndex(of: self)! }
}

/// A Swift type that a safetensors tensor holds as it is.
public protocol SafetensorsElement: BitwiseCopyable, Sendable {
  /// The element type in the file.
  static var safetensorsDType: SafetensorsDType { get }
}

extension UInt8: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .u8 } }
extension UInt16: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .u16 } }
extension UInt32: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .u32 } }
extension UInt64: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .u64 } }
extension Int8: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .i8 } }
extension Int16: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .i16 } }
extension Int32: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .i32 } }
extension Int64: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .i64 } }
extension Float: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .f32 } }
extension Double: SafetensorsElement { public static var safetensorsDType: SafetensorsDType { .f64 } }
