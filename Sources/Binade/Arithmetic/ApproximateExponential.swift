extension Binary32 {
  /// `ex2.approx.ftz.f32`, 2^a, as Hopper computes it; subnormals count as zero and come out as zero. Spec [arithmetic-6].
  ///
  /// The operand is cut after 23 fraction bits. From 128 on the result is +∞, below 2^−126 it is +0, and NaN gives 7FFFFFFF. A negative
  /// operand that is not whole takes the complement of its fraction, and so the value one step of 2^−23 further down.
  @inlinable
  public static func approximateExponential(_ a: UInt32) -> UInt32 {
    let field = Int32(a &>> 23 & 0xFF)
    if isNaN(a) { return 0x7FFF_FFFF }
    let isNegative = a &>> 31 == 1
    if field >= 134 { return isNegative ? 0 : 0x7F80_0000 }  // |a| ≥ 128
    // |a| in units of 2^−23, cut; of numbers below 2^−23 nothing is left.
    let significand = a & 0x7F_FFFF | 0x80_0000
    let fixed = field >= 127 ? significand &<< UInt32(field &- 127) : field > 103 ? significand &>> UInt32(127 &- field) : 0
    var whole = Int32(fixed &>> 23)
    var fraction = fixed & 0x7F_FFFF
    if isNegative {
      whole = fraction == 0 ? 0 &- whole : -1 &- whole
      if fraction != 0 { fraction = 0x7F_FFFF &- fraction }
      if whole < -126 { return 0 }
      if fixed & 0x7F_FFFF == 0 { return UInt32(whole &+ 127) &<< 23 }
    }
    let result = ApproximateInterpolator.exponential.significand(fraction: fraction)
    return UInt32(whole &+ 127) &<< 23 &+ (result &- 0x80_0000)
  }
}

extension ApproximateInterpolator {
  /// 2^23 · 2^f for f from 0 to 1.
  @usableFromInline static let exponential = ApproximateInterpolator(
    indexBits: 6, droppedWeight: 19, addend: 12228, linearShift: 1,
    constant: [
      33554435, 33919818, 34289182, 34662565, 35040018, 35421577, 35807292, 36197209, 36591372, 36989825, 37392616, 37799797,
      38211409, 38627504, 39048131, 39473337, 39903173, 40337690, 40776937, 41220970, 41669836, 42123592, 42582286, 43045977,
      43514717, 43988561, 44467565, 44951786, 45441278, 45936101, 46436314, 46941971, 47453135, 47969867, 48492225, 49020269,
      49554065, 50093674, 50639159, 51190582, 51748011, 52311510, 52881146, 53456983, 54039091, 54627538, 55222393, 55823725,
      56431607, 57046106, 57667297, 58295254, 58930048, 59571754, 60220447, 60876205, 61539104, 62209220, 62886634, 63571424,
      64263672, 64963458, 65670863, 66385972,
    ],
    linear: [
      22713, 22960, 23210, 23463, 23718, 23977, 24238, 24502, 24768, 25038, 25311, 25586, 25865, 26147, 26431, 26719, 27010,
      27304, 27602, 27902, 28206, 28513, 28824, 29138, 29455, 29776, 30100, 30428, 30759, 31094, 31432, 31775, 32121, 32471,
      32824, 33182, 33543, 33908, 34277, 34651, 35028, 35409, 35795, 36185, 36579, 36977, 37380, 37787, 38198, 38614, 39035,
      39460, 39889, 40324, 40763, 41207, 41655, 42109, 42568, 43031, 43500, 43973, 44452, 44936,
    ],
    quadratic: [
      494, 501, 506, 511, 518, 521, 527, 532, 541, 546, 551, 559, 564, 568, 577, 583, 589, 596, 600, 609, 615, 622, 627, 633,
      641, 647, 655, 661, 670, 677, 686, 691, 699, 705, 715, 721, 730, 739, 748, 753, 763, 773, 779, 787, 796, 806, 813, 822,
      833, 842, 849, 858, 870, 877, 887, 896, 909, 917, 925, 938, 946, 959, 969, 980,
    ])
}
