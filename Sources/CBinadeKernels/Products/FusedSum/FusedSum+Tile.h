// A tile of a fused sum: which method takes which stretch of which rows and columns. Included by each back-end.

// Whether the general method may take these 16 words of C.
static inline int is_safe(const float *c, int32_t lowest) {
  uint32_t words[16], bad = 0;
  __builtin_memcpy(words, c, sizeof words);
  uint32_t first = (uint32_t)(127 + lowest) << 23, range = (uint32_t)(fused_highest - lowest) << 23;
  for (int i = 0; i < 16; i++) {
    uint32_t magnitude = words[i] & 0x7FFFFFFF;
    bad |= magnitude != 0 && magnitude - first >= range;
  }
  return !bad;
}

typedef struct {
  const binade_fused_sum *sum;
  int32_t kind;
  fused_constants constants;
  fused_parameters parameters;
  fused_step step;
  fused_pass pass;
  // Blocks, their groups, and C of the block.
  fused_group a, b;
  fused_expansion *expansion;
  fused_split *split;
  // What the integers may do in this stretch, and whether they are there.
  int32_t split_mode, has_split;
  // Attempts that integers still have: those that fail cost one.
  int32_t exact_credit, split_credit;
  // The rows of the tile in this block.
  uint64_t rows;
  float *c;
  // Where C waits that is added afterwards.
  float *kept;
  // For each 16 columns a bit for each row whose C the general method may take.
  uint64_t *safe;
} fused_work;

// The rows of `set` (bits from `first_row` on), 16 columns.
static void universal_rows(fused_work *work, int32_t first_row, uint32_t set, int32_t vector) {
  fused_expansion *expansion = work->expansion;
  int32_t length = work->parameters.length;
  if (!(expansion->has_b >> vector & 1)) {
    expand_columns(&work->b, length, work->sum->b.smallest_exponent, vector * 16, expansion->values_b[vector],
                   expansion->exponents_b[vector]);
    expansion->has_b |= 1u << vector;
  }
  int is_scaled = work->kind >= fused_scaled;
  const double *values[fused_universal_rows];
  const int32_t *exponents[fused_universal_rows];
  int32_t shifts[fused_universal_rows], rows[fused_universal_rows], count = 0;
  float *c[fused_universal_rows];
  while (set) {
    int32_t row = first_row + __builtin_ctz(set);
    set &= set - 1;
    if (!(expansion->has_a >> row & 1)) {
      expand_row(&work->a, length, work->sum->a.smallest_exponent, row, expansion->values_a + row * length,
                 expansion->exponents_a + row * length);
      expansion->has_a |= 1ull << row;
    }
    values[count] = expansion->values_a + row * length;
    exponents[count] = expansion->exponents_a + row * length;
    shifts[count] = is_scaled ? work->a.shifts[row] : 0;
    c[count] = work->c + row * fused_block + vector * 16;
    rows[count] = row;
    count++;
    const int32_t *shifts_b = is_scaled ? work->b.shifts + vector * 16 : NULL;
    if (count == fused_universal_rows) {
      universal_some(&work->parameters, values, exponents, is_scaled ? shifts : NULL, expansion->values_b[vector],
                     expansion->exponents_b[vector], shifts_b, c);
    } else if (!set) {
      for (int32_t i = 0; i < count; i++) {
        universal_one(&work->parameters, values + i, exponents + i, is_scaled ? shifts + i : NULL, expansion->values_b[vector],
                      expansion->exponents_b[vector], shifts_b, c + i);
      }
    } else {
      continue;
    }
    for (int32_t i = 0; i < count; i++) {
      uint64_t bit = 1ull << rows[i];
      if (is_safe(c[i], work->constants.lowest)) work->safe[vector] |= bit; else work->safe[vector] &= ~bit;
    }
    count = 0;
  }
}

// For each of 8 rows the columns whose exponents are between the clamp and zero, of which nothing is known, and a bit for each such row.
static inline uint32_t find_unknown(const int8_t *bytes, uint64_t *unknown) {
  uint32_t rows = 0;
  for (int32_t row = 0; row < 8; row++) {
    unknown[row] = 0;
    for (int32_t column = 0; column < fused_block; column += fused_byte_lanes) {
      fused_int x = byte_load(bytes + row * fused_block + column);
      unknown[row] |= (byte_greater(x, byte_all(fused_zero)) & ~byte_greater(x, byte_all(fused_clamp))) << column;
    }
    rows |= (uint32_t)(unknown[row] != 0) << row;
  }
  return rows;
}

// Whether to try what has failed before: seldom, if it keeps failing.
static inline int may_try(int32_t *credit) {
  if (*credit > 0) return 1;
  *credit -= 1;
  if (*credit < -512) *credit = 4;
  return 0;
}

static inline void note(int32_t *credit, int has_failed) {
  if (has_failed) {
    *credit -= 1;
  } else if (*credit < 8) {
    *credit += 1;
  }
}

// Whether any of the integers can be used.
static inline int is_useful(const fused_split *split, uint64_t rows, uint32_t vectors) {
  int has_rows = 0, has_columns = 0;
  for (int32_t octet = 0; octet < 8; octet++) has_rows |= (rows >> (8 * octet) & 255) && split->entry_count[octet] <= split_entries;
  for (int32_t vector = 0; vector < 4; vector++) has_columns |= (vectors >> vector & 1) && split->slots[vector] <= split_slots;
  return has_rows && has_columns;
}

static inline void restore(float *c, float old[8][16], uint32_t rows) {
  for (; rows; rows &= rows - 1) __builtin_memcpy(c + __builtin_ctz(rows) * fused_block, old[__builtin_ctz(rows)], 64);
}

// One stretch of the rows [8 `octet`, 8 `octet` + 8), of which `rows` are wanted, and of the vectors of columns in `vectors`.
static void stretch_of_rows(fused_work *work, int32_t octet, uint32_t rows, uint32_t vectors, int serves) {
  int32_t first = 8 * octet, length = work->parameters.length;
  uint32_t finite = (uint32_t)(work->a.head->is_finite >> first) & 255;
  if (!serves || !(finite & rows)) {
    for (int32_t vector = 0; vector < 4; vector++) {
      if (vectors >> vector & 1) universal_rows(work, first, rows, vector);
    }
    return;
  }
  int8_t bytes[8 * fused_block] __attribute__((aligned(64)));
  int has_bytes = 0;
  uint64_t unknown[8];
  uint32_t is_unknown = 0;
  if (work->kind == fused_wide) {
    work->pass(work->a.exponents + first * length, work->b.exponents, bytes);
    has_bytes = 1;
    is_unknown = find_unknown(bytes, unknown);
  }
  fused_split *split = work->split;
  const float *a = work->a.values + first * length;
  const int32_t *shifts_a = work->a.shifts + first;
  for (int32_t vector = 0; vector < 4; vector++) {
    if (!(vectors >> vector & 1)) continue;
    uint32_t good = finite & rows & (uint32_t)(work->safe[vector] >> first);
    if ((work->b.head->is_finite >> (16 * vector) & 0xFFFF) != 0xFFFF) good = 0;
    for (uint32_t set = is_unknown; set; set &= set - 1) {
      int32_t row = __builtin_ctz(set);
      if (unknown[row] >> (16 * vector) & 0xFFFF) good &= ~(1u << row);
    }
    if (!good) {
      universal_rows(work, first, rows, vector);
      continue;
    }
    float *c = work->c + first * fused_block + vector * 16;
    const float *b = work->b.values + 16 * vector;
    const int32_t *shifts_b = work->b.shifts + 16 * vector;
    float old[8][16];
    // A step takes all 8 rows, and where it consists of several it may refuse for one and not for another.
    int is_divided = fused_rows * fused_lanes < 8 * 16, keeps = good != rows || is_divided;
    if (keeps) {
      for (int32_t row = 0; row < 8; row++) {
        __builtin_memcpy(old[row], c + row * fused_block, 64);
        for (int32_t i = 0; i < 16 && !(good >> row & 1); i++) c[row * fused_block + i] = 1;
      }
    }
    int is_refused = 1;
    if (work->split_mode && ((work->split_mode == 2 && may_try(&work->exact_credit)) || (FUSED_512 && may_try(&work->split_credit)))) {
      if (!work->has_split) {
        split_a(&work->a, work->rows, split);
        split_b(&work->b, vectors, split);
        work->has_split = 1;
        if (!is_useful(split, work->rows, vectors)) work->exact_credit = work->split_credit = 0;
      }
      int32_t slots = split->slots[vector], entries = split->entry_count[octet];
      if (work->split_mode == 2 && !slots && !entries && work->exact_credit > 0) {
        is_refused = split_exact(&work->constants, split, first, vector, c);
        note(&work->exact_credit, is_refused);
        if (is_refused && is_divided) restore(c, old, good);
      }
#if FUSED_512
      if (is_refused && work->split_credit > 0) {
        if (slots <= split_slots && entries <= split_entries) {
          if (!has_bytes) work->pass(work->a.exponents + first * length, work->b.exponents, bytes);
          has_bytes = 1;
          is_refused = (work->kind == fused_narrow ? split_narrow : split_scaled)(&work->constants, split, first, vector, a, b,
                                                                                  bytes + 16 * vector, shifts_a, shifts_b, c);
        }
        note(&work->split_credit, is_refused);
      }
#endif
    }
    if (is_refused) {
      if (!has_bytes) work->pass(work->a.exponents + first * length, work->b.exponents, bytes);
      has_bytes = 1;
      is_refused = work->step(&work->constants, a, b, bytes + 16 * vector, shifts_a, shifts_b, c);
      if (is_refused && is_divided) restore(c, old, good);
    }
    if (is_refused) good = 0;
    if (good != rows) {
      if (keeps) restore(c, old, rows & ~good);
      universal_rows(work, first, rows & ~good, vector);
    }
  }
}

// An addition as everyone makes it, to nearest even.
static __attribute__((noinline)) void add_nearest(float *c, const float *kept, uint32_t nan) {
  for (size_t i = 0; i < fused_block * fused_block; i++) {
    float total = c[i] + kept[i];
    uint32_t word;
    __builtin_memcpy(&word, &total, 4);
    word = (word & 0x7FFFFFFF) > 0x7F800000 ? nan : word;
    __builtin_memcpy(&c[i], &word, 4);
  }
}

static __attribute__((noinline)) void add_kept(float *c, const float *kept, uint32_t nan) {
  unsigned state = _mm_getcsr();
  _mm_setcsr(0x1F80);
  add_nearest(c, kept, nan);
  _mm_setcsr(state);
}

// One block of 64 rows and 64 columns, some stretches.
static __attribute__((noinline)) void tile_block(fused_work *work, const void *a, const void *b, size_t k, size_t row, size_t column,
                                                 const binade_tile *tile, uint32_t *d, size_t stride) {
  size_t block_a = row / fused_block, block_b = column / fused_block;
  size_t first_row = row - block_a * fused_block, first_column = column - block_b * fused_block;
  size_t end_row = tile->end_row - block_a * fused_block, end_column = tile->end_column - block_b * fused_block;
  if (end_row > fused_block) end_row = fused_block;
  if (end_column > fused_block) end_column = fused_block;
  uint32_t vectors = (1u << ((end_column + 15) / 16)) - (1u << first_column / 16);
  uint64_t rows = (end_row == 64 ? ~0ull : (1ull << end_row) - 1) & ~0ull << first_row;
  uint32_t *corner = d + (row - tile->first_row) * stride + (column - tile->first_column);
  float *c = work->c;
  if (end_row - first_row < fused_block || end_column - first_column < fused_block) {
    // Rows and columns beside the tile are computed in places, and a C of 1 keeps them harmless.
    for (size_t i = 0; i < fused_block * fused_block; i++) c[i] = 1;
  }
  for (size_t i = first_row; i < end_row; i++) {
    __builtin_memcpy(c + i * fused_block + first_column, corner + (i - first_row) * stride, (end_column - first_column) * 4);
  }
  for (int32_t vector = 0; vector < 4; vector++) {
    work->safe[vector] = 0;
    for (int32_t i = 0; i < fused_block; i++) {
      work->safe[vector] |= (uint64_t)is_safe(c + i * fused_block + vector * 16, work->constants.lowest) << i;
    }
  }
  work->rows = rows;
  uint32_t largest_c = 0;
  for (size_t i = 0; i < fused_block * fused_block; i++) {
    uint32_t word;
    __builtin_memcpy(&word, &c[i], 4);
    word &= 0x7FFFFFFF;
    largest_c = word > largest_c ? word : largest_c;
  }
  int32_t exponent_c = (int32_t)(largest_c >> 23) - 127;
  size_t nodes = fused_nodes(work->sum);
  for (size_t group = tile->first_stretch * nodes; group < tile->end_stretch * nodes; group++) {
    if (work->sum->adds_afterwards && group % nodes == 0) {
      __builtin_memcpy(work->kept, c, fused_block * fused_block * 4);
      __builtin_memset(c, 0, fused_block * fused_block * 4);
      for (int32_t vector = 0; vector < 4; vector++) work->safe[vector] = ~0ull;
    }
    work->a = fused_group_at(work->sum, a, k, block_a, group);
    work->b = fused_group_at(work->sum, b, k, block_b, group);
    work->expansion->has_a = 0;
    work->expansion->has_b = 0;
    int serves = work->step && serves_block(work->kind, work->a.head, work->b.head);
    work->has_split = 0;
    work->split_mode = serves && work->kind != fused_wide && work->sum->group_length == split_length
                           ? split_mode(work->sum, work->kind, work->a.head, work->b.head, exponent_c, work->split)
                           : 0;
    size_t eighth = fused_group_bytes(work->sum) / 8;
    for (int32_t octet = 0; octet < 8; octet++) {
      // The next groups lie behind these; a group is a multiple of 64 bytes.
      for (size_t at = 0; at < eighth; at += 64) {
        _mm_prefetch((const char *)work->a.head + (8 + (size_t)octet) * eighth + at, _MM_HINT_T1);
        _mm_prefetch((const char *)work->b.head + (8 + (size_t)octet) * eighth + at, _MM_HINT_T1);
      }
      uint32_t own = (uint32_t)(rows >> (8 * octet)) & 255;
      if (own) stretch_of_rows(work, octet, own, vectors, serves);
    }
    if (work->sum->adds_afterwards && (group + 1) % nodes == 0) add_kept(c, work->kept, work->sum->nan);
  }
  for (size_t i = first_row; i < end_row; i++) {
    __builtin_memcpy(corner + (i - first_row) * stride, c + i * fused_block + first_column, (end_column - first_column) * 4);
  }
}

static __attribute__((noinline)) void tile_blocks(const binade_fused_sum *sum, const void *a, const void *b, size_t k,
                                                  const binade_tile *tile, uint32_t *d, size_t stride) {
  fused_expansion expansion;
  fused_split split;
  float c[fused_block * fused_block] __attribute__((aligned(64))), kept[fused_block * fused_block] __attribute__((aligned(64)));
  uint64_t safe[4];
  fused_work work;
  work.sum = sum;
  work.kind = fused_kind(sum);
  work.constants.fraction_bits = sum->fraction_bits;
  work.constants.lowest = work.kind == fused_scaled ? fused_lowest_scaled : fused_lowest;
  work.constants.mask = ~0u << (23 - sum->output_fraction_bits);
  work.parameters.length = sum->group_length;
  work.parameters.fraction_bits = sum->fraction_bits;
  work.parameters.floor = sum->floor < fused_bottom ? fused_bottom : sum->floor;
  work.parameters.mask = work.constants.mask;
  work.parameters.nan = sum->nan;
  work.step = step_for(sum);
  work.pass = pass_for(sum);
  work.expansion = &expansion;
  work.split = &split;
  work.exact_credit = work.split_credit = 8;
  work.c = c;
  work.kept = kept;
  work.safe = safe;
  // The panels of 512 columns and 256 products stay in the second cache while all rows pass, and those of 64 rows while these columns do.
  size_t slab = 256 / ((size_t)sum->group_length * fused_nodes(sum));
  for (size_t column = tile->first_column; column < tile->end_column;) {
    size_t next = (column / 512 + 1) * 512;
    size_t end_column = next < tile->end_column ? next : tile->end_column;
    binade_tile part = *tile;
    for (size_t stretch = tile->first_stretch; stretch < tile->end_stretch; stretch += slab) {
      part.first_stretch = stretch;
      part.end_stretch = stretch + slab < tile->end_stretch ? stretch + slab : tile->end_stretch;
      for (size_t i = tile->first_row; i < tile->end_row; i = (i / fused_block + 1) * fused_block) {
        for (size_t j = column; j < end_column; j = (j / fused_block + 1) * fused_block) {
          tile_block(&work, a, b, k, i, j, &part, d, stride);
        }
      }
    }
    column = end_column;
  }
}

static int32_t tile(const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile,
                    uint32_t *d, size_t stride) {
  (void)rows_a;
  (void)rows_b;
  unsigned state = binade_enter();
  // Everything is either exact or rounded toward zero.
  _mm_setcsr(0x1F80 | 0x6000);
  tile_blocks(plan, a, b, k, tile, d, stride);
  binade_leave(state);
  return 0;
}
