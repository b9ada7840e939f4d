/// What scalar and block formats have in common: values go in, codes and scales come out, and back. Spec [blocks-2].
///
/// A scalar format codes each value by itself: a unit of one element, without scale.
public protocol Codec: Sendable {
  /// How many consecutive values are coded together; `nil` for a whole row.
  static var unitLength: Int? { get }
  /// Width of the code of one element.
  static var elementBits: Int { get }
  /// How many scale words `count` values take.
  static func scaleCount(forElements count: Int) -> Int

  /// Codes `values`: one code per element into `codes`, one word per unit into `scales`.
  static func quantize(_ values: Span<Float>, codes: inout MutableSpan<UInt8>, scales: inout MutableSpan<UInt32>) throws(CodecError)
  /// The values of codes and scales, into the first `codes.count` values of `target`.
  static func dequantize(codes: Span<UInt8>, scales: Span<UInt32>, into target: inout MutableSpan<Float>) throws(CodecError)
}

/// A block format as a type: the static door to the block codec. Conform your own tag to add one, or use ``Block``.
public protocol BlockFormat: Codec {
  /// The format's parameters. Must not change between calls.
  static var descriptor: BlockDescriptor { get }
}

/// `Element`s in blocks of `N` that share a `Scale`: any element, any scale, any length.
///
///     typealias MXFP4 = Block<E2M1FN, E8M0FNU, 32>
///     typealias Mine = Block<E3M2FN, UE5M3, 24>
public enum Block<Element: ScalarFormat, Scale: ScalarFormat, let N: Int>: BlockFormat {
  /// Traps if the element has more than 8 bits, or the scale more than 32.
  public static var descriptor: BlockDescriptor {
    guard let descriptor = BlockDescriptor(element: Element.descriptor, scale: Scale.descriptor, columns: N) else {
      preconditionFailure("no block format: elements have at most 8 bits, scales at most 32, blocks at least one element")
    }
    return descriptor
  }
}

/// A block format below a binary32 factor for the whole tensor, as NVFP4 has it.
public enum TensorScaled<Base: BlockFormat>: BlockFormat {
  public static var descriptor: BlockDescriptor {
    let base = Base.descriptor
    return BlockDescriptor(
      element: base.element, scale: base.scale, rows: base.rows, columns: base.columns, hasTensorScale: true, zeroPoint: base.zeroPoint)!
  }
}
