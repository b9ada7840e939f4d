// Small sums while C is small: products may set an exponent by which bits of C are cut.
//
// Products are still exact (see SmallSumParts.h, conditions 1 and 3). C is cut at 2^(E - F), where E is the greatest exponent of a product
// that is not zero; if E is C's own exponent or the floor, nothing of C is cut. Once |C| has been 2^(multiple + 23) or more it is a
// multiple of 2^multiple, and stays one: after some stretches the quick way is right for the whole block.
#include "SmallSum+Blocks+AVX512.h"

#if defined(__x86_64__)

BINADE_AVX512_BEGIN

// Exponents of magnitudes up to 127 above the quantum's, -128 for zero.
typedef struct {
  __m512i low, high;
  int32_t fraction;
} exponents;

static exponents exponents_of(int32_t fraction) {
  _Alignas(64) int8_t table[128];
  for (int i = 0; i < 128; i++) table[i] = (int8_t)(i == 0 ? -128 : binade_small_exponent(i, fraction));
  return (exponents){_mm512_load_si512(table), _mm512_load_si512(table + 64), fraction};
}

// Not inlined: the compiler does not come to an end otherwise.
static __attribute__((noinline)) __m512i of_bytes(const exponents *e, __m512i values) {
  return _mm512_permutex2var_epi8(e->low, _mm512_abs_epi8(values), e->high);
}

// Of the low words of dwords, in dwords; -128 for zero.
static inline __m512i of_words(const exponents *e, __m512i values) {
  __m512i magnitude = _mm512_abs_epi32(_mm512_srai_epi32(_mm512_slli_epi32(values, 16), 16));
  __m512i field = _mm512_srli_epi32(_mm512_castps_si512(_mm512_cvtepi32_ps(magnitude)), 23);
  __m512i exponent = _mm512_max_epi32(_mm512_sub_epi32(field, _mm512_set1_epi32(127)), _mm512_set1_epi32(e->fraction));
  return _mm512_mask_mov_epi32(exponent, _mm512_testn_epi32_mask(magnitude, magnitude), _mm512_set1_epi32(-128));
}

// The greatest exponent of a product of one row and 16 columns above that of the quanta; negative if all products are zero.
static __m512i greatest_exponent(const product *p, const exponents *of_a, const exponents *of_b, const uint8_t *a, const uint8_t *b) {
  size_t quads = p->shape.length / 4;
  __m512i most = _mm512_set1_epi32(-128), offset = _mm512_set1_epi8((char)p->shape.offset);
  if (p->shape.is_wide) {
    for (size_t i = 0; i < quads; i++) {
      __m512i x = _mm512_set1_epi32(load_dword(a + 4 * i)), y = _mm512_load_si512(b + 64 * i);
      most = _mm512_max_epi32(most, _mm512_add_epi32(of_words(of_a, x), of_words(of_b, y)));
      x = _mm512_srli_epi32(x, 16), y = _mm512_srli_epi32(y, 16);
      most = _mm512_max_epi32(most, _mm512_add_epi32(of_words(of_a, x), of_words(of_b, y)));
    }
    return most;
  }
  most = _mm512_set1_epi8(-128);
  for (size_t i = 0; i < quads; i++) {
    __m512i x = _mm512_set1_epi32(load_dword(a + 4 * i)), y = _mm512_sub_epi8(_mm512_load_si512(b + 64 * i), offset);
    most = _mm512_max_epi8(most, _mm512_adds_epi8(of_bytes(of_a, x), of_bytes(of_b, y)));
  }
  most = _mm512_max_epi8(most, _mm512_rol_epi32(most, 8));
  most = _mm512_max_epi8(most, _mm512_rol_epi32(most, 16));
  return _mm512_srai_epi32(most, 24);
}

static inline __m512d power(__m256i exponent) {
  return _mm512_castsi512_pd(_mm512_slli_epi64(_mm512_add_epi64(_mm512_cvtepi32_epi64(exponent), _mm512_set1_epi64(1023)), 52));
}

// C cut toward zero to a multiple of 2^last.
static inline __m512 cut(__m512 c, __m512i last) {
  __m512i up = _mm512_sub_epi32(_mm512_setzero_si512(), last);
  __m512d low = _mm512_cvtps_pd(_mm512_castps512_ps256(c)), high = _mm512_cvtps_pd(_mm512_extractf32x8_ps(c, 1));
  low = _mm512_mul_pd(low, power(_mm512_castsi512_si256(up)));
  high = _mm512_mul_pd(high, power(_mm512_extracti64x4_epi64(up, 1)));
  low = _mm512_roundscale_round_pd(low, 3, _MM_FROUND_NO_EXC), high = _mm512_roundscale_round_pd(high, 3, _MM_FROUND_NO_EXC);
  low = _mm512_mul_pd(low, power(_mm512_castsi512_si256(last)));
  high = _mm512_mul_pd(high, power(_mm512_extracti64x4_epi64(last, 1)));
  return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}

// Whether every C of a block is a multiple of 2^multiple.
static int32_t is_certain(const product *p, const block *x, const float *c) {
  __m512i multiple = _mm512_set1_epi32(p->limits.multiple < -149 ? -149 : p->limits.multiple);
  __mmask16 bad = 0;
  for (size_t i = 0; i < x->groups * block_rows; i++) {
    if (i % block_rows >= x->rows) continue;
    __m512 value = _mm512_load_ps(c + 16 * i);
    bad |= _mm512_cmp_ps_mask(value, cut(value, multiple), _CMP_NEQ_UQ);
  }
  return bad == 0;
}

void binade_small_careful_avx512(const void *context, void *target, float *c, void *greatest) {
  const product *p = context;
  block *x = target;
  __m512 *most = greatest;
  small_fractions fractions = binade_small_fractions(p->plan);
  exponents of_a = exponents_of(fractions.a), of_b = exponents_of(fractions.b);
  size_t quads = p->shape.length / 4;
  __m512 unit = _mm512_set1_ps(small_power(p->plan->unit));
  int32_t large = p->limits.multiple + 23;
  __m512 limit = _mm512_set1_ps(small_power(large < -149 ? -149 : large > 127 ? 127 : large));
  for (; x->first_stretch < x->end_stretch && !is_certain(p, x, c); x->first_stretch++) {
    const uint8_t *a = p->a + small_a_place(&p->shape, p->rows_a, p->stretches, x->first_row, x->first_stretch);
    for (size_t group = 0; group < x->groups; group++) {
      const uint8_t *b = p->b + small_b_place(&p->shape, p->rows_b, p->stretches, x->first_column + 16 * group, x->first_stretch);
      __m512 scale_b = _mm512_mul_ps(_mm512_load_ps((const void *)(b + 64 * quads)), unit);
      for (size_t row = 0; row < x->rows; row++) {
        const uint8_t *own = a + row * p->shape.a_bytes;
        __m512i sum = _mm512_set1_epi32(load_dword(own + 4 * quads));
        for (size_t i = 0; i < quads; i++) {
          __m512i value = _mm512_set1_epi32(load_dword(own + 4 * i)), y = _mm512_load_si512(b + 64 * i);
          sum = p->shape.is_wide ? _mm512_dpwssd_epi32(sum, y, value) : _mm512_dpbusd_epi32(sum, y, value);
        }
        __m512 scale = _mm512_mul_ps(scale_b, _mm512_castsi512_ps(_mm512_set1_epi32(load_dword(own + 4 * quads + 4))));
        float *place = c + (group * block_rows + row) * 16;
        __m512 value = _mm512_load_ps(place);
        // A C of this size is a multiple already.
        if (_mm512_cmp_ps_mask(_mm512_abs_ps(value), limit, _CMP_LT_OQ) & _mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_NEQ_OQ)) {
          __m512i e = greatest_exponent(p, &of_a, &of_b, own, b);
          __mmask16 none = _mm512_movepi32_mask(e);
          // 2^(scales and unit) is a normal float, or its column holds no scale.
          __m512i base = _mm512_sub_epi32(_mm512_srli_epi32(_mm512_castps_si512(scale), 23), _mm512_set1_epi32(127));
          __m512i last = _mm512_sub_epi32(_mm512_add_epi32(e, base), _mm512_set1_epi32(p->plan->fraction_bits));
          last = _mm512_max_epi32(_mm512_mask_mov_epi32(last, none, _mm512_set1_epi32(-149)), _mm512_set1_epi32(-149));
          value = cut(value, last);
        }
        value = _mm512_fmadd_round_ps(_mm512_cvtepi32_ps(sum), scale, value, toward_zero);
        _mm512_store_ps(place, value);
        most[group] = _mm512_range_ps(most[group], value, 0xB);
      }
    }
  }
}

BINADE_TARGET_END
#endif
