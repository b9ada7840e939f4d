// Packing of group sums, stretch by stretch. The file that includes this defines `pack_codes`, inside its own target.
#include "GroupSumParts.h"

// Everything that packing one operand needs to know.
typedef struct {
  group_shape shape;
  const binade_operand *operand;
  size_t blocks, terms, per_scale;  // scales in a row, terms in a stretch, terms in a scale block
  size_t row_terms;                 // terms in a row that have at least one element
  int32_t unit, offset, is_nibble;  // is_nibble: only the low four bits of a code count
  int8_t values[256];
  uint32_t scale[256];  // exponent + 128, significand << 8, NaN << 16
} packing;

// The codes of a stretch as signed bytes; for each run of 16 a bit for each that is not zero, and if `start` is not null their sum.
static void pack_codes(const packing *p, size_t row, size_t stretch, int8_t *codes, uint16_t *nonzero, int32_t *sums);

static inline void pack_masks(const group_shape *s, const uint16_t *nonzero, int32_t *list) {
  for (size_t pair = 0; pair < s->pairs; pair++) {
    for (size_t half = 0; half < s->halves; half++) {
      size_t low = pair * 2 * s->halves + half;
      list[s->nonzero + pair * s->halves + half] = nonzero[low] | (int32_t)((uint32_t)nonzero[low + s->halves] << 16);
    }
  }
}

// The part of the list that depends on scales.
static inline void pack_scales(const packing *p, size_t row, size_t stretch, int32_t *list, group_row *summary) {
  const group_shape *s = &p->shape;
  const uint8_t *scales = p->operand->scales + row * p->blocks;
  uint32_t entry[8], seen = 0;
  int32_t low = 0x7FFF, high = -0x7FFF;
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
  if (high < low) {
    low = 0;
  } else {
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
      if (significand) {
        // Nothing reads what a wide stretch has here.
        shifted |= (significand << ((exponent - low) & 15) & 0xFFFF) << 16 * i;
      } else {
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
      int32_t *list = (int32_t *)(record + s->length), sums[16];
      uint16_t nonzero[16];
      pack_codes(p, row, stretch, (int8_t *)record, nonzero, sums);
      pack_masks(s, nonzero, list);
      for (size_t i = 0; i < 2 * s->pairs; i++) {
        list[s->start + i] = -p->offset * (s->halves == 1 ? sums[i] : sums[2 * i] + sums[2 * i + 1]);
      }
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
    for (size_t i = 0; i < 16; i++) summary[i] = (group_row){0x3FFF, -0x3FFF, 0, 0};
    for (size_t stretch = 0; stretch < stretches; stretch++) {
      int32_t *record = (int32_t *)(panel + group_b_place(s, padded, stretches, block, stretch)), most = 0;
      for (size_t column = 0; column < 16; column++) {
        int8_t codes[128];
        int32_t list[16] = {0}, sums[16];
        uint16_t nonzero[16];
        if (block + column < end_row) {
          pack_codes(p, block + column, stretch, codes, nonzero, sums);
          pack_masks(s, nonzero, list);
          pack_scales(p, block + column, stretch, list, &summary[column]);
        } else {
          for (size_t i = 0; i < s->length; i++) codes[i] = 0;
        }
        for (size_t i = 0; i < s->length; i++) codes[i] = (int8_t)(codes[i] + p->offset);
        for (size_t i = 0; i < s->length / 4; i++) __builtin_memcpy(&record[16 * i + column], &codes[4 * i], 4);
        for (size_t i = 0; i < s->start; i++) record[16 * (s->length / 4 + i) + column] = list[i];
        if ((list[s->flags] & 0xFF) > most) most = list[s->flags] & 0xFF;
      }
      record[16 * (s->length / 4 + s->start)] = most;
    }
    __builtin_memcpy((group_row *)panel + block, summary, sizeof summary);
  }
}

static void pack_any(const binade_group_sum *sum, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  packing p;
  p.shape = group_shape_of(sum);
  p.operand = operand;
  p.unit = sum->unit;
  p.offset = binade_group_limits(sum).offset;
  p.blocks = (operand->k + (size_t)sum->block_length - 1) / (size_t)sum->block_length;
  p.terms = 2 * p.shape.pairs;
  p.per_scale = (size_t)(sum->block_length / sum->term_length);
  p.row_terms = (operand->k + (size_t)sum->term_length - 1) / (size_t)sum->term_length;
  p.is_nibble = 1;
  for (int i = 0; i < 256; i++) {
    p.values[i] = side == binade_side_b ? sum->b[i] : sum->negates ? (int8_t)-sum->a[i] : sum->a[i];
    p.is_nibble &= p.values[i] == p.values[i & 15];
    uint32_t significand = sum->scale_is_nan[i] ? 0 : sum->scale_significand[i];
    p.scale[i] = (uint32_t)(sum->scale_exponent[i] + 128) | significand << 8 | (sum->scale_is_nan[i] ? 0x10000 : 0);
  }
  size_t padded = group_padded(operand->rows), stretches = group_stretches(&p.shape, operand->k);
  if (side == binade_side_a) pack_a(&p, first_row, end_row, padded, stretches, panel);
  else pack_b(&p, first_row, end_row, padded, stretches, panel);
}
