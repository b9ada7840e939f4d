internal import Binade
internal import BinadeTensorCore

/// Times matrix products through datapaths on one thread, beside a plain loop of float32 multiply-adds.
struct GemmBench {
  /// M, N and K of every product.
  static let size = (m: 256, n: 256, k: 1024)

  /// The instructions that are timed.
  static let instructions = [
    "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32",
    "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3", "sm_90:wgmma.f32.e4m3.e4m3", "sm_90:wgmma.f32.f16.f16", "sm_90:wgmma.f32.bf16.bf16",
    "sm_90:wgmma.s32.s8.s8",
  ]

  /// Another run is not begun after this time.
  var patience: Duration = .seconds(1)
  /// Multiply-adds in a product.
  private static var count: Double { Double(size.m * size.n * size.k) }

  /// Multiply-adds per second of an instruction.
  func rate(of name: String) throws -> Double {
    guard let instruction = Instruction.named(name) else { throw ToolError.fault("no instruction \(name)") }
    let (m, n, k) = Self.size
    let a = Self.codes(instruction.a.format, count: m * k, seed: 0)
    let b = Self.codes(instruction.b.format, count: n * k, seed: 1)
    let blocks = instruction.scale.map { k / $0.block } ?? 0
    let scaleA = Self.scales(instruction.datapath.scale?.format, count: m * blocks)
    let scaleB = Self.scales(instruction.datapath.scale?.format, count: n * blocks)
    let gemm = Gemm(instruction)
    var words = [UInt32](repeating: 0, count: m * n)
    var failure: GemmError?
    let seconds = best {
      var target = words.mutableSpan
      do throws(GemmError) {
        try gemm.multiply(a: a.span, b: b.span, scaleA: scaleA.span, scaleB: scaleB.span, m: m, n: n, k: k, into: &target)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Self.count / seconds
  }

  /// Multiply-adds per second of a loop over float32.
  func singleRate() -> Double {
    let (m, n, k) = Self.size
    let (a, b) = (Self.values(count: m * k, seed: 0), Self.values(count: n * k, seed: 1))
    var sums = [Float](repeating: 0, count: m * n)
    let seconds = best {
      var target = sums.mutableSpan
      let (x, y) = (a.span, b.span)
      for row in 0..<m {
        for column in 0..<n {
          var sum = Float(0)
          for place in 0..<k { unsafe sum += x[unchecked: row &* k &+ place] * y[unchecked: column &* k &+ place] }
          target[row * n + column] = sum
        }
      }
    }
    // The sums are used, so that the loop is not left out.
    return sums.contains { $0.isNaN } ? 0 : Self.count / seconds
  }

  /// The shortest time of at least one run and as many as begin in time.
  private func best(_ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var best = Duration.seconds(1_000_000)
    repeat { best = min(best, clock.measure(work)) } while clock.now - start < patience
    return best.seconds
  }

  // MARK: Operands

  /// Numbers of a bell curve.
  private static func values(count: Int, seed: Int) -> [Float] {
    let words = CodecBench.generated(count: count + seed)
    return words.withSpan(of: seed..<(count + seed), as: UInt32.self) { span in span.indices.map { Float(bitPattern: span[$0]) } }
  }

  /// The same as codes; integers fill their range.
  private static func codes(_ format: FormatDescriptor, count: Int, seed: Int) -> [UInt16] {
    let encoder = Encoder(from: Binary32.descriptor, to: format)
    let factor = format.isFixedPoint ? Float(format.magnitudeMask) / 3 : 1
    return values(count: count, seed: seed).map { UInt16(truncatingIfNeeded: encoder.convert(UInt64(($0 * factor).bitPattern)).word) }
  }

  /// Powers of two, or numbers, around one.
  private static func scales(_ format: FormatDescriptor?, count: Int) -> [UInt8] {
    guard let format else { return [] }
    let encoder = Encoder(from: Binary32.descriptor, to: format)
    return values(count: count, seed: 2).map { UInt8(truncatingIfNeeded: encoder.convert(UInt64((0.25 + $0.magnitude).bitPattern)).word) }
  }
}
