#include "include/Backends.h"

int32_t binade_backend_is_available(binade_backend backend) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  switch (backend) {
  case binade_backend_baseline:
    return 1;
  case binade_backend_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  case binade_backend_avx512:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vnni");
  default:
    return 0;
  }
#elif defined(__aarch64__)
  return backend == binade_backend_baseline || backend == binade_backend_neon;
#else
  return backend == binade_backend_baseline;
#endif
}
