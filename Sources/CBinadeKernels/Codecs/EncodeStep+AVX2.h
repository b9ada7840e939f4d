// From words to codes in registers, 32 or 16 at a time. Included by the kernels for AVX2, between their BEGIN and END. The arithmetic is
// that of the step for AVX-512, where it is explained.
#ifndef BINADE_ENCODE_STEP_AVX2_H
#define BINADE_ENCODE_STEP_AVX2_H

// The plan in registers.
typedef struct {
  __m256i magnitude, exponent, saturation, lowest, magic, half_add, floor, doubling, bias, odd, word, special;
  __m128i shift;
  __m256i limit, negative_and, negative_xor, negative_add, zero_sign, code_mask;
} step256;

#define STEP static inline __attribute__((always_inline))

STEP __m256i splat256(uint32_t value, int bits) {
  return bits == 8 ? _mm256_set1_epi8((char)value) : bits == 16 ? _mm256_set1_epi16((short)value) : _mm256_set1_epi32((int)value);
}

STEP step256 step256_make(const binade_encode_plan *plan, int bits) {
  step256 s;
  s.magnitude = _mm256_set1_epi32(0x7FFFFFFF);
  s.exponent = _mm256_set1_epi32(0x7F800000);
  s.saturation = _mm256_set1_epi32((int)plan->saturation);
  s.lowest = _mm256_set1_epi32((int)plan->lowest);
  s.magic = _mm256_set1_epi32((int)plan->magic);
  s.half_add = _mm256_set1_epi32((int)plan->half_add);
  s.floor = _mm256_set1_epi32((int)plan->floor);
  s.doubling = _mm256_set1_epi32((int)plan->doubling);
  s.bias = _mm256_set1_epi32((int)plan->bias);
  s.odd = _mm256_set1_epi32((int)plan->odd);
  s.word = _mm256_set1_epi32(bits == 8 ? 0xFF : bits == 16 ? 0xFFFF : -1);
  s.special = _mm256_set1_epi32((int)plan->special_above);
  s.shift = _mm_cvtsi32_si128((int)plan->shift);
  s.limit = splat256(plan->positive_limit, bits);
  s.negative_and = splat256(plan->negative_and, bits);
  s.negative_xor = splat256(plan->negative_xor, bits);
  s.negative_add = splat256(plan->negative_add, bits);
  s.zero_sign = splat256(plan->zero_has_sign ? 0xFFFFFFFF : 0, bits);
  s.code_mask = splat256(plan->code_mask, bits);
  return s;
}

// Eight operands as float32 words.
STEP __m256i load256(const void *source, size_t index, int kind) {
  if (kind == binade_source_f32) return _mm256_loadu_si256((const __m256i *)(const void *)((const uint32_t *)source + index));
  __m128i halves = _mm_loadu_si128((const __m128i *)(const void *)((const uint16_t *)source + index));
  if (kind == binade_source_bf16) return _mm256_slli_epi32(_mm256_cvtepu16_epi32(halves), 16);
  return _mm256_castps_si256(_mm256_cvtph_ps(halves));
}

// The magnitude codes, each in the low bits of its lane and nothing above them in the code's word.
STEP __m256i magnitudes256(const step256 *s, __m256i a, int method) {
  if (method == binade_encode_integer) {
    a = _mm256_max_epu32(a, s->floor);
    a = _mm256_min_epu32(a, _mm256_sub_epi32(_mm256_add_epi32(a, a), s->doubling));
    a = _mm256_min_epu32(a, s->saturation);
    __m256i odd = _mm256_and_si256(_mm256_srl_epi32(a, s->shift), s->odd);
    a = _mm256_srl_epi32(_mm256_add_epi32(_mm256_add_epi32(a, s->bias), odd), s->shift);
    return _mm256_and_si256(a, s->word);
  }
  a = _mm256_min_epu32(a, s->saturation);
  __m256i power = _mm256_max_epu32(_mm256_and_si256(a, s->exponent), s->lowest);
  __m256i sum = _mm256_castps_si256(_mm256_add_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(_mm256_add_epi32(power, s->magic))));
  sum = _mm256_add_epi32(sum, _mm256_srl_epi32(power, s->shift));
  if (method == binade_encode_halves) sum = _mm256_srli_epi32(_mm256_add_epi32(sum, s->half_add), 1);
  return _mm256_and_si256(sum, s->word);
}

// The upper bit of a lane of `high` is the sign.
STEP __m256i finish256_bytes(const step256 *s, __m256i code, __m256i high) {
  __m256i unsigned_zero = _mm256_cmpeq_epi8(_mm256_or_si256(code, s->zero_sign), _mm256_setzero_si256());
  __m256i other = _mm256_add_epi8(_mm256_xor_si256(_mm256_and_si256(code, s->negative_and), s->negative_xor), s->negative_add);
  code = _mm256_blendv_epi8(_mm256_min_epu8(code, s->limit), other, _mm256_andnot_si256(unsigned_zero, high));
  return _mm256_and_si256(code, s->code_mask);
}

STEP __m256i finish256_words(const step256 *s, __m256i code, __m256i high) {
  __m256i unsigned_zero = _mm256_cmpeq_epi16(_mm256_or_si256(code, s->zero_sign), _mm256_setzero_si256());
  __m256i other = _mm256_add_epi16(_mm256_xor_si256(_mm256_and_si256(code, s->negative_and), s->negative_xor), s->negative_add);
  high = _mm256_srai_epi16(high, 15);
  code = _mm256_blendv_epi8(_mm256_min_epu16(code, s->limit), other, _mm256_andnot_si256(unsigned_zero, high));
  return _mm256_and_si256(code, s->code_mask);
}

STEP __m256i finish256_wide(const step256 *s, __m256i code, __m256i x, const binade_encode_plan *plan) {
  __m256i unsigned_zero = _mm256_cmpeq_epi32(_mm256_or_si256(code, s->zero_sign), _mm256_setzero_si256());
  __m256i other = _mm256_add_epi32(_mm256_xor_si256(_mm256_and_si256(code, s->negative_and), s->negative_xor), s->negative_add);
  x = _mm256_srai_epi32(x, 31);
  code = _mm256_blendv_epi8(_mm256_min_epu32(code, s->limit), other, _mm256_andnot_si256(unsigned_zero, x));
  return _mm256_sll_epi32(_mm256_and_si256(code, s->code_mask), _mm_cvtsi32_si128((int)plan->padding));
}

// Puts the codes of special operands among the codes of `count` operands of `size` bytes each.
__attribute__((noinline)) static void specials256(const binade_encode_plan *plan, uint8_t *codes, size_t size, const uint32_t *words,
                                                  int count) {
  for (int i = 0; i < count; i++) {
    if ((words[i] & 0x7FFFFFFF) <= plan->special_above) continue;
    uint32_t code = binade_special_code(plan, words[i]);
    for (size_t byte = 0; byte < size; byte++) codes[(size_t)i * size + byte] = (uint8_t)(code >> (8 * byte));
  }
}

STEP int has_special256(const step256 *s, __m256i largest) {
  return !_mm256_testz_si256(_mm256_cmpgt_epi32(largest, s->special), s->magnitude);
}

// The codes of 32 operands in bytes, in order.
STEP __m256i codes256_bytes(const step256 *s, const binade_encode_plan *plan, __m256i x0, __m256i x1, __m256i x2, __m256i x3, int method) {
  __m256i a0 = _mm256_and_si256(x0, s->magnitude), a1 = _mm256_and_si256(x1, s->magnitude);
  __m256i a2 = _mm256_and_si256(x2, s->magnitude), a3 = _mm256_and_si256(x3, s->magnitude);
  // Packing works in halves of a vector; one permutation at the end puts that right. It keeps signs, by saturation.
  __m256i low = _mm256_packus_epi16(_mm256_packus_epi32(magnitudes256(s, a0, method), magnitudes256(s, a1, method)),
                                    _mm256_packus_epi32(magnitudes256(s, a2, method), magnitudes256(s, a3, method)));
  __m256i high = _mm256_packs_epi16(_mm256_packs_epi32(x0, x1), _mm256_packs_epi32(x2, x3));
  __m256i codes = _mm256_permutevar8x32_epi32(finish256_bytes(s, low, high), _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0));
  __m256i largest = _mm256_max_epu32(_mm256_max_epu32(a0, a1), _mm256_max_epu32(a2, a3));
  if (__builtin_expect(has_special256(s, largest), 0)) {
    uint32_t words[32];
    uint8_t bytes[32];
    __m256i *at = (__m256i *)(void *)words;
    _mm256_storeu_si256(at, x0);
    _mm256_storeu_si256(at + 1, x1);
    _mm256_storeu_si256(at + 2, x2);
    _mm256_storeu_si256(at + 3, x3);
    _mm256_storeu_si256((__m256i *)(void *)bytes, codes);
    specials256(plan, bytes, 1, words, 32);
    codes = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
  }
  return codes;
}

// The codes of 16 operands in 16-bit words, in order.
STEP __m256i codes256_words(const step256 *s, const binade_encode_plan *plan, __m256i x0, __m256i x1, int method) {
  __m256i a0 = _mm256_and_si256(x0, s->magnitude), a1 = _mm256_and_si256(x1, s->magnitude);
  __m256i low = _mm256_packus_epi32(magnitudes256(s, a0, method), magnitudes256(s, a1, method));
  __m256i codes = _mm256_permute4x64_epi64(finish256_words(s, low, _mm256_packs_epi32(x0, x1)), 0xD8);
  if (__builtin_expect(has_special256(s, _mm256_max_epu32(a0, a1)), 0)) {
    uint32_t words[16];
    uint8_t bytes[32];
    __m256i *at = (__m256i *)(void *)words;
    _mm256_storeu_si256(at, x0);
    _mm256_storeu_si256(at + 1, x1);
    _mm256_storeu_si256((__m256i *)(void *)bytes, codes);
    specials256(plan, bytes, 2, words, 16);
    codes = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
  }
  return codes;
}

// The codes of 8 operands in 32-bit words.
STEP __m256i codes256_wide(const step256 *s, const binade_encode_plan *plan, __m256i x, int method) {
  __m256i a = _mm256_and_si256(x, s->magnitude);
  __m256i codes = finish256_wide(s, magnitudes256(s, a, method), x, plan);
  if (__builtin_expect(has_special256(s, a), 0)) {
    uint32_t words[8];
    uint8_t bytes[32];
    _mm256_storeu_si256((__m256i *)(void *)words, x);
    _mm256_storeu_si256((__m256i *)(void *)bytes, codes);
    specials256(plan, bytes, 4, words, 8);
    codes = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
  }
  return codes;
}

#endif
