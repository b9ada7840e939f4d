// Which kernels for blocks each instruction set has.
#include "include/Blocks.h"

#if defined(__x86_64__)
size_t binade_block_quantize_avx512(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint8_t *scales,
                                    int32_t streams);
size_t binade_block_divide_avx512(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint32_t *scales,
                                  int32_t streams);
uint32_t binade_block_maximum_avx512(const uint32_t *words, size_t count, uint32_t limit);
size_t binade_block_dequantize_avx512(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                                      uint32_t *words, int32_t streams);
size_t binade_block_quantize_avx2(const binade_block_plan *plan, const uint32_t *words, size_t blocks, uint8_t *codes, uint8_t *scales,
                                  int32_t streams);
uint32_t binade_block_maximum_avx2(const uint32_t *words, size_t count, uint32_t limit);
size_t binade_block_dequantize_avx2(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                                    uint32_t *words, int32_t streams);
size_t binade_block_dequantize_baseline(const binade_block_values *values, const uint8_t *codes, const uint8_t *scales, size_t blocks,
                                        uint32_t *words, int32_t streams);

static const binade_block_kernels avx512 = {binade_block_quantize_avx512, binade_block_divide_avx512, binade_block_maximum_avx512,
                                            binade_block_dequantize_avx512};
static const binade_block_kernels avx2 = {binade_block_quantize_avx2, 0, binade_block_maximum_avx2, binade_block_dequantize_avx2};
static const binade_block_kernels baseline = {0, 0, 0, binade_block_dequantize_baseline};
#endif

static const binade_block_kernels none = {0, 0, 0, 0};

const binade_block_kernels *binade_block_kernels_of(binade_backend backend) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return &avx512;
  if (backend == binade_backend_avx2) return &avx2;
  if (backend == binade_backend_baseline) return &baseline;
#endif
  (void)backend;
  return &none;
}
