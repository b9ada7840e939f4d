import Binade
import BinadeTensorCore
import Foundation
import Testing

/// The registry of instructions says what the code says: every row is expanded here, by the grammar of [instructions-1], and looked up.
@Suite struct RegistryInstructionTests {
  struct Row: Decodable, Sendable {
    struct Scale: Decodable { let type: String, block: Int }
    struct Shapes: Decodable { let m, n: [Int], k: Int }
    struct Variant: Decodable { let name: String, shapes: [Shapes] }
    struct Source: Decodable { let evidence, witness: String }
    struct Provenance: Decodable { let standard: Source, exceptions: [String: Source] }
    let architectures: [String]
    let unit: String
    let kind: String?
    let types: [String]
    let mixed: Bool
    let accumulators: [String]
    let scale: Scale?
    let suffixes: [String?]
    let shapes: [Shapes]
    let variants: [Variant]
    let datapaths: [[String: Value]]
    let provenance: Provenance
    let variantProvenance: Provenance?
    let untestedProvenance: Provenance?
    let untested: [String]
  }

  /// A parameter: a number, a word, or none.
  struct Value: Decodable, Hashable, Sendable {
    let text: String
    init(from decoder: any Swift.Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = "none"
      } else if let number = try? container.decode(Int.self) {
        text = "\(number)"
      } else {
        text = try container.decode(String.self)
      }
    }
  }

  static let rows: [Row] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Spec/registry")
    let data = try! Data(contentsOf: folder.appendingPathComponent("instructions.json"))
    return try! JSONDecoder().decode([Row].self, from: data)
  }()

  /// Every instruction of every row, once, and no other.
  @Test func names() {
    var names: [String] = []
    for row in Self.rows {
      for architecture in row.architectures {
        for (variant, shapes) in [("", row.shapes)] + row.variants.map({ ($0.name, $0.shapes) }) {
          names += Self.names(row, architecture, variant, shapes).map { $0.name }
        }
      }
    }
    #expect(Set(names).count == names.count)
    #expect(Set(names) == Set(Instruction.all.map { $0.name }))
  }

  static func names(
    _ row: Row, _ architecture: String, _ variant: String, _ shapes: [Row.Shapes]
  ) -> [(name: String, d: String, a: String, b: String, suffix: String?, k: Int)] {
    var result: [(name: String, d: String, a: String, b: String, suffix: String?, k: Int)] = []
    var ks: [Int] = []
    for shape in shapes where !ks.contains(shape.k) { ks.append(shape.k) }
    for d in row.accumulators {
      for a in row.types {
        for b in row.mixed ? row.types : [a] {
          for suffix in row.suffixes {
            for k in ks {
              var words = [row.unit + variant]
              if k != ks[0] {
                let first = shapes.first { $0.k == k }!
                let (m, n) = (first.m.max()!, first.n.max()!)
                words.append(row.unit == "mfma" ? "\(m)x\(n)x\(k)" : "m\(m)n\(n)k\(k)")
              }
              words += (row.kind.map { [$0] } ?? []) + [d, a, b]
              if let scale = row.scale { words += [scale.type, "block\(scale.block)"] }
              if let suffix { words.append(suffix) }
              result.append(("\(architecture):" + words.joined(separator: "."), d, a, b, suffix, k))
            }
          }
        }
      }
    }
    return result
  }

  /// Every member of every instruction.
  @Test func members() throws {
    for row in Self.rows {
      for architecture in row.architectures {
        let variants = row.variants.flatMap { variant in Self.names(row, architecture, variant.name, variant.shapes).map { ($0, variant) } }
        for (entry, variant) in Self.names(row, architecture, "", row.shapes).map({ ($0, Row.Variant?.none) }) + variants {
          let instruction = try #require(Instruction.named(entry.name))
          let products = variant?.name.contains(".sp") == true ? entry.k / 2 : entry.k
          let parameters = try #require(
            row.datapaths.first {
              $0["accumulator"]?.text == entry.d && $0["suffix"]?.text == entry.suffix ?? "none" && $0["k"]?.text == "\(products)"
            })
          #expect(parameters["arithmetic"]?.text == instruction.datapath.arithmeticName)
          for (parameter, value) in instruction.datapath.parameters {
            #expect(parameters[parameter.name]?.text == value, "\(entry.name) \(parameter.name)")
          }
          #expect(parameters.count == instruction.datapath.parameters.count + 4)
          #expect(instruction.shape.k == entry.k)
          let shapes = (variant?.shapes ?? row.shapes).filter { $0.k == entry.k }.flatMap { set in
            set.m.flatMap { m in set.n.map { Shape(m, $0, set.k) } }
          }
          #expect(Set(shapes) == Set(instruction.shapes))
          #expect(instruction.datapath.scale?.blockLength == row.scale?.block)
          if variant == nil { #expect(Set(instruction.variants.map { $0.name }) == Set(row.variants.map { $0.name })) }
          let isUntested = row.untested.contains(entry.a) || row.untested.contains(entry.b)
          for (parameter, _) in instruction.datapath.parameters {
            let source = instruction.provenance.source(of: parameter)
            let plain = isUntested ? try #require(row.untestedProvenance) : row.provenance
            let provenance = variant == nil ? plain : try #require(row.variantProvenance)
            let expected = provenance.exceptions[parameter.name] ?? provenance.standard
            #expect(source.evidence.name == expected.evidence && source.witness == expected.witness)
          }
        }
      }
    }
  }

  /// Names that are not canonical, and names that are no instruction.
  @Test func lookups() throws {
    let instruction = try #require(Instruction.named("sm_90:wgmma.m64n128k32.f32.e4m3.e5m2"))
    #expect(instruction.name == "sm_90:wgmma.f32.e4m3.e5m2")
    #expect(Instruction.named("sm_90:mma.m16n8k16.f32.f16.f16")?.name == "sm_90:mma.f32.f16.f16")
    #expect(Instruction.named("gfx942:mfma.32x32x8.f32.f16.f16")?.shape == Shape(32, 32, 8))
    #expect(Instruction.named("sm_100:tcgen05.cta_group::2.sp.f16.f32.f16.f16")?.shape.k == 32)
    for name in [
      "", "sm_90", "sm_90:", "sm_91:mma.f32.f16.f16", "sm_90:tcgen05.f16.f32.f16.f16", "sm_90:wgmma.f32.f16.bf16",
      "sm_90:wgmma.m32n8k16.f32.f16.f16", "sm_90:wgmma.ws.f32.f16.f16", "sm_100:tcgen05.ws.mxf4.f32.e2m1.e2m1.ue8m0.block32",
    ] {
      #expect(throws: UnknownInstruction.self) { try Instruction.find(name) }
    }
    let error = #expect(throws: UnknownInstruction.self) { try Instruction.find("sm_90:wgmma.f32.f16.bf16") }
    #expect(error?.alternatives.contains("sm_90:wgmma.f32.f16.f16") == true)
  }
}
