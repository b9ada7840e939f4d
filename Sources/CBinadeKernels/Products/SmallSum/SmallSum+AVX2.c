#include "SmallSumParts.h"
#include "Targets.h"

#if defined(__x86_64__)

BINADE_AVX2_BEGIN

typedef __m256i vector;
typedef __m256 floats;
enum { vector_lanes = 8 };
static inline vector vector_load(const int16_t *place) { return _mm256_loadu_si256((const void *)place); }
static inline vector vector_set(int32_t value) { return _mm256_set1_epi32(value); }
static inline vector vector_zero(void) { return _mm256_setzero_si256(); }
static inline vector vector_add(vector x, vector y) { return _mm256_add_epi32(x, y); }
static inline vector vector_madd(vector x, vector y) { return _mm256_madd_epi16(x, y); }
static inline floats floats_load(const float *place) { return _mm256_loadu_ps(place); }
static inline void floats_store(float *place, floats x) { _mm256_storeu_ps(place, x); }
static inline floats floats_set(float value) { return _mm256_set1_ps(value); }
static inline floats floats_from(vector x) { return _mm256_cvtepi32_ps(x); }
static inline floats floats_add(floats x, floats y) { return _mm256_add_ps(x, y); }
static inline floats floats_multiply(floats x, floats y) { return _mm256_mul_ps(x, y); }
static inline floats floats_largest(floats most, floats x) { return _mm256_max_ps(most, _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x)); }

#include "Products/Words.h"
#include "SmallSum+Words.h"

BINADE_TARGET_END

const binade_product_kernel binade_small_sum_avx2 = {panel_bytes, pack, tile};
#endif
