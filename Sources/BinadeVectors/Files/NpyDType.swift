/// The element types that `.npy` files hold here: numpy's booleans, integers and floats, little-endian.
///
/// The raw value is numpy's `descr` string, as `numpy.save` writes it. Types of ml_dtypes are not among them: numpy saves these as
/// raw bytes without a name, so codes travel as unsigned integers and their format by other means.
public enum NpyDType: String, CaseIterable, Sendable {
  case bool = "|b1"
  case uint8 = "|u1"
  case uint16 = "<u2"
  case uint32 = "<u4"
  case uint64 = "<u8"
  case int8 = "|i1"
  case int16 = "<i2"
  case int32 = "<i4"
  case int64 = "<i8"
  case float16 = "<f2"
  case float32 = "<f4"
  case float64 = "<f8"

  /// The size of one element in bytes: 1, 2, 4 or 8.
  public var itemSize: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Reads a `descr` string with any byte order: `<` little, `>` big, `=` native, `|` does not matter.
  ///
  /// - Returns: the type and whether the file's bytes stand in the other order; `nil` for any other string.
  static func parse(_ descr: String) -> (dtype: NpyDType, isBigEndian: Bool)? {
    guard let order = descr.first else { return nil }
    let kind = descr.dropFirst()
    guard let dtype = allCases.first(where: { $0.rawValue.dropFirst() == kind }) else { return nil }
    switch order {
    case "<": return (dtype, false)
    case ">": return (dtype, dtype.itemSize > 1)
    case "=": return (dtype, isHostBigEndian && dtype.itemSize > 1)
    case "|" where dtype.itemSize == 1: return (dtype, false)
    default: return nil
    }
  }

  private static var isHostBigEndian: Bool { 1.littleEndian != 1 }
}

/// A Swift type that an `.npy` file holds as it is.
public protocol NpyElement: BitwiseCopyable, Sendable {
  /// The element type in the file.
  static var npyDType: NpyDType { get }
}

extension UInt8: NpyElement { public static var npyDType: NpyDType { .uint8 } }
extension UInt16: NpyElement { public static var npyDType: NpyDType { .uint16 } }
extension UInt32: NpyElement { public static var npyDType: NpyDType { .uint32 } }
extension UInt64: NpyElement { public static var npyDType: NpyDType { .uint64 } }
extension Int8: NpyElement { public static var npyDType: NpyDType { .int8 } }
extension Int16: NpyElement { public static var npyDType: NpyDType { .int16 } }
extension Int32: NpyElement { public static var npyDType: NpyDType { .int32 } }
extension Int64: NpyElement { public static var npyDType: NpyDType { .int64 } }
extension Float: NpyElement { public static var npyDType: NpyDType { .float32 } }
extension Double: NpyElement { public static var npyDType: NpyDType { .float64 } }
