// The approximate functions over every significand: rcp on [1, 2), rsqrt on [1, 4), ex2 on [1, 2).
#include <cstring>

#include "common.cuh"

template <int which> __global__ void sweep(float* d, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const float x = __uint_as_float(0x3F800000u + i);
  float y;
  if (which == 0) asm volatile("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  if (which == 1) asm volatile("rsqrt.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  if (which == 2) asm volatile("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  d[i] = y;
}

template <int which> int launch(const Job& job) {
  sweep<which><<<(job.tiles + 255) / 256, 256>>>(static_cast<float*>(job.d), job.tiles);
  return 0;
}

static const Entry table[] = {{"rcp.approx.ftz.f32", launch<0>}, {"rsqrt.approx.ftz.f32", launch<1>}, {"ex2.approx.ftz.f32", launch<2>}};
EXPORT(table)
