// What packing needs: tables of 256 bytes, and squares of dwords turned.
#ifndef BINADE_PANELS_AVX512_H
#define BINADE_PANELS_AVX512_H

#include "Targets.h"

#if defined(__x86_64__)
#include <stddef.h>
#include <stdint.h>

static inline int32_t load_dword(const void *place) {
  int32_t value;
  __builtin_memcpy(&value, place, 4);
  return value;
}

static inline void store_dword(void *place, int32_t value) { __builtin_memcpy(place, &value, 4); }

BINADE_AVX512_BEGIN

typedef struct {
  __m512i quarter[4];
} byte_table;

static inline byte_table load_table(const void *bytes) {
  byte_table table;
  for (int i = 0; i < 4; i++) table.quarter[i] = _mm512_loadu_si512((const char *)bytes + 64 * i);
  return table;
}

// The entry of every byte.
static inline __m512i look_up(const byte_table *table, __m512i codes) {
  __m512i low = _mm512_permutex2var_epi8(table->quarter[0], codes, table->quarter[1]);
  __m512i high = _mm512_permutex2var_epi8(table->quarter[2], codes, table->quarter[3]);
  return _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(codes), high);
}

// A mask of the first `count` bytes.
static inline __mmask64 first_bytes(size_t count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }

// Turns 16 × 16 dwords: dword j of vector i becomes dword i of vector j.
static inline void turn(__m512i x[16]) {
  __m512i t[16];
  for (int i = 0; i < 16; i += 4) {
    __m512i a = _mm512_unpacklo_epi32(x[i], x[i + 1]), b = _mm512_unpackhi_epi32(x[i], x[i + 1]);
    __m512i c = _mm512_unpacklo_epi32(x[i + 2], x[i + 3]), d = _mm512_unpackhi_epi32(x[i + 2], x[i + 3]);
    t[i] = _mm512_unpacklo_epi64(a, c);
    t[i + 1] = _mm512_unpackhi_epi64(a, c);
    t[i + 2] = _mm512_unpacklo_epi64(b, d);
    t[i + 3] = _mm512_unpackhi_epi64(b, d);
  }
  // t[4·i + j] has, in its lane l, dword 4·l + j of the vectors 4·i … 4·i + 3.
  for (int j = 0; j < 4; j++) {
    __m512i a = _mm512_shuffle_i32x4(t[j], t[4 + j], 0x88), b = _mm512_shuffle_i32x4(t[j], t[4 + j], 0xDD);
    __m512i c = _mm512_shuffle_i32x4(t[8 + j], t[12 + j], 0x88), d = _mm512_shuffle_i32x4(t[8 + j], t[12 + j], 0xDD);
    x[j] = _mm512_shuffle_i32x4(a, c, 0x88);
    x[8 + j] = _mm512_shuffle_i32x4(a, c, 0xDD);
    x[4 + j] = _mm512_shuffle_i32x4(b, d, 0x88);
    x[12 + j] = _mm512_shuffle_i32x4(b, d, 0xDD);
  }
}

BINADE_TARGET_END
#endif

#endif
