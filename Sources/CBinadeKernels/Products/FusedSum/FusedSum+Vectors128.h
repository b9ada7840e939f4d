// Vectors of 128 bits, of what every x86-64 has, for the sources that follow. Everything here runs with rounding toward zero in the
// machine's state.

enum { fused_lanes = 4, fused_double_lanes = 2, fused_byte_lanes = 16, fused_rows = 4, fused_universal_rows = 1 };
typedef __m128 fused_float;
typedef __m128i fused_int;
typedef __m128d fused_double;

// Bits of y where x is set, and of z elsewhere.
static inline fused_int int_choose(fused_int x, fused_int y, fused_int z) {
  return _mm_or_si128(_mm_and_si128(x, y), _mm_andnot_si128(x, z));
}
static inline fused_int int_load(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
static inline void int_store(void *p, fused_int x) { _mm_storeu_si128((__m128i *)p, x); }
static inline fused_int int_all(int32_t x) { return _mm_set1_epi32(x); }
static inline fused_int int_add(fused_int x, fused_int y) { return _mm_add_epi32(x, y); }
static inline fused_int int_subtract(fused_int x, fused_int y) { return _mm_sub_epi32(x, y); }
static inline fused_int int_max(fused_int x, fused_int y) { return int_choose(_mm_cmpgt_epi32(x, y), x, y); }
static inline fused_int int_min(fused_int x, fused_int y) { return int_choose(_mm_cmpgt_epi32(x, y), y, x); }
static inline fused_int int_and(fused_int x, fused_int y) { return _mm_and_si128(x, y); }
static inline fused_int int_or(fused_int x, fused_int y) { return _mm_or_si128(x, y); }
static inline fused_int int_left(fused_int x, int n) { return _mm_slli_epi32(x, n); }
static inline fused_int int_right(fused_int x, int n) { return _mm_srli_epi32(x, n); }
// y where x > z, and w elsewhere.
static inline fused_int int_where_greater(fused_int x, fused_int z, fused_int y, fused_int w) {
  return int_choose(_mm_cmpgt_epi32(x, z), y, w);
}
// `bad` with the top bits of lanes in which x + y, which is t, overflowed.
static inline fused_int int_overflow(fused_int bad, fused_int x, fused_int y, fused_int t) {
  return int_or(bad, _mm_and_si128(_mm_xor_si128(x, t), _mm_xor_si128(y, t)));
}
static inline int int_any_negative(fused_int x) { return _mm_movemask_ps(_mm_castsi128_ps(x)) != 0; }
static inline fused_int int_widen_bytes(const int8_t *p) {
  int32_t bytes;
  __builtin_memcpy(&bytes, p, 4);
  __m128i x = _mm_cvtsi32_si128(bytes);
  x = _mm_unpacklo_epi8(x, x);
  return _mm_srai_epi32(_mm_unpacklo_epi16(x, x), 24);
}
static inline fused_int int_absolute(fused_int x) { return _mm_sub_epi32(_mm_xor_si128(x, _mm_srai_epi32(x, 31)), _mm_srai_epi32(x, 31)); }
static inline int int_any(fused_int x) { return _mm_movemask_epi8(_mm_cmpeq_epi32(x, _mm_setzero_si128())) != 0xFFFF; }
// Pairs of products of 16 bits, added to x.
static inline fused_int int_dot(fused_int x, fused_int y, fused_int z) { return _mm_add_epi32(x, _mm_madd_epi16(y, z)); }
static inline void int_store_words(int16_t *p, fused_int x) { _mm_storel_epi64((__m128i *)p, _mm_packs_epi32(x, x)); }
// All bits of the lanes in which x and y are equal.
static inline fused_int float_is_equal(fused_float x, fused_float y) { return _mm_castps_si128(_mm_cmpeq_ps(x, y)); }
// A bit for each lane that is not set.
static inline uint32_t lanes_not_set(fused_int x) { return ~(uint32_t)_mm_movemask_ps(_mm_castsi128_ps(x)) & 15; }
static inline fused_float float_subtract(fused_float x, fused_float y) { return _mm_sub_ps(x, y); }
static inline fused_float float_load(const float *p) { return _mm_loadu_ps(p); }
static inline fused_float float_all(float x) { return _mm_set1_ps(x); }
static inline fused_float float_multiply(fused_float x, fused_float y) { return _mm_mul_ps(x, y); }
static inline fused_int float_truncate(fused_float x) { return _mm_cvttps_epi32(x); }
static inline fused_float float_of(fused_int x) { return _mm_cvtepi32_ps(x); }
static inline fused_int float_bits(fused_float x) { return _mm_castps_si128(x); }
static inline fused_float bits_float(fused_int x) { return _mm_castsi128_ps(x); }

static inline fused_int byte_load(const int8_t *p) { return _mm_loadu_si128((const __m128i *)p); }
static inline fused_int byte_all(int8_t x) { return _mm_set1_epi8(x); }
static inline fused_int byte_add(fused_int x, fused_int y) { return _mm_adds_epi8(x, y); }
static inline fused_int byte_max(fused_int x, fused_int y) { return int_choose(_mm_cmpgt_epi8(x, y), x, y); }
static inline fused_int byte_min(fused_int x, fused_int y) { return int_choose(_mm_cmpgt_epi8(x, y), y, x); }
// 127 in place of the exponent of zero.
static inline fused_int byte_not_zero(fused_int x) { return int_choose(_mm_cmpeq_epi8(x, byte_all(-128)), byte_all(127), x); }
// A bit for each byte of x greater than y.
static inline uint64_t byte_greater(fused_int x, fused_int y) { return (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(x, y)); }

static inline fused_double double_load(const double *p) { return _mm_loadu_pd(p); }
static inline fused_double double_all(double x) { return _mm_set1_pd(x); }
static inline fused_double double_multiply(fused_double x, fused_double y) { return _mm_mul_pd(x, y); }
static inline fused_double double_add(fused_double x, fused_double y) { return _mm_add_pd(x, y); }
// Below 2^52, and beyond only infinities and NaN: the sum with 2^52 is rounded to an integer, toward zero.
static inline fused_double double_truncate(fused_double x) {
  __m128d sign = _mm_and_pd(x, _mm_set1_pd(-0.0)), large = _mm_set1_pd(0x1p52);
  return _mm_or_pd(_mm_sub_pd(_mm_add_pd(_mm_andnot_pd(_mm_set1_pd(-0.0), x), large), large), sign);
}
static inline fused_double double_of_floats(const float *p) { return _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)p))); }
// 2^(x - 1023).
static inline fused_double double_power(const int32_t *x) {
  return _mm_castsi128_pd(_mm_unpacklo_epi32(_mm_setzero_si128(), _mm_slli_epi32(_mm_loadl_epi64((const __m128i *)x), 20)));
}
// 2^128 and more become infinite.
static inline fused_double double_overflow(fused_double x) {
  __m128d is_large = _mm_cmpge_pd(_mm_andnot_pd(_mm_set1_pd(-0.0), x), _mm_set1_pd(0x1p128));
  return _mm_or_pd(_mm_and_pd(is_large, _mm_mul_pd(x, _mm_set1_pd(__builtin_inf()))), _mm_andnot_pd(is_large, x));
}
static inline void double_store_floats(float *p, fused_double x) { _mm_storel_epi64((__m128i *)p, _mm_castps_si128(_mm_cvtpd_ps(x))); }
