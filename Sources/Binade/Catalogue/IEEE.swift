// Catalogue: the IEEE 754 formats, those in its manner, and BFloat16 and TF32. Spec [formats-1], registry/formats.json.

/// IEEE-like E4M3 with infinities, maximum 240.
public enum E4M3: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 4, 3, bias: 7, highNaNCount: 7, hasInfinity: true, hasNegativeZero: true)
  }
}

/// IEEE-like E3M4 with infinities, maximum 15.5.
public enum E3M4: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 3, 4, bias: 3, highNaNCount: 15, hasInfinity: true, hasNegativeZero: true)
  }
}

/// IEEE 754 binary16 (Float16).
public enum Binary16: ScalarFormat {
  public typealias Word = UInt16
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 5, 10, bias: 15, highNaNCount: 1023, hasInfinity: true, hasNegativeZero: true)
  }
}

/// BFloat16: the top half of a binary32.
public enum BFloat16: ScalarFormat {
  public typealias Word = UInt16
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 8, 7, bias: 127, highNaNCount: 127, hasInfinity: true, hasNegativeZero: true)
  }
}

/// TensorFloat-32: 19 bits at the top of a 32-bit word; the low 13 bits are ignored when read and zero when written.
public enum TF32: ScalarFormat {
  public typealias Word = UInt32
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 8, 10, bias: 127, highNaNCount: 1023, hasInfinity: true, hasNegativeZero: true, paddingBits: 13)
  }
}

/// IEEE 754 binary32 (Float).
public enum Binary32: ScalarFormat {
  public typealias Word = UInt32
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 8, 23, bias: 127, highNaNCount: 0x7F_FFFF, hasInfinity: true, hasNegativeZero: true)
  }
}

/// IEEE 754 binary64 (Double).
public enum Binary64: ScalarFormat {
  public typealias Word = UInt64
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .signBit, 11, 52, bias: 1023, highNaNCount: 0xF_FFFF_FFFF_FFFF, hasInfinity: true, hasNegativeZero: true)
  }
}
