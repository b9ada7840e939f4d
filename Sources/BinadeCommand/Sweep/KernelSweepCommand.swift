internal import Binade
internal import BinadeKernels
internal import BinadeTensorCore
internal import BinadeVectors

/// `binade sweep kernels`: every back-end against plain Swift, on random operands.
enum KernelSweepCommand {
  /// One thing to compare: a name, and what does a piece of it.
  private struct Subject {
    let name: String
    let piece: @Sendable (Int) throws -> KernelReport
  }

  static func run(_ invocation: Invocation) throws -> ExitCode {
    for option in PolicyOptions.all where invocation.value(option.name) != nil || invocation.flag(option.name) {
      throw invocation.usage("\(option.name) does not go with kernels")
    }
    let threads = try invocation.integer("--threads", in: 1...1024) ?? Machine.cores
    let count = try invocation.integer("--count", in: 1...(1 << 40)) ?? 10_000_000
    let seed = UInt64(try invocation.integer("--seed", in: 0...Int.max) ?? 1)
    let only = try invocation.integer("--only", in: 0...(1 << 40))
    let backends = invocation.value("--backend") == nil ? Backend.available : [Backend.current]
    if backends == [.swift] { throw invocation.usage("kernels are compared with plain Swift; expected another back-end, or none") }
    let subjects = try invocation.words("FORMAT").flatMap { try Self.subjects($0, seed, backends, invocation) }
    invocation.console.print("back-ends: \(backends.map(\.name).joined(separator: ", "))")
    var differences = 0
    for subject in subjects {
      let report = try only.map { try subject.piece($0) } ?? total(subject, count, threads)
      let digest = NumberText.hex(report.digest, digits: 16)
      invocation.console.print("\(subject.name): \(report.count) operations, digest \(digest), \(report.differences) differences")
      for example in report.examples { invocation.console.print("  \(example)") }
      if let index = report.failed, only == nil {
        invocation.console.print("  replay: \(Tool.name) sweep kernels \(shellWord(subject.name)) --seed \(seed) --only \(index)")
      }
      invocation.console.output.flush()
      differences += report.differences
    }
    invocation.console.print("\(subjects.count) kernels, \(differences) differences")
    return differences == 0 ? .success : .mismatch
  }

  private static func total(_ subject: Subject, _ count: Int, _ threads: Int) throws -> KernelReport {
    var total = KernelReport()
    var next = 0
    while total.count < count {
      let start = next
      let reports = Parallel.map(count: 64, piece: 4, threads: threads) { range in
        Result { try range.map { try subject.piece(start + $0) } }
      }
      for piece in reports { for report in try piece.get() { total.append(report) } }
      next += 64
    }
    return total
  }

  // MARK: Subjects

  private static func subjects(
    _ name: String, _ seed: UInt64, _ backends: [Backend], _ invocation: Invocation
  ) throws(ToolError) -> [Subject] {
    switch name {
    case "all": return codecs(seed, backends) + blocks(seed, backends) + products(seed, backends)
    case "codecs": return codecs(seed, backends)
    case "blocks": return blocks(seed, backends)
    case "products": return products(seed, backends)
    default: break
    }
    if let suite = DotSuite(name) { return [product(suite, seed, backends)] }
    let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
    if let format = NamedBlockFormat(parts[0]) {
      guard parts.count == 2 else { return [block(format.name, BlockEncoder(format: format.descriptor), seed, backends)] }
      if let encoder = encoder(format, parts[1]) { return [block(name, encoder, seed, backends)] }
      throw invocation.usage("\(parts[1]) says nothing of \(format.name), or is no profile; expected FORMAT@PROFILE")
    } else if let format = NamedFormat(name) {
      return [codec(format, seed, backends)]
    }
    throw invocation.usage(
      "no kernel is called \(quoted(name)); expected an instruction, a format, FORMAT@PROFILE, codecs, blocks, products or all"
        + Suggestion.phrase(for: name, among: DotSuite.all.flatMap { $0.instructions } + FormatCatalogue.everyName))
  }

  private static func codecs(_ seed: UInt64, _ backends: [Backend]) -> [Subject] {
    FormatCatalogue.all.filter { $0.descriptor.codeBits <= 19 }.map { codec($0, seed, backends) }
  }

  private static func codec(_ format: NamedFormat, _ seed: UInt64, _ backends: [Backend]) -> Subject {
    let sweep = CodecSweep(format, seed: seed, backends)
    return Subject(name: format.name) { try sweep.run($0) }
  }

  /// Every format that blocks of bytes can have, by itself and as the profiles that people run in bulk have it.
  private static func blocks(_ seed: UInt64, _ backends: [Backend]) -> [Subject] {
    let formats = BlockFormatID.allCases.compactMap { NamedBlockFormat($0.name) }
    return formats.flatMap { format in
      let own = block(format.name, BlockEncoder(format: format.descriptor), seed, backends)
      let others = ["ocp", "cuda", "transformer-engine", "torchao", "int-vs-fp"].compactMap { profile in
        encoder(format, profile).map { block("\(format.name)@\(profile)", $0, seed, backends) }
      }
      return [own] + others
    }
  }

  private static func encoder(_ format: NamedBlockFormat, _ profile: String) -> BlockEncoder? {
    guard let id = format.id, let conversion = Profile.named(profile)?.blockConversion(for: id, from: Binary32.descriptor) else {
      return nil
    }
    return BlockEncoder(format: format.descriptor, conversion: conversion)
  }

  private static func block(_ name: String, _ encoder: BlockEncoder, _ seed: UInt64, _ backends: [Backend]) -> Subject {
    let sweep = BlockKernelSweep(encoder, name: name, seed: seed, backends)
    return Subject(name: name) { try sweep.run($0) }
  }

  private static func products(_ seed: UInt64, _ backends: [Backend]) -> [Subject] {
    DotSuite.all.filter { Gemm($0.datapath, instructionK: $0.k).isAccelerated }.map { product($0, seed, backends) }
  }

  private static func product(_ suite: DotSuite, _ seed: UInt64, _ backends: [Backend]) -> Subject {
    let sweep = ProductSweep(suite, seed: seed)
    return Subject(name: suite.instruction.name) { try sweep.run($0, backends) }
  }
}
