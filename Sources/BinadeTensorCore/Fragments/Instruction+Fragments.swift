public import Binade

/// In which order a multiplicand of `mma` m8n8k4 of f16 is read. Other instructions have A by rows and B by columns.
public enum MajorOrder: String, Policy {
  /// Rows of the mathematical matrix: k goes on from register to register in A, from lane to lane in B.
  case row
  /// Columns: the other way round.
  case column = "col"
}

/// The fragments of one instruction tile. Spec [fragments-2].
public struct InstructionFragments: Sendable {
  /// A; `nil` where it cannot be in registers.
  public let a: Fragment?
  /// B; `nil` where it cannot be in registers.
  public let b: Fragment?
  /// C and D.
  public let d: Fragment
  /// Scale registers of A and of B with their default selectors; `nil` without scales.
  public let scaleA, scaleB: Fragment?
  /// How many products the warp makes at once: 4 for m8n8k4 of f16, with their matrices under each other.
  public let products: Int
}

extension Instruction {
  /// The fragments of the default shape; `nil` for units whose operands are not in registers, and for sparse instructions.
  public var fragments: InstructionFragments? { try? fragments(shape: shape) }

  /// The fragments of one of the shapes. Spec [fragments-2].
  ///
  /// - Throws: ``FragmentError/noFragments(instruction:reason:)`` or ``FragmentError/shape(name:expected:actual:)``.
  public func fragments(
    shape: Shape, orderA: MajorOrder = .row, orderB: MajorOrder = .column, selectors: ScaleSelectors = .init()
  ) throws(FragmentError) -> InstructionFragments {
    guard unit == .mma || unit == .wgmma else {
      throw .noFragments(instruction: name, reason: unit == .tcgen05 ? "its operands are in memory" : "not modelled")
    }
    guard !isSparse else { throw .noFragments(instruction: name, reason: "the place of sparsity metadata is not modelled") }
    try check(shape)
    if unit == .wgmma { return warpgroupFragments(shape) }
    if hasFourProducts { return voltaFragments(orderA, orderB) }
    guard orderA == .row, orderB == .column else { throw .noFragments(instruction: name, reason: "A is by rows and B by columns") }
    let (m, n, k) = (shape.m, shape.n, shape.k)
    let halves = a == .f64 ? 2 : 1
    let scales = try scaleFragments(selectors, k: k)
    return InstructionFragments(
      a: Fragment(named: "fragment-m\(m)n8k\(k)-a-\(container(a))", rows: m, columns: k, lanes: 32, columnsPerElement: halves),
      b: Fragment(named: "fragment-m\(m)n8k\(k)-b-\(container(b))", rows: n, columns: k, lanes: 32, columnsPerElement: halves),
      d: Fragment(named: "fragment-m\(m)n8-d-\(d.name)", rows: m, columns: n, lanes: 32, columnsPerElement: halves), scaleA: scales?.a,
      scaleB: scales?.b, products: 1)
  }

  func check(_ shape: Shape) throws(FragmentError) {
    if !shapes.contains(shape) { throw .shape(name: name, expected: shapeSummary, actual: shape) }
  }

  /// The f16 form m8n8k4: four products at once.
  var hasFourProducts: Bool { unit == .mma && a == .f16 && shape.k == 4 }

  /// How a multiplicand stands in a register, as layout names say it. Spec [fragments-3].
  private func container(_ element: ElementWord) -> String {
    switch element {
    case .e2m3, .e3m2: return "fp6"
    case .e2m1 where kind == "f8f6f4" || kind == "mxf8f6f4": return "fp4"
    default: return "\(element.format.wordBits == 8 && element.format.codeBits < 8 ? element.format.codeBits : element.format.wordBits)bit"
    }
  }

  private func voltaFragments(_ orderA: MajorOrder, _ orderB: MajorOrder) -> InstructionFragments {
    InstructionFragments(
      a: Fragment(named: "fragment-m8n8k4-a-\(orderA.name)", rows: 32, columns: 4, lanes: 32),
      b: Fragment(named: "fragment-m8n8k4-b-\(orderB.name)", rows: 32, columns: 4, lanes: 32),
      d: Fragment(named: "fragment-m8n8k4-d-\(d.name)", rows: 32, columns: 8, lanes: 32), scaleA: nil, scaleB: nil, products: 4)
  }

  private func warpgroupFragments(_ shape: Shape) -> InstructionFragments {
    InstructionFragments(
      a: Fragment(named: "fragment-wgmma-a-\(container(a))", rows: 64, columns: shape.k, lanes: 128), b: nil,
      d: Fragment(named: "fragment-wgmma-d-\(d.name)", rows: 64, columns: shape.n, lanes: 128), scaleA: nil, scaleB: nil, products: 1)
  }

  /// The scale registers, with the selectors' bytes. Spec [fragments-4].
  private func scaleFragments(_ selectors: ScaleSelectors, k: Int) throws(FragmentError) -> (a: Fragment, b: Fragment)? {
    guard let scale else {
      if selectors != ScaleSelectors() { throw .selector(name: "selectors", expected: "none without scales", actual: 1) }
      return nil
    }
    let count = k / scale.block
    func fragment(_ operand: String, _ numbers: [Int], rows: Int) throws(FragmentError) -> Fragment {
      guard let layout = NamedLayout.named("scale-mma-\(operand)-\(count)x") else { preconditionFailure("no scale layout") }
      for (selector, number) in zip(layout.selectors, numbers) where !selector.values.contains(number) {
        let values = selector.values.map { "\($0)" }.joined(separator: ", ")
        throw .selector(name: "\(selector.name) of \(operand == "a" ? "A" : "B")", expected: values, actual: number)
      }
      guard let selected = layout.selecting(numbers) else { preconditionFailure("the numbers were checked") }
      return Fragment(selected, rows: rows, columns: count, lanes: 32)
    }
    return (
      try fragment("a", [selectors.threadA, selectors.byteA], rows: 16), try fragment("b", [selectors.threadB, selectors.byteB], rows: 8)
    )
  }
}

/// Which bytes of which lanes are the scales of a block-scaled `mma`. Spec [fragments-4].
public struct ScaleSelectors: Hashable, Sendable {
  /// byte-id-a and byte-id-b: the first byte of the register.
  public var byteA, byteB: Int
  /// thread-id-a, 0 or 1, and thread-id-b, 0 … 3.
  public var threadA, threadB: Int

  /// Byte 0 of the first lanes, unless something is given.
  public init(byteA: Int = 0, threadA: Int = 0, byteB: Int = 0, threadB: Int = 0) {
    self.byteA = byteA
    self.byteB = byteB
    self.threadA = threadA
    self.threadB = threadB
  }
}
