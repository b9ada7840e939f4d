// Packing of an operand of a fused sum. Included by each back-end, for which the compiler makes vectors of the loops.

// 8 x 8 values: what was row r and column c becomes row c and column r.
#if FUSED_256
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

#else
static inline void transpose(const float *source, size_t source_stride, float *const *targets, size_t column) {
  for (size_t i = 0; i < 8; i += 4) {
    for (size_t k = 0; k < 8; k += 4) {
      const float *corner = source + i * source_stride + k;
      __m128 r0 = _mm_loadu_ps(corner), r1 = _mm_loadu_ps(corner + source_stride);
      __m128 r2 = _mm_loadu_ps(corner + 2 * source_stride), r3 = _mm_loadu_ps(corner + 3 * source_stride);
      _MM_TRANSPOSE4_PS(r0, r1, r2, r3);
      _mm_store_ps(targets[k] + column + i, r0);
      _mm_store_ps(targets[k + 1] + column + i, r1);
      _mm_store_ps(targets[k + 2] + column + i, r2);
      _mm_store_ps(targets[k + 3] + column + i, r3);
    }
  }
}
#endif

// Bytes of the values of all words of a byte, if the two lower ones are zero: formats of 8 bits need no more than that.
typedef struct {
  int32_t is_short;
  uint8_t high[256], low[256];
} fused_table;

static void make_table(const binade_fused_operand *operand, fused_table *table) {
  table->is_short = FUSED_512 && operand->word_bytes == 1;
  if (!table->is_short) return;
  for (int32_t i = 0; i < 256; i++) {
    uint32_t value;
    __builtin_memcpy(&value, &operand->values[i], 4);
    table->high[i] = (uint8_t)(value >> 24);
    table->low[i] = (uint8_t)(value >> 16);
    table->is_short &= (value & 0xFFFF) == 0;
  }
}

#if FUSED_512
static inline __m512i look_up(const uint8_t *table, __m512i x) {
  __m512i first = _mm512_permutex2var_epi8(_mm512_loadu_si512(table), x, _mm512_loadu_si512(table + 64));
  __m512i second = _mm512_permutex2var_epi8(_mm512_loadu_si512(table + 128), x, _mm512_loadu_si512(table + 192));
  return _mm512_mask_mov_epi8(first, _mm512_movepi8_mask(x), second);
}

static inline void decode_bytes(const fused_table *table, const uint8_t *source, size_t count, uint32_t turn, float *values) {
  __m512i x = _mm512_maskz_loadu_epi8(count >= 64 ? ~0ull : (1ull << count) - 1, source);
  __m512i high = look_up(table->high, x), low = look_up(table->low, x);
  // Byte 2 of value i is low byte i, byte 3 is high byte i.
  __m512i place = _mm512_setr_epi32(0x40000000, 0x41010000, 0x42020000, 0x43030000, 0x44040000, 0x45050000, 0x46060000, 0x47070000,
                                    0x48080000, 0x49090000, 0x4A0A0000, 0x4B0B0000, 0x4C0C0000, 0x4D0D0000, 0x4E0E0000, 0x4F0F0000);
  for (int32_t i = 0; i < 4; i++) {
    __m512i bits = _mm512_maskz_permutex2var_epi8(0xCCCCCCCCCCCCCCCCull, low, place, high);
    _mm512_storeu_si512(values + 16 * i, _mm512_xor_si512(bits, _mm512_set1_epi32((int32_t)turn)));
    place = _mm512_add_epi8(place, _mm512_set1_epi8(16));
  }
}
#else
static inline void decode_bytes(const fused_table *table, const uint8_t *source, size_t count, uint32_t turn, float *values) {
  (void)table, (void)source, (void)count, (void)turn, (void)values;
}
#endif

// Words of a strip as float32, exactly: a small exponent field becomes a number near zero, which a power of two brings to its place,
// subnormals too. In place of an infinity or NaN it puts the same of float32. Words beyond `count` are taken for 0.
static inline void decode(const binade_fused_operand *operand, const fused_table *table, const void *words, size_t first, size_t count,
                          uint32_t turn, float *values) {
  uint32_t bits[fused_block];
  const char *source = (const char *)words + first * (size_t)operand->word_bytes;
  if (table->is_short) return decode_bytes(table, (const uint8_t *)source, count, turn, values);
  if (operand->word_bytes == 1) {
    uint8_t bytes[fused_block] = {0};
    __builtin_memcpy(bytes, source, count);
    for (size_t i = 0; i < fused_block; i++) {
      uint32_t value;
      __builtin_memcpy(&value, &operand->values[bytes[i]], 4);
      bits[i] = value ^ turn;
    }
    __builtin_memcpy(values, bits, sizeof bits);
    return;
  }
  if (operand->word_bytes == 2) {
    uint16_t halves[fused_block] = {0};
    __builtin_memcpy(halves, source, count * 2);
    for (size_t i = 0; i < fused_block; i++) bits[i] = halves[i];
  } else {
    __builtin_memset(bits, 0, sizeof bits);
    __builtin_memcpy(bits, source, count * 4);
  }
  int32_t width = 8 * operand->word_bytes;
  int32_t padding = operand->padding_bits, up = 23 - operand->significand_bits, sign = 32 - width;
  uint32_t magnitude_mask = (1u << (width - 1 - padding)) - 1;
  uint32_t infinity = magnitude_mask >> operand->significand_bits << operand->significand_bits;
  uint32_t power = (uint32_t)(254 - operand->bias) << 23;
  float factor;
  __builtin_memcpy(&factor, &power, 4);
  for (size_t i = 0; i < fused_block; i++) {
    uint32_t magnitude = bits[i] >> padding & magnitude_mask;
    uint32_t shifted = magnitude << up;
    float value;
    __builtin_memcpy(&value, &shifted, 4);
    value *= factor;
    __builtin_memcpy(&shifted, &value, 4);
    shifted = magnitude >= infinity ? 0x7F800000u | (magnitude & ~infinity) : shifted;
    bits[i] = shifted | ((bits[i] << sign & 0x80000000u) ^ turn);
  }
  __builtin_memcpy(values, bits, sizeof bits);
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

// What is known of the 64 rows of a group.
typedef struct {
  // The largest exponents, -1000 where all is zero.
  int32_t largest[fused_block];
  // Not zero where there is an infinity or a NaN.
  uint32_t special[fused_block];
} fused_survey;

// The head and the shifts of a group.
static void finish_head(const binade_fused_sum *sum, const fused_survey *survey, fused_group parts) {
  int32_t kind = fused_kind(sum);
  uint64_t is_finite = ~0ull;
  for (size_t row = 0; row < fused_block; row++) is_finite &= ~((uint64_t)(survey->special[row] != 0) << row);
  int32_t least = INT32_MAX, most = INT32_MIN;
  if (kind != fused_narrow) {
    for (size_t row = 0; row < fused_block; row++) {
      int32_t shift = kind == fused_wide ? survey->largest[row] : parts.shifts[row];
      int32_t counts = survey->largest[row] != -1000 && survey->special[row] == 0;
      least = counts && shift < least ? shift : least;
      most = counts && shift > most ? shift : most;
    }
  }
  if (least > most) least = most = 0;
  if (kind != fused_narrow) {
    // A row of zeros has no exponent: any shift will do, so it takes one that every method can serve.
    for (size_t row = 0; row < fused_block; row++) {
      int32_t shift = kind == fused_wide ? survey->largest[row] : parts.shifts[row];
      parts.shifts[row] = survey->largest[row] == -1000 ? least : shift;
    }
  }
  // A zero counts neither as smallest nor, once something else is there, as largest.
  fused_int smallest = byte_all(127), largest = byte_all(fused_zero);
  for (size_t i = 0; i < (size_t)sum->group_length * fused_block; i += fused_byte_lanes) {
    fused_int exponents = byte_load(parts.exponents + i);
    smallest = byte_min(smallest, byte_not_zero(exponents));
    largest = byte_max(largest, exponents);
  }
  int8_t low[fused_byte_lanes], high[fused_byte_lanes], low_one = 127, high_one = fused_zero;
  int_store(low, smallest);
  int_store(high, largest);
  for (size_t i = 0; i < fused_byte_lanes; i++) {
    low_one = low[i] < low_one ? low[i] : low_one;
    high_one = high[i] > high_one ? high[i] : high_one;
  }
  parts.head->smallest_exponent = high_one == fused_zero ? 0 : low_one;
  parts.head->largest_exponent = high_one == fused_zero ? 0 : high_one;
  parts.head->is_finite = is_finite;
  parts.head->smallest_shift = least;
  parts.head->largest_shift = most;
}

// The exponents of the scales of a group; the NaN of a scale becomes the elements', which lie `place` apart in rows `next_row` apart.
static void put_scales(const binade_fused_sum *sum, const binade_fused_operand *operand, const binade_operand *matrix, size_t first_row,
                       size_t first, fused_group parts, float *values, size_t next_row, size_t next) {
  size_t blocks = (matrix->k + (size_t)sum->scale_block - 1) / (size_t)sum->scale_block;
  for (size_t row = 0; row < fused_block; row++) {
    int32_t shift = 0;
    if (first_row + row < matrix->rows) {
      shift = operand->scale_exponents[matrix->scales[(first_row + row) * blocks + first / (size_t)sum->scale_block]];
    }
    if (shift == binade_fused_scale_nan) {
      for (int32_t k = 0; k < sum->group_length; k++) values[row * next_row + (size_t)k * next] = __builtin_nanf("");
      shift = 0;
    }
    parts.shifts[row] = shift;
  }
}

// Rows of A, from strips of 64 products.
static inline __attribute__((always_inline)) void finish_rows(const size_t length, const binade_fused_sum *sum, const float *strip,
                                                              size_t stride, size_t place, fused_group parts) {
  int32_t kind = fused_kind(sum), smallest = sum->a.smallest_exponent;
  fused_survey survey;
  for (size_t row = 0; row < fused_block; row++) {
    const float *source = strip + row * stride + place;
    float *values = parts.values + row * length;
    int8_t *bytes = parts.exponents + row * length;
    uint32_t bits[fused_block];
    __builtin_memcpy(bits, source, length * 4);
    __builtin_memcpy(values, bits, length * 4);
    int32_t largest = -1000;
    uint32_t special = 0;
    for (size_t k = 0; k < length; k++) {
      int32_t exponent = exponent_of(bits[k], smallest, -1000);
      largest = exponent > largest ? exponent : largest;
      special |= (bits[k] & 0x7F800000) == 0x7F800000;
    }
    survey.largest[row] = largest;
    survey.special[row] = special;
    int32_t shift = kind == fused_wide ? largest : 0;
    for (size_t k = 0; k < length; k++) bytes[k] = exponent_byte(bits[k], smallest, shift);
  }
  finish_head(sum, &survey, parts);
}

// Columns of B; the values are in their places.
static void finish_b(const binade_fused_sum *sum, fused_group parts) {
  size_t length = (size_t)sum->group_length;
  int32_t kind = fused_kind(sum), smallest = sum->b.smallest_exponent;
  const fused_word *bits = (const fused_word *)parts.values;
  fused_survey survey;
  for (size_t row = 0; row < fused_block; row++) {
    survey.largest[row] = kind == fused_narrow ? 0 : -1000;
    survey.special[row] = 0;
  }
  if (kind != fused_narrow) {
    for (size_t k = 0; k < length; k++) {
      for (size_t row = 0; row < fused_block; row++) {
        int32_t exponent = exponent_of(bits[k * fused_block + row], smallest, -1000);
        survey.largest[row] = exponent > survey.largest[row] ? exponent : survey.largest[row];
      }
    }
  }
  int32_t shifts[fused_block];
  for (size_t row = 0; row < fused_block; row++) shifts[row] = kind == fused_wide ? survey.largest[row] : 0;
  for (size_t k = 0; k < length; k++) {
    for (size_t row = 0; row < fused_block; row++) {
      uint32_t word = bits[k * fused_block + row];
      survey.special[row] |= (word & 0x7F800000) == 0x7F800000;
      parts.exponents[k * fused_block + row] = exponent_byte(word, smallest, shifts[row]);
    }
  }
  finish_head(sum, &survey, parts);
}

static __attribute__((noinline)) void finish_a(const binade_fused_sum *sum, const float *strip, size_t stride, size_t place,
                                               fused_group parts) {
  // Loops of a known length become vectors.
  switch (sum->group_length) {
  case 4:
    return finish_rows(4, sum, strip, stride, place, parts);
  case 8:
    return finish_rows(8, sum, strip, stride, place, parts);
  case 16:
    return finish_rows(16, sum, strip, stride, place, parts);
  case 32:
    return finish_rows(32, sum, strip, stride, place, parts);
  default:
    return finish_rows((size_t)sum->group_length, sum, strip, stride, place, parts);
  }
}

// Where the products of a strip come from when those of each sum of a stretch are put together.
static void find_sources(const binade_fused_sum *sum, uint8_t *sources) {
  size_t period = (size_t)sum->period, run = (size_t)sum->run, length = (size_t)sum->group_length, width = length * (period / run);
  for (size_t i = 0; i < fused_block; i++) sources[i] = (uint8_t)i;
  for (size_t first = 0; first + width <= fused_block; first += width) {
    for (size_t i = 0; i < width; i++) {
      size_t node = i % period / run, place = i / period * run + i % run;
      sources[first + node * length + place] = (uint8_t)(first + i);
    }
  }
}

static inline void separate(const uint8_t *sources, float *values) {
  float old[fused_block];
  __builtin_memcpy(old, values, sizeof old);
  for (size_t i = 0; i < fused_block; i++) values[i] = old[sources[i]];
}

static __attribute__((noinline)) void pack_rows(const binade_fused_sum *sum, int32_t side, const binade_operand *matrix, size_t first_row,
                                                size_t end_row, void *panel) {
  const binade_fused_operand *operand = side == binade_side_a ? &sum->a : &sum->b;
  uint32_t turn = side == binade_side_a && sum->negates_a ? 0x80000000u : 0;
  size_t length = (size_t)sum->group_length, k = matrix->k;
  size_t width = length * fused_nodes(sum);
  size_t span = fused_block / width * width;
  // 16 more than a power of two, so that columns do not meet in the cache.
  enum { stride = fused_block + 16 };
  float strip[fused_block * stride] __attribute__((aligned(64)));
  float spare[fused_block] __attribute__((aligned(64)));
  float *targets[fused_block];
  fused_table table;
  make_table(operand, &table);
  uint8_t sources[fused_block];
  if (width != length) find_sources(sum, sources);
  for (size_t block = first_row / fused_block; block * fused_block < end_row; block++) {
    for (size_t first = 0; first < k; first += span) {
      size_t count = k - first < span ? k - first : span;
      for (size_t row = 0; row < fused_block; row++) {
        size_t source = block * fused_block + row;
        if (source < matrix->rows) {
          // The next strip of 64 rows is too many streams for the machine to foresee.
          if (first + span < k) {
            _mm_prefetch((const char *)matrix->words + (source * k + first + span) * (size_t)operand->word_bytes, _MM_HINT_T0);
          }
          decode(operand, &table, matrix->words, source * k + first, count, turn, strip + row * stride);
          if (width != length) separate(sources, strip + row * stride);
        } else {
          __builtin_memset(strip + row * stride, 0, fused_block * 4);
        }
      }
      if (side == binade_side_b) {
        for (size_t i = 0; i < fused_block; i++) {
          targets[i] = spare;
          if (i < count) targets[i] = fused_group_at(sum, panel, k, block, (first + i) / length).values + i % length * fused_block;
        }
        for (size_t place = 0; place < count; place += 8) {
          for (size_t row = 0; row < fused_block; row += 8) transpose(strip + row * stride + place, stride, targets + place, row);
        }
      }
      for (size_t place = 0; place < count; place += length) {
        fused_group parts = fused_group_at(sum, panel, k, block, (first + place) / length);
        if (side == binade_side_a) {
          if (sum->scale_block) {
            put_scales(sum, operand, matrix, block * fused_block, first + place / width * width, parts, strip + place, stride, 1);
          }
          finish_a(sum, strip, stride, place, parts);
        } else {
          if (sum->scale_block) {
            put_scales(sum, operand, matrix, block * fused_block, first + place / width * width, parts, parts.values, 1, fused_block);
          }
          finish_b(sum, parts);
        }
      }
    }
  }
}

static void pack(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  unsigned state = binade_enter();
  pack_rows(plan, side, operand, first_row, end_row, panel);
  binade_leave(state);
}
