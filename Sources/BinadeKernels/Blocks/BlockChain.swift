internal import Binade

#if Kernels
  internal import CBinadeKernels

  /// A formula of one variable as a chain of operations with constants, as kernels carry it out.
  struct BlockChain: Sendable {
    /// The operations' numbers in C, and their constants as words.
    var operations: [(operation: Int32, operand: UInt32)] = []

    /// `nil` for formulas that are no chain, and for constants that are not normal, positive numbers.
    init?(_ formula: Formula) {
      guard append(formula) else { return nil }
    }

    private mutating func append(_ formula: Formula) -> Bool {
      switch formula {
      case .variable: return true
      case .binary(let operation, let a, .constant(let constant)):
        switch operation {
        case .product: return append(a, binade_block_times, constant.word)
        case .quotient: return append(a, binade_block_over, constant.word)
        case .minimum, .minimumNumber: return append(a, binade_block_at_most, constant.word)
        case .maximum, .maximumNumber: return append(a, binade_block_at_least, constant.word)
        default: return false
        }
      case .binary(let operation, .constant(let constant), let b):
        switch operation {
        case .product: return append(b, binade_block_times, constant.word)
        case .minimum, .minimumNumber: return append(b, binade_block_at_most, constant.word)
        case .maximum, .maximumNumber: return append(b, binade_block_at_least, constant.word)
        default: return false
        }
      default: return false
      }
    }

    private mutating func append(_ inner: Formula, _ operation: some BinaryInteger, _ operand: UInt32) -> Bool {
      guard append(inner), (0x80_0000..<0x7F80_0000).contains(operand) else { return false }
      operations.append((Int32(operation), operand))
      return true
    }

    /// The two factors of a chain of at most two products, the first of them 1 if there is but one.
    var factors: (UInt32, UInt32)? {
      guard operations.allSatisfy({ $0.operation == Int32(binade_block_times) }) else { return nil }
      switch operations.count {
      case 1: return (0x3F80_0000, operations[0].operand)
      case 2: return (operations[0].operand, operations[1].operand)
      default: return nil
      }
    }
  }

  extension binade_block_rounding {
    /// Rounding to a format by one addition; `nil` where that does not work. See `include/Blocks.h`.
    init?(_ format: FormatDescriptor) {
      let bits = format.significandBits
      guard !format.isFixedPoint, format.sign != .twosComplement, format.hasSubnormals, bits >= 1, format.exponentBits < 7,
        format.magnitudeBits <= 8
      else { return nil }
      let smallest = format.minimumNormalExponent
      guard (-64...0).contains(smallest) else { return nil }
      let shift = 23 - bits
      // Where the sum of the smallest normal value ends, less the place of that value's code: taken off again, modulo 256.
      let surplus = UInt32(truncatingIfNeeded: -((smallest + 127 + shift) << bits)) & 0xFF
      let largest = Binary32.widened(format.maximumFiniteMagnitude, from: format)
      self.init(
        largest: largest, smallest: UInt32(smallest + 127) << 23, addend: UInt32(shift) << 23 + surplus, shift: UInt32(shift))
    }
  }
#endif
