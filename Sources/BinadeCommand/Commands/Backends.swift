internal import BinadeKernels

extension Command {
  /// `binade backends`.
  static let backends = Command(
    name: "backends",
    summary: "List what can do the work on whole buffers here",
    notes: [
      "Every back-end gives the same bits. --backend NAME, or the environment variable \(Backend.environmentVariable), chooses one; without"
        + " them the fastest that this machine has does the work. Where a back-end has no kernel for an operation, the one above it works.",
      "--json prints [{\"name\", \"needs\", \"available\", \"current\"}].",
    ],
    options: [.flag("--json", "the list as JSON")],
    examples: [
      Example("\(Tool.name) backends", "the table"),
      Example("\(Tool.name) bench --backend swift", "how fast plain Swift is"),
    ],
    run: BackendsCommand.run)
}

/// Lists the back-ends.
enum BackendsCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let current = (try? Backend.requested()) ?? Backend.best
    if invocation.flag("--json") {
      let rows = Backend.allCases.map { backend in
        JSON.object([
          "name": .string(backend.name), "needs": .string(needs(backend)), "available": .bool(backend.isAvailable),
          "current": .bool(backend == current),
        ])
      }
      invocation.console.print(JSON.array(rows).text)
      return .success
    }
    var table = Table([("back-end", .left), ("needs", .left), ("here", .left)])
    for backend in Backend.allCases {
      table.add([backend.name, needs(backend), backend == current ? "works" : backend.isAvailable ? "available" : "not available"])
    }
    invocation.console.print(table.text)
    return .success
  }

  private static func needs(_ backend: Backend) -> String {
    switch backend {
    case .swift: "nothing: the definition, and what plain Swift makes of it"
    case .baseline: "the trait Kernels: C for any machine"
    case .avx2: "AVX2, FMA"
    case .avx512: "AVX-512 F, BW, DQ, VL, VBMI, VNNI"
    case .neon: "Advanced SIMD of AArch64"
    }
  }
}
