// Quantizes blocks with AVX2: the same work as with AVX-512, eight lanes at a time and one block after the other.
#include <string.h>

#include "Blocks+Tables.h"
#include "Targets.h"

#if defined(__x86_64__)
BINADE_AVX2_BEGIN

#define binade_inline static inline __attribute__((always_inline))

// How far ahead the source is asked for, in words.
enum { ahead = 2 * 1024 };

binade_inline __m256i load(const uint32_t *words) { return _mm256_loadu_si256((const __m256i *)words); }

binade_inline __m256i larger(__m256i a, __m256i b) { return _mm256_max_epu32(a, b); }

// The largest magnitude of each of eight blocks, lane by lane.
binade_inline __m256i maxima_of(const uint32_t *words, int length) {
  const __m256i magnitude = _mm256_set1_epi32(0x7FFFFFFF);
  __m256i block[8];
  for (int i = 0; i < 8; i += 1) {
    const uint32_t *source = words + i * length;
    block[i] = _mm256_and_si256(load(source), magnitude);
    for (int place = 8; place < length; place += 8) {
      block[i] = _mm256_max_epu32(block[i], _mm256_and_si256(load(source + place), magnitude));
    }
  }
  __m256i quad[2];
  for (int i = 0; i < 8; i += 4) {
    __m256i a = larger(_mm256_unpacklo_epi32(block[i], block[i + 1]), _mm256_unpackhi_epi32(block[i], block[i + 1]));
    __m256i b = larger(_mm256_unpacklo_epi32(block[i + 2], block[i + 3]), _mm256_unpackhi_epi32(block[i + 2], block[i + 3]));
    quad[i / 4] = larger(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
  }
  return _mm256_max_epu32(_mm256_permute2x128_si256(quad[0], quad[1], 0x20), _mm256_permute2x128_si256(quad[0], quad[1], 0x31));
}

binade_inline __m256i set(uint32_t word) { return _mm256_set1_epi32((int32_t)word); }

// A magnitude's code, in the low byte: see the plan.
binade_inline __m256i rounded_code(const binade_block_rounding *r, __m256i a) {
  a = _mm256_min_epu32(a, set(r->largest));
  __m256i power = _mm256_add_epi32(_mm256_max_epu32(_mm256_and_si256(a, set(0x7F800000)), set(r->smallest)), set(r->addend));
  __m256i sum = _mm256_castps_si256(_mm256_add_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(power)));
  return _mm256_add_epi32(sum, _mm256_srl_epi32(power, _mm_cvtsi32_si128((int32_t)r->shift)));
}

// The answers for eight maxima, without tables.
binade_inline __m256i answers_of(const binade_block_plan *plan, __m256i maxima) {
  __m256i answer;
  // first <= maximum <= last
  __m256i inside = _mm256_and_si256(_mm256_cmpeq_epi32(_mm256_max_epu32(maxima, set(plan->first_maximum)), maxima),
                                    _mm256_cmpeq_epi32(_mm256_min_epu32(maxima, set(plan->last_maximum)), maxima));
  if (plan->scaling == binade_block_binades) {
    answer = _mm256_srli_epi32(_mm256_add_epi32(maxima, set(plan->binade_addend)), 23);
    answer = _mm256_add_epi32(answer, _mm256_set1_epi32(plan->binade_offset));
  } else {
    __m256 value = _mm256_castsi256_ps(maxima);
    for (int place = 0; place < binade_block_operations; place += 1) {
      __m256 operand = _mm256_set1_ps(plan->operands[place]);
      switch (plan->operations[place]) {
      case binade_block_times: value = _mm256_mul_ps(value, operand); break;
      case binade_block_over: value = _mm256_div_ps(value, operand); break;
      case binade_block_at_most: value = _mm256_min_ps(value, operand); break;
      case binade_block_at_least: value = _mm256_max_ps(value, operand); break;
      default: break;
      }
    }
    __m256i a = _mm256_castps_si256(value);
    inside = _mm256_and_si256(inside, _mm256_cmpgt_epi32(set(0x7F800000), a));
    answer = _mm256_and_si256(rounded_code(&plan->scale, a), set(0xFF));
    inside = _mm256_and_si256(inside, _mm256_cmpgt_epi32(answer, _mm256_set1_epi32(plan->first_answer - 1)));
  }
  answer = _mm256_blendv_epi8(set(binade_block_stop), answer, inside);
  return _mm256_blendv_epi8(answer, _mm256_set1_epi32(plan->zero_answer), _mm256_cmpeq_epi32(maxima, _mm256_setzero_si256()));
}

// How many steps each magnitude has reached: three comparisons, each with the middle of what is left. Magnitudes and steps are positive.
binade_inline __m256i counted_code(__m256i word, __m256i steps, __m256i middle) {
  const __m256i one = _mm256_set1_epi32(1);
  __m256i a = _mm256_and_si256(word, _mm256_set1_epi32(0x7FFFFFFF));
  // -1 where a step is not reached.
  __m256i below = _mm256_cmpgt_epi32(middle, a);
  // Places 5 and 1: the middles of the halves.
  __m256i place = _mm256_add_epi32(_mm256_set1_epi32(5), _mm256_slli_epi32(below, 2));
  below = _mm256_cmpgt_epi32(_mm256_permutevar8x32_epi32(steps, place), a);
  place = _mm256_add_epi32(_mm256_add_epi32(place, one), _mm256_slli_epi32(below, 1));
  below = _mm256_cmpgt_epi32(_mm256_permutevar8x32_epi32(steps, place), a);
  return _mm256_add_epi32(_mm256_add_epi32(place, one), below);
}

// The low byte of each word of four vectors.
binade_inline __m256i bytes_of(__m256i a, __m256i b, __m256i c, __m256i d) {
  const __m256i low = _mm256_set1_epi32(0xFF);
  __m256i ab = _mm256_packus_epi32(_mm256_and_si256(a, low), _mm256_and_si256(b, low));
  __m256i cd = _mm256_packus_epi32(_mm256_and_si256(c, low), _mm256_and_si256(d, low));
  return _mm256_permutevar8x32_epi32(_mm256_packus_epi16(ab, cd), _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

// The codes of 32 elements.
binade_inline __m256i codes_of(const binade_block_plan *plan, const uint32_t *words, const uint16_t *answers, int kind, int length) {
  __m256i code[4];
  for (int i = 0; i < 4; i += 1) {
    size_t answer = answers[8 * i / length];
    __m256i word = load(words + 8 * i);
    if (kind == binade_block_counted) {
      const uint32_t *steps = plan->steps + 8 * answer;
      code[i] = counted_code(word, load(steps), set(steps[3]));
      // The sign becomes bit 3.
      code[i] = _mm256_or_si256(code[i], _mm256_slli_epi32(_mm256_srli_epi32(word, 31), 3));
      continue;
    }
    __m256 value = _mm256_castsi256_ps(word);
    if (length == 16) value = _mm256_mul_ps(value, _mm256_set1_ps(plan->factor));
    value = _mm256_mul_ps(value, _mm256_set1_ps(plan->factors[answer]));
    if (kind == binade_block_fixed) {
      value = _mm256_max_ps(_mm256_min_ps(value, _mm256_set1_ps(plan->highest)), _mm256_set1_ps(plan->lowest));
      code[i] = _mm256_castps_si256(_mm256_add_ps(value, _mm256_set1_ps(plan->magic)));
    } else {
      code[i] = rounded_code(&plan->element, _mm256_and_si256(_mm256_castps_si256(value), _mm256_set1_epi32(0x7FFFFFFF)));
      __m256i sign = _mm256_sll_epi32(_mm256_srli_epi32(word, 31), _mm_cvtsi32_si128(plan->code_bits - 1));
      code[i] = _mm256_or_si256(_mm256_and_si256(code[i], set((1u << (plan->code_bits - 1)) - 1)), sign);
    }
  }
  __m256i bytes = bytes_of(code[0], code[1], code[2], code[3]);
  if (kind == binade_block_fixed) return _mm256_and_si256(bytes, _mm256_set1_epi8((char)((1 << plan->code_bits) - 1)));
  if (kind == binade_block_counted) {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)plan->codes)), bytes);
  }
  return bytes;
}

// Stores 32 codes without a gap.
binade_inline void store_codes(uint8_t *target, __m256i bytes, int stride, int32_t streams) {
  if (stride == 8) {
    if (streams && ((uintptr_t)target & 31) == 0) {
      _mm256_stream_si256((__m256i *)target, bytes);
    } else {
      _mm256_storeu_si256((__m256i *)target, bytes);
    }
    return;
  }
  if (stride == 6) {
    __m256i quads = _mm256_madd_epi16(_mm256_maddubs_epi16(bytes, _mm256_set1_epi16(0x4001)), _mm256_set1_epi32(0x10000001));
    // Three bytes of every four: twelve in each half.
    const __m256i places = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
    quads = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(quads, places), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
    _mm_storeu_si128((__m128i *)target, _mm256_castsi256_si128(quads));
    _mm_storel_epi64((__m128i *)(target + 16), _mm256_extracti128_si256(quads, 1));
    return;
  }
  if (stride == 4) {
    __m256i pairs = _mm256_maddubs_epi16(bytes, _mm256_set1_epi16(0x1001));
    __m128i packed = _mm_packus_epi16(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    if (streams && ((uintptr_t)target & 15) == 0) {
      _mm_stream_si128((__m128i *)target, packed);
    } else {
      _mm_storeu_si128((__m128i *)target, packed);
    }
    return;
  }
  __m256i quads = _mm256_madd_epi16(_mm256_maddubs_epi16(bytes, _mm256_set1_epi16(0x0401)), _mm256_set1_epi32(0x00100001));
  __m256i words = _mm256_packus_epi32(quads, quads);
  __m128i packed = _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  // Four bytes, four the same, then the other four.
  _mm_storel_epi64((__m128i *)target, _mm_shuffle_epi32(packed, 0x08));
}

// Answers for eight blocks; whether a block of zeros has negative ones is asked where it counts.
binade_inline void look_up(const binade_block_plan *plan, const uint32_t *words, __m256i maxima, uint16_t *answers, int length) {
  if (plan->scaling == binade_block_tables) {
    uint32_t all[8];
    _mm256_storeu_si256((__m256i *)all, maxima);
    for (int block = 0; block < 8; block += 1) answers[block] = (uint16_t)binade_block_answer_of(plan, all[block]);
  } else {
    __m256i found = answers_of(plan, maxima);
    _mm_storeu_si128((__m128i *)answers, _mm_packus_epi32(_mm256_castsi256_si128(found), _mm256_extracti128_si256(found, 1)));
  }
  if (!plan->zero_is_positive) return;
  int zeros = _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(maxima, _mm256_setzero_si256())));
  for (int block = 0; zeros != 0; block += 1, zeros >>= 1) {
    uint32_t all = 0;
    for (int index = 0; (zeros & 1) && index < length; index += 1) all |= words[block * length + index];
    if (all) answers[block] = binade_block_stop;
  }
}

// Whole units of eight blocks, until one holds a stop. Returns how many blocks are done.
binade_inline size_t units(const binade_block_plan *plan, const uint32_t *words, size_t count, uint8_t *codes, uint8_t *scales,
                           int32_t streams, int kind, int stride, int length) {
  const size_t block_bytes = (size_t)(length / 8 * stride);
  for (size_t unit = 0; unit < count; unit += 1, words += 8 * length, codes += 8 * block_bytes, scales += 8) {
    for (int line = 0; line < 8 * length; line += 16) __builtin_prefetch(words + ahead + line, 0, 3);
    uint16_t answers[8];
    look_up(plan, words, maxima_of(words, length), answers, length);
    __m128i all = _mm_loadu_si128((const __m128i *)answers);
    if (_mm_movemask_epi8(all) & 0xAAAA) {
      // Nothing is written beyond the blocks that are known: they go by way of a copy.
      size_t known = binade_block_known(answers, 8);
      uint8_t copy[512];
      for (int group = 0; group < length / 4; group += 1) {
        store_codes(copy + 4 * group * stride, codes_of(plan, words + 32 * group, answers + 32 * group / length, kind, length), stride, 0);
      }
      memcpy(codes, copy, known * block_bytes);
      for (size_t block = 0; block < known; block += 1) scales[block] = (uint8_t)answers[block];
      return 8 * unit + known;
    }
    _mm_storel_epi64((__m128i *)scales, _mm_packus_epi16(_mm_and_si128(all, _mm_set1_epi16(0xFF)), all));
    for (int group = 0; group < length / 4; group += 1) {
      __m256i bytes = codes_of(plan, words + 32 * group, answers + 32 * group / length, kind, length);
      store_codes(codes + 4 * group * stride, bytes, stride, streams);
    }
  }
  return 8 * count;
}

binade_inline size_t quantize(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint8_t *scales,
                              int32_t streams, int kind, int stride, int length) {
  const size_t block_bytes = (size_t)(length / 8 * stride);
  const size_t whole = blocks / 8, rest = blocks % 8;
  size_t done = units(plan, words, whole, codes, scales, streams, kind, stride, length);
  if (rest != 0 && done == 8 * whole) {
    // The last blocks, with zeros behind them.
    uint32_t words_of_rest[256];
    uint8_t codes_of_rest[256], scales_of_rest[8];
    memset(words_of_rest, 0, sizeof words_of_rest);
    memcpy(words_of_rest, words + done * (size_t)length, rest * 4 * (size_t)length);
    size_t known = units(plan, words_of_rest, 1, codes_of_rest, scales_of_rest, 0, kind, stride, length);
    if (known > rest) known = rest;
    memcpy(codes + done * block_bytes, codes_of_rest, known * block_bytes);
    memcpy(scales + done, scales_of_rest, known);
    done += known;
  }
  if (streams) _mm_sfence();
  return done;
}

#define variant(name, kind, stride)                                                                                                       \
  static __attribute__((noinline)) size_t name(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes,       \
                                               uint8_t *scales, int32_t streams) {                                                        \
    return plan->length == 16 ? quantize(plan, words, blocks, codes, scales, streams, kind, stride, 16)                                   \
                              : quantize(plan, words, blocks, codes, scales, streams, kind, stride, 32);                                  \
  }
variant(rounded_8, binade_block_rounded, 8)
variant(rounded_6, binade_block_rounded, 6)
variant(rounded_4, binade_block_rounded, 4)
variant(fixed_8, binade_block_fixed, 8)
variant(fixed_6, binade_block_fixed, 6)
variant(fixed_4, binade_block_fixed, 4)
variant(counted_8, binade_block_counted, 8)
variant(counted_4, binade_block_counted, 4)
variant(counted_2, binade_block_counted, 2)

size_t binade_block_quantize_avx2(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint8_t *scales,
                                  int32_t streams) {
  unsigned state = binade_enter();
  size_t done = 0;
  switch (plan->kind << 8 | plan->stride) {
  case binade_block_rounded << 8 | 8: done = rounded_8(plan, words, blocks, codes, scales, streams); break;
  case binade_block_rounded << 8 | 6: done = rounded_6(plan, words, blocks, codes, scales, streams); break;
  case binade_block_rounded << 8 | 4: done = rounded_4(plan, words, blocks, codes, scales, streams); break;
  case binade_block_fixed << 8 | 8: done = fixed_8(plan, words, blocks, codes, scales, streams); break;
  case binade_block_fixed << 8 | 6: done = fixed_6(plan, words, blocks, codes, scales, streams); break;
  case binade_block_fixed << 8 | 4: done = fixed_4(plan, words, blocks, codes, scales, streams); break;
  case binade_block_counted << 8 | 8: done = counted_8(plan, words, blocks, codes, scales, streams); break;
  case binade_block_counted << 8 | 4: done = counted_4(plan, words, blocks, codes, scales, streams); break;
  case binade_block_counted << 8 | 2: done = counted_2(plan, words, blocks, codes, scales, streams); break;
  default: break;
  }
  binade_leave(state);
  return done;
}

uint32_t binade_block_maximum_avx2(const uint32_t *words, size_t count, uint32_t limit) {
  const __m256i magnitude = _mm256_set1_epi32(0x7FFFFFFF), most = set(limit);
  __m256i lanes[4];
  for (int i = 0; i < 4; i += 1) lanes[i] = _mm256_setzero_si256();
  size_t index = 0;
  for (; index + 32 <= count; index += 32) {
    for (int i = 0; i < 4; i += 1) {
      __m256i a = _mm256_and_si256(load(words + index + 8 * i), magnitude);
      lanes[i] = _mm256_max_epu32(lanes[i], _mm256_andnot_si256(_mm256_cmpgt_epi32(a, most), a));
    }
    __builtin_prefetch(words + index + ahead, 0, 3);
    __builtin_prefetch(words + index + 16 + ahead, 0, 3);
  }
  uint32_t all[8], result = 0;
  _mm256_storeu_si256((__m256i *)all, _mm256_max_epu32(_mm256_max_epu32(lanes[0], lanes[1]), _mm256_max_epu32(lanes[2], lanes[3])));
  for (int i = 0; i < 8; i += 1) result = all[i] > result ? all[i] : result;
  for (; index < count; index += 1) {
    uint32_t a = words[index] & 0x7FFFFFFF;
    if (a <= limit && a > result) result = a;
  }
  return result;
}

BINADE_TARGET_END
#endif
