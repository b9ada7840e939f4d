// tcgen05.mma on tiles, sm_100a and sm_103a: one CTA a tile, cta_group::1, m128n16, dense. A and B come from shared memory without
// swizzle, C and D stand in tensor memory, and so do the scales. TARGET is 100 or 103. The names here are without the architecture.
#include <cstring>

#include "common.cuh"
#include "layouts.h"

#ifndef TARGET
#define TARGET 100
#endif
#define COMPILER (__CUDACC_VER_MAJOR__ * 100 + __CUDACC_VER_MINOR__)

constexpr int M = 128, N = 16;
// Columns of tensor memory: D, then four of scales for each operand. An allocation has a power of two, at least 32.
constexpr int columnOfScaleA = N, columnOfScaleB = N + 4, allocated = 32;

// MARK: one instruction

enum class Sum { f32, f16, s32 };

#define COMMON(WORD, A_WIDTH, B_WIDTH, DENSE, SUM, SCALE, BLOCKS, DESCRIPTOR)                              \
  using Word = WORD;                                                                                       \
  static constexpr int aWidth = A_WIDTH, bWidth = B_WIDTH, scale = SCALE, blocks = BLOCKS;                  \
  static constexpr bool isDense = DENSE;                                                                   \
  static constexpr Sum sum = Sum::SUM;                                                                     \
  static constexpr uint32_t descriptor = DESCRIPTOR;

// The predicate is enable-input-d: C is in tensor memory.
#define PLAIN(ID, KIND, WORD, A_WIDTH, B_WIDTH, SUM, DESCRIPTOR)                                                            \
  struct ID {                                                                                                              \
    COMMON(WORD, A_WIDTH, B_WIDTH, false, SUM, 0, 1, DESCRIPTOR)                                                           \
    static __device__ void apply(uint32_t d, uint64_t a, uint64_t b, uint32_t, uint32_t) {                                  \
      asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, 1, 0;\ntcgen05.mma.cta_group::1.kind::" KIND " [%0], %1, %2, %3, p;\n}" \
                   :: "r"(d), "l"(a), "l"(b), "r"(descriptor) : "memory");                                                 \
    }                                                                                                                      \
  };
#define SCALED(ID, KIND, VEC, A_WIDTH, B_WIDTH, DENSE, SCALE, BLOCKS, DESCRIPTOR)                                           \
  struct ID {                                                                                                              \
    COMMON(uint8_t, A_WIDTH, B_WIDTH, DENSE, f32, SCALE, BLOCKS, DESCRIPTOR)                                               \
    static __device__ void apply(uint32_t d, uint64_t a, uint64_t b, uint32_t sa, uint32_t sb) {                            \
      asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, 1, 0;\ntcgen05.mma.cta_group::1.kind::" KIND ".block_scale.scale_vec::" VEC \
                   " [%0], %1, %2, %3, [%4], [%5], p;\n}"                                                                  \
                   :: "r"(d), "l"(a), "l"(b), "r"(descriptor), "r"(sa), "r"(sb) : "memory");                               \
    }                                                                                                                      \
  };

// MARK: the instructions

constexpr int width_e4m3 = 8, width_e5m2 = 8, width_e2m3 = 6, width_e3m2 = 6, width_e2m1 = 4;
constexpr int code_e4m3 = 0, code_e5m2 = 1, code_e2m3 = 3, code_e3m2 = 4, code_e2m1 = 5;

PLAIN(TF32, "tf32", uint32_t, 32, 32, f32, plainDescriptor(1, 2, 2, M, N, false))
PLAIN(F32F16, "f16", uint16_t, 16, 16, f32, plainDescriptor(1, 0, 0, M, N, false))
PLAIN(F16F16, "f16", uint16_t, 16, 16, f16, plainDescriptor(0, 0, 0, M, N, false))
PLAIN(F32BF16, "f16", uint16_t, 16, 16, f32, plainDescriptor(1, 1, 1, M, N, false))

#define ROW(X, AT) X(AT, e4m3) X(AT, e5m2) X(AT, e2m3) X(AT, e3m2) X(AT, e2m1)
#define PAIRS(X) ROW(X, e4m3) ROW(X, e5m2) ROW(X, e2m3) ROW(X, e3m2) ROW(X, e2m1)
#define DEFINE(AT, BT)                                                                                                      \
  PLAIN(F32##AT##BT, "f8f6f4", uint8_t, width_##AT, width_##BT, f32, plainDescriptor(1, code_##AT, code_##BT, M, N, false))   \
  PLAIN(F16##AT##BT, "f8f6f4", uint8_t, width_##AT, width_##BT, f16, plainDescriptor(0, code_##AT, code_##BT, M, N, false))   \
  SCALED(Scaled##AT##BT, "mxf8f6f4", "1X", width_##AT, width_##BT, false, 1, 1, scaledDescriptor(code_##AT, code_##BT, 1, M, N))
PAIRS(DEFINE)
// The only type of these kinds has code 1.
SCALED(MX4, "mxf4", "2X", 4, 4, true, 1, 2, scaledDescriptor(1, 1, 1, M, N))
SCALED(NV4, "mxf4nvf4", "4X", 4, 4, true, 2, 4, scaledDescriptor(1, 1, 0, M, N))
SCALED(NV4Block32, "mxf4nvf4", "2X", 4, 4, true, 1, 2, scaledDescriptor(1, 1, 1, M, N))
SCALED(NV4Block16, "mxf4nvf4", "4X", 4, 4, true, 1, 4, scaledDescriptor(1, 1, 1, M, N))

#if TARGET == 100
constexpr int code_u8 = 0, code_s8 = 1;
#define INT8(AT, BT)                                                                                                        \
  PLAIN(S32##AT##BT, "i8", uint8_t, 8, 8, s32, plainDescriptor(2, code_##AT, code_##BT, M, N, false))                         \
  PLAIN(S32##AT##BT##Sat, "i8", uint8_t, 8, 8, s32, plainDescriptor(2, code_##AT, code_##BT, M, N, true))
INT8(s8, s8)
INT8(s8, u8)
INT8(u8, s8)
INT8(u8, u8)
#endif

// MARK: tensor memory

#define SIXTEEN(x)                                                                                                        \
  "r"((x)[0]), "r"((x)[1]), "r"((x)[2]), "r"((x)[3]), "r"((x)[4]), "r"((x)[5]), "r"((x)[6]), "r"((x)[7]), "r"((x)[8]),     \
      "r"((x)[9]), "r"((x)[10]), "r"((x)[11]), "r"((x)[12]), "r"((x)[13]), "r"((x)[14]), "r"((x)[15])
#define SIXTEEN_OUT(x)                                                                                                    \
  "=r"((x)[0]), "=r"((x)[1]), "=r"((x)[2]), "=r"((x)[3]), "=r"((x)[4]), "=r"((x)[5]), "=r"((x)[6]), "=r"((x)[7]),          \
      "=r"((x)[8]), "=r"((x)[9]), "=r"((x)[10]), "=r"((x)[11]), "=r"((x)[12]), "=r"((x)[13]), "=r"((x)[14]), "=r"((x)[15])

// A row of D to or from tensor memory: a warp reaches its own 32 lanes only. Address: lane in the high half, column in the low half.
__device__ inline void storeRow(uint32_t address, const uint32_t* row) {
  asm volatile(
      "tcgen05.st.sync.aligned.32x32b.x16.b32 [%0], {%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16};\n"
      "tcgen05.wait::st.sync.aligned;" ::"r"(address), SIXTEEN(row)
      : "memory");
}

__device__ inline void loadRow(uint32_t* row, uint32_t address) {
  asm volatile(
      "tcgen05.ld.sync.aligned.32x32b.x16.b32 {%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15}, [%16];\n"
      "tcgen05.wait::ld.sync.aligned;"
      : SIXTEEN_OUT(row)
      : "r"(address)
      : "memory");
}

__device__ inline uint32_t sharedAddress(const void* at) { return static_cast<uint32_t>(__cvta_generic_to_shared(at)); }

// 512 bytes of scales: 32 lanes of 16 bytes, to all four quarters of the lanes.
__device__ inline void copyScales(uint32_t to, const uint8_t* from) {
  const uint64_t descriptor = matrixDescriptor(sharedAddress(from), 16, 128);
  asm volatile("tcgen05.cp.cta_group::1.32x128b.warpx4 [%0], %1;" ::"r"(to), "l"(descriptor) : "memory");
}

// The first phase of the barrier; a kernel that waits much too long fails.
__device__ inline void waitFor(uint64_t* barrier) {
  uint32_t done = 0;
  for (int tries = 0; !done; tries++) {
    asm volatile(
        "{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], 0;\nselp.u32 %0, 1, 0, p;\n}"
        : "=r"(done)
        : "r"(sharedAddress(barrier))
        : "memory");
    if (tries > 1 << 22) __trap();
  }
}

// MARK: tiles

template <class Word> __device__ inline void fill(uint8_t* shared, const Word* from, int rows, int width, bool isDense) {
  const int perSlot = elementsOfSlot(width, isDense);
  for (int i = threadIdx.x; i < 2 * rows; i += blockDim.x) {
    const int row = i / 2, slot = i % 2;
    fillSlot(from + (2 * row + slot) * perSlot, width, isDense, reinterpret_cast<uint32_t*>(shared + slotPlace(row, slot)));
  }
}

// What no row has is one.
__device__ inline void fillScales(uint8_t* shared, const uint8_t* from, int rows, int blocks, int scale) {
  for (int i = threadIdx.x; i < 512; i += blockDim.x) shared[i] = scale == 1 ? 0x7F : 0x38;
  __syncthreads();
  for (int i = threadIdx.x; i < rows * blocks; i += blockDim.x) shared[scalePlace(i / blocks, i % blocks)] = from[i];
}

template <class I> __global__ void __launch_bounds__(128) tiles(Job job) {
  using Word = typename I::Word;
  constexpr int k = 2 * (I::aWidth == 4 && I::isDense ? 32 : I::aWidth < 8 ? 16 : 128 / I::aWidth);
  __shared__ alignas(1024) uint8_t a[M * 32];
  __shared__ alignas(1024) uint8_t b[N * 32];
  __shared__ alignas(1024) uint8_t scales[2][512];
  __shared__ alignas(16) uint64_t barrier;
  __shared__ uint32_t base;
  const int tile = blockIdx.x, thread = threadIdx.x, warp = thread / 32;

  fill(a, static_cast<const Word*>(job.a) + size_t(tile) * M * k, M, I::aWidth, I::isDense);
  fill(b, static_cast<const Word*>(job.b) + size_t(tile) * N * k, N, I::bWidth, I::isDense);
  if constexpr (I::scale != 0) {
    fillScales(scales[0], job.scaleA + size_t(tile) * M * I::blocks, M, I::blocks, I::scale);
    fillScales(scales[1], job.scaleB + size_t(tile) * N * I::blocks, N, I::blocks, I::scale);
  }
  if (thread == 0) {
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;\nfence.mbarrier_init.release.cluster;" ::"r"(sharedAddress(&barrier)) : "memory");
  }
  if (warp == 0) {
    asm volatile("tcgen05.alloc.cta_group::1.sync.aligned.shared::cta.b32 [%0], %1;\n"
                 "tcgen05.relinquish_alloc_permit.cta_group::1.sync.aligned;" ::"r"(sharedAddress(&base)), "n"(allocated)
                 : "memory");
  }
  asm volatile("fence.proxy.async.shared::cta;\ntcgen05.fence::before_thread_sync;" ::: "memory");
  __syncthreads();
  asm volatile("tcgen05.fence::after_thread_sync;" ::: "memory");

  // C: thread = row = lane. Accumulators of 16 bits stand in the low halves of their cells.
  const uint32_t d = base, row = d + (uint32_t(32 * warp) << 16);
  const size_t place = (size_t(tile) * M + thread) * N;
  uint32_t cells[N];
  for (int i = 0; i < N; i++)
    cells[i] = I::sum == Sum::f16 ? static_cast<const uint16_t*>(job.c)[place + i] : static_cast<const uint32_t*>(job.c)[place + i];
  storeRow(row, cells);
  asm volatile("tcgen05.fence::before_thread_sync;" ::: "memory");
  __syncthreads();

  if (thread == 0) {
    asm volatile("tcgen05.fence::after_thread_sync;" ::: "memory");
    if constexpr (I::scale != 0) {
      copyScales(d + columnOfScaleA, scales[0]);
      copyScales(d + columnOfScaleB, scales[1]);
    }
    const uint64_t describedA = matrixDescriptor(sharedAddress(a), leadingBytes, strideBytes);
    const uint64_t describedB = matrixDescriptor(sharedAddress(b), leadingBytes, strideBytes);
    I::apply(d, describedA, describedB, d + columnOfScaleA, d + columnOfScaleB);
    asm volatile("tcgen05.commit.cta_group::1.mbarrier::arrive::one.shared::cluster.b64 [%0];" ::"r"(sharedAddress(&barrier))
                 : "memory");
  }
  waitFor(&barrier);
  asm volatile("tcgen05.fence::after_thread_sync;" ::: "memory");

  loadRow(cells, row);
  for (int i = 0; i < N; i++) {
    if (I::sum == Sum::f16)
      static_cast<uint16_t*>(job.d)[place + i] = uint16_t(cells[i]);
    else
      static_cast<uint32_t*>(job.d)[place + i] = cells[i];
  }
  asm volatile("tcgen05.fence::before_thread_sync;" ::: "memory");
  __syncthreads();
  if (warp == 0) asm volatile("tcgen05.dealloc.cta_group::1.sync.aligned.b32 %0, %1;" ::"r"(d), "n"(allocated));
}

template <class I> int launch(const Job& job) {
  tiles<I><<<job.tiles, 128>>>(job);
  return 0;
}

// MARK: names

#define NAMES(AT, BT)                                                            \
  {"tcgen05.f8f6f4.f32." #AT "." #BT, launch<F32##AT##BT>},                       \
      {"tcgen05.f8f6f4.f16." #AT "." #BT, launch<F16##AT##BT>},                   \
      {"tcgen05.mxf8f6f4.f32." #AT "." #BT ".ue8m0.block32", launch<Scaled##AT##BT>},
#define INT8_NAMES(AT, BT)                                                       \
  {"tcgen05.i8.s32." #AT "." #BT, launch<S32##AT##BT>},                           \
      {"tcgen05.i8.s32." #AT "." #BT ".satfinite", launch<S32##AT##BT##Sat>},

static const Entry table[] = {
    {"tcgen05.tf32.f32.tf32.tf32", launch<TF32>},
    {"tcgen05.f16.f32.f16.f16", launch<F32F16>},
    {"tcgen05.f16.f16.f16.f16", launch<F16F16>},
    {"tcgen05.f16.f32.bf16.bf16", launch<F32BF16>},
    PAIRS(NAMES)
    {"tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32", launch<MX4>},
    {"tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", launch<NV4>},
    {"tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block32", launch<NV4Block32>},
    {"tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16", launch<NV4Block16>},
#if TARGET == 100
    INT8_NAMES(s8, s8) INT8_NAMES(s8, u8) INT8_NAMES(u8, s8) INT8_NAMES(u8, u8)
#endif
};
EXPORT(table)
