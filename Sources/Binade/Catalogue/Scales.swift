// Catalogue: the unsigned scale formats. Spec [formats-1], registry/formats.json.

/// NVFP4 block scale: E4M3 without sign in the low seven bits of a byte, NaN at 7F.
public enum UE4M3: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 4, 3, bias: 7, highNaNCount: 1, hasNegativeZero: false)
  }
}

/// Unsigned E5M3 scale: eight bits, NaN at FF, maximum 114688.
public enum UE5M3: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .unsigned, 5, 3, bias: 15, highNaNCount: 1, hasNegativeZero: false)
  }
}

/// PTX fixed point S2F6: two's complement with six fraction bits.
public enum S2F6: ScalarFormat {
  @inlinable public static var descriptor: FormatDescriptor {
    FormatDescriptor(constant: .twosComplement, 0, 7, bias: 0, hasNegativeZero: false)
  }
}
