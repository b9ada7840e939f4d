/// An operand as a back-end's kernel wants it.
///
/// The memory is written by the initializer and only read afterwards.
@safe final class TilePanel: @unchecked Sendable {
  let kernel: TileKernel
  /// The kernel's own layout.
  let memory: UnsafeMutableRawBufferPointer

  /// Packs an operand.
  init(_ kernel: TileKernel, _ side: Panel.Side, rows: Int, k: Int, _ source: WordPanel, _ gemm: Gemm) {
    self.kernel = kernel
    let bytes = kernel.panelBytes(side, rows: rows, k: k)
    unsafe memory = .allocate(byteCount: max(bytes, 64), alignment: 64)
    gemm.inPieces(rows, unit: 64) { unsafe kernel.pack(side, source, rows: rows, k: k, $0, into: memory) }
  }

  deinit { unsafe memory.deallocate() }
}
