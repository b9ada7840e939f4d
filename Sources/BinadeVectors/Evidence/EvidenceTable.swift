public import Binade
public import BinadeTensorCore
public import Foundation

/// The rows of Spec/evidence, and which of them speak of what.
public struct EvidenceTable: Sendable {
  /// Claims about scalar conversions.
  public let scalar: [EvidenceRow]
  /// Claims about block formats, scale rules and layouts.
  public let blocks: [EvidenceRow]
  /// Claims about matrix instructions.
  public let tensorCore: [EvidenceRow]

  /// All claims.
  public var all: [EvidenceRow] { scalar + blocks + tensorCore }

  /// Reads `scalar.json`, `blocks.json` and `tensor-core.json`.
  ///
  /// - Throws: ``FileError/missing(path:)``, ``FileError/unreadable(path:reason:)``, or ``FileError/badHeader(path:reason:)`` if a file is not
  ///   what its schema says.
  public init(folder: URL) throws(FileError) {
    func rows(_ name: String) throws(FileError) -> [EvidenceRow] {
      let path = folder.appendingPathComponent(name).path
      let bytes = try FileInput.bytes(of: path)
      do {
        return try JSONDecoder().decode([EvidenceRow].self, from: Data(bytes))
      } catch {
        throw .badHeader(path: path, reason: "not a list of claims")
      }
    }
    scalar = try rows("scalar.json")
    blocks = try rows("blocks.json")
    tensorCore = try rows("tensor-core.json")
  }

  /// Claims that hold for a scalar format.
  public func rows(of format: NamedFormat) -> [EvidenceRow] {
    let descriptor = format.descriptor
    let kind = !descriptor.isFixedPoint ? "" : descriptor.isInteger ? "integers" : "fixed-point"
    let names = Set([format.name, kind, format.id == nil ? "p3109" : "all"])
    return scalar.filter { row in row.formats?.contains { names.contains($0) } ?? false }
  }

  /// Claims that hold for a named block format, layouts apart.
  ///
  /// Of a row about rules, whatever the format, only where the format's default or one of its profiles has such a rule.
  public func rows(of format: BlockFormatID) -> [EvidenceRow] {
    let profiles = Profile.catalogue.compactMap { $0.blockConversion(for: format)?.rule.name }
    let own = Set(profiles + [format.descriptor.defaultConversion.rule.name])
    return blocks.filter { row in
      guard row.layouts == nil, let formats = row.formats else { return false }
      if formats.contains(format.name) { return true }
      return formats.contains("all") && row.rules?.contains { own.contains($0) } ?? true
    }
  }

  /// Claims that name a scale rule.
  public func rows(of rule: ScaleRule) -> [EvidenceRow] { blocks.filter { $0.rules?.contains(rule.name) ?? false } }

  /// Claims that name a layout.
  public func rows(of layout: NamedLayout) -> [EvidenceRow] { blocks.filter { $0.layouts?.contains(layout.name) ?? false } }

  /// Claims that hold for an instruction.
  public func rows(of instruction: Instruction) -> [EvidenceRow] {
    tensorCore.filter { row in row.instructions?.contains { Self.matches(instruction.name, $0) } ?? false }
  }

  /// Whether a name, without its shape, begins as the pattern says; a star stands for any words, `all` for every name.
  public static func matches(_ name: String, _ pattern: String) -> Bool {
    if pattern == "all" { return true }
    let words = name.split(separator: ".").filter { word in
      let letters = word.filter { !$0.isNumber }
      return letters != "mnk" && letters != "xx"
    }
    let plain = words.joined(separator: ".")
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard plain.hasPrefix(parts[0]) else { return false }
    var rest = plain.dropFirst(parts[0].count)
    for part in parts.dropFirst() where !part.isEmpty {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
