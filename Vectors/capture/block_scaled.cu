// mma.sync of small floats and with block scales, sm_120a: one warp a tile. The names here are without the architecture.
#include <cstring>

#include "common.cuh"
#include "layouts.h"

#define COMPILER (__CUDACC_VER_MAJOR__ * 100 + __CUDACC_VER_MINOR__)

// MARK: one instruction

// `width` of the codes of A and B; scale: 0 none, 1 ue8m0, 2 ue4m3; blocks of K.
#define TYPES(AT, BT, SCALE, BLOCKS, K)                                                        \
  static constexpr int aWidth = width_##AT, bWidth = width_##BT, scale = SCALE, blocks = BLOCKS, k = K;
constexpr int width_e4m3 = 8, width_e5m2 = 8, width_e2m3 = 6, width_e3m2 = 6, width_e2m1 = 4;

#define A_4 "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3])
#define B_2 "r"(b[0]), "r"(b[1])

#define PLAIN_F32(ID, AT, BT)                                                                                              \
  struct ID {                                                                                                              \
    TYPES(AT, BT, 0, 1, 32)                                                                                                \
    static constexpr bool half = false;                                                                                    \
    template <bool moved>                                                                                                  \
    static __device__ void apply(uint32_t* d, const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t, uint32_t) { \
      asm volatile("mma.sync.aligned.kind::f8f6f4.m16n8k32.row.col.f32." #AT "." #BT ".f32 "                                 \
                   "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%10,%11,%12,%13};"                                             \
                   : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])                                                        \
                   : A_4, B_2, "r"(c[0]), "r"(c[1]), "r"(c[2]), "r"(c[3]));                                                \
    }                                                                                                                      \
  };
#define PLAIN_F16(ID, AT, BT)                                                                                              \
  struct ID {                                                                                                              \
    TYPES(AT, BT, 0, 1, 32)                                                                                                \
    static constexpr bool half = true;                                                                                     \
    template <bool moved>                                                                                                  \
    static __device__ void apply(uint32_t* d, const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t, uint32_t) { \
      asm volatile("mma.sync.aligned.kind::f8f6f4.m16n8k32.row.col.f16." #AT "." #BT ".f16 "                                 \
                   "{%0,%1}, {%2,%3,%4,%5}, {%6,%7}, {%8,%9};"                                                             \
                   : "=r"(d[0]), "=r"(d[1])                                                                                \
                   : A_4, B_2, "r"(c[0]), "r"(c[1]));                                                                      \
    }                                                                                                                      \
  };

// Byte and thread selectors are part of the instruction: the first of each, or (`moved`) the last.
#define SCALED_TEXT(KIND, VEC, SHAPE, AT, BT, SCALE, SELECT_A, SELECT_B)                                                    \
  "mma.sync.aligned.kind::" KIND ".block_scale.scale_vec::" VEC "." SHAPE ".row.col.f32." AT "." BT ".f32." SCALE            \
  " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%10,%11,%12,%13}, {%14}, " SELECT_A ", {%15}, " SELECT_B ";"
#define SCALED(ID, AT, BT, KIND, VEC, SHAPE, K, SCALE, SCALE_NAME, BLOCKS, LAST)                                            \
  struct ID {                                                                                                              \
    TYPES(AT, BT, SCALE, BLOCKS, K)                                                                                        \
    static constexpr bool half = false;                                                                                    \
    static constexpr int last = LAST;                                                                                      \
    template <bool moved>                                                                                                  \
    static __device__ void apply(uint32_t* d, const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t sa, uint32_t sb) { \
      if constexpr (moved)                                                                                                 \
        asm volatile(SCALED_TEXT(KIND, VEC, SHAPE, #AT, #BT, SCALE_NAME, "{" #LAST ", 1}", "{" #LAST ", 3}")                 \
                     : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])                                                      \
                     : A_4, B_2, "r"(c[0]), "r"(c[1]), "r"(c[2]), "r"(c[3]), "r"(sa), "r"(sb));                            \
      else                                                                                                                 \
        asm volatile(SCALED_TEXT(KIND, VEC, SHAPE, #AT, #BT, SCALE_NAME, "{0, 0}", "{0, 0}")                                 \
                     : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])                                                      \
                     : A_4, B_2, "r"(c[0]), "r"(c[1]), "r"(c[2]), "r"(c[3]), "r"(sa), "r"(sb));                            \
    }                                                                                                                      \
  };

// MARK: the instructions

#define ROW(X, AT) X(AT, e4m3) X(AT, e5m2) X(AT, e2m3) X(AT, e3m2) X(AT, e2m1)
#define PAIRS(X) ROW(X, e4m3) ROW(X, e5m2) ROW(X, e2m3) ROW(X, e3m2) ROW(X, e2m1)
#define DEFINE(AT, BT)                                                                                          \
  PLAIN_F32(F32##AT##BT, AT, BT)                                                                                \
  PLAIN_F16(F16##AT##BT, AT, BT)                                                                                \
  SCALED(Scaled##AT##BT, AT, BT, "mxf8f6f4", "1X", "m16n8k32", 32, 1, "ue8m0", 1, 3)
PAIRS(DEFINE)
SCALED(MX4, e2m1, e2m1, "mxf4", "2X", "m16n8k64", 64, 1, "ue8m0", 2, 2)
SCALED(NV4, e2m1, e2m1, "mxf4nvf4", "4X", "m16n8k64", 64, 2, "ue4m3", 4, 0)
SCALED(NV4Block32, e2m1, e2m1, "mxf4nvf4", "2X", "m16n8k64", 64, 1, "ue8m0", 2, 2)
#if COMPILER >= 1301
SCALED(NV4Block16, e2m1, e2m1, "mxf4nvf4", "4X", "m16n8k64", 64, 1, "ue8m0", 4, 0)
#endif

// MARK: tiles

template <class I, bool moved> __global__ void tiles(Job job) {
  const int tile = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  if (tile >= job.tiles) return;
  const int lane = threadIdx.x % 32, g = lane >> 2, t = lane & 3;
  const uint8_t* rowsA = static_cast<const uint8_t*>(job.a) + size_t(tile) * 16 * I::k;
  const uint8_t* rowsB = static_cast<const uint8_t*>(job.b) + size_t(tile) * 8 * I::k;
  uint32_t a[4], b[2], c[4], d[4], sa = 0, sb = 0;
  for (int r = 0; r < 4; r++) a[r] = registerA(rowsA, lane, r, I::k, I::aWidth);
  for (int r = 0; r < 2; r++) b[r] = registerB(rowsB, lane, r, I::k, I::bWidth);
  if constexpr (I::scale != 0) {
    // What is not selected is one, or with moved selectors NaN.
    const uint8_t other = moved ? (I::scale == 1 ? 0xFF : 0x7F) : (I::scale == 1 ? 0x7F : 0x38);
    const int byteId = moved ? I::last : 0;
    sa = scaleRegisterA(job.scaleA + size_t(tile) * 16 * I::blocks, lane, I::blocks, byteId, moved ? 1 : 0, other);
    sb = scaleRegisterB(job.scaleB + size_t(tile) * 8 * I::blocks, lane, I::blocks, byteId, moved ? 3 : 0, other);
  }
  if constexpr (I::half) {
    const uint32_t* from = static_cast<const uint32_t*>(job.c) + size_t(tile) * 64;
    uint32_t* to = static_cast<uint32_t*>(job.d) + size_t(tile) * 64;
    for (int r = 0; r < 2; r++) c[r] = from[(g + 8 * r) * 4 + t];
    I::template apply<moved>(d, a, b, c, sa, sb);
    for (int r = 0; r < 2; r++) to[(g + 8 * r) * 4 + t] = d[r];
  } else {
    const uint32_t* from = static_cast<const uint32_t*>(job.c) + size_t(tile) * 128;
    uint32_t* to = static_cast<uint32_t*>(job.d) + size_t(tile) * 128;
    for (int i = 0; i < 4; i++) c[i] = from[(g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)];
    I::template apply<moved>(d, a, b, c, sa, sb);
    for (int i = 0; i < 4; i++) to[(g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)] = d[i];
  }
}

enum Option { movedSelectors = 4 };  // Job.option

template <class I> int launch(const Job& job) {
  if constexpr (I::scale != 0) {
    if (job.option & movedSelectors) return tiles<I, true><<<(job.tiles + 3) / 4, 128>>>(job), 0;
  }
  tiles<I, false><<<(job.tiles + 3) / 4, 128>>>(job);
  return 0;
}

// MARK: names

#define NAMES(AT, BT)                                                            \
  {"mma.f8f6f4.f32." #AT "." #BT, launch<F32##AT##BT>},                           \
      {"mma.f8f6f4.f16." #AT "." #BT, launch<F16##AT##BT>},                       \
      {"mma.mxf8f6f4.f32." #AT "." #BT ".ue8m0.block32", launch<Scaled##AT##BT>},

static const Entry table[] = {
    PAIRS(NAMES)
    {"mma.mxf4.f32.e2m1.e2m1.ue8m0.block32", launch<MX4>},
    {"mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", launch<NV4>},
    {"mma.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block32", launch<NV4Block32>},
#if COMPILER >= 1301
    {"mma.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16", launch<NV4Block16>},
#endif
};
EXPORT(table)
