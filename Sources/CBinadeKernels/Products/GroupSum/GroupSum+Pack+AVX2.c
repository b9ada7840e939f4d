#include "GroupSumParts.h"
#include "Targets.h"

#if defined(__x86_64__)

BINADE_AVX2_BEGIN

#include "GroupSum+Pack.h"

static void pack_codes(const packing *p, size_t row, size_t stretch, int8_t *codes, uint16_t *nonzero, int32_t *sums) {
  size_t k = p->operand->k, place = stretch * p->shape.length, length = p->shape.length;
  const uint8_t *words = (const uint8_t *)p->operand->words + row * k + place;
  size_t here = place >= k ? 0 : k - place < length ? k - place : length;
  __m128i table = _mm_loadu_si128((const void *)p->values);
  for (size_t first = 0; first < length; first += 16) {
    __m128i v;
    if (p->is_nibble && first + 16 <= here) {
      v = _mm_shuffle_epi8(table, _mm_and_si128(_mm_loadu_si128((const void *)(words + first)), _mm_set1_epi8(15)));
    } else {
      int8_t own[16];
      for (size_t i = 0; i < 16; i++) own[i] = first + i < here ? p->values[words[first + i]] : 0;
      v = _mm_loadu_si128((const void *)own);
    }
    _mm_storeu_si128((void *)(codes + first), v);
    nonzero[first / 16] = (uint16_t)~_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128()));
    // As unsigned bytes, 128 more each.
    __m128i sum = _mm_sad_epu8(_mm_xor_si128(v, _mm_set1_epi8(-128)), _mm_setzero_si128());
    sums[first / 16] = _mm_cvtsi128_si32(sum) + _mm_extract_epi16(sum, 4) - 16 * 128;
  }
}

void binade_group_pack_avx2(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  pack_any(plan, side, operand, first_row, end_row, panel);
}

BINADE_TARGET_END
#endif
