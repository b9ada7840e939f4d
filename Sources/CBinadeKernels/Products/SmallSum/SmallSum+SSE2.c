#include "SmallSumParts.h"
#include "Targets.h"

#if defined(__x86_64__)

typedef __m128i vector;
typedef __m128 floats;
enum { vector_lanes = 4 };
static inline vector vector_load(const int16_t *place) { return _mm_loadu_si128((const void *)place); }
static inline vector vector_set(int32_t value) { return _mm_set1_epi32(value); }
static inline vector vector_zero(void) { return _mm_setzero_si128(); }
static inline vector vector_add(vector x, vector y) { return _mm_add_epi32(x, y); }
static inline vector vector_madd(vector x, vector y) { return _mm_madd_epi16(x, y); }
static inline floats floats_load(const float *place) { return _mm_loadu_ps(place); }
static inline void floats_store(float *place, floats x) { _mm_storeu_ps(place, x); }
static inline floats floats_set(float value) { return _mm_set1_ps(value); }
static inline floats floats_from(vector x) { return _mm_cvtepi32_ps(x); }
static inline floats floats_add(floats x, floats y) { return _mm_add_ps(x, y); }
static inline floats floats_multiply(floats x, floats y) { return _mm_mul_ps(x, y); }
static inline floats floats_largest(floats most, floats x) { return _mm_max_ps(most, _mm_andnot_ps(_mm_set1_ps(-0.0f), x)); }

#include "Products/Words.h"
#include "SmallSum+Words.h"

const binade_product_kernel binade_small_sum_sse2 = {panel_bytes, pack, tile};
#endif
