internal import Dispatch

/// A value that one thread at a time may touch.
///
/// A queue and not the standard library's mutex: the thread sanitizer follows queues, and sees nothing of that mutex on Linux.
package final class Locked<Value>: @unchecked Sendable {
  private let queue = DispatchQueue(label: "Locked")
  private var value: Value

  package init(_ value: Value) { self.value = value }

  /// The result of `body`, which has the value for itself meanwhile.
  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result { try queue.sync { try body(&value) } }
}
