// The dot product of small integers, for formats of few bits in stretches of 32. Included by each back-end.
//
// Elements become integers in units of 2^l, the same l for a block of 64 rows, and pairs of products are added by one instruction. With
// m the largest exponent of the block, m - l is at most 14, so they are 16 bits; and the two m - l are at most 23 together, so the sum S
// of 32 products, each below 2^(m + 1 - l) squared, is below 2^30. S counts units of 2^G, where G is the sum of the two l and of the
// exponents of scales.
//
// Exact: if nothing that is added loses a bit, E does not matter. No product does if its exponent is at most G + F, which holds for the
// largest if the two m - l are at most F together; C does not if its exponent is at most G + F and it is a multiple of 2^G. The result is
// then C + S 2^G toward zero.
//
// Split: where the range of the elements is wide, l is m - 10 or more, and what is no multiple of 2^l is small: it is left out of the
// integers, and products of small elements are made as in the general method. E is exact, because C and those products are cut at it. The
// other products are multiples of 2^G and lose nothing if E is at most G + F. Small elements of B come in slots: each of 16 columns has its
// own k there, and a permutation of the row of A finds its partner, which is 0 if it is small itself; small elements of A meet all of B.
// One sum has at most 16 products of small elements, each below 2^(F+2), so with F of at most 25 they do not overflow.
//
// Both are attempts: a step that finds its conditions broken leaves C alone, and the general method does it.

enum { split_length = 32, split_slots = 6, split_entries = 40 };

typedef struct {
  int16_t a[fused_block][split_length] __attribute__((aligned(64)));
  int32_t b[split_length / 2][fused_block] __attribute__((aligned(64)));
  // A without its small elements.
  float large_a[fused_block][split_length] __attribute__((aligned(64)));
  // The k and the value of small elements of B.
  int32_t slot_k[4][split_slots][16] __attribute__((aligned(64)));
  float slot_value[4][split_slots][16] __attribute__((aligned(64)));
  // Slots in use, more than there are if they do not suffice.
  int32_t slots[4];
  // Small elements of A, as row and k, of 8 rows each.
  uint16_t entries[8][split_entries];
  int32_t entry_count[8];
  // l of the operands, G without scales, and what can be done: 0 nothing, 1 split, 2 exact.
  int32_t unit_a, unit_b, unit, mode;
} fused_split;

// Decides on the units and says what can be done. `exponent_c` is that of the largest C of the block, about.
static inline int32_t split_mode(const binade_fused_sum *sum, int32_t kind, const fused_head *a, const fused_head *b, int32_t exponent_c,
                                 fused_split *split) {
  int32_t low_a = a->smallest_exponent - sum->a.significand_bits, low_b = b->smallest_exponent - sum->b.significand_bits;
  int32_t wide_a = a->largest_exponent - low_a, wide_b = b->largest_exponent - low_b;
  int32_t mode = 0;
  // With C far above the products the integers have to be shorter, for E must not exceed G + F. Scales go up and down, and leave C behind.
  int32_t excess = exponent_c - (a->largest_exponent + b->largest_exponent);
  int32_t reach = kind == fused_scaled ? 9 : (sum->fraction_bits - excess) / 2;
  if (reach > 10) reach = 10;
  if (reach < 8) reach = 8;
  if (wide_a <= 14 && wide_b <= 14 && wide_a + wide_b <= 23 && wide_a + wide_b <= sum->fraction_bits &&
      (kind == fused_narrow || wide_a + wide_b <= 2 * reach)) {
    mode = kind == fused_narrow ? 2 : FUSED_512;
  } else if (FUSED_512 && sum->fraction_bits >= 24) {
    if (wide_a > reach) low_a = a->largest_exponent - reach;
    if (wide_b > reach) low_b = b->largest_exponent - reach;
    mode = 1;
  }
  split->unit_a = low_a;
  split->unit_b = low_b;
  split->unit = low_a + low_b;
  split->mode = mode;
  return mode;
}

static inline float power_of_two(int32_t exponent) {
  uint32_t bits = (uint32_t)(127 + exponent) << 23;
  float value;
  __builtin_memcpy(&value, &bits, 4);
  return value;
}

static __attribute__((noinline)) void split_a(const fused_group *parts, uint64_t rows, fused_split *split) {
  fused_float factor = float_all(power_of_two(-split->unit_a));
  for (int32_t octet = 0; octet < 8; octet++) {
    int32_t count = 0;
    for (int32_t row = 8 * octet; row < 8 * octet + 8; row++) {
      if (!(rows >> row & 1) || count > split_entries) continue;
      uint32_t small = 0;
      for (int32_t k = 0; k < split_length; k += fused_lanes) {
        fused_float value = float_load(parts->values + row * split_length + k);
        fused_float scaled = float_multiply(value, factor);
        fused_int integer = float_truncate(scaled);
        fused_int large = float_is_equal(float_of(integer), scaled);
        small |= lanes_not_set(large) << k;
        int_store_words(&split->a[row][k], int_and(integer, large));
        int_store(&split->large_a[row][k], int_and(float_bits(value), large));
      }
      // A row of NaN is not for this method anyway.
      if (!(parts->head->is_finite >> row & 1)) small = 0;
      if (__builtin_popcount(small) > 16 - split_slots) count = split_entries + 1;
      for (; small && count <= split_entries; small &= small - 1) {
        if (count < split_entries) split->entries[octet][count] = (uint16_t)((row & 7) << 8 | __builtin_ctz(small));
        count++;
      }
    }
    split->entry_count[octet] = count;
  }
}

static __attribute__((noinline)) void split_b(const fused_group *parts, uint32_t vectors, fused_split *split) {
  fused_float factor = float_all(power_of_two(-split->unit_b));
  for (int32_t vector = 0; vector < 4; vector++) {
    if (!(vectors >> vector & 1)) continue;
    int32_t counts[16] = {0}, most = 0;
    for (int32_t k = 0; k < split_length && most <= split_slots; k += 2) {
      for (int32_t column = 16 * vector; column < 16 * vector + 16; column += fused_lanes) {
        const float *source = parts->values + k * fused_block + column;
        fused_float first = float_multiply(float_load(source), factor), second = float_multiply(float_load(source + fused_block), factor);
        fused_int x = float_truncate(first), y = float_truncate(second);
        fused_int large_x = float_is_equal(float_of(x), first), large_y = float_is_equal(float_of(y), second);
        x = int_and(x, int_and(large_x, int_all(0xFFFF)));
        int_store(&split->b[k / 2][column], int_or(x, int_left(int_and(y, large_y), 16)));
        uint32_t small = lanes_not_set(large_x) | lanes_not_set(large_y) << 16;
        for (; small; small &= small - 1) {
          int32_t bit = __builtin_ctz(small), lane = (column & 15) + (bit & 15), own = k + (bit >> 4);
          int32_t slot = counts[lane]++;
          if (slot >= split_slots) {
            most = split_slots + 1;
            continue;
          }
          if (slot >= most) {
            __builtin_memset(split->slot_value[vector][slot], 0, 64);
            __builtin_memset(split->slot_k[vector][slot], 0, 64);
            most = slot + 1;
          }
          split->slot_k[vector][slot][lane] = own;
          split->slot_value[vector][slot][lane] = parts->values[own * fused_block + column - (column & 15) + lane];
        }
      }
    }
    split->slots[vector] = most;
  }
}

static inline __attribute__((always_inline)) void split_dot(const int16_t *a, const int32_t *b, fused_int *sums) {
#pragma clang loop unroll(full)
  for (int r = 0; r < fused_rows; r++) sums[r] = int_all(0);
#pragma clang loop unroll_count(4)
  for (int k = 0; k < split_length / 2; k++) {
    fused_int y = int_load(b + k * fused_block);
#pragma clang loop unroll(full)
    for (int r = 0; r < fused_rows; r++) {
      int32_t pair;
      __builtin_memcpy(&pair, a + r * split_length + 2 * k, 4);
      sums[r] = int_dot(sums[r], int_all(pair), y);
    }
  }
}

// As `general_step`, without exponents.
static inline __attribute__((always_inline)) int exact_step(const fused_constants *constants, const fused_split *split, const int16_t *a,
                                                            const int32_t *b, float *c) {
  fused_int sums[fused_rows];
  split_dot(a, b, sums);
  fused_float down = float_all(power_of_two(-split->unit)), up = float_all(power_of_two(split->unit));
  fused_int kept = int_all((int32_t)constants->mask), lost = int_all(0), large = int_all(0);
#pragma clang loop unroll(full)
  for (int r = 0; r < fused_rows; r++) {
    fused_float term = float_multiply(float_load(c + r * fused_block), down);
    fused_int integer = float_truncate(term);
    // A multiple of 2^G leaves nothing, and one whose exponent is at most G + F is below 2^(F+1) units.
    lost = int_or(lost, float_bits(float_subtract(term, float_of(integer))));
    large = int_or(large, int_absolute(integer));
    sums[r] = int_add(sums[r], integer);
  }
  // The difference of -0 and 0 is -0.
  lost = int_and(lost, int_all(0x7FFFFFFF));
  if (int_any(int_or(lost, int_and(large, int_all(-(2 << constants->fraction_bits)))))) return 1;
#pragma clang loop unroll(full)
  for (int r = 0; r < fused_rows; r++) {
    int_store(c + r * fused_block, int_and(float_bits(float_multiply(float_of(sums[r]), up)), kept));
  }
  return 0;
}

// Takes 8 rows and 16 columns. Nonzero, and C is to be taken from elsewhere, if it is not exact.
static __attribute__((noinline)) int split_exact(const fused_constants *constants, const fused_split *split, int32_t row, int32_t vector,
                                                 float *c) {
  int bad = 0;
  for (int r = 0; r < 8; r += fused_rows) {
    for (int column = 0; column < 16; column += fused_lanes) {
      bad |= exact_step(constants, split, split->a[row + r], &split->b[0][16 * vector + column], c + r * fused_block + column);
    }
  }
  return bad;
}

#if FUSED_512
static inline __attribute__((always_inline)) int split_step(const int kind, const fused_constants *constants, const fused_split *split,
                                                            int32_t row, int32_t vector, const float *a, const float *b,
                                                            const int8_t *bytes, const int32_t *shifts_a, const int32_t *shifts_b,
                                                            float *c) {
  fused_int sums[8], more[8];
  fused_int scale_of = int_all((int32_t)((uint32_t)(254 + constants->fraction_bits) << 23));
  fused_int one = int_all(127 << 23), mask = int_all(0x7F800000), largest = int_all(0);
  fused_int lowest = int_all((127 + constants->lowest) << 23);
  // 2^(F-E) has the field 127 + F - E, and C the same one; S is shifted by G + F - E.
  fused_int to_shift = int_all(split->unit - 127);
  fused_int scales[8];
  fused_int bad = int_all(0), lost = int_all(0);
  split_dot(split->a[row], &split->b[0][16 * vector], sums);
#pragma clang loop unroll(full)
  for (int r = 0; r < 8; r++) {
    fused_int exponent = int_widen_bytes(bytes + r * fused_block), shifts = int_all(0);
    if (kind == fused_scaled) {
      shifts = int_add(int_load(shifts_b), int_all(shifts_a[r]));
      exponent = int_add(exponent, shifts);
    }
    fused_int field = int_add(int_left(exponent, 23), one);
    field = int_max(field, int_and(int_load(c + r * fused_block), mask));
    if (kind == fused_scaled) field = int_max(field, lowest);
    largest = int_max(largest, field);
    fused_int scale = int_subtract(scale_of, field);
    scales[r] = scale;
    if (kind == fused_scaled) scale = int_min(int_add(scale, int_left(shifts, 23)), int_all(254 << 23));
    fused_int by = int_add(int_right(scale, 23), to_shift);
    // Shifted out or negative: by the general method.
    fused_int shifted = _mm512_sllv_epi32(sums[r], by);
    bad = int_or(bad, by);
    lost = int_or(lost, _mm512_xor_si512(_mm512_srav_epi32(shifted, by), sums[r]));
    sums[r] = shifted;
    more[r] = scale;
  }
  bad = int_or(bad, int_subtract(int_all((127 + fused_highest) << 23), largest));
  int32_t slots = split->slots[vector], entries = split->entry_count[row / 8];
  if (int_any_negative(bad) || int_any(lost)) return 1;
  if (slots | entries) {
    fused_int rest[8];
#pragma clang loop unroll(full)
    for (int r = 0; r < 8; r++) rest[r] = int_all(0);
    for (int slot = 0; slot < slots; slot++) {
      fused_int place = int_load(split->slot_k[vector][slot]);
      fused_float value = float_load(split->slot_value[vector][slot]);
#pragma clang loop unroll(full)
      for (int r = 0; r < 8; r++) {
        const float *own = split->large_a[row + r];
        fused_float partner = _mm512_permutex2var_ps(float_load(own), place, float_load(own + 16));
        fused_float product = float_multiply(float_multiply(partner, value), bits_float(more[r]));
        rest[r] = int_add(rest[r], float_truncate(product));
      }
    }
    if (entries) {
      int32_t stored[8][16] __attribute__((aligned(64)));
      float factors[8][16] __attribute__((aligned(64)));
#pragma clang loop unroll(full)
      for (int r = 0; r < 8; r++) {
        int_store(stored[r], rest[r]);
        int_store(factors[r], more[r]);
      }
      for (int32_t i = 0; i < entries; i++) {
        int32_t r = split->entries[row / 8][i] >> 8, k = split->entries[row / 8][i] & 255;
        fused_float product = float_multiply(float_all(a[r * split_length + k]), float_load(b + k * fused_block));
        fused_int integer = float_truncate(float_multiply(product, float_load(factors[r])));
        int_store(stored[r], int_add(int_load(stored[r]), integer));
      }
#pragma clang loop unroll(full)
      for (int r = 0; r < 8; r++) rest[r] = int_load(stored[r]);
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < 8; r++) {
      fused_int both = int_add(sums[r], rest[r]);
      bad = int_overflow(bad, sums[r], rest[r], both);
      sums[r] = both;
    }
  }
  fused_int kept = int_all((int32_t)constants->mask);
  fused_float results[8];
#pragma clang loop unroll(full)
  for (int r = 0; r < 8; r++) {
    fused_int term = float_truncate(float_multiply(float_load(c + r * fused_block), bits_float(scales[r])));
    fused_int total = int_add(sums[r], term);
    bad = int_overflow(bad, sums[r], term, total);
    results[r] = float_multiply(float_of(total), bits_float(int_subtract(int_all(254 << 23), scales[r])));
  }
  if (int_any_negative(bad)) return 1;
#pragma clang loop unroll(full)
  for (int r = 0; r < 8; r++) int_store(c + r * fused_block, int_and(float_bits(results[r]), kept));
  return 0;
}

static __attribute__((noinline)) int split_narrow(const fused_constants *constants, const fused_split *split, int32_t row, int32_t vector,
                                                  const float *a, const float *b, const int8_t *bytes, const int32_t *shifts_a,
                                                  const int32_t *shifts_b, float *c) {
  return split_step(fused_narrow, constants, split, row, vector, a, b, bytes, shifts_a, shifts_b, c);
}

static __attribute__((noinline)) int split_scaled(const fused_constants *constants, const fused_split *split, int32_t row, int32_t vector,
                                                  const float *a, const float *b, const int8_t *bytes, const int32_t *shifts_a,
                                                  const int32_t *shifts_b, float *c) {
  return split_step(fused_scaled, constants, split, row, vector, a, b, bytes, shifts_a, shifts_b, c);
}
#endif
