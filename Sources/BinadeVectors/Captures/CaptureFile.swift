/// What a device computed, recorded: names of inputs, and digests of results. Spec [captures-1].
///
///     let file = try CaptureFile(json: FileInput.bytes(of: path), name: path)
///     let report = CaptureVerifier(file).run()
public struct CaptureFile: Sendable, Hashable {
  /// How messages call the file.
  public let name: String
  /// The capture's own name, for instance `hopper-mma`.
  public let title: String
  /// The device: `NVIDIA H200`.
  public let chip: String
  /// Driver, compiler, date and the like, by their names.
  public let circumstances: [String: String]
  /// What was captured.
  public let content: Content

  /// The kinds of captures.
  public enum Content: Sendable, Hashable {
    /// Tiles of matrix instructions. Spec [captures-2].
    case instructions([CaptureRecord])
    /// Questions with known answers. Spec [captures-11].
    case probes([CaptureProbes])
    /// Products that a library made. Spec [captures-8].
    case products([CaptureProduct])
    /// Functions of one operand. Spec [captures-9].
    case functions([CaptureFunction])
    /// Conversions of single numbers. Spec [captures-12].
    case conversions([CaptureConversion])
  }
}

/// Digests of consecutive results: for each chunk the first 16 digits of the SHA-256 of their little-endian words.
public struct CaptureDigests: Sendable, Hashable {
  /// Results that share a digest; the last chunk may have fewer.
  public let chunk: Int
  /// All results.
  public let results: Int
  /// The digests.
  public let digests: [UInt64]
  /// The first results, as words.
  public let first: [UInt64]

  /// The results of a chunk.
  func range(of number: Int) -> Range<Int> { number * chunk..<min(results, (number + 1) * chunk) }
}

/// One instruction, in one variant.
public struct CaptureRecord: Sendable, Hashable {
  /// The instruction.
  public let name: String
  /// How it was run.
  public let variant: Variant?
  /// Its results by input family.
  public let families: [Family]

  /// Ways to run an instruction. Spec [captures-2].
  public enum Variant: String, CaseIterable, Sendable, Hashable {
    /// C is ignored: replayed with C = +0.
    case withoutC = "scale-d-0"
    /// The products change their signs: replayed with the signs of A turned.
    case negatedA = "negate-a"
    /// Tiles of 64 columns.
    case wide = "n64"
    /// Scales stand in other registers, and what is not selected is NaN: replayed as it is.
    case selectors
  }

  /// Results of one input family.
  public struct Family: Sendable, Hashable {
    /// The inputs.
    public let family: CaptureFamily
    /// How many tiles.
    public let tiles: Int
    /// The beginning of the SHA-256 of the words of A, B and C and of the indices, each of all tiles.
    public let inputs: UInt64
    /// The results in the order tile, row, column.
    public let results: CaptureDigests
  }

  /// Name and variant.
  public var title: String { variant.map { "\(name) \($0.rawValue)" } ?? name }

  /// The instruction with its tile; `nil` if the catalogue does not have it.
  var instruction: CaptureInstruction? { CaptureInstruction(name, columns: variant == .wide ? 64 : nil) }
}

/// Known answers of one instruction to one question.
public struct CaptureProbes: Sendable, Hashable {
  /// The instruction.
  public let name: String
  /// What is asked, in words.
  public let question: String
  /// The answers.
  public let probes: [Probe]

  /// One dot product.
  public struct Probe: Sendable, Hashable {
    /// Words of A and B from k = 0 on; what is missing is +0.
    public let a, b: [UInt64]
    /// The words of C and D.
    public let c, d: UInt64
  }
}

/// A matrix product that a library made. Spec [captures-8].
public struct CaptureProduct: Sendable, Hashable {
  /// The types of A and B.
  public let a, b: String
  /// The size.
  public let m, n, k: Int
  /// The scales.
  public let scaling: Scaling
  /// Whether FP8 accumulates fast.
  public let isFast: Bool
  /// The type of the result.
  public let output: String
  public let hasBias: Bool
  /// Whether the magnitude of A and B changes every 128 of K.
  public let isUneven: Bool
  /// Whether the accumulator is binary16.
  public let isHalf: Bool
  /// K of one slice; K itself where there is one slice.
  public let slice: Int
  public let results: CaptureDigests

  /// Where operands have scales.
  public enum Scaling: String, CaseIterable, Sendable, Hashable {
    case none, tensor, row
    case blocks = "1x128,1x128"
    case squareBlocks = "1x128,128x128"
  }

  /// Everything that tells it from other products.
  public var title: String {
    var words = ["\(a).\(b)", "\(m)x\(n)x\(k)", "scaling \(scaling.rawValue)", "to \(output)"]
    if isFast { words.append("fast") }
    if hasBias { words.append("bias") }
    if isUneven { words.append("uneven") }
    if isHalf { words.append("half") }
    return words.joined(separator: " ")
  }
}

/// A function on consecutive words of binary32. Spec [captures-9].
public struct CaptureFunction: Sendable, Hashable {
  /// The instruction, for instance `rcp.approx.ftz.f32`.
  public let name: String
  /// The first operand.
  public let first: UInt32
  /// The SHA-256 of all results, or of the chunks' SHA-256s: 64 digits. Replays compare chunks.
  public let whole: String
  public let results: CaptureDigests
}
