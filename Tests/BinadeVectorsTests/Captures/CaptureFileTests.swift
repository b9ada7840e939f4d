import BinadeVectorData
import BinadeVectors
import Foundation
import Testing

/// [captures-1]: what is accepted, and what is refused where.
@Suite("captures: files") struct CaptureFileTests {
  static let shipped = ["cublaslt", "hopper-approximate", "hopper-convert", "hopper-mma", "hopper-probes", "hopper-sparse", "hopper-wgmma"]

  @Test func shippedCapturesRead() throws {
    for name in Self.shipped {
      let bytes = try FileInput.bytes(of: VectorData.url("captures/\(name).json").path)
      let file = try CaptureFile(json: bytes, name: name)
      #expect(file.title == name && file.chip == "NVIDIA H200" && CaptureFile.isCapture(json: bytes))
    }
    let vectors = try FileInput.bytes(of: VectorData.url("data/e2m1fn_encode.json").path)
    #expect(!CaptureFile.isCapture(json: vectors))
  }

  @Test func theFixtureReads() throws {
    let file = try #require(CaptureFixture().read().file)
    guard case .instructions(let records) = file.content else { throw Wrong() }
    #expect(records.count == 1 && records[0].families[0].tiles == 32 && records[0].families[0].results.digests == [0x3b2b_f693_66af_4d7b])
  }

  struct Wrong: Error {}

  /// Each change, and where and what the message says.
  @Test(arguments: [
    (["digests": "3b2bf69366af4d7"], "instructions[0].families[0].digests: expected 16 hexadecimal digits"),
    (["digests": "3b2bf69366af4d7b0"], "expected 16 hexadecimal digits"),
    (["digests": "3B2BF69366AF4D7B"], "expected 16 hexadecimal digits"),
    (["digests": "3b2bf69366af4d7é"], "expected 16 hexadecimal digits"), (["digests": ""], "expected 16 hexadecimal digits"),
    (["digests": "3b2bf69366af4d7b  3b2bf69366af4d7b"], "expected 1 digests for 4096 results, found 3"),
    (["digests": "3b2bf69366af4d7b 3b2bf69366af4d7b"], "expected 1 digests for 4096 results, found 2"),
    (["family": "odd"], "families[0].family: expected one of bits, finite"), (["family": "extremes"], "has no such inputs"),
    (["family": "blocks"], "has no such inputs"), (["variant": "twice"], "instructions[0].variant: expected one of"),
    (["tiles": "31"], "families[0].results: expected 31 tiles of 128 results, found 4096"),
    (["tiles": "0"], "families[0].tiles: expected 1"), (["tiles": "-3"], "families[0].tiles: expected 1"),
    (["tiles": "1.5"], "families[0].tiles: expected a whole number"), (["tiles": "1e300"], "families[0].tiles: expected"),
    (["tiles": "9223372036854775807"], "families[0].tiles: expected 1"),
    (["tiles": "1099511627776", "results": "140737488355328"], "digests for 140737488355328 results, found 1"),
    (
      ["name": "sm_99:none", "tiles": "1099511627776", "results": "140737488355328"], "digests for 140737488355328 results, found 1"
    ),
    (["name": "sm_99:none", "tiles": "5"], "expected a multiple of 5 tiles"),
    (["inputs": "dae181afa1ec33a"], "families[0].inputs: expected 16 hexadecimal digits"),
    (["first": "[]"], "families[0].first: expected 4 words, found 0"),
    (["first": #"["ca45fa4d", "cc89", "7fffffff", "7fffffff"]"#], "families[0].first[1]: expected 8 hexadecimal digits"),
    (["chunk": "0"], "chunk: expected 1 … 16777216, found 0"), (["chunk": "\"4096\""], "chunk: expected a whole number"),
    (["head": #""chip": 3"#], "chip: expected a string"),
    (["head": #""chip": "a", "cases": []"#], "expected one of instructions, groups, cases, functions"),
    (["head": #""chip": "a", "Größe": "1""#], "has an unknown key \"Größe\""), (["head": #""driver": "1""#], "lacks \"chip\""),
  ])
  func damageIsNamed(_ members: [String: String], _ message: String) {
    let (file, problem) = CaptureFixture(members).read()
    #expect(file == nil && problem.contains(message), "\(problem)")
    #expect(!problem.contains("\n"))
  }

  /// Other kinds of records.
  @Test(arguments: [
    (
      #""groups": [{"name": "sm_90:mma.f32.f16.f16", "question": "?", "probes": [{"a": ["1"], "b": ["0001"], "c": "00000000", "d": "00000000"}]}]"#,
      "groups[0].probes[0].a[0]: expected 4 hexadecimal digits"
    ),
    (
      #""groups": [{"name": "sm_90:mma.f32.f16.f16", "question": "?", "probes": [{"a": ["0001"], "b": [], "c": "00000000", "d": "00000000"}]}]"#,
      "probes[0].b: expected 1 words as of A, found 0"
    ),
    (
      #""functions": [{"name": "f", "first": "00000000", "count": 8589934592, "sha256": "", "chunk": 16, "digests": ""}]"#,
      "functions[0].count: expected 1 … 4294967296, found 8589934592"
    ),
    (
      #""functions": [{"name": "f", "first": "00000000", "count": 16, "sha256": "ab", "chunk": 16, "digests": ""}]"#,
      "functions[0].sha256: expected 64 hexadecimal digits"
    ),
    (#""functions": [{"name": "f", "first": "00000000", "count": 16, "chunk": 16, "digests": ""}]"#, "sha256OfDigests"),
    (#""functions": 3"#, "functions: expected an array"), (#""functions": [[]]"#, "functions[0]: expected an object"),
    (#""instructions": []"#, "lacks \"chunk\""),
  ])
  func damageOfOtherKinds(_ member: String, _ message: String) {
    let (file, problem) = CaptureFixture.read(Array(#"{"capture": "x", "chip": "y", \#(member)}"#.utf8))
    #expect(file == nil && problem.contains(message), "\(problem)")
  }

  /// Products that cannot be, and products of no size that a machine has.
  @Test(arguments: [
    ("\"m\": 64", "\"m\": 0", "m: expected 1"), ("\"k\": 16", "\"k\": 1048576", "expected operands of at most 2^24 elements"),
    ("\"slice\": 16", "\"slice\": 17", "slice: expected 1 … 16"), ("\"slice\": 16", "\"slice\": 8", "expected slices of a multiple of 32"),
    ("\"a\": \"e4m3\"", "\"a\": \"f16\"", "expected two of e4m3 and e5m2"), ("\"out\": \"f32\"", "\"out\": \"s8\"", "expected an output"),
    ("\"scaling\": \"tensor\"", "\"scaling\": \"1x128,1x128\"", "block scales need partial sums"),
    ("\"bias\": false", "\"bias\": 2", "bias: expected true or false"),
    ("\"bias\": false", "\"bias\": true", "expected a bias of an output f16 or bf16"), ("\"half\": false", "\"half\": true", "binary16"),
  ])
  func productsThatCannotBe(_ old: String, _ new: String, _ message: String) {
    let product =
      #"{"capture": "x", "chip": "y", "chunk": 4096, "cases": [{"a": "e4m3", "b": "e4m3", "m": 64, "n": 64, "k": 16, "#
      + #""scaling": "tensor", "fast": true, "out": "f32", "bias": false, "uneven": false, "half": false, "slice": 16, "kernels": [], "#
      + #""first": ["bf1eea8d", "3e629064", "bfb4aa68", "3d1068c4"], "digests": "4d48a6b3fb7848e4"}]}"#
    #expect(CaptureFixture.read(Array(product.utf8)).file != nil)
    let damaged = product.replacingOccurrences(of: old, with: new)
    #expect(damaged != product)
    let (file, problem) = CaptureFixture.read(Array(damaged.utf8))
    #expect(file == nil && problem.contains(message), "\(problem)")
  }

  /// Cut off anywhere, and with any byte changed: read or refused, never a crash.
  @Test func damagedBytes() {
    let bytes = Array(CaptureFixture().text.utf8)
    for length in 0..<bytes.count {
      let (file, problem) = CaptureFixture.read(Array(bytes[..<length]))
      #expect(file == nil && problem == "fixture.json: expected JSON, found something else")
    }
    let random = CounterRandom(seed: 7)
    var refused = 0
    for round in 0..<600 {
      var damaged = bytes
      let word = random[UInt64(round)]
      damaged[Int(word % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: word >> 40)
      if CaptureFixture.read(damaged).file == nil { refused += 1 }
    }
    #expect(refused > 400)
    let deep = String(repeating: "[", count: 5_000)
    #expect(CaptureFixture.read(Array(#"{"capture": \#(deep)"#.utf8)).file == nil)
  }
}
