#include "IntegerSumParts.h"
#include "Targets.h"

#if defined(__x86_64__)

BINADE_AVX2_BEGIN

typedef __m256i vector;
enum { vector_lanes = 8 };
static inline vector vector_load(const int16_t *place) { return _mm256_loadu_si256((const void *)place); }
static inline vector vector_set(int32_t value) { return _mm256_set1_epi32(value); }
static inline vector vector_zero(void) { return _mm256_setzero_si256(); }
static inline vector vector_add(vector x, vector y) { return _mm256_add_epi32(x, y); }
static inline vector vector_madd(vector x, vector y) { return _mm256_madd_epi16(x, y); }

#include "Products/Words.h"
#include "IntegerSum+Words.h"

BINADE_TARGET_END

const binade_product_kernel binade_integer_sum_avx2 = {panel_bytes, pack, tile};
#endif
