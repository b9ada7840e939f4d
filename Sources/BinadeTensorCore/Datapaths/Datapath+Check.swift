internal import Binade

extension Datapath {
  /// Checks every parameter, and that they go together. Spec [datapaths-15].
  ///
  /// - Throws: ``DatapathError/parameter(name:expected:actual:)`` for the first one that does not.
  public func check() throws(DatapathError) {
    switch arithmetic {
    case .fusedSum(let sum):
      try checkFloat("accumulator", accumulator, significandBits: 52)
      try checkFactors()
      try checkScales(termLength: sum.termLength)
      try sum.check(a: a, b: b, accumulator: accumulator)
      try checkSpan(sum)
    case .multiplyAddChain(let chain):
      try checkFloat("accumulator", accumulator, significandBits: 52)
      try require(a.isExact(in: accumulator), "a", "a format whose values the accumulator holds", "\(a.codeBits) bits")
      try require(b.isExact(in: accumulator), "b", "a format whose values the accumulator holds", "\(b.codeBits) bits")
      try checkNaN(chain.canonicalNaN, accumulator)
      try requireNoScales()
    case .integerSum(let sum):
      try requireRange("groupLength", sum.groupLength, 1...4096)
      for (name, format) in [("a", a), ("b", b)] {
        let isOneBit = format.codeBits == 1
        try require(format.isInteger && format.codeBits <= 16, name, "an integer format of at most 16 bits", "\(format.codeBits) bits")
        try require(sum.product == .multiply || isOneBit, name, "one bit for exclusive-or", "\(format.codeBits) bits")
      }
      try require(
        accumulator.isInteger && accumulator.sign == .twosComplement && accumulator.paddingBits == 0, "accumulator",
        "a two's complement integer", "\(accumulator.codeBits) bits, \(accumulator.sign.rawValue)")
      try requireNoScales()
    case .pairwiseSum(let sum):
      try requireRange("groupLength", sum.groupLength, 1...4096)
      try require(sum.groupLength & (sum.groupLength - 1) == 0, "groupLength", "a power of two", "\(sum.groupLength)")
      try requireRange("flushLength", sum.flushLength, 1...4096)
      try require(
        sum.flushLength % sum.groupLength == 0, "flushLength", "a multiple of groupLength \(sum.groupLength)", "\(sum.flushLength)")
      try checkFloat("accumulator", accumulator, significandBits: 23)
      try checkFactors()
      try checkNaN(sum.canonicalNaN, accumulator)
      try requireNoScales()
    case .twoStageSum(let sum):
      try checkFloat("accumulator", accumulator, significandBits: 52)
      try checkFactors()
      try sum.check(accumulator: accumulator)
      try requireNoScales()
    }
  }

  private func checkFactors() throws(DatapathError) {
    try requireRange("a.significandBits", a.significandBits, 0...23)
    try requireRange("b.significandBits", b.significandBits, 0...23)
  }

  private func checkScales(termLength: Int) throws(DatapathError) {
    guard let scale else { return }
    try requireRange("scale.blockLength", scale.blockLength, 1...4096)
    try require(scale.blockLength % termLength == 0, "scale.blockLength", "a multiple of termLength \(termLength)", "\(scale.blockLength)")
    try requireRange("scale.format.wordBits", scale.format.wordBits, 1...8)
    try require(!scale.format.hasInfinity, "scale.format", "a format without infinities", "one with them")
  }

  /// Sums that are not aligned by their products fit 128 bits.
  private func checkSpan(_ sum: FusedSum) throws(DatapathError) {
    guard sum.termLength > 1 || sum.termExponent == .scales else { return }
    let formats = (sum.multiplicand.map { [$0, $0] } ?? [a, b]).filter { !$0.isFixedPoint }
    let highest = formats.reduce(0) { $0 + $1.maximumExponent }
    try requireRange("binades of a product", highest - formats.reduce(0) { $0 + $1.minimumNormalExponent }, 0...60)
    guard sum.termExponent == .scales else { return }
    try requireRange("exponent of a product", highest, -1024...40)
    if let bits = sum.fractionBits { try requireRange("fractionBits", bits, 0...48) }
  }

  private func requireNoScales() throws(DatapathError) {
    try require(scale == nil, "scale", "none: only a fused sum has scales", "blocks of \(scale?.blockLength ?? 0)")
  }
}

extension FusedSum {
  func check(a: FormatDescriptor, b: FormatDescriptor, accumulator: FormatDescriptor) throws(DatapathError) {
    try requireRange("groupLength", groupLength, 1...4096)
    try requireRange("termLength", termLength, 1...groupLength)
    try require(groupLength % termLength == 0, "termLength", "a divisor of groupLength \(groupLength)", "\(termLength)")
    if let fractionBits { try requireRange("fractionBits", fractionBits, 0...96) }
    if let floor { try requireRange("floor", floor, -16384...16384) }
    try requireRange("interleaving.period", interleaving.period, 1...4096)
    try requireRange("interleaving.run", interleaving.run, 1...interleaving.period)
    try require(
      interleaving.period % interleaving.run == 0, "interleaving.run", "a divisor of period \(interleaving.period)", "\(interleaving.run)")
    try require(
      stretch % interleaving.period == 0, "interleaving.period", "a divisor of the stretch \(stretch)", "\(interleaving.period)")
    try requireRounding("alignment", alignment)
    try checkOutput(output, accumulator)
    try checkNaN(canonicalNaN, accumulator)
    if let multiplicand {
      try requireRange("multiplicand.significandBits", multiplicand.significandBits, 0...23)
      try require(a.isExact(in: multiplicand), "multiplicand", "a format that holds every value of A", "one that does not")
      try require(b.isExact(in: multiplicand), "multiplicand", "a format that holds every value of B", "one that does not")
    }
  }
}

extension TwoStageSum {
  func check(accumulator: FormatDescriptor) throws(DatapathError) {
    try requireRange("groupLength", groupLength, 1...4096)
    try requireRange("parts", parts, 1...2)
    if let productLimit { try requireRange("productLimit", productLimit, -16384...16384) }
    try requireRange("productBits", productBits, 0...48)
    try requireRange("sumBits", sumBits, 0...48)
    try requireRange("accumulatorBits", accumulatorBits, 0...48)
    try requireRange("normalisedBits", normalisedBits, 0...48)
    if let accumulatorRange { try requireRange("accumulatorRange", accumulatorRange, 0...16384) }
    try checkOutput(output, accumulator)
    try checkNaN(canonicalNaN, accumulator)
  }
}

// MARK: Single requirements

private func require(_ holds: Bool, _ name: String, _ expected: String, _ actual: String) throws(DatapathError) {
  if !holds { throw .parameter(name: name, expected: expected, actual: actual) }
}

private func requireRange(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(DatapathError) {
  try require(range.contains(value), name, "\(range.lowerBound) … \(range.upperBound)", "\(value)")
}

private func requireRounding(_ name: String, _ rounding: Rounding) throws(DatapathError) {
  let isUsable = rounding != .stochastic && rounding != .nearestGeometric
  try require(isUsable, name, "any rounding but stochastic and nearest-geometric", rounding.name)
}

private func checkFloat(_ name: String, _ format: FormatDescriptor, significandBits: Int) throws(DatapathError) {
  try require(
    format.sign != .unsigned && format.hasSubnormals, name, "a signed format with zero", "\(format.sign.rawValue), \(format.codeBits) bits")
  try requireRange("\(name).significandBits", format.significandBits, 0...significandBits)
}

private func checkOutput(_ output: OutputConversion, _ accumulator: FormatDescriptor) throws(DatapathError) {
  try requireRounding("output.rounding", output.rounding)
  let format = output.format
  let isSame =
    format.sign == accumulator.sign && format.exponentBits == accumulator.exponentBits && format.bias == accumulator.bias
    && format.hasInfinity == accumulator.hasInfinity && format.hasSubnormals == accumulator.hasSubnormals
    && format.codeBits + format.paddingBits == accumulator.codeBits + accumulator.paddingBits
  try require(
    isSame && format.significandBits <= accumulator.significandBits, "output.format",
    "the accumulator's format, perhaps with a shorter significand and padding", "another")
}

private func checkNaN(_ word: UInt64, _ accumulator: FormatDescriptor) throws(DatapathError) {
  let fits = accumulator.wordBits == 64 || word >> UInt64(accumulator.wordBits) == 0
  try require(fits, "canonicalNaN", "a word of \(accumulator.wordBits) bits", String(word, radix: 16))
}
