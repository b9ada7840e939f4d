import Binade
import BinadeVectorData
import Foundation
import Testing

@testable import BinadeVectors

/// Bins are told by operands alone, and the shipped vectors hit all that apply. Spec [coverage-4].
@Suite struct CoverageTests {
  /// The ids of the bins that lines hit, with their parts where there are several.
  private func bins(_ lines: String) throws -> Set<String> {
    var stream = CoverageStream(name: "s")
    for line in lines.split(separator: "\n") { try stream.read(line) }
    var hit: Set<String> = []
    for result in stream.tallies.flatMap({ $0.results }) {
      for (part, count) in result.hits.enumerated() where count > 0 {
        hit.insert(result.hits.count > 1 ? "\(result.id)/\(part)" : result.id)
      }
    }
    return hit
  }

  // MARK: Scalars, by hand

  /// E4M3FN: 448 is the largest number, 464 halfway to 480; 1 is code 38, 1.125 code 39; steps below 2^-6 are 2^-9.
  @Test(arguments: [
    ("43e80000", ["overflow-midpoint/0"]), ("c3e80000", ["overflow-midpoint/1"]), ("43e7ffff", ["overflow-midpoint-below/0"]),
    ("43e80001", ["overflow-midpoint-above/0"]), ("43e00000", ["largest-number/0", "every-value/126"]),
    ("3f880000", ["tie-lower-even/0", "every-tie/56"]), ("3f980000", ["tie-lower-odd/0", "every-tie/57"]), ("3f880001", ["tie-step-above"]),
    ("3f87ffff", ["tie-step-below"]), ("3f800000", ["one/0", "every-value/56"]), ("bf800000", ["one/1", "every-value/56"]),
    ("00000000", ["zero/0", "every-value/0"]), ("80000000", ["zero/1", "every-value/0"]),
    ("3b000000", ["smallest-number/0", "every-value/1"]), ("3a800000", ["tie-zero/0", "tie-lower-even/0", "every-tie/0"]),
    ("3c600000", ["largest-subnormal/0", "every-value/7"]), ("3c800000", ["smallest-normal/0", "every-value/8"]),
    ("3b400000", ["tie-subnormal/0", "tie-lower-odd/0", "every-tie/1"]), ("3a000000", ["below-half-smallest/0"]),
    ("3ffc0000", ["carry-to-binade"]), ("3c780000", ["carry-to-normal"]), ("7f800000", ["infinity/0"]), ("ff800000", ["infinity/1"]),
    ("7fc00000", ["quiet-nan/0"]), ("ff800001", ["signalling-nan/1", "nan-payload-lowest"]),
    ("ffffffff", ["quiet-nan/1", "nan-payload-full"]),
    ("00000001", ["source-smallest/0", "source-subnormal", "below-half-smallest/0"]), ("7f7fffff", ["source-largest/0"]), ("3f8c0000", []),
  ])
  func operandsAreInTheirBins(_ operand: String, _ expected: [String]) throws {
    let found = try bins("#group operand=f32 result=e4m3fn\n\(operand) 00\n")
    #expect(found == Set(expected), "\(operand)")
  }

  /// Ties do not count where nothing rounds to nearest, and lost bits only where something rounds otherwise.
  @Test func policiesDecideToo() throws {
    let down = "#group operand=f32 result=e4m3fn rounding=down\n"
    let tie = try bins(down + "3f880000 00\n")
    #expect(tie.isEmpty)
    let above = try bins(down + "3f800001 00\n")
    #expect(above == ["lost-bits-above-value/0"])
    let below = try bins(down + "bf8fffff 00\n")
    #expect(below == ["lost-bits-below-value/1"])
    let nearest = try bins("#group operand=f32 result=e4m3fn\n3f800001 00\n")
    #expect(nearest.isEmpty)
  }

  /// -128 is a value of int8 and -128.5 its overflow midpoint; int8-symmetric ends at -127.
  @Test func integersHaveTheirMostNegativeNumber() throws {
    let value = try bins("#group operand=f32 result=int8\nc3000000 80\n")
    #expect(value == ["largest-number/1"])
    let midpoint = try bins("#group operand=f32 result=int8\nc3008000 80\n")
    #expect(midpoint == ["overflow-midpoint/1"])
    let symmetric = try bins("#group operand=f32 result=int8-symmetric\nc2ff0000 81\n")
    #expect(symmetric == ["overflow-midpoint/1"])
  }

  // MARK: Blocks, by hand

  private static let zeros = String(repeating: "00000000", count: 31)
  private static let codes = String(repeating: "0", count: 32)

  @Test func blocksAreInTheirBins() throws {
    let header = "#blocks format=mxfp4 operation=quantize\n"
    func block(_ words: String) throws -> Set<String> { try bins(header + "\(words) 00 \(Self.codes)\n") }
    let zero = try block("00000000" + Self.zeros)
    #expect(zero == ["zero-block", "whole", "scale-lowest"])
    // 4 alone: a power of two; its scale is 1, byte 7f.
    let four = try block("40800000" + Self.zeros)
    #expect(four == ["live-lane/0", "whole", "amax-binade-edge/1", "scale-one"])
    // 6 is the largest element; at the last place, negative.
    let six = try block(Self.zeros + "c0c00000")
    #expect(six == ["live-lane/31", "whole", "amax-largest-element/1", "scale-one", "amax-negative"])
    // 5 is halfway between 4 and 6, beside it a NaN.
    let tie = try bins(header + "40a00000\(Self.zeros.dropLast(8))40800000 7f \(Self.codes)\n")
    #expect(tie.isSuperset(of: ["element-tie", "scale-one", "whole"]) && !tie.contains("live-lane/0"))
    let nan = try block("7fc00000" + Self.zeros.dropLast(8) + "40800000")
    #expect(nan == ["nan-lane", "whole", "amax-binade-edge/1", "scale-nan"])
    let edge = try block("407fffff" + Self.zeros)
    #expect(edge.isSuperset(of: ["amax-binade-edge/0"]))
    // 7 is beyond 6 under the scale 1.
    let saturated = try block("40e00000" + Self.zeros)
    #expect(saturated.contains("element-saturates"))
    let ragged = try bins(header + "3f800000 7d 6\n")
    #expect(ragged == ["ragged", "amax-binade-edge/1"])
  }

  @Test func scalesAndCodesAreInTheirBins() throws {
    let header = "#blocks format=mxfp4 operation=dequantize\n"
    let one = try bins(header + "7f 2 3f800000\n")
    #expect(one == ["every-scale/127", "scale-one", "every-code/2"])
    let largest = try bins(header + "fe f 00000000\n")
    #expect(largest == ["every-scale/254", "scale-highest", "every-code/15", "code-largest/1", "value-overflows"])
    let smallest = try bins(header + "00 1 00000000\n")
    #expect(smallest == ["every-scale/0", "scale-lowest", "every-code/1", "value-subnormal"])
    let nan = try bins(header + "ff 8 00000000\n")
    #expect(nan == ["every-scale/255", "scale-nan", "every-code/8", "code-zero/1"])
  }

  // MARK: Dot products, by hand

  /// wgmma of FP8 has F = 13: beside 1 · 1, the last kept bit is 2^-13.
  @Test func dotProductsAreInTheirBins() throws {
    func dot(_ a: [String], _ b: [String], _ c: String) throws -> Set<String> {
      func row(_ codes: [String]) -> String { codes.joined() + String(repeating: "00", count: 32 - codes.count) }
      return try bins("#dots instruction=sm_90:wgmma.f32.e4m3.e4m3\n\(row(a)) \(row(b)) - - \(c) 00000000\n")
    }
    // 1 · 1 + 2^-6 · 2^-7, and with 2^-8 instead.
    let kept = try dot(["38", "08"], ["38", "04"], "00000000")
    #expect(kept.contains("kept-at-bit-f") && !kept.contains("lost-at-bit-f-plus-1"))
    let lost = try dot(["38", "08"], ["38", "02"], "00000000")
    #expect(lost.contains("lost-at-bit-f-plus-1") && !lost.contains("kept-at-bit-f") && lost.contains("subnormal-element/1"))
    // 1 · 1 − 1 · 1; with C = −1 beside one product; and both.
    let pair = try dot(["38", "b8"], ["38", "38"], "00000000")
    #expect(pair.isSuperset(of: ["products-cancel", "node-cancels", "c-zero/0"]) && !pair.contains("full-cancellation"))
    let full = try dot(["38"], ["38"], "bf800000")
    #expect(full.isSuperset(of: ["full-cancellation", "node-cancels"]) && !full.contains("products-cancel"))
    // One product at place 5, the others cancel.
    let place = try dot(["38", "b8", "00", "00", "00", "40"], ["38", "38", "00", "00", "00", "38"], "00000000")
    #expect(place.contains("every-place/5"))
    let large = try dot(["38"], ["38"], "4f000000")
    #expect(large.contains("c-dominates"))
    let small = try dot(["38"], ["38"], "2f000000")
    #expect(small.contains("c-lost"))
    let minus = String(repeating: "80", count: 32)
    let plus = String(repeating: "38", count: 32)
    let zeros = try bins("#dots instruction=sm_90:wgmma.f32.e4m3.e4m3\n\(minus) \(plus) - - 80000000 00000000\n")
    #expect(zeros == ["negative-zero-sum", "c-zero/1"])
    for (c, bin) in [("7f800000", "c-infinity/0"), ("ff800000", "c-infinity/1"), ("7fc00000", "c-nan"), ("00000001", "c-subnormal")] {
      let found = try dot(["38"], ["38"], c)
      #expect(found.contains(bin), "\(c)")
    }
    let nan = try dot(["7f"], ["38"], "00000000")
    #expect(nan.contains("nan-element/0"))
  }

  // MARK: What ships

  /// Some suites of each kind; `binade coverage` judges all, and its exit code says whether anything is missing.
  static let suites: [String] = {
    #if DEBUG
      let names = [
        "e2m1fn_encode", "e8m0fnu_encode", "int4_encode", "uint4_encode", "e4m3fn_decode", "int8_decode", "f16_decode",
        "mxint4-symmetric_quantize",
        "nvfp4_quantize", "mxfp8-e5m2_dequantize", "nvfp4_dequantize", "uint4-g32-f16-zuint4_dequantize",
      ]
      return names + DotFiles.names.enumerated().filter { $0.offset % 7 == 0 }.map { $0.element }
    #else
      return GoldenSuite.all.filter { $0 != .layouts }.map { $0.name }
    #endif
  }()

  @Test(arguments: suites) func shippedVectorsHitEveryBin(_ name: String) throws {
    let suite = try #require(GoldenSuite(name))
    let path = VectorData.url("data/\(name).json").path
    var tally = try #require(CoverageTally(suite))
    tally.add(try GoldenFile(json: FileInput.bytes(of: path), name: path))
    for result in tally.results where !result.missing.isEmpty {
      Issue.record("\(name) misses \(result.id), parts \(result.missing) of \(result.hits.count): \(result.description)")
    }
    #expect(tally.tests > 0)
    let applying = tally.results.count { $0.absence == nil }
    #expect(applying >= 5)
  }

  @Test func theListIsCurrent() throws {
    let shipped = try FileInput.bytes(of: VectorData.url("coverage.json").path)
    let list = CoverageList.json()
    #expect(shipped == list, "run `binade generate all -o Vectors`")
    let root = try #require(JSONSerialization.jsonObject(with: Data(list)) as? [String: Any])
    let bins = try #require(root["bins"] as? [[String: Any]])
    var names: Set<String> = []
    for bin in bins { names.insert("\(bin["kind"] as? String ?? ""): \(bin["id"] as? String ?? "")") }
    #expect(names.count == bins.count)
    #expect(bins.count > 100)
    for id in ["dot: kept-at-bit-f", "block-quantize: live-lane", "scalar-encode: overflow-midpoint", "scalar-decode: infinity"] {
      #expect(names.contains(id))
    }
  }

  @Test(arguments: [
    ("#group operand=f32 result=e4m3fn\n43e8\n", "line 2: expected operand result exceptions"),
    ("3f800000 38\n", "line 1: expected a line"),
    ("#blocks format=mxfp4 operation=quantize\n3f80 7d 6\n", "line 2: words: expected words of 8"),
    ("#dots instruction=sm_90:wgmma.f32.e4m3.e4m3\n38 38 - - 0 0\n", "line 2: expected a multiple of 32"),
  ])
  func badLinesNameThePlace(_ lines: String, _ problem: String) {
    var stream = CoverageStream(name: "s")
    var text = "accepted"
    do {
      for line in lines.split(separator: "\n") { try stream.read(line) }
    } catch {
      text = error.description
    }
    #expect(text.contains(problem), "\(text)")
  }
}
