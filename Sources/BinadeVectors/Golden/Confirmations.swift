import Binade

/// Outside software that confirmed a file: every group whose policies it can express, checked by `Tests/Interop`.
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

extension VectorFile {
  /// The witnesses of this file. `Tests/Interop` fails if one of them confirms nothing or contradicts anything.
  var confirmations: [Confirmation] {
    guard let id = suite.format.id else { return [Confirmation("gfloat", "0.5.2")] }
    switch id {
    case .e4m3fn, .e5m2, .e2m3fn, .e3m2fn, .e2m1fn, .e8m0fnu:
      return [Confirmation("ml_dtypes", "0.6.0"), Confirmation("gfloat", "0.5.2"), Confirmation("CUDA headers", "13.5")]
    case .ue5m3: return [Confirmation("CUDA headers", "13.5")]
    case .e4m3fnuz, .e5m2fnuz, .e4m3b11fnuz, .e4m3, .e3m4: return [Confirmation("ml_dtypes", "0.6.0")]
    case .bfloat16: return [Confirmation("ml_dtypes", "0.6.0"), Confirmation("gfloat", "0.5.2")]
    case .binary16: return [Confirmation("numpy", "2"), Confirmation("gfloat", "0.5.2")]
    case .binary32, .binary64: return [Confirmation("numpy", "2")]
    case .ue4m3, .tf32: return []
    default: return [Confirmation("numpy", "2", "nearest-even and directed groups: numpy's own rounding, then clip")]
    }
  }
}
