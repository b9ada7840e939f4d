// Blocks: maximum, scale, element codes and packing in one pass; and back to values.
//
// No rule stands here. A scale is a step function of the maximum of its block, and a code one of its element: where the steps are, Swift
// has found out from the definition. A block whose answer is not in the tables ends the call, and the caller sees to it.
#ifndef BINADE_BLOCKS_H
#define BINADE_BLOCKS_H

#include "Backends.h"

enum {
  // Blocks of this many elements, or twice as many.
  binade_block_step = 16,
  // A cell is a run of 2^18 maxima: all words without a sign make 2^13 cells.
  binade_block_cell_bits = 18,
  binade_block_cells = 8192,
  // An answer's low byte is the scale byte. 0 … 255 are ordinary blocks, the next 256 blocks of zeros; a stop says that the kernel does
  // not know.
  binade_block_zero = 256,
  binade_block_answers = 512,
  binade_block_stop = 0x8000,
};

// How scales follow from maxima.
enum {
  // By tables: two answers in each cell.
  binade_block_tables = 0,
  // A power of two: the exponent of the maximum after an addition to its word.
  binade_block_binades = 1,
  // Some operations on the maximum, then rounded to a floating-point format, nearest-even and saturating.
  binade_block_chain = 2,
};

// Operations of a chain, each rounded once.
enum {
  binade_block_none = 0,
  binade_block_times = 1,
  binade_block_over = 2,
  // The smaller and the larger of the two.
  binade_block_at_most = 3,
  binade_block_at_least = 4,
  binade_block_operations = 4,
};

// How elements follow from the scale of their block.
enum {
  // Times the two factors, each product rounded, then rounded to a floating-point format with a sign bit: nearest-even, saturating, zeros
  // keep their sign.
  binade_block_rounded = 0,
  // The same, then rounded to whole multiples of a power of two: two's complement.
  binade_block_fixed = 1,
  // The number of steps, at most seven, that the magnitude has reached, and the sign: an index into a table of codes.
  binade_block_counted = 2,
};

// A magnitude rounded to a floating-point format by one addition. The addend puts the magnitude's binade, or that of the smallest normal
// value, where its last place is the format's, so that the machine's rounding is the format's. It ends in an even number that cancels
// what the exponents' biases leave in the low byte of the code.
typedef struct {
  // Words: the largest finite value, and the smallest normal one.
  uint32_t largest, smallest;
  // What is added to the word of a power of two, and how far the code lies above the sum's last place.
  uint32_t addend, shift;
} binade_block_rounding;

typedef struct {
  int32_t scaling;
  // The answer for a block of zeros; may be a stop. And whether it is one where a zero of the block is negative.
  int32_t zero_answer;
  int32_t zero_is_positive;
  // Where scales are words: the scale of such a block.
  uint32_t zero_word;
  // Tables: for each cell, the first maximum with the second answer; and the two answers.
  const uint32_t *cells;
  const uint16_t *answers;
  // Binades and chain: the words of the smallest and the largest maximum that are not a stop.
  uint32_t first_maximum, last_maximum;
  // Binades: what is added to the word, and then to the exponent field.
  uint32_t binade_addend;
  int32_t binade_offset;
  // Chain: the operations with their operands, the rounding, and the smallest answer that is not a stop.
  int32_t operations[binade_block_operations];
  float operands[binade_block_operations];
  binade_block_rounding scale;
  int32_t first_answer;

  // Elements of a block: 16 or 32 where scales are bytes.
  int32_t length;
  // Bits from one stored code to the next: 8, 6, 4 or 2; 8 is one code in each byte.
  int32_t stride;
  int32_t kind;
  // Bits of a code.
  int32_t code_bits;
  // Rounded and fixed: the factor of all elements, which blocks of 32 do not have, and the one of each answer.
  float factor;
  const float *factors;
  binade_block_rounding element;
  // Fixed: the ends, and the number whose last place is the code's.
  float lowest, highest, magic;
  // Counted: for each answer, seven ascending steps, and a word that does not count.
  const uint32_t *steps;
  // Counted: codes by count, positive and then negative.
  uint8_t codes[16];
} binade_block_plan;

// How words of binary32 follow from codes and scale bytes.
typedef struct {
  // For each scale byte: 0 if the tables make what the definition makes.
  const uint8_t *stops;
  // For each scale byte, the words of 16 codes; or null.
  const uint32_t *values;
  // Otherwise: for each code, the third bytes and then the fourth bytes of the words of elements, whose other bytes are 0; and for each
  // scale byte, the factor.
  const uint8_t *halves;
  const float *factors;
  int32_t length;
  // 8 or 4 with `values`, 8 or 6 without.
  int32_t stride;
} binade_block_values;

typedef struct {
  // Quantizes whole blocks until one comes that the tables do not know. Returns how many are done: their codes and scale bytes are
  // written, and nothing else. `streams` is not 0 if the codes should go past the caches.
  size_t (*quantize)(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint8_t *scales,
                     int32_t streams);
  // The same for blocks of any multiple of 64 elements whose scale is the word that the chain makes, and whose elements are divided by it:
  // `chain`, `rounded`, one code in each byte.
  size_t (*divide)(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint32_t *scales, int32_t streams);
  // The largest magnitude among those that are not above `limit`, as a word; 0 if there is none.
  uint32_t (*maximum)(const uint32_t *words, size_t count, uint32_t limit);
  // Decodes whole blocks until one comes whose scale byte is a stop. Returns how many are done.
  size_t (*dequantize)(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks, uint32_t *words,
                       int32_t streams);
} binade_block_kernels;

// The kernels of a back-end. An entry that is null is done in Swift.
const binade_block_kernels *binade_block_kernels_of(binade_backend backend);

#endif
