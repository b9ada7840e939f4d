// Panels of group sums whose stretches are four terms of 16 products: 16 stretches of a row, 64 scales, at a time.
#include "GroupSumParts.h"
#include "Products/Panels+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN

enum { together = 16 };

typedef struct {
  group_shape shape;
  const binade_operand *operand;
  size_t blocks, per_scale, row_terms, stretches;
  byte_table values, significands, exponents;  // a NaN has the significand 0x80
  __m512i offset;
  int32_t unit;
} packing;

// The lists of 16 stretches of a row, field by field: dword i of a pair's field belongs to stretch i / 2 of 8.
typedef struct {
  __m512i shifted[2], raw[2], exponent[2], nonzero[2], flags, least;
} lists;

typedef struct {
  __m512i low, high;  // bytes
  uint64_t nan;
} row_range;

// The scales of 64 terms, from `term` on; `count` of them exist.
static inline __m512i load_scales(const packing *p, size_t row, size_t term, size_t count) {
  const uint8_t *scales = p->operand->scales + row * p->blocks;
  if (p->per_scale == 1) return _mm512_maskz_loadu_epi8(first_bytes(count), scales + term);
  if (p->per_scale == 2) {
    __m512i bytes = _mm512_maskz_loadu_epi8(first_bytes((count + 1) / 2), scales + term / 2);
    __m512i words = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(bytes));
    return _mm512_or_si512(words, _mm512_slli_epi16(words, 8));
  }
  _Alignas(64) uint8_t bytes[64] = {0};
  for (size_t i = 0; i < count; i++) bytes[i] = scales[(term + i) / p->per_scale];
  return _mm512_load_si512(bytes);
}

static inline lists pack_scales(const packing *p, size_t row, size_t stretch, const uint64_t nonzero[together], row_range *range) {
  size_t term = 4 * stretch, count = term >= p->row_terms ? 0 : p->row_terms - term < 64 ? p->row_terms - term : 64;
  __m512i scales = load_scales(p, row, term, count);
  __mmask64 exists = first_bytes(count);
  __m512i significand = _mm512_maskz_mov_epi8(exists, look_up(&p->significands, scales));
  __m512i exponent = _mm512_maskz_mov_epi8(exists, look_up(&p->exponents, scales));
  __mmask64 nan = _mm512_movepi8_mask(significand);
  significand = _mm512_and_si512(significand, _mm512_set1_epi8(0x7F));
  __mmask64 live = _mm512_test_epi8_mask(significand, significand);
  range->nan |= nan;
  __m512i low = _mm512_mask_mov_epi8(_mm512_set1_epi8(127), live, exponent);
  __m512i high = _mm512_mask_mov_epi8(_mm512_set1_epi8(-128), live, exponent);
  range->low = _mm512_min_epi8(range->low, low);
  range->high = _mm512_max_epi8(range->high, high);
  // Over the four terms of each stretch.
  low = _mm512_min_epi8(low, _mm512_rol_epi32(low, 8));
  low = _mm512_min_epi8(low, _mm512_rol_epi32(low, 16));
  high = _mm512_max_epi8(high, _mm512_rol_epi32(high, 8));
  high = _mm512_max_epi8(high, _mm512_rol_epi32(high, 16));
  __mmask16 any = _mm512_test_epi32_mask(significand, significand);
  low = _mm512_maskz_mov_epi32(any, low);
  __m512i spread = _mm512_maskz_mov_epi32(any, _mm512_sub_epi8(high, low));
  spread = _mm512_mask_mov_epi8(spread, _mm512_cmpgt_epu8_mask(spread, _mm512_set1_epi8(15)), _mm512_set1_epi8((char)binade_group_wide));
  __m512i shift = _mm512_and_si512(_mm512_sub_epi8(exponent, low), _mm512_set1_epi8(15));
  lists l;
  for (int half = 0; half < 2; half++) {
    __m256i s = half ? _mm512_extracti64x4_epi64(significand, 1) : _mm512_castsi512_si256(significand);
    __m256i e = half ? _mm512_extracti64x4_epi64(exponent, 1) : _mm512_castsi512_si256(exponent);
    __m256i n = half ? _mm512_extracti64x4_epi64(shift, 1) : _mm512_castsi512_si256(shift);
    l.raw[half] = _mm512_cvtepu8_epi16(s);
    l.exponent[half] = _mm512_cvtepi8_epi16(e);
    l.shifted[half] = _mm512_sllv_epi16(l.raw[half], _mm512_cvtepu8_epi16(n));
    l.nonzero[half] = _mm512_maskz_mov_epi16((__mmask32)(live >> 32 * half), _mm512_loadu_si512(nonzero + 8 * half));
  }
  l.least = _mm512_srai_epi32(low, 24);
  __mmask16 nans = _mm512_test_epi32_mask(_mm512_movm_epi8(nan), _mm512_set1_epi32(-1));
  l.flags = _mm512_and_si512(spread, _mm512_set1_epi32(0xFF));
  l.flags = _mm512_mask_or_epi32(l.flags, nans, l.flags, _mm512_set1_epi32(binade_group_nan));
  return l;
}

// The codes of a stretch as signed bytes.
static inline __m512i load_codes(const packing *p, size_t row, size_t stretch) {
  size_t k = p->operand->k, place = 64 * stretch;
  const uint8_t *words = (const uint8_t *)p->operand->words + row * k + place;
  if (place + 64 <= k) return look_up(&p->values, _mm512_loadu_si512(words));
  __mmask64 mask = place >= k ? 0 : first_bytes(k - place);
  return _mm512_maskz_mov_epi8(mask, look_up(&p->values, _mm512_maskz_loadu_epi8(mask, words)));
}

static inline row_range empty(void) {
  return (row_range){_mm512_set1_epi8(127), _mm512_set1_epi8(-128), 0};
}

static group_row summary_of(row_range range) {
  int32_t low = 127, high = -128;
  _Alignas(64) int8_t lows[64], highs[64];
  _mm512_store_si512(lows, range.low);
  _mm512_store_si512(highs, range.high);
  for (int i = 0; i < 64; i++) {
    low = lows[i] < low ? lows[i] : low;
    high = highs[i] > high ? highs[i] : high;
  }
  if (high == -128) return (group_row){0x3FFF, -0x3FFF, range.nan != 0, 0};
  return (group_row){(int16_t)low, (int16_t)high, range.nan != 0, 0};
}

static void pack_a(const packing *p, size_t first_row, size_t end_row, size_t padded, uint8_t *panel) {
  const group_shape *s = &p->shape;
  const __m512i gather = _mm512_set_epi32(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 8, 4, 0);
  for (size_t row = first_row; row < end_row; row++) {
    row_range range = empty();
    for (size_t first = 0; first < p->stretches; first += together) {
      size_t count = p->stretches - first < together ? p->stretches - first : together;
      uint64_t nonzero[together];
      uint8_t *record = panel + group_a_place(s, padded, p->stretches, row, first);
      const size_t step = group_a_step(s);
      for (size_t i = 0; i < count; i++) {
        __m512i v = load_codes(p, row, first + i);
        _mm512_storeu_si512(record + i * step, v);
        nonzero[i] = _mm512_test_epi8_mask(v, v);
        __m512i sums = _mm512_dpbusd_epi32(_mm512_setzero_si512(), p->offset, v);
        sums = _mm512_add_epi32(sums, _mm512_shuffle_epi32(sums, 0xB1));
        sums = _mm512_add_epi32(sums, _mm512_shuffle_epi32(sums, 0x4E));
        sums = _mm512_sub_epi32(_mm512_setzero_si512(), _mm512_permutexvar_epi32(gather, sums));
        _mm_storeu_si128((__m128i *)(record + i * step + 64 + 4 * s->start), _mm512_castsi512_si128(sums));
      }
      for (size_t i = count; i < together; i++) nonzero[i] = 0;
      _Alignas(64) lists l = pack_scales(p, row, first, nonzero, &range);
      // Two dwords of each field.
      const uint64_t *shifted = (const uint64_t *)l.shifted, *raw = (const uint64_t *)l.raw, *exponent = (const uint64_t *)l.exponent;
      const uint64_t *masks = (const uint64_t *)l.nonzero;
      const int32_t *flags = (const int32_t *)&l.flags, *least = (const int32_t *)&l.least;
      for (size_t i = 0; i < count; i++) {
        uint8_t *list = record + i * step + 64;
        __builtin_memcpy(list + 4 * s->shifted, &shifted[i], 8);
        __builtin_memcpy(list + 4 * s->raw, &raw[i], 8);
        __builtin_memcpy(list + 4 * s->exponent, &exponent[i], 8);
        __builtin_memcpy(list + 4 * s->nonzero, &masks[i], 8);
        store_dword(list + 4 * s->flags, flags[i]);
        store_dword(list + 4 * s->least, least[i]);
        uint64_t scale = (uint64_t)(1023 + least[i] + p->unit) << 52;
        __builtin_memcpy(list + 4 * s->scale, &scale, 8);
      }
    }
    ((group_row *)panel)[row] = summary_of(range);
  }
}

// Turns a field of 16 columns: dword i of the columns' vectors goes to `place` + i · step.
static inline void store_field(const __m512i field[16], uint8_t *place, size_t count, size_t step) {
  __m512i square[16];
  for (size_t i = 0; i < 16; i++) square[i] = field[i];
  turn(square);
  for (size_t i = 0; i < count; i++) _mm512_store_si512(place + i * step, square[i]);
}

// The same of fields with two dwords for each stretch.
static inline void store_pairs(__m512i field[16][2], uint8_t *place, size_t count, size_t step) {
  for (size_t half = 0; half < 2; half++) {
    __m512i square[16];
    for (size_t i = 0; i < 16; i++) square[i] = field[i][half];
    turn(square);
    for (size_t i = 0; i < 16 && 8 * half + i / 2 < count; i++) {
      _mm512_store_si512(place + (8 * half + i / 2) * step + 64 * (i % 2), square[i]);
    }
  }
}

static void pack_b(const packing *p, size_t first_row, size_t end_row, size_t padded, uint8_t *panel) {
  const group_shape *s = &p->shape;
  for (size_t block = first_row; block < end_row; block += 16) {
    size_t columns = end_row - block < 16 ? end_row - block : 16;
    row_range range[16];
    for (size_t i = 0; i < 16; i++) range[i] = empty();
    for (size_t first = 0; first < p->stretches; first += together) {
      size_t count = p->stretches - first < together ? p->stretches - first : together;
      uint64_t nonzero[16][together] = {{0}};
      uint8_t *record = panel + group_b_place(s, padded, p->stretches, block, first);
      for (size_t i = 0; i < count; i++) {
        __m512i square[16];
        for (size_t column = 0; column < 16; column++) {
          square[column] = column < columns ? load_codes(p, block + column, first + i) : _mm512_setzero_si512();
          nonzero[column][i] = _mm512_test_epi8_mask(square[column], square[column]);
        }
        turn(square);
        for (size_t j = 0; j < 16; j++) _mm512_store_si512(record + i * s->b_bytes + 64 * j, _mm512_add_epi8(square[j], p->offset));
      }
      __m512i shifted[16][2], raw[16][2], exponent[16][2], masks[16][2], flags[16], least[16], most = _mm512_setzero_si512();
      for (size_t i = 0; i < 16; i++) {
        lists l;
        if (i < columns) l = pack_scales(p, block + i, first, nonzero[i], &range[i]);
        else {
          __m512i zero = _mm512_setzero_si512();
          l = (lists){{zero, zero}, {zero, zero}, {zero, zero}, {zero, zero}, zero, zero};
        }
        for (int half = 0; half < 2; half++) {
          shifted[i][half] = l.shifted[half], raw[i][half] = l.raw[half];
          exponent[i][half] = l.exponent[half], masks[i][half] = l.nonzero[half];
        }
        flags[i] = l.flags, least[i] = l.least;
        most = _mm512_max_epi32(most, _mm512_and_si512(l.flags, _mm512_set1_epi32(0xFF)));
      }
      uint8_t *list = record + 1024;
      store_pairs(shifted, list + 64 * s->shifted, count, s->b_bytes);
      store_pairs(raw, list + 64 * s->raw, count, s->b_bytes);
      store_pairs(exponent, list + 64 * s->exponent, count, s->b_bytes);
      store_pairs(masks, list + 64 * s->nonzero, count, s->b_bytes);
      store_field(flags, list + 64 * s->flags, count, s->b_bytes);
      store_field(least, list + 64 * s->least, count, s->b_bytes);
      _Alignas(64) int32_t spreads[16];
      _mm512_store_si512(spreads, most);
      for (size_t i = 0; i < count; i++) store_dword(list + i * s->b_bytes + 64 * s->start, spreads[i]);
    }
    for (size_t i = 0; i < 16; i++) ((group_row *)panel)[block + i] = summary_of(range[i]);
  }
}

void binade_group_pack_quads_avx512(
    const binade_group_sum *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, uint8_t *panel) {
  packing p;
  p.shape = group_shape_of(plan);
  p.operand = operand;
  p.unit = plan->unit;
  p.blocks = (operand->k + (size_t)plan->block_length - 1) / (size_t)plan->block_length;
  p.per_scale = (size_t)plan->block_length / 16;
  p.row_terms = (operand->k + 15) / 16;
  p.stretches = group_stretches(&p.shape, operand->k);
  int8_t values[256];
  uint8_t significands[256], exponents[256];
  for (int i = 0; i < 256; i++) {
    values[i] = side == binade_side_b ? plan->b[i] : plan->negates ? (int8_t)-plan->a[i] : plan->a[i];
    significands[i] = plan->scale_is_nan[i] ? 0x80 : plan->scale_significand[i];
    exponents[i] = (uint8_t)plan->scale_exponent[i];
  }
  p.values = load_table(values), p.significands = load_table(significands), p.exponents = load_table(exponents);
  p.offset = _mm512_set1_epi8((char)binade_group_limits(plan).offset);
  size_t padded = group_padded(operand->rows);
  if (side == binade_side_a) pack_a(&p, first_row, end_row, padded, panel);
  else pack_b(&p, first_row, end_row, padded, panel);
}

BINADE_TARGET_END
#endif
