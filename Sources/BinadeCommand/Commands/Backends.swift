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
    hasBackend: true,
    run: BackendsCommand.run)
}

/// Lists the back-ends.
enum BackendsCommand {
  static func run(_ invocation: Invocation) throws -> ExitCode {
    let current = Backend.current
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
      table.add([backend.name, needs(backend), backend == current ? "in use" : backend.isAvailable ? "available" : "not available"])
    }
    invocation.console.print(table.text)
    return .success
  }

  private static func needs(_ backend: Backend) -> String {
    switch backend {
    case .swift: "nothing: the definition, and what plain Swift makes of it"
    case .baseline: "the trait Kernels: C for any x86-64"
    case .avx2: "AVX2, FMA, F16C, BMI, BMI2"
    case .avx512: "the same, and AVX-512 F, BW, DQ, VL, VBMI, VNNI"
    }
  }
}
