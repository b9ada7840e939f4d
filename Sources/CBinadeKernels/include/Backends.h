// Instruction sets that kernels are written for.
#ifndef BINADE_BACKENDS_H
#define BINADE_BACKENDS_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t binade_backend;
enum {
  // What the compiler may assume of every machine of this architecture: SSE2 on x86-64.
  binade_backend_baseline = 1,
  // AVX2, FMA, F16C, BMI and BMI2.
  binade_backend_avx2 = 2,
  // The same, and AVX-512 F, BW, DQ, VL, VBMI and VNNI.
  binade_backend_avx512 = 3,
};

// Whether this machine can run the kernels of a back-end.
int32_t binade_backend_is_available(binade_backend backend);

// Bytes of the largest cache, or a guess: what is much larger is better written past the caches.
size_t binade_cache_bytes(void);

#endif
