// What the kernels of small sums share: panels, and when a sum is exact.
//
// Within a stretch nothing is cut, since the greatest product's exponent less F is not above the product of the quanta, and all products of
// a stretch have the same scales. C takes part exactly, and nothing is cut for its sake, if over the whole chain
//   1. (greatest scales + exponent) - F <= (least scales + unit),
//   2. C is a multiple of 2^((greatest scales + exponent) - F) at first: it stays one, or a multiple of the products' last bit
//      (SmallSum+Careful+AVX512.c helps a C that is not),
//   3. |C| < 2^(least scales + unit + F + 1) all the time.
// Then a stretch is: the exact sum of integers below 2^24, and one fused multiply-add toward zero.
#ifndef BINADE_SMALL_SUM_PARTS_H
#define BINADE_SMALL_SUM_PARTS_H

#include "include/SmallSum.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  int32_t is_wide;  // elements are words of 16 bits, and not bytes
  int32_t offset;   // what is added to bytes of B to make them unsigned
  size_t length;    // bytes of a stretch of one row
  size_t a_bytes;   // codes, -offset · their sum, 2^scale as a float
  size_t b_bytes;   // of 16 columns: codes, 2^scale
} small_shape;

// The least and the greatest exponent of the scales of a row.
typedef struct {
  int16_t low, high;
  uint16_t has_nan, unused;
} small_row;

// What a tile's scales allow.
typedef struct {
  int32_t is_possible;
  int32_t multiple;  // C is a multiple of 2^this
  int32_t bound;     // |C| < 2^this
  int32_t step;      // a stretch adds less than 2^this
} small_limits;

static inline size_t small_stretches(const binade_small_sum *plan, size_t k) {
  return (k + (size_t)plan->group_length - 1) / (size_t)plan->group_length;
}

static inline size_t small_padded(size_t rows) { return (rows + 63) / 64 * 64; }

// Rows of A in blocks of 32: block, stretch, row.
static inline size_t small_a_place(const small_shape *s, size_t rows, size_t stretches, size_t row, size_t stretch) {
  return small_padded(rows) * sizeof(small_row) + ((row / 32 * stretches + stretch) * 32 + row % 32) * s->a_bytes;
}

// Columns of B in blocks of 16: block, stretch, dwords of 16 columns.
static inline size_t small_b_place(const small_shape *s, size_t rows, size_t stretches, size_t column, size_t stretch) {
  return small_padded(rows) * sizeof(small_row) + (column / 16 * stretches + stretch) * s->b_bytes;
}

// 2^exponent, also below the normal numbers.
static inline float small_power(int32_t exponent) {
  uint32_t word = exponent < -126 ? 1u << (exponent + 149) : (uint32_t)(exponent + 127) << 23;
  float value;
  memcpy(&value, &word, 4);
  return value;
}

// Computes a tile; returns whether |C| stayed below a bound.
typedef int32_t (*small_compute)(const void *product, const binade_tile *tile, float bound, uint32_t *d, size_t stride);

// Computes a tile whose |C| is at most `c`, or leaves it as it was and returns 1. Under any rounding mode.
int32_t binade_small_try(
    const small_limits *limits, float c, small_compute compute, const void *product, const binade_tile *tile, uint32_t *d, size_t stride);
// The greatest |C| of a tile; infinity if an element is not a multiple of 2^limits->multiple, or no number.
float binade_small_greatest(const small_limits *limits, const binade_tile *tile, const uint32_t *d, size_t stride);

// Stored bits of the significands of A and B: a subnormal element is aligned by the exponent of the smallest normal one. Found from the
// values, and known only if the greatest exponent agrees with the plan.
typedef struct {
  int32_t a, b, is_known;
} small_fractions;

small_fractions binade_small_fractions(const binade_small_sum *plan);
// The exponent that aligns an element, above that of its quantum.
int32_t binade_small_exponent(int32_t magnitude, int32_t fraction);

small_shape binade_small_shape(const binade_small_sum *plan, int32_t is_wide);
int32_t binade_small_needs_words(const binade_small_sum *plan);
small_limits binade_small_limits(const binade_small_sum *plan, const void *a, const void *b, const binade_tile *tile);
extern const binade_product_kernel binade_small_sum_avx512, binade_small_sum_avx2, binade_small_sum_sse2;

#endif
