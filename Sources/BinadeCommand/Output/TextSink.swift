internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Where bytes go: a descriptor of the process, or memory.
///
/// Writing never throws. After a failure the rest is dropped, and ``Tool/run(_:_:)`` reports it once; a command that writes without end
/// looks at ``isOpen``.
final class TextSink: Sendable {
  /// Why a write failed.
  struct Failure: Sendable {
    let code: Int32
    /// Whoever read the other end went away.
    var isClosedPipe: Bool { code == EPIPE }
    var reason: String { unsafe String(cString: strerror(code)) }
  }

  private struct State {
    var bytes: [UInt8] = []
    var failure: Failure?
  }

  private let state = Mutex(State())
  private let descriptor: Int32?
  private let isLineBuffered: Bool
  private static let bufferSize = 1 << 16

  /// Collects in memory.
  init() {
    descriptor = nil
    isLineBuffered = false
  }

  /// Writes to a descriptor of the process.
  init(descriptor: Int32, isLineBuffered: Bool = false) {
    self.descriptor = descriptor
    self.isLineBuffered = isLineBuffered
  }

  /// The first failure, if any.
  var failure: Failure? { state.withLock { $0.failure } }

  /// Whether anything still arrives.
  var isOpen: Bool { failure == nil }

  /// What was collected in memory.
  var contents: [UInt8] { state.withLock { $0.bytes } }

  /// The text that was collected in memory.
  var text: String { String(decoding: contents, as: UTF8.self) }

  /// Adds text.
  func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// Adds bytes.
  func write(bytes: [UInt8]) {
    state.withLock { state in
      guard state.failure == nil else { return }
      state.bytes += bytes
      if isLineBuffered || state.bytes.count >= Self.bufferSize { flush(&state) }
    }
  }

  /// Hands everything to the system.
  func flush() { state.withLock { flush(&$0) } }

  private func flush(_ state: inout State) {
    guard let descriptor else { return }
    unsafe state.bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count, state.failure == nil {
        let count = unsafe Self.put(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count >= 0 { done += count } else if errno != EINTR { state.failure = Failure(code: errno) }
      }
    }
    state.bytes.removeAll(keepingCapacity: true)
  }

  private static func put(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    unsafe posixWrite(descriptor, bytes, count)
  }

  /// Whether a descriptor of the process is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}

// Inside the type, its own `write` would hide this.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int { unsafe write(descriptor, bytes, count) }
