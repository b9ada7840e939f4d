internal import Foundation

/// What the system says about the machine that measures.
struct MachineDescription {
  /// The processor's name, or what kind it is.
  let processor: String
  let cores: Int
  /// Bytes of memory.
  let memory: Int

  /// This machine.
  static let current = MachineDescription(processor: processorName(), cores: Machine.cores, memory: Machine.memory)

  private static func processorName() -> String {
    #if arch(x86_64)
      let kind = "x86-64"
    #elseif arch(arm64)
      let kind = "AArch64"
    #else
      let kind = "unknown processor"
    #endif
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return kind }
    func value(_ key: String) -> String? {
      for line in text.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        if parts.count == 2 && parts[0] == key { return parts[1] }
      }
      return nil
    }
    guard let name = value("model name") else { return kind }
    let family = [value("cpu family").map { "family \($0)" }, value("model").map { "model \($0)" }].compactMap { $0 }
    return "\(name)\(family.isEmpty ? "" : " (" + family.joined(separator: ", ") + ")")"
  }

  /// One line.
  var text: String { "\(processor), \(cores) cores, \(memory >> 20) MiB" }

  var json: JSON { .object(["processor": .string(processor), "cores": .integer(cores), "memoryBytes": .integer(memory)]) }
}
