// Small sums by products of words: what is the same with vectors of every size. Included after Words.h, inside the target. The file that
// includes this also defines `floats`, `floats_load`, `floats_store`, `floats_set`, `floats_from`, `floats_add`, `floats_multiply` and
// `floats_largest` (of a number of no sign and a magnitude).

static size_t words_width(const binade_small_sum *plan, size_t k) { return small_stretches(plan, k) * (size_t)plan->group_length; }

// Ranges of the rows' scales, scales as floats (a row's one after the other; of B a block of columns side by side), codes.
typedef struct {
  small_row *rows;
  float *scales;
  int16_t *codes;
} parts;

static parts parts_of(const binade_small_sum *plan, const void *panel, size_t rows, size_t k) {
  parts p;
  size_t padded = small_padded(rows);
  p.rows = (small_row *)(uintptr_t)panel;
  p.scales = (float *)(p.rows + padded);
  p.codes = (int16_t *)(p.scales + (plan->block_length == 0 ? 0 : padded * small_stretches(plan, k)));
  return p;
}

static size_t panel_bytes(const void *plan, int32_t side, size_t rows, size_t k) {
  (void)side;
  const binade_small_sum *sum = plan;
  size_t scales = sum->block_length == 0 ? 0 : small_stretches(sum, k) * sizeof(float);
  return small_padded(rows) * (sizeof(small_row) + scales + 2 * words_width(sum, k));
}

static void pack(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel) {
  const binade_small_sum *sum = plan;
  size_t k = operand->k, width = words_width(sum, k), stretches = small_stretches(sum, k), v = (size_t)sum->block_length;
  parts p = parts_of(sum, panel, operand->rows, k);
  int16_t table[256];
  for (int i = 0; i < 256; i++) table[i] = (int16_t)(side == binade_side_b ? sum->b[i] : sum->negates ? -sum->a[i] : sum->a[i]);
  if (side == binade_side_a) words_pack_a(table, operand, width, first_row, end_row, p.codes);
  else words_pack_b(table, operand, width, first_row, end_row, p.codes);
  size_t blocks = v == 0 ? 0 : (k + v - 1) / v, per_block = v / (size_t)sum->group_length;
  size_t end = side == binade_side_a ? end_row : small_padded(end_row);
  for (size_t row = first_row; row < end; row++) {
    small_row summary = v == 0 ? (small_row){0, 0, 0, 0} : (small_row){0x3FFF, -0x3FFF, 0, 0};
    for (size_t stretch = 0; stretch < stretches && v != 0; stretch++) {
      float scale = 0;
      uint8_t byte = row < end_row ? operand->scales[row * blocks + stretch / per_block] : 0;
      if (row < end_row && sum->scale_is_nan[byte]) summary.has_nan = 1;
      else if (row < end_row) {
        int16_t exponent = sum->scale_exponent[byte];
        summary.low = exponent < summary.low ? exponent : summary.low;
        summary.high = exponent > summary.high ? exponent : summary.high;
        scale = small_power(exponent);
      }
      size_t place = side == binade_side_a ? row * stretches + stretch
                                           : (row / words_columns * stretches + stretch) * words_columns + row % words_columns;
      p.scales[place] = scale;
    }
    if (row < end_row) p.rows[row] = summary;
  }
}

typedef struct {
  const binade_small_sum *plan;
  parts a, b;
  size_t width, stretches;
} product;

// A stretch of four rows and a block of columns.
static inline __attribute__((always_inline)) void step(
    const product *p, const int16_t *const a[words_rows], const size_t rows[words_rows], size_t column, size_t stretch, size_t length,
    float unit, float block[words_rows][words_columns], floats most[2]) {
  vector sums[words_rows][2];
  for (size_t row = 0; row < words_rows; row++) sums[row][0] = sums[row][1] = vector_zero();
  words_multiply(a, stretch * length, p->b.codes + column * p->width + stretch * length * words_columns, length / 2, sums);
  floats scale[2] = {floats_set(unit), floats_set(unit)};
  int32_t is_scaled = p->plan->block_length != 0;
  for (size_t i = 0; i < 2 && is_scaled; i++) {
    const float *own = p->b.scales + (column / words_columns * p->stretches + stretch) * words_columns;
    scale[i] = floats_multiply(scale[i], floats_load(own + i * vector_lanes));
  }
  for (size_t row = 0; row < words_rows; row++) {
    floats factor = is_scaled ? floats_set(p->a.scales[rows[row] * p->stretches + stretch]) : floats_set(1);
    for (size_t i = 0; i < 2; i++) {
      // The product with a power of two is exact, and the addition rounds toward zero.
      floats added = floats_multiply(floats_from(sums[row][i]), floats_multiply(scale[i], factor));
      float *c = &block[row][i * vector_lanes];
      floats next = floats_add(floats_load(c), added);
      floats_store(c, next);
      most[i] = floats_largest(most[i], next);
    }
  }
}

static __attribute__((noinline)) int32_t compute_tile(
    const void *context, const binade_tile *tile, float bound, uint32_t *d, size_t stride) {
  const product *p = context;
  size_t l = (size_t)p->plan->group_length, slab = l > 512 ? 1 : 512 / l;
  float unit = small_power(p->plan->unit);
  for (size_t begin = tile->first_stretch; begin < tile->end_stretch; begin += slab) {
    size_t end = tile->end_stretch - begin < slab ? tile->end_stretch : begin + slab;
    for (size_t column = tile->first_column / words_columns * words_columns; column < tile->end_column; column += words_columns) {
      size_t first = column < tile->first_column ? tile->first_column - column : 0;
      size_t last = tile->end_column - column < words_columns ? tile->end_column - column : words_columns;
      for (size_t row = tile->first_row; row < tile->end_row; row += words_rows) {
        size_t count = tile->end_row - row < words_rows ? tile->end_row - row : words_rows;
        uint32_t *corner = d + (row - tile->first_row) * stride + (column + first - tile->first_column);
        const int16_t *a[words_rows];
        size_t rows[words_rows];
        words_pointers(p->a.codes, p->width, row, tile->end_row, a);
        for (size_t i = 0; i < words_rows; i++) rows[i] = row + i < tile->end_row ? row + i : tile->end_row - 1;
        uint32_t words[words_rows][words_columns];
        float block[words_rows][words_columns];
        words_load(words, corner, stride, count, first, last);
        memcpy(block, words, sizeof block);
        floats most[2] = {floats_set(0), floats_set(0)};
        for (size_t stretch = begin; stretch < end; stretch++) {
          if (l == 32) step(p, a, rows, column, stretch, 32, unit, block, most);
          else step(p, a, rows, column, stretch, l, unit, block, most);
        }
        memcpy(words, block, sizeof block);
        words_store(words, corner, stride, count, first, last);
        float greatest[words_columns];
        floats_store(greatest, most[0]);
        floats_store(greatest + vector_lanes, most[1]);
        // Rows beyond the tile are copies of the last one with C = 0; like columns outside it they may only be refused too early.
        for (size_t i = first; i < last; i++) {
          if (!(greatest[i] < bound)) return 0;
        }
      }
    }
  }
  return 1;
}

static int32_t tile(
    const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile, uint32_t *d,
    size_t stride) {
  if (tile->first_stretch >= tile->end_stretch || tile->first_row >= tile->end_row || tile->first_column >= tile->end_column) return 0;
  small_limits limits = binade_small_limits(plan, a, b, tile);
  if (!limits.is_possible) return 1;
  float c = binade_small_greatest(&limits, tile, d, stride);
  product p = {plan, parts_of(plan, a, rows_a, k), parts_of(plan, b, rows_b, k), words_width(plan, k), small_stretches(plan, k)};
  unsigned state = binade_enter();
  _mm_setcsr(0x7F80);  // everything masked, toward zero
  int32_t result = binade_small_try(&limits, c, compute_tile, &p, tile, d, stride);
  binade_leave(state);
  return result;
}
