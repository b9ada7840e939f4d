// Dequantizes blocks by looking up every code: for any x86-64, and with AVX2.
#include <string.h>

#include "Targets.h"
#include "include/Blocks.h"

#if defined(__x86_64__)
#define binade_inline static inline __attribute__((always_inline))

// The words of elements.
binade_inline void elements_of(const binade_block_values *values, uint32_t *elements) {
  for (size_t code = 0; code < 256; code += 1) {
    elements[code] = (uint32_t)values->halves[256 + code] << 24 | (uint32_t)values->halves[code] << 16;
  }
}

// Four codes of six bits are three bytes.
binade_inline void codes_of_triple(const uint8_t *bytes, uint32_t *codes) {
  uint32_t all = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;
  for (int i = 0; i < 4; i += 1) codes[i] = all >> (6 * i) & 0x3F;
}

binade_inline uint32_t product(uint32_t word, float factor) {
  float value;
  memcpy(&value, &word, sizeof value);
  value *= factor;
  memcpy(&word, &value, sizeof word);
  return word;
}

// One block of products.
binade_inline void multiply(const uint32_t *elements, float factor, const uint8_t *codes, int stride, size_t length, uint32_t *words) {
  if (stride == 8) {
    for (size_t index = 0; index < length; index += 1) words[index] = product(elements[codes[index]], factor);
    return;
  }
  for (size_t index = 0; index < length; index += 4, codes += 3) {
    uint32_t quad[4];
    codes_of_triple(codes, quad);
    for (size_t i = 0; i < 4; i += 1) words[index + i] = product(elements[quad[i]], factor);
  }
}

static __attribute__((noinline)) size_t dequantize(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales,
                                                   size_t blocks, uint32_t *words) {
  const size_t length = (size_t)values->length, block_bytes = length / 8 * (size_t)values->stride;
  uint32_t elements[256];
  if (!values->values) elements_of(values, elements);
  size_t done = 0;
  for (; done < blocks && !values->stops[scales[done]]; done += 1, codes += block_bytes, words += length) {
    if (!values->values) {
      multiply(elements, values->factors[scales[done]], codes, values->stride, length, words);
      continue;
    }
    const uint32_t *table = values->values + 16 * (size_t)scales[done];
    if (values->stride == 8) {
      for (size_t index = 0; index < length; index += 1) words[index] = table[codes[index] & 15];
    } else {
      for (size_t index = 0; index < length; index += 2) {
        words[index] = table[codes[index / 2] & 15];
        words[index + 1] = table[codes[index / 2] >> 4];
      }
    }
  }
  return done;
}

size_t binade_block_dequantize_baseline(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                                        uint32_t *words, int32_t streams) {
  (void)streams;
  unsigned state = binade_enter();
  size_t done = dequantize(values, codes, scales, blocks, words);
  binade_leave(state);
  return done;
}

BINADE_AVX2_BEGIN

binade_inline void put(uint32_t *words, __m256i value, int streams) {
  if (streams) {
    _mm256_stream_si256((__m256i *)words, value);
  } else {
    _mm256_storeu_si256((__m256i *)words, value);
  }
}

// The words of eight codes, each in the low four bits of its lane.
binade_inline __m256i look_up(__m256i low, __m256i high, __m256i codes) {
  __m256 a = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(low, codes));
  __m256 b = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(high, codes));
  return _mm256_castps_si256(_mm256_blendv_ps(a, b, _mm256_castsi256_ps(_mm256_slli_epi32(codes, 28))));
}

binade_inline size_t tables(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                            uint32_t *words, int stride, int streams) {
  const size_t length = (size_t)values->length;
  const __m256i shifts = _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28);
  size_t done = 0;
  for (; done < blocks && !values->stops[scales[done]]; done += 1) {
    const uint32_t *table = values->values + 16 * (size_t)scales[done];
    __m256i low = _mm256_loadu_si256((const __m256i *)table), high = _mm256_loadu_si256((const __m256i *)(table + 8));
    for (size_t index = 0; index < length; index += 8, words += 8) {
      if (stride == 4) {
        int32_t eight;
        memcpy(&eight, codes, sizeof eight);
        codes += 4;
        put(words, look_up(low, high, _mm256_srlv_epi32(_mm256_set1_epi32(eight), shifts)), streams);
      } else {
        put(words, look_up(low, high, _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)codes))), streams);
        codes += 8;
      }
    }
  }
  return done;
}

static __attribute__((noinline)) size_t dequantize_avx2(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales,
                                                        size_t blocks, uint32_t *words, int streams) {
  if (values->stride == 4) {
    return streams ? tables(values, codes, scales, blocks, words, 4, 1) : tables(values, codes, scales, blocks, words, 4, 0);
  }
  return streams ? tables(values, codes, scales, blocks, words, 8, 1) : tables(values, codes, scales, blocks, words, 8, 0);
}

size_t binade_block_dequantize_avx2(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                                    uint32_t *words, int32_t streams) {
  // Gathering is no faster than looking up one code after the other.
  if (!values->values) return binade_block_dequantize_baseline(values, codes, scales, blocks, words, streams);
  // Past the caches only where words stand on whole vectors. Nothing is computed, so there is no state to own.
  int aligned = streams && ((uintptr_t)words & 31) == 0;
  size_t done = dequantize_avx2(values, codes, scales, blocks, words, aligned);
  if (aligned) _mm_sfence();
  return done;
}

BINADE_TARGET_END
#endif
