// What the kernels of integer sums share.
#ifndef BINADE_INTEGER_SUM_PARTS_H
#define BINADE_INTEGER_SUM_PARTS_H

#include "include/IntegerSum.h"

// The values of a plan, its sign included.
typedef struct {
  int16_t a[256], b[256];
  int32_t least_a, most_a, least_b, most_b;
  // |a · b| at most.
  int64_t product;
} integer_values;

integer_values binade_integer_values(const binade_integer_sum *plan);

// Elements of a row, filled up to whole stretches.
static inline size_t integer_width(const binade_integer_sum *plan, size_t k) {
  size_t l = (size_t)plan->group_length;
  return (k + l - 1) / l * l;
}

extern const binade_product_kernel binade_integer_sum_avx512, binade_integer_sum_avx2, binade_integer_sum_sse2;

#endif
