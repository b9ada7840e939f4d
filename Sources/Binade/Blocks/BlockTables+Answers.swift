// What kernels ask the definition of blocks, and the tables of what it answered.

extension BlockEncoder {
  /// The scale of an ordinary block with a maximum: ``tableKind`` says that nothing else counts.
  package func scaleWord(ofMaximum maximum: UInt32, _ tensor: TensorScale) -> UInt32 {
    let statistics = Statistics(maximum: maximum, extreme: maximum, highest: maximum, lowest: maximum)
    return scale(for: statistics, tensor, Span<UInt32>(), height: 1).header.scale
  }

  /// The formula of the scale with everything computed but the maximum, if its value is rounded to the nearest scale.
  package func foldedScale(_ tensor: TensorScale) -> Formula? {
    guard case .rounded(let formula, .nearestEven) = conversion.rule.block else { return nil }
    var variables = constants
    variables[.tensorMaximum] = tensor.maximum
    variables[.tensorEncode] = tensor.encode
    variables[.tensorScale] = tensor.scale
    return formula.folded(except: .blockMaximum, variables)
  }

  /// The formula of an element with everything computed but the element, if there is one, under a scale that is finite and not zero.
  package func foldedElement(scale: UInt32, _ tensor: TensorScale) -> Formula? {
    guard case .formula(let formula) = tabulatedElements else { return nil }
    let decoded = decodedScale(scale)
    let choice = Choice(header: Header(scale: scale), unrounded: decoded, statistics: Statistics(), elements: .byValue)
    return formula.folded(except: .element, variables(choice, decoded, tensor))
  }

  /// The word of binary32 with the value of a scale.
  package func value(ofScale scale: UInt32) -> UInt32 { decodedScale(scale) }

  /// The smallest and the largest finite element.
  package var elementEnds: (smallest: UInt32, largest: UInt32) { (elementMinimum, elementMaximum) }

  /// Whether infinities become the largest elements.
  package var saturatesInfinity: Bool {
    [false, true].allSatisfy { isNegative in
      let code = element.roundPack(Operand(.infinity, isNegative: isNegative), conversion.element).word
      var largest = element.unpack(element.maximumFiniteMagnitude)
      largest.isNegative = isNegative
      return code == element.roundPack(largest, conversion.element).word
    }
  }

  /// Whether elements are divided by their scale and nothing else, in one operation or exactly.
  package var dividesByScale: Bool {
    conversion.rule.elements == .exact && !format.hasTensorScale || conversion.rule.elements == .formula(.element / .blockScale)
  }
}

extension BlockTables {
  /// The first maximum of a run of 2^18 with the second scale, and the two scales; `nil` if each of its blocks has to go to the definition.
  package mutating func answers(ofCell index: Int) -> (step: UInt32, first: UInt32, second: UInt32)? {
    guard elements != nil, index < cells.count else { return nil }
    if cells[index].step == 0 { cells[index] = ask(index) }
    let cell = cells[index]
    return cell.step == 1 ? nil : (cell.step, cell.first, cell.second)
  }

  /// The smallest magnitudes of the codes 1 … 7 under a scale, and one that is never reached; `nil` if the definition has to say.
  package mutating func steps(ofScale scale: UInt32) -> SIMD8<UInt32>? {
    guard elements == .counted else { return nil }
    let place = Int(scale)
    if steps[place].state == .unknown { findSteps(scale) }
    return steps[place].state == .known ? steps[place].words : nil
  }
}
