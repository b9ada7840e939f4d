import Binade
import BinadeTensorCore
import Testing

/// The instruction descriptor of tcgen05.
@Suite struct TensorCore5DescriptorTests {
  /// Bits put together by hand from the manual's table.
  static func bits(_ fields: [(at: Int, value: Int)]) -> UInt32 { fields.reduce(0) { $0 | UInt32($1.value) << UInt32($1.at) } }

  @Test func knownWords() throws {
    func word(_ name: String, _ m: Int, _ n: Int, _ change: (inout TensorCore5Descriptor) -> Void = { _ in }) throws -> UInt32 {
      let instruction = try #require(Instruction.named(name))
      var descriptor = try TensorCore5Descriptor(instruction, shape: Shape(m, n, instruction.shape.k))
      change(&descriptor)
      return try descriptor.encoded()
    }
    let bf16 = try word("sm_100:tcgen05.f16.f32.bf16.bf16", 128, 256)
    #expect(bf16 == Self.bits([(4, 1), (7, 1), (10, 1), (17, 32), (24, 8)]) && bf16 == 0x0840_0490)
    let tf32 = try word("sm_100:tcgen05.tf32.f32.tf32.tf32", 64, 8) { $0.transposesB = true }
    #expect(tf32 == Self.bits([(4, 1), (7, 2), (10, 2), (16, 1), (17, 1), (24, 4)]))
    let i8 = try word("sm_100:tcgen05.i8.s32.s8.u8.satfinite", 128, 16)
    #expect(i8 == Self.bits([(3, 1), (4, 2), (7, 1), (17, 2), (24, 8)]))
    let fp8 = try word("sm_100:tcgen05.sp.f8f6f4.f16.e2m1.e3m2", 64, 24) {
      $0.sparsitySelector = 3
      $0.negatesA = true
    }
    #expect(fp8 == Self.bits([(0, 3), (2, 1), (7, 5), (10, 4), (13, 1), (17, 3), (24, 4)]))
    let ws = try word("sm_100:tcgen05.ws.f16.f32.f16.f16", 32, 64) { $0.maximumShift = 3 }
    #expect(ws == Self.bits([(4, 1), (17, 8), (24, 2), (30, 3)]))
    let mx = try word("sm_100:tcgen05.cta_group::2.mxf8f6f4.f32.e5m2.e2m3.ue8m0.block32", 256, 48) {
      ($0.scaleIDA, $0.scaleIDB) = (3, 1)
      $0.negatesB = true
    }
    #expect(mx == Self.bits([(4, 1), (7, 1), (10, 3), (14, 1), (17, 6), (23, 1), (27, 2), (29, 3)]))
    let nv = try word("sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", 128, 128)
    #expect(nv == Self.bits([(7, 1), (10, 1), (17, 16), (27, 1)]))
    let long = try word("sm_103:tcgen05.cta_group::2.m256n256k96.mxf4.f32.e2m1.e2m1.ue8m0.block32", 256, 16) { $0.scaleIDA = 2 }
    #expect(long == Self.bits([(7, 1), (10, 1), (17, 2), (23, 1), (27, 2), (29, 2), (31, 1)]))
  }

  /// Every instruction of tcgen05, in some shapes: to bits, back, and to the instruction again.
  @Test func roundTrip() throws {
    var count = 0
    for instruction in Instruction.all where instruction.unit == .tcgen05 {
      for shape in [instruction.shapes.first!, instruction.shapes.last!] {
        let descriptor = try TensorCore5Descriptor(instruction, shape: shape)
        let word = try descriptor.encoded()
        let back = try TensorCore5Descriptor(word, kind: descriptor.kind)
        #expect(back == descriptor, "\(instruction.name)")
        #expect(back.shape == shape)
        let found = back.instruction(on: instruction.architecture, block: instruction.scale?.block, variant: instruction.variant)
        #expect(found == instruction, "\(instruction.name)")
        count += 1
      }
    }
    #expect(count > 600)
  }

  /// Any 32 bits are either refused or come back as they are.
  @Test(arguments: TensorCore5Descriptor.Kind.allCases) func anyWord(_ kind: TensorCore5Descriptor.Kind) throws {
    var random = FragmentRandom(77)
    var accepted = 0
    // Start from legal words and turn up to two bits: random words are hardly ever legal.
    let start: UInt32 =
      switch kind {
      case .tf32: Self.bits([(4, 1), (7, 2), (10, 2), (17, 4), (24, 8)])
      case .f16, .f8f6f4: Self.bits([(4, 1), (17, 4), (24, 8)])
      case .i8: Self.bits([(4, 2), (17, 4), (24, 8)])
      case .mxf8f6f4: Self.bits([(17, 4), (23, 1), (27, 1)])
      case .mxf4, .mxf4nvf4: Self.bits([(7, 1), (10, 1), (17, 4), (23, 1), (27, 1)])
      }
    for _ in 0..<4000 {
      let word = start ^ (1 << UInt32(random.next() % 32)) ^ (random.next() % 2 == 0 ? 1 << UInt32(random.next() % 32) : 0)
      guard let descriptor = try? TensorCore5Descriptor(word, kind: kind) else { continue }
      accepted += 1
      let again = try descriptor.encoded()
      #expect(again == word)
    }
    #expect(accepted > 400)
  }

  @Test func illegalWords() {
    func error(_ kind: TensorCore5Descriptor.Kind, _ fields: [(at: Int, value: Int)]) -> DescriptorError? {
      do {
        _ = try TensorCore5Descriptor(Self.bits(fields), kind: kind)
        return nil
      } catch {
        return error
      }
    }
    let f16 = [(at: 4, value: 1), (at: 17, value: 4), (at: 24, value: 8)]
    let legal = error(.f16, f16)
    #expect(legal == nil)
    let found = [
      error(.f16, f16 + [(6, 1)]), error(.f16, f16 + [(7, 2)]), error(.f16, f16 + [(0, 1)]), error(.f16, f16 + [(3, 1)]),
      error(.f16, f16 + [(23, 1)]), error(.f16, f16 + [(29, 1)]), error(.f16, [(4, 1), (17, 4), (24, 3)]),
      error(.f16, [(4, 1), (17, 33), (24, 8)]),
      error(.f16, [(4, 3), (17, 4), (24, 8)]), error(.i8, [(4, 2), (13, 1), (17, 4), (24, 8)]),
      error(.mxf4, [(4, 1), (7, 1), (10, 1), (17, 4), (23, 1), (27, 1)]), error(.mxf4, [(7, 1), (10, 1), (17, 4), (27, 1)]),
      error(.mxf4nvf4, [(7, 1), (10, 1), (15, 1), (17, 4), (27, 1)]), error(.mxf8f6f4, [(17, 4), (23, 1), (27, 1), (31, 1)]),
    ]
    let names = found.map { error in
      if case .field(let name, _, _, _) = error { name } else { "" }
    }
    #expect(
      names == [
        "reserved", "A type", "sparsity selector", "saturate", "reserved", "reserved", "M", "N", "D type", "negate A", "SFB id",
        "scale type",
        "transpose A", "reserved",
      ])
    #expect(found[1]?.message == "A type (bits 7-9): expected f16, bf16, found code 2")
    #expect(found[0]?.message == "reserved (bit 6): expected 0, found code 1")
  }

  @Test func illegalValues() throws {
    func isRefused(_ kind: TensorCore5Descriptor.Kind = .f16, _ change: (inout TensorCore5Descriptor) -> Void) -> Bool {
      var descriptor = TensorCore5Descriptor(kind: .f16, d: .f32, a: .f16, b: .f16, m: 128, n: 64)
      if kind == .mxf4 { descriptor = TensorCore5Descriptor(kind: .mxf4, d: .f32, a: .e2m1, b: .e2m1, m: 128, n: 64, scaleType: .ue8m0) }
      change(&descriptor)
      return (try? descriptor.encoded()) == nil
    }
    let unchanged = [isRefused { _ in }, isRefused(.mxf4) { _ in }]
    #expect(unchanged == [false, false])
    let refused = [
      isRefused { $0.m = 100 }, isRefused { $0.n = 12 }, isRefused { $0.n = 264 }, isRefused { $0.n = -8 }, isRefused { $0.m = .max },
      isRefused { $0.a = .e4m3 }, isRefused { $0.b = .tf32 }, isRefused { $0.d = .s32 }, isRefused { $0.saturates = true },
      isRefused { $0.sparsitySelector = 1 }, isRefused { $0.scaleIDA = 1 }, isRefused { $0.scaleType = .ue8m0 },
      isRefused { $0.hasLongK = true },
      isRefused { $0.maximumShift = 4 }, isRefused(.mxf4) { $0.m = 64 }, isRefused(.mxf4) { $0.scaleIDB = 1 },
      isRefused(.mxf4) { $0.d = .f16 },
      isRefused(.mxf4) { $0.scaleType = .ue4m3 }, isRefused(.mxf4) { $0.transposesA = true }, isRefused(.mxf4) { $0.saturates = true },
      isRefused(.mxf4) { $0.maximumShift = 1 },
      isRefused(.mxf4) {
        $0.hasLongK = true
        $0.isSparse = true
      },
    ]
    #expect(refused.allSatisfy { $0 }, "\(refused)")
    let wgmma = try #require(Instruction.named("sm_90:wgmma.f32.f16.f16"))
    #expect(throws: DescriptorError.self) { try TensorCore5Descriptor(wgmma) }
    let instruction = try #require(Instruction.named("sm_100:tcgen05.f16.f32.f16.f16"))
    #expect(throws: DescriptorError.self) { try TensorCore5Descriptor(instruction, shape: Shape(32, 8, 16)) }
    let signs = try TensorCore5Descriptor(instruction, modifiers: Modifiers(negatesA: true, ignoresAccumulator: true)).modifiers
    #expect(signs == Modifiers(negatesA: true))
  }
}
