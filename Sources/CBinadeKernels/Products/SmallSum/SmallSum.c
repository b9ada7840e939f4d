#include "SmallSumParts.h"

static int32_t largest(const int16_t *table) {
  int32_t most = 0;
  for (int i = 0; i < 256; i++) {
    int32_t value = table[i] < 0 ? -table[i] : table[i];
    if (value > most) most = value;
  }
  return most;
}

static int64_t step_of(const binade_small_sum *plan) { return (int64_t)plan->group_length * largest(plan->a) * largest(plan->b); }

int32_t binade_small_needs_words(const binade_small_sum *plan) { return largest(plan->a) > 127 || largest(plan->b) > 127; }

small_shape binade_small_shape(const binade_small_sum *plan, int32_t is_wide) {
  small_shape s;
  s.is_wide = is_wide;
  s.offset = is_wide ? 0 : largest(plan->b);
  s.length = (size_t)plan->group_length << s.is_wide;
  s.a_bytes = s.length + 8;
  s.b_bytes = 16 * s.length + 64;
  return s;
}

int32_t binade_small_sum_serves(const binade_small_sum *plan) {
  int32_t l = plan->group_length, v = plan->block_length, f = plan->fraction_bits;
  if (l < 4 || l % 4 != 0 || v < 0 || v % l != 0) return 0;
  for (int i = 0; i < 256; i++) {
    if (plan->a[i] == -32768 || plan->b[i] == -32768) return 0;
    if (v != 0 && (plan->scale_exponent[i] < -140 || plan->scale_exponent[i] > 127)) return 0;
  }
  if (step_of(plan) >= 1 << 24 || f < 23 || f > 64 || plan->floor - f > -149) return 0;
  // Powers of two are floats, and so are their products with the units.
  return plan->unit <= 0 && plan->unit >= -64 && plan->exponent - f <= plan->unit;
}

// The stored bits of the significand of a table's format: its values begin with 1, 2, 3 … and go on in larger steps after 2^(bits + 1).
static int32_t fraction_of(const int16_t *table) {
  int32_t last = 0;
  for (int found = 1; found;) {
    found = 0;
    for (int i = 0; i < 256 && !found; i++) found = table[i] == last + 1 || -table[i] == last + 1;
    last += found;
  }
  int32_t bits = 0;
  while (last >> (bits + 1)) bits++;
  return last == 1 << bits && bits > 0 ? bits - 1 : bits;
}

int32_t binade_small_exponent(int32_t magnitude, int32_t fraction) {
  int32_t exponent = 31 - __builtin_clz((uint32_t)magnitude | 1);
  return exponent > fraction ? exponent : fraction;
}

small_fractions binade_small_fractions(const binade_small_sum *plan) {
  small_fractions f = {fraction_of(plan->a), fraction_of(plan->b), 0};
  int32_t most = binade_small_exponent(largest(plan->a), f.a) + binade_small_exponent(largest(plan->b), f.b) + plan->unit;
  f.is_known = most == plan->exponent && most - plan->unit < 100;
  return f;
}

static small_row range(const void *panel, size_t first, size_t end) {
  small_row all = {0x3FFF, -0x3FFF, 0, 0};
  for (size_t i = first; i < end; i++) {
    small_row own = ((const small_row *)panel)[i];
    if (own.low < all.low) all.low = own.low;
    if (own.high > all.high) all.high = own.high;
    all.has_nan |= own.has_nan;
  }
  return all;
}

small_limits binade_small_limits(const binade_small_sum *plan, const void *a, const void *b, const binade_tile *tile) {
  small_row x = range(a, tile->first_row, tile->end_row), y = range(b, tile->first_column, tile->end_column);
  small_limits limits;
  int32_t low = x.low + y.low, high = x.high + y.high, f = plan->fraction_bits;
  limits.multiple = high + plan->exponent - f;
  limits.bound = low + plan->unit + f + 1 < 127 ? low + plan->unit + f + 1 : 127;
  limits.step = high + plan->unit;
  for (int64_t step = step_of(plan); step > 0; step >>= 1) limits.step++;
  limits.is_possible = !x.has_nan && !y.has_nan && limits.multiple <= low + plan->unit;
  // What a scale and the unit make together is a float, and so is its product with the sum of a stretch.
  if (low + plan->unit < -126 || high + plan->unit > 100) limits.is_possible = 0;
  return limits;
}

float binade_small_greatest(const small_limits *limits, const binade_tile *tile, const uint32_t *d, size_t stride) {
  uint32_t most = 0, bad = 0;
  for (size_t row = 0; row < tile->end_row - tile->first_row; row++) {
    for (size_t i = 0; i < tile->end_column - tile->first_column; i++) {
      uint32_t word = d[row * stride + i] & 0x7FFFFFFF, field = word >> 23;
      int32_t last = (int32_t)(field > 0 ? field : 1) - 150;
      most = word > most ? word : most;
      if (last >= limits->multiple || word == 0) continue;
      uint32_t significand = field > 0 ? (word & 0x7FFFFF) | 0x800000 : word;
      bad |= last + __builtin_ctz(significand) < limits->multiple;
    }
  }
  uint32_t word = bad || most > 0x7F800000 ? 0x7F800000 : most;
  float value;
  memcpy(&value, &word, 4);
  return value;
}

int32_t binade_small_try(
    const small_limits *limits, float c, small_compute compute, const void *product, const binade_tile *tile, uint32_t *d, size_t stride) {
  float bound = small_power(limits->bound);
  if (!(c < bound)) return 1;
  double stretches = (double)(tile->end_stretch - tile->first_stretch);
  double most = (double)c + stretches * (double)small_power(limits->step < 127 ? limits->step : 127);
  if (most < (double)bound) {
    compute(product, tile, bound, d, stride);
    return 0;
  }
  // C may grow too large on the way: then it has to come back.
  size_t rows = tile->end_row - tile->first_row, columns = tile->end_column - tile->first_column;
  uint32_t *copy = malloc(rows * columns * sizeof *copy);
  if (!copy) return 1;
  for (size_t row = 0; row < rows; row++) memcpy(copy + row * columns, d + row * stride, columns * sizeof *copy);
  int32_t is_good = compute(product, tile, bound, d, stride);
  for (size_t row = 0; row < rows && !is_good; row++) memcpy(d + row * stride, copy + row * columns, columns * sizeof *copy);
  free(copy);
  return !is_good;
}

const binade_product_kernel *binade_small_sum_kernel(binade_backend backend) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return &binade_small_sum_avx512;
  if (backend == binade_backend_avx2) return &binade_small_sum_avx2;
  if (backend == binade_backend_baseline) return &binade_small_sum_sse2;
#endif
  (void)backend;
  return 0;
}
