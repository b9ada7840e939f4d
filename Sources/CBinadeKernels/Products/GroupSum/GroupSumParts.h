// What the kernels of group sums share: the shape of panels, and what follows from a plan.
#ifndef BINADE_GROUP_SUM_PARTS_H
#define BINADE_GROUP_SUM_PARTS_H

#include "include/GroupSum.h"

// A stretch of L products has `pairs` pairs of terms, and each term has `halves` runs of 16 products.
//
// What a row needs beside its codes is a list of dwords for each stretch. Where a dword holds two words, the low one is of the first
// term of a pair. In the panel of B the dwords of 16 columns stand side by side.
//   shifted[pairs]        significands of scales << (exponent - the stretch's least exponent), if the stretch is not wide
//   raw[pairs]            significands of scales
//   exponent[pairs]       exponents of scales
//   nonzero[pairs·halves] a bit for each element that is not zero; none where the scale is zero
//   flags                 spread of the exponents, or `binade_group_wide`; `binade_group_nan`
//   least                 the least exponent of a scale that is not zero
//   start[2·pairs]        A only: -offset · sum of the elements of a term
//   scale                 A only, two dwords: 2^(least + unit) as a double
typedef struct {
  size_t length, pairs, halves;
  size_t shifted, raw, exponent, nonzero, flags, least, start, scale;
  size_t a_bytes, b_bytes;
} group_shape;

enum { binade_group_wide = 0xFF, binade_group_nan = 0x100 };

// What is known of a row over the whole of K: the least and the greatest exponent of its scales that are not zero.
typedef struct {
  int16_t low, high;
  uint16_t has_nan, unused;
} group_row;

// What follows from the tables of a plan.
typedef struct {
  int32_t offset;     // what is added to B's elements to make them unsigned
  int32_t term_bits;  // |sum of products · significands| < 2^term_bits
  int32_t spread;     // up to this sum of spreads the fast step is exact
  int32_t floor;
} group_limits;

static inline group_shape group_shape_of(const binade_group_sum *plan) {
  group_shape s;
  s.length = (size_t)plan->group_length;
  s.halves = (size_t)plan->term_length / 16;
  s.pairs = s.length / (size_t)plan->term_length / 2;
  s.shifted = 0;
  s.raw = s.pairs;
  s.exponent = 2 * s.pairs;
  s.nonzero = 3 * s.pairs;
  s.flags = s.nonzero + s.pairs * s.halves;
  s.least = s.flags + 1;
  s.start = s.least + 1;
  s.scale = (s.start + 2 * s.pairs + 1) / 2 * 2;
  s.a_bytes = (s.length + 4 * s.scale + 8 + 63) / 64 * 64;
  s.b_bytes = 16 * s.length + 64 * s.start + 64;
  return s;
}

static inline size_t group_stretches(const group_shape *s, size_t k) { return (k + s->length - 1) / s->length; }
static inline size_t group_padded(size_t rows) { return (rows + 63) / 64 * 64; }

// From one stretch of 32 rows of A to the next: no power of two, which would put all stretches of a row in the same cache sets.
static inline size_t group_a_step(const group_shape *s) { return 32 * s->a_bytes + 64; }

// Rows of A in blocks of 32: block, stretch, row.
static inline size_t group_a_place(const group_shape *s, size_t padded, size_t stretches, size_t row, size_t stretch) {
  return padded * sizeof(group_row) + (row / 32 * stretches + stretch) * group_a_step(s) + row % 32 * s->a_bytes;
}

// Columns of B in blocks of 16: block, stretch, then dwords (four codes or one of the list above) of 16 columns.
static inline size_t group_b_place(const group_shape *s, size_t padded, size_t stretches, size_t column, size_t stretch) {
  return padded * sizeof(group_row) + (column / 16 * stretches + stretch) * s->b_bytes;
}

// Packing by the 16 stretches, for stretches of two pairs of terms of 16 products.
void binade_group_pack_quads_avx512(
    const binade_group_sum *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, uint8_t *panel);
void binade_group_pack_avx512(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel);
void binade_group_pack_avx2(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel);
group_limits binade_group_limits(const binade_group_sum *plan);
size_t binade_group_panel_bytes(const void *plan, int32_t side, size_t rows, size_t k);
extern const binade_product_kernel binade_group_sum_avx512, binade_group_sum_avx2;

#endif
