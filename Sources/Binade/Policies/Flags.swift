/// What a conversion had to report; never changes its code. Spec [flags-1] … [flags-5].
@frozen
public struct Flags: OptionSet, Hashable, Sendable, BitwiseCopyable {
  /// Bits in the order of RISC-V `fflags` and SoftFloat.
  public let rawValue: UInt8

  /// Flags from their bits.
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The result's value is not the operand's.
  public static var inexact: Flags { @inlinable get { Flags(rawValue: 1) } }
  /// The result is inexact and the operand tiny.
  public static var underflow: Flags { @inlinable get { Flags(rawValue: 2) } }
  /// The magnitude is beyond the largest finite one.
  public static var overflow: Flags { @inlinable get { Flags(rawValue: 4) } }
  /// The operand has no counterpart: NaN without a NaN code, a negative operand of an unsigned format, zero without a zero code.
  public static var invalid: Flags { @inlinable get { Flags(rawValue: 16) } }
}
