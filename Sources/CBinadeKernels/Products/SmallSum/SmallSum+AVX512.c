// Small sums by products of bytes or words, and one fused multiply-add toward zero for each stretch (see SmallSumParts.h).
#include "SmallSum+Blocks+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN

static size_t panel_bytes(const void *plan, int32_t side, size_t rows, size_t k) {
  small_shape s = binade_small_shape(plan, binade_small_needs_words(plan));
  size_t padded = small_padded(rows), stretches = small_stretches(plan, k);
  return padded * sizeof(small_row) + padded * stretches * (side == binade_side_a ? s.a_bytes : s.b_bytes / 16);
}

typedef struct {
  const binade_small_sum *plan;
  small_shape shape;
  const binade_operand *operand;
  size_t stretches, blocks, per_block;
  byte_table low, high;  // bytes of the values
  float scale[256];
} packing;

// `count` elements of a row from `place` on, at most 64, as bytes or words in memory.
static inline void pack_codes(const packing *p, size_t row, size_t place, size_t count, uint8_t *target) {
  size_t k = p->operand->k;
  __mmask64 mask = place < k ? first_bytes(k - place) & first_bytes(count) : 0;
  __m512i codes = _mm512_maskz_loadu_epi8(mask, (const uint8_t *)p->operand->words + row * k + place);
  __m512i low = _mm512_maskz_mov_epi8(mask, look_up(&p->low, codes));
  if (!p->shape.is_wide) {
    _mm512_mask_storeu_epi8(target, first_bytes(count), low);
    return;
  }
  __m512i high = _mm512_maskz_mov_epi8(mask, look_up(&p->high, codes));
  __m512i even = _mm512_unpacklo_epi8(low, high), odd = _mm512_unpackhi_epi8(low, high);
  __m512i first = _mm512_permutex2var_epi64(even, _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0), odd);
  __m512i second = _mm512_permutex2var_epi64(even, _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4), odd);
  _mm512_mask_storeu_epi8(target, first_bytes(2 * count), first);
  if (count > 32) _mm512_mask_storeu_epi8(target + 64, first_bytes(2 * count - 64), second);
}

// 2^scale of a stretch.
static inline float pack_scale(const packing *p, size_t row, size_t stretch, small_row *summary) {
  if (p->blocks == 0) {
    summary->low = summary->high = 0;
    return 1;
  }
  uint8_t byte = p->operand->scales[row * p->blocks + (p->per_block == 1 ? stretch : stretch / p->per_block)];
  if (p->plan->scale_is_nan[byte]) {
    summary->has_nan = 1;
    return 1;
  }
  int16_t exponent = p->plan->scale_exponent[byte];
  if (exponent < summary->low) summary->low = exponent;
  if (exponent > summary->high) summary->high = exponent;
  return p->scale[byte];
}

// Two stretches of 32 bytes of a row of A at a time.
static inline void pack_two(const packing *p, size_t row, size_t stretch, uint8_t *panel, small_row *summary) {
  size_t k = p->operand->k, place = 32 * stretch;
  __mmask64 mask = place < k ? first_bytes(k - place) : 0;
  __m512i codes = _mm512_maskz_loadu_epi8(mask, (const uint8_t *)p->operand->words + row * k + place);
  codes = _mm512_maskz_mov_epi8(mask, look_up(&p->low, codes));
  __m512i sums = _mm512_dpbusd_epi32(_mm512_setzero_si512(), _mm512_set1_epi8((char)p->shape.offset), codes);
  sums = _mm512_add_epi32(sums, _mm512_shuffle_epi32(sums, 0xB1));
  sums = _mm512_add_epi32(sums, _mm512_shuffle_epi32(sums, 0x4E));
  sums = _mm512_add_epi32(sums, _mm512_shuffle_i64x2(sums, sums, 0xB1));
  for (size_t i = 0; i < 2; i++) {
    uint8_t *record = panel + small_a_place(&p->shape, p->operand->rows, p->stretches, row, stretch + i);
    __m256i own = i ? _mm512_extracti64x4_epi64(codes, 1) : _mm512_castsi512_si256(codes);
    __m256i sum = i ? _mm512_extracti64x4_epi64(sums, 1) : _mm512_castsi512_si256(sums);
    _mm256_storeu_si256((void *)record, own);
    store_dword(record + 32, -_mm_cvtsi128_si32(_mm256_castsi256_si128(sum)));
    float scale = pack_scale(p, row, stretch + i, summary);
    memcpy(record + 36, &scale, 4);
  }
}

static void pack_a(const packing *p, size_t first_row, size_t end_row, uint8_t *panel) {
  const small_shape *s = &p->shape;
  size_t l = (size_t)p->plan->group_length;
  __m512i offset = _mm512_set1_epi8((char)s->offset);
  for (size_t row = first_row; row < end_row; row++) {
    small_row summary = {0x3FFF, -0x3FFF, 0, 0};
    size_t stretch = 0;
    for (; s->length == 32 && l == 32 && stretch + 2 <= p->stretches; stretch += 2) pack_two(p, row, stretch, panel, &summary);
    for (; stretch < p->stretches; stretch++) {
      uint8_t *record = panel + small_a_place(s, p->operand->rows, p->stretches, row, stretch);
      for (size_t i = 0; i < l; i += 64) pack_codes(p, row, stretch * l + i, l - i < 64 ? l - i : 64, record + (i << s->is_wide));
      __m512i sum = _mm512_setzero_si512();
      for (size_t i = 0; i < s->length && s->offset; i += 64) {
        sum = _mm512_dpbusd_epi32(sum, offset, _mm512_maskz_loadu_epi8(first_bytes(s->length - i), record + i));
      }
      store_dword(record + s->length, s->offset ? -_mm512_reduce_add_epi32(sum) : 0);
      float scale = pack_scale(p, row, stretch, &summary);
      memcpy(record + s->length + 4, &scale, 4);
    }
    ((small_row *)panel)[row] = summary;
  }
}

static void pack_b(const packing *p, size_t first_row, size_t end_row, uint8_t *panel) {
  const small_shape *s = &p->shape;
  size_t l = (size_t)p->plan->group_length;
  __m512i offset = _mm512_set1_epi8((char)s->offset);
  for (size_t block = first_row; block < end_row; block += 16) {
    small_row summary[16];
    size_t columns = end_row - block < 16 ? end_row - block : 16;
    for (size_t i = 0; i < 16; i++) summary[i] = (small_row){0x3FFF, -0x3FFF, 0, 0};
    _Alignas(64) uint8_t codes[16][128] = {{0}};
    for (size_t stretch = 0; stretch < p->stretches; stretch++) {
      uint8_t *record = panel + small_b_place(s, p->operand->rows, p->stretches, block, stretch);
      for (size_t first = 0; first < l; first += 64) {
        size_t count = l - first < 64 ? l - first : 64;
        for (size_t i = 0; i < columns; i++) pack_codes(p, block + i, stretch * l + first, count, codes[i]);
        for (size_t part = 0; part < count << s->is_wide; part += 64) {
          __m512i square[16];
          for (size_t i = 0; i < 16; i++) square[i] = _mm512_load_si512(&codes[i][part]);
          turn(square);
          for (size_t i = 0; i < 16 && part + 4 * i < count << s->is_wide; i++) {
            _mm512_store_si512(record + 16 * ((first << s->is_wide) + part) + 64 * i, _mm512_add_epi8(square[i], offset));
          }
        }
      }
      float scales[16] = {0};
      for (size_t i = 0; i < columns; i++) scales[i] = pack_scale(p, block + i, stretch, &summary[i]);
      memcpy(record + 16 * s->length, scales, 64);
    }
    memcpy((small_row *)panel + block, summary, sizeof summary);
  }
}

static void pack(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  const binade_small_sum *sum = plan;
  packing p;
  p.plan = sum;
  p.shape = binade_small_shape(sum, binade_small_needs_words(sum));
  p.operand = operand;
  p.stretches = small_stretches(sum, operand->k);
  p.blocks = sum->block_length == 0 ? 0 : (operand->k + (size_t)sum->block_length - 1) / (size_t)sum->block_length;
  p.per_block = (size_t)(sum->block_length / sum->group_length);
  uint8_t low[256], high[256];
  for (int i = 0; i < 256; i++) {
    int32_t value = side == binade_side_b ? sum->b[i] : sum->negates ? -sum->a[i] : sum->a[i];
    low[i] = (uint8_t)value;
    high[i] = (uint8_t)(value >> 8);
    p.scale[i] = sum->block_length == 0 ? 1 : small_power(sum->scale_exponent[i]);
  }
  p.low = load_table(low), p.high = load_table(high);
  if (side == binade_side_a) pack_a(&p, first_row, end_row, panel);
  else pack_b(&p, first_row, end_row, panel);
}

// One stretch of some rows and of `groups` times 16 columns. `quads` are the dwords of a stretch of one row.
static inline __attribute__((always_inline)) void steps(
    const product *p, const size_t groups, const size_t quads, const int32_t is_wide, const int32_t is_scaled, const uint8_t *a,
    size_t rows, const uint8_t *b, size_t b_step, float *c, __m512 *most) {
  __m512i codes[2][16];
  __m512 scale[2], m[2];
  __m512 unit = _mm512_set1_ps(small_power(p->plan->unit));
#pragma unroll
  for (size_t g = 0; g < groups; g++) {
    if (quads <= 16) {
#pragma unroll
      for (size_t i = 0; i < quads; i++) codes[g][i] = _mm512_load_si512(b + g * b_step + 64 * i);
    }
    scale[g] = _mm512_mul_ps(_mm512_load_ps((const void *)(b + g * b_step + 64 * quads)), unit);
    m[g] = most[g];
  }
  size_t a_step = 4 * quads + 8;
  for (size_t row = 0; row < rows; row++, a += a_step, c += 16) {
    __m512i sum[2];
    __m512i start = is_wide ? _mm512_setzero_si512() : _mm512_set1_epi32(load_dword(a + 4 * quads));
#pragma unroll
    for (size_t g = 0; g < groups; g++) sum[g] = start;
#pragma unroll
    for (size_t i = 0; i < quads; i++) {
      __m512i x = _mm512_set1_epi32(load_dword(a + 4 * i));
#pragma unroll
      for (size_t g = 0; g < groups; g++) {
        __m512i y = quads <= 16 ? codes[g][i] : _mm512_load_si512(b + g * b_step + 64 * i);
        sum[g] = is_wide ? _mm512_dpwssd_epi32(sum[g], y, x) : _mm512_dpbusd_epi32(sum[g], y, x);
      }
    }
#pragma unroll
    for (size_t g = 0; g < groups; g++) {
      __m512 own = scale[g];
      if (is_scaled) {
        float factor;
        memcpy(&factor, a + 4 * quads + 4, 4);
        own = _mm512_mul_ps(own, _mm512_set1_ps(factor));
      }
      float *place = c + g * block_rows * 16;
      __m512 next = _mm512_fmadd_round_ps(_mm512_cvtepi32_ps(sum[g]), own, _mm512_load_ps(place), toward_zero);
      _mm512_store_ps(place, next);
      m[g] = _mm512_range_ps(m[g], next, 0xB);
    }
  }
#pragma unroll
  for (size_t g = 0; g < groups; g++) most[g] = m[g];
}

static inline __attribute__((always_inline)) void compute(
    const product *p, const size_t together, const size_t quads, const int32_t is_wide, const int32_t is_scaled, const block *x, float *c,
    __m512 *most) {
  size_t b_step = p->stretches * p->shape.b_bytes;
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    const uint8_t *a = p->a + small_a_place(&p->shape, p->rows_a, p->stretches, x->first_row, stretch);
    const uint8_t *b = p->b + small_b_place(&p->shape, p->rows_b, p->stretches, x->first_column, stretch);
    size_t group = 0;
    for (; group + together <= x->groups; group += together) {
      steps(p, together, quads, is_wide, is_scaled, a, x->rows, b + group * b_step, b_step, c + group * block_rows * 16, most + group);
    }
    for (; group < x->groups; group++) {
      steps(p, 1, quads, is_wide, is_scaled, a, x->rows, b + group * b_step, b_step, c + group * block_rows * 16, most + group);
    }
  }
}

static __attribute__((noinline)) void compute_block(const product *p, const block *x, float *c, __m512 *most) {
  int32_t is_scaled = p->plan->block_length != 0;
  if (p->shape.is_wide && p->shape.length == 64) {
    if (is_scaled) compute(p, 1, 16, 1, 1, x, c, most);
    else compute(p, 1, 16, 1, 0, x, c, most);
  } else if (!p->shape.is_wide && p->shape.length == 32) {
    if (is_scaled) compute(p, 2, 8, 0, 1, x, c, most);
    else compute(p, 2, 8, 0, 0, x, c, most);
  } else {
    size_t quads = p->shape.length / 4;
    for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
      const uint8_t *a = p->a + small_a_place(&p->shape, p->rows_a, p->stretches, x->first_row, stretch);
      for (size_t group = 0; group < x->groups; group++) {
        const uint8_t *b = p->b + small_b_place(&p->shape, p->rows_b, p->stretches, x->first_column + 16 * group, stretch);
        float *place = c + group * block_rows * 16;
        for (size_t row = 0; row < x->rows; row++, place += 16) {
          __m512i sum = p->shape.is_wide ? _mm512_setzero_si512() : _mm512_set1_epi32(load_dword(a + row * p->shape.a_bytes + 4 * quads));
          for (size_t i = 0; i < quads; i++) {
            __m512i own = _mm512_set1_epi32(load_dword(a + row * p->shape.a_bytes + 4 * i)), y = _mm512_load_si512(b + 64 * i);
            sum = p->shape.is_wide ? _mm512_dpwssd_epi32(sum, y, own) : _mm512_dpbusd_epi32(sum, y, own);
          }
          float factor;
          memcpy(&factor, a + row * p->shape.a_bytes + 4 * quads + 4, 4);
          __m512 scale = _mm512_mul_ps(_mm512_load_ps((const void *)(b + 64 * quads)), _mm512_set1_ps(small_power(p->plan->unit)));
          scale = _mm512_mul_ps(scale, _mm512_set1_ps(factor));
          __m512 next = _mm512_fmadd_round_ps(_mm512_cvtepi32_ps(sum), scale, _mm512_load_ps(place), toward_zero);
          _mm512_store_ps(place, next);
          most[group] = _mm512_range_ps(most[group], next, 0xB);
        }
      }
    }
  }
}

static inline __mmask16 columns_of(size_t first, const binade_tile *tile) {
  uint32_t mask = first >= tile->end_column ? 0 : tile->end_column - first < 16 ? (1u << (tile->end_column - first)) - 1 : 0xFFFF;
  if (first + 16 <= tile->first_column) return 0;
  return (__mmask16)(first < tile->first_column ? mask & 0xFFFFu << (tile->first_column - first) : mask);
}

// C of the block that comes next is far away: it arrives while this one is computed.
static void fetch(const uint32_t *d, size_t stride, size_t rows) {
  for (size_t row = 0; row < rows; row++) {
    for (size_t group = 0; group < block_groups; group++) _mm_prefetch(d + row * stride + 16 * group, _MM_HINT_T1);
  }
}

// Computes a tile; returns whether |C| stayed below the bound.
static __attribute__((noinline)) int32_t compute_tile(
    const void *context, const binade_tile *tile, float bound, uint32_t *d, size_t stride) {
  const product *p = context;
  _Alignas(64) float c[block_groups * block_rows * 16];
  size_t slab = p->shape.is_wide ? 32 : 64;
  __m512 limit = _mm512_set1_ps(bound);
  for (size_t first = tile->first_stretch; first < tile->end_stretch; first += slab) {
    block x;
    x.first_stretch = first;
    x.end_stretch = tile->end_stretch - first < slab ? tile->end_stretch : first + slab;
    for (size_t column = tile->first_column / 64 * 64; column < tile->end_column; column += 64) {
      x.first_column = column < tile->first_column ? tile->first_column / 16 * 16 : column;
      size_t end_column = tile->end_column < column + 64 ? tile->end_column : column + 64;
      x.groups = (end_column - x.first_column + 15) / 16;
      for (size_t row = tile->first_row; row < tile->end_row; row += x.rows) {
        size_t end = row / block_rows * block_rows + block_rows;
        x.first_row = row;
        x.rows = (end < tile->end_row ? end : tile->end_row) - row;
        uint32_t *corner = d + (ptrdiff_t)((row - tile->first_row) * stride) + ((ptrdiff_t)x.first_column - (ptrdiff_t)tile->first_column);
        size_t left = tile->end_row - row - x.rows, all = tile->end_row - tile->first_row;
        if (left != 0) fetch(corner + x.rows * stride, stride, left < block_rows ? left : block_rows);
        else if (column + 64 < tile->end_column) fetch(d + column + 64 - tile->first_column, stride, all < block_rows ? all : block_rows);
        __m512 most[block_groups];
        __mmask16 masks[block_groups], bad = 0;
        for (size_t group = 0; group < x.groups; group++) {
          masks[group] = columns_of(x.first_column + 16 * group, tile);
          most[group] = _mm512_setzero_ps();
        }
        // Along the rows: a cache line may belong to two groups.
        for (size_t i = 0; i < x.rows; i++) {
          for (size_t group = 0; group < x.groups; group++) {
            __m512 words = _mm512_maskz_loadu_ps(masks[group], corner + i * stride + 16 * group);
            _mm512_store_ps(c + (group * block_rows + i) * 16, words);
          }
        }
        size_t begin = x.first_stretch;
        if (!p->is_certain) binade_small_careful_avx512(p, &x, c, most);
        compute_block(p, &x, c, most);
        x.first_stretch = begin;
        for (size_t i = 0; i < x.rows; i++) {
          for (size_t group = 0; group < x.groups; group++) {
            __m512 words = _mm512_load_ps(c + (group * block_rows + i) * 16);
            _mm512_mask_storeu_ps(corner + i * stride + 16 * group, masks[group], words);
          }
        }
        for (size_t group = 0; group < x.groups; group++) {
          bad |= _mm512_mask_cmp_ps_mask(masks[group], most[group], limit, _CMP_NLT_UQ);
        }
        if (bad) return 0;
      }
    }
  }
  return 1;
}

// The greatest |C| of a tile; not below `bound` if an element is NaN. And whether all are multiples of 2^`multiple`.
static __attribute__((noinline)) float greatest(
    const binade_tile *tile, int32_t multiple, float bound, const uint32_t *d, size_t stride, int32_t *is_certain) {
  size_t columns = tile->end_column - tile->first_column;
  __m512 most = _mm512_setzero_ps();
  // Exact in double, where the product with 2^-multiple is an integer or has a fraction.
  int32_t exponent = multiple < -149 ? 149 : -multiple;
  __m512d unit = _mm512_castsi512_pd(_mm512_set1_epi64((int64_t)(1023 + exponent) << 52));
  __mmask8 bad = 0;
  __mmask16 nan = 0;
  for (size_t row = 0; row < tile->end_row - tile->first_row; row++) {
    for (size_t i = 0; i < columns; i += 16) {
      __mmask16 mask = columns - i < 16 ? (__mmask16)((1u << (columns - i)) - 1) : 0xFFFF;
      __m512 value = _mm512_maskz_loadu_ps(mask, d + row * stride + i);
      __m512d low = _mm512_mul_pd(_mm512_cvtps_pd(_mm512_castps512_ps256(value)), unit);
      __m512d high = _mm512_mul_pd(_mm512_cvtps_pd(_mm512_extractf32x8_ps(value, 1)), unit);
      bad |= _mm512_cmp_pd_mask(low, _mm512_roundscale_round_pd(low, 3, _MM_FROUND_NO_EXC), _CMP_NEQ_UQ);
      bad |= _mm512_cmp_pd_mask(high, _mm512_roundscale_round_pd(high, 3, _MM_FROUND_NO_EXC), _CMP_NEQ_UQ);
      nan |= _mm512_cmp_ps_mask(value, value, _CMP_UNORD_Q);
      most = _mm512_range_ps(most, value, 0xB);
    }
  }
  *is_certain = bad == 0;
  return nan ? bound : _mm512_reduce_max_ps(most);
}

static __attribute__((noinline)) int32_t try_tile(
    product *p, const binade_tile *tile, uint32_t *d, size_t stride) {
  float c = greatest(tile, p->limits.multiple, small_power(p->limits.bound), d, stride, &p->is_certain);
  if (!p->is_certain && !binade_small_fractions(p->plan).is_known) return 1;
  return binade_small_try(&p->limits, c, compute_tile, p, tile, d, stride);
}

static int32_t tile(
    const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile, uint32_t *d,
    size_t stride) {
  if (tile->first_stretch >= tile->end_stretch || tile->first_row >= tile->end_row || tile->first_column >= tile->end_column) return 0;
  const binade_small_sum *sum = plan;
  small_limits limits = binade_small_limits(sum, a, b, tile);
  if (!limits.is_possible) return 1;
  product p = {sum, limits, 0, binade_small_shape(sum, binade_small_needs_words(sum)), a, b, rows_a, rows_b, small_stretches(sum, k)};
  unsigned state = binade_enter();
  int32_t result = try_tile(&p, tile, d, stride);
  binade_leave(state);
  return result;
}

BINADE_TARGET_END

const binade_product_kernel binade_small_sum_avx512 = {panel_bytes, pack, tile};
#endif
