#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// What the system says about itself, and the few C functions that are needed.
enum Machine {
  /// The number of cores that are online, 1 at least.
  static let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  /// Bytes of memory in the machine.
  static let memory = max(1, Int(sysconf(Int32(_SC_PHYS_PAGES)))) * max(1, Int(sysconf(Int32(_SC_PAGESIZE))))

  /// The logarithm to base 10.
  static func log10(_ value: Double) -> Double { cLog10(value) }

  /// The logarithm to base 2.
  static func log2(_ value: Double) -> Double { cLog2(value) }

  /// Creates a folder. Returns false, with the reason, if that fails; a folder that is there is fine.
  static func makeFolder(_ path: String) -> (isDone: Bool, reason: String) {
    if unsafe mkdir(path, 0o777) == 0 || errno == EEXIST { return (true, "") }
    return (false, unsafe String(cString: strerror(errno)))
  }
}

// Inside the type, its own functions would hide these.
private func cLog10(_ value: Double) -> Double { log10(value) }
private func cLog2(_ value: Double) -> Double { log2(value) }
