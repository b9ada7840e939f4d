internal import BinadeTensorCore

/// What kind of inputs. Spec [captures-5], [captures-6], [captures-7].
public enum CaptureFamily: String, CaseIterable, Sendable, Hashable {
  case bits, finite, normal, outliers, wide, cancel
  case cancelC = "cancel-c"
  case cLarge = "c-large"
  case cZero = "c-zero"
  case floor, zeros, special, subnormal, powers, large, ties
  case floorTies = "floor-ties"
  // Integers
  case cLimit = "c-limit"
  case extremes
  // Block scales
  case blocks
  case scaleNaN = "scale-nan"
  case scaleEnds = "scale-ends"
  case scaleSign = "scale-sign"

  /// Whether an instruction has the family: integers, numbers, and numbers with block scales have their own.
  func serves(_ instruction: CaptureInstruction) -> Bool {
    let scale = instruction.instruction.scale?.type
    return switch self {
    case .bits, .cZero: true
    case .cLimit, .extremes: instruction.isInteger
    case .subnormal, .powers: !instruction.isInteger && scale == nil
    case .floor, .floorTies, .large: !instruction.isInteger && scale != .ue4m3
    case .blocks, .scaleNaN, .scaleEnds: scale != nil
    case .scaleSign: scale == .ue4m3
    default: !instruction.isInteger
    }
  }
}
