// Packing of group sums, stretch by stretch. Included inside a target that has AVX2; the file that includes this defines `pack_codes`.

// Everything that packing one operand needs to know.
typedef struct {
  group_shape shape;
  const binade_operand *operand;
  size_t blocks, terms, per_scale;  // scales in a row, terms in a stretch, terms in a scale block
  size_t row_terms;                 // terms in a row that have at least one element
  int32_t unit, offset, is_nibble;  // is_nibble: only the low four bits of a code count
  int8_t values[256];
  uint32_t scale[257];  // bytes: exponent or 127, exponent or -128, significand and NaN << 7, exponent; the last one is of no scale
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

// The part of the list that depends on scales. A scale of zero counts neither for the least nor for the greatest exponent.
static inline void pack_scales(const packing *p, size_t row, size_t stretch, int32_t *list, group_row *summary) {
  const group_shape *s = &p->shape;
  const uint8_t *scales = p->operand->scales + row * p->blocks;
  uint32_t entry[8];
  size_t first = stretch * p->terms, end = first + p->terms, parts = p->terms > 4 ? 2 : 1;
  if (p->per_scale == 1 && p->terms == 4 && end <= p->row_terms) {
    for (size_t i = 0; i < 4; i++) entry[i] = p->scale[scales[first + i]];
  } else {
    for (size_t i = 0; i < 8; i++) {
      size_t term = first + i, block = p->per_scale == 1 ? term : p->per_scale == 2 ? term / 2 : term / p->per_scale;
      entry[i] = p->scale[i < p->terms && term < p->row_terms ? scales[block] : 256];
    }
  }
  __m128i x[2];
  x[0] = x[1] = _mm_set_epi32((int32_t)entry[3], (int32_t)entry[2], (int32_t)entry[1], (int32_t)entry[0]);
  if (parts == 2) x[1] = _mm_set_epi32((int32_t)entry[7], (int32_t)entry[6], (int32_t)entry[5], (int32_t)entry[4]);
  __m128i least = _mm_min_epi8(x[0], x[1]), most = _mm_max_epi8(x[0], x[1]);
  least = _mm_min_epi8(least, _mm_shuffle_epi32(least, 0x4E)), most = _mm_max_epi8(most, _mm_shuffle_epi32(most, 0x4E));
  least = _mm_min_epi8(least, _mm_shuffle_epi32(least, 0xB1)), most = _mm_max_epi8(most, _mm_shuffle_epi32(most, 0xB1));
  int32_t low = (int8_t)_mm_extract_epi8(least, 0), high = (int8_t)_mm_extract_epi8(most, 1);
  int32_t flags = 0;
  if (high < low) {
    low = 0;
  } else {
    flags = high - low > 15 ? binade_group_wide : high - low;
    if (low < summary->low) summary->low = (int16_t)low;
    if (high > summary->high) summary->high = (int16_t)high;
  }
  if (_mm_extract_epi8(least, 2) & 0x80) {
    flags |= binade_group_nan;
    summary->has_nan = 1;
  }
  uint16_t shifted[8], raw[8], exponents[8], live[8];
  for (size_t i = 0; i < parts; i++) {
    __m128i significand = _mm_and_si128(_mm_srli_epi32(x[i], 16), _mm_set1_epi32(0x7F)), exponent = _mm_srai_epi32(x[i], 24);
    // Nothing reads what a wide stretch has here.
    __m128i shift = _mm_and_si128(_mm_sub_epi32(exponent, _mm_set1_epi32(low)), _mm_set1_epi32(15));
    __m128i product = _mm_and_si128(_mm_sllv_epi32(significand, shift), _mm_set1_epi32(0xFFFF));
    __m128i is_live = _mm_cmpgt_epi32(significand, _mm_setzero_si128());
    _mm_storel_epi64((void *)(shifted + 4 * i), _mm_packus_epi32(product, product));
    _mm_storel_epi64((void *)(raw + 4 * i), _mm_packus_epi32(significand, significand));
    _mm_storel_epi64((void *)(exponents + 4 * i), _mm_packs_epi32(exponent, exponent));
    _mm_storel_epi64((void *)(live + 4 * i), _mm_packs_epi32(is_live, is_live));
  }
  for (size_t pair = 0; pair < s->pairs; pair++) {
    int32_t mask;
    __builtin_memcpy(&list[s->shifted + pair], shifted + 2 * pair, 4);
    __builtin_memcpy(&list[s->raw + pair], raw + 2 * pair, 4);
    __builtin_memcpy(&list[s->exponent + pair], exponents + 2 * pair, 4);
    __builtin_memcpy(&mask, live + 2 * pair, 4);
    for (size_t half = 0; half < s->halves; half++) list[s->nonzero + pair * s->halves + half] &= mask;
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
              for (size_t i = 0; i < s->length; i += 16) {
          __m128i own = _mm_add_epi8(_mm_loadu_si128((const void *)(codes + i)), _mm_set1_epi8((char)p->offset));
          record[4 * i + column] = _mm_cvtsi128_si32(own), record[4 * i + 16 + column] = _mm_extract_epi32(own, 1);
          record[4 * i + 32 + column] = _mm_extract_epi32(own, 2), record[4 * i + 48 + column] = _mm_extract_epi32(own, 3);
        }
        for (size_t i = 0; i < s->start; i++) record[16 * (s->length / 4 + i) + column] = list[i];
        if ((list[s->flags] & 0xFF) > most) most = list[s->flags] & 0xFF;
      }
      record[16 * (s->length / 4 + s->start)] = most;
    }
    __builtin_memcpy((group_row *)panel + block, summary, sizeof summary);
  }
}

static void pack_any(
    const binade_group_sum *sum, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
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
    uint32_t significand = sum->scale_is_nan[i] ? 0 : sum->scale_significand[i], exponent = (uint8_t)sum->scale_exponent[i];
    p.scale[i] = (significand ? exponent | exponent << 8 : 0x807F) | significand << 16 | exponent << 24;
    if (sum->scale_is_nan[i]) p.scale[i] |= 0x800000;
  }
  p.scale[256] = 0x807F;
  size_t padded = group_padded(operand->rows), stretches = group_stretches(&p.shape, operand->k);
  if (side == binade_side_a) pack_a(&p, first_row, end_row, padded, stretches, panel);
  else pack_b(&p, first_row, end_row, padded, stretches, panel);
}
