// Blocks of the result of a group sum: C as doubles and back, and whether the fast step may make them (see GroupSum+AVX512.c).
#include "GroupSumParts.h"
#include "Products/Panels+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN


enum { block_rows = 32, block_groups = 4, slab_stretches = 32, toward_zero = _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC };

typedef struct {
  const binade_group_sum *plan;
  group_shape shape;
  group_limits limits;
  const uint8_t *a, *b;
  size_t padded_a, padded_b, stretches;
} product;

// Up to 32 rows and 64 columns of the result.
typedef struct {
  size_t first_row, rows;
  size_t first_column;              // a multiple of 16
  size_t groups;                    // of 16 columns
  __mmask16 columns[block_groups];  // those that belong to the tile
  size_t first_stretch, end_stretch;
  uint32_t *d;  // row 0, column `first_column`, which may be outside
  size_t stride;
} block;

// For each group of columns: what the conditions above say for the rows of the block.
typedef struct {
  __m512d unit[2];    // 2^-q, where C has to be a multiple of 2^q
  __m512d bound[2];   // of condition 3
  __m512d frozen[2];  // a C of this magnitude swallows all terms, always
  int32_t is_possible;
  int32_t is_moderate;  // terms are floats that are normal
} certificate;

static inline __m512i bits_of_power(__m512i exponent) {
  return _mm512_slli_epi64(_mm512_add_epi64(exponent, _mm512_set1_epi64(1023)), 52);
}

static inline __m512d power(__m512i exponent) { return _mm512_castsi512_pd(bits_of_power(exponent)); }

static inline __m512i low_half(__m512i x) { return _mm512_cvtepi32_epi64(_mm512_castsi512_si256(x)); }
static inline __m512i high_half(__m512i x) { return _mm512_cvtepi32_epi64(_mm512_extracti64x4_epi64(x, 1)); }

static certificate certify(const product *p, size_t column, __mmask16 columns, int32_t low_a, int32_t high_a) {
  const group_row *rows = (const group_row *)p->b + column;
  __m512i row = _mm512_loadu_si512(rows), row2 = _mm512_loadu_si512(rows + 8);
  __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
  __m512i pair = _mm512_permutex2var_epi32(row, even, row2);
  __m512i low = _mm512_add_epi32(_mm512_srai_epi32(_mm512_slli_epi32(pair, 16), 16), _mm512_set1_epi32(low_a));
  __m512i high = _mm512_add_epi32(_mm512_srai_epi32(pair, 16), _mm512_set1_epi32(high_a));
  int32_t f = p->plan->fraction_bits, unit = p->plan->unit;
  __m512i last = _mm512_add_epi32(low, _mm512_set1_epi32(unit));
  __m512i q = _mm512_sub_epi32(high, _mm512_set1_epi32(f));
  // A floor that cuts nothing, and no bit below binary32's last.
  int32_t least = p->limits.floor - f > -149 ? 0x7FFF : -149;
  __mmask16 good = _mm512_cmple_epi32_mask(q, last) & _mm512_cmpge_epi32_mask(last, _mm512_set1_epi32(least));
  certificate c;
  c.is_possible = (columns & ~good) == 0;
  __m512i top = _mm512_add_epi32(high, _mm512_set1_epi32(unit + p->limits.term_bits));
  good = _mm512_cmpge_epi32_mask(last, _mm512_set1_epi32(-126)) & _mm512_cmple_epi32_mask(top, _mm512_set1_epi32(126));
  c.is_moderate = (columns & ~good) == 0;
  q = _mm512_max_epi32(q, _mm512_set1_epi32(-149));
  q = _mm512_sub_epi32(_mm512_setzero_si512(), _mm512_min_epi32(q, _mm512_set1_epi32(300)));
  __m512i bound = _mm512_add_epi32(last, _mm512_set1_epi32(f + 1));
  bound = _mm512_max_epi32(_mm512_min_epi32(bound, _mm512_set1_epi32(127)), _mm512_set1_epi32(-900));
  // |T| < 2^term_bits.
  __m512i frozen = _mm512_add_epi32(high, _mm512_set1_epi32(unit + f + p->limits.term_bits));
  frozen = _mm512_max_epi32(_mm512_max_epi32(frozen, high), _mm512_set1_epi32(p->limits.floor > -149 ? p->limits.floor : -149));
  frozen = _mm512_min_epi32(frozen, _mm512_set1_epi32(200));
  c.unit[0] = power(low_half(q)), c.unit[1] = power(high_half(q));
  c.bound[0] = power(low_half(bound)), c.bound[1] = power(high_half(bound));
  c.frozen[0] = power(low_half(frozen)), c.frozen[1] = power(high_half(frozen));
  return c;
}

static inline __m512i load_words(const block *x, size_t row, size_t group) {
  return _mm512_maskz_loadu_epi32(x->columns[group], x->d + row * x->stride + 16 * group);
}

// Columns where the word of C is the result, or says that it is NaN: not finite, or so large that all terms vanish.
static inline __mmask16 settled(__m512i words, const certificate *c) {
  __m512 value = _mm512_castsi512_ps(words);
  __m512d low = _mm512_cvtps_pd(_mm512_castps512_ps256(value)), high = _mm512_cvtps_pd(_mm512_extractf32x8_ps(value, 1));
  __mmask8 k0 = _mm512_cmp_pd_mask(_mm512_abs_pd(low), c->frozen[0], _CMP_NLT_UQ);
  __mmask8 k1 = _mm512_cmp_pd_mask(_mm512_abs_pd(high), c->frozen[1], _CMP_NLT_UQ);
  __m512i magnitude = _mm512_and_si512(words, _mm512_set1_epi32(0x7FFFFFFF));
  return _mm512_cmpge_epu32_mask(magnitude, _mm512_set1_epi32(0x7F800000)) | (__mmask16)(k0 | k1 << 8);
}

// C as doubles, 0 where it is settled.
static void load_block(const block *x, const certificate *certificates, double *c) {
  // Along the rows: a cache line may belong to two groups.
  for (size_t row = 0; row < x->rows; row++) {
    for (size_t group = 0; group < x->groups; group++) {
      __m512i words = load_words(x, row, group);
      words = _mm512_maskz_mov_epi32((__mmask16)~settled(words, certificates + group), words);
      __m512 value = _mm512_castsi512_ps(words);
      double *place = c + (group * block_rows + row) * 16;
      _mm512_store_pd(place, _mm512_cvtps_pd(_mm512_castps512_ps256(value)));
      _mm512_store_pd(place + 8, _mm512_cvtps_pd(_mm512_extractf32x8_ps(value, 1)));
    }
  }
}

// Whether condition 1 holds, and with these C 2, and 3 so far.
static int32_t is_certain(const block *x, const certificate *certificates, const double *c) {
  __mmask8 bad = 0;
  for (size_t group = 0; group < x->groups; group++) {
    const certificate *own = certificates + group;
    if (!own->is_possible) return 0;
    for (size_t i = 0; i < 2 * x->rows; i++) {
      __m512d value = _mm512_load_pd(c + group * block_rows * 16 + 8 * i), scaled = _mm512_mul_pd(value, own->unit[i % 2]);
      bad |= _mm512_cmp_pd_mask(_mm512_abs_pd(value), own->bound[i % 2], _CMP_NLT_UQ);
      bad |= _mm512_cmp_pd_mask(scaled, _mm512_roundscale_round_pd(scaled, 3, _MM_FROUND_NO_EXC), _CMP_NEQ_UQ);
    }
  }
  return bad == 0;
}

// Whether a row has a NaN among the scales of the block's stretches.
static int32_t row_is_nan(const product *p, const block *x, size_t row) {
  if (!((const group_row *)p->a)[row].has_nan) return 0;
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    const uint8_t *record = p->a + group_a_place(&p->shape, p->padded_a, p->stretches, row, stretch);
    if (load_dword(record + p->shape.length + 4 * p->shape.flags) & binade_group_nan) return 1;
  }
  return 0;
}

static __mmask16 columns_of_nan(const product *p, const block *x, size_t group) {
  const group_row *rows = (const group_row *)p->b + x->first_column + 16 * group;
  int32_t any = 0;
  for (size_t i = 0; i < 16; i++) any |= rows[i].has_nan;
  if (!any) return 0;
  __mmask16 nan = 0;
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    const uint8_t *record = p->b + group_b_place(&p->shape, p->padded_b, p->stretches, x->first_column + 16 * group, stretch);
    __m512i flags = _mm512_load_si512(record + 16 * p->shape.length + 64 * p->shape.flags);
    nan |= _mm512_test_epi32_mask(flags, _mm512_set1_epi32(binade_group_nan));
  }
  return nan;
}

static void store_block(const product *p, const block *x, const certificate *certificates, const double *c) {
  __m512i canonical = _mm512_set1_epi32((int32_t)p->plan->canonical_nan);
  uint32_t nan_rows = 0;
  for (size_t row = 0; row < x->rows; row++) nan_rows |= (uint32_t)row_is_nan(p, x, x->first_row + row) << row;
  __mmask16 nan_columns[block_groups];
  for (size_t group = 0; group < x->groups; group++) nan_columns[group] = columns_of_nan(p, x, group);
  for (size_t row = 0; row < x->rows; row++) {
    for (size_t group = 0; group < x->groups; group++) {
      const double *place = c + (group * block_rows + row) * 16;
      __m256 low = _mm512_cvtpd_ps(_mm512_load_pd(place)), high = _mm512_cvtpd_ps(_mm512_load_pd(place + 8));
      __m512i result = _mm512_castps_si512(_mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1));
      __m512i words = load_words(x, row, group);
      result = _mm512_mask_mov_epi32(result, settled(words, certificates + group), words);
      __mmask16 nan = _mm512_cmpgt_epu32_mask(_mm512_and_si512(words, _mm512_set1_epi32(0x7FFFFFFF)), _mm512_set1_epi32(0x7F800000));
      nan |= nan_columns[group] | (nan_rows >> row & 1 ? 0xFFFF : 0);
      result = _mm512_mask_mov_epi32(result, nan, canonical);
      _mm512_mask_storeu_epi32(x->d + row * x->stride + 16 * group, x->columns[group], result);
    }
  }
}

BINADE_TARGET_END
#endif
