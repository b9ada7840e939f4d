#if Kernels
  internal import Binade
  internal import CBinadeKernels

  /// The numbers of a conversion for the kernels, found by asking the definition. A guess until ``EncodeKernel`` has compared it.
  struct EncodePlan {
    var plan = binade_encode_plan()
    private let target: FormatDescriptor
    private let conversion: Conversion

    /// `nil` where no kernel can do it: other sources, random bits, refusals, rules that no addition follows.
    init?(from source: FormatDescriptor, to target: FormatDescriptor, _ conversion: Conversion) {
      self.target = target
      self.conversion = conversion
      if conversion.missingNaN == .reject && !target.hasNaN { return nil }
      guard target.paddingBits == 0 || target.wordBits == 32, target.wordBits <= 32, target.significandBits <= 16 else { return nil }
      switch source {
      case Binary32.descriptor: plan.source = Int32(binade_source_f32)
      case BFloat16.descriptor: plan.source = Int32(binade_source_bf16)
      case Binary16.descriptor: plan.source = Int32(binade_source_f16)
      default: return nil
      }
      plan.word_bits = Int32(target.wordBits)
      plan.padding = UInt32(target.paddingBits)
      plan.code_mask = UInt32(target.codeMask)
      setLimits()
      setSigns()
      setSpecials()
      guard target.bias == 127 && (target.exponentBits == 8 || !target.hasSubnormals) ? setInteger() : setAddition() else { return nil }
    }

    // MARK: Asking

    /// What a float32 word gives, without padding.
    private func code(_ word: UInt32) -> UInt32 {
      UInt32(truncatingIfNeeded: target.roundPack(Binary32.descriptor.unpack(UInt64(word)), conversion).word >> UInt64(target.paddingBits))
    }

    /// The float32 word of a magnitude code, also beyond the largest: there the codes go on.
    private static func value(_ magnitude: UInt64, _ target: FormatDescriptor) -> UInt32 {
      let bits = target.significandBits
      let field = Int(magnitude >> UInt64(bits))
      let isSubnormal = target.isFixedPoint || (field == 0 && target.hasSubnormals)
      let fraction = magnitude & ((1 << UInt64(bits)) - 1)
      let operand =
        isSubnormal
        ? Operand(significand: magnitude, exponent: target.quantumExponent)
        : Operand(significand: fraction | 1 << UInt64(bits), exponent: field - target.bias - bits)
      return UInt32(truncatingIfNeeded: Binary32.descriptor.roundPack(operand, .decoding).word)
    }

    private func value(_ magnitude: UInt64) -> UInt32 { Self.value(magnitude, target) }

    // MARK: Parts

    /// Where magnitudes stop. If the largest float does not saturate, its code is the one after the largest finite one, and so on the grid.
    private mutating func setLimits() {
      let largest = UInt64(code(0x7F7F_FFFF))
      if largest == target.maximumFiniteMagnitude {
        plan.saturation = value(target.maximumNegativeMagnitude)
        plan.positive_limit = UInt32(target.maximumFiniteMagnitude)
      } else {
        plan.saturation = value(target.maximumFiniteMagnitude + 1)
        plan.positive_limit = .max
      }
    }

    /// What a negative sign does to a code.
    private mutating func setSigns() {
      let words = [value(1), value(target.maximumFiniteMagnitude)]
      let pairs = words.map { (positive: code($0), negative: code($0 | 0x8000_0000)) }
      let (mask, sign) = (UInt32(target.codeMask), UInt32(target.signMask))
      (plan.negative_and, plan.negative_xor, plan.negative_add) = (.max, 0, 0)
      if pairs.allSatisfy({ $0.negative == $0.positive }) {
        // The magnitude stays.
      } else if pairs.allSatisfy({ $0.negative == $0.positive | sign }) {
        (plan.negative_and, plan.negative_add) = (UInt32(target.magnitudeMask), sign)
      } else if pairs.allSatisfy({ $0.negative == (0 &- $0.positive) & mask }) {
        (plan.negative_xor, plan.negative_add) = (.max, 1)
      } else {
        (plan.negative_and, plan.negative_add) = (0, pairs[0].negative)
      }
      let signedZero = (0 ^ plan.negative_xor) &+ plan.negative_add
      plan.zero_has_sign = code(0x8000_0000) == signedZero & mask ? 1 : 0
    }

    /// Infinities where they are not just large, and NaN: one code for each sign, or one for each beginning of the fraction.
    private mutating func setSpecials() {
      let padding = plan.padding
      let infinities = (code(0x7F80_0000), code(0xFF80_0000))
      plan.infinity_code = (infinities.0 << padding, infinities.1 << padding)
      plan.special_above = infinities == (code(0x7F7F_FFFF), code(0xFF7F_FFFF)) ? 0x7F80_0000 : 0x7F7F_FFFF
      let nans = [code(0x7FC0_0000), code(0xFFC0_0000)]
      plan.nan_code = (nans[0] << padding, nans[1] << padding)
      let codes = (0..<1024).map { entry in
        let fraction = UInt32(entry & 0x1FE) << 14 | UInt32(entry & 1)
        return fraction == 0 ? nans[entry / 512] : code(UInt32(entry / 512) << 31 | 0x7F80_0000 | fraction)
      }
      guard codes.indices.contains(where: { codes[$0] != nans[$0 / 512] }) else { return }
      plan.nan_varies = 1
      unsafe withUnsafeMutableBytes(of: &plan.nan_codes) { table in
        let entries = unsafe table.bindMemory(to: UInt16.self)
        for entry in codes.indices { unsafe entries[entry] = UInt16(truncatingIfNeeded: codes[entry]) }
      }
    }

    /// The target's exponents are those of float32: the word itself is rounded.
    private mutating func setInteger() -> Bool {
      let shift = UInt32(23 - target.significandBits)
      plan.method = Int32(binade_encode_integer)
      plan.shift = shift
      // Without subnormals the first binade is that of float32's subnormals, at half the scale. Or everything in it goes up: then the
      // smallest value itself is brought below one half, and what follows it is not.
      if !target.hasSubnormals {
        (plan.floor, plan.doubling) = (0x0040_0000, conversion.lowestBinade == .roundedUp ? 0x0040_0001 : 0x0080_0000)
      }
      switch conversion.rounding {
      case .nearestEven: (plan.bias, plan.odd) = (1 << (shift - 1) - 1, 1)
      case .nearestAway: plan.bias = 1 << (shift - 1)
      case .nearestTowardZero: plan.bias = 1 << (shift - 1) - 1
      case .towardZero: break
      case .up: plan.bias = target.sign == .unsigned ? 1 << shift - 1 : 0
      case .down: break
      case .nearestGeometric, .toOdd, .stochastic: return false
      }
      return true
    }

    /// One addition that rounds on the target's grid.
    private mutating func setAddition() -> Bool {
      guard target.wordBits <= 16, target.hasSubnormals, (-126...127).contains(target.minimumNormalExponent) else { return false }
      let isSigned = target.sign != .unsigned
      plan.method = Int32(binade_encode_addition)
      switch conversion.rounding {
      case .nearestEven: plan.rounding = Int32(binade_round_nearest_even)
      case .towardZero: plan.rounding = Int32(binade_round_toward_zero)
      case .nearestAway:
        (plan.method, plan.rounding, plan.half_add) = (Int32(binade_encode_halves), Int32(binade_round_toward_zero), 1)
      case .nearestTowardZero: (plan.method, plan.rounding) = (Int32(binade_encode_halves), Int32(binade_round_up))
      case .up: plan.rounding = Int32(binade_round_up)
      case .down: plan.rounding = Int32(binade_round_toward_zero)
      case .nearestGeometric, .toOdd, .stochastic: return false
      }
      if isSigned, conversion.rounding == .up || conversion.rounding == .down { plan.method = Int32(binade_encode_directed) }
      let extra = plan.method == Int32(binade_encode_halves) ? 1 : 0
      let shift = 23 - target.significandBits - extra
      plan.shift = UInt32(shift)
      plan.lowest = UInt32(target.minimumNormalExponent + 127) << 23
      // The exponent of `lowest` must cancel in the code's word.
      let offset = (0 &- (UInt32(target.minimumNormalExponent + 127) << UInt32(target.significandBits + extra)))
      plan.magic = UInt32(shift) << 23 | offset & (1 << UInt32(target.wordBits + extra) - 1)
      return Int(plan.saturation >> 23) + shift <= 254
    }

    // MARK: Proof

    /// The operands around which results change, or all there are.
    ///
    /// For float32: each value of the target and each midpoint, with the words beside them; the ends and some inner words of every binade;
    /// zeros, infinities and NaN. Of formats with many codes, the beginning, the middle and the end of each binade.
    static func operands(_ source: FormatDescriptor, _ target: FormatDescriptor) -> [UInt32] {
      if source.wordBits == 16 { return Array(0...0xFFFF) }
      var words: [UInt32] = []
      func add(around word: UInt32) {
        for neighbour in [word &- 1, word, word &+ 1] where neighbour < 0x8000_0000 { words += [neighbour, neighbour | 0x8000_0000] }
      }
      for magnitude in 0...target.maximumFiniteMagnitude + 1 where isExamined(magnitude, target) {
        let (low, high) = (value(magnitude, target), value(magnitude + 1, target))
        add(around: low)
        // Words are linear inside a binade, and no target has two binades between neighbours but the first one.
        if magnitude == 0 {
          if high >= 0x0100_0000 { add(around: high - 0x0080_0000) }
        } else if high > low {
          add(around: low + (high - low) / 2)
        }
      }
      for field: UInt32 in 0...255 {
        add(around: field << 23)
        words += [field << 23 | 0x40_0000, field << 23 | 0x2A_AAAA, field << 23 | 0x8055_5555]
      }
      for bit: UInt32 in 0..<23 { for sign: UInt32 in [0, 1] { words += [sign << 31 | 1 << bit, sign << 31 | 0x7F80_0000 | 1 << bit] } }
      return words + [0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FC0_0001, 0xFFC0_0001, 0x7FBF_FFFF, 0xFFBF_FFFF]
    }

    private static func isExamined(_ magnitude: UInt64, _ target: FormatDescriptor) -> Bool {
      if target.magnitudeBits <= 8 { return true }
      let last: UInt64 = (1 << UInt64(target.significandBits)) - 1
      let fraction = magnitude & last
      return magnitude < 64 || fraction < 3 || fraction > last - 3 || fraction == last / 2 || fraction == last / 3
    }
  }
#endif
