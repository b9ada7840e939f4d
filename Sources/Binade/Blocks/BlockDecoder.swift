/// Decodes blocks: element × block scale × tensor scale, exact, rounded once. Spec [blocks-8].
public struct BlockDecoder: Sendable {
  /// The format.
  public let format: BlockDescriptor
  /// T as an operand.
  let tensor: Operand

  /// A decoder for blocks of a tensor whose scale has this word of binary32; 1 where the format has none.
  public init(format: BlockDescriptor, tensorScale: UInt32 = 0x3F80_0000) {
    self.format = format
    tensor = format.hasTensorScale ? Binary32.unpack(tensorScale) : Operand(significand: 1, exponent: 0)
  }

  /// The value of a code under a scale, as a word of binary32: nearest-even, NaN if the element or a scale is, infinite beyond its range.
  public func value(code: UInt8, header: BlockEncoder.Header) -> UInt32 {
    let scale = format.scale.unpack(UInt64(header.scale)).multiplied(by: tensor)
    return Binary32.quiet(exact(code, scale, zero(header)))
  }

  /// Decodes a block into the first `codes.count` words of `target`.
  public func decode(_ codes: Span<UInt8>, header: BlockEncoder.Header, into target: inout MutableSpan<UInt32>) {
    let scale = format.scale.unpack(UInt64(header.scale)).multiplied(by: tensor)
    let zero = zero(header)
    for index in codes.indices { target[index] = Binary32.quiet(exact(codes[index], scale, zero)) }
  }

  private func zero(_ header: BlockEncoder.Header) -> Operand {
    switch format.zeroPoint {
    case .none: Operand(.zero, isNegative: false)
    case .fixed(let code): Operand(significand: UInt64(code), exponent: 0)
    case .stored(let stored), .minimum(let stored): stored.unpack(UInt64(header.zeroPoint))
    }
  }

  private func exact(_ code: UInt8, _ scale: Operand, _ zero: Operand) -> Operand {
    let element = format.element.unpack(UInt64(code))
    return switch format.zeroPoint {
    case .none: element.multiplied(by: scale)
    case .fixed, .stored: element.added(to: zero.negated).multiplied(by: scale)
    case .minimum: element.multiplied(by: scale).added(to: zero)
    }
  }
}
