extension OracleInstruction {
  /// [instructions-8].
  static let amd: [InstructionRow] = {
    let all = ["gfx908", "gfx90a", "gfx942"]
    func row(
      _ architectures: [String], _ elements: [String], d: String = "f32", _ arithmetic: OracleDatapath.Arithmetic, l: Int, k: [Int],
      mixes: Bool = false, adjust: @escaping @Sendable (inout OracleDatapath) -> Void = { _ in }
    ) -> InstructionRow {
      InstructionRow(architectures, "mfma", elements, mixes: mixes, [d], k, arithmetic) { datapath, products in
        datapath.groupLength = l
        // [datapaths-14].
        datapath.canonicalNaN = d == "f64" ? 0xFFF8_0000_0000_0000 : 0x7FC0_0000
        // RNE-FP32 is the default output conversion.
        datapath.zero = .sum
        if arithmetic == .pairwiseSum { datapath.flushLength = products }
        adjust(&datapath)
      }
    }
    func twoStage(_ elements: [String], l: Int, k: [Int]) -> InstructionRow {
      row(["gfx942"], elements, .twoStageSum, l: l, k: k) { datapath in
        datapath.parts = 1
        datapath.productLimit = 128
      }
    }
    return [
      row(all, ["f32"], .multiplyAddChain, l: 1, k: [1, 2, 4]),
      row(["gfx90a", "gfx942"], ["f64"], d: "f64", .multiplyAddChain, l: 1, k: [4]),
      row(["gfx908"], ["f16"], .fusedSum, l: 4, k: [4, 8, 16]),
      row(["gfx908"], ["bf16"], .fusedSum, l: 2, k: [2, 4, 8]),
      row(["gfx90a"], ["f16", "bf16_1k"], .pairwiseSum, l: 4, k: [4, 8, 16]),
      row(["gfx90a"], ["bf16"], .pairwiseSum, l: 2, k: [2, 4, 8]),
      twoStage(["xf32"], l: 4, k: [4, 8]),
      twoStage(["f16", "bf16"], l: 8, k: [4, 8, 16]),
      row(["gfx942"], ["fp8", "bf8"], .twoStageSum, l: 16, k: [16, 32], mixes: true) { datapath in
        datapath.parts = 2
        datapath.accumulatorRange = 25
      },
      // L is K: more than any K serves, since the smaller of the two counts.
      row(["gfx908", "gfx90a"], ["i8"], d: "i32", .integerSum, l: 4096, k: [4, 8, 16]),
      row(["gfx942"], ["i8"], d: "i32", .integerSum, l: 4096, k: [16, 32]),
    ]
  }()
}
