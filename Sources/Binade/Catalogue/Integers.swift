// Catalogue: the integers: two's complement full-range and symmetric, sign-magnitude, unsigned. Spec [formats-1], registry/formats.json.

/// 8-bit two's-complement integer, -128 … 127.
public enum INT8: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 7, bias: -6, hasNegativeZero: false)
  }
}

/// 7-bit two's-complement integer, -64 … 63.
public enum INT7: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 6, bias: -5, hasNegativeZero: false)
  }
}

/// 6-bit two's-complement integer, -32 … 31.
public enum INT6: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 5, bias: -4, hasNegativeZero: false)
  }
}

/// 5-bit two's-complement integer, -16 … 15.
public enum INT5: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 4, bias: -3, hasNegativeZero: false)
  }
}

/// 4-bit two's-complement integer, -8 … 7.
public enum INT4: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 3, bias: -2, hasNegativeZero: false)
  }
}

/// 3-bit two's-complement integer, -4 … 3.
public enum INT3: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 2, bias: -1, hasNegativeZero: false)
  }
}

/// 2-bit two's-complement integer, -2 … 1.
public enum INT2: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 1, bias: 0, hasNegativeZero: false)
  }
}

/// 8-bit two's-complement integer clipped to ±127; the most negative code is never produced.
public enum INT8Symmetric: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 7, bias: -6, hasNegativeZero: false, isSymmetric: true)
  }
}

/// 7-bit two's-complement integer clipped to ±63; the most negative code is never produced.
public enum INT7Symmetric: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 6, bias: -5, hasNegativeZero: false, isSymmetric: true)
  }
}

/// 6-bit two's-complement integer clipped to ±31; the most negative code is never produced.
public enum INT6Symmetric: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 5, bias: -4, hasNegativeZero: false, isSymmetric: true)
  }
}

/// 5-bit two's-complement integer clipped to ±15; the most negative code is never produced.
public enum INT5Symmetric: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 4, bias: -3, hasNegativeZero: false, isSymmetric: true)
  }
}

/// 4-bit two's-complement integer clipped to ±7; the most negative code is never produced.
public enum INT4Symmetric: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 3, bias: -2, hasNegativeZero: false, isSymmetric: true)
  }
}

/// 3-bit two's-complement integer clipped to ±3; the most negative code is never produced.
public enum INT3Symmetric: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 2, bias: -1, hasNegativeZero: false, isSymmetric: true)
  }
}

/// 2-bit two's-complement integer clipped to ±1; the most negative code is never produced.
public enum INT2Symmetric: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 1, bias: 0, hasNegativeZero: false, isSymmetric: true)
  }
}

/// 8-bit sign-and-magnitude integer, ±127, with −0.
public enum INT8SignMagnitude: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 0, 7, bias: -6, hasNegativeZero: true)
  }
}

/// 7-bit sign-and-magnitude integer, ±63, with −0.
public enum INT7SignMagnitude: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 0, 6, bias: -5, hasNegativeZero: true)
  }
}

/// 6-bit sign-and-magnitude integer, ±31, with −0.
public enum INT6SignMagnitude: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 0, 5, bias: -4, hasNegativeZero: true)
  }
}

/// 5-bit sign-and-magnitude integer, ±15, with −0.
public enum INT5SignMagnitude: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 0, 4, bias: -3, hasNegativeZero: true)
  }
}

/// 4-bit sign-and-magnitude integer, ±7, with −0.
public enum INT4SignMagnitude: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 0, 3, bias: -2, hasNegativeZero: true)
  }
}

/// 3-bit sign-and-magnitude integer, ±3, with −0.
public enum INT3SignMagnitude: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 0, 2, bias: -1, hasNegativeZero: true)
  }
}

/// 2-bit sign-and-magnitude integer, ±1, with −0.
public enum INT2SignMagnitude: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 0, 1, bias: 0, hasNegativeZero: true)
  }
}

/// 8-bit unsigned integer, 0 … 255.
public enum UINT8: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 8, bias: -7, hasNegativeZero: false)
  }
}

/// 7-bit unsigned integer, 0 … 127.
public enum UINT7: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 7, bias: -6, hasNegativeZero: false)
  }
}

/// 6-bit unsigned integer, 0 … 63.
public enum UINT6: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 6, bias: -5, hasNegativeZero: false)
  }
}

/// 5-bit unsigned integer, 0 … 31.
public enum UINT5: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 5, bias: -4, hasNegativeZero: false)
  }
}

/// 4-bit unsigned integer, 0 … 15.
public enum UINT4: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 4, bias: -3, hasNegativeZero: false)
  }
}

/// 3-bit unsigned integer, 0 … 7.
public enum UINT3: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 3, bias: -2, hasNegativeZero: false)
  }
}

/// 2-bit unsigned integer, 0 … 3.
public enum UINT2: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 2, bias: -1, hasNegativeZero: false)
  }
}

/// 1-bit unsigned integer, 0 … 1.
public enum UINT1: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 0, 1, bias: 0, hasNegativeZero: false)
  }
}
