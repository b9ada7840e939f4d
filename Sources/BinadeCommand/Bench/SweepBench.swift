internal import Binade
internal import BinadeKernels

/// Times a sweep over all float32 words.
enum SweepBench {
  /// All 2^32 words to E4M3 with digest and histogram, on one thread.
  static func table() throws(CodecError) -> BenchTable {
    var table = BenchTable(
      id: "sweep", title: "All 2^32 float32 words to e4m3fn with digest, one thread", unit: "s", yardstick: "two threads")
    var sweep = EncodeSweep(encoder: BulkEncoder(to: E4M3FN.descriptor))
    func seconds(_ threads: Int) throws(CodecError) -> Double {
      sweep.threads = threads
      let clock = ContinuousClock()
      let start = clock.now
      _ = try sweep.run()
      return (clock.now - start).seconds
    }
    table.rows.append(.init(name: "e4m3fn", rate: try seconds(1), yardstick: try seconds(2)))
    return table
  }
}
