#if Kernels
  internal import BinadeKernels
  internal import CBinadeKernels

  /// A product kernel of a back-end, with the plan that it follows.
  struct TileKernel: Sendable {
    let functions: Functions
    let plan: TilePlan

    /// What C offers. A table there never changes.
    @safe struct Functions: @unchecked Sendable {
      let table: UnsafePointer<binade_product_kernel>
    }

    /// The kernel that comes first for a product; `nil` if Swift has to do it.
    static func first(for gemm: Gemm) -> TileKernel? {
      gemm.backend == .swift || gemm.isSparse || gemm.modifiers.accumulatorShift != 0 ? nil : TilePlans.shared.plans(for: gemm).first
    }

    /// The kernel for tiles that ``first(for:)`` cannot vouch for.
    static func second(for gemm: Gemm) -> TileKernel? { TilePlans.shared.plans(for: gemm).dropFirst().first }

    /// Bytes of a panel.
    func panelBytes(_ side: Panel.Side, rows: Int, k: Int) -> Int {
      unsafe functions.table.pointee.panel_bytes(plan.memory, side.code, rows, k)
    }

    /// Packs some rows; the first is a multiple of 64.
    func pack(
      _ side: Panel.Side, _ words: UnsafeRawBufferPointer, _ scales: UnsafeBufferPointer<UInt8>, rows: Int, k: Int, _ range: Range<Int>,
      into target: UnsafeMutableRawBufferPointer
    ) {
      var operand = unsafe binade_operand(words: words.baseAddress, scales: scales.baseAddress, rows: rows, k: k)
      unsafe functions.table.pointee.pack(plan.memory, side.code, &operand, range.lowerBound, range.upperBound, target.baseAddress)
    }

    /// Computes stretches of a tile over the words at `d`, which hold C and then D. Returns false if it did nothing.
    func compute(
      _ a: TilePanel, _ b: TilePanel, _ shape: (m: Int, n: Int, k: Int), rows: Range<Int>, columns: Range<Int>, stretches: Range<Int>,
      _ d: UnsafeMutablePointer<UInt32>, stride: Int
    ) -> Bool {
      var tile = binade_tile(
        first_row: rows.lowerBound, end_row: rows.upperBound, first_column: columns.lowerBound, end_column: columns.upperBound,
        first_stretch: stretches.lowerBound, end_stretch: stretches.upperBound)
      return unsafe functions.table.pointee.tile(
        plan.memory, a.memory.baseAddress, b.memory.baseAddress, shape.m, shape.n, shape.k, &tile, d, stride) == 0
    }
  }

  /// The structure that a family of kernels reads, in memory of its own. It is written once.
  @safe final class TilePlan: @unchecked Sendable {
    let memory: UnsafeMutableRawPointer

    init<Plan: BitwiseCopyable>(_ plan: Plan) {
      unsafe memory = .allocate(byteCount: MemoryLayout<Plan>.size, alignment: 64)
      unsafe memory.storeBytes(of: plan, as: Plan.self)
    }

    deinit { unsafe memory.deallocate() }
  }

  /// Plans that were made already: to ask the definition about every code takes longer than a small product.
  final class TilePlans: Sendable {
    static let shared = TilePlans()

    private struct Key: Hashable, Sendable {
      let datapath: Datapath
      let isNegated: Bool
      let backend: Backend
    }

    private let known = Locked<[Key: [TileKernel]]>([:])
    /// When so many are kept, all are forgotten.
    private static let limit = 256

    /// The kernels for a product, the one to be tried first at the front.
    func plans(for gemm: Gemm) -> [TileKernel] {
      let key = Key(datapath: gemm.datapath, isNegated: gemm.modifiers.negatesProducts, backend: gemm.backend)
      if let plans = known.withLock({ $0[key] }) { return plans }
      let plans = TileKernel.all(for: gemm)
      known.withLock {
        if $0.count >= Self.limit { $0.removeAll() }
        $0[key] = plans
      }
      return plans
    }
  }

  extension Panel.Side {
    /// The number by which C knows it.
    fileprivate var code: Int32 { Int32(self == .a ? binade_side_a : binade_side_b) }
  }
#else
  /// Without the trait there are no kernels but those in Swift.
  struct TileKernel: Sendable {
    private init() {}
    static func first(for gemm: Gemm) -> TileKernel? { nil }
    static func second(for gemm: Gemm) -> TileKernel? { nil }
    func panelBytes(_ side: Panel.Side, rows: Int, k: Int) -> Int { 0 }
    func pack(
      _ side: Panel.Side, _ words: UnsafeRawBufferPointer, _ scales: UnsafeBufferPointer<UInt8>, rows: Int, k: Int, _ range: Range<Int>,
      into target: UnsafeMutableRawBufferPointer
    ) {}
    func compute(
      _ a: TilePanel, _ b: TilePanel, _ shape: (m: Int, n: Int, k: Int), rows: Range<Int>, columns: Range<Int>, stretches: Range<Int>,
      _ d: UnsafeMutablePointer<UInt32>, stride: Int
    ) -> Bool { false }
  }
#endif
