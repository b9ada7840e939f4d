internal import BinadeTensorCore

extension DatapathParameter {
  /// What the parameter says, in a few words.
  var meaning: String {
    switch self {
    case .groupLength: "products that are added at once, L"
    case .termLength: "products that are added exactly before they are aligned as one term, T"
    case .termExponent: "what a term is aligned by"
    case .fractionBits: "bits kept below the largest exponent, F"
    case .alignment: "how a term is brought to a multiple of the last kept bit"
    case .floor: "the smallest exponent that terms are aligned to"
    case .multiplicand: "the format in which elements are multiplied, if not their own"
    case .interleaving: "period and run of the products that one node takes"
    case .accumulatorInput: "where C joins the sum"
    case .output: "the one rounding at the end"
    case .zero: "the sign of a zero result"
    case .canonicalNaN: "the word of a NaN result"
    case .nan: "which NaN a result is"
    case .product: "what a product is"
    case .overflow: "what a sum beyond the accumulator becomes"
    case .subnormals: "what becomes of subnormal numbers"
    case .flushLength: "products before which C is flushed, each time"
    case .parts: "parts that products are dealt to by k"
    case .productLimit: "the exponent at which a product becomes infinite"
    case .productBits: "bits kept below the largest product"
    case .sumBits: "bits kept of the sum of products"
    case .accumulatorBits: "bits kept of C"
    case .normalisedBits: "bits kept below the leading bit of the whole sum"
    case .accumulatorRange: "how far below the largest exponent C still counts"
    }
  }

  /// The Spec's clause.
  var clause: String {
    switch self {
    case .groupLength: "datapaths-2"
    case .termLength, .termExponent, .fractionBits, .alignment, .floor: "datapaths-4"
    case .multiplicand: "datapaths-3"
    case .interleaving, .accumulatorInput: "datapaths-8"
    case .output: "datapaths-5"
    case .zero: "datapaths-7"
    case .canonicalNaN: "datapaths-14"
    case .nan: "datapaths-9"
    case .product, .overflow: "datapaths-10"
    case .subnormals, .flushLength: "datapaths-11"
    case .parts, .productLimit, .productBits, .sumBits, .accumulatorBits, .normalisedBits, .accumulatorRange: "datapaths-12"
    }
  }
}
