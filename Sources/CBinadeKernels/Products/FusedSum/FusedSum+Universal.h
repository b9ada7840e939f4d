// The universal method: one stretch of a few rows and 16 columns in float64 and int32. Included by each back-end.
//
// Every finite element, scale and C works, and so do infinities and NaN, which are those of float64. Products are exact: 48 bits. Their
// exponents are between -298 and 254, those of a scale between -127 and 127, F is at most 40 and E at least -600, so all powers of two
// are normal and products times 2^(F-E) are exact. The sum is below (4 L + 2) 2^F, which is less than 2^53. It is converted to float32
// toward zero by the machine's rounding mode, subnormals included; 2^128 and more is made infinite before.

enum { fused_nothing = -20000, fused_bottom = -600 };

typedef struct {
  int32_t length;
  int32_t fraction_bits;
  int32_t floor;
  uint32_t mask;
  uint32_t nan;
} fused_parameters;

// Elements of a group as the method wants them; made when the first is asked for.
typedef struct {
  double values_a[fused_block * fused_block];
  double values_b[4][fused_block * 16];
  int32_t exponents_a[fused_block * fused_block];
  int32_t exponents_b[4][fused_block * 16];
  uint64_t has_a;
  uint32_t has_b;
} fused_expansion;

static __attribute__((noinline)) void expand_row(const fused_group *parts, int32_t length, int32_t smallest, int32_t row, double *values,
                                                 int32_t *exponents) {
  const float *source = parts->values + row * length;
  const fused_word *bits = (const fused_word *)source;
  for (int32_t k = 0; k < length; k++) values[k] = (double)source[k];
  for (int32_t k = 0; k < length; k++) exponents[k] = exponent_of(bits[k], smallest, fused_nothing);
}

static __attribute__((noinline)) void expand_columns(const fused_group *parts, int32_t length, int32_t smallest, int32_t column,
                                                     double *values, int32_t *exponents) {
  for (int32_t k = 0; k < length; k++) {
    const float *source = parts->values + k * fused_block + column;
    const fused_word *bits = (const fused_word *)source;
    for (int32_t i = 0; i < 16; i++) values[k * 16 + i] = (double)source[i];
    for (int32_t i = 0; i < 16; i++) exponents[k * 16 + i] = exponent_of(bits[i], smallest, fused_nothing);
  }
}

// `c` and `d` are 16 columns of rows 64 apart.
static inline __attribute__((always_inline)) void universal_step(const int rows, const fused_parameters *parameters, const double *const *a,
                                                                 const int32_t *const *exponents_a, const int32_t *shifts_a,
                                                                 const double *b, const int32_t *exponents_b, const int32_t *shifts_b,
                                                                 float *const *c) {
  enum { int_vectors = 16 / fused_lanes, vectors = 16 / fused_double_lanes };
  const int length = parameters->length;
  int32_t scale_fields[fused_universal_rows][16] __attribute__((aligned(64)));
  int32_t term_fields[fused_universal_rows][16] __attribute__((aligned(64)));
  int32_t unit_fields[fused_universal_rows][16] __attribute__((aligned(64)));
  fused_int largest[fused_universal_rows][int_vectors];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < int_vectors; v++) largest[r][v] = int_all(2 * fused_nothing);
  }
#pragma clang loop unroll_count(2)
  for (int k = 0; k < length; k++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < int_vectors; v++) {
      fused_int y = int_load(exponents_b + k * 16 + v * fused_lanes);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) largest[r][v] = int_max(largest[r][v], int_add(y, int_all(exponents_a[r][k])));
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < int_vectors; v++) {
      fused_int shift = int_all(shifts_a ? shifts_a[r] : 0);
      if (shifts_b) shift = int_add(shift, int_load(shifts_b + v * fused_lanes));
      fused_int nothing = int_all(fused_nothing);
      fused_int exponent = int_where_greater(largest[r][v], int_all(fused_nothing / 2), int_add(largest[r][v], shift), nothing);
      fused_int word = int_and(int_load(c[r] + v * fused_lanes), int_all(0x7FFFFFFF));
      fused_int own = int_subtract(int_max(int_right(word, 23), int_all(1)), int_all(127));
      own = int_where_greater(word, int_all(0), own, nothing);
      own = int_where_greater(word, int_all(0x7F7FFFFF), nothing, own);
      exponent = int_max(int_max(exponent, own), int_all(parameters->floor));
      fused_int field = int_subtract(int_all(1023 + parameters->fraction_bits), exponent);
      int_store(&term_fields[r][v * fused_lanes], field);
      int_store(&scale_fields[r][v * fused_lanes], int_add(field, shift));
      int_store(&unit_fields[r][v * fused_lanes], int_subtract(int_all(2046), field));
    }
  }
  fused_double scales[fused_universal_rows][vectors], sums[fused_universal_rows][vectors];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      scales[r][v] = double_power(&scale_fields[r][v * fused_double_lanes]);
      fused_double term = double_of_floats(c[r] + v * fused_double_lanes);
      sums[r][v] = double_truncate(double_multiply(term, double_power(&term_fields[r][v * fused_double_lanes])));
    }
  }
#pragma clang loop unroll_count(2)
  for (int k = 0; k < length; k++) {
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      fused_double y = double_load(b + k * 16 + v * fused_double_lanes);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        fused_double product = double_multiply(double_multiply(double_all(a[r][k]), y), scales[r][v]);
        sums[r][v] = double_add(sums[r][v], double_truncate(product));
      }
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    float words[16] __attribute__((aligned(64)));
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      fused_double total = double_multiply(sums[r][v], double_power(&unit_fields[r][v * fused_double_lanes]));
      double_store_floats(words + v * fused_double_lanes, double_overflow(total));
    }
#pragma clang loop unroll(full)
    for (int v = 0; v < int_vectors; v++) {
      fused_int word = int_load(words + v * fused_lanes), zero = int_all(0), magnitude = int_all(0x7FFFFFFF);
      fused_int result = int_and(word, int_all((int32_t)parameters->mask));
      result = int_where_greater(int_and(result, magnitude), zero, result, zero);
      result = int_where_greater(int_and(word, magnitude), int_all(0x7F800000), int_all((int32_t)parameters->nan), result);
      int_store(c[r] + v * fused_lanes, result);
    }
  }
}

static __attribute__((noinline)) void universal_one(const fused_parameters *parameters, const double *const *a,
                                                    const int32_t *const *exponents_a, const int32_t *shifts_a, const double *b,
                                                    const int32_t *exponents_b, const int32_t *shifts_b, float *const *c) {
  universal_step(1, parameters, a, exponents_a, shifts_a, b, exponents_b, shifts_b, c);
}

static __attribute__((noinline)) void universal_some(const fused_parameters *parameters, const double *const *a,
                                                     const int32_t *const *exponents_a, const int32_t *shifts_a, const double *b,
                                                     const int32_t *exponents_b, const int32_t *shifts_b, float *const *c) {
  universal_step(fused_universal_rows, parameters, a, exponents_a, shifts_a, b, exponents_b, shifts_b, c);
}
