// Blocks of the result of a small sum, and stretches that may cut C.
#include "Products/Panels+AVX512.h"
#include "SmallSumParts.h"

#if defined(__x86_64__)

enum { block_rows = 32, block_groups = 4, toward_zero = _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC };

typedef struct {
  const binade_small_sum *plan;
  small_limits limits;
  int32_t is_certain;  // every C is a multiple of 2^limits.multiple
  small_shape shape;
  const uint8_t *a, *b;
  size_t rows_a, rows_b, stretches;
} product;

// Up to 32 rows and 64 columns.
typedef struct {
  size_t first_row, rows, first_column, groups, first_stretch, end_stretch;
} block;

// Computes stretches of a block as long as C may be cut by their products; x->first_stretch is then the first that is left.
void binade_small_careful_avx512(const void *product, void *block, float *c, void *most);

#endif
