#include "include/Backends.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#if defined(__x86_64__)
// Everything that Targets.h compiles for.
static int32_t has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2");
}

static int32_t has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vnni");
}
#endif

int32_t binade_backend_is_available(binade_backend backend) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  switch (backend) {
  case binade_backend_baseline:
    return 1;
  case binade_backend_avx2:
    return has_avx2();
  case binade_backend_avx512:
    return has_avx512();
  }
#endif
  (void)backend;
  return 0;
}

size_t binade_cache_bytes(void) {
  size_t largest = 0;
#if defined(__x86_64__)
  // Cache parameters: leaf 4, or where that is empty its twin in the extended range.
  static const unsigned leaves[2] = {4, 0x8000001D};
  for (int i = 0; i < 2 && largest == 0; i++) {
    for (unsigned index = 0; index < 8; index++) {
      unsigned a = 0, b = 0, c = 0, d = 0;
      if (!__get_cpuid_count(leaves[i], index, &a, &b, &c, &d) || (a & 31) == 0) break;
      size_t bytes = (size_t)((b >> 22) + 1) * (((b >> 12) & 1023) + 1) * ((b & 4095) + 1) * ((size_t)c + 1);
      if (bytes > largest) largest = bytes;
    }
  }
#endif
  return largest != 0 ? largest : (size_t)32 << 20;
}
