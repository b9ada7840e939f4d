internal import Binade
internal import BinadeKernels
internal import BinadeTensorCore

/// Times matrix products through datapaths, packing of the operands included.
struct GemmBench {
  /// One product.
  struct Case {
    let instruction: String
    let size: Sgemm.Size
    var data = GemmOperands.Data.ordinary

    var name: String { "\(instruction) \(size.text) \(data.rawValue)" }

    init(instruction: String, size: Sgemm.Size, data: GemmOperands.Data = .ordinary) {
      (self.instruction, self.size, self.data) = (instruction, size, data)
    }

    /// The product at the size that goes with the back-end.
    init(_ instruction: String, data: GemmOperands.Data = .ordinary) {
      self.init(instruction: instruction, size: isAccelerated(instruction) ? cube : small, data: data)
    }
  }

  static let nvfp4 = "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16"
  static let cube = Sgemm.Size(m: 1024, n: 1024, k: 1024)
  static let deep = Sgemm.Size(m: 512, n: 512, k: 4096)
  /// What plain Swift is timed with.
  static let small = Sgemm.Size(m: 256, n: 256, k: 1024)

  /// The products that are timed: those without a kernel at a size that plain Swift does in a second.
  static var cases: [Case] {
    var cases = [Case(nvfp4), Case(nvfp4, data: .finite), Case(nvfp4, data: .any)]
    if isAccelerated(nvfp4) { cases.append(Case(instruction: nvfp4, size: deep)) }
    cases += ordinary.map { Case($0) }
    cases += finite.map { Case($0, data: .finite) }
    cases.append(Case("sm_90:wgmma.f32.bf16.bf16", data: .any))
    return cases
  }

  private static let ordinary = [
    "sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32", "sm_100:tcgen05.f8f6f4.f32.e2m1.e2m1", "sm_100:tcgen05.f8f6f4.f32.e2m3.e2m3",
    "sm_100:tcgen05.f8f6f4.f32.e3m2.e3m2", "sm_100:tcgen05.mxf8f6f4.f32.e2m1.e2m1.ue8m0.block32",
    "sm_100:tcgen05.mxf8f6f4.f32.e2m3.e2m3.ue8m0.block32", "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3", "sm_100:tcgen05.f8f6f4.f32.e5m2.e5m2",
    "sm_100:tcgen05.f8f6f4.f32.e4m3.e2m1", "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32", "sm_90:wgmma.f32.e4m3.e4m3",
    "sm_90:wgmma.f32.e5m2.e5m2", "sm_90:mma.f32.e4m3.e4m3", "sm_90:wgmma.f32.f16.f16", "sm_90:wgmma.f32.bf16.bf16",
    "sm_90:wgmma.f32.tf32.tf32", "sm_80:mma.f32.f16.f16", "sm_80:mma.f32.bf16.bf16", "sm_70:mma.f32.f16.f16", "sm_90:wgmma.s32.s8.s8",
    "sm_90:wgmma.s32.s8.s8.satfinite", "sm_80:mma.s32.s4.s4",
  ]

  private static let finite = [
    "sm_90:wgmma.f32.f16.f16", "sm_90:wgmma.f32.bf16.bf16", "sm_90:wgmma.f32.e5m2.e5m2", "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3",
    "sm_100:tcgen05.f8f6f4.f32.e2m3.e2m3", "sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32",
    "sm_100:tcgen05.mxf8f6f4.f32.e2m1.e2m1.ue8m0.block32",
  ]

  /// Whether the back-end has a kernel.
  static func isAccelerated(_ name: String) -> Bool { Instruction.named(name).map { Gemm($0).isAccelerated } ?? false }

  /// The products that are timed on two threads.
  static let threaded = [
    nvfp4, "sm_100:tcgen05.f8f6f4.f32.e2m3.e2m3", "sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3", "sm_90:wgmma.f32.bf16.bf16",
    "sm_90:wgmma.s32.s8.s8",
  ]

  var stopwatch = Stopwatch(patience: .milliseconds(600))
  var threads = 1

  /// Bytes of the panels for each element of A and B, by number of their bytes.
  static func panelBytes(of product: Case) throws -> Double {
    guard let instruction = Instruction.named(product.instruction) else { throw ToolError.fault("no instruction \(product.instruction)") }
    let (rows, k) = (256, product.size.k)
    let gemm = Gemm(instruction)
    let words = [UInt32](repeating: 0, count: rows * k)
    let scales = [UInt8](repeating: 0x38, count: instruction.scale.map { rows * k / $0.block } ?? 0)
    return try Double(gemm.panel(.a, words.span, rows: rows, k: k, scales: scales.span).byteCount) / Double(rows * k)
  }

  /// Multiply-adds per second of a case.
  func rate(of product: Case) throws -> Double {
    guard let instruction = Instruction.named(product.instruction) else { throw ToolError.fault("no instruction \(product.instruction)") }
    let (size, operands) = (product.size, GemmOperands(instruction, product.size, product.data))
    var gemm = Gemm(instruction)
    gemm.threads = threads
    var words = [UInt32](repeating: 0, count: size.m * size.n)
    var failure: GemmError?
    func time<Word: StoredWord>(_ type: Word.Type) -> Double {
      let (a, b) = (operands.a.map { Word(truncatingIfNeeded: $0) }, operands.b.map { Word(truncatingIfNeeded: $0) })
      return stopwatch.seconds {
        var target = words.mutableSpan
        do throws(GemmError) {
          try gemm.multiply(
            a: a.span, b: b.span, c: operands.c.span, scaleA: operands.scaleA.span, scaleB: operands.scaleB.span, m: size.m, n: size.n,
            k: size.k, into: &target)
        } catch {
          failure = error
        }
      }
    }
    let seconds =
      switch max(instruction.datapath.a.wordBits, instruction.datapath.b.wordBits) {
      case ...8: time(UInt8.self)
      case ...16: time(UInt16.self)
      default: time(UInt32.self)
      }
    if let failure { throw failure }
    return size.products / seconds
  }
}
