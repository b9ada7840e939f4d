/// A suite of any kind.
public enum GoldenSuite: Hashable, Sendable {
  case scalar(VectorSuite)
  case block(BlockSuite)
  case dot(DotSuite)
  /// The images of every layout: one suite.
  case layouts

  /// The suites that ship.
  public static let all: [GoldenSuite] =
    VectorSuite.all.map { .scalar($0) } + BlockSuite.all.map { .block($0) } + [.layouts] + DotSuite.all.map { .dot($0) }

  /// The suite of that name; an instruction's name stands for its datapath's.
  public init?(_ name: String) {
    if name == LayoutVectorFile.name {
      self = .layouts
    } else if let suite = DotSuite(name) {
      self = .dot(suite)
    } else if let suite = VectorSuite(name) {
      self = .scalar(suite)
    } else if let suite = BlockSuite(name) {
      self = .block(suite)
    } else {
      return nil
    }
  }

  /// The name, also the stem of its file.
  public var name: String {
    switch self {
    case .scalar(let suite): suite.name
    case .block(let suite): suite.name
    case .dot(let suite): suite.name
    case .layouts: LayoutVectorFile.name
    }
  }

  /// What ships.
  ///
  /// - Throws: ``VectorFileError`` if the oracle contradicts a known answer.
  public func generate() throws(VectorFileError) -> GoldenFile {
    switch self {
    case .scalar(let suite): .scalar(.generate(suite))
    case .block(let suite): .block(.generate(suite))
    case .dot(let suite): .dot(try .generate(suite))
    case .layouts: .layouts(.generate())
    }
  }
}

/// A file of golden vectors of any kind.
public enum GoldenFile: Hashable, Sendable {
  case scalar(VectorFile)
  case block(BlockVectorFile)
  case dot(DotVectorFile)
  case layouts(LayoutVectorFile)

  /// Reads a file strictly; its name says of which kind it is: `…_quantize.json`, `…_dequantize.json` and `layouts.json` are of blocks,
  /// `…_dot.json` of the tensor core.
  public init(json bytes: [UInt8], name: String) throws(VectorFileError) {
    let stem = name.split(separator: "/").last ?? ""
    if stem == "layouts.json" {
      self = .layouts(try LayoutVectorFile(json: bytes, name: name))
    } else if stem.hasSuffix("_quantize.json") || stem.hasSuffix("_dequantize.json") {
      self = .block(try BlockVectorFile(json: bytes, name: name))
    } else if stem.hasSuffix(DotSuite.suffix + ".json") {
      self = .dot(try DotVectorFile(json: bytes, name: name))
    } else {
      self = .scalar(try VectorFile(json: bytes, name: name))
    }
  }

  /// The suite.
  public var suite: GoldenSuite {
    switch self {
    case .scalar(let file): .scalar(file.suite)
    case .block(let file): .block(file.suite)
    case .dot(let file): .dot(file.suite)
    case .layouts: .layouts
    }
  }

  /// How many tests there are.
  public var count: Int {
    switch self {
    case .scalar(let file): file.count
    case .block(let file): file.count
    case .dot(let file): file.count
    case .layouts(let file): file.count
    }
  }

  /// The JSON first, then the forms derived from it that ship: lines for pipes of scalar floating-point formats, images for a memory of all
  /// formats and of some instructions. The tool makes the others at any time.
  public func files() throws(FileError) -> [(path: String, bytes: [UInt8], tests: Int)] {
    switch self {
    case .scalar(let file):
      let image = try file.mem()
      let forms = [
        ("data/\(file.suite.name).json", file.json(), file.count), ("mem/\(file.suite.name).mem", image.serialized(), image.count),
      ]
      guard file.suite.shipsText else { return forms }
      return forms + [("text/\(file.suite.name).txt", Array(TextStream.text(file).utf8), file.count)]
    case .block(let file):
      let image = try file.mem()
      return [
        ("data/\(file.suite.name).json", file.json(), file.count), ("mem/\(file.suite.name).mem", image.serialized(), image.count),
      ]
    case .dot(let file):
      let json = ("data/\(file.suite.name).json", file.json(), file.count)
      guard file.suite.shipsImage else { return [json] }
      let image = try file.mem()
      return [json, ("mem/\(file.suite.name).mem", image.serialized(), image.count)]
    case .layouts(let file): return [("data/\(LayoutVectorFile.name).json", file.json(), file.count)]
    }
  }
}
