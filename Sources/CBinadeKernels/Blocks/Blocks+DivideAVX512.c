// Quantizes blocks whose scale is a float with AVX-512: elements are divided by it.
#include "Blocks+AVX512.h"

#if defined(__x86_64__)
BINADE_AVX512_BEGIN

// The scale for a maximum: the chain, one rounded operation after the other.
binade_inline float scale_of(const binade_block_plan *plan, uint32_t maximum) {
  float value;
  memcpy(&value, &maximum, sizeof value);
  for (int place = 0; place < binade_block_operations; place += 1) {
    float operand = plan->operands[place];
    switch (plan->operations[place]) {
    case binade_block_times: value = value * operand; break;
    case binade_block_over: value = value / operand; break;
    case binade_block_at_most: value = value < operand ? value : operand; break;
    case binade_block_at_least: value = value > operand ? value : operand; break;
    default: break;
    }
  }
  return value;
}

static __attribute__((noinline)) size_t divide(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes,
                                               uint32_t *scales, int32_t streams) {
  const size_t length = (size_t)plan->length;
  const __m512i magnitude = _mm512_set1_epi32(0x7FFFFFFF);
  constants c = load_constants(plan);
  binade_block_queue queue;
  binade_block_queue_open(&queue, codes);
  size_t done = 0;
  for (; done < blocks; done += 1, words += length) {
    __m512i lanes[4], signs = _mm512_setzero_si512();
    for (int i = 0; i < 4; i += 1) lanes[i] = _mm512_setzero_si512();
    for (size_t index = 0; index < length; index += 64) {
      for (size_t i = 0; i < 4; i += 1) {
        __builtin_prefetch(words + index + 16 * i + ahead, 0, 3);
        __m512i word = _mm512_loadu_si512(words + index + 16 * i);
        signs = _mm512_or_si512(signs, word);
        lanes[i] = _mm512_max_epu32(lanes[i], _mm512_and_si512(word, magnitude));
      }
    }
    lanes[0] = _mm512_max_epu32(_mm512_max_epu32(lanes[0], lanes[1]), _mm512_max_epu32(lanes[2], lanes[3]));
    uint32_t maximum = _mm512_reduce_max_epu32(lanes[0]), scale;
    float divisor = 1;
    if (maximum == 0) {
      // Zeros keep their sign under any divisor.
      if (plan->zero_answer & binade_block_stop) break;
      if (plan->zero_is_positive && _mm512_movepi32_mask(signs)) break;
      scale = plan->zero_word;
    } else {
      if (maximum - plan->first_maximum > plan->last_maximum - plan->first_maximum) break;
      divisor = scale_of(plan, maximum);
      memcpy(&scale, &divisor, sizeof scale);
      if (scale - 1 >= 0x7F800000 - 1) break;
    }
    scales[done] = scale;
    __m512 below = _mm512_set1_ps(divisor);
    for (size_t index = 0; index < length; index += 64) {
      __m512i word[4], code[4];
      for (size_t i = 0; i < 4; i += 1) {
        word[i] = _mm512_loadu_si512(words + index + 16 * i);
        code[i] = rounded_code(&c, _mm512_castps_si512(_mm512_div_ps(_mm512_castsi512_ps(word[i]), below)));
      }
      _mm512_storeu_si512(binade_block_queue_end(&queue), signed_codes(&c, code, word));
      binade_block_queue_add(&queue, 64, streams);
    }
  }
  binade_block_queue_close(&queue);
  if (streams) _mm_sfence();
  return done;
}

size_t binade_block_divide_avx512(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint32_t *scales,
                                  int32_t streams) {
  unsigned state = binade_enter();
  size_t done = divide(plan, words, blocks, codes, scales, streams);
  binade_leave(state);
  return done;
}

BINADE_TARGET_END
#endif
