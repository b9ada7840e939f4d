// Dequantizes blocks with AVX-512.
#include "Blocks+AVX512.h"

#if defined(__x86_64__)
BINADE_AVX512_BEGIN

// How far ahead, in elements, codes are asked for.
enum { codes_ahead = 4096 };

// Sixteen words at a time, to any place: as whole lines of the caches where they go past them.
typedef struct {
  uint32_t *target;
  // Lanes by which words stand too low in their line, what was written before, and which lanes of the two make a line.
  __m512i before, lanes;
  __mmask16 first;
  int streams;
} writer;

binade_inline writer open_writer(uint32_t *target, int streams) {
  uint32_t skipped = streams ? (uint32_t)((uintptr_t)target / 4 & 15) : 0;
  writer w;
  w.target = target - skipped;
  w.before = _mm512_setzero_si512();
  const __m512i places = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  w.lanes = _mm512_add_epi32(places, _mm512_set1_epi32(16 - (int32_t)skipped));
  w.first = (__mmask16)(0xFFFFu << skipped);
  w.streams = streams;
  return w;
}

binade_inline void write(writer *w, __m512i words) {
  if (w->streams) {
    __m512i line = _mm512_permutex2var_epi32(w->before, w->lanes, words);
    if (__builtin_expect(w->first != 0xFFFF, 0)) {
      _mm512_mask_storeu_epi32(w->target, w->first, line);
      w->first = 0xFFFF;
    } else {
      _mm512_stream_si512((__m512i *)w->target, line);
    }
    w->before = words;
  } else {
    _mm512_storeu_si512(w->target, words);
  }
  w->target += 16;
}

binade_inline void close_writer(writer *w, uint32_t *target, size_t written) {
  if (!w->streams) return;
  // What stands beyond the last whole line.
  uint32_t skipped = (uint32_t)((uintptr_t)target / 4 & 15);
  if (written != 0 && skipped != 0) {
    _mm512_mask_storeu_epi32(w->target, (__mmask16)((1u << skipped) - 1), _mm512_permutex2var_epi32(w->before, w->lanes, w->before));
  }
  _mm_sfence();
}

typedef struct {
  __m512i low[4], high[4], transpose, spread, shifts, triples;
} tables;

binade_inline tables load_tables(const binade_block_values *values) {
  tables t;
  for (int i = 0; i < 4; i += 1) {
    t.low[i] = values->halves ? _mm512_loadu_si512(values->halves + 64 * i) : _mm512_setzero_si512();
    t.high[i] = values->halves ? _mm512_loadu_si512(values->halves + 256 + 64 * i) : _mm512_setzero_si512();
  }
  t.transpose = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  t.spread = _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
  t.shifts = _mm512_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28, 0, 4, 8, 12, 16, 20, 24, 28);
  // Six bits each: three bytes to every four.
  uint8_t triples[64];
  for (int i = 0; i < 64; i += 1) triples[i] = (uint8_t)(i / 4 * 3 + (i % 4 == 3 ? 2 : i % 4));
  t.triples = _mm512_loadu_si512(triples);
  return t;
}

// One byte of the words of 64 codes, from a table of 256.
binade_inline __m512i look_up(const __m512i *table, __m512i codes, __mmask64 upper) {
  __m512i below = _mm512_permutex2var_epi8(table[0], codes, table[1]);
  return _mm512_mask_blend_epi8(upper, below, _mm512_permutex2var_epi8(table[2], codes, table[3]));
}

// 64 codes, `vectors` x 16 of each block, as four vectors of words.
binade_inline void decode(const binade_block_values *values, const tables *t, const uint8_t *codes, const uint8_t *scales, int stride,
                          int is_table, int vectors, __m512i *words) {
  if (is_table) {
    for (int i = 0; i < 4; i += 1) {
      __m512i table = _mm512_loadu_si512(values->values + 16 * (size_t)scales[i / vectors]);
      __m512i index;
      if (stride == 4) {
        index = _mm512_castsi128_si512(_mm_loadl_epi64((const __m128i *)(codes + 8 * i)));
        index = _mm512_srlv_epi32(_mm512_permutexvar_epi32(t->spread, index), t->shifts);
      } else {
        index = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(codes + 16 * i)));
      }
      words[i] = _mm512_permutexvar_epi32(index, table);
    }
    return;
  }
  __m512i all;
  if (stride == 6) {
    all = _mm512_permutexvar_epi8(t->triples, _mm512_maskz_loadu_epi8(0xFFFFFFFFFFFF, codes));
    __m512i low = _mm512_and_si512(all, _mm512_set1_epi32(0x3F));
    low = _mm512_or_si512(low, _mm512_and_si512(_mm512_slli_epi32(all, 2), _mm512_set1_epi32(0x3F00)));
    low = _mm512_or_si512(low, _mm512_and_si512(_mm512_slli_epi32(all, 4), _mm512_set1_epi32(0x3F0000)));
    all = _mm512_or_si512(low, _mm512_and_si512(_mm512_slli_epi32(all, 6), _mm512_set1_epi32(0x3F000000)));
  } else {
    all = _mm512_loadu_si512(codes);
  }
  // So that unpacking twice leaves the words in order.
  all = _mm512_permutexvar_epi32(t->transpose, all);
  __m512i low, high;
  if (stride == 6) {
    low = _mm512_permutexvar_epi8(all, t->low[0]);
    high = _mm512_permutexvar_epi8(all, t->high[0]);
  } else {
    __mmask64 upper = _mm512_movepi8_mask(all);
    low = look_up(t->low, all, upper);
    high = look_up(t->high, all, upper);
  }
  __m512i first = _mm512_unpacklo_epi8(low, high), second = _mm512_unpackhi_epi8(low, high);
  const __m512i zero = _mm512_setzero_si512();
  words[0] = _mm512_unpacklo_epi16(zero, first);
  words[1] = _mm512_unpackhi_epi16(zero, first);
  words[2] = _mm512_unpacklo_epi16(zero, second);
  words[3] = _mm512_unpackhi_epi16(zero, second);
  for (int i = 0; i < 4; i += 1) {
    __m512 factor = _mm512_set1_ps(values->factors[scales[i / vectors]]);
    words[i] = _mm512_castps_si512(_mm512_mul_ps(_mm512_castsi512_ps(words[i]), factor));
  }
}

binade_inline size_t dequantize(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                                uint32_t *words, int32_t streams, int stride, int is_table, int vectors) {
  const size_t group = (size_t)(4 / vectors), block_bytes = (size_t)(2 * stride * vectors);
  tables t = load_tables(values);
  writer w = open_writer(words, streams != 0);
  size_t done = 0;
  while (done < blocks) {
    // As many blocks as are known, up to 64 at a time.
    size_t given = blocks - done < 64 ? blocks - done : 64, known = 0;
    while (known < given && !values->stops[scales[done + known]]) known += 1;
    size_t end = done + known;
    __m512i decoded[4];
    for (; done + group <= end; done += group) {
      __builtin_prefetch(codes + done * block_bytes + (size_t)(codes_ahead / 8 * stride), 0, 3);
      decode(values, &t, codes + done * block_bytes, scales + done, stride, is_table, vectors, decoded);
      for (int i = 0; i < 4; i += 1) write(&w, decoded[i]);
    }
    if (done < end) {
      uint8_t codes_of_rest[64] = {0}, scales_of_rest[4];
      memcpy(codes_of_rest, codes + done * block_bytes, (end - done) * block_bytes);
      for (size_t block = 0; block < 4; block += 1) scales_of_rest[block] = scales[done + block < end ? done + block : done];
      decode(values, &t, codes_of_rest, scales_of_rest, stride, is_table, vectors, decoded);
      for (size_t i = 0; i < (end - done) * (size_t)vectors; i += 1) write(&w, decoded[i]);
      done = end;
    }
    if (known < given) break;
  }
  close_writer(&w, words, done);
  return done;
}

#define variant(name, stride, is_table, vectors)                                                                                          \
  static __attribute__((noinline)) size_t name(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales,            \
                                               size_t blocks, uint32_t *words, int32_t streams) {                                         \
    return streams ? dequantize(values, codes, scales, blocks, words, 1, stride, is_table, vectors)                                       \
                   : dequantize(values, codes, scales, blocks, words, 0, stride, is_table, vectors);                                      \
  }
variant(tables_4_16, 4, 1, 1)
variant(tables_4_32, 4, 1, 2)
variant(tables_8_16, 8, 1, 1)
variant(tables_8_32, 8, 1, 2)
variant(products_8_16, 8, 0, 1)
variant(products_8_32, 8, 0, 2)
variant(products_6_16, 6, 0, 1)
variant(products_6_32, 6, 0, 2)

size_t binade_block_dequantize_avx512(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                                      uint32_t *words, int32_t streams) {
  int wide = values->length == 2 * binade_block_step;
  unsigned state = binade_enter();
  size_t done = 0;
  if (values->values) {
    if (values->stride == 4) done = (wide ? tables_4_32 : tables_4_16)(values, codes, scales, blocks, words, streams);
    if (values->stride == 8) done = (wide ? tables_8_32 : tables_8_16)(values, codes, scales, blocks, words, streams);
  } else {
    if (values->stride == 6) done = (wide ? products_6_32 : products_6_16)(values, codes, scales, blocks, words, streams);
    if (values->stride == 8) done = (wide ? products_8_32 : products_8_16)(values, codes, scales, blocks, words, streams);
  }
  binade_leave(state);
  return done;
}

BINADE_TARGET_END
#endif
