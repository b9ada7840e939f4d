// Matrix products: panels of operands and tiles of results.
#ifndef BINADE_PRODUCTS_H
#define BINADE_PRODUCTS_H

#include "Backends.h"

enum { binade_side_a = 0, binade_side_b = 1 };

// One operand as it comes: `rows` x `k` words, k last, and its scale bytes if it has some.
typedef struct {
  const void *words;
  const uint8_t *scales;
  size_t rows;
  size_t k;
} binade_operand;

// A part of D: rows of A, columns (rows of B), and consecutive stretches of K.
typedef struct {
  size_t first_row, end_row;
  size_t first_column, end_column;
  size_t first_stretch, end_stretch;
} binade_tile;

// A kernel for products. `plan` is the family's own structure, the same one in every call.
typedef struct {
  // Bytes of the panel of an operand; the memory must be aligned to 64 bytes.
  size_t (*panel_bytes)(const void *plan, int32_t side, size_t rows, size_t k);
  // Packs the rows [first_row, end_row) of an operand into its panel. first_row is a multiple of 64; end_row too, or `rows`.
  // Threads may pack different rows of one panel at once.
  void (*pack)(const void *plan, int32_t side, const binade_operand *operand, size_t first_row, size_t end_row, void *panel);
  // Computes a tile over the words of `d`, which hold C and then D; row r and column c are at d[r * stride + c], counted from the tile's
  // own corner. Rows and columns may begin anywhere; a multiple of 64 is fastest. Threads may compute different tiles at once.
  // Returns 0, or 1 if the method cannot vouch for this tile: then d is as it was, and another kernel must do it.
  int32_t (*tile)(const void *plan, const void *a, const void *b, size_t rows_a, size_t rows_b, size_t k, const binade_tile *tile,
                  uint32_t *d, size_t stride);
} binade_product_kernel;

// How scales enter when a partial sum is added to a main accumulator.
enum { binade_scaling_none = 0, binade_scaling_product = 1, binade_scaling_nested = 2 };

// Adds a tile of partial sums to a tile of main accumulators, binary32, nearest-even; both are rows x columns without gaps. With scales:
// product: fma(p, fl(sa * sb), total); nested: fma(fl(p * sa), sb, total); sa of the row, sb of the column. Every NaN becomes `nan`.
typedef void (*binade_promotion)(int32_t scaling, uint32_t *total, const uint32_t *partial, size_t rows, size_t columns,
                                 const uint32_t *scales_a, const uint32_t *scales_b, uint32_t nan);

// The promotion of a back-end, or a null pointer.
binade_promotion binade_promotion_kernel(binade_backend backend);

#endif
