// What the encoders of all back-ends share.
#ifndef BINADE_ENCODE_BACKENDS_H
#define BINADE_ENCODE_BACKENDS_H

#include "include/Encode.h"
#include "Targets.h"

// Encodes whole groups: a multiple of 256 operands. One that passes the caches by wants a target aligned to 64 bytes.
typedef void (*binade_encode_groups)(const binade_encode_plan *plan, const void *source, size_t count, uint8_t *target);

// Encodes any number of operands through two functions for whole groups, one with ordinary stores and one that passes the caches by.
void binade_encode_pieces(const binade_encode_plan *plan, const binade_encode_groups functions[2], const void *source, size_t count,
                          void *target, int32_t packing, int32_t streams);

// Adds what the lanes of a vector gathered over `words` 64-bit words to a fold.
//
// In each of L lanes run S = the sum of the words w and R = the sum of the values of S. Word i of T = L N in all counts T - i times in the
// sum of sums; with i = L v + lane that is L (N - v) - lane, so the whole is L * sum(R) - sum(lane * S).
void binade_fold_lanes(binade_encode_fold *fold, const uint64_t *sums, const uint64_t *running, uint64_t lanes, uint64_t words);

// The code of an infinity or a NaN, given its float32 word.
uint32_t binade_special_code(const binade_encode_plan *plan, uint32_t word);

// Counts codes one by one, and returns the last.
uint32_t binade_fold_count(binade_encode_fold *fold, const uint8_t *codes, size_t bytes, int32_t word_bits, uint32_t padding);

#if defined(__x86_64__)
// The state for additions that round in a way of their own.
static inline unsigned binade_enter_rounding(int32_t rounding) {
  unsigned state = binade_enter();
  if (rounding == binade_round_up) _mm_setcsr(0x1F80 | 0x4000);
  if (rounding == binade_round_toward_zero) _mm_setcsr(0x1F80 | 0x6000);
  return state;
}

extern const binade_encode_kernels binade_encode_avx2;
extern const binade_encode_kernels binade_encode_avx512;
uint64_t binade_stream_avx2(const uint8_t *source, size_t source_bytes, uint8_t *target, size_t target_bytes);
uint64_t binade_stream_avx512(const uint8_t *source, size_t source_bytes, uint8_t *target, size_t target_bytes);
#endif

#endif
