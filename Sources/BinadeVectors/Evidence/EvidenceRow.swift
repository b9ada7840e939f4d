import Foundation

/// One claim of bit-exactness: who says so, on which inputs, where that is written down, and what repeats it. Spec/evidence.
public struct EvidenceRow: Codable, Hashable, Sendable {
  /// What is claimed, in a sentence.
  public let claim: String
  /// `documented`, `measured`, `cross-checked` or `inferred`.
  public let status: String
  /// Who says so: a document, silicon, or software with its version.
  public let witness: String
  /// What was compared.
  public let inputs: String
  /// Files below `Vectors` that hold expected values for this; a star stands for the name of the format or the datapath.
  public let vectors: [String]
  /// What repeats the check. Empty where this repository cannot.
  public let checks: [String]
  /// What else has to be known.
  public let note: String?
  /// What is done: `encode`, `quantize`, `layout`, …; none for instructions.
  public let operation: String?
  /// The choices that the claim covers, by axis.
  public let policies: [String: [String]]?

  /// What the claim is about: names, or `all`, `integers`, `fixed-point`, `p3109`; of instructions the beginnings of names.
  public let formats, rules, profiles, layouts, instructions: [String]?
  /// Clauses of the Spec, of claims about instructions.
  public let clauses: [String]?

  /// The vector files that hold for one name.
  public func vectors(of name: String) -> [String] { vectors.map { $0.replacingOccurrences(of: "*", with: name) } }
}
