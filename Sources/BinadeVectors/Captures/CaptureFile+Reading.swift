import Foundation

extension CaptureFile {
  /// Reads a capture strictly: every key of the schema, no other; digests, counts and tiles that fit each other.
  ///
  /// - Parameter name: the name to use in errors.
  public init(json bytes: [UInt8], name: String) throws(VectorFileError) {
    let place = try JSONPlace(json: bytes, file: name)
    let kinds = ["instructions", "groups", "cases", "functions", "conversions"]
    let found = try place.keys().filter { kinds.contains($0) }
    guard found.count == 1 else { throw place.error("expected one of \(kinds.joined(separator: ", ")), found \(found.count)") }
    let circumstances = ["computeCapability", "driver", "compiler", "target", "date", "torch", "cuda", "cublas"]
    let root = try place.members(["capture", "chip", found[0]], optional: circumstances + ["chunk"])
    self.name = name
    title = try root["capture"].string()
    chip = try root["chip"].string()
    var texts: [String: String] = [:]
    for key in circumstances { texts[key] = try root.optional(key)?.string() }
    self.circumstances = texts
    let records = try root[found[0]].elements()
    switch found[0] {
    case "instructions":
      let chunk = try root.chunk()
      content = .instructions(try records.map { place throws(VectorFileError) in try CaptureRecord(place, chunk: chunk) })
    case "cases":
      let chunk = try root.chunk()
      content = .products(try records.map { place throws(VectorFileError) in try CaptureProduct(place, chunk: chunk) })
    case "groups": content = .probes(try records.map { place throws(VectorFileError) in try CaptureProbes(place) })
    case "conversions":
      content = .conversions(try records.map { place throws(VectorFileError) in try CaptureConversion(place) })
    default: content = .functions(try records.map { place throws(VectorFileError) in try CaptureFunction(place) })
    }
  }

  /// Whether bytes begin as a capture does: with a member `capture`, even if they are damaged further on. Other JSON is golden vectors.
  public static func isCapture(json bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(256), as: UTF8.self)
    return start.contains("\"capture\"")
  }
}

// MARK: Records

extension CaptureRecord {
  fileprivate init(_ place: JSONPlace, chunk: Int) throws(VectorFileError) {
    let record = try place.members(["name", "families"], optional: ["variant"])
    name = try record["name"].string()
    variant = try record.optional("variant")?.choice(Variant.self)
    let instruction = CaptureInstruction(name, columns: variant == .wide ? 64 : nil)
    if let instruction, variant == .negatedA, instruction.isInteger {
      throw record["variant"].error("\(name) has integers, which are not negated")
    }
    families = try record["families"].elements().map { place throws(VectorFileError) in
      try Family(place, chunk: chunk, instruction)
    }
  }
}

extension CaptureRecord.Family {
  fileprivate init(_ place: JSONPlace, chunk: Int, _ instruction: CaptureInstruction?) throws(VectorFileError) {
    let row = try place.members(["family", "tiles", "results", "inputs", "first", "digests"])
    family = try row["family"].choice(CaptureFamily.self)
    tiles = try row["tiles"].integer(in: 1...1 << 40)
    inputs = try row["inputs"].hex(bits: 64)
    let count = try row["results"].integer(in: 1...1 << 48)
    if let instruction {
      guard family.serves(instruction) else { throw row["family"].error("\(instruction.name) has no such inputs") }
      let (expected, isOverflow) = tiles.multipliedReportingOverflow(by: instruction.results)
      guard !isOverflow, count == expected else {
        throw row["results"].error("expected \(tiles) tiles of \(instruction.results) results, found \(count)")
      }
    } else if count % tiles != 0 {
      throw row["results"].error("expected a multiple of \(tiles) tiles, found \(count)")
    }
    results = try row.digests(count, chunk: chunk, first: row.first(of: count, bytes: instruction?.resultBytes))
  }
}

extension CaptureProbes {
  fileprivate init(_ place: JSONPlace) throws(VectorFileError) {
    let group = try place.members(["name", "question", "probes"])
    name = try group["name"].string()
    question = try group["question"].string()
    let instruction = CaptureInstruction(name)
    probes = try group["probes"].elements().map { place throws(VectorFileError) in
      let probe = try place.members(["a", "b", "c", "d"])
      let a = try probe["a"].words(bytes: instruction?.elementBytes)
      let b = try probe["b"].words(bytes: instruction?.elementBytes)
      guard a.count == b.count else { throw probe["b"].error("expected \(a.count) words as of A, found \(b.count)") }
      if let instruction, a.count > instruction.kept {
        throw probe["a"].error("expected at most \(instruction.kept) words, found \(a.count)")
      }
      let bytes = instruction?.resultBytes
      return Probe(a: a, b: b, c: try probe["c"].word(bytes: bytes), d: try probe["d"].word(bytes: bytes))
    }
  }
}

extension CaptureProduct {
  fileprivate init(_ place: JSONPlace, chunk: Int) throws(VectorFileError) {
    let product = try place.members([
      "a", "b", "m", "n", "k", "scaling", "fast", "out", "bias", "uneven", "half", "slice", "kernels", "first", "digests",
    ])
    a = try product["a"].string()
    b = try product["b"].string()
    let sizes = try ["m", "n", "k"].map { key throws(VectorFileError) in try product[key].integer(in: 1...1 << 20) }
    (m, n, k) = (sizes[0], sizes[1], sizes[2])
    guard max(m, n) * k <= 1 << 24 else { throw product["k"].error("expected operands of at most 2^24 elements, found \(max(m, n) * k)") }
    scaling = try product["scaling"].choice(Scaling.self)
    isFast = try product["fast"].bool()
    output = try product["out"].string()
    hasBias = try product["bias"].bool()
    isUneven = try product["uneven"].bool()
    isHalf = try product["half"].bool()
    slice = try product["slice"].integer(in: 1...k)
    for kernel in try product["kernels"].elements() { _ = try kernel.string() }
    let bytes = CaptureFormat.named(output).map { $0.wordBits / 8 }
    results = try product.digests(m * n, chunk: chunk, first: product.first(of: m * n, bytes: bytes))
    if let problem { throw place.error(problem) }
  }

  /// What makes the product one that cannot be, if anything does.
  private var problem: String? {
    let fp8 = ["e4m3", "e5m2"]
    let isFP8 = fp8.contains(a) && fp8.contains(b)
    guard isFP8 || (a == b && ["f16", "bf16", "f32"].contains(a)) else {
      return "expected two of e4m3 and e5m2, or f16, bf16 or f32 twice, found \(a) and \(b)"
    }
    guard isFP8 || !isFast else { return "only FP8 accumulates fast" }
    guard isFP8 || (scaling == .none && !hasBias) else { return "only products of FP8 have scales and bias" }
    guard !isFast || !isBlocked else { return "block scales need partial sums, fast accumulation has none" }
    guard ["f32", "f16", "bf16", "e4m3"].contains(output) else { return "expected an output f32, f16, bf16 or e4m3, found \(output)" }
    guard !hasBias || output == "f16" || output == "bf16" else { return "expected a bias of an output f16 or bf16, found \(output)" }
    guard !isHalf || (a == "f16" && output == "f16") else { return "an accumulator of binary16 needs f16 operands and output" }
    let step = isFP8 ? (isFast ? 32 : 128) : a == "f32" ? 8 : 16
    guard slice == k || slice % step == 0 else { return "expected slices of a multiple of \(step), found \(slice)" }
    return nil
  }

  /// Whether blocks of 128 of K have scales.
  var isBlocked: Bool { scaling == .blocks || scaling == .squareBlocks }
}

extension CaptureFunction {
  fileprivate init(_ place: JSONPlace) throws(VectorFileError) {
    let function = try place.members(["name", "first", "count", "chunk", "digests"], optional: ["sha256", "sha256OfDigests"])
    name = try function["name"].string()
    first = UInt32(try function["first"].hex(bits: 32))
    let count = try function["count"].integer(in: 1...1 << 32 - Int(first))
    whole = try function.whole()
    results = try function.digests(count, chunk: function.chunk(), first: [])
  }
}
