// Scalar codecs: whole buffers of float words to codes.
#ifndef BINADE_ENCODE_H
#define BINADE_ENCODE_H

#include "Backends.h"

// What the words of the source are. 16-bit floats are widened in registers, which is exact.
enum { binade_source_f32 = 0, binade_source_bf16 = 1, binade_source_f16 = 2 };

// How the magnitude of an operand becomes a magnitude code.
enum {
  // One addition that rounds where the target's grid is.
  binade_encode_addition = 0,
  // The same on a grid twice as fine, truncated or rounded up, and then halved: the rules that treat ties in their own way.
  binade_encode_halves = 1,
  // Two additions: one for positive operands, one for negative ones.
  binade_encode_directed = 2,
  // Integer rounding of the word itself: targets whose exponents are those of the operand.
  binade_encode_integer = 3,
};

// How magnitudes are rounded by an addition.
enum { binade_round_nearest_even = 0, binade_round_up = 1, binade_round_toward_zero = 2 };

// Where the codes go.
enum {
  // One code in each word of `word_bits` bits.
  binade_packing_words = 0,
  // Codes of 4 bits, two in a byte, the first one low.
  binade_packing_nibbles = 1,
  // Codes of 6 bits, four in three bytes, little-endian.
  binade_packing_sixes = 2,
};

// One conversion, in numbers. Bit patterns are those of float32 magnitudes.
//
// A magnitude a is clamped to `saturation`. By addition: P is the power of two below a, `lowest` at least; t = float(a) + float(P + magic),
// taken as integers outside the addition; code = t + (P >> shift), cut to the word. By integer rounding: b = min(max(a, floor), 2 max(a,
// floor) - doubling); code = (b + bias + ((b >> shift) & odd)) >> shift.
// Then the sign: a positive operand has min(code, positive_limit), a negative one ((code & negative_and) ^ negative_xor) + negative_add,
// but the positive result if the code is 0 and `zero_has_sign` is not set; both are cut to `code_mask` and moved up by `padding`.
// Operands above `special_above` have the codes given for infinities and NaN instead, [0] for positive and [1] for negative ones. If
// `nan_varies`, a NaN has nan_codes[sign * 512 + (upper 8 bits of the fraction) * 2 + (whether a lower bit is set)].
typedef struct {
  int32_t source;
  int32_t word_bits;
  int32_t method;
  // Of positive operands; for binade_encode_directed the negative ones are rounded the other way (up and toward zero swapped).
  int32_t rounding;
  uint32_t saturation;
  uint32_t lowest;
  uint32_t magic;
  uint32_t shift;
  uint32_t half_add;
  uint32_t floor;
  uint32_t doubling;
  uint32_t bias;
  uint32_t odd;
  uint32_t positive_limit;
  uint32_t negative_and;
  uint32_t negative_xor;
  uint32_t negative_add;
  uint32_t zero_has_sign;
  uint32_t code_mask;
  uint32_t padding;
  uint32_t special_above;
  uint32_t infinity_code[2];
  uint32_t nan_code[2];
  uint32_t nan_varies;
  uint16_t nan_codes[1024];
} binade_encode_plan;

// What is left of a stretch of codes: its Fletcher sums over 64-bit little-endian words, and how often each code came.
typedef struct {
  uint64_t sum;
  uint64_t sum_of_sums;
  uint64_t *histogram;
} binade_encode_fold;

typedef struct {
  // Encodes `count` source words. Dense packings write whole bytes; what is left of the last one is zero.
  // `streams` asks for stores that pass the caches by. Returns 1, or 0 if there is no kernel for the source, the words and the packing of
  // the plan; then nothing was written. That does not depend on the count.
  int32_t (*encode)(const binade_encode_plan *plan, const void *source, size_t count, void *target, int32_t packing, int32_t streams);
  // Encodes the float32 words first, first + 1, ... and folds their codes; count is a multiple of 256. For words of 8 bits.
  void (*sweep)(const binade_encode_plan *plan, uint32_t first, size_t count, binade_encode_fold *fold);
  // Folds codes in memory: `bytes` is a multiple of 64. Histogram entries are counted by the word moved down by `padding`.
  void (*fold)(const void *codes, size_t bytes, int32_t word_bits, uint32_t padding, binade_encode_fold *fold);
} binade_encode_kernels;

// The kernels of a back-end; null pointers where there is none.
const binade_encode_kernels *binade_encode_kernels_of(binade_backend backend);

// The yardstick of codecs: reads all of the source and writes all of the target, in step and in order, and does nothing else. What is
// written has no meaning. Returns something that depends on every byte read. Sizes are multiples of 64, and the target is aligned to 64.
uint64_t binade_stream(binade_backend backend, const void *source, size_t source_bytes, void *target, size_t target_bytes);

#endif
