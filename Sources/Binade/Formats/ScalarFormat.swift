/// A scalar number format as a type: the static door to the codec.
///
/// A conforming type is an uninhabited tag. It states its descriptor and the word that stores one code; encoding and decoding come from
/// protocol extensions, and the compiler folds the descriptor's constants into them. Conform your own tag to add a format:
///
///     enum E4M4: ScalarFormat {
///       typealias Word = UInt16
///       static var descriptor: FormatDescriptor {
///         FormatDescriptor(exponentBits: 4, significandBits: 4, bias: 7, highNaNCount: 1)!
///       }
///     }
///     E4M4.encode(Float(0.3))
public protocol ScalarFormat: Sendable {
  /// The stored word: the smallest unsigned integer that holds ``FormatDescriptor/wordBits`` bits.
  associatedtype Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable = UInt8

  /// The format's parameters. Must not change between calls; `descriptor.wordBits <= Word.bitWidth`.
  static var descriptor: FormatDescriptor { get }
}
