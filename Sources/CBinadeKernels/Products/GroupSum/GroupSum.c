#include "GroupSumParts.h"

static int32_t largest(const int8_t *table) {
  int32_t most = 0;
  for (int i = 0; i < 256; i++) {
    int32_t value = table[i] < 0 ? -table[i] : table[i];
    if (value > most) most = value;
  }
  return most;
}

static int32_t bits_of(int64_t value) {
  int32_t bits = 0;
  while (value >> bits) bits++;
  return bits;
}

group_limits binade_group_limits(const binade_group_sum *plan) {
  group_limits limits;
  int64_t significand = 0;
  for (int i = 0; i < 256; i++) {
    if (plan->scale_significand[i] > significand) significand = plan->scale_significand[i];
  }
  limits.offset = largest(plan->b);
  int64_t products = (int64_t)plan->term_length * largest(plan->a) * limits.offset;
  int64_t square = significand * significand;
  limits.term_bits = bits_of(products * square);
  // The factor of a term must fit a signed word, and the sum of a stretch a signed dword.
  limits.spread = -1;
  int64_t terms = plan->group_length / plan->term_length;
  while (limits.spread < 15 && square << (limits.spread + 1) <= 0x7FFF && (terms * products * square) << (limits.spread + 1) < 0x7FFFFFFF) {
    limits.spread++;
  }
  // Below every exponent that can be, a floor has no effect.
  limits.floor = plan->floor < -700 ? -700 : plan->floor;
  return limits;
}

int32_t binade_group_sum_serves(const binade_group_sum *plan) {
  int32_t l = plan->group_length, t = plan->term_length, v = plan->block_length, f = plan->fraction_bits;
  if ((t != 16 && t != 32) || l < 1 || l % (2 * t) != 0 || v < 1 || v % t != 0) return 0;
  int32_t pairs = l / t / 2;
  if (pairs * (3 + t / 16) + 2 > 16) return 0;  // a stretch's list is turned as a square of 16 × 16 dwords
  for (int i = 0; i < 256; i++) {
    if (plan->a[i] == -128 || plan->b[i] == -128 || plan->scale_significand[i] > 15) return 0;
    if (plan->scale_exponent[i] < -127 || plan->scale_exponent[i] > 127) return 0;
  }
  group_limits limits = binade_group_limits(plan);
  int64_t products = (int64_t)t * largest(plan->a) * largest(plan->b);
  // Words hold products of pairs where B is twice as large, and the sums of products twice; floats hold terms,
  // and doubles sums of terms in units of the last bit kept.
  if (products > 0x3FFF || products * 4 > 0x7FFFLL * t || limits.term_bits > 24 || f < 23 || f > 48) return 0;
  if (plan->unit > 0 || f + plan->unit < 0 || limits.term_bits + f + plan->unit + 4 > 52) return 0;
  return plan->floor <= 128;
}

size_t binade_group_panel_bytes(const void *plan, int32_t side, size_t rows, size_t k) {
  group_shape s = group_shape_of(plan);
  size_t padded = group_padded(rows), stretches = group_stretches(&s, k);
  size_t records = side == binade_side_a ? padded / 32 * group_a_step(&s) : padded / 16 * s.b_bytes;
  return padded * sizeof(group_row) + stretches * records;
}

const binade_product_kernel *binade_group_sum_kernel(binade_backend backend) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return &binade_group_sum_avx512;
  if (backend == binade_backend_avx2) return &binade_group_sum_avx2;
#endif
  (void)backend;
  return 0;
}
