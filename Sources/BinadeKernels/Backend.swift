internal import Synchronization

#if Kernels
  internal import CBinadeKernels
#endif

/// Who does the work on whole buffers: the Swift that defines every result, or kernels for an instruction set. Spec [backends-1].
///
/// The bits are the same whatever back-end made them; only the time differs. Where a back-end has no kernel for an operation, the one
/// before it in this list does the work, and at last ``swift``.
///
/// | back-end | needs |
/// | --- | --- |
/// | ``swift`` | nothing |
/// | ``baseline`` | the trait `Kernels` |
/// | ``avx2`` | AVX2, FMA, F16C, BMI and BMI2 |
/// | ``avx512`` | the same, and AVX-512 F, BW, DQ, VL, VBMI and VNNI |
public enum Backend: String, CaseIterable, Sendable, Hashable {
  /// Plain Swift.
  case swift
  /// C for any x86-64.
  case baseline
  /// C with AVX2.
  case avx2
  /// C with AVX-512.
  case avx512

  /// The word for it on the command line and in the environment.
  public var name: String { rawValue }

  /// Whether this machine can run it, and this build has it.
  public var isAvailable: Bool {
    #if Kernels
      self == .swift || binade_backend_is_available(code) != 0
    #else
      self == .swift
    #endif
  }

  /// What can be chosen here, the slowest first.
  public static var available: [Backend] { allCases.filter(\.isAvailable) }

  /// The fastest that this machine can run.
  public static var best: Backend { available.last! }

  /// The one that works unless an operation is given another: chosen when it is first asked for, by ``environmentVariable`` or as ``best``.
  ///
  /// A name in the environment that cannot be chosen here counts as none; ``requested()`` says why.
  public static var current: Backend {
    let chosen = Backend.chosen.load(ordering: .relaxed)
    if chosen > 0 { return allCases[chosen - 1] }
    let standard = (try? requested()) ?? best
    // Somebody may have selected another one meanwhile: then that one it is.
    let place = Backend.chosen.compareExchange(expected: 0, desired: allCases.firstIndex(of: standard)! + 1, ordering: .relaxed).original
    return place == 0 ? standard : allCases[place - 1]
  }

  /// Makes a back-end the ``current`` one of this process.
  ///
  /// - Throws: ``BackendError/unavailable(_:)``; nothing changes then.
  public static func select(_ backend: Backend) throws(BackendError) {
    guard backend.isAvailable else { throw .unavailable(backend) }
    chosen.store(allCases.firstIndex(of: backend)! + 1, ordering: .relaxed)
  }

  /// The back-end with a name, if it can be chosen here.
  public static func named(_ name: String) throws(BackendError) -> Backend {
    guard let backend = Backend(rawValue: name) else { throw .unknown(name) }
    guard backend.isAvailable else { throw .unavailable(backend) }
    return backend
  }

  /// One more than the place of the chosen back-end; 0 before there is one.
  private static let chosen = Atomic(0)

  #if Kernels
    /// The number by which C knows it.
    package var code: Int32 {
      switch self {
      case .swift: 0
      case .baseline: Int32(binade_backend_baseline)
      case .avx2: Int32(binade_backend_avx2)
      case .avx512: Int32(binade_backend_avx512)
      }
    }
  #endif
}
