// From words to codes in registers, 64 or 32 at a time. Included by the kernels for AVX-512, between their BEGIN and END.
#ifndef BINADE_ENCODE_STEP_AVX512_H
#define BINADE_ENCODE_STEP_AVX512_H

// The plan in registers.
typedef struct {
  __m512i magnitude, exponent, saturation, lowest, magic, half_add, floor, doubling, bias, odd;
  __m128i shift;
  __m512i low_index, high_index;
  __m512i limit, negative_and, negative_xor, negative_add, zero_sign, code_mask;
} step512;

#define STEP static inline __attribute__((always_inline))

STEP __m512i splat512(uint32_t value, int bits) {
  return bits == 8 ? _mm512_set1_epi8((char)value) : bits == 16 ? _mm512_set1_epi16((short)value) : _mm512_set1_epi32((int)value);
}

STEP step512 step512_make(const binade_encode_plan *plan, int bits) {
  step512 s;
  s.magnitude = _mm512_set1_epi32(0x7FFFFFFF);
  s.exponent = _mm512_set1_epi32(0x7F800000);
  s.saturation = _mm512_set1_epi32((int)plan->saturation);
  s.lowest = _mm512_set1_epi32((int)plan->lowest);
  s.magic = _mm512_set1_epi32((int)plan->magic);
  s.half_add = _mm512_set1_epi32((int)plan->half_add);
  s.floor = _mm512_set1_epi32((int)plan->floor);
  s.doubling = _mm512_set1_epi32((int)plan->doubling);
  s.bias = _mm512_set1_epi32((int)plan->bias);
  s.odd = _mm512_set1_epi32((int)plan->odd);
  s.shift = _mm_cvtsi32_si128((int)plan->shift);
  // Bytes 0 and 3, or words 0 and 1, of the 32 lanes of two vectors.
  if (bits == 8) {
    const __m512i lane =
      _mm512_set_epi64(0x7C7874706C686460, 0x5C5854504C484440, 0x3C3834302C282420, 0x1C1814100C080400, 0x7C7874706C686460,
                       0x5C5854504C484440, 0x3C3834302C282420, 0x1C1814100C080400);
    s.low_index = lane;
    s.high_index = _mm512_or_si512(lane, _mm512_set1_epi8(3));
  } else {
    __m512i lane = _mm512_set_epi64(0x003E003C003A0038, 0x0036003400320030, 0x002E002C002A0028, 0x0026002400220020, 0x001E001C001A0018,
                                    0x0016001400120010, 0x000E000C000A0008, 0x0006000400020000);
    s.low_index = lane;
    s.high_index = _mm512_or_si512(lane, _mm512_set1_epi16(1));
  }
  s.limit = splat512(plan->positive_limit, bits);
  s.negative_and = splat512(plan->negative_and, bits);
  s.negative_xor = splat512(plan->negative_xor, bits);
  s.negative_add = splat512(plan->negative_add, bits);
  s.zero_sign = splat512(plan->zero_has_sign ? 0xFFFFFFFF : 0, bits);
  s.code_mask = splat512(plan->code_mask, bits);
  return s;
}

// Sixteen operands as float32 words.
STEP __m512i load512(const void *source, size_t index, int kind) {
  if (kind == binade_source_f32) return _mm512_loadu_si512((const uint32_t *)source + index);
  __m256i halves = _mm256_loadu_si256((const __m256i *)((const uint16_t *)source + index));
  if (kind == binade_source_bf16) return _mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16);
  return _mm512_castps_si512(_mm512_cvtph_ps(halves));
}

// The magnitude codes in the low bits of the lanes; what is above the code's word is garbage.
//
// Why the addition is exact: P + magic is a power of two whose unit in the last place is the target's spacing at a, for normal and
// subnormal results alike, plus a few of these units. So the machine rounds a to the target's grid, once, and leaves the count n of units
// in the low bits. The code is n + (steps of the exponent) * 2^m, and a carry of n into the next binade does the right thing by itself.
// The few units cancel the exponent of `lowest`; they are even, so that the parity of the sum is the parity of the code. Fixed-point
// targets are those whose every value is subnormal: there P never exceeds `lowest`.
STEP __m512i magnitudes512(const step512 *s, __m512i x, int method) {
  __m512i a = _mm512_and_si512(x, s->magnitude);
  if (method == binade_encode_integer) {
    a = _mm512_max_epu32(a, s->floor);
    a = _mm512_min_epu32(a, _mm512_sub_epi32(_mm512_add_epi32(a, a), s->doubling));
    a = _mm512_min_epu32(a, s->saturation);
    __m512i odd = _mm512_and_si512(_mm512_srl_epi32(a, s->shift), s->odd);
    return _mm512_srl_epi32(_mm512_add_epi32(_mm512_add_epi32(a, s->bias), odd), s->shift);
  }
  a = _mm512_min_epu32(a, s->saturation);
  __m512i power = _mm512_max_epu32(_mm512_and_si512(a, s->exponent), s->lowest);
  __m512 grid = _mm512_castsi512_ps(_mm512_add_epi32(power, s->magic));
  __m512i sum;
  if (method == binade_encode_directed) {
    // x has been given the sign under which magnitudes go up.
    __mmask16 up = _mm512_movepi32_mask(x);
    __m512 value = _mm512_castsi512_ps(a);
    __m512 rounded = _mm512_add_round_ps(value, grid, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    rounded = _mm512_mask_add_round_ps(rounded, up, value, grid, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
    sum = _mm512_castps_si512(rounded);
  } else {
    sum = _mm512_castps_si512(_mm512_add_ps(_mm512_castsi512_ps(a), grid));
  }
  sum = _mm512_add_epi32(sum, _mm512_srl_epi32(power, s->shift));
  if (method == binade_encode_halves) sum = _mm512_srli_epi32(_mm512_add_epi32(sum, s->half_add), 1);
  return sum;
}

// Magnitude codes in byte or word lanes, given their signs. Cheap, for it works on 64 or 32 lanes at once.
STEP __m512i finish512_bytes(const step512 *s, __m512i code, __m512i high) {
  __mmask64 negative = _mm512_movepi8_mask(high);
  __m512i signable = _mm512_or_si512(code, s->zero_sign);
  negative = _mm512_mask_test_epi8_mask(negative, signable, signable);
  __m512i positive = _mm512_min_epu8(code, s->limit);
  __m512i other = _mm512_ternarylogic_epi32(code, s->negative_and, s->negative_xor, 0x6A);
  return _mm512_and_si512(_mm512_mask_add_epi8(positive, negative, other, s->negative_add), s->code_mask);
}

STEP __m512i finish512_words(const step512 *s, __m512i code, __m512i high) {
  __mmask32 negative = _mm512_movepi16_mask(high);
  __m512i signable = _mm512_or_si512(code, s->zero_sign);
  negative = _mm512_mask_test_epi16_mask(negative, signable, signable);
  __m512i positive = _mm512_min_epu16(code, s->limit);
  __m512i other = _mm512_ternarylogic_epi32(code, s->negative_and, s->negative_xor, 0x6A);
  return _mm512_and_si512(_mm512_mask_add_epi16(positive, negative, other, s->negative_add), s->code_mask);
}

STEP __m512i finish512_wide(const step512 *s, __m512i code, __m512i x, const binade_encode_plan *plan) {
  __mmask16 negative = _mm512_movepi32_mask(x);
  __m512i signable = _mm512_or_si512(code, s->zero_sign);
  negative = _mm512_mask_test_epi32_mask(negative, signable, signable);
  __m512i positive = _mm512_min_epu32(code, s->limit);
  __m512i other = _mm512_ternarylogic_epi32(code, s->negative_and, s->negative_xor, 0x6A);
  code = _mm512_and_si512(_mm512_mask_add_epi32(positive, negative, other, s->negative_add), s->code_mask);
  return _mm512_sll_epi32(code, _mm_cvtsi32_si128((int)plan->padding));
}

// The codes of the special operands among sixteen, in the lanes given; `x` are the words.
__attribute__((noinline)) static __m512i special512(const binade_encode_plan *plan, __m512i codes, __m512i x) {
  __m512i a = _mm512_and_si512(x, _mm512_set1_epi32(0x7FFFFFFF));
  __mmask16 special = _mm512_cmpgt_epu32_mask(a, _mm512_set1_epi32((int)plan->special_above));
  if (special == 0) return codes;
  __mmask16 nan = _mm512_cmpgt_epu32_mask(a, _mm512_set1_epi32(0x7F800000));
  __mmask16 negative = _mm512_movepi32_mask(x);
  __mmask16 infinite = special & (__mmask16)~nan;
  codes = _mm512_mask_set1_epi32(codes, infinite & (__mmask16)~negative, (int)plan->infinity_code[0]);
  codes = _mm512_mask_set1_epi32(codes, infinite & negative, (int)plan->infinity_code[1]);
  if (!plan->nan_varies) {
    codes = _mm512_mask_set1_epi32(codes, nan & (__mmask16)~negative, (int)plan->nan_code[0]);
    return _mm512_mask_set1_epi32(codes, nan & negative, (int)plan->nan_code[1]);
  }
  uint32_t lanes[16], words[16];
  _mm512_storeu_si512(lanes, codes);
  _mm512_storeu_si512(words, x);
  for (unsigned rest = nan; rest != 0; rest &= rest - 1) {
    unsigned lane = (unsigned)__builtin_ctz(rest);
    lanes[lane] = binade_special_code(plan, words[lane]);
  }
  return _mm512_loadu_si512(lanes);
}

// Puts the codes of special operands into 64 byte codes. Not inlined: data has few of them.
__attribute__((noinline)) static __m512i specials512_bytes(const binade_encode_plan *plan, __m512i codes, __m512i x0, __m512i x1,
                                                           __m512i x2, __m512i x3) {
  __m128i c0 = _mm512_cvtepi32_epi8(special512(plan, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(codes)), x0));
  __m128i c1 = _mm512_cvtepi32_epi8(special512(plan, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(codes, 1)), x1));
  __m128i c2 = _mm512_cvtepi32_epi8(special512(plan, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(codes, 2)), x2));
  __m128i c3 = _mm512_cvtepi32_epi8(special512(plan, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(codes, 3)), x3));
  __m512i result = _mm512_inserti32x4(_mm512_castsi128_si512(c0), c1, 1);
  return _mm512_inserti32x4(_mm512_inserti32x4(result, c2, 2), c3, 3);
}

__attribute__((noinline)) static __m512i specials512_words(const binade_encode_plan *plan, __m512i codes, __m512i x0, __m512i x1) {
  __m256i c0 = _mm512_cvtepi32_epi16(special512(plan, _mm512_cvtepu16_epi32(_mm512_castsi512_si256(codes)), x0));
  __m256i c1 = _mm512_cvtepi32_epi16(special512(plan, _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(codes, 1)), x1));
  return _mm512_inserti64x4(_mm512_castsi256_si512(c0), c1, 1);
}

// The sign that `directed` looks at: set where magnitudes go up.
STEP __m512i directed512(const binade_encode_plan *plan, __m512i x) {
  return plan->rounding == binade_round_up ? _mm512_xor_si512(x, _mm512_set1_epi32((int)0x80000000)) : x;
}

// The lower half of one vector and the upper half of another.
STEP __m512i join512(__m512i lower, __m512i upper) { return _mm512_mask_blend_epi64(0xF0, lower, upper); }

// The codes of 64 operands in bytes, in order.
STEP __m512i codes512_bytes(const step512 *s, const binade_encode_plan *plan, __m512i x0, __m512i x1, __m512i x2, __m512i x3, int method) {
  __m512i d0 = x0, d1 = x1, d2 = x2, d3 = x3;
  if (method == binade_encode_directed) {
    d0 = directed512(plan, x0);
    d1 = directed512(plan, x1);
    d2 = directed512(plan, x2);
    d3 = directed512(plan, x3);
  }
  __m512i t0 = magnitudes512(s, d0, method), t1 = magnitudes512(s, d1, method);
  __m512i t2 = magnitudes512(s, d2, method), t3 = magnitudes512(s, d3, method);
  __m512i low = join512(_mm512_permutex2var_epi8(t0, s->low_index, t1), _mm512_permutex2var_epi8(t2, s->low_index, t3));
  __m512i high = join512(_mm512_permutex2var_epi8(x0, s->high_index, x1), _mm512_permutex2var_epi8(x2, s->high_index, x3));
  __m512i codes = finish512_bytes(s, low, high);
  // The upper byte of infinities and NaN is 7F or FF; so is that of the topmost finite binade, which the careful look then clears.
  const __m512i sevens = _mm512_set1_epi8(0x7F);
  if (__builtin_expect(_mm512_cmpeq_epi8_mask(_mm512_and_si512(high, sevens), sevens) != 0, 0))
    codes = specials512_bytes(plan, codes, x0, x1, x2, x3);
  return codes;
}

// The codes of 32 operands in 16-bit words, in order.
STEP __m512i codes512_words(const step512 *s, const binade_encode_plan *plan, __m512i x0, __m512i x1, int method) {
  __m512i d0 = method == binade_encode_directed ? directed512(plan, x0) : x0;
  __m512i d1 = method == binade_encode_directed ? directed512(plan, x1) : x1;
  __m512i low = _mm512_permutex2var_epi16(magnitudes512(s, d0, method), s->low_index, magnitudes512(s, d1, method));
  __m512i high = _mm512_permutex2var_epi16(x0, s->high_index, x1);
  __m512i codes = finish512_words(s, low, high);
  const __m512i exponents = _mm512_set1_epi16(0x7F80);
  if (__builtin_expect(_mm512_cmpeq_epi16_mask(_mm512_and_si512(high, exponents), exponents) != 0, 0))
    codes = specials512_words(plan, codes, x0, x1);
  return codes;
}

// The codes of 16 operands in 32-bit words.
STEP __m512i codes512_wide(const step512 *s, const binade_encode_plan *plan, __m512i x, int method) {
  __m512i d = method == binade_encode_directed ? directed512(plan, x) : x;
  __m512i codes = finish512_wide(s, magnitudes512(s, d, method), x, plan);
  const __m512i exponents = _mm512_set1_epi32(0x7F800000);
  if (__builtin_expect(_mm512_cmpeq_epi32_mask(_mm512_and_si512(x, exponents), exponents) != 0, 0)) codes = special512(plan, codes, x);
  return codes;
}

#endif
