/// How a claim about hardware or another program is known. Spec evidence/README.md.
public enum Evidence: String, Policy {
  /// The owner's documentation says so.
  case documented
  /// Measured on silicon.
  case measured
  /// Independent software, run on the same inputs, agrees.
  case crossChecked = "cross-checked"
  /// Concluded from something else; nobody has checked it.
  case inferred
}
