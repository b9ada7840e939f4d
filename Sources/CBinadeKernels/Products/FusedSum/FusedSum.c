#include "FusedSum+Kernels.h"

// What the universal method needs is enough, for the others give way to it: products exact in float64, which 24 significant bits each
// are; (4 L + 2) 2^F below 2^53; and exponents far from the ends of float64, which 8 bits of exponent and of scale give.
static int32_t serves(const binade_fused_operand *operand) {
  if (operand->word_bytes != 1 && operand->word_bytes != 2 && operand->word_bytes != 4) return 0;
  if (operand->smallest_exponent < -126 || operand->largest_exponent > 127) return 0;
  if (operand->word_bytes == 1) return 1;
  int32_t exponent_bits = 8 * operand->word_bytes - 1 - operand->significand_bits - operand->padding_bits;
  return operand->significand_bits >= 1 && operand->significand_bits <= 23 && operand->padding_bits >= 0 && exponent_bits >= 2 &&
         exponent_bits <= 8 && operand->bias >= 1 && operand->bias <= 127;
}

int32_t binade_fused_sum_serves(const binade_fused_sum *sum) {
  if (sum->group_length < 1 || sum->group_length > fused_block || sum->fraction_bits < 0 || sum->fraction_bits > 40) return 0;
  if (sum->floor != INT32_MIN && (sum->floor < -600 || sum->floor > 300)) return 0;
  if (sum->output_fraction_bits < 0 || sum->output_fraction_bits > 23) return 0;
  if (sum->scale_block < 0 || sum->scale_block % sum->group_length != 0) return 0;
  size_t nodes = fused_nodes(sum), length = (size_t)sum->group_length;
  if (nodes > 1) {
    if (sum->period % sum->run != 0 || sum->group_length % sum->run != 0 || length * nodes > fused_block) return 0;
    // A sum would see several scales.
    if (sum->scale_block % (int32_t)(length * nodes) != 0) return 0;
  }
  if (sum->scale_block) {
    for (int32_t byte = 0; byte < 256; byte++) {
      for (int32_t side = 0; side < 2; side++) {
        int32_t exponent = (side ? &sum->b : &sum->a)->scale_exponents[byte];
        if (exponent != binade_fused_scale_nan && (exponent < -127 || exponent > 127)) return 0;
      }
    }
  }
  return serves(&sum->a) && serves(&sum->b);
}

void binade_fused_sum_set_value(binade_fused_sum *sum, int32_t side, int32_t byte, float value) {
  (side == binade_side_a ? &sum->a : &sum->b)->values[byte & 255] = value;
}

void binade_fused_sum_set_scale(binade_fused_sum *sum, int32_t side, int32_t byte, int32_t exponent) {
  (side == binade_side_a ? &sum->a : &sum->b)->scale_exponents[byte & 255] = (int16_t)exponent;
}

size_t binade_fused_sum_panel_bytes(const void *plan, int32_t side, size_t rows, size_t k) {
  const binade_fused_sum *sum = plan;
  (void)side;
  size_t blocks = (rows + fused_block - 1) / fused_block;
  return blocks * (k / (size_t)sum->group_length) * fused_group_bytes(sum);
}

const binade_product_kernel *binade_fused_sum_kernel(binade_backend backend) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return &binade_fused_sum_avx512;
  if (backend == binade_backend_baseline) return &binade_fused_sum_baseline;
  if (backend == binade_backend_avx2) return &binade_fused_sum_avx2;
#endif
  (void)backend;
  return NULL;
}
