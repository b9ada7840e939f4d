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

BINADE_TARGET_END
#endif
#endif
