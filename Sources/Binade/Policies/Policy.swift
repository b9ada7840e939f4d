/// A closed set of named choices. The name is the one used by the command, the Spec and the vector files.
public protocol Policy: RawRepresentable, CaseIterable, Sendable, Hashable, BitwiseCopyable where RawValue == String {}

extension Policy {
  /// The name in the Spec, for instance `nearest-even`.
  public var name: String { rawValue }
}
