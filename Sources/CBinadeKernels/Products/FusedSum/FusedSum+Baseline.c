#include "FusedSum+Kernels.h"
#include "Targets.h"

#if defined(__x86_64__)
// Whether vectors have at least 256 bits, and 512.
#define FUSED_256 0
#define FUSED_512 0
#include "FusedSum+Vectors128.h"
#include "FusedSum+Pack.h"
#include "FusedSum+General.h"
#include "FusedSum+Universal.h"
#include "FusedSum+Split.h"
#include "FusedSum+Tile.h"

const binade_product_kernel binade_fused_sum_baseline = {binade_fused_sum_panel_bytes, pack, tile};
#endif
