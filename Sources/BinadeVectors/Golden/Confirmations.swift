import Binade

/// Outside software, or a device, that confirmed a file: every group whose policies it can express, or the datapath on recorded operands of
/// its own. Checked by `Tests/Interop`.
public struct Confirmation: Hashable, Sendable {
  /// The witness.
  public var name: String
  /// Its version.
  public var version: String
  /// The groups that it confirms.
  public var covers: String

  init(_ name: String, _ version: String, _ covers: String = "every group whose policies it has") {
    self.name = name
    self.version = version
    self.covers = covers
  }
}

extension Confirmation {
  /// The member `confirmedBy` of a file.
  static func json(_ list: [Confirmation]) -> String {
    let lines = list.map { "    {\"name\": \"\($0.name)\", \"version\": \"\($0.version)\", \"covers\": \"\($0.covers)\"}" }
    return "  \"confirmedBy\": [" + (lines.isEmpty ? "" : "\n\(lines.joined(separator: ",\n"))\n  ") + "],\n"
  }
}

extension VectorFile {
  /// The witnesses of this file. `Tests/Interop` fails if one of them confirms nothing or contradicts anything.
  var confirmations: [Confirmation] {
    let gfloat = Confirmation("gfloat", "0.5.2")
    let mlDtypes = Confirmation("ml_dtypes", "0.6.0")
    let cuda = Confirmation("CUDA headers", "13.5")
    let numpy = Confirmation("numpy", "2")
    let integers = Confirmation("numpy", "2", "nearest-even and directed groups: numpy's own rounding, then clip or wrap")
    let cutlass = suite.operation == .encode ? [Confirmation("CUTLASS", "4.2.0")] : []
    guard let id = suite.format.id else { return [gfloat] }
    switch id {
    case .e4m3fn, .e5m2, .e2m3fn, .e3m2fn, .e2m1fn, .e8m0fnu: return [mlDtypes, gfloat, cuda] + cutlass
    case .ue4m3: return [gfloat] + cutlass
    case .ue5m3: return [gfloat, cuda]
    case .e4m3fnuz, .e5m2fnuz, .e4m3b11fnuz, .e4m3, .e3m4, .bfloat16: return [mlDtypes, gfloat]
    case .binary16, .binary32: return [numpy, gfloat]
    case .tf32: return [gfloat]
    case .binary64: return suite.operation == .encode ? [numpy] : []
    case .int4, .int2, .uint4, .uint2, .uint1: return [mlDtypes, integers]
    case .s1p6: return [gfloat, integers]
    default: return [integers]
    }
  }
}
