internal import Binade
internal import BinadeVectors

/// `--random` and `--random-layout`, which belong to `--rounding stochastic` and to nothing else.
struct StochasticOptions {
  private let path: String?
  private let layout: RandomLayout?

  /// Checks that the options go together.
  init(_ invocation: Invocation, _ target: NamedFormat) throws(ToolError) {
    path = invocation.value("--random")
    layout = invocation.value("--random-layout").flatMap { RandomLayout(rawValue: $0) }
    let isStochastic = invocation.value("--rounding") == Rounding.stochastic.name
    if isStochastic, path == nil {
      throw invocation.usage("--rounding stochastic needs --random WORDS.npy: nothing is drawn inside the tool")
    }
    if !isStochastic, path != nil { throw invocation.usage("--random is read only by --rounding stochastic; expected both or neither") }
    if path == nil, layout != nil { throw invocation.usage("--random-layout says how --random is read; expected --random WORDS.npy too") }
  }

  /// The random words for `count` elements.
  ///
  /// - Throws: a ``ToolError`` if their type or number is not what the layout needs.
  func words(for count: Int, _ console: Console) throws -> (words: [UInt32], layout: RandomLayout)? {
    guard let path else { return nil }
    let array = try SourceArray.read(path, console)
    let name = oneLine(array.name)
    let own: [NpyDType: RandomLayout] = [.uint8: .perElement8, .uint16: .perElement16, .uint32: .perElement32]
    guard let natural = own[array.dtype] else {
      throw ToolError.invalid("\(name): expected random words as |u1, <u2 or <u4, found \(array.dtype.rawValue)")
    }
    let layout = layout ?? natural
    let needed = own.first { $0.value == layout }?.key ?? .uint32
    if array.dtype != needed {
      throw ToolError.invalid("\(name): layout \(layout.name) needs words as \(needed.rawValue), found \(array.dtype.rawValue)")
    }
    let expected = layout.wordCount(forElements: count)
    if array.count != expected {
      throw ToolError.invalid("\(name): layout \(layout.name) needs \(expected) random words for \(count) elements, found \(array.count)")
    }
    return (Words(array).widened().map { UInt32($0) }, layout)
  }
}
