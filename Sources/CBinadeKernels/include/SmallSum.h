// Fused sums of small numbers, which nothing is cut from before they are added.
#ifndef BINADE_SMALL_SUM_H
#define BINADE_SMALL_SUM_H

#include "Products.h"

// D = A·Bᵀ + C in binary32, terms of single products, sums rounded toward zero. Elements are single bytes.
typedef struct {
  // L, products of a stretch, and V, elements that share a scale (a multiple of L; 0 without scales).
  int32_t group_length, block_length;
  // F, and the smallest exponent to which products are aligned (very small if there is none).
  int32_t fraction_bits, floor;
  // Exponent of the product of the two elements' quanta.
  int32_t unit;
  // The greatest exponent that a product of two elements is aligned by, without scales.
  int32_t exponent;
  // Whether all products change their sign.
  int32_t negates;
  // The value of every element code, in quanta; no NaN and no infinity among them.
  int16_t a[256], b[256];
  // Scales are powers of two.
  int16_t scale_exponent[256];
  uint8_t scale_is_nan[256];
} binade_small_sum;

// Whether the kernels can do a plan at all. Even then a tile may be refused: its scales or C may be such that something is cut.
int32_t binade_small_sum_serves(const binade_small_sum *plan);

// The kernel of a back-end, or null.
const binade_product_kernel *binade_small_sum_kernel(binade_backend backend);

#endif
