// wgmma and wgmma.sp on tiles: one warpgroup a tile, m64n8 (and m64n64 once). A comes from registers, B from shared memory without
// swizzle.
#include <cstring>

#include "common.cuh"

union Cell {
  float f;
  uint32_t u;
};

#define INOUT_f32 "+f"(d[0].f), "+f"(d[1].f), "+f"(d[2].f), "+f"(d[3].f)
#define INOUT_s32 "+r"(d[0].u), "+r"(d[1].u), "+r"(d[2].u), "+r"(d[3].u)
#define INOUT_f16 "+r"(d[0].u), "+r"(d[1].u)
#define A_4 "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3])
#define REST "l"(descriptor), "r"(useC)

// The text of one instruction: predicate for scale-d, then the operands; TAIL is what follows scale-d.
#define DENSE_4(PTX, TAIL)                                                                                          \
  "{\n.reg .pred p;\nsetp.ne.b32 p, %9, 0;\n" PTX " {%0,%1,%2,%3}, {%4,%5,%6,%7}, %8, p" TAIL ";\n}\n"
#define DENSE_2(PTX, TAIL) "{\n.reg .pred p;\nsetp.ne.b32 p, %7, 0;\n" PTX " {%0,%1}, {%2,%3,%4,%5}, %6, p" TAIL ";\n}\n"
#define SPARSE_4(PTX, TAIL)                                                                                         \
  "{\n.reg .pred p;\nsetp.ne.b32 p, %9, 0;\n" PTX " {%0,%1,%2,%3}, {%4,%5,%6,%7}, %8, %10, 0, p" TAIL ";\n}\n"
#define SPARSE_2(PTX, TAIL)                                                                                         \
  "{\n.reg .pred p;\nsetp.ne.b32 p, %7, 0;\n" PTX " {%0,%1}, {%2,%3,%4,%5}, %6, %8, 0, p" TAIL ";\n}\n"

enum class Sum { f32, f16, s32 };
enum Option { withoutC = 1, negateA = 2 };  // Job.option

#define INSTRUCTION(ID, BITS, SUM, SPARSE, TEXT, META, PTX, TAIL, NEGATED)                                                \
  struct ID {                                                                                                           \
    static constexpr int bits = BITS, sparse = SPARSE;                                                                    \
    static constexpr Sum sum = Sum::SUM;                                                                                \
    template <bool negated>                                                                                             \
    static __device__ void apply(Cell* d, const uint32_t* a, uint64_t descriptor, uint32_t e, int useC) {                \
      if constexpr (negated)                                                                                            \
        asm volatile(TEXT(PTX, NEGATED) : INOUT_##SUM : A_4, REST META);                                                 \
      else                                                                                                              \
        asm volatile(TEXT(PTX, TAIL) : INOUT_##SUM : A_4, REST META);                                                    \
    }                                                                                                                   \
  };
#define NO_META
#define WITH_META , "r"(e)

#define WGMMA "wgmma.mma_async.sync.aligned."
#define WGMMA_SP "wgmma.mma_async.sp.sync.aligned."
#define DENSE_F32(ID, BITS, PTX, TRANS) INSTRUCTION(ID, BITS, f32, 0, DENSE_4, NO_META, WGMMA PTX, ", 1, 1" TRANS, ", -1, 1" TRANS)
#define DENSE_F16(ID, BITS, PTX, TRANS) INSTRUCTION(ID, BITS, f16, 0, DENSE_2, NO_META, WGMMA PTX, ", 1, 1" TRANS, ", -1, 1" TRANS)
#define DENSE_S32(ID, BITS, PTX) INSTRUCTION(ID, BITS, s32, 0, DENSE_4, NO_META, WGMMA PTX, "", "")
#define KEPT_F32(ID, BITS, PTX, TRANS) INSTRUCTION(ID, BITS, f32, 1, SPARSE_4, WITH_META, WGMMA_SP PTX, ", 1, 1" TRANS, ", -1, 1" TRANS)
#define KEPT_F16(ID, BITS, PTX, TRANS) INSTRUCTION(ID, BITS, f16, 1, SPARSE_2, WITH_META, WGMMA_SP PTX, ", 1, 1" TRANS, ", -1, 1" TRANS)
#define KEPT_S32(ID, BITS, PTX) INSTRUCTION(ID, BITS, s32, 1, SPARSE_4, WITH_META, WGMMA_SP PTX, "", "")

// MARK: the instructions

DENSE_F32(F32F16, 16, "m64n8k16.f32.f16.f16", ", 0")
DENSE_F16(F16F16, 16, "m64n8k16.f16.f16.f16", ", 0")
DENSE_F32(F32BF16, 16, "m64n8k16.f32.bf16.bf16", ", 0")
DENSE_F32(F32TF32, 32, "m64n8k8.f32.tf32.tf32", "")
KEPT_F32(SpF32F16, 16, "m64n8k32.f32.f16.f16", ", 0")
KEPT_F16(SpF16F16, 16, "m64n8k32.f16.f16.f16", ", 0")
KEPT_F32(SpF32BF16, 16, "m64n8k32.f32.bf16.bf16", ", 0")
KEPT_F32(SpF32TF32, 32, "m64n8k16.f32.tf32.tf32", "")

#define FP8(AT, BT)                                                   \
  DENSE_F32(F32##AT##BT, 8, "m64n8k32.f32." #AT "." #BT, "")           \
  DENSE_F16(F16##AT##BT, 8, "m64n8k32.f16." #AT "." #BT, "")           \
  KEPT_F32(SpF32##AT##BT, 8, "m64n8k64.f32." #AT "." #BT, "")          \
  KEPT_F16(SpF16##AT##BT, 8, "m64n8k64.f16." #AT "." #BT, "")
FP8(e4m3, e4m3)
FP8(e4m3, e5m2)
FP8(e5m2, e4m3)
FP8(e5m2, e5m2)

#define INT8(AT, BT)                                                                   \
  DENSE_S32(S32##AT##BT, 8, "m64n8k32.s32." #AT "." #BT)                                \
  DENSE_S32(S32##AT##BT##Sat, 8, "m64n8k32.s32." #AT "." #BT ".satfinite")              \
  KEPT_S32(SpS32##AT##BT, 8, "m64n8k64.s32." #AT "." #BT)                               \
  KEPT_S32(SpS32##AT##BT##Sat, 8, "m64n8k64.s32." #AT "." #BT ".satfinite")
INT8(s8, s8)
INT8(s8, u8)
INT8(u8, s8)
INT8(u8, u8)

DENSE_S32(B1And, 1, "m64n8k256.s32.b1.b1.and.popc")

// MARK: tiles

// A matrix descriptor without swizzle: core matrices of 8 rows x 16 bytes, `leading` bytes apart along K, `stride` bytes along N.
__device__ inline uint64_t describe(const void* shared, int leading, int stride) {
  const uint64_t address = static_cast<uint64_t>(__cvta_generic_to_shared(shared));
  return (address & 0x3FFFF) >> 4 | uint64_t(leading >> 4) << 16 | uint64_t(stride >> 4) << 32;
}

template <int bits> __device__ inline void storeB(uint8_t* shared, const typename WordOf<bits>::Type* from, int k, int columns) {
  const int bytes = k * bits / 8;  // of a row
  uint32_t* words = reinterpret_cast<uint32_t*>(shared);
  for (int i = threadIdx.x; i < columns * bytes / 4; i += blockDim.x) {
    const int row = i / (bytes / 4), byte = i % (bytes / 4) * 4;
    const int place = row / 8 * 8 * bytes + byte / 16 * 128 + row % 8 * 16 + byte % 16;
    words[place / 4] = gather<bits>(from + row * k + byte * 8 / bits);
  }
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
  __syncthreads();
}

template <class I, bool negated> __global__ void __launch_bounds__(128) tiles(Job job) {
  using Word = typename WordOf<I::bits>::Type;
  constexpr int perRegister = 32 / I::bits;
  constexpr int columns = 8 * perRegister;
  constexpr int k = I::sparse ? 2 * columns : columns;
  __shared__ alignas(1024) uint8_t shared[8 * k * I::bits / 8];
  const int tile = blockIdx.x, warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane >> 2, t = lane & 3;

  storeB<I::bits>(shared, static_cast<const Word*>(job.b) + size_t(tile) * 8 * k, k, 8);
  const Word* rowsA = static_cast<const Word*>(job.a) + (size_t(tile) * 64 + 16 * warp) * columns;
  uint32_t a[4];
  for (int r = 0; r < 4; r++) a[r] = gather<I::bits>(rowsA + (g + 8 * (r & 1)) * columns + perRegister * (t + 4 * (r >> 1)));
  uint32_t e = 0;
  if (I::sparse)
    e = metadata<I::bits>(job.index + (size_t(tile) * 64 + 16 * warp) * columns, columns, g, t);

  Cell d[4];
  const size_t first = size_t(tile) * 64 + 16 * warp;
  const uint32_t* from = static_cast<const uint32_t*>(job.c);
  uint32_t* to = static_cast<uint32_t*>(job.d);
  if (I::sum == Sum::f16)
    for (int r = 0; r < 2; r++) d[r].u = from[(first + g + 8 * r) * 4 + t];
  else
    for (int i = 0; i < 4; i++) d[i].u = from[(first + g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)];

  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
  I::template apply<negated>(d, a, describe(shared, 128, 8 * k * I::bits / 8), e, !(job.option & withoutC));
  asm volatile("wgmma.commit_group.sync.aligned;\nwgmma.wait_group.sync.aligned 0;" ::: "memory");

  if (I::sum == Sum::f16)
    for (int r = 0; r < 2; r++) to[(first + g + 8 * r) * 4 + t] = d[r].u;
  else
    for (int i = 0; i < 4; i++) to[(first + g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)] = d[i].u;
}

template <class I> int launch(const Job& job) {
  if (job.option & negateA)
    tiles<I, true><<<job.tiles, 128>>>(job);
  else
    tiles<I, false><<<job.tiles, 128>>>(job);
  return 0;
}

// m64n64: eight of the tiles above that share the A of the first one, so that columns in other parts of N can be compared.
#define D8(i)                                                                                                               \
  "+f"(d[i].f), "+f"(d[i + 1].f), "+f"(d[i + 2].f), "+f"(d[i + 3].f), "+f"(d[i + 4].f), "+f"(d[i + 5].f), "+f"(d[i + 6].f), \
      "+f"(d[i + 7].f)
template <int bits> __global__ void __launch_bounds__(128) wide(Job job) {
  using Word = typename WordOf<bits>::Type;
  constexpr int k = 256 / bits;
  __shared__ alignas(1024) uint8_t shared[64 * 32];
  const int tile = blockIdx.x, warp = threadIdx.x / 32, lane = threadIdx.x % 32, g = lane >> 2, t = lane & 3;
  storeB<bits>(shared, static_cast<const Word*>(job.b) + size_t(tile) * 64 * k, k, 64);
  const Word* rowsA = static_cast<const Word*>(job.a) + (size_t(tile) * 64 + 16 * warp) * k;
  uint32_t a[4];
  for (int r = 0; r < 4; r++) a[r] = gather<bits>(rowsA + (g + 8 * (r & 1)) * k + 32 / bits * (t + 4 * (r >> 1)));
  Cell d[32];
  const uint32_t* from = static_cast<const uint32_t*>(job.c) + (size_t(tile) * 64 + 16 * warp) * 64;
  uint32_t* to = static_cast<uint32_t*>(job.d) + (size_t(tile) * 64 + 16 * warp) * 64;
  for (int i = 0; i < 32; i++) d[i].u = from[(g + 8 * (i >> 1 & 1)) * 64 + 8 * (i >> 2) + 2 * t + (i & 1)];
  const uint64_t descriptor = describe(shared, 128, 256);
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#define WIDE_TEXT(PTX)                                                                                            \
  PTX " {%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27,"  \
      "%28,%29,%30,%31}, {%32,%33,%34,%35}, %36, 1, 1, 1"
  if (bits == 8)
    asm volatile(WIDE_TEXT(WGMMA "m64n64k32.f32.e4m3.e4m3") ";" : D8(0), D8(8), D8(16), D8(24) : A_4, "l"(descriptor));
  else
    asm volatile(WIDE_TEXT(WGMMA "m64n64k16.f32.f16.f16") ", 0;" : D8(0), D8(8), D8(16), D8(24) : A_4, "l"(descriptor));
  asm volatile("wgmma.commit_group.sync.aligned;\nwgmma.wait_group.sync.aligned 0;" ::: "memory");
  for (int i = 0; i < 32; i++) to[(g + 8 * (i >> 1 & 1)) * 64 + 8 * (i >> 2) + 2 * t + (i & 1)] = d[i].u;
}

template <int bits> int launchWide(const Job& job) {
  wide<bits><<<job.tiles, 128>>>(job);
  return 0;
}

// MARK: names

#define FP8_NAMES(AT, BT)                                              \
  {"wgmma.f32." #AT "." #BT, launch<F32##AT##BT>},                \
      {"wgmma.f16." #AT "." #BT, launch<F16##AT##BT>},            \
      {"wgmma.sp.f32." #AT "." #BT, launch<SpF32##AT##BT>},       \
      {"wgmma.sp.f16." #AT "." #BT, launch<SpF16##AT##BT>},
#define INT8_NAMES(AT, BT)                                                          \
  {"wgmma.s32." #AT "." #BT, launch<S32##AT##BT>},                             \
      {"wgmma.s32." #AT "." #BT ".satfinite", launch<S32##AT##BT##Sat>},       \
      {"wgmma.sp.s32." #AT "." #BT, launch<SpS32##AT##BT>},                    \
      {"wgmma.sp.s32." #AT "." #BT ".satfinite", launch<SpS32##AT##BT##Sat>},

static const Entry table[] = {
    {"wgmma.f32.f16.f16", launch<F32F16>},
    {"wgmma.f16.f16.f16", launch<F16F16>},
    {"wgmma.f32.bf16.bf16", launch<F32BF16>},
    {"wgmma.f32.tf32.tf32", launch<F32TF32>},
    {"wgmma.sp.f32.f16.f16", launch<SpF32F16>},
    {"wgmma.sp.f16.f16.f16", launch<SpF16F16>},
    {"wgmma.sp.f32.bf16.bf16", launch<SpF32BF16>},
    {"wgmma.sp.f32.tf32.tf32", launch<SpF32TF32>},
    FP8_NAMES(e4m3, e4m3) FP8_NAMES(e4m3, e5m2) FP8_NAMES(e5m2, e4m3) FP8_NAMES(e5m2, e5m2)
    INT8_NAMES(s8, s8) INT8_NAMES(s8, u8) INT8_NAMES(u8, s8) INT8_NAMES(u8, u8)
    {"wgmma.s32.b1.b1.and.popc", launch<B1And>},
    {"n64 wgmma.f32.f16.f16", launchWide<16>},
    {"n64 wgmma.f32.e4m3.e4m3", launchWide<8>},
};
EXPORT(table)
