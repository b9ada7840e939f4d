extension OracleFormat {
  /// Every named format.
  public static let catalogue: [OracleFormat] = floatingPoint + integers

  /// The format of that name, if there is one.
  public static func named(_ name: String) -> OracleFormat? {
    catalogue.first { $0.name == name }
  }

  private static let floatingPoint: [OracleFormat] = [
    // Open Compute: one NaN or none, no infinity, but for E5M2, which follows IEEE 754.
    OracleFormat(name: "e4m3fn", sign: .bit, exponentBits: 4, significandBits: 3, bias: 7, highNaNCount: 1),
    ieee("e5m2", 5, 2),
    OracleFormat(name: "e2m3fn", sign: .bit, exponentBits: 2, significandBits: 3, bias: 1),
    OracleFormat(name: "e3m2fn", sign: .bit, exponentBits: 3, significandBits: 2, bias: 3),
    OracleFormat(name: "e2m1fn", sign: .bit, exponentBits: 2, significandBits: 1, bias: 1),
    // Scales: without sign.
    OracleFormat(
      name: "e8m0fnu", sign: .none, exponentBits: 8, significandBits: 0, bias: 127, hasSubnormals: false, highNaNCount: 1),
    OracleFormat(name: "ue4m3", sign: .none, exponentBits: 4, significandBits: 3, bias: 7, highNaNCount: 1),
    OracleFormat(name: "ue5m3", sign: .none, exponentBits: 5, significandBits: 3, bias: 15, highNaNCount: 1),
    // One NaN where −0 would be.
    OracleFormat(name: "e4m3fnuz", sign: .bit, exponentBits: 4, significandBits: 3, bias: 8, hasNegativeZero: false),
    OracleFormat(name: "e5m2fnuz", sign: .bit, exponentBits: 5, significandBits: 2, bias: 16, hasNegativeZero: false),
    OracleFormat(name: "e4m3b11fnuz", sign: .bit, exponentBits: 4, significandBits: 3, bias: 11, hasNegativeZero: false),
    // As IEEE 754 lays them out.
    ieee("e4m3", 4, 3),
    ieee("e3m4", 3, 4),
    ieee("f16", 5, 10),
    ieee("bf16", 8, 7),
    ieee("tf32", 8, 10, paddingBits: 13),
    ieee("f32", 8, 23),
    ieee("f64", 11, 52),
  ]

  private static let integers: [OracleFormat] =
    (2...8).reversed().map { fixed("int\($0)", .complement, fieldBits: $0 - 1) }
    + (2...8).reversed().map { fixed("int\($0)-symmetric", .complement, fieldBits: $0 - 1, isSymmetric: true) }
    + (2...8).reversed().map { fixed("int\($0)-sign-magnitude", .bit, fieldBits: $0 - 1) }
    + (1...8).reversed().map { fixed("uint\($0)", .none, fieldBits: $0) }
    + [
      fixed("s1p6", .complement, fieldBits: 7, fractionBits: 6),
      fixed("s2p6", .complement, fieldBits: 7, fractionBits: 6),
    ]

  /// An interchange format: the whole top binade holds infinity and the NaNs, and the bias is half the exponent range.
  private static func ieee(_ name: String, _ exponentBits: Int, _ significandBits: Int, paddingBits: Int = 0) -> OracleFormat {
    OracleFormat(
      name: name, sign: .bit, exponentBits: exponentBits, significandBits: significandBits, bias: (1 << (exponentBits - 1)) - 1,
      highNaNCount: (1 << significandBits) - 1, hasInfinity: true, paddingBits: paddingBits)
  }

  /// A fixed-point format. Its quantum is 2^(1 − bias − M), so the bias says where the point stands.
  private static func fixed(
    _ name: String, _ sign: Sign, fieldBits: Int, fractionBits: Int = 0, isSymmetric: Bool = false
  ) -> OracleFormat {
    OracleFormat(
      name: name, sign: sign, exponentBits: 0, significandBits: fieldBits, bias: 1 - fieldBits + fractionBits, isSymmetric: isSymmetric)
  }

  /// A format of the P3109 family: K bits in all, precision P, with or without sign, with or without infinities.
  ///
  /// Signed formats have their one NaN where −0 would be, unsigned ones at all ones; infinity stands at the top below it.
  /// The bias is 2^(K−P−1) for signed and 2^(K−P) for unsigned formats; a signed one with P = K has bias 0 and no exponent field.
  public static func p3109(bits: Int, precision: Int, isSigned: Bool, isExtended: Bool) -> OracleFormat {
    precondition((3...16).contains(bits) && (1...bits).contains(precision), "no such P3109 format")
    let exponentBits = bits - precision + (isSigned ? 0 : 1)
    let bias = exponentBits == 0 ? 0 : 1 << (exponentBits - 1)
    return OracleFormat(
      name: "p3109_k\(bits)p\(precision)\(isSigned ? "s" : "u")\(isExtended ? "e" : "f")", sign: isSigned ? .bit : .none,
      exponentBits: exponentBits, significandBits: precision - 1, bias: bias, highNaNCount: isSigned ? 0 : 1,
      hasInfinity: isExtended, hasNegativeZero: false)
  }
}
