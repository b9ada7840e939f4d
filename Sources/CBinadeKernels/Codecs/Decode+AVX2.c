// Decoders for AVX2: codes of 4 bits, whose table fits a register. Wider ones would take many more lookups than plain loads from a table.
#include "include/Decode.h"
#include "Decode+Backends.h"
#include "Targets.h"

#if defined(__x86_64__)
BINADE_AVX2_BEGIN
#define STEP static inline __attribute__((always_inline))

STEP void put256(uint32_t *target, __m256i value, int streams) {
  if (streams) _mm256_stream_si256((__m256i *)(void *)target, value);
  else _mm256_storeu_si256((__m256i *)(void *)target, value);
}

STEP void nibbles256(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target, int streams) {
  const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)plan->low));
  const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)plan->high));
  const __m256i zero = _mm256_setzero_si256(), nibble = _mm256_set1_epi8(15);
  for (size_t i = 0; i < count; i += 32) {
    if (streams) _mm_prefetch((const char *)source + i / 2 + 4096, _MM_HINT_T0);
    // Half of a vector is interleaved by itself: blocks of four codes (two bytes) 0, 2, 4, 6 go to the lower half, 1, 3, 5, 7 to the upper.
    __m128i packed = _mm_loadu_si128((const __m128i *)(const void *)(source + i / 2));
    packed = _mm_shuffle_epi8(packed, _mm_set_epi8(15, 14, 11, 10, 7, 6, 3, 2, 13, 12, 9, 8, 5, 4, 1, 0));
    __m256i wide = _mm256_cvtepu8_epi16(packed);
    __m256i index = _mm256_and_si256(_mm256_or_si256(wide, _mm256_slli_epi16(wide, 4)), nibble);
    __m256i l = _mm256_shuffle_epi8(low, index), h = _mm256_shuffle_epi8(high, index);
    __m256i first = _mm256_unpacklo_epi8(l, h), second = _mm256_unpackhi_epi8(l, h);
    put256(target + i, _mm256_unpacklo_epi16(zero, first), streams);
    put256(target + i + 8, _mm256_unpackhi_epi16(zero, first), streams);
    put256(target + i + 16, _mm256_unpacklo_epi16(zero, second), streams);
    put256(target + i + 24, _mm256_unpackhi_epi16(zero, second), streams);
  }
}

__attribute__((noinline)) static void nibbles_stay(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target) {
  nibbles256(plan, source, count, target, 0);
}

__attribute__((noinline)) static void nibbles_pass(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target) {
  nibbles256(plan, source, count, target, 1);
}

static int32_t decode256(const binade_decode_plan *plan, const void *source, size_t count, uint32_t *target, int32_t packing,
                         int32_t streams) {
  static const binade_decode_groups functions[2] = {nibbles_stay, nibbles_pass};
  if (packing != binade_packing_nibbles) return 0;
  binade_decode_pieces(plan, functions, source, count, target, packing, streams);
  return 1;
}

const binade_decode_kernels binade_decode_avx2 = {decode256};
BINADE_TARGET_END
#endif
