// Packing of an operand of a fused sum. Included by each back-end, for which the compiler makes vectors of the loops.

// 8 x 8 values: what was row r and column c becomes row c and column r.
static inline void transpose(const float *source, size_t source_stride, float *const *targets, size_t column) {
  __m256 r[8], s[8];
  for (int i = 0; i < 8; i++) r[i] = _mm256_loadu_ps(source + (size_t)i * source_stride);
  for (int i = 0; i < 4; i++) {
    s[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    s[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 2; i++) {
    r[4 * i] = _mm256_shuffle_ps(s[4 * i], s[4 * i + 2], 0x44);
    r[4 * i + 1] = _mm256_shuffle_ps(s[4 * i], s[4 * i + 2], 0xEE);
    r[4 * i + 2] = _mm256_shuffle_ps(s[4 * i + 1], s[4 * i + 3], 0x44);
    r[4 * i + 3] = _mm256_shuffle_ps(s[4 * i + 1], s[4 * i + 3], 0xEE);
  }
  for (int i = 0; i < 4; i++) {
    _mm256_store_ps(targets[i] + column, _mm256_permute2f128_ps(r[i], r[i + 4], 0x20));
    _mm256_store_ps(targets[i + 4] + column, _mm256_permute2f128_ps(r[i], r[i + 4], 0x31));
  }
}

// Words as float32, exactly: a small exponent field becomes a number near zero, which a power of two brings to its place, subnormals too.
// In place of an infinity or NaN it puts the same of float32.
static inline void decode(const binade_fused_operand *operand, const void *words, size_t first, size_t count, uint32_t turn, float *values) {
  uint32_t bits[fused_block];
  if (operand->word_bytes == 1) {
    const uint8_t *source = (const uint8_t *)words + first;
    for (size_t i = 0; i < count; i++) {
      uint32_t value;
      __builtin_memcpy(&value, &operand->values[source[i]], 4);
      bits[i] = value ^ turn;
    }
    __builtin_memcpy(values, bits, count * 4);
    return;
  }
  int32_t width = 8 * operand->word_bytes;
  int32_t padding = operand->padding_bits, up = 23 - operand->significand_bits, sign = 32 - width;
  uint32_t magnitude_mask = (1u << (width - 1 - padding)) - 1;
  uint32_t infinity = magnitude_mask >> operand->significand_bits << operand->significand_bits;
  uint32_t power = (uint32_t)(254 - operand->bias) << 23;
  float factor;
  __builtin_memcpy(&factor, &power, 4);
  if (operand->word_bytes == 2) {
    const uint16_t *source = (const uint16_t *)words + first;
    for (size_t i = 0; i < count; i++) bits[i] = source[i];
  } else {
    __builtin_memcpy(bits, (const uint32_t *)words + first, count * 4);
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t magnitude = bits[i] >> padding & magnitude_mask;
    uint32_t shifted = magnitude << up;
    float value;
    __builtin_memcpy(&value, &shifted, 4);
    value *= factor;
    __builtin_memcpy(&shifted, &value, 4);
    shifted = magnitude >= infinity ? 0x7F800000u | (magnitude & ~infinity) : shifted;
    bits[i] = shifted | ((bits[i] << sign & 0x80000000u) ^ turn);
  }
  __builtin_memcpy(values, bits, count * 4);
}

// The alignment exponent of a float32, `none` for zero, infinity and NaN.
static inline int32_t exponent_of(uint32_t bits, int32_t smallest, int32_t none) {
  int32_t field = (int32_t)(bits >> 23 & 255);
  int32_t exponent = field - 127 > smallest ? field - 127 : smallest;
  return (bits << 1) == 0 || field == 255 ? none : exponent;
}

static inline int8_t exponent_byte(uint32_t bits, int32_t smallest, int32_t shift) {
  int32_t exponent = exponent_of(bits, smallest, -1000);
  int32_t relative = exponent - shift > fused_clamp ? exponent - shift : fused_clamp;
  return (int8_t)(exponent == -1000 ? fused_zero : relative);
}

// Shifts and finiteness of the group, once its values are there. `row` and `product` are the distances of neighbours.
static void finish_group(const binade_fused_sum *sum, const binade_fused_operand *operand, int32_t side, const binade_operand *matrix,
                         size_t first_row, size_t first, fused_group parts) {
  size_t length = (size_t)sum->group_length;
  int32_t kind = fused_kind(sum), smallest = operand->smallest_exponent;
  uint32_t *values = (uint32_t *)parts.values;
  uint64_t is_finite = ~0ull;
  if (sum->scale_block) {
    size_t blocks = (matrix->k + (size_t)sum->scale_block - 1) / (size_t)sum->scale_block;
    for (size_t row = 0; row < fused_block; row++) {
      int32_t shift = 0;
      if (first_row + row < matrix->rows && first < matrix->k) {
        shift = operand->scale_exponents[matrix->scales[(first_row + row) * blocks + first / (size_t)sum->scale_block]];
      }
      if (shift == binade_fused_scale_nan) {
        // The scale's NaN becomes the elements'.
        for (size_t k = 0; k < length; k++) values[side == binade_side_a ? row * length + k : k * fused_block + row] = 0x7FFFFFFF;
        shift = 0;
      }
      parts.shifts[row] = shift;
    }
  }
  int32_t largest[fused_block], special[fused_block], shifts[fused_block];
  if (side == binade_side_a) {
    for (size_t row = 0; row < fused_block; row++) {
      int32_t most = -1000, is_special = 0;
      for (size_t k = 0; k < length; k++) {
        uint32_t bits = values[row * length + k];
        int32_t exponent = exponent_of(bits, smallest, -1000);
        most = exponent > most ? exponent : most;
        is_special |= (bits & 0x7F800000) == 0x7F800000;
      }
      largest[row] = most;
      special[row] = is_special;
    }
  } else {
    for (size_t row = 0; row < fused_block; row++) largest[row] = -1000, special[row] = 0;
    for (size_t k = 0; k < length; k++) {
      for (size_t row = 0; row < fused_block; row++) {
        uint32_t bits = values[k * fused_block + row];
        int32_t exponent = exponent_of(bits, smallest, -1000);
        largest[row] = exponent > largest[row] ? exponent : largest[row];
        special[row] |= (bits & 0x7F800000) == 0x7F800000;
      }
    }
  }
  for (size_t row = 0; row < fused_block; row++) is_finite &= ~((uint64_t)(special[row] != 0) << row);
  // A row of zeros has no exponent: any shift will do, so it takes one that every method can serve.
  int32_t least = INT32_MAX, most = INT32_MIN;
  for (size_t row = 0; row < fused_block; row++) {
    int32_t shift = kind >= fused_scaled ? parts.shifts[row] : largest[row];
    int32_t counts = largest[row] != -1000 && special[row] == 0;
    least = counts && shift < least ? shift : least;
    most = counts && shift > most ? shift : most;
  }
  if (least > most) least = most = 0;
  for (size_t row = 0; row < fused_block; row++) {
    shifts[row] = 0;
    if (kind == fused_wide) parts.shifts[row] = shifts[row] = largest[row] == -1000 ? least : largest[row];
    if (kind >= fused_scaled && largest[row] == -1000) parts.shifts[row] = least;
  }
  parts.head->is_finite = is_finite;
  parts.head->smallest_shift = least;
  parts.head->largest_shift = most;
  if (side == binade_side_a) {
    for (size_t row = 0; row < fused_block; row++) {
      for (size_t k = 0; k < length; k++) parts.exponents[row * length + k] = exponent_byte(values[row * length + k], smallest, shifts[row]);
    }
  } else {
    for (size_t k = 0; k < length; k++) {
      for (size_t row = 0; row < fused_block; row++) {
        parts.exponents[k * fused_block + row] = exponent_byte(values[k * fused_block + row], smallest, shifts[row]);
      }
    }
  }
}

static __attribute__((noinline)) void pack_rows(const binade_fused_sum *sum, int32_t side, const binade_operand *matrix, size_t first_row,
                                                size_t end_row, void *panel) {
  const binade_fused_operand *operand = side == binade_side_a ? &sum->a : &sum->b;
  uint32_t turn = side == binade_side_a && sum->negates_a ? 0x80000000u : 0;
  size_t length = (size_t)sum->group_length, k = matrix->k;
  size_t span = fused_block / length * length;
  // 16 more than a power of two, so that columns do not meet in the cache.
  enum { stride = fused_block + 16 };
  float strip[fused_block * stride] __attribute__((aligned(64)));
  __builtin_memset(strip, 0, sizeof strip);
  float *targets[fused_block];
  float spare[fused_block] __attribute__((aligned(64)));
  for (size_t block = first_row / fused_block; block * fused_block < end_row; block++) {
    for (size_t first = 0; first < k; first += span) {
      size_t count = k - first < span ? k - first : span;
      for (size_t row = 0; row < fused_block; row++) {
        size_t source = block * fused_block + row;
        if (source < matrix->rows) {
          decode(operand, matrix->words, source * k + first, count, turn, strip + row * stride);
        } else {
          __builtin_memset(strip + row * stride, 0, count * 4);
        }
      }
      for (size_t place = 0; place < count; place += length) {
        fused_group parts = fused_group_at(sum, panel, k, block, (first + place) / length);
        if (side == binade_side_a) {
          for (size_t row = 0; row < fused_block; row++) {
            __builtin_memcpy(parts.values + row * length, strip + row * stride + place, length * 4);
          }
        } else {
          for (size_t i = 0; i < length; i++) targets[place + i] = parts.values + i * fused_block;
        }
      }
      if (side == binade_side_b) {
        for (size_t i = count; i < fused_block; i++) targets[i] = spare;
        for (size_t place = 0; place < count; place += 8) {
          for (size_t row = 0; row < fused_block; row += 8) transpose(strip + row * stride + place, stride, targets + place, row);
        }
      }
      for (size_t place = 0; place < count; place += length) {
        fused_group parts = fused_group_at(sum, panel, k, block, (first + place) / length);
        finish_group(sum, operand, side, matrix, block * fused_block, first + place, parts);
      }
    }
  }
}

static void pack(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  unsigned state = binade_enter();
  pack_rows(plan, side, operand, first_row, end_row, panel);
  binade_leave(state);
}
