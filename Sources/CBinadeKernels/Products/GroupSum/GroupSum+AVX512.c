// Group sums: two ways to make a stretch, and the choice between them.
//
// P is the exact sum of a term's products, T = P · sA · sB the term, worth T · 2^(eA + eB + unit).
//
// The fast step adds exactly and cuts the sum to 24 bits. It is the definition wherever nothing is cut before the sum, which is so if
//   1. (greatest eA + eB) - F <= (least eA + eB) + unit: a group that sets E cuts no group;
//   2. C is a multiple of 2^((greatest eA + eB) - F): a group that sets E does not cut C, now or later, since C stays a multiple of this
//      or of the terms' last bit;
//   3. |C| < 2^((least eA + eB) + unit + F + 1) after every stretch: a C that sets E cuts no group. C itself has 24 bits, and F >= 23.
// Groups that are zero or cancel only change E within these bounds. A result is a multiple of 2^-149, so it is no rounded subnormal, and
// the bound of 3 is at most 2^127, so nothing overflows. C is kept as a double: a sum of C and a stretch is rounded to 53 bits toward zero
// and then cut to 24, which is cutting once.
#include "GroupSum+Blocks+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN

// The general step: aligns, cuts and adds as the definition says. `c` may have become an infinity, and then stays one.
static inline __attribute__((always_inline)) void general_step(
    const product *p, const size_t pairs, const size_t halves, const uint8_t *a, const uint8_t *b, double *c) {
  const size_t length = pairs * halves * 32;
  const uint8_t *list_a = a + length, *list_b = b + 16 * length;
  const group_shape *s = &p->shape;
  int32_t f = p->plan->fraction_bits, lift = f + p->plan->unit;
  __m512d c_low = _mm512_load_pd(c), c_high = _mm512_load_pd(c + 8);
  __m512i words = _mm512_castps_si512(_mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(c_low)), _mm512_cvtpd_ps(c_high), 1));
  __m512i magnitude = _mm512_and_si512(words, _mm512_set1_epi32(0x7FFFFFFF));
  __mmask16 infinite = _mm512_cmpge_epu32_mask(magnitude, _mm512_set1_epi32(0x7F800000));
  __mmask16 has_c = _mm512_test_epi32_mask(magnitude, magnitude);
  // Exponents, two words in a dword: the low one of a pair's first term.
  __m512i e[4], most = _mm512_set1_epi16((int16_t)p->limits.floor);
#pragma unroll
  for (size_t pair = 0; pair < pairs; pair++) {
    __mmask32 live = 0;
    for (size_t half = 0; half < halves; half++) {
      size_t place = s->nonzero + pair * halves + half;
      live |= _mm512_test_epi16_mask(_mm512_load_si512(list_b + 64 * place), _mm512_set1_epi32(load_dword(list_a + 4 * place)));
    }
    size_t place = s->exponent + pair;
    e[pair] = _mm512_mask_add_epi16(
        _mm512_set1_epi16(-20000), live, _mm512_load_si512(list_b + 64 * place), _mm512_set1_epi32(load_dword(list_a + 4 * place)));
    most = _mm512_max_epi16(most, e[pair]);
  }
  most = _mm512_srai_epi32(_mm512_max_epi16(most, _mm512_rol_epi32(most, 16)), 16);
  __m512i e_c = _mm512_sub_epi32(_mm512_max_epi32(_mm512_srli_epi32(magnitude, 23), _mm512_set1_epi32(1)), _mm512_set1_epi32(127));
  most = _mm512_mask_max_epi32(most, has_c, most, e_c);
  __m512i both = _mm512_or_si512(_mm512_slli_epi32(most, 16), _mm512_and_si512(most, _mm512_set1_epi32(0xFFFF)));
  __m512i low = _mm512_setzero_si512(), high = _mm512_setzero_si512();
#pragma unroll
  for (size_t pair = 0; pair < pairs; pair++) {
    // 2^(e - E + F + unit) as the upper halves of two floats; what is below 2^-60 cuts a term to zero anyhow.
    __m512i shift = _mm512_max_epi16(_mm512_subs_epi16(e[pair], both), _mm512_set1_epi16((int16_t)(-60 - lift)));
    shift = _mm512_slli_epi16(_mm512_add_epi16(shift, _mm512_set1_epi16((int16_t)(127 + lift))), 7);
    size_t place = s->raw + pair;
    __m512i sigma = _mm512_mullo_epi16(_mm512_load_si512(list_b + 64 * place), _mm512_set1_epi32(load_dword(list_a + 4 * place)));
#pragma unroll
    for (size_t i = 0; i < 2; i++) {
      __m512i products = _mm512_set1_epi32(load_dword(list_a + 4 * (s->start + 2 * pair + i)));
      size_t first = (2 * pair + i) * halves * 4;
#pragma unroll
      for (size_t quad = first; quad < first + 4 * halves; quad++) {
        products = _mm512_dpbusd_epi32(products, _mm512_load_si512(b + 64 * quad), _mm512_set1_epi32(load_dword(a + 4 * quad)));
      }
      __m512i own = i == 0 ? _mm512_and_si512(sigma, _mm512_set1_epi32(0xFFFF)) : _mm512_srli_epi32(sigma, 16);
      __m512i scale = i == 0 ? _mm512_slli_epi32(shift, 16) : _mm512_and_si512(shift, _mm512_set1_epi32((int32_t)0xFFFF0000));
      // The words of P times (sigma, 0): 24 bits at most, so the float is exact, and the conversion cuts toward zero.
      __m512 term = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_madd_epi16(products, own)), _mm512_castsi512_ps(scale));
      low = _mm512_add_epi64(low, _mm512_cvttps_epi64(_mm512_castps512_ps256(term)));
      high = _mm512_add_epi64(high, _mm512_cvttps_epi64(_mm512_extractf32x8_ps(term, 1)));
    }
  }
  __m512i exponent_low = low_half(most), exponent_high = high_half(most), bits = _mm512_set1_epi64(f);
  low = _mm512_add_epi64(low, _mm512_cvttpd_epi64(_mm512_mul_pd(c_low, power(_mm512_sub_epi64(bits, exponent_low)))));
  high = _mm512_add_epi64(high, _mm512_cvttpd_epi64(_mm512_mul_pd(c_high, power(_mm512_sub_epi64(bits, exponent_high)))));
  __m512d sum_low = _mm512_mul_pd(_mm512_cvtepi64_pd(low), power(_mm512_sub_epi64(exponent_low, bits)));
  __m512d sum_high = _mm512_mul_pd(_mm512_cvtepi64_pd(high), power(_mm512_sub_epi64(exponent_high, bits)));
  __m512d limit = _mm512_set1_pd(0x1p128);
  __mmask16 over = _mm512_cmp_pd_mask(_mm512_abs_pd(sum_low), limit, _CMP_GE_OQ);
  over |= (__mmask16)(_mm512_cmp_pd_mask(_mm512_abs_pd(sum_high), limit, _CMP_GE_OQ) << 8);
  __m512i result = _mm512_castps_si512(_mm512_insertf32x8(
      _mm512_castps256_ps512(_mm512_cvt_roundpd_ps(sum_low, toward_zero)), _mm512_cvt_roundpd_ps(sum_high, toward_zero), 1));
  // Toward zero stops at the largest number; infinity is the next word. What was cut to zero is +0.
  result = _mm512_mask_add_epi32(result, over, result, _mm512_set1_epi32(1));
  result = _mm512_maskz_mov_epi32(_mm512_test_epi32_mask(result, _mm512_set1_epi32(0x7FFFFFFF)), result);
  result = _mm512_mask_mov_epi32(result, infinite, words);
  _mm512_store_pd(c, _mm512_cvtps_pd(_mm512_castps512_ps256(_mm512_castsi512_ps(result))));
  _mm512_store_pd(c + 8, _mm512_cvtps_pd(_mm512_extractf32x8_ps(_mm512_castsi512_ps(result), 1)));
}

// The fast step where exponents of a stretch are too far apart for dwords: terms are exact as floats, and their sum is as a double, since
// it has less than term_bits + F + unit + 4 bits by condition 1.
static inline __attribute__((always_inline)) void wide_step(
    const product *p, const size_t pairs, const size_t halves, const uint8_t *a, const uint8_t *b, double *c) {
  const size_t length = pairs * halves * 32;
  const uint8_t *list_a = a + length, *list_b = b + 16 * length;
  const group_shape *s = &p->shape;
  __m512d low = _mm512_setzero_pd(), high = _mm512_setzero_pd();
#pragma unroll
  for (size_t pair = 0; pair < pairs; pair++) {
    size_t place = s->exponent + pair;
    __m512i e = _mm512_add_epi16(_mm512_load_si512(list_b + 64 * place), _mm512_set1_epi32(load_dword(list_a + 4 * place)));
    // 2^(e + unit) as the upper halves of two floats; only scales of zero can be out of range.
    e = _mm512_add_epi16(e, _mm512_set1_epi16((int16_t)(127 + p->plan->unit)));
    e = _mm512_slli_epi16(_mm512_max_epi16(_mm512_min_epi16(e, _mm512_set1_epi16(254)), _mm512_set1_epi16(1)), 7);
    place = s->raw + pair;
    __m512i sigma = _mm512_mullo_epi16(_mm512_load_si512(list_b + 64 * place), _mm512_set1_epi32(load_dword(list_a + 4 * place)));
#pragma unroll
    for (size_t i = 0; i < 2; i++) {
      __m512i products = _mm512_set1_epi32(load_dword(list_a + 4 * (s->start + 2 * pair + i)));
      size_t first = (2 * pair + i) * halves * 4;
#pragma unroll
      for (size_t quad = first; quad < first + 4 * halves; quad++) {
        products = _mm512_dpbusd_epi32(products, _mm512_load_si512(b + 64 * quad), _mm512_set1_epi32(load_dword(a + 4 * quad)));
      }
      __m512i own = i == 0 ? _mm512_and_si512(sigma, _mm512_set1_epi32(0xFFFF)) : _mm512_srli_epi32(sigma, 16);
      __m512i scale = i == 0 ? _mm512_slli_epi32(e, 16) : _mm512_and_si512(e, _mm512_set1_epi32((int32_t)0xFFFF0000));
      __m512 term = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_madd_epi16(products, own)), _mm512_castsi512_ps(scale));
      low = _mm512_add_pd(low, _mm512_cvtps_pd(_mm512_castps512_ps256(term)));
      high = _mm512_add_pd(high, _mm512_cvtps_pd(_mm512_extractf32x8_ps(term, 1)));
    }
  }
  const __m512i kept = _mm512_set1_epi64(-(1ll << 29));
  low = _mm512_add_round_pd(_mm512_load_pd(c), low, toward_zero);
  high = _mm512_add_round_pd(_mm512_load_pd(c + 8), high, toward_zero);
  _mm512_store_pd(c, _mm512_castsi512_pd(_mm512_and_si512(_mm512_castpd_si512(low), kept)));
  _mm512_store_pd(c + 8, _mm512_castsi512_pd(_mm512_and_si512(_mm512_castpd_si512(high), kept)));
}

// The fast step for the rows of one stretch and 16 columns. Returns the greatest |C| in `most`.
static inline __attribute__((always_inline)) void fast_steps(
    const product *p, const size_t pairs, const size_t halves, const uint8_t *a, size_t rows, const uint8_t *b,
    const int32_t is_moderate, double *c, __m512d most[2]) {
  const size_t length = pairs * halves * 32, quads = length / 4, step = p->shape.a_bytes;
  const uint8_t *list_a = a + length, *list_b = b + 16 * length;
  const group_shape *s = &p->shape;
  int32_t spread = p->limits.spread - load_dword(list_b + 64 * s->start);
  __m512i codes[32], shifted[4];
#pragma unroll
  for (size_t i = 0; i < quads; i++) codes[i] = _mm512_load_si512(b + 64 * i);
#pragma unroll
  for (size_t i = 0; i < pairs; i++) shifted[i] = _mm512_load_si512(list_b + 64 * (s->shifted + i));
  __m512i least = _mm512_load_si512(list_b + 64 * s->least);
  __m512d scale_low = power(low_half(least)), scale_high = power(high_half(least));
  __m512d most_low = most[0], most_high = most[1];
  const __m512i kept = _mm512_set1_epi64(-(1ll << 29));
  // Word 2·i of the first sum, then word 2·i of the second.
  const __m512i count = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i words = _mm512_add_epi32(_mm512_mullo_epi32(count, _mm512_set1_epi32(0x00020002)), _mm512_set1_epi32(0x00200000));
  for (size_t row = 0; row < rows; row++, a += step, list_a += step, c += 16) {
    if (__builtin_expect((load_dword(list_a + 4 * s->flags) & 0xFF) > spread, 0)) {
      if (is_moderate) wide_step(p, pairs, halves, a, b, c);
      else general_step(p, pairs, halves, a, b, c);
    } else {
      __m512i sum = _mm512_setzero_si512();
#pragma unroll
      for (size_t pair = 0; pair < pairs; pair++) {
        __m512i first = _mm512_set1_epi32(load_dword(list_a + 4 * (s->start + 2 * pair)));
        __m512i second = _mm512_set1_epi32(load_dword(list_a + 4 * (s->start + 2 * pair + 1)));
        size_t place = pair * halves * 8;
#pragma unroll
        for (size_t quad = 0; quad < 4 * halves; quad++) {
          first = _mm512_dpbusd_epi32(first, codes[place + quad], _mm512_set1_epi32(load_dword(a + 4 * (place + quad))));
          size_t other = place + 4 * halves + quad;
          second = _mm512_dpbusd_epi32(second, codes[other], _mm512_set1_epi32(load_dword(a + 4 * other)));
        }
        __m512i sigma = _mm512_mullo_epi16(shifted[pair], _mm512_set1_epi32(load_dword(list_a + 4 * (s->shifted + pair))));
        sum = _mm512_dpwssd_epi32(sum, _mm512_permutex2var_epi16(first, words, second), sigma);
      }
      double own;
      __builtin_memcpy(&own, list_a + 4 * s->scale, 8);
      __m512d scale = _mm512_set1_pd(own);
      __m512d low = _mm512_fmadd_round_pd(
          _mm512_cvtepi32_pd(_mm512_castsi512_si256(sum)), _mm512_mul_pd(scale, scale_low), _mm512_load_pd(c), toward_zero);
      __m512d high = _mm512_fmadd_round_pd(
          _mm512_cvtepi32_pd(_mm512_extracti64x4_epi64(sum, 1)), _mm512_mul_pd(scale, scale_high), _mm512_load_pd(c + 8), toward_zero);
      _mm512_store_pd(c, _mm512_castsi512_pd(_mm512_and_si512(_mm512_castpd_si512(low), kept)));
      _mm512_store_pd(c + 8, _mm512_castsi512_pd(_mm512_and_si512(_mm512_castpd_si512(high), kept)));
    }
    most_low = _mm512_range_pd(most_low, _mm512_load_pd(c), 0xB);
    most_high = _mm512_range_pd(most_high, _mm512_load_pd(c + 8), 0xB);
  }
  most[0] = most_low, most[1] = most_high;
}

static const uint8_t *place_a(const product *p, size_t row, size_t stretch) {
  return p->a + group_a_place(&p->shape, p->padded_a, p->stretches, row, stretch);
}

static inline __attribute__((always_inline)) void general_pass(
    const product *p, const size_t pairs, const size_t halves, const block *x, double *c) {
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    for (size_t group = 0; group < x->groups; group++) {
      const uint8_t *b = p->b + group_b_place(&p->shape, p->padded_b, p->stretches, x->first_column + 16 * group, stretch);
      const uint8_t *a = place_a(p, x->first_row, stretch);
      double *place = c + group * block_rows * 16;
      for (size_t row = 0; row < x->rows; row++) general_step(p, pairs, halves, a + row * p->shape.a_bytes, b, place + 16 * row);
    }
  }
}

// Returns whether condition 3 held.
static inline __attribute__((always_inline)) int32_t fast_pass(
    const product *p, const size_t pairs, const size_t halves, const block *x, const certificate *certificates, double *c) {
  __m512d most[block_groups][2];
  for (size_t group = 0; group < block_groups; group++) most[group][0] = most[group][1] = _mm512_setzero_pd();
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    const uint8_t *a = place_a(p, x->first_row, stretch);
    for (size_t group = 0; group < x->groups; group++) {
      const uint8_t *b = p->b + group_b_place(&p->shape, p->padded_b, p->stretches, x->first_column + 16 * group, stretch);
      fast_steps(p, pairs, halves, a, x->rows, b, certificates[group].is_moderate, c + group * block_rows * 16, most[group]);
    }
  }
  __mmask16 bad = 0;
  for (size_t group = 0; group < x->groups; group++) {
    __mmask16 over = _mm512_cmp_pd_mask(most[group][0], certificates[group].bound[0], _CMP_NLT_UQ);
    over |= (__mmask16)(_mm512_cmp_pd_mask(most[group][1], certificates[group].bound[1], _CMP_NLT_UQ) << 8);
    bad |= over & x->columns[group];
  }
  return bad == 0;
}

static inline __attribute__((always_inline)) void compute_block(
    const product *p, const size_t pairs, const size_t halves, const block *x, const certificate *certificates, double *c) {
  load_block(x, certificates, c);
  // A small C may lose bits in the first stretch, and be large afterwards.
  block rest = *x;
  for (int32_t attempt = 0; attempt < 2 && rest.first_stretch < x->end_stretch; attempt++) {
    if (is_certain(x, certificates, c)) {
      if (fast_pass(p, pairs, halves, &rest, certificates, c)) return;
      load_block(x, certificates, c);
      rest = *x;
      break;
    }
    block one = rest;
    one.end_stretch = ++rest.first_stretch;
    general_pass(p, pairs, halves, &one, c);
  }
  general_pass(p, pairs, halves, &rest, c);
}

static __attribute__((noinline)) void compute_64(const product *p, const block *x, const certificate *certificates, double *c) {
  compute_block(p, 2, 1, x, certificates, c);
}

static __attribute__((noinline)) void compute_96(const product *p, const block *x, const certificate *certificates, double *c) {
  compute_block(p, 3, 1, x, certificates, c);
}

static __attribute__((noinline)) void compute_any(const product *p, const block *x, const certificate *certificates, double *c) {
  if (p->shape.halves == 1) compute_block(p, 1, 1, x, certificates, c);
  else if (p->shape.pairs == 1) compute_block(p, 1, 2, x, certificates, c);
  else compute_block(p, 2, 2, x, certificates, c);
}

// C of the block that comes next is far away: it arrives while this one is computed.
static void fetch(const uint32_t *d, size_t stride, size_t rows) {
  for (size_t row = 0; row < rows; row++) {
    for (size_t group = 0; group < block_groups; group++) _mm_prefetch(d + row * stride + 16 * group, _MM_HINT_T1);
  }
}

static __attribute__((noinline)) void compute_tile(const product *p, const binade_tile *tile, uint32_t *d, size_t stride) {
  _Alignas(64) double c[block_groups * block_rows * 16];
  certificate certificates[block_groups];
  for (size_t first = tile->first_stretch; first < tile->end_stretch; first += slab_stretches) {
    for (size_t column = tile->first_column / 64 * 64; column < tile->end_column; column += 64) {
      block x;
      x.first_stretch = first;
      x.end_stretch = tile->end_stretch - first < slab_stretches ? tile->end_stretch : first + slab_stretches;
      size_t first_column = column < tile->first_column ? tile->first_column : column;
      size_t end_column = tile->end_column < column + 64 ? tile->end_column : column + 64;
      x.first_column = first_column / 16 * 16;
      x.groups = (end_column - x.first_column + 15) / 16;
      for (size_t group = 0; group < x.groups; group++) {
        size_t here = x.first_column + 16 * group;
        uint32_t columns = end_column - here < 16 ? (1u << (end_column - here)) - 1 : 0xFFFF;
        if (here < first_column) columns &= 0xFFFFu << (first_column - here);
        x.columns[group] = (__mmask16)columns;
      }
      x.stride = stride;
      for (size_t row = tile->first_row; row < tile->end_row; row += x.rows) {
        // A block of rows lies within one of the panel.
        size_t end = row / block_rows * block_rows + block_rows;
        x.first_row = row;
        x.rows = (end < tile->end_row ? end : tile->end_row) - row;
        x.d = d + (ptrdiff_t)((row - tile->first_row) * stride) + ((ptrdiff_t)x.first_column - (ptrdiff_t)tile->first_column);
        size_t left = tile->end_row - row - x.rows, all = tile->end_row - tile->first_row;
        if (left != 0) fetch(x.d + x.rows * stride, stride, left < block_rows ? left : block_rows);
        else if (column + 64 < tile->end_column) fetch(d + column + 64 - tile->first_column, stride, all < block_rows ? all : block_rows);
        int32_t low = 0x3FFF, high = -0x3FFF;
        for (size_t i = row; i < row + x.rows; i++) {
          group_row own = ((const group_row *)p->a)[i];
          low = own.low < low ? own.low : low;
          high = own.high > high ? own.high : high;
        }
        for (size_t group = 0; group < x.groups; group++) {
          certificates[group] = certify(p, x.first_column + 16 * group, x.columns[group], low, high);
        }
        if (p->shape.halves == 1 && p->shape.pairs == 2) compute_64(p, &x, certificates, c);
        else if (p->shape.halves == 1 && p->shape.pairs == 3) compute_96(p, &x, certificates, c);
        else compute_any(p, &x, certificates, c);
        store_block(p, &x, certificates, c);
      }
    }
  }
}

static int32_t group_tile(
    const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile, uint32_t *d,
    size_t stride) {
  product p;
  p.plan = plan;
  p.shape = group_shape_of(plan);
  p.limits = binade_group_limits(plan);
  p.a = a, p.b = b;
  p.padded_a = group_padded(rows_a), p.padded_b = group_padded(rows_b);
  p.stretches = group_stretches(&p.shape, k);
  unsigned state = binade_enter();
  compute_tile(&p, tile, d, stride);
  binade_leave(state);
  return 0;
}

BINADE_TARGET_END

const binade_product_kernel binade_group_sum_avx512 = {binade_group_panel_bytes, binade_group_pack_avx512, group_tile};
#endif
