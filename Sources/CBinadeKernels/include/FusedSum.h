// Matrix products through fused sums of single products.
#ifndef BINADE_FUSED_SUM_H
#define BINADE_FUSED_SUM_H

#include "Products.h"

// The scale byte of a NaN.
enum { binade_fused_scale_nan = INT16_MIN };

// What the words of an operand mean.
typedef struct {
  // 1: `values` says what each byte is. 2 or 4: sign, exponent, significand and padding, from the top; an exponent of all ones is an
  // infinity or, with a significand, a NaN.
  int32_t word_bytes;
  // Stored bits of the significand; for words of one byte no more than a hint of how fine the values are.
  int32_t significand_bits;
  int32_t bias;
  int32_t padding_bits;
  // The exponent of the smallest normal number: smaller ones are aligned by it. With a multiplicand format it is that one's.
  int32_t smallest_exponent;
  // The exponent of the largest number.
  int32_t largest_exponent;
  // For words of one byte: exact values, infinities, NaN.
  float values[256];
  // The exponents of the powers of two that scale bytes mean, or `binade_fused_scale_nan`.
  int16_t scale_exponents[256];
} binade_fused_operand;

// A fused sum: L products and C, aligned at E, cut at 2^(E-F) toward zero, added, cut to the output. C and D are binary32. A stretch is one
// such sum or, with interleaving, several, each of which takes the result of the one before as C.
typedef struct {
  int32_t group_length;
  int32_t fraction_bits;
  // The smallest E, or INT32_MIN.
  int32_t floor;
  // Stored bits of the result's significand: 23, or less with zeros below.
  int32_t output_fraction_bits;
  // The word of every NaN result.
  uint32_t nan;
  // Whether the signs of A are turned.
  int32_t negates_a;
  // Elements that share a scale, a multiple of L; 0 without scales.
  int32_t scale_block;
  // Interleaving: of L * period / run products, sum j takes those k with k % period / run == j. 0 or equal: none.
  int32_t period, run;
  // Whether a stretch begins with 0 in place of C, which is added to its result afterwards, to nearest even.
  int32_t adds_afterwards;
  binade_fused_operand a, b;
} binade_fused_sum;

// Entries of the tables, for those who cannot index them.
void binade_fused_sum_set_value(binade_fused_sum *sum, int32_t side, int32_t byte, float value);
void binade_fused_sum_set_scale(binade_fused_sum *sum, int32_t side, int32_t byte, int32_t exponent);

// Whether the kernels are right for this sum.
int32_t binade_fused_sum_serves(const binade_fused_sum *sum);

// The kernel of a back-end, or NULL.
const binade_product_kernel *binade_fused_sum_kernel(binade_backend backend);

#endif
