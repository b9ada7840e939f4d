/// Every named scalar format, chosen at run time: a closed list that opens into the static types.
///
/// The raw value is the name used by the command, in files and in the Spec's registry.
public enum ScalarFormatID: String, CaseIterable, Sendable, Hashable, BitwiseCopyable {
  case e4m3fn
  case e5m2
  case e2m3fn
  case e3m2fn
  case e2m1fn
  case e8m0fnu
  case ue4m3
  case ue5m3
  case e4m3fnuz
  case e5m2fnuz
  case e4m3b11fnuz
  case e4m3
  case e3m4
  case binary16 = "f16"
  case bfloat16 = "bf16"
  case tf32
  case binary32 = "f32"
  case binary64 = "f64"
  case int8
  case int7
  case int6
  case int5
  case int4
  case int3
  case int2
  case int8Symmetric = "int8-symmetric"
  case int7Symmetric = "int7-symmetric"
  case int6Symmetric = "int6-symmetric"
  case int5Symmetric = "int5-symmetric"
  case int4Symmetric = "int4-symmetric"
  case int3Symmetric = "int3-symmetric"
  case int2Symmetric = "int2-symmetric"
  case int8SignMagnitude = "int8-sign-magnitude"
  case int7SignMagnitude = "int7-sign-magnitude"
  case int6SignMagnitude = "int6-sign-magnitude"
  case int5SignMagnitude = "int5-sign-magnitude"
  case int4SignMagnitude = "int4-sign-magnitude"
  case int3SignMagnitude = "int3-sign-magnitude"
  case int2SignMagnitude = "int2-sign-magnitude"
  case uint8
  case uint7
  case uint6
  case uint5
  case uint4
  case uint3
  case uint2
  case uint1
  case s1p6
  case s2p6

  /// The name, for instance `e4m3fn`.
  @inlinable public var name: String { rawValue }

  /// The format's parameters.
  @inlinable
  public var descriptor: FormatDescriptor {
    var visitor = DescriptorVisitor()
    return open(&visitor)
  }

  /// Calls `visitor` with the static type: everything behind it runs at the speed of static code.
  @inlinable
  public func open<Visitor: ScalarFormatVisitor>(_ visitor: inout Visitor) -> Visitor.Result {
    switch self {
    case .e4m3fn: visitor.visit(E4M3FN.self)
    case .e5m2: visitor.visit(E5M2.self)
    case .e2m3fn: visitor.visit(E2M3FN.self)
    case .e3m2fn: visitor.visit(E3M2FN.self)
    case .e2m1fn: visitor.visit(E2M1FN.self)
    case .e8m0fnu: visitor.visit(E8M0FNU.self)
    case .ue4m3: visitor.visit(UE4M3.self)
    case .ue5m3: visitor.visit(UE5M3.self)
    case .e4m3fnuz: visitor.visit(E4M3FNUZ.self)
    case .e5m2fnuz: visitor.visit(E5M2FNUZ.self)
    case .e4m3b11fnuz: visitor.visit(E4M3B11FNUZ.self)
    case .e4m3: visitor.visit(E4M3.self)
    case .e3m4: visitor.visit(E3M4.self)
    case .binary16: visitor.visit(Binary16.self)
    case .bfloat16: visitor.visit(BFloat16.self)
    case .tf32: visitor.visit(TF32.self)
    case .binary32: visitor.visit(Binary32.self)
    case .binary64: visitor.visit(Binary64.self)
    case .int8: visitor.visit(INT8.self)
    case .int7: visitor.visit(INT7.self)
    case .int6: visitor.visit(INT6.self)
    case .int5: visitor.visit(INT5.self)
    case .int4: visitor.visit(INT4.self)
    case .int3: visitor.visit(INT3.self)
    case .int2: visitor.visit(INT2.self)
    case .int8Symmetric: visitor.visit(INT8Symmetric.self)
    case .int7Symmetric: visitor.visit(INT7Symmetric.self)
    case .int6Symmetric: visitor.visit(INT6Symmetric.self)
    case .int5Symmetric: visitor.visit(INT5Symmetric.self)
    case .int4Symmetric: visitor.visit(INT4Symmetric.self)
    case .int3Symmetric: visitor.visit(INT3Symmetric.self)
    case .int2Symmetric: visitor.visit(INT2Symmetric.self)
    case .int8SignMagnitude: visitor.visit(INT8SignMagnitude.self)
    case .int7SignMagnitude: visitor.visit(INT7SignMagnitude.self)
    case .int6SignMagnitude: visitor.visit(INT6SignMagnitude.self)
    case .int5SignMagnitude: visitor.visit(INT5SignMagnitude.self)
    case .int4SignMagnitude: visitor.visit(INT4SignMagnitude.self)
    case .int3SignMagnitude: visitor.visit(INT3SignMagnitude.self)
    case .int2SignMagnitude: visitor.visit(INT2SignMagnitude.self)
    case .uint8: visitor.visit(UINT8.self)
    case .uint7: visitor.visit(UINT7.self)
    case .uint6: visitor.visit(UINT6.self)
    case .uint5: visitor.visit(UINT5.self)
    case .uint4: visitor.visit(UINT4.self)
    case .uint3: visitor.visit(UINT3.self)
    case .uint2: visitor.visit(UINT2.self)
    case .uint1: visitor.visit(UINT1.self)
    case .s1p6: visitor.visit(S1P6.self)
    case .s2p6: visitor.visit(S2F6.self)
    }
  }
}

/// What to do with a format that is known by its ``ScalarFormatID`` only.
public protocol ScalarFormatVisitor {
  /// What the visit returns.
  associatedtype Result
  /// Called once, with the static type of the format.
  mutating func visit<Format: ScalarFormat>(_ format: Format.Type) -> Result
}

@usableFromInline
struct DescriptorVisitor: ScalarFormatVisitor {
  @inlinable init() {}
  @inlinable func visit<Format: ScalarFormat>(_ format: Format.Type) -> FormatDescriptor { Format.descriptor }
}
