#include "IntegerSumParts.h"
#include "Targets.h"

#if defined(__x86_64__)

typedef __m128i vector;
enum { vector_lanes = 4 };
static inline vector vector_load(const int16_t *place) { return _mm_loadu_si128((const void *)place); }
static inline vector vector_set(int32_t value) { return _mm_set1_epi32(value); }
static inline vector vector_zero(void) { return _mm_setzero_si128(); }
static inline vector vector_add(vector x, vector y) { return _mm_add_epi32(x, y); }
static inline vector vector_madd(vector x, vector y) { return _mm_madd_epi16(x, y); }

#include "Products/Words.h"
#include "IntegerSum+Words.h"

const binade_product_kernel binade_integer_sum_sse2 = {panel_bytes, pack, tile};
#endif
