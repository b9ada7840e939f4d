// Integer sums by products of words: what is the same with vectors of every size. Included after Words.h, inside the target.

static size_t panel_bytes(const void *plan, int32_t side, size_t rows, size_t k) {
  (void)side;
  return (rows + 63) / 64 * 64 * integer_width(plan, k) * 2;
}

static void pack(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  integer_values v = binade_integer_values(plan);
  size_t width = integer_width(plan, operand->k);
  if (side == binade_side_a) words_pack_a(v.a, operand, width, first_row, end_row, panel);
  else words_pack_b(v.b, operand, width, first_row, end_row, panel);
}

typedef struct {
  const binade_integer_sum *plan;
  const int16_t *a, *b;
  size_t width;
  int64_t product;
} product;

// Stretch by stretch, each clamped. Returns to `block`.
static void saturate(
    const product *p, const int16_t *const a[words_rows], size_t place, const int16_t *b, size_t length, uint32_t block[][words_columns]) {
  size_t l = (size_t)p->plan->group_length;
  for (size_t done = 0; done < length; done += l) {
    vector sums[words_rows][2];
    for (size_t row = 0; row < words_rows; row++) sums[row][0] = sums[row][1] = vector_zero();
    words_multiply(a, place + done, b + done * words_columns, l / 2, sums);
    uint32_t added[words_rows][words_columns];
    __builtin_memcpy(added, sums, sizeof added);
    for (size_t row = 0; row < words_rows; row++) {
      for (size_t i = 0; i < words_columns; i++) {
        uint32_t c = block[row][i], s = added[row][i], t = c + s;
        uint32_t over = (uint32_t)((int32_t)(~(c ^ s) & (c ^ t)) >> 31), limit = (uint32_t)((int32_t)c >> 31) ^ 0x7FFFFFFF;
        block[row][i] = (t & ~over) | (limit & over);
      }
    }
  }
}

static __attribute__((noinline)) void compute_tile(const product *p, const binade_tile *tile, uint32_t *d, size_t stride) {
  size_t l = (size_t)p->plan->group_length, slab = 512 < l ? l : 512 / l * l, end = tile->end_stretch * l;
  // |C| may be this large where a slab begins, and no sum of it leaves 32 bits.
  int64_t safe = 0x7FFFFFFF - p->product * (int64_t)slab;
  for (size_t place = tile->first_stretch * l; place < end; place += slab) {
    size_t length = end - place < slab ? end - place : slab;
    for (size_t column = tile->first_column / words_columns * words_columns; column < tile->end_column; column += words_columns) {
      size_t first = column < tile->first_column ? tile->first_column - column : 0;
      size_t last = tile->end_column - column < words_columns ? tile->end_column - column : words_columns;
      const int16_t *b = p->b + column * p->width + place * words_columns;
      for (size_t row = tile->first_row; row < tile->end_row; row += words_rows) {
        size_t rows = tile->end_row - row < words_rows ? tile->end_row - row : words_rows;
        uint32_t *corner = d + (row - tile->first_row) * stride + (column + first - tile->first_column);
        const int16_t *a[words_rows];
        words_pointers(p->a, p->width, row, tile->end_row, a);
        uint32_t block[words_rows][words_columns];
        words_load(block, corner, stride, rows, first, last);
        int32_t is_safe = 1;
        for (size_t i = 0; p->plan->saturates && i < words_rows * words_columns; i++) {
          int64_t c = (int32_t)block[i / words_columns][i % words_columns];
          is_safe &= c <= safe && c >= -safe;
        }
        if (is_safe) {
          vector sums[words_rows][2];
          __builtin_memcpy(sums, block, sizeof block);
          words_multiply(a, place, b, length / 2, sums);
          __builtin_memcpy(block, sums, sizeof block);
        } else {
          saturate(p, a, place, b, length, block);
        }
        words_store(block, corner, stride, rows, first, last);
      }
    }
  }
}

static int32_t tile(
    const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile, uint32_t *d,
    size_t stride) {
  (void)rows_a, (void)rows_b;
  product p = {plan, a, b, integer_width(plan, k), binade_integer_values(plan).product};
  compute_tile(&p, tile, d, stride);
  return 0;
}
