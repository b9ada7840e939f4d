import Testing

@testable import BinadeCommand

/// `binade verify` on captures.
@Suite("verify: captures") struct CaptureCommandTests {
  /// One chunk of what an H200 computed, from Vectors/captures/hopper-mma.json, and the inputs' digest for 32 tiles.
  private func capture(_ digest: String = "3b2bf69366af4d7b", name: String = "sm_90:mma.m16n8k8.f32.f16.f16") -> [UInt8] {
    Array(
      #"""
      {"capture": "one", "chip": "NVIDIA H200", "chunk": 4096, "instructions": [
      {"name": "\#(name)", "families": [
        {"family": "bits", "tiles": 32, "results": 4096, "inputs": "dae181afa1ec33a4",
         "first": ["ca45fa4d", "cc89b1ef", "7fffffff", "7fffffff"], "digests": "\#(digest)"}]}]}
      """#.utf8)
  }

  @Test func agreement() throws {
    let folder = try Folder()
    let path = try folder.write("one.json", capture())
    _ = try folder.write("two.json", capture(name: "sm_99:mma.m16n8k8.f32.f16.f16"))
    _ = try folder.write("notes.json", Array("{}".utf8))
    let one = binade("verify", path)
    #expect(one.exitCode == 0, "\(one.error)")
    #expect(one.output.hasSuffix("\(path): NVIDIA H200: 4096 results agree, 0 differ\n"))
    #expect(one.lines.contains { $0.hasPrefix("sm_90:mma.m16n8k8.f32.f16.f16") })
    let both = binade("verify", folder.path, "--json", folder("report.json"), "--threads", "2")
    #expect(both.exitCode == 0)
    #expect(both.output.contains("sm_99:mma.m16n8k8.f32.f16.f16      4096  not modelled"))
    #expect(both.output.hasSuffix("2 captures: 4096 results agree, 0 differ, 4096 recorded and not modelled\n"))
    let report = String(decoding: try folder.read("report.json"), as: UTF8.self)
    #expect(
      report.contains("\"agreements\": 4096") && report.contains("\"notModelled\": 4096") && report.contains("\"chip\": \"NVIDIA H200\""))
  }

  @Test func aTamperedDigestIsADifference() throws {
    let folder = try Folder()
    let path = try folder.write("one.json", capture("3b2bf69366af4d7c"))
    let outcome = binade("verify", path)
    #expect(outcome.exitCode == 1)
    let again = "binade verify \(path) --only 'sm_90:mma.m16n8k8.f32.f16.f16 bits #0'"
    #expect(outcome.output.contains("  again: \(again)\n"))
    #expect(outcome.output.contains("recorded digest 3b2bf69366af4d7c, found 3b2bf69366af4d7b"))
    #expect(outcome.output.hasSuffix("0 results agree, 4096 differ\n"))
    #expect(binade("verify", path, "--only", "sm_90:mma.m16n8k8.f32.f16.f16 bits #0").exitCode == 1)
    let quiet = binade("verify", path, "--limit", "0", "--json", folder("report.json"))
    #expect(quiet.exitCode == 1 && !quiet.output.contains("again:"))
    let report = String(decoding: try folder.read("report.json"), as: UTF8.self)
    #expect(report.contains("\"only\": \"sm_90:mma.m16n8k8.f32.f16.f16 bits #0\""))
  }

  @Test func badArgumentsAndFiles() throws {
    let folder = try Folder()
    let path = try folder.write("one.json", capture())
    let cut = try folder.write("cut.json", Array(capture().prefix(300)))
    #expect(binade("verify", cut).exitCode == 3)
    let short = binade("verify", try folder.write("short.json", capture("3b2bf693")))
    #expect(short.exitCode == 3 && short.error.contains("instructions[0].families[0].digests: expected 16 hexadecimal digits"))
    #expect(short.error.split(separator: "\n").count == 1)
    let none = binade("verify", path, "--only", "sm_90:wgmma")
    #expect(none.exitCode == 2 && none.error.contains("no record is called 'sm_90:wgmma'"))
    for arguments in [["--count", "0"], ["--threads", "0"], ["--threads", "x"]] {
      #expect(binade(["verify", path] + arguments).exitCode == 2)
    }
    #expect(binade("verify", path, "--json", folder("missing/report.json")).exitCode == 3)
    let empty = try Folder()
    #expect(binade("verify", empty.path).exitCode == 2)
    #expect(binade("verify", folder("missing.json")).exitCode == 3)
  }

  /// The first words stand beside their digest: a file in which they say something else contradicts itself.
  @Test func firstWordsAreCompared() throws {
    let folder = try Folder()
    let text = String(decoding: capture(), as: UTF8.self).split(separator: "ca45fa4d").joined(separator: "ca45fa4e")
    let outcome = binade("verify", try folder.write("one.json", Array(text.utf8)))
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("first: recorded ca45fa4e") && outcome.output.contains("though the digest agrees"))
  }

  /// A broken file in a folder is an error, one of another kind a note; options of captures go with captures.
  @Test func foldersAreReadWhole() throws {
    let folder = try Folder()
    _ = try folder.write("one.json", capture())
    _ = try folder.write("other.json", Array("{}".utf8))
    let outcome = binade("verify", folder.path)
    #expect(outcome.exitCode == 0 && outcome.error.contains("other.json: no capture, left out"))
    let empty = try folder.write("two.json", [])
    let broken = binade("verify", folder.path)
    #expect(broken.exitCode == 3 && broken.error.contains("\(empty): expected JSON"))
    #expect(binade("generate", "int2_decode", "-o", folder("vectors.json")).exitCode == 0)
    let vectors = binade("verify", folder("vectors.json"), "--json", folder("report.json"))
    #expect(vectors.exitCode == 2 && vectors.error.contains("--json goes with captures"))
    let name = try folder.write("it's one.json", capture("3b2bf69366af4d7c"))
    #expect(binade("verify", name).output.contains("binade verify '\(folder.path)/it'\\''s one.json' --only"))
  }
}
