internal import Binade

/// Records of consecutive words: functions and conversions.
extension CaptureVerifier {
  /// Chunks of records of all 2^32 words that are computed without ``isSweep``: the upper bytes of words, both zeros and their subnormal
  /// neighbours, numbers around the ends of binary16, around one, around 64, and NaN among them.
  private static let sample = [0x00, 0x33, 0x3F, 0x42, 0x47, 0x7F, 0x80, 0xC2]

  /// Chunks in pieces for the threads: as many as ``count`` says; of a record of all words a part.
  func pieces(of results: CaptureDigests) -> [Range<Int>] {
    if let chunk = selection?.chunk { return [chunk..<chunk + 1] }
    // Where a chunk is far more than was asked for, none.
    let limit = count.map { $0 < results.chunk / 64 ? 0 : max(1, $0 / results.chunk) } ?? .max
    let all = results.digests.count
    if results.results > 1 << 26 && !isSweep { return Self.sample.filter { $0 < all }.prefix(limit).map { $0..<$0 + 1 } }
    let piece = max(1, (1 << 20) / results.chunk)
    let end = min(limit, all)
    return stride(from: 0, to: end, by: piece).map { $0..<min(end, $0 + piece) }
  }

  func plan(_ conversions: [CaptureConversion]) -> (entries: [CaptureReport.Entry], tasks: [CaptureTask]) {
    let chosen = isChosen(conversions.map { $0.name })
    var entries: [CaptureReport.Entry] = []
    var tasks: [CaptureTask] = []
    for index in conversions.indices where chosen[index] {
      let conversion = conversions[index]
      var entry = CaptureReport.Entry(title: conversion.name, group: conversion.name, recorded: conversion.results)
      let number = entries.count
      var isSampled = false
      if case .runs(let count, _) = conversion.content { isSampled = !isSweep && count > 1 << 20 }
      if let encoder = conversion.encoder(count: isSampled ? 0 : conversion.results) {
        switch conversion.content {
        case .digests(let results):
          for piece in pieces(of: results) {
            tasks.append(CaptureTask(entry: number) { conversion.outcome(piece, results, encoder) })
          }
        case .words: tasks.append(CaptureTask(entry: number) { conversion.outcome(0..<conversion.results, encoder) })
        case .runs(let count, _):
          if !isSampled {
            for start in stride(from: 0, to: count, by: 1 << 26) {
              let range = start..<min(count, start + 1 << 26)
              tasks.append(CaptureTask(entry: number) { conversion.outcome(range, encoder) })
            }
          } else {
            tasks.append(CaptureTask(entry: number) { conversion.sampled(encoder) })
          }
        case .stochastic: entry.isModelled = false
        }
      } else {
        entry.isModelled = false
      }
      entries.append(entry)
    }
    return (entries, tasks)
  }
}
