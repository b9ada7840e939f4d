internal import BinadeTensorCore

/// How the time of a product grows when M, N and K are doubled in turn.
enum GrowthBench {
  /// The products at which growth is looked at.
  static let instructions = GemmBench.threaded
  static let base = Sgemm.Size(m: 512, n: 512, k: 1024)
  /// The one for plain Swift.
  static let smallBase = Sgemm.Size(m: 128, n: 128, k: 512)

  /// The time of each doubled product over that of the base.
  static func rows(_ instruction: String) throws -> [BenchTable.Row] {
    let bench = GemmBench()
    func seconds(_ size: Sgemm.Size) throws -> Double {
      size.products / (try bench.rate(of: GemmBench.Case(instruction: instruction, size: size)))
    }
    let base = GemmBench.isAccelerated(instruction) ? base : smallBase
    let once = try seconds(base)
    let doubled = [
      ("M", Sgemm.Size(m: 2 * base.m, n: base.n, k: base.k)), ("N", Sgemm.Size(m: base.m, n: 2 * base.n, k: base.k)),
      ("K", Sgemm.Size(m: base.m, n: base.n, k: 2 * base.k)),
    ]
    return try doubled.map { name, size in
      BenchTable.Row(name: "\(instruction) \(name) doubled", rate: try seconds(size) * 1e3, yardstick: once * 1e3)
    }
  }
}
