// Parts of the AVX-512 kernels for blocks.
#ifndef BINADE_BLOCKS_AVX512_H
#define BINADE_BLOCKS_AVX512_H

#include "BlockStream.h"
#include "Targets.h"
#include "include/Blocks.h"

#if defined(__x86_64__)
BINADE_AVX512_BEGIN

#define binade_inline static inline __attribute__((always_inline))

// Adds `count` bytes that stand at the end of the queue, and lets whole lines go.
binade_inline void binade_block_queue_add(binade_block_queue *queue, size_t count, int32_t streams) {
  size_t end = queue->end + count;
  size_t line = 0;
  if (queue->first != 0 && end >= binade_block_line) {
    // The first line is not whole: its other bytes are not ours.
    memcpy(queue->target, queue->bytes + queue->first, binade_block_line - queue->first);
    queue->target += binade_block_line - queue->first;
    queue->first = 0;
    line = binade_block_line;
  }
  if (streams) {
    for (; line + binade_block_line <= end; line += binade_block_line, queue->target += binade_block_line) {
      _mm512_stream_si512((__m512i *)queue->target, _mm512_load_si512(queue->bytes + line));
    }
  } else {
    for (; line + binade_block_line <= end; line += binade_block_line, queue->target += binade_block_line) {
      _mm512_store_si512(queue->target, _mm512_load_si512(queue->bytes + line));
    }
  }
  if (line != 0) {
    _mm512_store_si512(queue->bytes, _mm512_load_si512(queue->bytes + line));
    end -= line;
  }
  queue->end = end;
}

// Of each pair of lanes of two vectors the larger: one level of a tree that ends with lane i holding the maximum of vector i.
binade_inline __m512i binade_block_merge_1(__m512i a, __m512i b) {
  return _mm512_max_epu32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
}

binade_inline __m512i binade_block_merge_2(__m512i a, __m512i b) {
  return _mm512_max_epu32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
}

binade_inline __m512i binade_block_merge_3(__m512i a, __m512i b) {
  return _mm512_max_epu32(_mm512_shuffle_i32x4(a, b, 0x88), _mm512_shuffle_i32x4(a, b, 0xDD));
}

// The magnitude maxima of 16 blocks of `vectors` x 16 words.
binade_inline __m512i binade_block_maxima(const uint32_t *words, int vectors) {
  const __m512i magnitude = _mm512_set1_epi32(0x7FFFFFFF);
  __m512i quads[4];
  for (int quad = 0; quad < 4; quad += 1) {
    __m512i block[4];
    for (int i = 0; i < 4; i += 1) {
      const uint32_t *source = words + (size_t)(4 * quad + i) * 16 * (size_t)vectors;
      block[i] = _mm512_and_si512(_mm512_loadu_si512(source), magnitude);
      if (vectors == 2) block[i] = _mm512_max_epu32(block[i], _mm512_and_si512(_mm512_loadu_si512(source + 16), magnitude));
    }
    // Lane 4q + i of quad: the maximum over lanes 4q … 4q + 3 of block i.
    quads[quad] = binade_block_merge_2(binade_block_merge_1(block[0], block[1]), binade_block_merge_1(block[2], block[3]));
  }
  // 128-bit lanes become 0, 2 of one and 0, 2 of the other, then all four quads in order.
  return binade_block_merge_3(binade_block_merge_3(quads[0], quads[1]), binade_block_merge_3(quads[2], quads[3]));
}

// How far ahead the source is asked for, in words.
enum { ahead = 2 * 1024 };

// Everything that stays in registers.
typedef struct {
  __m512i magnitude, exponent, largest, smallest, addend;
  __m512 factor, lowest, highest, magic;
  __m512i low_bytes, low_signs;
  __m512i table, magnitude_code, code, one, five;
  __m128i shift, sign_shift;
} constants;

binade_inline constants load_constants(const binade_block_plan *plan) {
  constants c;
  c.magnitude = _mm512_set1_epi32(0x7FFFFFFF);
  c.exponent = _mm512_set1_epi32(0x7F800000);
  c.largest = _mm512_set1_epi32((int32_t)plan->element.largest);
  c.smallest = _mm512_set1_epi32((int32_t)plan->element.smallest);
  c.addend = _mm512_set1_epi32((int32_t)plan->element.addend);
  c.shift = _mm_cvtsi32_si128((int32_t)plan->element.shift);
  c.factor = _mm512_set1_ps(plan->factor);
  c.lowest = _mm512_set1_ps(plan->lowest);
  c.highest = _mm512_set1_ps(plan->highest);
  c.magic = _mm512_set1_ps(plan->magic);
  // The first bytes of two vectors of words, in the lower or the upper half; and the last bytes.
  static const uint8_t steps[64] = {0,   4,   8,   12,  16,  20,  24,  28,  32,  36,  40,  44,  48,  52,  56,  60,
                                    64,  68,  72,  76,  80,  84,  88,  92,  96,  100, 104, 108, 112, 116, 120, 124,
                                    0,   4,   8,   12,  16,  20,  24,  28,  32,  36,  40,  44,  48,  52,  56,  60,
                                    64,  68,  72,  76,  80,  84,  88,  92,  96,  100, 104, 108, 112, 116, 120, 124};
  c.low_bytes = _mm512_loadu_si512(steps);
  c.low_signs = _mm512_add_epi8(c.low_bytes, _mm512_set1_epi8(3));
  c.table = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)plan->codes));
  c.magnitude_code = _mm512_set1_epi8((char)((1 << (plan->code_bits - 1)) - 1));
  c.one = _mm512_set1_epi32(1);
  c.five = _mm512_set1_epi32(5);
  c.code = _mm512_set1_epi8((char)((1 << plan->code_bits) - 1));
  c.sign_shift = _mm_cvtsi32_si128(8 - plan->code_bits);
  return c;
}

// One byte of every word of four vectors.
binade_inline __m512i gather_bytes(__m512i a, __m512i b, __m512i c, __m512i d, __m512i index) {
  return _mm512_mask_blend_epi64(0xF0, _mm512_permutex2var_epi8(a, index, b), _mm512_permutex2var_epi8(c, index, d));
}

// A magnitude's code, in the low byte. The sum's last place is the code's, so the machine's rounding is the format's: see the plan.
binade_inline __m512i rounded_code(const constants *c, __m512i value) {
  __m512i a = _mm512_min_epu32(_mm512_and_si512(value, c->magnitude), c->largest);
  __m512i power = _mm512_add_epi32(_mm512_max_epu32(_mm512_and_si512(a, c->exponent), c->smallest), c->addend);
  __m512i sum = _mm512_castps_si512(_mm512_add_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(power)));
  return _mm512_add_epi32(sum, _mm512_srl_epi32(power, c->shift));
}

// The codes of 64 words, from those of their magnitudes.
binade_inline __m512i signed_codes(const constants *c, const __m512i *code, const __m512i *words) {
  __m512i bytes = gather_bytes(code[0], code[1], code[2], code[3], c->low_bytes);
  __m512i signs = gather_bytes(words[0], words[1], words[2], words[3], c->low_signs);
  signs = _mm512_srl_epi16(_mm512_and_si512(signs, _mm512_set1_epi8((char)0x80)), c->sign_shift);
  // (bytes & magnitude) | signs
  return _mm512_ternarylogic_epi32(bytes, c->magnitude_code, signs, 0xEA);
}

// Stores 64 codes, and says how many bytes they took. A whole vector may be written.
binade_inline size_t store_codes(uint8_t *target, __m512i bytes, int stride) {
  if (stride == 8) {
    _mm512_storeu_si512(target, bytes);
    return 64;
  }
  if (stride == 6) {
    // 6 and 6 bits, 12 and 12 bits, then three bytes of every four.
    __m512i pairs = _mm512_maddubs_epi16(bytes, _mm512_set1_epi16(0x4001));
    __m512i quads = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x10000001));
    static const uint8_t places[64] = {0,  1,  2,  4,  5,  6,  8,  9,  10, 12, 13, 14, 16, 17, 18, 20, 21, 22, 24, 25, 26, 28,
                                       29, 30, 32, 33, 34, 36, 37, 38, 40, 41, 42, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57,
                                       58, 60, 61, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63};
    _mm512_storeu_si512(target, _mm512_permutexvar_epi8(_mm512_loadu_si512(places), quads));
    return 48;
  }
  if (stride == 4) {
    _mm256_storeu_si256((__m256i *)target, _mm512_cvtepi16_epi8(_mm512_maddubs_epi16(bytes, _mm512_set1_epi16(0x1001))));
    return 32;
  }
  __m512i pairs = _mm512_maddubs_epi16(bytes, _mm512_set1_epi16(0x0401));
  _mm_storeu_si128((__m128i *)target, _mm512_cvtepi32_epi8(_mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00100001))));
  return 16;
}

BINADE_TARGET_END
#endif
#endif
