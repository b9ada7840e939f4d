// Catalogue: the OCP 8-, 6- and 4-bit element formats and the E8M0 scale. Spec [formats-1], registry/formats.json.

/// OCP FP8 E4M3: no infinity, NaN at S.1111.111, maximum 448.
public enum E4M3FN: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 4, 3, bias: 7, highNaNCount: 1, hasNegativeZero: true)
  }
}

/// OCP FP8 E5M2: IEEE-like, maximum 57344.
public enum E5M2: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 5, 2, bias: 15, highNaNCount: 3, hasInfinity: true, hasNegativeZero: true)
  }
}

/// OCP FP6 E2M3: no special codes, maximum 7.5.
public enum E2M3FN: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 2, 3, bias: 1, hasNegativeZero: true)
  }
}

/// OCP FP6 E3M2: no special codes, maximum 28.
public enum E3M2FN: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 3, 2, bias: 3, hasNegativeZero: true)
  }
}

/// OCP FP4 E2M1: no special codes, magnitudes 0, ½, 1, 1½, 2, 3, 4, 6.
public enum E2M1FN: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 2, 1, bias: 1, hasNegativeZero: true)
  }
}

/// OCP E8M0 scale: powers of two 2^−127 … 2^127, NaN at FF; no sign, no zero, no infinity.
public enum E8M0FNU: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 8, 0, bias: 127, hasSubnormals: false, highNaNCount: 1, hasNegativeZero: false)
  }
}

/// OCP MXINT8 element: two's complement with six fraction bits, −2 … 1 63/64.
public enum S1P6: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 7, bias: 0, hasNegativeZero: false)
  }
}
