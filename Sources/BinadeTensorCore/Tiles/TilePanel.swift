/// An operand as a back-end's kernel wants it.
///
/// The memory is written by the initializer and only read afterwards.
@safe final class TilePanel: @unchecked Sendable {
  let kernel: TileKernel
  /// The kernel's own layout.
  let memory: UnsafeMutableRawBufferPointer

  /// Packs an operand: its words in the width of ``StoredWords``, and its scale bytes.
  init(
    _ kernel: TileKernel, _ side: Panel.Side, rows: Int, k: Int,
    _ source: (words: UnsafeRawBufferPointer, scales: UnsafeBufferPointer<UInt8>), _ gemm: Gemm
  ) {
    self.kernel = kernel
    let bytes = kernel.panelBytes(side, rows: rows, k: k)
    unsafe memory = .allocate(byteCount: max(bytes, 64), alignment: 64)
    let operand = unsafe Operand(words: source.words, scales: source.scales)
    gemm.inPieces(rows, unit: 64) { unsafe kernel.pack(side, operand.words, operand.scales, rows: rows, k: k, $0, into: memory) }
  }

  deinit { unsafe memory.deallocate() }

  /// What the threads read while they pack.
  @safe private struct Operand: @unchecked Sendable {
    let words: UnsafeRawBufferPointer
    let scales: UnsafeBufferPointer<UInt8>
  }
}

extension WordPanel {
  /// The operand as a kernel wants it.
  func tiles(_ kernel: TileKernel, _ side: Panel.Side, rows: Int, k: Int, _ gemm: Gemm) -> TilePanel {
    unsafe words.bytes.withUnsafeBytes { words in
      unsafe scales.withUnsafeBufferPointer { unsafe TilePanel(kernel, side, rows: rows, k: k, (words: words, scales: $0), gemm) }
    }
  }
}
