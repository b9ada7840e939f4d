public import Binade

/// How the parameters of an instruction are known. Spec evidence/tensor-core.json.
public struct Provenance: Hashable, Sendable {
  /// A kind of knowledge and whose it is.
  public struct Source: Hashable, Sendable {
    /// The kind.
    public let evidence: Evidence
    /// The witness, in a few words.
    public let witness: String

    init(_ evidence: Evidence, _ witness: String) {
      self.evidence = evidence
      self.witness = witness
    }
  }

  let standard: Source
  let exceptions: [DatapathParameter: Source]

  init(_ standard: Source, _ exceptions: [DatapathParameter: Source] = [:]) {
    self.standard = standard
    self.exceptions = exceptions
  }

  /// How one parameter is known.
  public func source(of parameter: DatapathParameter) -> Source { exceptions[parameter] ?? standard }

  /// How the parameters are known that ordinary numbers depend on: all but floor, sign of zero, and NaN.
  public var evidence: Evidence { standard.evidence }
}

extension Provenance.Source {
  static let h200 = Self(.measured, "H200, CUDA 13.0")
  static let captures = Self(.measured, "published outputs of this architecture (MATLAB-tensor-core)")
  static let mmaSim = Self(.crossChecked, "MMA-Sim 2.1.1, which its authors tested on this architecture")
  static let models = Self(.crossChecked, "two published models: MMA-Sim and Khattak and Mikaitis")
  static let ptx = Self(.documented, "PTX ISA 9.1")
  static let narrowMmaSim = Self(.crossChecked, "MMA-Sim 2.1.1; how its authors tested FP6 and FP4 here is not public")
  static let likeHopper = Self(.inferred, "as measured on Hopper")
  static let byStructure = Self(.inferred, "as the neighbouring rows; nobody published a test")
}

extension Provenance {
  /// Measured by us, in every parameter.
  static let hopper = Provenance(.h200)
  /// Ordinary numbers by published outputs of real devices; what those did not reach, by models and by Hopper.
  static let published = Provenance(
    .captures, [.floor: .models, .zero: .mmaSim, .canonicalNaN: .mmaSim])
  /// By MMA-Sim.
  static let simulated = Provenance(.mmaSim)
  /// By MMA-Sim, for types that its authors are not known to have tested.
  static let narrowSimulated = Provenance(.narrowMmaSim)
  /// The same for AMD, whose NaN nobody published.
  static let amd = Provenance(.mmaSim, [.canonicalNaN: Source(.inferred, "AMD's NaN is not published")])
  /// From the neighbours.
  static let inferred = Provenance(.byStructure)
  /// Exact integers, as the manual says.
  static let documented = Provenance(.ptx)
}
