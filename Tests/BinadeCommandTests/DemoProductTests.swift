import Testing

@testable import BinadeCommand

@Suite("demo: products")
struct DemoProductTests {
  private static func tensor(_ name: String, _ rows: Int, _ columns: Int, seed: UInt64) -> DemoTensor {
    var random = TestRandom(seed)
    var values: [Float] = []
    for _ in 0..<rows * columns {
      let whole = Int(random.next() >> 40) - 8_388_608
      values.append(Float(whole) / 4_194_304)
    }
    return DemoTensor(name: name, shape: [rows, columns], words: Words(size: 4, bytes: Words.bytes(of: values)), values: values)
  }

  @Test func figuresGoTogether() throws {
    let tensors = [
      Self.tensor("layer0.ffn.up.input", 4, 128, seed: 1), Self.tensor("layer0.ffn.up.weight", 8, 128, seed: 2),
      Self.tensor("layer0.ffn.down.input", 4, 100, seed: 3), Self.tensor("layer0.ffn.down.weight", 8, 100, seed: 4),
    ]
    // The second pair's K is no multiple of 64.
    let pairs = DemoPair.all(tensors)
    #expect(pairs.map(\.name) == ["ffn.up"])
    let summaries = try DemoProductSummary.all(pairs)
    #expect(summaries.count == DemoUnit.all.count + 1)
    for summary in summaries {
      let result = summary.results[0]
      #expect(result.relativeError > 0 && result.relativeError < 0.3, "\(summary.name)")
      #expect(result.accumulationError <= result.relativeError, "\(summary.name)")
    }
    let errors = Dictionary(uniqueKeysWithValues: summaries.map { ($0.name, $0.results[0]) })
    let (fast, promoted) = (try #require(errors["FP8, Hopper fast"]), try #require(errors["FP8, Hopper promoted"]))
    #expect(promoted.accumulationError <= fast.accumulationError)
    for table in [DemoProductTables.units(summaries), DemoProductTables.pairs(summaries)] {
      for line in table.text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }
}
