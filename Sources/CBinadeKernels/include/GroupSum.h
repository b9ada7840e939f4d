// Sums of groups that share scales: terms are exact sums of small products, aligned by the exponents of their scales.
#ifndef BINADE_GROUP_SUM_H
#define BINADE_GROUP_SUM_H

#include "Products.h"

// D = A·Bᵀ + C in binary32. Elements are single bytes. The value of a term is (sum of a · b) · sA · sB · 2^(eA + eB + unit).
typedef struct {
  // L, products of a stretch; T, products of a term; V, elements that share a scale. T divides L and V.
  int32_t group_length, term_length, block_length;
  // F, and the smallest exponent to which terms are aligned (very small if there is none).
  int32_t fraction_bits, floor;
  // Exponent of the product of the two elements' quanta and of the quanta of the two scales' significands.
  int32_t unit;
  // The word of every NaN result.
  uint32_t canonical_nan;
  // Whether all products change their sign.
  int32_t negates;
  // The value of every element code, in quanta; no NaN and no infinity among them. -127 … 127.
  int8_t a[256], b[256];
  // The value of every scale byte is significand · 2^exponent (in quanta); the exponent is the one that aligns. Significands 0 … 15.
  uint8_t scale_significand[256];
  int16_t scale_exponent[256];
  uint8_t scale_is_nan[256];
} binade_group_sum;

// Whether the kernels can do a plan at all. They then do it for every operand and every C.
int32_t binade_group_sum_serves(const binade_group_sum *plan);

// The kernel of a back-end, or null.
const binade_product_kernel *binade_group_sum_kernel(binade_backend backend);

#endif
