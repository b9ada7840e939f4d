// Exact integer sums.
#ifndef BINADE_INTEGER_SUM_H
#define BINADE_INTEGER_SUM_H

#include "Products.h"

// D = A·Bᵀ + C in two's complement words of 32 bits. Elements are single bytes.
typedef struct {
  // L, products that are added at once: a multiple of 4.
  int32_t group_length;
  // Whether the sum of C and L products is clamped; it wraps otherwise.
  int32_t saturates;
  // Whether all products change their sign.
  int32_t negates;
  // The value of every code; a table spans at most 255 and has zero among or between its values.
  int16_t a[256], b[256];
} binade_integer_sum;

// Whether the kernels can do a plan at all. They then do it for every operand and every C.
int32_t binade_integer_sum_serves(const binade_integer_sum *plan);

// The kernel of a back-end, or null.
const binade_product_kernel *binade_integer_sum_kernel(binade_backend backend);

#endif
