/// A row of the tables of [instructions-3], [instructions-5] and [instructions-8]: several instructions with one kind of datapath.
struct InstructionRow {
  let architectures: [String]
  let unit: String
  let kind: String?
  /// The words for A and B; mixed freely or the same on both sides.
  let elements: [String]
  var mixes = false
  let accumulators: [String]
  let products: [Int]
  /// The variants but `.sp`.
  var variants: [[OracleInstruction.Variant]] = [[]]
  /// The numbers of products that a sparse form exists for, with each of the variants; from the registry [instructions-7].
  var sparse: [Int] = []
  var suffixes: [String?] = [nil]
  /// Scale words and blocks.
  var scales: [(word: String?, block: Int)] = [(nil, 1)]
  /// Sets what is special to the row. The second argument is K of one instruction, in products.
  var adjust: @Sendable (inout OracleDatapath, Int) -> Void
  let arithmetic: OracleDatapath.Arithmetic

  /// `unitAndKind` is as in the table, `tcgen05 f16` or `mma`.
  init(
    _ architectures: [String], _ unitAndKind: String, _ elements: [String], mixes: Bool = false, _ accumulators: [String],
    _ products: [Int], _ arithmetic: OracleDatapath.Arithmetic, adjust: @escaping @Sendable (inout OracleDatapath, Int) -> Void
  ) {
    self.architectures = architectures
    let words = unitAndKind.split(separator: " ").map(String.init)
    unit = words[0]
    kind = words.count == 2 ? words[1] : nil
    self.elements = elements
    self.mixes = mixes
    self.accumulators = accumulators
    self.products = products
    self.arithmetic = arithmetic
    self.adjust = adjust
  }

  /// The instructions of the row.
  var instructions: [OracleInstruction] {
    var list: [OracleInstruction] = []
    for architecture in architectures {
      for count in products {
        for variants in variants + (sparse.contains(count) ? variants.map(withSparse) : []) {
          for d in accumulators {
            for a in elements {
              for b in mixes ? elements : [a] {
                for scale in scales {
                  for suffix in suffixes {
                    let datapath = datapath(d: d, a: a, b: b, scale: scale, suffix: suffix, products: count)
                    list.append(
                      OracleInstruction(
                        architecture: architecture, unit: unit, variants: variants, kind: kind, d: d, a: a, b: b, scale: scale.word,
                        suffix: suffix, products: count, datapath: datapath))
                  }
                }
              }
            }
          }
        }
      }
    }
    return list
  }

  /// The variant with `.sp`, which stands behind `.ws` and before `cta_group::2` [instructions-1].
  private func withSparse(_ variants: [OracleInstruction.Variant]) -> [OracleInstruction.Variant] {
    variants.filter { $0 == .weightStationary } + [.sparse] + variants.filter { $0 == .twoCTA }
  }

  private func datapath(
    d: String, a: String, b: String, scale: (word: String?, block: Int), suffix: String?, products: Int
  ) -> OracleDatapath {
    func format(_ word: String) -> OracleFormat { Self.formats[word]! }
    var datapath = OracleDatapath(arithmetic, a: format(a), b: format(b), accumulator: format(d))
    datapath.scale = scale.word.map(format)
    datapath.scaleBlock = scale.block
    if suffix == "satfinite" { datapath.overflow = .saturate }
    if suffix == "xor.popc" { datapath.product = .exclusiveOr }
    adjust(&datapath, products)
    // L is the smaller of the table's L and K [instructions-2].
    datapath.groupLength = min(datapath.groupLength, products)
    return datapath
  }

  /// The formats of the words in names [instructions-1].
  private static let formats: [String: OracleFormat] = {
    let names = [
      "f64": "f64", "f32": "f32", "tf32": "tf32", "f16": "f16", "bf16": "bf16", "e4m3": "e4m3fn", "e5m2": "e5m2", "e2m3": "e2m3fn",
      "e3m2": "e3m2fn", "e2m1": "e2m1fn", "s8": "int8", "u8": "uint8", "s4": "int4", "u4": "uint4", "b1": "uint1", "ue8m0": "e8m0fnu",
      "ue4m3": "ue4m3", "xf32": "tf32", "bf16_1k": "bf16", "fp8": "e4m3fnuz", "bf8": "e5m2fnuz", "i8": "int8",
    ]
    var formats = names.mapValues { OracleArithmetic.format($0) }
    let whole = OracleFormat(name: "int32", sign: .complement, exponentBits: 0, significandBits: 31, bias: -30)
    formats["s32"] = whole
    formats["i32"] = whole
    return formats
  }()
}

extension OracleInstruction {
  /// Every instruction, without regard to M and N.
  static let all: [OracleInstruction] = (nvidiaFloating + nvidiaOther + amd).flatMap(\.instructions)
}
