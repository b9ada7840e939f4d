// Encoders for AVX2.
#include "include/Encode.h"
#include "Encode+Backends.h"
#include "Targets.h"

#if defined(__x86_64__)
BINADE_AVX2_BEGIN
#include "EncodeStep+AVX2.h"

STEP void put256(void *target, __m256i value, int streams) {
  if (streams) _mm256_stream_si256((__m256i *)target, value);
  else _mm256_storeu_si256((__m256i *)target, value);
}

// Data from memory is asked for two pages ahead.
STEP void ahead256(const void *source, size_t at, size_t bytes) {
  const char *place = (const char *)source + at + 8192;
  for (size_t line = 0; line < bytes; line += 64) _mm_prefetch(place + line, _MM_HINT_T0);
}

STEP __m256i next256(const step256 *s, const binade_encode_plan *plan, const void *source, size_t at, int streams, int kind, int method) {
  size_t size = kind == binade_source_f32 ? 4 : 2;
  if (streams) ahead256(source, at * size, 32 * size);
  return codes256_bytes(s, plan, load256(source, at, kind), load256(source, at + 8, kind), load256(source, at + 16, kind),
                        load256(source, at + 24, kind), method);
}

// 32 codes of 6 bits in the lower three quadwords.
STEP __m256i sixes256(__m256i codes) {
  const __m256i pairs = _mm256_set1_epi16(0x4001), fours = _mm256_set1_epi32(0x10000001);
  const __m256i threes = _mm256_broadcastsi128_si256(_mm_set_epi64x((long long)0xFFFFFFFF0E0D0C0A, 0x0908060504020100));
  __m256i dwords = _mm256_shuffle_epi8(_mm256_madd_epi16(_mm256_maddubs_epi16(codes, pairs), fours), threes);
  return _mm256_permutevar8x32_epi32(dwords, _mm256_set_epi32(7, 3, 6, 5, 4, 2, 1, 0));
}

// Whole groups: `count` is a multiple of 128, and with `streams` the target is aligned to 32 bytes.
STEP void groups256(const binade_encode_plan *plan, const void *source, size_t count, uint8_t *target, int packing, int bits, int streams,
                    int kind, int method) {
  const step256 s = step256_make(plan, bits);
  const size_t size = kind == binade_source_f32 ? 4 : 2;
  if (bits == 32) {
    for (size_t i = 0; i < count; i += 8) {
      if (streams) ahead256(source, i * size, 8 * size);
      put256(target + 4 * i, codes256_wide(&s, plan, load256(source, i, kind), method), streams);
    }
  } else if (bits == 16) {
    for (size_t i = 0; i < count; i += 16) {
      if (streams) ahead256(source, i * size, 16 * size);
      put256(target + 2 * i, codes256_words(&s, plan, load256(source, i, kind), load256(source, i + 8, kind), method), streams);
    }
  } else if (packing == binade_packing_words) {
    for (size_t i = 0; i < count; i += 32) put256(target + i, next256(&s, plan, source, i, streams, kind, method), streams);
  } else if (packing == binade_packing_nibbles) {
    const __m256i weights = _mm256_set1_epi16(0x1001);  // 1, 16
    for (size_t i = 0; i < count; i += 64) {
      __m256i first = _mm256_maddubs_epi16(next256(&s, plan, source, i, streams, kind, method), weights);
      __m256i second = _mm256_maddubs_epi16(next256(&s, plan, source, i + 32, streams, kind, method), weights);
      put256(target + i / 2, _mm256_permute4x64_epi64(_mm256_packus_epi16(first, second), 0xD8), streams);
    }
  } else {
    for (size_t i = 0; i < count; i += 128) {
      __m256i c0 = sixes256(next256(&s, plan, source, i, streams, kind, method));
      __m256i c1 = sixes256(next256(&s, plan, source, i + 32, streams, kind, method));
      __m256i c2 = sixes256(next256(&s, plan, source, i + 64, streams, kind, method));
      __m256i c3 = sixes256(next256(&s, plan, source, i + 96, streams, kind, method));
      uint8_t *out = target + i / 4 * 3;
      put256(out, _mm256_blend_epi32(c0, _mm256_permute4x64_epi64(c1, 0x00), 0xC0), streams);
      put256(out + 32, _mm256_blend_epi32(_mm256_permute4x64_epi64(c1, 0x09), _mm256_permute4x64_epi64(c2, 0x40), 0xF0), streams);
      put256(out + 64, _mm256_blend_epi32(_mm256_permute4x64_epi64(c2, 0x02), _mm256_permute4x64_epi64(c3, 0x90), 0xFC), streams);
    }
  }
}

#define BODY(name, packing, bits, streams, kind, method)                                                                                   \
  __attribute__((noinline)) static void name(const binade_encode_plan *plan, const void *source, size_t count, uint8_t *target) {          \
    groups256(plan, source, count, target, packing, bits, streams, kind, method);                                                          \
  }
#define STORES(name, packing, bits, kind, method)                                                                                          \
  BODY(name##_stay, packing, bits, 0, kind, method)                                                                                        \
  BODY(name##_pass, packing, bits, 1, kind, method)
#define METHODS(name, packing, bits, kind)                                                                                                 \
  STORES(name##_addition, packing, bits, kind, binade_encode_addition)                                                                     \
  STORES(name##_halves, packing, bits, kind, binade_encode_halves)                                                                         \
  STORES(name##_integer, packing, bits, kind, binade_encode_integer)
METHODS(bytes_f32, binade_packing_words, 8, binade_source_f32)
METHODS(nibbles_f32, binade_packing_nibbles, 8, binade_source_f32)
METHODS(sixes_f32, binade_packing_sixes, 8, binade_source_f32)
METHODS(words_f32, binade_packing_words, 16, binade_source_f32)
METHODS(wide_f32, binade_packing_words, 32, binade_source_f32)
METHODS(bytes_bf16, binade_packing_words, 8, binade_source_bf16)
METHODS(words_bf16, binade_packing_words, 16, binade_source_bf16)
METHODS(bytes_f16, binade_packing_words, 8, binade_source_f16)
METHODS(words_f16, binade_packing_words, 16, binade_source_f16)

// By source, packing or width, method, and whether stores pass the caches by. Rounding by sign would take a second addition and a blend.
#define ROW(name) {name##_stay, name##_pass}
#define ROWS(name) {ROW(name##_addition), ROW(name##_halves), {0}, ROW(name##_integer)}
#define NONE {{0}}
static const binade_encode_groups groups[3][5][4][2] = {
  {ROWS(bytes_f32), ROWS(nibbles_f32), ROWS(sixes_f32), ROWS(words_f32), ROWS(wide_f32)},
  {ROWS(bytes_bf16), NONE, NONE, ROWS(words_bf16), NONE},
  {ROWS(bytes_f16), NONE, NONE, ROWS(words_f16), NONE},
};

static int32_t encode256(const binade_encode_plan *plan, const void *source, size_t count, void *target, int32_t packing, int32_t streams) {
  int width = plan->word_bits == 8 ? packing : plan->word_bits == 16 ? 3 : 4;
  const binade_encode_groups *row = groups[plan->source][width][plan->method];
  if (row[0] == 0) return 0;
  binade_encode_pieces(plan, row, source, count, target, packing, streams);
  return 1;
}

// Encoding without reading or writing: the operands are consecutive words, and only sums of the codes stay.
STEP void sweep256_body(const binade_encode_plan *plan, uint32_t first, size_t count, binade_encode_fold *fold, int method) {
  const step256 s = step256_make(plan, 8);
  __m256i sums = _mm256_setzero_si256(), running = _mm256_setzero_si256(), current = _mm256_setzero_si256();
  const __m256i step = _mm256_set1_epi32(8);
  __m256i x = _mm256_add_epi32(_mm256_set1_epi32((int)first), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
  uint64_t repeats = 0;
  uint32_t code = 0;
  for (size_t i = 0; i < count; i += 32) {
    __m256i x1 = _mm256_add_epi32(x, step), x2 = _mm256_add_epi32(x1, step), x3 = _mm256_add_epi32(x2, step);
    __m256i codes = codes256_bytes(&s, plan, x, x1, x2, x3, method);
    x = _mm256_add_epi32(x3, step);
    sums = _mm256_add_epi64(sums, codes);
    running = _mm256_add_epi64(running, sums);
    __m256i changed = _mm256_xor_si256(codes, current);
    if (__builtin_expect(_mm256_testz_si256(changed, changed), 1)) {
      repeats += 32;
      continue;
    }
    // Neighbouring operands mostly share a code: only here does it change.
    fold->histogram[code] += repeats;
    repeats = 0;
    uint8_t bytes[32];
    _mm256_storeu_si256((__m256i *)(void *)bytes, codes);
    code = binade_fold_count(fold, bytes, 32, 8, 0);
    current = _mm256_set1_epi8((char)code);
  }
  fold->histogram[code] += repeats;
  uint64_t s_lanes[4], r_lanes[4];
  _mm256_storeu_si256((__m256i *)(void *)s_lanes, sums);
  _mm256_storeu_si256((__m256i *)(void *)r_lanes, running);
  binade_fold_lanes(fold, s_lanes, r_lanes, 4, count / 8);
}

#define SWEEP(method)                                                                                                                      \
  __attribute__((noinline)) static void sweep_##method(const binade_encode_plan *plan, uint32_t first, size_t count,                       \
                                                       binade_encode_fold *fold) {                                                         \
    sweep256_body(plan, first, count, fold, binade_encode_##method);                                                                       \
  }
SWEEP(addition)
SWEEP(halves)
SWEEP(integer)

static void sweep256(const binade_encode_plan *plan, uint32_t first, size_t count, binade_encode_fold *fold) {
  unsigned state = binade_enter_rounding(plan->rounding);
  switch (plan->method) {
  case binade_encode_addition: sweep_addition(plan, first, count, fold); break;
  case binade_encode_halves: sweep_halves(plan, first, count, fold); break;
  default: sweep_integer(plan, first, count, fold);
  }
  binade_leave(state);
}

// The same sums over codes in memory.
static void fold256(const void *codes, size_t bytes, int32_t word_bits, uint32_t padding, binade_encode_fold *fold) {
  __m256i sums = _mm256_setzero_si256(), running = _mm256_setzero_si256(), current = _mm256_setzero_si256();
  const uint8_t *at = codes;
  uint64_t repeats = 0;
  uint32_t code = 0;
  for (size_t i = 0; i < bytes; i += 32) {
    __m256i words = _mm256_loadu_si256((const __m256i *)(const void *)(at + i));
    sums = _mm256_add_epi64(sums, words);
    running = _mm256_add_epi64(running, sums);
    __m256i changed = _mm256_xor_si256(words, current);
    if (__builtin_expect(_mm256_testz_si256(changed, changed), 1)) {
      repeats += 1;
      continue;
    }
    fold->histogram[code] += repeats * 256 / (unsigned)word_bits;
    repeats = 0;
    code = binade_fold_count(fold, at + i, 32, word_bits, padding);
    current = splat256(code << padding, word_bits);
  }
  fold->histogram[code] += repeats * 256 / (unsigned)word_bits;
  uint64_t s_lanes[4], r_lanes[4];
  _mm256_storeu_si256((__m256i *)(void *)s_lanes, sums);
  _mm256_storeu_si256((__m256i *)(void *)r_lanes, running);
  binade_fold_lanes(fold, s_lanes, r_lanes, 4, bytes / 8);
}

const binade_encode_kernels binade_encode_avx2 = {encode256, sweep256, fold256};

// The yardstick, in blocks of 4 KiB of the larger side.
uint64_t binade_stream_avx2(const uint8_t *source, size_t source_bytes, uint8_t *target, size_t target_bytes) {
  __m256i seen = _mm256_setzero_si256();
  size_t larger = source_bytes > target_bytes ? source_bytes : target_bytes;
  size_t blocks = larger / 4096, read = 0, written = 0;
  for (size_t block = 1; block <= blocks; block++) {
    size_t read_end = (size_t)((double)source_bytes / (double)larger * (double)(block * 4096)) & ~(size_t)63;
    size_t write_end = (size_t)((double)target_bytes / (double)larger * (double)(block * 4096)) & ~(size_t)63;
    if (block == blocks) {
      read_end = source_bytes;
      write_end = target_bytes;
    }
    for (; read < read_end; read += 64) {
      ahead256(source, read, 64);
      seen = _mm256_xor_si256(seen, _mm256_loadu_si256((const __m256i *)(const void *)(source + read)));
      seen = _mm256_xor_si256(seen, _mm256_loadu_si256((const __m256i *)(const void *)(source + read + 32)));
    }
    for (; written < write_end; written += 32) _mm256_stream_si256((__m256i *)(void *)(target + written), seen);
  }
  _mm_sfence();
  uint64_t lanes[4];
  _mm256_storeu_si256((__m256i *)(void *)lanes, seen);
  return lanes[0] + lanes[1] + lanes[2] + lanes[3];
}
BINADE_TARGET_END
#endif
