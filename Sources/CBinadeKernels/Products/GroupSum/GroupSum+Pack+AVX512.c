#include "GroupSumParts.h"
#include "Products/Panels+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN

#include "GroupSum+Pack.h"

static void pack_codes(const packing *p, size_t row, size_t stretch, int8_t *codes, uint16_t *nonzero, int32_t *sums) {
  size_t k = p->operand->k, length = p->shape.length;
  const uint8_t *words = (const uint8_t *)p->operand->words + row * k;
  byte_table table = load_table(p->values);
  for (size_t first = 0; first < length; first += 64) {
    size_t place = stretch * length + first, run = length - first < 64 ? length - first : 64;
    size_t here = place >= k ? 0 : k - place < run ? k - place : run;
    __mmask64 mask = first_bytes(here);
    __m512i v = _mm512_maskz_mov_epi8(mask, look_up(&table, _mm512_maskz_loadu_epi8(mask, words + place)));
    _mm512_mask_storeu_epi8(codes + first, first_bytes(run), v);
    uint64_t bits = _mm512_test_epi8_mask(v, v);
    for (size_t i = 0; i < run / 16; i++) nonzero[first / 16 + i] = (uint16_t)(bits >> (16 * i));
    __m512i sum = _mm512_dpbusd_epi32(_mm512_setzero_si512(), _mm512_set1_epi8(1), v);
    sum = _mm512_add_epi32(sum, _mm512_shuffle_epi32(sum, 0xB1));
    sum = _mm512_add_epi32(sum, _mm512_shuffle_epi32(sum, 0x4E));
    __mmask16 every_fourth = 0x1111;
    _mm_storeu_si128((__m128i *)(sums + first / 16), _mm512_castsi512_si128(_mm512_maskz_compress_epi32(every_fourth, sum)));
  }
}

void binade_group_pack_avx512(
    const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  const binade_group_sum *sum = plan;
  if (sum->term_length == 16 && sum->group_length == 64) binade_group_pack_quads_avx512(sum, side, operand, first_row, end_row, panel);
  else pack_any(sum, side, operand, first_row, end_row, panel);
}

BINADE_TARGET_END
#endif
