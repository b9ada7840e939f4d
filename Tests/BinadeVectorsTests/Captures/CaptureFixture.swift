import BinadeVectors

/// The first chunk of a record of Vectors/captures/hopper-mma.json, as a capture of its own, with something changed.
struct CaptureFixture {
  var name = "sm_90:mma.m16n8k8.f32.f16.f16"
  var family = "bits"
  var variant: String?
  var tiles = "32"
  var results = "4096"
  /// By the generators in Vectors/capture, for 32 tiles.
  var inputs = "dae181afa1ec33a4"
  var first = #"["ca45fa4d", "cc89b1ef", "7fffffff", "7fffffff"]"#
  var digests = "3b2bf69366af4d7b"
  var chunk = "4096"
  var head = #""chip": "NVIDIA H200""#

  var text: String {
    let variant = variant.map { #""variant": "\#($0)", "# } ?? ""
    return #"""
      {"capture": "fixture", \#(head), "chunk": \#(chunk), "instructions": [
      {"name": "\#(name)", \#(variant)"families": [
        {"family": "\#(family)", "tiles": \#(tiles), "results": \#(results), "inputs": "\#(inputs)",
         "first": \#(first), "digests": "\#(digests)"}
      ]}
      ]}
      """#
  }

  /// The capture with other members, by their names.
  init(_ members: [String: String]) {
    for (name, value) in members {
      switch name {
      case "name": self.name = value
      case "family": family = value
      case "variant": variant = value
      case "tiles": tiles = value
      case "results": results = value
      case "inputs": inputs = value
      case "first": first = value
      case "digests": digests = value
      case "chunk": chunk = value
      default: head = value
      }
    }
  }

  /// The capture with a change.
  init(_ change: (inout CaptureFixture) -> Void = { _ in }) { change(&self) }

  /// What reading it gives: a capture, or what is wrong.
  func read() -> (file: CaptureFile?, problem: String) { Self.read(Array(text.utf8)) }

  static func read(_ bytes: [UInt8]) -> (file: CaptureFile?, problem: String) {
    do {
      return (try CaptureFile(json: bytes, name: "fixture.json"), "")
    } catch {
      return (nil, error.description)
    }
  }
}
