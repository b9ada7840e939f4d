#include "include/Products.h"

#include "Targets.h"

#if defined(__x86_64__)

// Words that are read as floats.
typedef float __attribute__((may_alias)) word_float;

// The compiler vectorises these loops for each instruction set. A multiply-add is fused only where it is written as one: the rounding of a
// product on its own is part of the result.
#define BINADE_PROMOTION(NAME)                                                                                                             \
  __attribute__((noinline)) static void NAME##_rows(int32_t scaling, word_float *total, const word_float *partial, size_t rows,            \
                                                    size_t columns, const word_float *scales_a, const word_float *scales_b, uint32_t nan) {\
    _Pragma("clang fp contract(off)") for (size_t row = 0; row < rows; row++, total += columns, partial += columns) {                      \
      if (scaling == binade_scaling_none) {                                                                                                \
        for (size_t column = 0; column < columns; column++) total[column] = total[column] + partial[column];                               \
      } else if (scaling == binade_scaling_product) {                                                                                      \
        const float scale = scales_a[row];                                                                                                 \
        for (size_t column = 0; column < columns; column++)                                                                                \
          total[column] = __builtin_fmaf(partial[column], scale * scales_b[column], total[column]);                                        \
      } else {                                                                                                                             \
        const float scale = scales_a[row];                                                                                                 \
        for (size_t column = 0; column < columns; column++)                                                                                \
          total[column] = __builtin_fmaf(partial[column] * scale, scales_b[column], total[column]);                                        \
      }                                                                                                                                    \
      uint32_t *words = (uint32_t *)(void *)total;                                                                                         \
      for (size_t column = 0; column < columns; column++)                                                                                  \
        words[column] = (words[column] & 0x7FFFFFFF) > 0x7F800000 ? nan : words[column];                                                   \
    }                                                                                                                                      \
  }                                                                                                                                        \
  static void NAME(int32_t scaling, uint32_t *total, const uint32_t *partial, size_t rows, size_t columns, const uint32_t *scales_a,       \
                   const uint32_t *scales_b, uint32_t nan) {                                                                               \
    unsigned state = binade_enter();                                                                                                       \
    NAME##_rows(scaling, (word_float *)total, (const word_float *)partial, rows, columns, (const word_float *)scales_a,                    \
                (const word_float *)scales_b, nan);                                                                                        \
    binade_leave(state);                                                                                                                   \
  }

BINADE_AVX2_BEGIN
BINADE_PROMOTION(promote_avx2)
BINADE_TARGET_END

BINADE_AVX512_BEGIN
BINADE_PROMOTION(promote_avx512)
BINADE_TARGET_END

binade_promotion binade_promotion_kernel(binade_backend backend) {
  // Without a fused multiply-add in hardware the Swift is as fast.
  return backend == binade_backend_avx512 ? promote_avx512 : backend == binade_backend_avx2 ? promote_avx2 : 0;
}

#else

binade_promotion binade_promotion_kernel(binade_backend backend) {
  (void)backend;
  return 0;
}

#endif
