extension CaptureConversion {
  /// Reads a record.
  init(_ place: JSONPlace) throws(VectorFileError) {
    let record = try place.members(
      ["name", "kind", "source", "destination", "rounding", "saturate", "relu"],
      optional: ["count", "runs", "words", "first", "chunk", "digests", "sha256OfDigests", "families"])
    name = try record["name"].string()
    source = try record["source"].string()
    destination = try record["destination"].string()
    guard let bits = Self.bits(of: source) else { throw record["source"].error("no type is called \"\(source)\"") }
    guard let resultBits = Self.bits(of: destination) else { throw record["destination"].error("no type is called \"\(destination)\"") }
    let kind = try record["kind"].string()
    guard ["instruction", "header"].contains(kind) else { throw record["kind"].error("expected instruction or header, found \"\(kind)\"") }
    rounding = try record["rounding"].string()
    guard ["rn", "rz", "rna", "rp", "rs", "none"].contains(rounding) else {
      throw record["rounding"].error("expected rn, rz, rna, rp, rs or none, found \"\(rounding)\"")
    }
    saturates = try record["saturate"].bool()
    isRectified = try record["relu"].bool()
    let forms = ["runs", "words", "digests", "families"].filter { record.optional($0) != nil }
    guard forms.count == 1 else { throw place.error("expected one of runs, words, digests and families, found \(forms.count)") }
    let bytes = (resultBits + 7) / 8
    switch forms[0] {
    case "families":
      var results = 0
      for family in try record["families"].elements() {
        let row = try family.members(["family", "words", "results", "inputs", "first", "digests"])
        results += try row["results"].integer(in: 1...1 << 40)
      }
      content = .stochastic(results: results)
    case "words":
      let text = try record["words"].string().split(separator: " ", omittingEmptySubsequences: false)
      let words = try text.map { word throws(VectorFileError) in
        try JSONPlace(String(word), file: place.file, path: record["words"].path).hex(bits: 8 * bytes)
      }
      try record.requireCount(1 << bits)
      guard words.count == 1 << bits else { throw record["words"].error("expected \(1 << bits) words, found \(words.count)") }
      content = .words(words)
    case "runs":
      try record.requireCount(1 << bits)
      content = .runs(count: 1 << bits, try Self.runs(record["runs"], bits: bits, bytes: bytes))
    default:
      try record.requireCount(1 << bits)
      _ = try record.whole()
      let first = record.optional("first") == nil ? [] : try record.first(of: 1 << bits, bytes: bytes)
      content = .digests(try record.digests(1 << bits, chunk: record.chunk(), first: first))
    }
  }

  /// `word:code`, words ascending from 0.
  private static func runs(_ place: JSONPlace, bits: Int, bytes: Int) throws(VectorFileError) -> [Run] {
    var runs: [Run] = []
    for text in try place.string().split(separator: " ", omittingEmptySubsequences: false) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map {
        JSONPlace(String($0), file: place.file, path: place.path)
      }
      guard parts.count == 2 else { throw place.error("expected WORD:CODE, found \"\(text)\"") }
      let run = Run(first: try parts[0].hex(bits: max(8, bits)), code: try parts[1].hex(bits: 8 * bytes))
      guard runs.last.map({ $0.first < run.first }) ?? (run.first == 0), run.first < 1 << UInt64(bits) else {
        throw place.error("expected words that ascend from 0 and have \(bits) bits, found \"\(text)\"")
      }
      runs.append(run)
    }
    return runs
  }
}

extension JSONMembers {
  /// Requires a member `count`.
  fileprivate func requireCount(_ expected: Int) throws(VectorFileError) {
    guard let place = optional("count") else { throw place.error("lacks \"count\"") }
    let count = try place.integer()
    guard count == expected else { throw place.error("expected \(expected), found \(count)") }
  }
}
