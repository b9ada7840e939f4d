/// What a replay found.
public struct CaptureReport: Sendable, Hashable {
  /// One for each record, in the order of the file.
  public var entries: [Entry] = []

  /// One instruction in one variant, one group of probes, one product, one function.
  public struct Entry: Sendable, Hashable {
    /// What was replayed: `sm_90:wgmma.f32.e4m3.e4m3 negate-a`.
    public var title: String
    /// What it counts with in a summary: the instruction of a probe, the kind of a product; otherwise its title.
    public var group: String
    /// What was captured of it.
    public var recorded: Int
    /// Results that were computed and compared.
    public var compared = 0
    /// Results of ``compared`` whose digests differ; of probes each alone.
    public var different = 0
    /// What differs: a chunk or a probe each.
    public var differences: [CaptureDifference] = []
    /// What kept records from being compared: one line each.
    public var problems: [String] = []
    /// Whether the library has the instruction at all.
    public var isModelled = true
  }

  /// Results that agree.
  public var agreements: Int { entries.reduce(0) { $0 + $1.compared - $1.different } }
  /// Results of chunks that differ.
  public var different: Int { entries.reduce(0) { $0 + $1.different } }
  /// Recorded results of instructions that the library does not have.
  public var unmodelled: Int { entries.reduce(0) { $0 + ($1.isModelled ? 0 : $1.recorded) } }
  /// Whether nothing differs, and nothing was kept from being compared.
  public var isGood: Bool { entries.allSatisfy { $0.differences.isEmpty && $0.problems.isEmpty } }
}

/// Results that are not the recorded ones.
public struct CaptureDifference: Sendable, Hashable {
  /// Instruction, variant and family.
  public var title: String
  /// The chunk, or the probe of a group.
  public var chunk: Int
  /// What differs and how, a line each: results, words, operands.
  public var lines: [String]
  /// What to ask for to see it again: `sm_90:mma.f32.f16.f16 floor #3`.
  public var selection: String { "\(title) #\(chunk)" }
}

/// Which records are replayed.
public struct CaptureSelection: Sendable, Hashable {
  /// The records' titles, or a part of them.
  public let text: String
  /// One chunk, or one probe.
  public let chunk: Int?

  /// What a text selects: a title, or any part of one, and perhaps ` #` with a number.
  public init(_ text: String) {
    let parts = text.split(separator: " #", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let chunk = Int(parts[1]), chunk >= 0 {
      self.text = String(parts[0])
      self.chunk = chunk
    } else {
      self.text = text
      chunk = nil
    }
  }

  /// The titles that are meant: that title, if there is one, and otherwise all that have the text in them.
  func chosen(_ titles: [String]) -> [Bool] {
    titles.contains(text) ? titles.map { $0 == text } : titles.map { $0.contains(text) }
  }
}
