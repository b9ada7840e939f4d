// Panels of group sums: codes as signed bytes, and a list of dwords for each row and stretch (see GroupSumParts.h).
#include "GroupSumParts.h"
#include "Panels+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN

// Everything that packing one operand needs to know.
typedef struct {
  group_shape shape;
  const binade_operand *operand;
  size_t blocks, terms, per_scale;  // scales in a row, terms in a stretch, terms in a scale block
  size_t row_terms;                 // terms in a row that have at least one element
  byte_table values;
  __m512i offset;
  uint32_t scale[256];  // exponent + 128, significand << 8, NaN << 16
  int32_t unit;
} packing;

// The codes of a stretch, and of its list everything that depends on them.
static inline void pack_codes(const packing *p, size_t row, size_t stretch, int8_t *codes, int32_t *list, int32_t has_start) {
  const group_shape *s = &p->shape;
  size_t k = p->operand->k;
  const uint8_t *words = (const uint8_t *)p->operand->words + row * k;
  uint16_t nonzero[16];
  int32_t start[16];
  for (size_t first = 0; first < s->length; first += 64) {
    size_t place = stretch * s->length + first, run = s->length - first < 64 ? s->length - first : 64;
    size_t here = place >= k ? 0 : k - place < run ? k - place : run;
    __mmask64 mask = first_bytes(here);
    __m512i v = _mm512_maskz_mov_epi8(mask, look_up(&p->values, _mm512_maskz_loadu_epi8(mask, words + place)));
    _mm512_mask_storeu_epi8(codes + first, first_bytes(run), v);
    uint64_t bits = _mm512_test_epi8_mask(v, v);
    for (size_t i = 0; i < run / 16; i++) nonzero[first / 16 + i] = (uint16_t)(bits >> (16 * i));
    if (has_start) {
      __m512i sums = _mm512_dpbusd_epi32(_mm512_setzero_si512(), p->offset, v);
      sums = _mm512_add_epi32(sums, _mm512_shuffle_epi32(sums, 0xB1));
      sums = _mm512_add_epi32(sums, _mm512_shuffle_epi32(sums, 0x4E));
      sums = _mm512_sub_epi32(_mm512_setzero_si512(), sums);
      __mmask16 every_fourth = 0x1111;
      _mm_storeu_si128((__m128i *)(start + first / 16), _mm512_castsi512_si128(_mm512_maskz_compress_epi32(every_fourth, sums)));
    }
  }
  for (size_t pair = 0; pair < s->pairs; pair++) {
    for (size_t half = 0; half < s->halves; half++) {
      size_t low = pair * 2 * s->halves + half;
      list[s->nonzero + pair * s->halves + half] = nonzero[low] | (int32_t)((uint32_t)nonzero[low + s->halves] << 16);
    }
    if (has_start) {
      for (size_t i = 2 * pair; i < 2 * pair + 2; i++) {
        list[s->start + i] = s->halves == 1 ? start[i] : start[2 * i] + start[2 * i + 1];
      }
    }
  }
}

// The part of the list that depends on scales.
static inline void pack_scales(const packing *p, size_t row, size_t stretch, int32_t *list, group_row *summary) {
  const group_shape *s = &p->shape;
  const uint8_t *scales = p->operand->scales + row * p->blocks;
  uint32_t entry[8];
  int32_t low = 0x7FFF, high = -0x7FFF;
  uint32_t seen = 0;
  for (size_t i = 0; i < p->terms; i++) {
    size_t term = stretch * p->terms + i;
    size_t block = p->per_scale == 1 ? term : p->per_scale == 2 ? term / 2 : term / p->per_scale;
    entry[i] = term < p->row_terms ? p->scale[scales[block]] : 128;
    int32_t exponent = (int32_t)(entry[i] & 0xFF) - 128;
    int32_t lowest = entry[i] & 0xFF00 ? exponent : 0x7FFF, highest = entry[i] & 0xFF00 ? exponent : -0x7FFF;
    low = lowest < low ? lowest : low;
    high = highest > high ? highest : high;
    seen |= entry[i];
  }
  int32_t spread = high < low ? 0 : high - low;
  if (high < low) low = 0;
  else {
    if (low < summary->low) summary->low = (int16_t)low;
    if (high > summary->high) summary->high = (int16_t)high;
  }
  int32_t flags = spread > 15 ? binade_group_wide : spread;
  if (seen >> 16) {
    flags |= binade_group_nan;
    summary->has_nan = 1;
  }
  for (size_t pair = 0; pair < s->pairs; pair++) {
    uint32_t shifted = 0, raw = 0, exponents = 0;
    for (size_t i = 0; i < 2; i++) {
      uint32_t e = entry[2 * pair + i], significand = e >> 8 & 0xFF;
      int32_t exponent = (int32_t)(e & 0xFF) - 128;
      raw |= significand << 16 * i;
      exponents |= (uint32_t)(uint16_t)exponent << 16 * i;
      // Nothing reads what a wide stretch has here.
      if (significand) shifted |= (significand << ((exponent - low) & 15) & 0xFFFF) << 16 * i;
      else {
        for (size_t half = 0; half < s->halves; half++) list[s->nonzero + pair * s->halves + half] &= i ? 0xFFFF : (int32_t)0xFFFF0000;
      }
    }
    list[s->shifted + pair] = (int32_t)shifted;
    list[s->raw + pair] = (int32_t)raw;
    list[s->exponent + pair] = (int32_t)exponents;
  }
  list[s->flags] = flags;
  list[s->least] = low;
}

static void pack_a(const packing *p, size_t first_row, size_t end_row, size_t padded, size_t stretches, uint8_t *panel) {
  const group_shape *s = &p->shape;
  for (size_t row = first_row; row < end_row; row++) {
    group_row summary = {0x3FFF, -0x3FFF, 0, 0};
    for (size_t stretch = 0; stretch < stretches; stretch++) {
      uint8_t *record = panel + group_a_place(s, padded, stretches, row, stretch);
      int32_t *list = (int32_t *)(record + s->length);
      pack_codes(p, row, stretch, (int8_t *)record, list, 1);
      pack_scales(p, row, stretch, list, &summary);
      uint64_t scale = (uint64_t)(1023 + list[s->least] + p->unit) << 52;
      __builtin_memcpy(list + s->scale, &scale, 8);
    }
    ((group_row *)panel)[row] = summary;
  }
}

static void pack_b(const packing *p, size_t first_row, size_t end_row, size_t padded, size_t stretches, uint8_t *panel) {
  const group_shape *s = &p->shape;
  for (size_t block = first_row; block < end_row; block += 16) {
    group_row summary[16];
    size_t columns = end_row - block < 16 ? end_row - block : 16;
    for (size_t i = 0; i < 16; i++) summary[i] = (group_row){0x3FFF, -0x3FFF, 0, 0};
    for (size_t stretch = 0; stretch < stretches; stretch++) {
      _Alignas(64) int8_t codes[16][128] = {{0}};
      _Alignas(64) int32_t lists[16][16] = {{0}};
      for (size_t i = 0; i < columns; i++) {
        pack_codes(p, block + i, stretch, codes[i], lists[i], 0);
        pack_scales(p, block + i, stretch, lists[i], &summary[i]);
      }
      uint8_t *record = panel + group_b_place(s, padded, stretches, block, stretch);
      __m512i square[16];
      for (size_t first = 0; first < s->length; first += 64) {
        for (int i = 0; i < 16; i++) square[i] = _mm512_load_si512(&codes[i][first]);
        turn(square);
        for (size_t i = 0; i < 16 && first + 4 * i < s->length; i++) {
          _mm512_store_si512(record + 16 * first + 64 * i, _mm512_add_epi8(square[i], p->offset));
        }
      }
      for (int i = 0; i < 16; i++) square[i] = _mm512_load_si512(lists[i]);
      turn(square);
      uint8_t *list = record + 16 * s->length;
      for (size_t i = 0; i < s->start; i++) _mm512_store_si512(list + 64 * i, square[i]);
      int32_t most = 0;
      for (size_t i = 0; i < 16; i++) most = (lists[i][s->flags] & 0xFF) > most ? lists[i][s->flags] & 0xFF : most;
      *(int32_t *)(list + 64 * s->start) = most;
    }
    __builtin_memcpy((group_row *)panel + block, summary, sizeof summary);
  }
}

void binade_group_pack_avx512(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  const binade_group_sum *sum = plan;
  packing p;
  if (sum->term_length == 16 && sum->group_length == 64) {
    binade_group_pack_quads_avx512(sum, side, operand, first_row, end_row, panel);
    return;
  }
  p.shape = group_shape_of(sum);
  p.operand = operand;
  p.unit = sum->unit;
  p.blocks = (operand->k + (size_t)sum->block_length - 1) / (size_t)sum->block_length;
  p.terms = 2 * p.shape.pairs;
  p.per_scale = (size_t)(sum->block_length / sum->term_length);
  p.row_terms = (operand->k + (size_t)sum->term_length - 1) / (size_t)sum->term_length;
  _Alignas(64) int8_t values[256];
  for (int i = 0; i < 256; i++) {
    values[i] = side == binade_side_b ? sum->b[i] : sum->negates ? (int8_t)-sum->a[i] : sum->a[i];
    uint32_t significand = sum->scale_is_nan[i] ? 0 : sum->scale_significand[i];
    p.scale[i] = (uint32_t)(sum->scale_exponent[i] + 128) | significand << 8 | (sum->scale_is_nan[i] ? 0x10000 : 0);
  }
  p.values = load_table(values);
  p.offset = _mm512_set1_epi8((char)binade_group_limits(sum).offset);
  size_t padded = group_padded(operand->rows), stretches = group_stretches(&p.shape, operand->k);
  if (side == binade_side_a) pack_a(&p, first_row, end_row, padded, stretches, panel);
  else pack_b(&p, first_row, end_row, padded, stretches, panel);
}

BINADE_TARGET_END
#endif
