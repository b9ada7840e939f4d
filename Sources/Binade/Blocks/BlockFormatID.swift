/// Every named block format, chosen at run time. The raw value is the name used by the command, in files and in the Spec's registry.
public enum BlockFormatID: String, CaseIterable, Sendable, Hashable, BitwiseCopyable {
  case mxfp8E4M3 = "mxfp8-e4m3"
  case mxfp8E5M2 = "mxfp8-e5m2"
  case mxfp6E2M3 = "mxfp6-e2m3"
  case mxfp6E3M2 = "mxfp6-e3m2"
  case mxfp4
  case mxint8
  case mxint8Symmetric = "mxint8-symmetric"
  case mxint6Symmetric = "mxint6-symmetric"
  case mxint4Symmetric = "mxint4-symmetric"
  case mxint2Symmetric = "mxint2-symmetric"
  case nvfp4
  case nvfp4Square = "nvfp4-16x16"
  case nvint4
  case fp8E4M3Vector = "fp8-e4m3-1x128"
  case fp8E4M3Square = "fp8-e4m3-128x128"
  case ggmlMXFP4 = "ggml-mxfp4"
  case ggmlNVFP4 = "ggml-nvfp4"
  case ggmlQ40 = "ggml-q4_0"
  case ggmlQ41 = "ggml-q4_1"
  case ggmlQ80 = "ggml-q8_0"

  /// The name, for instance `mxfp4`.
  @inlinable public var name: String { rawValue }

  /// The names of the element's and the scale's format.
  public var parts: (element: ScalarFormatID, scale: ScalarFormatID) {
    switch self {
    case .mxfp8E4M3: (.e4m3fn, .e8m0fnu)
    case .mxfp8E5M2: (.e5m2, .e8m0fnu)
    case .mxfp6E2M3: (.e2m3fn, .e8m0fnu)
    case .mxfp6E3M2: (.e3m2fn, .e8m0fnu)
    case .mxfp4, .ggmlMXFP4: (.e2m1fn, .e8m0fnu)
    case .mxint8: (.s1p6, .e8m0fnu)
    case .mxint8Symmetric: (.int8Symmetric, .e8m0fnu)
    case .mxint6Symmetric: (.int6Symmetric, .e8m0fnu)
    case .mxint4Symmetric: (.int4Symmetric, .e8m0fnu)
    case .mxint2Symmetric: (.int2Symmetric, .e8m0fnu)
    case .nvfp4, .nvfp4Square, .ggmlNVFP4: (.e2m1fn, .ue4m3)
    case .nvint4: (.int4Symmetric, .ue4m3)
    case .fp8E4M3Vector, .fp8E4M3Square: (.e4m3fn, .binary32)
    case .ggmlQ40, .ggmlQ41: (.uint4, .binary16)
    case .ggmlQ80: (.int8, .binary16)
    }
  }

  /// The extent of a block: rows across the blocked axis, columns along it.
  public var extent: (rows: Int, columns: Int) {
    switch self {
    case .nvfp4, .nvint4, .ggmlNVFP4: (1, 16)
    case .nvfp4Square: (16, 16)
    case .fp8E4M3Vector: (1, 128)
    case .fp8E4M3Square: (128, 128)
    default: (1, 32)
    }
  }

  /// The format's parameters.
  public var descriptor: BlockDescriptor {
    let zero: BlockDescriptor.ZeroPoint =
      switch self {
      case .ggmlQ40: .fixed(8)
      case .ggmlQ41: .minimum(Binary16.descriptor)
      default: .none
      }
    let isTwoLevel = self == .nvfp4 || self == .nvfp4Square || self == .nvint4
    return BlockDescriptor(
      element: parts.element.descriptor, scale: parts.scale.descriptor, rows: extent.rows, columns: extent.columns,
      hasTensorScale: isTwoLevel, zeroPoint: zero)!
  }
}
