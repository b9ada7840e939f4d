// Encoders for AVX-512.
#include "include/Encode.h"
#include "Encode+Backends.h"
#include "Targets.h"

#if defined(__x86_64__)
BINADE_AVX512_BEGIN
#include "EncodeStep+AVX512.h"

STEP void put512(void *target, __m512i value, int streams) {
  if (streams) _mm512_stream_si512((__m512i *)target, value);
  else _mm512_storeu_si512(target, value);
}

// Data from memory is asked for two pages ahead: more than the machine does by itself, and what hides the arithmetic behind the reading.
STEP void ahead512(const void *source, size_t at, size_t bytes) {
  const char *place = (const char *)source + at + 8192;
  for (size_t line = 0; line < bytes; line += 64) _mm_prefetch(place + line, _MM_HINT_T0);
}

STEP __m512i next512(const step512 *s, const binade_encode_plan *plan, const void *source, size_t at, int streams, int kind, int method) {
  size_t size = kind == binade_source_f32 ? 4 : 2;
  if (streams) ahead512(source, at * size, 64 * size);
  return codes512_bytes(s, plan, load512(source, at, kind), load512(source, at + 16, kind), load512(source, at + 32, kind),
                        load512(source, at + 48, kind), method);
}

// Byte j of 192 is byte j % 3 of dword j / 3; each row of 64 draws on two vectors.
static const uint8_t threes[3][64] = {
  {0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 20, 21, 22, 24, 25, 26, 28,
   29, 30, 32, 33, 34, 36, 37, 38, 40, 41, 42, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57,
   58, 60, 61, 62, 64, 65, 66, 68, 69, 70, 72, 73, 74, 76, 77, 78, 80, 81, 82, 84},
  {21, 22, 24, 25, 26, 28, 29, 30, 32, 33, 34, 36, 37, 38, 40, 41, 42, 44, 45, 46, 48, 49,
   50, 52, 53, 54, 56, 57, 58, 60, 61, 62, 64, 65, 66, 68, 69, 70, 72, 73, 74, 76, 77, 78,
   80, 81, 82, 84, 85, 86, 88, 89, 90, 92, 93, 94, 96, 97, 98, 100, 101, 102, 104, 105},
  {42, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57, 58, 60, 61, 62, 64, 65, 66, 68, 69, 70,
   72, 73, 74, 76, 77, 78, 80, 81, 82, 84, 85, 86, 88, 89, 90, 92, 93, 94, 96, 97, 98, 100,
   101, 102, 104, 105, 106, 108, 109, 110, 112, 113, 114, 116, 117, 118, 120, 121, 122, 124, 125, 126},
};

// Whole groups: `count` is a multiple of the group of the packing, and with `streams` the target is aligned to 64 bytes.
STEP void groups512(const binade_encode_plan *plan, const void *source, size_t count, uint8_t *target, int packing, int bits, int streams,
                    int kind, int method) {
  const step512 s = step512_make(plan, bits);
  const size_t size = kind == binade_source_f32 ? 4 : 2;
  if (bits == 32) {
    for (size_t i = 0; i < count; i += 16) {
      if (streams) ahead512(source, i * size, 16 * size);
      put512(target + 4 * i, codes512_wide(&s, plan, load512(source, i, kind), method), streams);
    }
  } else if (bits == 16) {
    for (size_t i = 0; i < count; i += 32) {
      if (streams) ahead512(source, i * size, 32 * size);
      put512(target + 2 * i, codes512_words(&s, plan, load512(source, i, kind), load512(source, i + 16, kind), method), streams);
    }
  } else if (packing == binade_packing_words) {
    for (size_t i = 0; i < count; i += 64) put512(target + i, next512(&s, plan, source, i, streams, kind, method), streams);
  } else if (packing == binade_packing_nibbles) {
    const __m512i weights = _mm512_set1_epi16(0x1001);  // 1, 16
    const __m512i evens =
      _mm512_set_epi64(0x7E7C7A7876747270, 0x6E6C6A6866646260, 0x5E5C5A5856545250, 0x4E4C4A4846444240, 0x3E3C3A3836343230,
                       0x2E2C2A2826242220, 0x1E1C1A1816141210, 0x0E0C0A0806040200);
    for (size_t i = 0; i < count; i += 128) {
      __m512i first = _mm512_maddubs_epi16(next512(&s, plan, source, i, streams, kind, method), weights);
      __m512i second = _mm512_maddubs_epi16(next512(&s, plan, source, i + 64, streams, kind, method), weights);
      put512(target + i / 2, _mm512_permutex2var_epi8(first, evens, second), streams);
    }
  } else {
    // Pairs to 12 bits, pairs of pairs to 24; then the fourth bytes are left out, across vectors.
    const __m512i pairs = _mm512_set1_epi16(0x4001), fours = _mm512_set1_epi32(0x10000001);
    const __m512i index0 = _mm512_loadu_si512(threes[0]), index1 = _mm512_loadu_si512(threes[1]), index2 = _mm512_loadu_si512(threes[2]);
    for (size_t i = 0; i < count; i += 256) {
      __m512i c0 = _mm512_madd_epi16(_mm512_maddubs_epi16(next512(&s, plan, source, i, streams, kind, method), pairs), fours);
      __m512i c1 = _mm512_madd_epi16(_mm512_maddubs_epi16(next512(&s, plan, source, i + 64, streams, kind, method), pairs), fours);
      __m512i c2 = _mm512_madd_epi16(_mm512_maddubs_epi16(next512(&s, plan, source, i + 128, streams, kind, method), pairs), fours);
      __m512i c3 = _mm512_madd_epi16(_mm512_maddubs_epi16(next512(&s, plan, source, i + 192, streams, kind, method), pairs), fours);
      uint8_t *out = target + i / 4 * 3;
      put512(out, _mm512_permutex2var_epi8(c0, index0, c1), streams);
      put512(out + 64, _mm512_permutex2var_epi8(c1, index1, c2), streams);
      put512(out + 128, _mm512_permutex2var_epi8(c2, index2, c3), streams);
    }
  }
}

#define BODY(name, packing, bits, streams, kind, method)                                                                                   \
  __attribute__((noinline)) static void name(const binade_encode_plan *plan, const void *source, size_t count, uint8_t *target) {          \
    groups512(plan, source, count, target, packing, bits, streams, kind, method);                                                          \
  }
#define STORES(name, packing, bits, kind, method)                                                                                          \
  BODY(name##_stay, packing, bits, 0, kind, method)                                                                                        \
  BODY(name##_pass, packing, bits, 1, kind, method)
#define METHODS(name, packing, bits, kind)                                                                                                 \
  STORES(name##_addition, packing, bits, kind, binade_encode_addition)                                                                     \
  STORES(name##_halves, packing, bits, kind, binade_encode_halves)                                                                         \
  STORES(name##_directed, packing, bits, kind, binade_encode_directed)                                                                     \
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

// By source, packing or width, method, and whether stores pass the caches by.
#define ROW(name) {name##_stay, name##_pass}
#define ROWS(name) {ROW(name##_addition), ROW(name##_halves), ROW(name##_directed), ROW(name##_integer)}
#define NONE {{0}}
static const binade_encode_groups groups[3][5][4][2] = {
  {ROWS(bytes_f32), ROWS(nibbles_f32), ROWS(sixes_f32), ROWS(words_f32), ROWS(wide_f32)},
  {ROWS(bytes_bf16), NONE, NONE, ROWS(words_bf16), NONE},
  {ROWS(bytes_f16), NONE, NONE, ROWS(words_f16), NONE},
};

static int32_t encode512(const binade_encode_plan *plan, const void *source, size_t count, void *target, int32_t packing, int32_t streams) {
  int width = plan->word_bits == 8 ? packing : plan->word_bits == 16 ? 3 : 4;
  const binade_encode_groups *row = groups[plan->source][width][plan->method];
  if (row[0] == 0) return 0;
  binade_encode_pieces(plan, row, source, count, target, packing, streams);
  return 1;
}

// Encoding without reading or writing: the operands are consecutive words, and only sums of the codes stay.
STEP void sweep512_body(const binade_encode_plan *plan, uint32_t first, size_t count, binade_encode_fold *fold, int method) {
  const step512 s = step512_make(plan, 8);
  __m512i sums = _mm512_setzero_si512(), running = _mm512_setzero_si512();
  const __m512i step = _mm512_set1_epi32(16);
  __m512i x = _mm512_add_epi32(_mm512_set1_epi32((int)first),
                               _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  __m512i current = _mm512_setzero_si512();
  uint64_t repeats = 0;
  uint32_t code = 0;
  for (size_t i = 0; i < count; i += 64) {
    __m512i x1 = _mm512_add_epi32(x, step), x2 = _mm512_add_epi32(x1, step), x3 = _mm512_add_epi32(x2, step);
    __m512i codes = codes512_bytes(&s, plan, x, x1, x2, x3, method);
    x = _mm512_add_epi32(x3, step);
    sums = _mm512_add_epi64(sums, codes);
    running = _mm512_add_epi64(running, sums);
    if (__builtin_expect(_mm512_cmpneq_epi8_mask(codes, current) == 0, 1)) {
      repeats += 64;
      continue;
    }
    // Neighbouring operands mostly share a code: only here does it change.
    fold->histogram[code] += repeats;
    repeats = 0;
    uint8_t bytes[64];
    _mm512_storeu_si512(bytes, codes);
    code = binade_fold_count(fold, bytes, 64, 8, 0);
    current = _mm512_set1_epi8((char)code);
  }
  fold->histogram[code] += repeats;
  uint64_t s_lanes[8], r_lanes[8];
  _mm512_storeu_si512(s_lanes, sums);
  _mm512_storeu_si512(r_lanes, running);
  binade_fold_lanes(fold, s_lanes, r_lanes, 8, count / 8);
}

#define SWEEP(method)                                                                                                                      \
  __attribute__((noinline)) static void sweep_##method(const binade_encode_plan *plan, uint32_t first, size_t count,                       \
                                                       binade_encode_fold *fold) {                                                         \
    sweep512_body(plan, first, count, fold, binade_encode_##method);                                                                       \
  }
SWEEP(addition)
SWEEP(halves)
SWEEP(directed)
SWEEP(integer)

static void sweep512(const binade_encode_plan *plan, uint32_t first, size_t count, binade_encode_fold *fold) {
  unsigned state = binade_enter_rounding(plan->rounding);
  switch (plan->method) {
  case binade_encode_addition: sweep_addition(plan, first, count, fold); break;
  case binade_encode_halves: sweep_halves(plan, first, count, fold); break;
  case binade_encode_directed: sweep_directed(plan, first, count, fold); break;
  default: sweep_integer(plan, first, count, fold);
  }
  binade_leave(state);
}

// The same sums over codes in memory.
static void fold512(const void *codes, size_t bytes, int32_t word_bits, uint32_t padding, binade_encode_fold *fold) {
  __m512i sums = _mm512_setzero_si512(), running = _mm512_setzero_si512(), current = _mm512_setzero_si512();
  const uint8_t *at = codes;
  uint64_t repeats = 0;
  uint32_t code = 0;
  for (size_t i = 0; i < bytes; i += 64) {
    __m512i words = _mm512_loadu_si512(at + i);
    sums = _mm512_add_epi64(sums, words);
    running = _mm512_add_epi64(running, sums);
    if (__builtin_expect(_mm512_cmpneq_epi32_mask(words, current) == 0, 1)) {
      repeats += 1;
      continue;
    }
    fold->histogram[code] += repeats * 512 / (unsigned)word_bits;
    repeats = 0;
    code = binade_fold_count(fold, at + i, 64, word_bits, padding);
    current = splat512(code << padding, word_bits);
  }
  fold->histogram[code] += repeats * 512 / (unsigned)word_bits;
  uint64_t s_lanes[8], r_lanes[8];
  _mm512_storeu_si512(s_lanes, sums);
  _mm512_storeu_si512(r_lanes, running);
  binade_fold_lanes(fold, s_lanes, r_lanes, 8, bytes / 8);
}

const binade_encode_kernels binade_encode_avx512 = {encode512, sweep512, fold512};

// The yardstick, in blocks of 4 KiB of the larger side.
uint64_t binade_stream_avx512(const uint8_t *source, size_t source_bytes, uint8_t *target, size_t target_bytes) {
  __m512i seen = _mm512_setzero_si512();
  size_t larger = source_bytes > target_bytes ? source_bytes : target_bytes;
  size_t blocks = larger / 4096;
  size_t read = 0, written = 0;
  for (size_t block = 1; block <= blocks; block++) {
    size_t read_end = (size_t)((double)source_bytes / (double)larger * (double)(block * 4096)) & ~(size_t)63;
    size_t write_end = (size_t)((double)target_bytes / (double)larger * (double)(block * 4096)) & ~(size_t)63;
    if (block == blocks) {
      read_end = source_bytes;
      write_end = target_bytes;
    }
    for (; read < read_end; read += 64) {
      ahead512(source, read, 64);
      seen = _mm512_xor_si512(seen, _mm512_loadu_si512(source + read));
    }
    for (; written < write_end; written += 64) _mm512_stream_si512((__m512i *)(target + written), seen);
  }
  _mm_sfence();
  return (uint64_t)_mm512_reduce_add_epi64(seen);
}
BINADE_TARGET_END
#endif
