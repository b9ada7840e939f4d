// Vectors of 512 bits for the sources that follow. Everything here runs with rounding toward zero in the machine's state.

enum { fused_lanes = 16, fused_double_lanes = 8, fused_byte_lanes = 64, fused_rows = 8, fused_universal_rows = 4 };
typedef __m512 fused_float;
typedef __m512i fused_int;
typedef __m512d fused_double;
typedef __m256i fused_half;

static inline fused_int int_load(const void *p) { return _mm512_loadu_si512(p); }
static inline void int_store(void *p, fused_int x) { _mm512_storeu_si512(p, x); }
static inline fused_int int_all(int32_t x) { return _mm512_set1_epi32(x); }
static inline fused_int int_add(fused_int x, fused_int y) { return _mm512_add_epi32(x, y); }
static inline fused_int int_subtract(fused_int x, fused_int y) { return _mm512_sub_epi32(x, y); }
static inline fused_int int_max(fused_int x, fused_int y) { return _mm512_max_epi32(x, y); }
static inline fused_int int_min(fused_int x, fused_int y) { return _mm512_min_epi32(x, y); }
static inline fused_int int_and(fused_int x, fused_int y) { return _mm512_and_si512(x, y); }
static inline fused_int int_or(fused_int x, fused_int y) { return _mm512_or_si512(x, y); }
static inline fused_int int_left(fused_int x, int n) { return _mm512_slli_epi32(x, (unsigned)n); }
static inline fused_int int_right(fused_int x, int n) { return _mm512_srli_epi32(x, (unsigned)n); }
// y where x > z, and w elsewhere.
static inline fused_int int_where_greater(fused_int x, fused_int z, fused_int y, fused_int w) {
  return _mm512_mask_mov_epi32(w, _mm512_cmpgt_epi32_mask(x, z), y);
}
// `bad` with the top bits of lanes in which x + y, which is t, overflowed.
static inline fused_int int_overflow(fused_int bad, fused_int x, fused_int y, fused_int t) {
  return int_or(bad, _mm512_ternarylogic_epi32(t, x, y, 0x18));
}
static inline int int_any_negative(fused_int x) { return _mm512_movepi32_mask(x) != 0; }
static inline fused_int int_widen_bytes(const int8_t *p) { return _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)p)); }
static inline fused_int int_absolute(fused_int x) { return _mm512_abs_epi32(x); }
static inline int int_any(fused_int x) { return _mm512_test_epi32_mask(x, x) != 0; }
// Pairs of products of 16 bits, added to x.
static inline fused_int int_dot(fused_int x, fused_int y, fused_int z) { return _mm512_dpwssd_epi32(x, y, z); }
static inline void int_store_words(int16_t *p, fused_int x) { _mm256_storeu_si256((__m256i *)p, _mm512_cvtepi32_epi16(x)); }
// All bits of the lanes in which x and y are equal.
static inline fused_int float_is_equal(fused_float x, fused_float y) { return _mm512_movm_epi32(_mm512_cmp_ps_mask(x, y, _CMP_EQ_OQ)); }
// A bit for each lane that is not set.
static inline uint32_t lanes_not_set(fused_int x) { return (uint16_t)~_mm512_movepi32_mask(x); }
static inline fused_float float_subtract(fused_float x, fused_float y) { return _mm512_sub_ps(x, y); }
static inline fused_float float_load(const float *p) { return _mm512_loadu_ps(p); }
static inline fused_float float_all(float x) { return _mm512_set1_ps(x); }
static inline fused_float float_multiply(fused_float x, fused_float y) { return _mm512_mul_ps(x, y); }
static inline fused_int float_truncate(fused_float x) { return _mm512_cvttps_epi32(x); }
static inline fused_float float_of(fused_int x) { return _mm512_cvtepi32_ps(x); }
static inline fused_int float_bits(fused_float x) { return _mm512_castps_si512(x); }
static inline fused_float bits_float(fused_int x) { return _mm512_castsi512_ps(x); }

static inline fused_int byte_load(const int8_t *p) { return _mm512_loadu_si512(p); }
static inline fused_int byte_all(int8_t x) { return _mm512_set1_epi8(x); }
static inline fused_int byte_add(fused_int x, fused_int y) { return _mm512_adds_epi8(x, y); }
static inline fused_int byte_max(fused_int x, fused_int y) { return _mm512_max_epi8(x, y); }
static inline fused_int byte_min(fused_int x, fused_int y) { return _mm512_min_epi8(x, y); }
// 127 in place of the exponent of zero.
static inline fused_int byte_not_zero(fused_int x) {
  return _mm512_mask_mov_epi8(x, _mm512_cmpeq_epi8_mask(x, byte_all(-128)), byte_all(127));
}
// A bit for each byte of x greater than y.
static inline uint64_t byte_greater(fused_int x, fused_int y) { return _mm512_cmpgt_epi8_mask(x, y); }

static inline fused_double double_load(const double *p) { return _mm512_loadu_pd(p); }
static inline fused_double double_all(double x) { return _mm512_set1_pd(x); }
static inline fused_double double_multiply(fused_double x, fused_double y) { return _mm512_mul_pd(x, y); }
static inline fused_double double_add(fused_double x, fused_double y) { return _mm512_add_pd(x, y); }
static inline fused_double double_truncate(fused_double x) { return _mm512_roundscale_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
static inline fused_double double_of_floats(const float *p) { return _mm512_cvtps_pd(_mm256_loadu_ps(p)); }
// 2^(x - 1023).
static inline fused_double double_power(const int32_t *x) {
  return _mm512_castsi512_pd(_mm512_slli_epi64(_mm512_cvtepi32_epi64(_mm256_loadu_si256((const __m256i *)x)), 52));
}
// 2^128 and more become infinite.
static inline fused_double double_overflow(fused_double x) {
  __mmask8 is_large = _mm512_cmp_pd_mask(_mm512_abs_pd(x), _mm512_set1_pd(0x1p128), _CMP_GE_OQ);
  return _mm512_mask_mul_pd(x, is_large, x, _mm512_set1_pd(__builtin_inf()));
}
static inline void double_store_floats(float *p, fused_double x) { _mm256_storeu_ps(p, _mm512_cvtpd_ps(x)); }
