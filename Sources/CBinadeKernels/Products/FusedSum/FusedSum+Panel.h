// How the panels of fused sums lie in memory, and which methods serve which sums.
#ifndef BINADE_FUSED_SUM_PANEL_H
#define BINADE_FUSED_SUM_PANEL_H

#include "include/FusedSum.h"

// A panel is cut into blocks of 64 rows and, in these, into groups of L products. A group has a head, the shifts of its rows, the values
// of the elements as float32, and their exponents as bytes. Operand A lies row by row, operand B product by product with 64 columns each.
enum { fused_block = 64 };

// Words of floats that are read as such.
typedef uint32_t __attribute__((may_alias)) fused_word;

// How exponents are kept.
enum {
  // All exponents are small: bytes hold them as they are, and there are no shifts.
  fused_narrow = 0,
  // Bytes are relative to the largest exponent of the row in this group, which is its shift.
  fused_wide = 1,
  // As narrow; the shift is the exponent of the scale.
  fused_scaled = 2,
  // Wide and scaled: only the universal method serves it; bytes mean nothing, and the shift is the exponent of the scale.
  fused_wide_scaled = 3,
};

typedef struct {
  // A bit for each row without NaN and infinities, in elements and scales.
  uint64_t is_finite;
  // The smallest and the largest shift.
  int32_t smallest_shift, largest_shift;
  // Narrow and scaled: the smallest and the largest exponent of an element.
  int32_t smallest_exponent, largest_exponent;
  int32_t unused[10];
} fused_head;

// Exponents at which the general method works, see there.
enum {
  fused_zero = -128,
  fused_clamp = -40,
  fused_lowest = -100,
  fused_lowest_scaled = -72,
  fused_highest = 100,
};

static inline int32_t fused_kind(const binade_fused_sum *sum) {
  int32_t is_narrow = sum->a.smallest_exponent >= -15 && sum->b.smallest_exponent >= -15 && sum->a.largest_exponent <= 16 &&
                      sum->b.largest_exponent <= 16;
  return (is_narrow ? 0 : 1) + (sum->scale_block ? 2 : 0);
}

static inline size_t fused_shift_bytes(const binade_fused_sum *sum) {
  return fused_kind(sum) == fused_narrow ? 0 : fused_block * sizeof(int32_t);
}

// Sums in a stretch.
static inline size_t fused_nodes(const binade_fused_sum *sum) {
  return sum->period > 1 && sum->run > 0 ? (size_t)(sum->period / sum->run) : 1;
}

// Bytes of a group of a block; a multiple of 64.
static inline size_t fused_group_bytes(const binade_fused_sum *sum) {
  return sizeof(fused_head) + fused_shift_bytes(sum) + (size_t)sum->group_length * fused_block * 5;
}

// The parts of a group.
typedef struct {
  fused_head *head;
  int32_t *shifts;
  float *values;
  int8_t *exponents;
} fused_group;

static inline fused_group fused_group_at(const binade_fused_sum *sum, const void *panel, size_t k, size_t block, size_t group) {
  size_t length = (size_t)sum->group_length;
  char *base = (char *)panel + (block * (k / length) + group) * fused_group_bytes(sum);
  fused_group parts;
  parts.head = (fused_head *)base;
  parts.shifts = (int32_t *)(base + sizeof(fused_head));
  parts.values = (float *)(base + sizeof(fused_head) + fused_shift_bytes(sum));
  parts.exponents = (int8_t *)(parts.values + length * fused_block);
  return parts;
}

#endif
