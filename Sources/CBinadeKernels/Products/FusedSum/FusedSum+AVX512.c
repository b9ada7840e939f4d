#include "FusedSum+Kernels.h"
#include "Targets.h"

#if defined(__x86_64__)
BINADE_AVX512_BEGIN
// Whether vectors have at least 256 bits, and 512.
#define FUSED_256 1
#define FUSED_512 1
#include "FusedSum+Vectors512.h"
#include "FusedSum+Pack.h"
#include "FusedSum+General.h"
#include "FusedSum+Universal.h"
#include "FusedSum+Split.h"
#include "FusedSum+Tile.h"
BINADE_TARGET_END

const binade_product_kernel binade_fused_sum_avx512 = {binade_fused_sum_panel_bytes, pack, tile};
#endif
