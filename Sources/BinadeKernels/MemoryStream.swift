#if Kernels
  internal import CBinadeKernels
#endif

/// The yardstick of codecs: a loop that reads one buffer and writes another, both from the first byte to the last, and computes nothing.
public enum MemoryStream {
  /// Reads `source` and writes `target`, in step; what is written has no meaning. Up to 127 bytes at the ends are left out.
  ///
  /// - Parameter backend: whose loads and stores are used; without kernels plain loops.
  public static func run(reading source: Span<UInt8>, writing target: inout MutableSpan<UInt8>, backend: Backend = .current) {
    #if Kernels
      if backend != .swift {
        unsafe source.withUnsafeBytes { source in
          unsafe target.withUnsafeMutableBytes { target in
            guard let from = source.baseAddress, let to = target.baseAddress else { return }
            let skipped = Int(64 - UInt(bitPattern: to) & 63) & 63
            let written = max(0, target.count - skipped) & ~63
            guard written >= 64 else { return }
            let seen = unsafe binade_stream(backend.code, from, source.count & ~63, to + skipped, written)
            // What was read is used, so that no read is left out.
            unsafe (to + skipped).storeBytes(of: seen, as: UInt64.self)
          }
        }
        return
      }
    #endif
    var sum: UInt8 = 0
    for index in source.indices { sum |= source[index] }
    for index in target.indices { target[index] = sum }
  }
}
