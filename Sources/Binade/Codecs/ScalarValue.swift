/// A value stored in a scalar format: what can be encoded from and decoded to.
///
/// `Float`, `Double` and `Float16` conform, and ``Encoded`` of any format.
public protocol ScalarValue: Sendable, BitwiseCopyable {
  /// The format that the value is stored in.
  associatedtype Format: ScalarFormat
  /// The stored word.
  var formatWord: Format.Word { get }
  /// The value with that stored word.
  init(formatWord: Format.Word)
}

extension Float: ScalarValue {
  public typealias Format = Binary32
  @inlinable @inline(always) public var formatWord: UInt32 { bitPattern }
  @inlinable @inline(always) public init(formatWord: UInt32) { self.init(bitPattern: formatWord) }
}

extension Double: ScalarValue {
  public typealias Format = Binary64
  @inlinable @inline(always) public var formatWord: UInt64 { bitPattern }
  @inlinable @inline(always) public init(formatWord: UInt64) { self.init(bitPattern: formatWord) }
}

#if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
  extension Float16: ScalarValue {
    public typealias Format = Binary16
    @inlinable @inline(always) public var formatWord: UInt16 { bitPattern }
    @inlinable @inline(always) public init(formatWord: UInt16) { self.init(bitPattern: formatWord) }
  }
#endif

/// One value of a format, as its stored word.
///
///     let x = Encoded<E4M3FN>(0.3)     // nearest-even, saturating
///     x.bitPattern                     // 0x2A
///     Float(x)                         // 0.3125
///
/// Equality and hashing are of the words: two NaN codes differ, and so do +0 and −0.
@frozen
public struct Encoded<Format: ScalarFormat>: ScalarValue, Hashable {
  /// The stored word.
  public var bitPattern: Format.Word

  /// The value with that stored word. Bits outside the code have no meaning.
  @inlinable @inline(always) public init(bitPattern: Format.Word) { self.bitPattern = bitPattern }
  @inlinable @inline(always) public init(formatWord: Format.Word) { bitPattern = formatWord }
  @inlinable @inline(always) public var formatWord: Format.Word { bitPattern }

  /// Encodes `value` with the format's default conversion.
  @inlinable public init(_ value: Float) { bitPattern = Format.encode(value) }
}

extension Float {
  /// Decodes `value`. Exact for every format of 8 bits or fewer, Float16, BFloat16 and TF32.
  @inlinable public init<Format: ScalarFormat>(_ value: Encoded<Format>) { self = Format.decode(value.bitPattern) }
}
