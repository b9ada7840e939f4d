// Integer sums by products of unsigned and signed bytes.
//
// The panels hold a' = a - x, which is signed, and b' = b + y, which is not; each stretch of sums is
//   sum a · b = sum a' · b' - y · sum a' + x · sum b' - n · x · y,
// exactly modulo 2^32. Wrapping sums need no more. A saturating sum is a wrapping one as long as |C| and all products of a slab together
// stay inside 32 bits; only where they might not is every stretch clamped by itself.
#include "IntegerSumParts.h"
#include "Products/Panels+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN

enum { block_rows = 6, most_rows = 240, slab_length = 512 };

typedef struct {
  int32_t x, y;
} offsets;

static offsets offsets_of(const integer_values *v) {
  offsets o;
  o.x = v->most_a > 127 ? v->most_a - 127 : v->least_a < -128 ? v->least_a + 128 : 0;
  o.y = -v->least_b;
  return o;
}

static size_t padded(size_t rows) { return (rows + 63) / 64 * 64; }

static size_t panel_bytes(const void *plan, int32_t side, size_t rows, size_t k) {
  (void)side;
  return padded(rows) * integer_width(plan, k) + 64;
}

// Rows of A one after the other; of B 64 columns together, four elements of each in a dword.
static void pack(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  integer_values v = binade_integer_values(plan);
  offsets o = offsets_of(&v);
  uint8_t values[256];
  for (int i = 0; i < 256; i++) values[i] = (uint8_t)(side == binade_side_a ? v.a[i] - o.x : v.b[i] + o.y);
  byte_table table = load_table(values);
  __m512i zero = _mm512_set1_epi8((char)(side == binade_side_a ? -o.x : o.y));
  const uint8_t *words = operand->words;
  size_t k = operand->k, width = integer_width(plan, k);
  uint8_t *bytes = panel;
  if (side == binade_side_a) {
    for (size_t row = first_row; row < end_row; row++) {
      for (size_t place = 0; place < width; place += 64) {
        __mmask64 mask = place < k ? first_bytes(k - place) : 0;
        __m512i codes = _mm512_maskz_loadu_epi8(mask, words + row * k + place);
        __m512i own = _mm512_mask_mov_epi8(zero, mask, look_up(&table, codes));
        _mm512_mask_storeu_epi8(bytes + row * width + place, first_bytes(width - place), own);
      }
    }
    return;
  }
  for (size_t row = first_row; row < padded(end_row); row += 16) {
    uint8_t *column = bytes + row / 64 * 64 * width + row % 64 * 4;
    for (size_t place = 0; place < width; place += 64) {
      __mmask64 mask = place < k ? first_bytes(k - place) : 0;
      __m512i square[16];
      for (size_t i = 0; i < 16; i++) {
        square[i] = zero;
        if (row + i < end_row) {
          __m512i codes = _mm512_maskz_loadu_epi8(mask, words + (row + i) * k + place);
          square[i] = _mm512_mask_mov_epi8(zero, mask, look_up(&table, codes));
        }
      }
      turn(square);
      for (size_t i = 0; i < 16 && place + 4 * i < width; i++) _mm512_storeu_si512(column + (place + 4 * i) * 64, square[i]);
    }
  }
}

// Adds the products of `quads` times four elements to `rows` x 64 sums.
static inline __attribute__((always_inline)) void multiply(
    const size_t rows, const uint8_t *a, size_t width, const uint8_t *b, size_t quads, __m512i sums[6][4]) {
  __m512i s[6][4];
#pragma unroll
  for (size_t r = 0; r < rows; r++) {
#pragma unroll
    for (size_t c = 0; c < 4; c++) s[r][c] = sums[r][c];
  }
  for (size_t quad = 0; quad < quads; quad++, a += 4, b += 256) {
    __m512i y[4];
#pragma unroll
    for (size_t c = 0; c < 4; c++) y[c] = _mm512_loadu_si512(b + 64 * c);
#pragma unroll
    for (size_t r = 0; r < rows; r++) {
      __m512i x = _mm512_set1_epi32(load_dword(a + r * width));
#pragma unroll
      for (size_t c = 0; c < 4; c++) s[r][c] = _mm512_dpbusd_epi32(s[r][c], y[c], x);
    }
  }
#pragma unroll
  for (size_t r = 0; r < rows; r++) {
#pragma unroll
    for (size_t c = 0; c < 4; c++) sums[r][c] = s[r][c];
  }
}

// One row, 16 columns, every stretch clamped.
static __m512i saturated(
    const binade_integer_sum *plan, offsets o, const uint8_t *a, const uint8_t *b, size_t stretches, __m512i c) {
  size_t quads = (size_t)plan->group_length / 4;
  __m512i ones = _mm512_set1_epi8(1), x = _mm512_set1_epi32(o.x), y = _mm512_set1_epi32(o.y);
  __m512i start = _mm512_set1_epi32(-plan->group_length * o.x * o.y);
  for (size_t stretch = 0; stretch < stretches; stretch++) {
    __m512i sum = start, sum_a = _mm512_setzero_si512(), sum_b = _mm512_setzero_si512();
    for (size_t quad = 0; quad < quads; quad++, a += 4, b += 256) {
      __m512i own_a = _mm512_set1_epi32(load_dword(a)), own_b = _mm512_loadu_si512(b);
      sum = _mm512_dpbusd_epi32(sum, own_b, own_a);
      sum_a = _mm512_dpbusd_epi32(sum_a, ones, own_a);
      sum_b = _mm512_dpbusd_epi32(sum_b, own_b, ones);
    }
    sum = _mm512_sub_epi32(sum, _mm512_mullo_epi32(sum_a, y));
    sum = _mm512_add_epi32(sum, _mm512_mullo_epi32(sum_b, x));
    __m512i total = _mm512_add_epi32(c, sum);
    // Signs of C and of the sum are alike, and that of the total is not.
    __mmask16 over = _mm512_movepi32_mask(_mm512_ternarylogic_epi32(c, sum, total, 0x42));
    __m512i limit = _mm512_xor_si512(_mm512_srai_epi32(c, 31), _mm512_set1_epi32(0x7FFFFFFF));
    c = _mm512_mask_mov_epi32(total, over, limit);
  }
  return c;
}

typedef struct {
  const binade_integer_sum *plan;
  offsets offset;
  const uint8_t *a, *b;
  size_t width;
  int32_t safe;  // a saturating sum of a slab that begins within ± this needs no clamp
} product;

// Rows of one slab and 64 columns.
static inline __attribute__((always_inline)) void compute_rows(
    const product *p, const size_t rows, const uint8_t *a, const uint8_t *b, size_t quads, const int32_t *start_row,
    const __m512i start_column[4], const __mmask16 columns[4], uint32_t *d, size_t stride) {
  __m512i sums[6][4];
  __mmask16 unsafe[6][4];
  __mmask16 any = 0;
  __m512i safe = _mm512_set1_epi32(p->safe);
  for (size_t r = 0; r < rows; r++) {
    for (size_t c = 0; c < 4; c++) {
      __m512i own = _mm512_maskz_loadu_epi32(columns[c], d + r * stride + 16 * c);
      // The magnitude of the most negative word is 2^31: compared without sign.
      unsafe[r][c] = p->plan->saturates ? _mm512_cmpgt_epu32_mask(_mm512_abs_epi32(own), safe) : 0;
      any |= unsafe[r][c];
      sums[r][c] = _mm512_add_epi32(own, _mm512_add_epi32(_mm512_set1_epi32(start_row[r]), start_column[c]));
    }
  }
  multiply(rows, a, p->width, b, quads, sums);
  if (__builtin_expect(any != 0, 0)) {
    size_t stretches = quads * 4 / (size_t)p->plan->group_length;
    for (size_t r = 0; r < rows; r++) {
      for (size_t c = 0; c < 4; c++) {
        if (!unsafe[r][c]) continue;
        __m512i own = _mm512_maskz_loadu_epi32(columns[c], d + r * stride + 16 * c);
        sums[r][c] = saturated(p->plan, p->offset, a + r * p->width, b + 64 * c, stretches, own);
      }
    }
  }
  for (size_t r = 0; r < rows; r++) {
    for (size_t c = 0; c < 4; c++) _mm512_mask_storeu_epi32(d + r * stride + 16 * c, columns[c], sums[r][c]);
  }
}

// The sum of a row's elements.
static int32_t sum_of(const uint8_t *a, size_t length) {
  __m512i sum = _mm512_setzero_si512(), ones = _mm512_set1_epi8(1);
  for (size_t i = 0; i < length; i += 64) {
    sum = _mm512_dpbusd_epi32(sum, ones, _mm512_maskz_loadu_epi8(first_bytes(length - i), a + i));
  }
  return _mm512_reduce_add_epi32(sum);
}

// One slab of 64 columns for up to `most_rows` rows.
static void compute_slab(
    const product *p, size_t first_row, size_t end_row, const uint8_t *b, size_t place, size_t quads, const __mmask16 columns[4],
    uint32_t *d, size_t stride, const int32_t *start_row) {
  __m512i start_column[4], ones = _mm512_set1_epi8(1);
  for (size_t c = 0; c < 4; c++) {
    __m512i sum = _mm512_setzero_si512();
    if (p->offset.x != 0) {
      for (size_t quad = 0; quad < quads; quad++) sum = _mm512_dpbusd_epi32(sum, _mm512_loadu_si512(b + 256 * quad + 64 * c), ones);
    }
    __m512i constant = _mm512_set1_epi32((int32_t)(0u - (uint32_t)(4 * quads) * (uint32_t)(p->offset.x * p->offset.y)));
    start_column[c] = _mm512_add_epi32(_mm512_mullo_epi32(sum, _mm512_set1_epi32(p->offset.x)), constant);
  }
  size_t row = first_row;
  for (; row + 6 <= end_row; row += 6) {
    compute_rows(
        p, 6, p->a + row * p->width + place, b, quads, start_row + row - first_row, start_column, columns, d + (row - first_row) * stride,
        stride);
  }
  for (; row < end_row; row++) {
    compute_rows(
        p, 1, p->a + row * p->width + place, b, quads, start_row + row - first_row, start_column, columns, d + (row - first_row) * stride,
        stride);
  }
}

static void compute_tile(const product *p, const binade_tile *tile, uint32_t *d, size_t stride) {
  size_t l = (size_t)p->plan->group_length;
  size_t slab = slab_length < l ? l : slab_length / l * l;
  size_t end = tile->end_stretch * l;
  int32_t start_row[most_rows];
  for (size_t row = tile->first_row; row < tile->end_row; row += most_rows) {
    size_t end_row = tile->end_row - row < most_rows ? tile->end_row : row + most_rows;
    for (size_t place = tile->first_stretch * l; place < end; place += slab) {
      size_t length = end - place < slab ? end - place : slab;
      for (size_t i = row; i < end_row; i++) {
        start_row[i - row] = (int32_t)(0u - (uint32_t)p->offset.y * (uint32_t)sum_of(p->a + i * p->width + place, length));
      }
      for (size_t column = tile->first_column / 64 * 64; column < tile->end_column; column += 64) {
        __mmask16 columns[4];
        for (size_t c = 0; c < 4; c++) {
          size_t first = column + 16 * c;
          uint32_t mask = first >= tile->end_column ? 0 : tile->end_column - first < 16 ? (1u << (tile->end_column - first)) - 1 : 0xFFFF;
          if (first + 16 <= tile->first_column) mask = 0;
          else if (first < tile->first_column) mask &= 0xFFFFu << (tile->first_column - first);
          columns[c] = (__mmask16)mask;
        }
        uint32_t *corner = d + (row - tile->first_row) * stride + ((ptrdiff_t)column - (ptrdiff_t)tile->first_column);
        compute_slab(
            p, row, end_row, p->b + column * p->width + place * 64, place, length / 4, columns, corner, stride, start_row);
      }
    }
  }
}

static int32_t tile(
    const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile, uint32_t *d,
    size_t stride) {
  (void)rows_a, (void)rows_b;
  integer_values v = binade_integer_values(plan);
  product p = {.plan = plan, .offset = offsets_of(&v), .a = a, .b = b, .width = integer_width(plan, k)};
  size_t l = (size_t)p.plan->group_length;
  int64_t safe = 0x7FFFFFFF - v.product * (int64_t)(slab_length < l ? l : slab_length);
  p.safe = safe < 0 ? 0 : (int32_t)safe;
  compute_tile(&p, tile, d, stride);
  return 0;
}

BINADE_TARGET_END

const binade_product_kernel binade_integer_sum_avx512 = {panel_bytes, pack, tile};
#endif
