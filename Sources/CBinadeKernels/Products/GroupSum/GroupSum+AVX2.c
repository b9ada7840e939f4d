// Group sums by AVX2. The two steps and the conditions are those of GroupSum+AVX512.c; the machine rounds toward zero all the time.
#include "GroupSumParts.h"
#include "Targets.h"

#if defined(__x86_64__)
#include <string.h>

BINADE_AVX2_BEGIN

enum { block_rows = 32, slab_stretches = 32 };

typedef struct {
  const binade_group_sum *plan;
  group_shape shape;
  group_limits limits;
  const uint8_t *a, *b;
  size_t padded_a, padded_b, stretches;
} product;

// Up to 32 rows, and those of 16 columns that are in [first, end).
typedef struct {
  size_t first_row, rows, column, first, end, first_stretch, end_stretch;
  uint32_t *d;  // row 0, column `first`
  size_t stride;
} block;

// For 16 columns: 2^-q where C has to be a multiple of 2^q, the bound of |C|, and where C swallows all terms.
typedef struct {
  double unit[16], bound[16], frozen[16];
  int32_t is_possible;
} certificate;

static inline int32_t load_dword(const void *place) {
  int32_t value;
  memcpy(&value, place, 4);
  return value;
}

static inline double power(int32_t exponent) {
  uint64_t word = (uint64_t)(1023 + exponent) << 52;
  double value;
  memcpy(&value, &word, 8);
  return value;
}

static inline int32_t clamp(int32_t x, int32_t low, int32_t high) { return x < low ? low : x > high ? high : x; }

static void certify(const product *p, const block *x, int32_t low_a, int32_t high_a, certificate *c) {
  const group_row *rows = (const group_row *)p->b + x->column;
  int32_t f = p->plan->fraction_bits, unit = p->plan->unit, floor = p->limits.floor;
  c->is_possible = floor - f <= -149;
  for (size_t i = 0; i < 16; i++) {
    int32_t last = low_a + rows[i].low + unit, high = high_a + rows[i].high;
    if (i >= x->first && i < x->end) c->is_possible &= high - f <= last && last >= -149;
    c->unit[i] = power(clamp(f - high, -300, 149));
    c->bound[i] = power(clamp(last + f + 1, -900, 127));
    int32_t frozen = high + unit + f + p->limits.term_bits;
    if (frozen < high) frozen = high;
    c->frozen[i] = power(clamp(frozen, floor > -149 ? floor : -149, 200));
  }
}

static inline __m256d magnitude_of(__m256d x) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), x); }

// The words of a row of C, zeros outside the block.
static inline void load_words(const block *x, size_t row, uint32_t words[16]) {
  for (size_t i = 0; i < 16; i++) words[i] = 0;
  memcpy(words + x->first, x->d + row * x->stride, 4 * (x->end - x->first));
}

// Which of four words of C are the result, or say that it is NaN.
static inline __m128i settled(__m128i words, const double *frozen) {
  __m256d c = magnitude_of(_mm256_cvtps_pd(_mm_castsi128_ps(words)));
  __m256d is_large = _mm256_cmp_pd(c, _mm256_loadu_pd(frozen), _CMP_NLT_UQ);  // NaN, too, and infinity
  __m256i narrow = _mm256_permutevar8x32_epi32(_mm256_castpd_si256(is_large), _mm256_set_epi32(0, 0, 0, 0, 6, 4, 2, 0));
  __m128i magnitude = _mm_and_si128(words, _mm_set1_epi32(0x7FFFFFFF));
  return _mm_or_si128(_mm256_castsi256_si128(narrow), _mm_cmpgt_epi32(magnitude, _mm_set1_epi32(0x7F7FFFFF)));
}

// C as doubles, 0 where it is settled.
static void load_block(const block *x, const certificate *own, double *c) {
  for (size_t row = 0; row < x->rows; row++) {
    uint32_t words[16];
    load_words(x, row, words);
    for (size_t i = 0; i < 16; i += 4) {
      __m128i word = _mm_loadu_si128((const void *)(words + i));
      word = _mm_andnot_si128(settled(word, own->frozen + i), word);
      _mm256_storeu_pd(c + 16 * row + i, _mm256_cvtps_pd(_mm_castsi128_ps(word)));
    }
  }
}

// Whether the conditions hold with these C.
static int32_t is_certain(const block *x, const certificate *own, const double *c) {
  if (!own->is_possible) return 0;
  __m256d bad = _mm256_setzero_pd();
  for (size_t i = 0; i < 16 * x->rows; i += 4) {
    __m256d value = _mm256_loadu_pd(c + i), scaled = _mm256_mul_pd(value, _mm256_loadu_pd(own->unit + i % 16));
    bad = _mm256_or_pd(bad, _mm256_cmp_pd(scaled, _mm256_round_pd(scaled, 3 | _MM_FROUND_NO_EXC), _CMP_NEQ_UQ));
    bad = _mm256_or_pd(bad, _mm256_cmp_pd(magnitude_of(value), _mm256_loadu_pd(own->bound + i % 16), _CMP_NLT_UQ));
  }
  return _mm256_movemask_pd(bad) == 0;
}

static uint32_t columns_of_nan(const product *p, const block *x) {
  const group_row *rows = (const group_row *)p->b + x->column;
  int32_t any = 0;
  for (size_t i = 0; i < 16; i++) any |= rows[i].has_nan;
  uint32_t nan = 0;
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch && any; stretch++) {
    const uint8_t *list = p->b + group_b_place(&p->shape, p->padded_b, p->stretches, x->column, stretch) + 16 * p->shape.length;
    for (size_t i = 0; i < 16; i++) nan |= (load_dword(list + 64 * p->shape.flags + 4 * i) & binade_group_nan ? 1u : 0) << i;
  }
  return nan;
}

static int32_t row_is_nan(const product *p, const block *x, size_t row) {
  if (!((const group_row *)p->a)[row].has_nan) return 0;
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    const uint8_t *record = p->a + group_a_place(&p->shape, p->padded_a, p->stretches, row, stretch);
    if (load_dword(record + p->shape.length + 4 * p->shape.flags) & binade_group_nan) return 1;
  }
  return 0;
}

static void store_block(const product *p, const block *x, const certificate *own, const double *c) {
  uint32_t nan_columns = columns_of_nan(p, x);
  for (size_t row = 0; row < x->rows; row++) {
    uint32_t words[16], results[16];
    load_words(x, row, words);
    uint32_t nan = row_is_nan(p, x, x->first_row + row) ? 0xFFFF : nan_columns;
    for (size_t i = 0; i < 16; i += 4) {
      __m128i word = _mm_loadu_si128((const void *)(words + i));
      __m128i result = _mm_castps_si128(_mm256_cvtpd_ps(_mm256_loadu_pd(c + 16 * row + i)));
      result = _mm_blendv_epi8(result, word, settled(word, own->frozen + i));
      _mm_storeu_si128((void *)(results + i), result);
    }
    for (size_t i = x->first; i < x->end; i++) {
      uint32_t result = nan >> i & 1 || (words[i] & 0x7FFFFFFF) > 0x7F800000 ? p->plan->canonical_nan : results[i];
      x->d[row * x->stride + i - x->first] = result;
    }
  }
}

// The sums of products of a term for 8 columns: two words for each, which together are the sum.
static inline __attribute__((always_inline)) __m256i part_of(
    __m256i start, const uint8_t *a, const uint8_t *b, size_t first, const size_t quads) {
  __m256i part = _mm256_and_si256(start, _mm256_set1_epi32(0xFFFF));
#pragma unroll
  for (size_t quad = first; quad < first + quads; quad++) {
    __m256i products = _mm256_maddubs_epi16(_mm256_loadu_si256((const void *)(b + 64 * quad)), _mm256_set1_epi32(load_dword(a + 4 * quad)));
    part = _mm256_add_epi16(part, products);
  }
  return part;
}

// Two copies of the low or of the high word of every dword.
static inline __m256i copies(__m256i x, const int is_high) {
  __m128i low = _mm_set_epi8(13, 12, 13, 12, 9, 8, 9, 8, 5, 4, 5, 4, 1, 0, 1, 0);
  __m128i places = is_high ? _mm_add_epi8(low, _mm_set1_epi8(2)) : low;
  return _mm256_shuffle_epi8(x, _mm256_broadcastsi128_si256(places));
}

static inline __m256i of_b(const uint8_t *list, size_t place) { return _mm256_loadu_si256((const void *)(list + 64 * place)); }
static inline __m256i of_a(const uint8_t *list, size_t place) { return _mm256_set1_epi32(load_dword(list + 4 * place)); }

static inline __m256d powers(__m128i exponent) {
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_add_epi64(_mm256_cvtepi32_epi64(exponent), _mm256_set1_epi64x(1023)), 52));
}

// The general step for 8 columns: `b` and `c` are those of the first of them.
static inline __attribute__((always_inline)) void general_step(
    const product *p, const size_t pairs, const size_t halves, const uint8_t *a, const uint8_t *b, double *c) {
  const size_t length = pairs * halves * 32;
  const uint8_t *list_a = a + length, *list_b = b + 16 * length;
  const group_shape *s = &p->shape;
  int32_t f = p->plan->fraction_bits, lift = f + p->plan->unit;
  __m256d c_low = _mm256_loadu_pd(c), c_high = _mm256_loadu_pd(c + 4);
  __m256i words = _mm256_castps_si256(_mm256_set_m128(_mm256_cvtpd_ps(c_high), _mm256_cvtpd_ps(c_low)));
  __m256i magnitude = _mm256_and_si256(words, _mm256_set1_epi32(0x7FFFFFFF));
  __m256i infinite = _mm256_cmpgt_epi32(magnitude, _mm256_set1_epi32(0x7F7FFFFF));
  __m256i has_c = _mm256_cmpgt_epi32(magnitude, _mm256_setzero_si256());
  __m256i e[4], most = _mm256_set1_epi16((int16_t)p->limits.floor);
#pragma unroll
  for (size_t pair = 0; pair < pairs; pair++) {
    __m256i live = _mm256_setzero_si256();
    for (size_t half = 0; half < halves; half++) {
      size_t place = s->nonzero + pair * halves + half;
      live = _mm256_or_si256(live, _mm256_and_si256(of_b(list_b, place), of_a(list_a, place)));
    }
    __m256i dead = _mm256_cmpeq_epi16(live, _mm256_setzero_si256());
    e[pair] = _mm256_add_epi16(of_b(list_b, s->exponent + pair), of_a(list_a, s->exponent + pair));
    e[pair] = _mm256_blendv_epi8(e[pair], _mm256_set1_epi16(-20000), dead);
    most = _mm256_max_epi16(most, e[pair]);
  }
  most = _mm256_max_epi16(most, _mm256_or_si256(_mm256_slli_epi32(most, 16), _mm256_srli_epi32(most, 16)));
  most = _mm256_srai_epi32(most, 16);
  __m256i e_c = _mm256_sub_epi32(_mm256_max_epi32(_mm256_srli_epi32(magnitude, 23), _mm256_set1_epi32(1)), _mm256_set1_epi32(127));
  most = _mm256_max_epi32(most, _mm256_blendv_epi8(most, e_c, has_c));
  __m256i both = copies(most, 0);
  __m256d low = _mm256_setzero_pd(), high = _mm256_setzero_pd();
#pragma unroll
  for (size_t pair = 0; pair < pairs; pair++) {
    // 2^(e - E + F + unit) as the upper halves of two floats; what is below 2^-60 cuts a term to zero anyhow.
    __m256i shift = _mm256_max_epi16(_mm256_subs_epi16(e[pair], both), _mm256_set1_epi16((int16_t)(-60 - lift)));
    shift = _mm256_slli_epi16(_mm256_add_epi16(shift, _mm256_set1_epi16((int16_t)(127 + lift))), 7);
    __m256i sigma = _mm256_mullo_epi16(of_b(list_b, s->raw + pair), of_a(list_a, s->raw + pair));
#pragma unroll
    for (size_t i = 0; i < 2; i++) {
      __m256i part = part_of(of_a(list_a, s->start + 2 * pair + i), a, b, (2 * pair + i) * halves * 4, 4 * halves);
      __m256i scale = i == 0 ? _mm256_slli_epi32(shift, 16) : _mm256_and_si256(shift, _mm256_set1_epi32((int32_t)0xFFFF0000));
      // At most 24 bits, so the float is exact.
      __m256 term = _mm256_cvtepi32_ps(_mm256_madd_epi16(part, copies(sigma, i == 1)));
      term = _mm256_round_ps(_mm256_mul_ps(term, _mm256_castsi256_ps(scale)), 3 | _MM_FROUND_NO_EXC);
      low = _mm256_add_pd(low, _mm256_cvtps_pd(_mm256_castps256_ps128(term)));
      high = _mm256_add_pd(high, _mm256_cvtps_pd(_mm256_extractf128_ps(term, 1)));
    }
  }
  // Integers below 2^53, so the sums are exact.
  __m128i e_low = _mm256_castsi256_si128(most), e_high = _mm256_extracti128_si256(most, 1), bits = _mm_set1_epi32(f);
  __m256d cut_low = _mm256_mul_pd(c_low, powers(_mm_sub_epi32(bits, e_low)));
  __m256d cut_high = _mm256_mul_pd(c_high, powers(_mm_sub_epi32(bits, e_high)));
  low = _mm256_add_pd(low, _mm256_round_pd(cut_low, 3 | _MM_FROUND_NO_EXC));
  high = _mm256_add_pd(high, _mm256_round_pd(cut_high, 3 | _MM_FROUND_NO_EXC));
  low = _mm256_mul_pd(low, powers(_mm_sub_epi32(e_low, bits)));
  high = _mm256_mul_pd(high, powers(_mm_sub_epi32(e_high, bits)));
  __m256d limit = _mm256_set1_pd(0x1p128);
  __m256 over_low = _mm256_castpd_ps(_mm256_cmp_pd(magnitude_of(low), limit, _CMP_GE_OQ));
  __m256 over_high = _mm256_castpd_ps(_mm256_cmp_pd(magnitude_of(high), limit, _CMP_GE_OQ));
  __m256i over = _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(over_low, over_high, 0x88)), 0xD8);
  __m256i result = _mm256_castps_si256(_mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low)));
  // Toward zero stops at the largest number; infinity is the next word. What was cut to zero is +0.
  result = _mm256_sub_epi32(result, over);
  magnitude = _mm256_and_si256(result, _mm256_set1_epi32(0x7FFFFFFF));
  result = _mm256_and_si256(result, _mm256_cmpgt_epi32(magnitude, _mm256_setzero_si256()));
  result = _mm256_blendv_epi8(result, words, infinite);
  _mm256_storeu_pd(c, _mm256_cvtps_pd(_mm_castsi128_ps(_mm256_castsi256_si128(result))));
  _mm256_storeu_pd(c + 4, _mm256_cvtps_pd(_mm_castsi128_ps(_mm256_extracti128_si256(result, 1))));
}

// The fast step for two rows and 16 columns.
static inline __attribute__((always_inline)) void fast_step(
    const product *p, const size_t pairs, const size_t halves, const uint8_t *const a[2], const uint8_t *b,
    const double *scale_b, double *const c[2]) {
  const size_t length = pairs * halves * 32, quads = 4 * halves;
  const group_shape *s = &p->shape;
  const uint8_t *list_b = b + 16 * length, *list[2] = {a[0] + length, a[1] + length};
  const __m256i mask = _mm256_set1_epi32(0xFFFF), zero = _mm256_setzero_si256();
  __m256i sum[2][2] = {{zero, zero}, {zero, zero}};
#pragma unroll
  for (size_t term = 0; term < 2 * pairs; term++) {
    __m256i part[2][2];
#pragma unroll
    for (size_t row = 0; row < 2; row++) part[row][0] = part[row][1] = _mm256_and_si256(of_a(list[row], s->start + term), mask);
#pragma unroll
    for (size_t quad = term * quads; quad < (term + 1) * quads; quad++) {
      __m256i y0 = _mm256_loadu_si256((const void *)(b + 64 * quad)), y1 = _mm256_loadu_si256((const void *)(b + 64 * quad + 32));
#pragma unroll
      for (size_t row = 0; row < 2; row++) {
        __m256i x = _mm256_set1_epi32(load_dword(a[row] + 4 * quad));
        part[row][0] = _mm256_add_epi16(part[row][0], _mm256_maddubs_epi16(y0, x));
        part[row][1] = _mm256_add_epi16(part[row][1], _mm256_maddubs_epi16(y1, x));
      }
    }
#pragma unroll
    for (size_t half = 0; half < 2; half++) {
      __m256i shifted = copies(of_b(list_b + 32 * half, s->shifted + term / 2), term % 2 == 1);
#pragma unroll
      for (size_t row = 0; row < 2; row++) {
        __m256i sigma = _mm256_mullo_epi16(shifted, copies(of_a(list[row], s->shifted + term / 2), term % 2 == 1));
        sum[row][half] = _mm256_add_epi32(sum[row][half], _mm256_madd_epi16(part[row][half], sigma));
      }
    }
  }
  const __m256d kept = _mm256_castsi256_pd(_mm256_set1_epi64x(-(1ll << 29)));
#pragma unroll
  for (size_t row = 0; row < 2; row++) {
    double own;
    memcpy(&own, list[row] + 4 * s->scale, 8);
    __m256d scale = _mm256_set1_pd(own);
#pragma unroll
    for (size_t quarter = 0; quarter < 4; quarter++) {
      __m256i half = sum[row][quarter / 2];
      __m256d value = _mm256_cvtepi32_pd(quarter % 2 == 1 ? _mm256_extracti128_si256(half, 1) : _mm256_castsi256_si128(half));
      double *place = c[row] + 4 * quarter;
      value = _mm256_fmadd_pd(value, _mm256_mul_pd(scale, _mm256_loadu_pd(scale_b + 4 * quarter)), _mm256_loadu_pd(place));
      _mm256_storeu_pd(place, _mm256_and_pd(value, kept));
    }
  }
}

static inline __attribute__((always_inline)) void general_pass(
    const product *p, const size_t pairs, const size_t halves, const block *x, double *c) {
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    const uint8_t *a = p->a + group_a_place(&p->shape, p->padded_a, p->stretches, x->first_row, stretch);
    const uint8_t *b = p->b + group_b_place(&p->shape, p->padded_b, p->stretches, x->column, stretch);
    for (size_t row = 0; row < x->rows; row++, a += p->shape.a_bytes) {
      for (size_t half = 0; half < 2; half++) general_step(p, pairs, halves, a, b + 32 * half, c + 16 * row + 8 * half);
    }
  }
}

static inline __attribute__((always_inline)) int32_t fast_pass(
    const product *p, const size_t pairs, const size_t halves, const block *x, const certificate *own, double *c) {
  const group_shape *s = &p->shape;
  const size_t length = pairs * halves * 32;
  __m256d most[4] = {_mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd(), _mm256_setzero_pd()};
  for (size_t stretch = x->first_stretch; stretch < x->end_stretch; stretch++) {
    const uint8_t *first = p->a + group_a_place(s, p->padded_a, p->stretches, x->first_row, stretch);
    const uint8_t *b = p->b + group_b_place(s, p->padded_b, p->stretches, x->column, stretch);
    int32_t spread = p->limits.spread - load_dword(b + 16 * length + 64 * s->start);
    double scale[16], spare[16];
    for (size_t i = 0; i < 4; i++) {
      _mm256_storeu_pd(scale + 4 * i, powers(_mm_loadu_si128((const void *)(b + 16 * length + 64 * s->least + 16 * i))));
    }
    for (size_t row = 0; row < x->rows; row += 2) {
      // An odd last row goes together with itself, into a copy.
      int32_t is_two = row + 1 < x->rows;
      double *own_c[2] = {c + 16 * row, is_two ? c + 16 * (row + 1) : spare};
      const uint8_t *a[2] = {first + row * s->a_bytes, first + (row + (size_t)is_two) * s->a_bytes};
      if (!is_two) memcpy(spare, own_c[0], sizeof spare);
      int32_t wide = 0;
      for (size_t i = 0; i < 2; i++) wide |= (load_dword(a[i] + length + 4 * s->flags) & 0xFF) > spread;
      if (__builtin_expect(wide, 0)) {
        for (size_t i = 0; i < 4; i++) general_step(p, pairs, halves, a[i / 2], b + 32 * (i % 2), own_c[i / 2] + 8 * (i % 2));
      } else {
        fast_step(p, pairs, halves, a, b, scale, own_c);
      }
      for (size_t i = 0; i < 4; i++) {
        __m256d larger = _mm256_max_pd(magnitude_of(_mm256_loadu_pd(own_c[0] + 4 * i)), magnitude_of(_mm256_loadu_pd(own_c[1] + 4 * i)));
        most[i] = _mm256_max_pd(most[i], larger);
      }
    }
  }
  for (size_t i = x->first; i < x->end; i++) {
    double values[16];
    memcpy(values, most, sizeof values);
    if (!(values[i] < own->bound[i])) return 0;
  }
  return 1;
}

static inline __attribute__((always_inline)) void compute_block(
    const product *p, const size_t pairs, const size_t halves, const block *x, const certificate *own, double *c) {
  load_block(x, own, c);
  // A small C may lose bits in the first stretch, and be large afterwards.
  block rest = *x;
  for (int32_t attempt = 0; attempt < 2 && rest.first_stretch < x->end_stretch; attempt++) {
    if (is_certain(x, own, c)) {
      if (fast_pass(p, pairs, halves, &rest, own, c)) return;
      load_block(x, own, c);
      rest = *x;
      break;
    }
    block one = rest;
    one.end_stretch = ++rest.first_stretch;
    general_pass(p, pairs, halves, &one, c);
  }
  general_pass(p, pairs, halves, &rest, c);
}

static __attribute__((noinline)) void compute_64(const product *p, const block *x, const certificate *own, double *c) {
  compute_block(p, 2, 1, x, own, c);
}

static __attribute__((noinline)) void compute_any(const product *p, const block *x, const certificate *own, double *c) {
  if (p->shape.halves == 1 && p->shape.pairs == 3) compute_block(p, 3, 1, x, own, c);
  else if (p->shape.halves == 1) compute_block(p, 1, 1, x, own, c);
  else if (p->shape.pairs == 1) compute_block(p, 1, 2, x, own, c);
  else compute_block(p, 2, 2, x, own, c);
}

static __attribute__((noinline)) void compute_tile(const product *p, const binade_tile *tile, uint32_t *d, size_t stride) {
  double c[block_rows * 16];
  certificate own;
  for (size_t first = tile->first_stretch; first < tile->end_stretch; first += slab_stretches) {
    block x;
    x.stride = stride;
    x.first_stretch = first;
    x.end_stretch = tile->end_stretch - first < slab_stretches ? tile->end_stretch : first + slab_stretches;
    for (size_t column = tile->first_column / 16 * 16; column < tile->end_column; column += 16) {
      x.column = column;
      x.first = column < tile->first_column ? tile->first_column - column : 0;
      x.end = tile->end_column - column < 16 ? tile->end_column - column : 16;
      for (size_t row = tile->first_row; row < tile->end_row; row += x.rows) {
        size_t end = row / block_rows * block_rows + block_rows;
        x.first_row = row;
        x.rows = (end < tile->end_row ? end : tile->end_row) - row;
        x.d = d + (row - tile->first_row) * stride + (column + x.first - tile->first_column);
        int32_t low = 0x3FFF, high = -0x3FFF;
        for (size_t i = row; i < row + x.rows; i++) {
          group_row summary = ((const group_row *)p->a)[i];
          low = summary.low < low ? summary.low : low;
          high = summary.high > high ? summary.high : high;
        }
        certify(p, &x, low, high, &own);
        if (p->shape.halves == 1 && p->shape.pairs == 2) compute_64(p, &x, &own, c);
        else compute_any(p, &x, &own, c);
        store_block(p, &x, &own, c);
      }
    }
  }
}

static int32_t group_tile(
    const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile, uint32_t *d,
    size_t stride) {
  product p = {.plan = plan, .shape = group_shape_of(plan), .limits = binade_group_limits(plan), .a = a, .b = b};
  p.padded_a = group_padded(rows_a), p.padded_b = group_padded(rows_b);
  p.stretches = group_stretches(&p.shape, k);
  unsigned state = binade_enter();
  _mm_setcsr(0x7F80);  // everything masked, toward zero
  compute_tile(&p, tile, d, stride);
  binade_leave(state);
  return 0;
}

BINADE_TARGET_END

const binade_product_kernel binade_group_sum_avx2 = {binade_group_panel_bytes, binade_group_pack_avx2, group_tile};
#endif
