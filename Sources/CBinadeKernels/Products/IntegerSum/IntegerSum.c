#include "IntegerSumParts.h"

integer_values binade_integer_values(const binade_integer_sum *plan) {
  integer_values v = {.least_a = 0};
  for (int i = 0; i < 256; i++) {
    v.a[i] = (int16_t)(plan->negates ? -plan->a[i] : plan->a[i]);
    v.b[i] = plan->b[i];
    // What fills a row up is zero.
    if (v.a[i] < v.least_a) v.least_a = v.a[i];
    if (v.a[i] > v.most_a) v.most_a = v.a[i];
    if (v.b[i] < v.least_b) v.least_b = v.b[i];
    if (v.b[i] > v.most_b) v.most_b = v.b[i];
  }
  int64_t a = v.most_a > -v.least_a ? v.most_a : -v.least_a, b = v.most_b > -v.least_b ? v.most_b : -v.least_b;
  v.product = a * b;
  return v;
}

int32_t binade_integer_sum_serves(const binade_integer_sum *plan) {
  if (plan->group_length < 4 || plan->group_length > 4096 || plan->group_length % 4 != 0) return 0;
  for (int i = 0; i < 256; i++) {
    if (plan->a[i] < -256 || plan->a[i] > 256 || plan->b[i] < -256 || plan->b[i] > 256) return 0;
  }
  integer_values v = binade_integer_values(plan);
  return v.most_a - v.least_a <= 255 && v.most_b - v.least_b <= 255;
}

const binade_product_kernel *binade_integer_sum_kernel(binade_backend backend) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return &binade_integer_sum_avx512;
  if (backend == binade_backend_avx2) return &binade_integer_sum_avx2;
  if (backend == binade_backend_baseline) return &binade_integer_sum_sse2;
#endif
  (void)backend;
  return 0;
}
