// Vectors of 256 bits for the sources that follow. Everything here runs with rounding toward zero in the machine's state.

enum { fused_lanes = 8, fused_double_lanes = 4, fused_byte_lanes = 32, fused_rows = 4, fused_universal_rows = 2 };
typedef __m256 fused_float;
typedef __m256i fused_int;
typedef __m256d fused_double;

static inline fused_int int_load(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
static inline void int_store(void *p, fused_int x) { _mm256_storeu_si256((__m256i *)p, x); }
static inline fused_int int_all(int32_t x) { return _mm256_set1_epi32(x); }
static inline fused_int int_add(fused_int x, fused_int y) { return _mm256_add_epi32(x, y); }
static inline fused_int int_subtract(fused_int x, fused_int y) { return _mm256_sub_epi32(x, y); }
static inline fused_int int_max(fused_int x, fused_int y) { return _mm256_max_epi32(x, y); }
static inline fused_int int_min(fused_int x, fused_int y) { return _mm256_min_epi32(x, y); }
static inline fused_int int_and(fused_int x, fused_int y) { return _mm256_and_si256(x, y); }
static inline fused_int int_or(fused_int x, fused_int y) { return _mm256_or_si256(x, y); }
static inline fused_int int_left(fused_int x, int n) { return _mm256_slli_epi32(x, n); }
static inline fused_int int_right(fused_int x, int n) { return _mm256_srli_epi32(x, n); }
static inline fused_int int_where_greater(fused_int x, fused_int z, fused_int y, fused_int w) {
  return _mm256_blendv_epi8(w, y, _mm256_cmpgt_epi32(x, z));
}
static inline fused_int int_overflow(fused_int bad, fused_int x, fused_int y, fused_int t) {
  return int_or(bad, _mm256_and_si256(_mm256_xor_si256(x, t), _mm256_xor_si256(y, t)));
}
static inline int int_any_negative(fused_int x) { return _mm256_movemask_ps(_mm256_castsi256_ps(x)) != 0; }
static inline fused_int int_widen_bytes(const int8_t *p) { return _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p)); }
static inline fused_int int_absolute(fused_int x) { return _mm256_abs_epi32(x); }
static inline int int_any(fused_int x) { return !_mm256_testz_si256(x, x); }
static inline fused_int int_dot(fused_int x, fused_int y, fused_int z) { return _mm256_add_epi32(x, _mm256_madd_epi16(y, z)); }
static inline void int_store_words(int16_t *p, fused_int x) {
  __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(x, x), 0x08);
  _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(words));
}
static inline fused_int float_is_equal(fused_float x, fused_float y) { return _mm256_castps_si256(_mm256_cmp_ps(x, y, _CMP_EQ_OQ)); }
static inline uint32_t lanes_not_set(fused_int x) { return ~(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(x)) & 255; }
static inline fused_float float_subtract(fused_float x, fused_float y) { return _mm256_sub_ps(x, y); }
static inline fused_float float_load(const float *p) { return _mm256_loadu_ps(p); }
static inline fused_float float_all(float x) { return _mm256_set1_ps(x); }
static inline fused_float float_multiply(fused_float x, fused_float y) { return _mm256_mul_ps(x, y); }
static inline fused_int float_truncate(fused_float x) { return _mm256_cvttps_epi32(x); }
static inline fused_float float_of(fused_int x) { return _mm256_cvtepi32_ps(x); }
static inline fused_int float_bits(fused_float x) { return _mm256_castps_si256(x); }
static inline fused_float bits_float(fused_int x) { return _mm256_castsi256_ps(x); }

static inline fused_int byte_load(const int8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
static inline fused_int byte_all(int8_t x) { return _mm256_set1_epi8(x); }
static inline fused_int byte_add(fused_int x, fused_int y) { return _mm256_adds_epi8(x, y); }
static inline fused_int byte_max(fused_int x, fused_int y) { return _mm256_max_epi8(x, y); }
static inline fused_int byte_min(fused_int x, fused_int y) { return _mm256_min_epi8(x, y); }
static inline fused_int byte_not_zero(fused_int x) { return _mm256_blendv_epi8(x, byte_all(127), _mm256_cmpeq_epi8(x, byte_all(-128))); }
static inline uint64_t byte_greater(fused_int x, fused_int y) { return (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(x, y)); }

static inline fused_double double_load(const double *p) { return _mm256_loadu_pd(p); }
static inline fused_double double_all(double x) { return _mm256_set1_pd(x); }
static inline fused_double double_multiply(fused_double x, fused_double y) { return _mm256_mul_pd(x, y); }
static inline fused_double double_add(fused_double x, fused_double y) { return _mm256_add_pd(x, y); }
static inline fused_double double_truncate(fused_double x) { return _mm256_round_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }
static inline fused_double double_of_floats(const float *p) { return _mm256_cvtps_pd(_mm_loadu_ps(p)); }
static inline fused_double double_power(const int32_t *x) {
  return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_cvtepi32_epi64(_mm_loadu_si128((const __m128i *)x)), 52));
}
static inline fused_double double_overflow(fused_double x) {
  __m256d magnitude = _mm256_andnot_pd(_mm256_set1_pd(-0.0), x);
  __m256d is_large = _mm256_cmp_pd(magnitude, _mm256_set1_pd(0x1p128), _CMP_GE_OQ);
  return _mm256_blendv_pd(x, _mm256_mul_pd(x, _mm256_set1_pd(__builtin_inf())), is_large);
}
static inline void double_store_floats(float *p, fused_double x) { _mm_storeu_ps(p, _mm256_cvtpd_ps(x)); }
