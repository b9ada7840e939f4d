public import Binade

/// The architectures that have named instructions.
public enum Architecture: String, Policy {
  /// Volta.
  case sm70 = "sm_70"
  /// Turing.
  case sm75 = "sm_75"
  /// Ampere: A100.
  case sm80 = "sm_80"
  /// Ampere: A2, A10, A40, RTX 30.
  case sm86 = "sm_86"
  /// Ada.
  case sm89 = "sm_89"
  /// Hopper.
  case sm90 = "sm_90"
  /// Blackwell: B100, B200.
  case sm100 = "sm_100"
  /// Blackwell: B300.
  case sm103 = "sm_103"
  /// Blackwell: RTX 50, RTX PRO.
  case sm120 = "sm_120"
  /// CDNA1: MI100.
  case gfx908
  /// CDNA2: MI200.
  case gfx90a
  /// CDNA3: MI300.
  case gfx942

  /// The name of the family.
  public var family: String {
    switch self {
    case .sm70: "Volta"
    case .sm75: "Turing"
    case .sm80, .sm86: "Ampere"
    case .sm89: "Ada"
    case .sm90: "Hopper"
    case .sm100, .sm103, .sm120: "Blackwell"
    case .gfx908: "CDNA1"
    case .gfx90a: "CDNA2"
    case .gfx942: "CDNA3"
    }
  }
}

/// The kinds of matrix instructions.
public enum MatrixUnit: String, Policy {
  /// A warp's instruction: PTX `mma.sync`.
  case mma
  /// Four warps' instruction: PTX `wgmma.mma_async`.
  case wgmma
  /// One thread's instruction on tensor memory: PTX `tcgen05.mma`.
  case tcgen05
  /// A wavefront's instruction: `v_mfma`.
  case mfma
}
