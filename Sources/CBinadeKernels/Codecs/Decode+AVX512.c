// Decoders for AVX-512: tables in registers, one byte of the float at a time.
#include "include/Decode.h"
#include "Decode+Backends.h"
#include "Targets.h"

#if defined(__x86_64__)
BINADE_AVX512_BEGIN
#define STEP static inline __attribute__((always_inline))

STEP void put512(uint32_t *target, __m512i value, int streams) {
  if (streams) _mm512_stream_si512((__m512i *)(void *)target, value);
  else _mm512_storeu_si512(target, value);
}

// Writes 64 floats from their third and fourth bytes, which come in blocks of four: block 4 p + q at place 4 q + p. So the interleaving
// inside quarters of a vector leaves every result in order.
STEP void spread512(uint32_t *target, __m512i low, __m512i high, int streams) {
  const __m512i zero = _mm512_setzero_si512();
  __m512i first = _mm512_unpacklo_epi8(low, high), second = _mm512_unpackhi_epi8(low, high);
  put512(target, _mm512_unpacklo_epi16(zero, first), streams);
  put512(target + 16, _mm512_unpackhi_epi16(zero, first), streams);
  put512(target + 32, _mm512_unpacklo_epi16(zero, second), streams);
  put512(target + 48, _mm512_unpackhi_epi16(zero, second), streams);
}

// The bytes of a table of 256 under 64 indices.
STEP __m512i look512(const __m512i table[4], __m512i index, __mmask64 upper) {
  return _mm512_mask_blend_epi8(upper, _mm512_permutex2var_epi8(table[0], index, table[1]),
                                _mm512_permutex2var_epi8(table[2], index, table[3]));
}

// The reading runs ahead of the machine's own guess by two pages of what is written.
STEP void ahead512(const uint8_t *source) { _mm_prefetch((const char *)source + 4096, _MM_HINT_T0); }

STEP void bytes512(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target, int streams) {
  __m512i low[4], high[4];
  for (int i = 0; i < 4; i++) {
    low[i] = _mm512_loadu_si512(plan->low + 64 * i);
    high[i] = _mm512_loadu_si512(plan->high + 64 * i);
  }
  const __m512i blocks = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  for (size_t i = 0; i < count; i += 64) {
    if (streams) ahead512(source + i);
    __m512i index = _mm512_permutexvar_epi32(blocks, _mm512_loadu_si512(source + i));
    __mmask64 upper = _mm512_movepi8_mask(index);
    spread512(target + i, look512(low, index, upper), look512(high, index, upper), streams);
  }
}

// Dense codes: the bytes of eight codes go to a quadword, from where shifts put each code into the low bits of a byte. What stands above it
// there does not count, since a table of 64 is looked up by six bits, and that of the 4-bit codes repeats.
STEP void dense512(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target, int bits, int streams) {
  const __m512i low = _mm512_loadu_si512(plan->low), high = _mm512_loadu_si512(plan->high);
  // Byte j of a quadword q gets byte j of the codes 8 q ... 8 q + 7; and shifts take the codes to their blocks.
  uint8_t places[64], shifts[64];
  for (int quad = 0; quad < 8; quad++) {
    // The blocks at the places 2 quad and 2 quad + 1.
    int p0 = 2 * quad, p1 = p0 + 1;
    int block0 = p0 % 4 * 4 + p0 / 4, block1 = p1 % 4 * 4 + p1 / 4;
    int bytes = bits / 2;  // of a block of four codes
    for (int j = 0; j < 4; j++) {
      places[8 * quad + j] = (uint8_t)(block0 * bytes + (j < bytes ? j : 0));
      places[8 * quad + 4 + j] = (uint8_t)(block1 * bytes + (j < bytes ? j : 0));
      shifts[8 * quad + j] = (uint8_t)(bits * j);
      shifts[8 * quad + 4 + j] = (uint8_t)(32 + bits * j);
    }
  }
  const __m512i place = _mm512_loadu_si512(places), shift = _mm512_loadu_si512(shifts);
  const __mmask64 read = bits == 4 ? 0xFFFFFFFF : 0xFFFFFFFFFFFF;
  for (size_t i = 0; i < count; i += 64) {
    const uint8_t *from = source + i / 8 * (size_t)bits;
    if (streams) ahead512(from);
    __m512i packed = _mm512_maskz_loadu_epi8(read, from);
    __m512i index = _mm512_multishift_epi64_epi8(shift, _mm512_permutexvar_epi8(place, packed));
    spread512(target + i, _mm512_permutexvar_epi8(index, low), _mm512_permutexvar_epi8(index, high), streams);
  }
}

#define BODY(name, streams, call)                                                                                                          \
  __attribute__((noinline)) static void name(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target) {      \
    call(plan, source, count, target, streams);                                                                                            \
  }
STEP void nibbles512(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target, int streams) {
  dense512(plan, source, count, target, 4, streams);
}
STEP void sixes512(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target, int streams) {
  dense512(plan, source, count, target, 6, streams);
}
BODY(bytes_stay, 0, bytes512)
BODY(bytes_pass, 1, bytes512)
BODY(nibbles_stay, 0, nibbles512)
BODY(nibbles_pass, 1, nibbles512)
BODY(sixes_stay, 0, sixes512)
BODY(sixes_pass, 1, sixes512)

static int32_t decode512(const binade_decode_plan *plan, const void *source, size_t count, uint32_t *target, int32_t packing,
                         int32_t streams) {
  static const binade_decode_groups functions[3][2] = {{bytes_stay, bytes_pass}, {nibbles_stay, nibbles_pass}, {sixes_stay, sixes_pass}};
  binade_decode_pieces(plan, functions[packing], source, count, target, packing, streams);
  return 1;
}

const binade_decode_kernels binade_decode_avx512 = {decode512};
BINADE_TARGET_END
#endif
