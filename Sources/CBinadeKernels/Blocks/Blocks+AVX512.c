// Quantizes blocks with AVX-512.
//
// Work goes in units of 16 blocks, 1 or 2 KiB of source. Three units are under way at once: the maxima of one, the look-ups of the one
// before it, which are left to the integer side of the machine, and the codes of the one before that, 64 at a time. None waits for
// another, so the latencies hide behind each other, and the unit is still in the first cache when it is read again.
#include "Blocks+AVX512.h"

#if defined(__x86_64__)
#include "Blocks+Tables.h"
BINADE_AVX512_BEGIN

// How many steps the magnitude has reached: three comparisons, each with the middle of what is left.
binade_inline __m512i counted_code(const constants *c, __m512i word, const uint32_t *steps) {
  __m512i a = _mm512_and_si512(word, c->magnitude);
  __m512i all = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)steps));
  __mmask16 upper = _mm512_cmpge_epi32_mask(a, _mm512_set1_epi32((int32_t)steps[3]));
  // The place of the middle of either half; then its neighbour below, or the one above.
  __m512i place = _mm512_mask_mov_epi32(c->one, upper, c->five);
  __mmask16 next = _mm512_cmpge_epi32_mask(a, _mm512_permutexvar_epi32(place, all));
  place = _mm512_mask_add_epi32(_mm512_sub_epi32(place, c->one), next, place, c->one);
  __mmask16 last = _mm512_cmpge_epi32_mask(a, _mm512_permutexvar_epi32(place, all));
  return _mm512_mask_add_epi32(place, last, place, c->one);
}

// The codes of 64 elements, `vectors` x 16 of each block.
binade_inline __m512i codes_of(const binade_block_plan *plan, const constants *c, const uint32_t *words, const uint16_t *answers,
                               int kind, int vectors) {
  __m512i w[4], code[4];
  for (int i = 0; i < 4; i += 1) {
    size_t answer = answers[i / vectors];
    w[i] = _mm512_loadu_si512(words + 16 * i);
    if (kind == binade_block_counted) {
      code[i] = counted_code(c, w[i], plan->steps + 8 * answer);
    } else {
      __m512 value = _mm512_castsi512_ps(w[i]);
      if (vectors == 1) value = _mm512_mul_ps(value, c->factor);
      value = _mm512_mul_ps(value, _mm512_set1_ps(plan->factors[answer]));
      if (kind == binade_block_fixed) {
        value = _mm512_max_ps(_mm512_min_ps(value, c->highest), c->lowest);
        code[i] = _mm512_castps_si512(_mm512_add_ps(value, c->magic));
      } else {
        code[i] = rounded_code(c, _mm512_castps_si512(value));
      }
    }
  }
  if (kind == binade_block_rounded) return signed_codes(c, code, w);
  __m512i bytes = gather_bytes(code[0], code[1], code[2], code[3], c->low_bytes);
  if (kind == binade_block_fixed) return _mm512_and_si512(bytes, c->code);
  // The sign becomes bit 3 of an index.
  __m512i signs = gather_bytes(w[0], w[1], w[2], w[3], c->low_signs);
  signs = _mm512_and_si512(_mm512_srli_epi16(signs, 4), _mm512_set1_epi8(8));
  return _mm512_shuffle_epi8(c->table, _mm512_or_si512(bytes, signs));
}

// The answers for 16 maxima that are in `scaling` 1 or 2, sixteen at once.
binade_inline __m256i answers_of(const binade_block_plan *plan, __m512i maxima) {
  __m512i answer;
  __mmask16 stops = _mm512_cmpgt_epu32_mask(_mm512_sub_epi32(maxima, _mm512_set1_epi32((int32_t)plan->first_maximum)),
                                            _mm512_set1_epi32((int32_t)(plan->last_maximum - plan->first_maximum)));
  if (plan->scaling == binade_block_binades) {
    answer = _mm512_srli_epi32(_mm512_add_epi32(maxima, _mm512_set1_epi32((int32_t)plan->binade_addend)), 23);
    answer = _mm512_add_epi32(answer, _mm512_set1_epi32(plan->binade_offset));
  } else {
    __m512 value = _mm512_castsi512_ps(maxima);
    for (int place = 0; place < binade_block_operations; place += 1) {
      __m512 operand = _mm512_set1_ps(plan->operands[place]);
      switch (plan->operations[place]) {
      case binade_block_times: value = _mm512_mul_ps(value, operand); break;
      case binade_block_over: value = _mm512_div_ps(value, operand); break;
      case binade_block_at_most: value = _mm512_min_ps(value, operand); break;
      case binade_block_at_least: value = _mm512_max_ps(value, operand); break;
      default: break;
      }
    }
    __m512i a = _mm512_castps_si512(value);
    stops = _kor_mask16(stops, _mm512_cmpge_epu32_mask(a, _mm512_set1_epi32(0x7F800000)));
    const binade_block_rounding *scale = &plan->scale;
    a = _mm512_min_epu32(a, _mm512_set1_epi32((int32_t)scale->largest));
    __m512i power = _mm512_max_epu32(_mm512_and_si512(a, _mm512_set1_epi32(0x7F800000)), _mm512_set1_epi32((int32_t)scale->smallest));
    power = _mm512_add_epi32(power, _mm512_set1_epi32((int32_t)scale->addend));
    answer = _mm512_castps_si512(_mm512_add_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(power)));
    answer = _mm512_add_epi32(answer, _mm512_srl_epi32(power, _mm_cvtsi32_si128((int32_t)scale->shift)));
    answer = _mm512_and_si512(answer, _mm512_set1_epi32(0xFF));
    stops = _kor_mask16(stops, _mm512_cmplt_epi32_mask(answer, _mm512_set1_epi32(plan->first_answer)));
  }
  answer = _mm512_mask_mov_epi32(answer, stops, _mm512_set1_epi32(binade_block_stop));
  answer = _mm512_mask_mov_epi32(answer, _mm512_testn_epi32_mask(maxima, maxima), _mm512_set1_epi32(plan->zero_answer));
  return _mm512_cvtepi32_epi16(answer);
}

// Turns answers for blocks of zeros into stops where a zero is negative.
static __attribute__((noinline)) void stop_negative_zeros(const uint32_t *words, size_t length, __mmask16 zeros, uint16_t *answers) {
  for (size_t block = 0; block < 16; block += 1) {
    if (!(zeros >> block & 1)) continue;
    uint32_t all = 0;
    for (size_t index = 0; index < length; index += 1) all |= words[block * length + index];
    if (all) answers[block] = binade_block_stop;
  }
}

// Whole units, until one holds a stop. Returns how many blocks are done.
binade_inline size_t units(const binade_block_plan *plan, const constants *c, const uint32_t *words, size_t count,
                           binade_block_queue *queue, uint8_t *scales, int32_t streams, int kind, int stride, int vectors) {
  const size_t unit_words = (size_t)(256 * vectors);
  const size_t block_bytes = (size_t)(2 * stride * vectors);
  _Alignas(64) uint32_t maxima[16];
  _Alignas(32) uint16_t answers[2][16];
  __m512i next = binade_block_maxima(words, vectors);
  for (size_t step = 0; step <= count; step += 1) {
    // Look-ups of this unit, then the maxima of the next one. The last turn has no more to look up.
    uint16_t *current = answers[step & 1];
    if (step < count) {
      if (plan->scaling == binade_block_tables) {
        _mm512_store_si512(maxima, next);
        for (int block = 0; block < 16; block += 1) current[block] = (uint16_t)binade_block_answer_of(plan, maxima[block]);
      } else {
        _mm256_store_si256((__m256i *)current, answers_of(plan, next));
      }
      __mmask16 zeros = _mm512_testn_epi32_mask(next, next);
      if (zeros && plan->zero_is_positive) stop_negative_zeros(words + step * unit_words, (size_t)(16 * vectors), zeros, current);
      const uint32_t *source = words + (step + 1 < count ? step + 1 : step) * unit_words;
      for (size_t line = 0; line < (size_t)(16 * vectors); line += 1) __builtin_prefetch(source + ahead + 16 * line, 0, 3);
      next = binade_block_maxima(source, vectors);
    }
    if (step == 0) continue;
    // Codes of the unit before.
    uint16_t *known = answers[(step & 1) ^ 1];
    __m256i all = _mm256_load_si256((const __m256i *)known);
    size_t unit = step - 1, blocks = 16;
    if (_mm256_movepi16_mask(all)) {
      blocks = binade_block_known(known, 16);
      all = _mm256_load_si256((const __m256i *)known);
      for (size_t block = 0; block < blocks; block += 1) scales[16 * unit + block] = (uint8_t)known[block];
    } else {
      _mm_storeu_si128((__m128i *)(scales + 16 * unit), _mm256_cvtepi16_epi8(all));
    }
    uint8_t *codes = binade_block_queue_end(queue);
    for (size_t group = 0; group < (size_t)(4 * vectors); group += 1) {
      __m512i bytes = codes_of(plan, c, words + unit * unit_words + 64 * group, known + 4 * group / (size_t)vectors, kind, vectors);
      codes += store_codes(codes, bytes, stride);
    }
    binade_block_queue_add(queue, blocks * block_bytes, streams);
    if (blocks < 16) return 16 * unit + blocks;
  }
  return 16 * count;
}

binade_inline size_t quantize(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint8_t *scales,
                              int32_t streams, int kind, int stride, int vectors) {
  constants c = load_constants(plan);
  binade_block_queue queue;
  binade_block_queue_open(&queue, codes);
  const size_t whole = blocks / 16, rest = blocks % 16;
  size_t done = whole == 0 ? 0 : units(plan, &c, words, whole, &queue, scales, streams, kind, stride, vectors);
  binade_block_queue_close(&queue);
  if (rest != 0 && done == 16 * whole) {
    // The last blocks, with zeros behind them.
    _Alignas(64) uint32_t words_of_rest[512];
    _Alignas(64) uint8_t codes_of_rest[576];
    uint8_t scales_of_rest[16];
    memset(words_of_rest, 0, sizeof words_of_rest);
    memcpy(words_of_rest, words + done * 16 * (size_t)vectors, rest * 64 * (size_t)vectors);
    binade_block_queue_open(&queue, codes_of_rest);
    size_t known = units(plan, &c, words_of_rest, 1, &queue, scales_of_rest, 0, kind, stride, vectors);
    binade_block_queue_close(&queue);
    if (known > rest) known = rest;
    memcpy(codes + done * (size_t)(2 * stride * vectors), codes_of_rest, known * (size_t)(2 * stride * vectors));
    memcpy(scales + done, scales_of_rest, known);
    done += known;
  }
  if (streams) _mm_sfence();
  return done;
}

#define variant(name, kind, stride, vectors)                                                                                              \
  static __attribute__((noinline)) size_t name(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes,       \
                                               uint8_t *scales, int32_t streams) {                                                        \
    return quantize(plan, words, blocks, codes, scales, streams, kind, stride, vectors);                                                  \
  }
variant(rounded_8_16, binade_block_rounded, 8, 1)
variant(rounded_8_32, binade_block_rounded, 8, 2)
variant(rounded_6_16, binade_block_rounded, 6, 1)
variant(rounded_6_32, binade_block_rounded, 6, 2)
variant(rounded_4_16, binade_block_rounded, 4, 1)
variant(rounded_4_32, binade_block_rounded, 4, 2)
variant(fixed_4_16, binade_block_fixed, 4, 1)
variant(fixed_4_32, binade_block_fixed, 4, 2)
variant(fixed_8_16, binade_block_fixed, 8, 1)
variant(fixed_8_32, binade_block_fixed, 8, 2)
variant(fixed_6_16, binade_block_fixed, 6, 1)
variant(fixed_6_32, binade_block_fixed, 6, 2)
variant(counted_8_16, binade_block_counted, 8, 1)
variant(counted_8_32, binade_block_counted, 8, 2)
variant(counted_4_16, binade_block_counted, 4, 1)
variant(counted_4_32, binade_block_counted, 4, 2)
variant(counted_2_16, binade_block_counted, 2, 1)
variant(counted_2_32, binade_block_counted, 2, 2)

typedef size_t (*quantizer)(const binade_block_plan *, const uint32_t *, size_t, uint8_t *, uint8_t *, int32_t);

static quantizer variant_of(const binade_block_plan *plan) {
  int wide = plan->length == 2 * binade_block_step;
  switch (plan->kind << 8 | plan->stride) {
  case binade_block_rounded << 8 | 8: return wide ? rounded_8_32 : rounded_8_16;
  case binade_block_rounded << 8 | 4: return wide ? rounded_4_32 : rounded_4_16;
  case binade_block_rounded << 8 | 6: return wide ? rounded_6_32 : rounded_6_16;
  case binade_block_fixed << 8 | 8: return wide ? fixed_8_32 : fixed_8_16;
  case binade_block_fixed << 8 | 4: return wide ? fixed_4_32 : fixed_4_16;
  case binade_block_fixed << 8 | 6: return wide ? fixed_6_32 : fixed_6_16;
  case binade_block_counted << 8 | 8: return wide ? counted_8_32 : counted_8_16;
  case binade_block_counted << 8 | 4: return wide ? counted_4_32 : counted_4_16;
  case binade_block_counted << 8 | 2: return wide ? counted_2_32 : counted_2_16;
  default: return 0;
  }
}

size_t binade_block_quantize_avx512(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint8_t *scales,
                                    int32_t streams) {
  quantizer function = variant_of(plan);
  if (!function) return 0;
  unsigned state = binade_enter();
  size_t done = function(plan, words, blocks, codes, scales, streams);
  binade_leave(state);
  return done;
}

uint32_t binade_block_maximum_avx512(const uint32_t *words, size_t count, uint32_t limit) {
  const __m512i magnitude = _mm512_set1_epi32(0x7FFFFFFF);
  const __m512i most = _mm512_set1_epi32((int32_t)limit);
  __m512i lanes[4];
  for (int i = 0; i < 4; i += 1) lanes[i] = _mm512_setzero_si512();
  size_t index = 0;
  for (; index + 64 <= count; index += 64) {
    for (int i = 0; i < 4; i += 1) {
      __builtin_prefetch(words + index + 16 * i + ahead, 0, 3);
      __m512i a = _mm512_and_si512(_mm512_loadu_si512(words + index + 16 * i), magnitude);
      lanes[i] = _mm512_mask_max_epu32(lanes[i], _mm512_cmple_epu32_mask(a, most), lanes[i], a);
    }
  }
  for (; index < count; index += 16) {
    __mmask16 inside = count - index >= 16 ? 0xFFFF : (__mmask16)((1u << (count - index)) - 1);
    __m512i a = _mm512_and_si512(_mm512_maskz_loadu_epi32(inside, words + index), magnitude);
    lanes[0] = _mm512_mask_max_epu32(lanes[0], _mm512_cmple_epu32_mask(a, most), lanes[0], a);
  }
  return _mm512_reduce_max_epu32(_mm512_max_epu32(_mm512_max_epu32(lanes[0], lanes[1]), _mm512_max_epu32(lanes[2], lanes[3])));
}

BINADE_TARGET_END
#endif
