// The kernels of the back-ends for fused sums.
#ifndef BINADE_FUSED_SUM_KERNELS_H
#define BINADE_FUSED_SUM_KERNELS_H

#include "FusedSum+Panel.h"

size_t binade_fused_sum_panel_bytes(const void *plan, int32_t side, size_t rows, size_t k);

#if defined(__x86_64__)
extern const binade_product_kernel binade_fused_sum_baseline;
extern const binade_product_kernel binade_fused_sum_avx2;
extern const binade_product_kernel binade_fused_sum_avx512;
#endif

#endif
