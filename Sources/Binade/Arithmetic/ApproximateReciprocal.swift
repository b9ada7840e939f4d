/// The reciprocal of Hopper's special-function unit, `rcp.approx.ftz.f32`: a quadratic interpolation in whole numbers. Spec [arithmetic-3].
///
/// The significand's first seven fraction bits choose three coefficients, the other sixteen are interpolated. The square is that of the
/// folded array of partial products, from which all bit products of weight below 2^17 are left out. Coefficients and rule were measured
/// on an H200, all 2^23 significands; other architectures have not been measured.
@usableFromInline
enum ApproximateReciprocal {
  /// The significand of 1/m, 24 bits below the binary point, for m = 1.fraction.
  @inlinable
  static func significand(fraction: UInt32) -> UInt32 {
    let index = Int(fraction &>> 16)
    let rest = Int64(fraction & 0xFFFF)
    let sum =
      Int64(constant[index]) &<< 14 &+ 4046 &+ (Int64(linear[index]) &* rest) &<< 1 &+ (Int64(quadratic[index]) &* square(rest)) &<< 1
    return UInt32(truncatingIfNeeded: sum &>> 16)
  }

  /// t² / 2^17, from the partial products of weight 2^17 and above.
  @inlinable
  static func square(_ t: Int64) -> Int64 {
    var sum: Int64 = 0
    for high in 0..<16 where t &>> Int64(high) & 1 == 1 {
      if 2 &* high >= 17 { sum &+= 1 &<< Int64(2 &* high) }
      // Bit products below: weight 2^(low + high + 1), so low ≥ 16 − high.
      let lowest = Swift.max(0, 16 &- high)
      if lowest < high { sum &+= (t & ((1 &<< Int64(high)) &- 1) & ~((1 &<< Int64(lowest)) &- 1)) &<< Int64(high &+ 1) }
    }
    return sum &>> 17
  }

  @usableFromInline static let constant: [Int32] = [
    67108864, 66588642, 66076422, 65572021, 65075262, 64585976, 64103992, 63629146, 63161284, 62700254, 62245905, 61798091,
    61356677, 60921524, 60492499, 60069474, 59652325, 59240930, 58835170, 58434930, 58040099, 57650569, 57266231, 56886986,
    56512729, 56143366, 55778798, 55418934, 55063686, 54712961, 54366677, 54024747, 53687093, 53353633, 53024288, 52698987,
    52377651, 52060212, 51746596, 51436737, 51130565, 50828017, 50529029, 50233538, 49941482, 49652803, 49367442, 49085342,
    48806449, 48530705, 48258060, 47988464, 47721861, 47458204, 47197444, 46939534, 46684429, 46432082, 46182446, 45935480,
    45691143, 45449392, 45210185, 44973481, 44739244, 44507436, 44278016, 44050948, 43826199, 43603730, 43383510, 43165503,
    42949675, 42735995, 42524430, 42314950, 42107525, 41902122, 41698714, 41497270, 41297764, 41100168, 40904453, 40710593,
    40518561, 40328333, 40139883, 39953186, 39768218, 39584955, 39403371, 39223448, 39045159, 38868484, 38693401, 38519888,
    38347924, 38177489, 38008563, 37841123, 37675154, 37510633, 37347543, 37185866, 37025582, 36866673, 36709124, 36552915,
    36398030, 36244452, 36092164, 35941151, 35791396, 35642884, 35495599, 35349528, 35204652, 35060959, 34918436, 34777064,
    34636835, 34497732, 34359741, 34222849, 34087044, 33952313, 33818641, 33686019,
  ]
  @usableFromInline static let linear: [Int32] = [
    -65534, -64522, -63533, -62567, -61622, -60699, -59797, -58914, -58051, -57207, -56381, -55572, -54781, -54007, -53249,
    -52507, -51780, -51068, -50371, -49688, -49019, -48363, -47721, -47091, -46473, -45868, -45274, -44692, -44121, -43560,
    -43011, -42471, -41942, -41423, -40913, -40412, -39921, -39439, -38965, -38500, -38043, -37594, -37153, -36720, -36294,
    -35876, -35464, -35060, -34663, -34272, -33888, -33511, -33140, -32774, -32415, -32062, -31714, -31373, -31036, -30705,
    -30379, -30059, -29743, -29432, -29127, -28826, -28529, -28237, -27950, -27667, -27388, -27114, -26843, -26577, -26314,
    -26056, -25801, -25550, -25302, -25058, -24818, -24581, -24348, -24117, -23890, -23667, -23446, -23228, -23014, -22802,
    -22593, -22388, -22184, -21984, -21787, -21592, -21399, -21209, -21022, -20837, -20655, -20475, -20297, -20122, -19949,
    -19778, -19609, -19443, -19278, -19116, -18956, -18797, -18641, -18487, -18334, -18184, -18035, -17888, -17743, -17600,
    -17458, -17318, -17180, -17043, -16908, -16775, -16643, -16513,
  ]
  @usableFromInline static let quadratic: [Int32] = [
    1013, 989, 966, 945, 923, 902, 883, 863, 845, 827, 809, 791, 774, 758, 742, 727, 711, 696, 682, 669, 656, 642, 631, 618,
    605, 594, 582, 572, 561, 549, 540, 529, 519, 510, 501, 490, 482, 474, 465, 457, 449, 441, 433, 426, 418, 412, 403, 397, 390,
    383, 377, 371, 366, 358, 353, 348, 341, 337, 331, 326, 320, 316, 310, 305, 302, 297, 291, 287, 283, 279, 274, 271, 266, 263,
    258, 256, 251, 248, 243, 240, 237, 233, 231, 226, 223, 222, 218, 214, 212, 208, 205, 204, 199, 197, 196, 193, 189, 186, 184,
    182, 180, 178, 175, 173, 171, 169, 166, 165, 161, 160, 159, 155, 154, 153, 150, 149, 147, 145, 143, 143, 140, 138, 137, 135,
    133, 132, 131, 130,
  ]
}

extension Binary32 {
  /// `rcp.approx.ftz.f32`, as Hopper computes it: at most one unit off; subnormals count as zero and come out as zero. Spec [arithmetic-3].
  ///
  /// Zero and subnormal give infinity with the sign, infinity gives zero with the sign, NaN gives 7FFFFFFF.
  @inlinable
  public static func approximateReciprocal(_ a: UInt32) -> UInt32 {
    let sign = a & 0x8000_0000
    let field = a &>> 23 & 0xFF
    if isNaN(a) { return 0x7FFF_FFFF }
    if field == 0 { return sign | 0x7F80_0000 }
    if field == 0xFF { return sign }
    let significand = ApproximateReciprocal.significand(fraction: a & 0x7F_FFFF)
    // 2^24 is 1, anything less has its leading bit at 23 and belongs one binade lower.
    let isOne: UInt32 = significand &>> 24
    let exponent = 253 &- Int32(field) &+ Int32(isOne)
    if exponent <= 0 { return sign }
    return sign | UInt32(exponent) &<< 23 | (isOne == 1 ? 0 : significand & 0x7F_FFFF)
  }
}
