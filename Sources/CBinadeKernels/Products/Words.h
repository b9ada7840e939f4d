// Products of words of 16 bits: panels, and sums of pairs of products in dwords. For instruction sets without products of bytes.
//
// The file that includes this defines `vector`, `vector_lanes` (dwords in a vector), `vector_load`, `vector_set`, `vector_zero`,
// `vector_add` and `vector_madd`, and stands inside its own target.
#include <stddef.h>
#include <stdint.h>

enum { words_rows = 4, words_columns = 2 * vector_lanes };

// Rows of A one after the other.
static void words_pack_a(
    const int16_t table[256], const binade_operand *operand, size_t width, size_t first_row, size_t end_row, int16_t *panel) {
  for (size_t row = first_row; row < end_row; row++) {
    const uint8_t *words = (const uint8_t *)operand->words + row * operand->k;
    int16_t *own = panel + row * width;
    for (size_t i = 0; i < operand->k; i++) own[i] = table[words[i]];
    for (size_t i = operand->k; i < width; i++) own[i] = 0;
  }
}

// Rows of B in blocks of `words_columns`: pairs of elements of all of them side by side. Blocks are filled up.
static void words_pack_b(
    const int16_t table[256], const binade_operand *operand, size_t width, size_t first_row, size_t end_row, int16_t *panel) {
  static const uint8_t none[1];
  for (size_t block = first_row; block < end_row; block += words_columns) {
    const uint8_t *words[words_columns];
    for (size_t i = 0; i < words_columns; i++) {
      words[i] = block + i < end_row ? (const uint8_t *)operand->words + (block + i) * operand->k : none;
    }
    int16_t *own = panel + block * width;
    for (size_t place = 0; place < width; place += 2, own += 2 * words_columns) {
      if (place + 2 <= operand->k && block + words_columns <= end_row) {
        for (size_t i = 0; i < words_columns; i++) own[2 * i] = table[words[i][place]], own[2 * i + 1] = table[words[i][place + 1]];
      } else {
        for (size_t i = 0; i < words_columns; i++) {
          for (size_t j = 0; j < 2; j++) own[2 * i + j] = block + i < end_row && place + j < operand->k ? table[words[i][place + j]] : 0;
        }
      }
    }
  }
}

static inline int32_t words_pair(const int16_t *place) {
  int32_t value;
  __builtin_memcpy(&value, place, 4);
  return value;
}

// Adds the products of 2 · `pairs` elements of four rows and a block of columns.
static inline __attribute__((always_inline)) void words_multiply(
    const int16_t *const a[words_rows], size_t place, const int16_t *b, size_t pairs, vector sums[words_rows][2]) {
  const int16_t *a0 = a[0] + place, *a1 = a[1] + place, *a2 = a[2] + place, *a3 = a[3] + place;
  vector s00 = sums[0][0], s01 = sums[0][1], s10 = sums[1][0], s11 = sums[1][1];
  vector s20 = sums[2][0], s21 = sums[2][1], s30 = sums[3][0], s31 = sums[3][1];
  for (size_t pair = 0; pair < pairs; pair++, b += 2 * words_columns) {
    vector y0 = vector_load(b), y1 = vector_load(b + words_columns);
    vector x0 = vector_set(words_pair(a0 + 2 * pair)), x1 = vector_set(words_pair(a1 + 2 * pair));
    s00 = vector_add(s00, vector_madd(x0, y0)), s01 = vector_add(s01, vector_madd(x0, y1));
    s10 = vector_add(s10, vector_madd(x1, y0)), s11 = vector_add(s11, vector_madd(x1, y1));
    vector x2 = vector_set(words_pair(a2 + 2 * pair)), x3 = vector_set(words_pair(a3 + 2 * pair));
    s20 = vector_add(s20, vector_madd(x2, y0)), s21 = vector_add(s21, vector_madd(x2, y1));
    s30 = vector_add(s30, vector_madd(x3, y0)), s31 = vector_add(s31, vector_madd(x3, y1));
  }
  sums[0][0] = s00, sums[0][1] = s01, sums[1][0] = s10, sums[1][1] = s11;
  sums[2][0] = s20, sums[2][1] = s21, sums[3][0] = s30, sums[3][1] = s31;
}

// Four rows of the panel from `row` on; the last one again where there are no more.
static inline void words_pointers(const int16_t *panel, size_t width, size_t row, size_t end_row, const int16_t *a[words_rows]) {
  for (size_t i = 0; i < words_rows; i++) a[i] = panel + (row + i < end_row ? row + i : end_row - 1) * width;
}

// Copies a part of C or D: `rows` x the columns [first, end) of a block, between memory and a full block.
static inline void words_load(
    uint32_t block[words_rows][words_columns], const uint32_t *d, size_t stride, size_t rows, size_t first, size_t end) {
  for (size_t row = 0; row < words_rows; row++) {
    for (size_t i = 0; i < words_columns; i++) block[row][i] = row < rows && i >= first && i < end ? d[row * stride + (i - first)] : 0;
  }
}

static inline void words_store(
    uint32_t block[words_rows][words_columns], uint32_t *d, size_t stride, size_t rows, size_t first, size_t end) {
  for (size_t row = 0; row < rows; row++) __builtin_memcpy(d + row * stride, &block[row][first], 4 * (end - first));
}
