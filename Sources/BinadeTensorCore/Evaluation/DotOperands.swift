internal import Binade

/// The operands of one element of D, as words, for any arithmetic.
struct DotOperands {
  let a: [UInt64]
  let b: [UInt64]
  let scaleA: [UInt8]
  let scaleB: [UInt8]
  let modifiers: Modifiers

  var count: Int { a.count }

  /// The word of A at k; beyond the end zero. Spec [datapaths-2].
  func wordA(_ k: Int) -> UInt64 { k < a.count ? a[k] : 0 }

  /// The word of B at k; beyond the end zero.
  func wordB(_ k: Int) -> UInt64 { k < b.count ? b[k] : 0 }
}
