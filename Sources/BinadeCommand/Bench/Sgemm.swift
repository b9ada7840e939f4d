internal import Foundation

/// The yardstick of matrix products: sgemm of numpy's BLAS on one thread, or a plain loop of float32 multiply-adds.
struct Sgemm {
  /// M, N and K.
  struct Size: Hashable {
    let m, n, k: Int

    var products: Double { Double(m) * Double(n) * Double(k) }
    var text: String { "\(m)x\(n)x\(k)" }
  }

  /// What was measured, in words.
  let name: String
  private var rates: [Size: Double]
  /// Where numpy is not there: the rate of the loop, whatever the size.
  private let loop: Double
  private let python: String?

  /// Measures all sizes.
  ///
  /// - Parameter python: the interpreter to ask for numpy.
  init(_ sizes: [Size], python: String) {
    if let answer = Sgemm.measure(sizes, python) {
      (name, rates, loop, self.python) = ("sgemm of \(answer.name), one thread", answer.rates, 0, python)
    } else {
      (name, rates, self.python) = ("the tool's own float32 loop, for want of numpy", [:], nil)
      loop = Sgemm.loopRate()
    }
  }

  /// Measures again, and keeps the better of both.
  mutating func measureAgain() {
    guard let python, let answer = Sgemm.measure(Array(rates.keys), python) else { return }
    rates.merge(answer.rates) { max($0, $1) }
  }

  /// Multiply-adds per second.
  func rate(_ size: Size) -> Double { rates[size] ?? loop }

  // MARK: numpy

  private static let script = """
    import json, sys, time
    import numpy
    sizes = json.loads(sys.argv[1])
    seconds = []
    for m, n, k in sizes:
        a = numpy.random.default_rng(0).standard_normal((m, k)).astype(numpy.float32)
        b = numpy.random.default_rng(1).standard_normal((n, k)).astype(numpy.float32)
        best = float("inf")
        for _ in range(9):
            start = time.perf_counter()
            a @ b.T
            best = min(best, time.perf_counter() - start)
        seconds.append(best)
    core = ""
    try:
        import ctypes
        paths = {line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line}
        for name in ("scipy_openblas_get_corename64_", "openblas_get_corename64_", "openblas_get_corename"):
            function = getattr(ctypes.CDLL(min(paths)), name, None)
            if function is not None and not core:
                function.restype = ctypes.c_char_p
                core = f", its kernels for {function().decode()},"
    except (OSError, ValueError):
        pass
    blas = numpy.show_config(mode="dicts")["Build Dependencies"]["blas"]
    print(json.dumps({"name": f"{blas['name']} {blas['version']}{core} through numpy {numpy.__version__}", "seconds": seconds}))
    """

  private static func measure(_ sizes: [Size], _ python: String) -> (name: String, rates: [Size: Double])? {
    let list = "[" + sizes.map { "[\($0.m),\($0.n),\($0.k)]" }.joined(separator: ",") + "]"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python, "-c", script, list]
    var environment = ProcessInfo.processInfo.environment
    for name in ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"] { environment[name] = "1" }
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard let answer = try? JSONSerialization.jsonObject(with: data) as? [String: Any], let name = answer["name"] as? String,
      let seconds = answer["seconds"] as? [Double], seconds.count == sizes.count
    else { return nil }
    return (name, Dictionary(zip(sizes, zip(sizes, seconds).map { $0.products / $1 }), uniquingKeysWith: max))
  }

  // MARK: Loop

  private static func loopRate() -> Double {
    let size = Size(m: 128, n: 128, k: 1024)
    let x = GemmOperands.bellCurve(count: size.m * size.k, seed: 0), y = GemmOperands.bellCurve(count: size.n * size.k, seed: 1)
    var sums = [Float](repeating: 0, count: size.m * size.n)
    let seconds = Stopwatch().seconds {
      let (a, b) = (x.span, y.span)
      for row in 0..<size.m {
        for column in 0..<size.n {
          var sum = Float(0)
          for place in 0..<size.k { unsafe sum += a[unchecked: row &* size.k &+ place] * b[unchecked: column &* size.k &+ place] }
          sums[row * size.n + column] = sum
        }
      }
    }
    // The sums are used, so that the loop is not left out.
    return sums.contains { $0.isNaN } ? 0 : size.products / seconds
  }
}
