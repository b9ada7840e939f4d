// Catalogue: the formats whose only NaN is the code of negative zero, and the IEEE-like 8-bit ones. Spec [formats-1], registry/formats.json.

/// E4M3 with bias 8, no infinity, no −0, NaN at 80; maximum 240.
public enum E4M3FNUZ: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 4, 3, bias: 8, hasNegativeZero: false)
  }
}

/// E5M2 with bias 16, no infinity, no −0, NaN at 80; maximum 57344.
public enum E5M2FNUZ: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 5, 2, bias: 16, hasNegativeZero: false)
  }
}

/// E4M3 with bias 11, no infinity, no −0, NaN at 80; maximum 30.
public enum E4M3B11FNUZ: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 4, 3, bias: 11, hasNegativeZero: false)
  }
}
