extension BlockTables {
  /// Encodes the blocks of one row, as ``BlockEncoder/encode(_:height:tensor:codes:at:random:)`` does without random bits.
  ///
  /// The caller has made sure that the ranges lie inside the spans.
  mutating func encode(
    _ words: Span<UInt32>, at start: Int, count: Int, length: Int, codes target: inout MutableSpan<UInt8>,
    headers: inout MutableSpan<BlockEncoder.Header>, at first: Int
  ) {
    precondition(start >= 0 && count >= 0 && start + count <= words.count && start + count <= target.count)
    var block = first
    for place in stride(from: start, to: start + count, by: length) {
      let width = Swift.min(length, start + count - place)
      headers[block] = encode(words, place, width, &target)
      block += 1
    }
  }

  @inline(__always)
  private mutating func encode(
    _ words: Span<UInt32>, _ place: Int, _ width: Int, _ target: inout MutableSpan<UInt8>
  ) -> BlockEncoder.Header {
    if let elements {
      let maximum = BlockLanes.maximum(words, place, width)
      if maximum >= 0x80_0000, maximum < 0x7F80_0000, let scale = scale(of: maximum) {
        switch elements {
        case .counted: if encodeCounted(words, place, width, scale, &target) { return BlockEncoder.Header(scale: scale) }
        case .shifted: if encodeShifted(words, place, width, scale, &target) { return BlockEncoder.Header(scale: scale) }
        }
      }
    }
    return define(words, place, width, &target)
  }

  @inline(never)
  private func define(
    _ words: Span<UInt32>, _ place: Int, _ width: Int, _ target: inout MutableSpan<UInt8>
  ) -> BlockEncoder.Header {
    encoder.encode(words.extracting(place..<place + width), tensor: tensor, codes: &target, at: place)
  }

  /// The scale of an ordinary block, or `nil` if the definition has to be asked.
  @inline(__always)
  private mutating func scale(of maximum: UInt32) -> UInt32? {
    let index = Int(maximum >> Self.runBits)
    if cells[index].step == 0 { cells[index] = ask(index) }
    let cell = cells[index]
    if cell.step == 1 { return nil }
    return maximum < cell.step ? cell.first : cell.second
  }

  /// Finds the step of one run of maxima.
  @inline(never)
  func ask(_ index: Int) -> Cell {
    var low = UInt32(index) << Self.runBits
    let last = low + (1 << Self.runBits) - 1
    var high = last
    var cell = Cell()
    cell.first = word(of: low)
    cell.second = word(of: high)
    if cell.first == cell.second {
      cell.step = .max
      return cell
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if word(of: middle) == cell.first { low = middle } else { high = middle }
    }
    // Two steps in one run: too fine for a table.
    cell.step = word(of: high) == cell.second ? high : 1
    return cell
  }

  private func word(of maximum: UInt32) -> UInt32 {
    let statistics = BlockEncoder.Statistics(maximum: maximum, extreme: maximum, highest: maximum, lowest: maximum)
    return encoder.scale(for: statistics, tensor, Span<UInt32>(), height: 1).header.scale
  }

  // MARK: Counted

  @inline(__always)
  private mutating func encodeCounted(
    _ words: Span<UInt32>, _ start: Int, _ count: Int, _ scale: UInt32, _ target: inout MutableSpan<UInt8>
  ) -> Bool {
    let place = Int(scale)
    if steps[place].state == .unknown { findSteps(scale) }
    if steps[place].state != .known { return false }
    if isPlain {
      BlockLanes.count(words, start, count, steps[place], signShift, &target)
    } else {
      countSigned(words, start, count, steps[place], &target)
    }
    return true
  }

  /// Elements whose codes are not simply sign and magnitude.
  private func countSigned(
    _ words: Span<UInt32>, _ start: Int, _ count: Int, _ steps: Steps, _ target: inout MutableSpan<UInt8>
  ) {
    for index in start..<start + count {
      let bits = words[index]
      let magnitude = bits & 0x7FFF_FFFF
      let isNegative = bits >> 31 == 1
      if magnitude < steps.vanishing {
        target[index] = isNegative ? zeros.1 : zeros.0
        continue
      }
      var code = isNegative ? 8 : 0
      for lane in 0..<7 { code += magnitude >= steps.words[lane] ? 1 : 0 }
      target[index] = signed[code]
    }
  }

  /// Asks the definition for the smallest magnitude of each code.
  @inline(never)
  mutating func findSteps(_ scale: UInt32) {
    let place = Int(scale)
    let decoded = encoder.decodedScale(scale)
    let isOrdinary = decoded & 0x7FFF_FFFF != 0 && decoded & 0x7F80_0000 != 0x7F80_0000
    // Where policies speak of the smallest scale, the definition does too.
    guard isOrdinary, !(encoder.format.hasBinaryScale && scale == 0) else {
      steps[place].state = .none
      return
    }
    let choice = BlockEncoder.Choice(
      header: BlockEncoder.Header(scale: scale), unrounded: decoded, statistics: BlockEncoder.Statistics(), elements: .byValue)
    var residual: Formula?
    if case .formula(let formula) = encoder.tabulatedElements {
      residual = formula.folded(except: .element, encoder.variables(choice, decoded, tensor))
    }
    let divisor = Binary32.unpack(decoded).multiplied(
      by: encoder.format.hasTensorScale ? Binary32.unpack(tensor.scale) : Operand(significand: 1, exponent: 0))
    func operand(_ word: UInt32) -> Operand {
      residual.map { Binary32.unpack($0.value(element: word, invalid: encoder.invalidNaN)) } ?? Binary32.unpack(word).divided(by: divisor)
    }
    func code(_ word: UInt32) -> UInt64 {
      encoder.element.roundPack(operand(word), encoder.conversion.element).word & encoder.element.magnitudeMask
    }
    /// The smallest word above `low` of which `holds` is true, if the largest float is one.
    func first(after low: UInt32, _ holds: (UInt32) -> Bool) -> UInt32 {
      var (low, high) = (low, UInt32(0x7F7F_FFFF))
      guard holds(high) else { return Self.unreachable }
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if holds(middle) { high = middle } else { low = middle }
      }
      return high
    }
    // Where a formula makes something else of zero, the definition has to say so: 0 · ∞ under a tiny tensor scale.
    guard operand(0).class == .zero, operand(0x8000_0000).class == .zero else {
      steps[place].state = .none
      return
    }
    /// The same, by a guess that is hardly ever off by more than a few units.
    func first(after low: UInt32, near guess: UInt32, _ holds: (UInt32) -> Bool) -> UInt32 {
      guard guess > low + 8, guess < 0x7F7F_FFF0, holds(guess + 4), !holds(guess - 4) else { return first(after: low, holds) }
      var (low, high) = (guess - 4, guess + 4)
      while high - low > 1 {
        let middle = low + (high - low) / 2
        if holds(middle) { high = middle } else { low = middle }
      }
      return high
    }
    var found = Steps()
    if !isPlain { found.vanishing = first(after: 0) { operand($0).class != .zero } }
    // Steps lie at the middles between values, if rounding is to the nearest: there, divided by what 1 becomes.
    let unit = Binary32.pack(operand(Float(1).bitPattern))
    func value(_ code: Int) -> UInt32 { Binary32.pack(encoder.element.unpack(UInt64(code) & encoder.element.magnitudeMask)) }
    var low: UInt32 = 0
    for magnitude in 1...7 {
      let middle = Binary32.product(Binary32.sum(value(magnitude - 1), value(magnitude)), Float(0.5).bitPattern)
      let word = first(after: low, near: Binary32.quotient(middle, unit)) { code($0) >= UInt64(magnitude) }
      found.words[magnitude - 1] = word
      if word != Self.unreachable { low = word - 1 }
    }
    found.state = .known
    steps[place] = found
  }

  /// Above every finite magnitude.
  private static var unreachable: UInt32 { 0x7F80_0000 }

  // MARK: Shifted

  @inline(__always)
  private mutating func encodeShifted(
    _ words: Span<UInt32>, _ start: Int, _ count: Int, _ scale: UInt32, _ target: inout MutableSpan<UInt8>
  ) -> Bool {
    let exponent = Int32(truncatingIfNeeded: scale) &- bias
    // Elements that leave the range of floats below are far below every element's smallest value.
    guard exponent.magnitude <= 100 else { return false }
    if let rounding {
      // Most blocks need no table, and then none is made.
      if BlockLanes.round(words, start, count, exponent << 23, rounding, codes.span, droppedBits, &target) { return true }
      codes = Encoder(from: Binary32.descriptor, to: encoder.element, conversion: encoder.conversion.element).table
      _ = BlockLanes.round(words, start, count, exponent << 23, rounding, codes.span, droppedBits, &target)
    } else {
      BlockLanes.shift(words, start, count, exponent << 23, codes.span, droppedBits, &target)
    }
    return true
  }
}
