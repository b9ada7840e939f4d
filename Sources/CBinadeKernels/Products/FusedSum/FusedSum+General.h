// The general method: one stretch of a few rows and one vector of columns in float32 and int32. Included by each back-end.
//
// E comes from bytes: the largest sum of two exponent bytes, found beforehand for 64 columns at once. A zero is -128, and bytes add with
// saturation, so no product of a zero passes for a number. Then, for each product, p = a * b exactly (serving sums have significands of
// at most 24 bits together), p * 2^(F-E) exactly or so small that it counts as 0, and a conversion to an integer that truncates as the
// definition does. The integers are added exactly or the overflow is noticed; their sum becomes a float32 toward zero and gets 2^(E-F).
//
// Ranges. Narrow: exponents of products are -30 ... 32; the bytes' maximum begins at -100, so a stretch of zeros has E = -100 or C's. Wide:
// values are as they are, bytes relative to the row's largest exponent and clamped at -40; a maximum above -40 is therefore right, -128
// means zeros, and in between it is unknown (the caller sees to these). The sums of the shifts are -60 ... 90 (fused_serves_block), so E is
// above -100 for a product, and products are below 2^92; -128 counts as `lowest`, however large the shifts of zeros' partners are. Scaled:
// the sums of the shifts are -40 ... 40, so products have E of -70 ... 72, and a product of a zero, at most -112, is never above -72.
// Where all products are zero, E is so `lowest`, or C's. C is zero or at least 2^lowest when it comes in, or it is a result of this method
// and a multiple of 2^(lowest-F), so that E = lowest cuts nothing off. No E is above 100, or the step says so. Hence all three powers of
// two are normal numbers, and a product that is rounded as a subnormal float32 is too small to count: below 2^-126 * 2^(F+100) = 1/2.

// What does not change in a tile.
typedef struct {
  int32_t fraction_bits;
  int32_t lowest;
  uint32_t mask;
} fused_constants;

// Takes `fused_rows` rows and returns 0, or nonzero and leaves C alone. `bytes`, `c` and `b` have 64 columns; `a` has rows of L.
static inline __attribute__((always_inline)) int general_step(const int length, const int is_guarded, const int kind,
                                                              const fused_constants *constants, const float *a, const float *b,
                                                              const int8_t *bytes, const int32_t *shifts_a, const int32_t *shifts_b,
                                                              float *c) {
  enum { rows = fused_rows };
  const int halves = is_guarded && length > 16 ? 2 : 1;
  fused_int one = int_all(127 << 23), mask = int_all(0x7F800000);
  fused_int scale_of = int_all((int32_t)((uint32_t)(254 + constants->fraction_bits) << 23));
  fused_int lowest = int_all((127 + constants->lowest) << 23), largest = int_all(0);
  fused_float scales[rows];
  fused_int fields[rows];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    fused_int bytes_only = int_widen_bytes(bytes + r * fused_block), exponent = bytes_only;
    if (kind != fused_narrow) {
      exponent = int_add(exponent, int_load(shifts_b));
      exponent = int_add(exponent, int_all(shifts_a[r]));
    }
    fused_int field = int_add(int_left(exponent, 23), one);
    if (kind == fused_wide) field = int_where_greater(bytes_only, int_all(fused_zero), field, lowest);
    field = int_max(field, int_and(int_load(c + r * fused_block), mask));
    if (kind == fused_scaled) field = int_max(field, lowest);
    largest = int_max(largest, field);
    fused_int scale = int_subtract(scale_of, field);
    if (kind == fused_scaled) {
      fused_int shifts = int_add(int_load(shifts_b), int_all(shifts_a[r]));
      // Beyond 2^127 only where all products are zero.
      scale = int_min(int_add(scale, int_left(shifts, 23)), int_all(254 << 23));
      fields[r] = field;
    }
    scales[r] = bits_float(scale);
  }
  fused_int bad = int_subtract(int_all((127 + fused_highest) << 23), largest);
  fused_int sums[rows], firsts[rows];
#pragma clang loop unroll(full)
  for (int half = 0; half < halves; half++) {
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      if (half) firsts[r] = sums[r];
      sums[r] = int_all(0);
    }
    int end = (half + 1) * length / halves;
#pragma clang loop unroll_count(4)
    for (int k = half * length / halves; k < end; k++) {
      fused_float y = float_load(b + k * fused_block);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        fused_float product = float_multiply(float_all(a[r * length + k]), y);
        sums[r] = int_add(sums[r], float_truncate(float_multiply(product, scales[r])));
      }
    }
  }
  fused_float results[rows];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    fused_int scale = kind == fused_scaled ? int_subtract(scale_of, fields[r]) : float_bits(scales[r]);
    if (halves == 2) {
      fused_int both = int_add(sums[r], firsts[r]);
      bad = int_overflow(bad, sums[r], firsts[r], both);
      sums[r] = both;
    }
    fused_int term = float_truncate(float_multiply(float_load(c + r * fused_block), bits_float(scale)));
    fused_int total = int_add(sums[r], term);
    if (is_guarded) bad = int_overflow(bad, sums[r], term, total);
    // 2^(E-F) from 2^(F-E).
    fused_float unit = bits_float(int_subtract(int_all(254 << 23), scale));
    results[r] = float_multiply(float_of(total), unit);
  }
  if (int_any_negative(bad)) return 1;
  fused_int kept = int_all((int32_t)constants->mask);
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) int_store(c + r * fused_block, int_and(float_bits(results[r]), kept));
  return 0;
}

// The largest sums of exponent bytes of 8 rows and 64 columns.
static inline __attribute__((always_inline)) void exponent_pass(const int length, const int start, const int8_t *a, const int8_t *b,
                                                                int8_t *bytes) {
  for (int r = 0; r < 8; r += fused_rows) {
    for (int column = 0; column < fused_block; column += fused_byte_lanes) {
      fused_int largest[fused_rows];
#pragma clang loop unroll(full)
      for (int i = 0; i < fused_rows; i++) largest[i] = byte_all((int8_t)start);
#pragma clang loop unroll_count(4)
      for (int k = 0; k < length; k++) {
        fused_int y = byte_load(b + k * fused_block + column);
#pragma clang loop unroll(full)
        for (int i = 0; i < fused_rows; i++) largest[i] = byte_max(largest[i], byte_add(y, byte_all(a[(r + i) * length + k])));
      }
#pragma clang loop unroll(full)
      for (int i = 0; i < fused_rows; i++) int_store(bytes + (r + i) * fused_block + column, largest[i]);
    }
  }
}

// The steps of 8 rows and 16 columns; nonzero if one of them did nothing, and then `c` is to be taken from elsewhere.
typedef int (*fused_step)(const fused_constants *constants, const float *a, const float *b, const int8_t *bytes, const int32_t *shifts_a,
                          const int32_t *shifts_b, float *c);
typedef void (*fused_pass)(const int8_t *a, const int8_t *b, int8_t *bytes);

#define FUSED_STEP(name, length, is_guarded, kind)                                                                                        \
  static __attribute__((noinline)) int name(const fused_constants *constants, const float *a, const float *b, const int8_t *bytes,        \
                                            const int32_t *shifts_a, const int32_t *shifts_b, float *c) {                                 \
    int bad = 0;                                                                                                                          \
    for (int r = 0; r < 8; r += fused_rows) {                                                                                             \
      for (int column = 0; column < 16; column += fused_lanes) {                                                                          \
        bad |= general_step(length, is_guarded, kind, constants, a + r * (length), b + column, bytes + r * fused_block + column,          \
                            shifts_a + r, shifts_b + column, c + r * fused_block + column);                                               \
      }                                                                                                                                   \
    }                                                                                                                                     \
    return bad;                                                                                                                           \
  }
#define FUSED_STEPS(length, is_guarded)                                                                                                   \
  FUSED_STEP(step_##length##_##is_guarded##_narrow, length, is_guarded, fused_narrow)                                                     \
  FUSED_STEP(step_##length##_##is_guarded##_wide, length, is_guarded, fused_wide)                                                         \
  FUSED_STEP(step_##length##_##is_guarded##_scaled, length, is_guarded, fused_scaled)
#define FUSED_PASS(length)                                                                                                                \
  static __attribute__((noinline)) void pass_##length##_narrow(const int8_t *a, const int8_t *b, int8_t *bytes) {                         \
    exponent_pass(length, fused_lowest, a, b, bytes);                                                                                     \
  }                                                                                                                                       \
  static __attribute__((noinline)) void pass_##length##_wide(const int8_t *a, const int8_t *b, int8_t *bytes) {                           \
    exponent_pass(length, fused_zero, a, b, bytes);                                                                                       \
  }
FUSED_STEPS(4, 0)
FUSED_STEPS(8, 0)
FUSED_STEPS(16, 1)
FUSED_STEPS(32, 0)
FUSED_STEPS(32, 1)
FUSED_PASS(4)
FUSED_PASS(8)
FUSED_PASS(16)
FUSED_PASS(32)

// (4 L + 2) 2^F is at most 2^31 without the guard, and 16 products at a time never overflow.
static fused_step step_for(const binade_fused_sum *sum) {
#define FUSED_KINDS(length, is_guarded)                                                                                                   \
  {step_##length##_##is_guarded##_narrow, step_##length##_##is_guarded##_wide, step_##length##_##is_guarded##_scaled}
  static const fused_step steps[5][3] = {FUSED_KINDS(4, 0), FUSED_KINDS(8, 0), FUSED_KINDS(16, 1), FUSED_KINDS(32, 0), FUSED_KINDS(32, 1)};
  int32_t kind = fused_kind(sum);
  // A byte has at most 7 stored bits of significand.
  int32_t bits = (sum->a.word_bytes == 1 ? 7 : sum->a.significand_bits) + (sum->b.word_bytes == 1 ? 7 : sum->b.significand_bits);
  if (kind > fused_scaled || bits > 22 || sum->fraction_bits > 25) return NULL;
  if (sum->floor != INT32_MIN && sum->floor > (kind == fused_scaled ? fused_lowest_scaled : fused_lowest)) return NULL;
  switch (sum->group_length) {
  case 4:
    return steps[0][kind];
  case 8:
    return steps[1][kind];
  case 16:
    return steps[2][kind];
  case 32:
    return steps[sum->fraction_bits > 23 ? 4 : 3][kind];
  default:
    return NULL;
  }
}

static fused_pass pass_for(const binade_fused_sum *sum) {
  int32_t is_narrow = fused_kind(sum) == fused_narrow;
  switch (sum->group_length) {
  case 4:
    return is_narrow ? pass_4_narrow : pass_4_wide;
  case 8:
    return is_narrow ? pass_8_narrow : pass_8_wide;
  case 16:
    return is_narrow ? pass_16_narrow : pass_16_wide;
  default:
    return is_narrow ? pass_32_narrow : pass_32_wide;
  }
}

// Whether the shifts of two blocks are in the range of the method.
static int serves_block(int32_t kind, const fused_head *a, const fused_head *b) {
  if (kind == fused_narrow) return 1;
  int32_t least = kind == fused_wide ? -60 : -40, most = kind == fused_wide ? 90 : 40;
  return a->smallest_shift + b->smallest_shift >= least && a->largest_shift + b->largest_shift <= most;
}
