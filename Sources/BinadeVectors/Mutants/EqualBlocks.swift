import Binade

/// What no vector tells apart, because nothing can: pairs of rules that are equal for a format, choices that change nothing under its
/// default rule. Where one of these becomes visible, or anything else becomes invisible, the score says so.
enum EqualBlocks {
  /// Why two rules are equal for a format; `nil` if they are not.
  static func reason(rules pair: String, _ format: String) -> String? {
    guard rules[format]?.contains(pair) ?? false else { return nil }
    if format == "mxint2-symmetric" && pair != "even = even-1.75" { return "the largest element is 1: a ratio to it is the maximum itself" }
    switch pair {
    case "even = even-1.75": return "with one significand bit both thresholds are the same"
    case "quotient = half-range": return "the elements are symmetric, and the scale for zero is rounded to zero"
    case "rceil = rceil-quotient": return "above the largest element times a power of two the quotient never rounds down to it"
    default: return "the two roundings of the quotient are on the same side of each power of two"
    }
  }

  /// Why a choice changes nothing for a format under its default rule and the other defaults; `nil` if it does.
  static func reason(policy: String, _ format: NamedBlockFormat) -> String? {
    guard policies[format.name]?.contains(policy) ?? false else { return nil }
    let isFloat = !format.element.descriptor.isFixedPoint
    switch policy {
    case "zero-block=smallest": return "the default rule gives a block of zeros scale code 00 anyway"
    case "nan-block=nan", "nan-block=nan-scale": return "the default rule makes scale and elements so anyway"
    case "nan-block=next", "infinite-block=next":
      return policy == "nan-block=next" ? "the default rule does not use the amax" : "an infinite maximum reaches the rule as it is"
    case "infinite-block=largest": return "the default rule gives an infinite maximum the largest scale anyway"
    case "subnormal-maximum=flush": return "such an amax gives the scale that zero gives, or the rule does not use it"
    case "zero-scale=by-rule": return "no scale is zero"
    case "smallest-scale=normal", "smallest-scale=flush", "scale-range=wrap": return "the choice is for scales that are powers of two"
    case "scale-range=nan-above":
      return format.hasPowerOfTwoScale
        ? "under the default rule no scale is beyond the upper end" : "the choice is for scales that are powers of two"
    case "invalid-nan=negative": return "no sign of such a NaN is seen in a scale or a code"
    case "integer-range=symmetric", "integer-range=full":
      return isFloat ? "the elements are not integers" : "the elements have that range anyway"
    default: return nil
    }
  }

  /// Rules that give equal results.
  ///
  /// `rceil-reciprocal` and `rceil-quotient`: for these M the two roundings of a / M are on the same side of each power of two; tried for
  /// every significand, at each exponent up to 2^−104 and at two others. `even` and `even-1.75`: one significand bit. With M = 1
  /// (`mxint2-symmetric`) a ratio is the maximum itself. `mxint8`: above M · 2^k the quotient never rounds down to 2^k. `half-range` is
  /// `quotient` for symmetric elements, and the scale that it has for zero rounds to zero in UE4M3.
  static let rules: [String: Set<String>] = [
    "ggml-mxfp4": ["rceil-reciprocal = rceil-quotient", "even = even-1.75"],
    "ggml-nvfp4": ["quotient = half-range"],
    "mxfp4": ["rceil-reciprocal = rceil-quotient", "even = even-1.75"],
    "mxfp6-e2m3": ["rceil-reciprocal = rceil-quotient"],
    "mxfp6-e3m2": ["rceil-reciprocal = rceil-quotient"],
    "mxfp8-e4m3": ["rceil-reciprocal = rceil-quotient"],
    "mxfp8-e5m2": ["rceil-reciprocal = rceil-quotient"],
    "mxint2-symmetric": [
      "ceil = rceil", "ceil = rceil-reciprocal", "ceil = rceil-quotient", "rceil = rceil-reciprocal", "rceil = rceil-quotient",
      "rceil-reciprocal = rceil-quotient", "rceil-log2 = ceil-log2", "even = even-1.75", "nearest = nearest-maximum",
    ],
    "mxint4-symmetric": ["rceil-reciprocal = rceil-quotient"],
    "mxint8": ["rceil = rceil-quotient"],
  ]

  /// Choices that no group of its own tells from the default.
  ///
  /// A choice that says what the default rule does anyway, an axis that does not concern the format, a range that its elements have
  /// already, and what only shows together with another axis: those are met in the groups of the profiles.
  static let policies: [String: Set<String>] = [
    "fp8-e4m3-128x128": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "smallest-scale=normal", "smallest-scale=flush",
      "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "fp8-e4m3-1x128": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "smallest-scale=normal", "smallest-scale=flush",
      "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "ggml-mxfp4": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "subnormal-maximum=flush", "zero-scale=by-rule",
      "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "ggml-nvfp4": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=largest", "infinite-block=next", "subnormal-maximum=flush",
      "smallest-scale=normal", "smallest-scale=flush", "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative",
      "integer-range=symmetric", "integer-range=full",
    ],
    "ggml-q4_0": [
      "nan-block=next", "infinite-block=next", "subnormal-maximum=flush", "smallest-scale=normal", "smallest-scale=flush",
      "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "ggml-q4_1": [
      "nan-block=next", "infinite-block=next", "subnormal-maximum=flush", "smallest-scale=normal", "smallest-scale=flush",
      "scale-range=wrap", "scale-range=nan-above", "integer-range=symmetric", "integer-range=full",
    ],
    "ggml-q8_0": [
      "zero-block=smallest", "nan-block=nan", "nan-block=nan-scale", "infinite-block=next", "subnormal-maximum=flush",
      "smallest-scale=normal", "smallest-scale=flush", "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative",
      "integer-range=full",
    ],
    "mxfp4": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "subnormal-maximum=flush", "zero-scale=by-rule",
      "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "mxfp6-e2m3": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "subnormal-maximum=flush", "zero-scale=by-rule",
      "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "mxfp6-e3m2": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "subnormal-maximum=flush", "zero-scale=by-rule",
      "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "mxfp8-e4m3": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "subnormal-maximum=flush", "zero-scale=by-rule",
      "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "mxfp8-e5m2": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=next", "subnormal-maximum=flush", "zero-scale=by-rule",
      "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "mxint2-symmetric": [
      "zero-block=smallest", "nan-block=nan", "nan-block=nan-scale", "infinite-block=largest", "infinite-block=next",
      "subnormal-maximum=flush", "zero-scale=by-rule", "invalid-nan=negative", "integer-range=symmetric",
    ],
    "mxint4-symmetric": [
      "zero-block=smallest", "nan-block=nan", "nan-block=nan-scale", "infinite-block=next", "subnormal-maximum=flush",
      "zero-scale=by-rule", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric",
    ],
    "mxint6-symmetric": [
      "zero-block=smallest", "nan-block=nan", "nan-block=nan-scale", "infinite-block=next", "subnormal-maximum=flush",
      "zero-scale=by-rule", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric",
    ],
    "mxint8-symmetric": [
      "zero-block=smallest", "nan-block=nan", "nan-block=nan-scale", "infinite-block=next", "subnormal-maximum=flush",
      "zero-scale=by-rule", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric",
    ],
    "mxint8": [
      "zero-block=smallest", "nan-block=nan", "infinite-block=largest", "infinite-block=next", "subnormal-maximum=flush",
      "zero-scale=by-rule", "invalid-nan=negative", "integer-range=full",
    ],
    "nvfp4-16x16": [
      "nan-block=nan", "infinite-block=next", "smallest-scale=normal", "smallest-scale=flush",
      "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "nvfp4": [
      "nan-block=nan", "infinite-block=next", "smallest-scale=normal", "smallest-scale=flush",
      "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric", "integer-range=full",
    ],
    "nvint4": [
      "nan-block=nan", "nan-block=nan-scale", "infinite-block=next", "smallest-scale=normal",
      "smallest-scale=flush", "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric",
    ],
    "uint4-g32-f16-zuint4": [
      "zero-block=smallest", "nan-block=next", "infinite-block=next", "subnormal-maximum=flush", "smallest-scale=normal",
      "smallest-scale=flush", "scale-range=wrap", "scale-range=nan-above", "invalid-nan=negative", "integer-range=symmetric",
      "integer-range=full",
    ],
  ]

  /// Profiles: none.
  static let profiles: [String: Set<String>] = [:]
}
