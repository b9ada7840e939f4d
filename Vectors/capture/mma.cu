// mma.sync and mma.sp on tiles: one warp a tile. The fragments are read from logical matrices, so a capture knows nothing of lanes.
// Every chip since Hopper has these instructions, so the names here are without the architecture.
#include <cstring>

#include "common.cuh"

// MARK: one instruction, by the number of its registers

#define OUT_f32 "=f"(d[0].f), "=f"(d[1].f), "=f"(d[2].f), "=f"(d[3].f)
#define IN_f32 "f"(c[0].f), "f"(c[1].f), "f"(c[2].f), "f"(c[3].f)
#define OUT_s32 "=r"(d[0].u), "=r"(d[1].u), "=r"(d[2].u), "=r"(d[3].u)
#define IN_s32 "r"(c[0].u), "r"(c[1].u), "r"(c[2].u), "r"(c[3].u)
#define OUT_s32x2 "=r"(d[0].u), "=r"(d[1].u)
#define IN_s32x2 "r"(c[0].u), "r"(c[1].u)
#define OUT_f16 "=r"(d[0].u), "=r"(d[1].u)
#define IN_f16 "r"(c[0].u), "r"(c[1].u)
#define A_1 "r"(a[0])
#define A_2 "r"(a[0]), "r"(a[1])
#define A_4 A_2, "r"(a[2]), "r"(a[3])
#define B_1 "r"(b[0])
#define B_2 B_1, "r"(b[1])
#define B_4 B_2, "r"(b[2]), "r"(b[3])

union Cell {
  float f;
  uint32_t u;
};

// Registers of operands: A (2 or 4), B (1, 2 or 4), accumulator (4 words, or 2 pairs of halves).
#define TEXT_4_2_4 " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%10,%11,%12,%13};"
#define TEXT_2_1_4 " {%0,%1,%2,%3}, {%4,%5}, {%6}, {%7,%8,%9,%10};"
#define TEXT_4_2_2 " {%0,%1}, {%2,%3,%4,%5}, {%6,%7}, {%8,%9};"
#define TEXT_2_1_2 " {%0,%1}, {%2,%3}, {%4}, {%5,%6};"
#define TEXT_1_1_2 " {%0,%1}, {%2}, {%3}, {%4,%5};"
#define SPARSE_4_4_4 " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9,%10,%11}, {%12,%13,%14,%15}, %16, 0x0;"
#define SPARSE_2_2_4 " {%0,%1,%2,%3}, {%4,%5}, {%6,%7}, {%8,%9,%10,%11}, %12, 0x0;"
#define SPARSE_4_4_2 " {%0,%1}, {%2,%3,%4,%5}, {%6,%7,%8,%9}, {%10,%11}, %12, 0x0;"
#define SPARSE_2_2_2 " {%0,%1}, {%2,%3}, {%4,%5}, {%6,%7}, %8, 0x0;"

enum class Sum { f32, f16, s32, s32x2 };

// `bits` of an element, registers of A and of B; sparse: kept elements that share a metadata group.
#define INSTRUCTION(ID, BITS, AREGS, BREGS, SUM, SPARSE, PTX, TEXT)                                                         \
  struct ID {                                                                                                             \
    static constexpr int bits = BITS, aRegisters = AREGS, bRegisters = BREGS, sparse = SPARSE;                              \
    static constexpr Sum sum = Sum::SUM;                                                                                  \
    static __device__ void apply(Cell* d, const uint32_t* a, const uint32_t* b, const Cell* c, uint32_t e) {               \
      asm volatile(PTX TEXT : OUT_##SUM : A_##AREGS, B_##BREGS, IN_##SUM META_##SPARSE);                                    \
    }                                                                                                                     \
  };
#define META_0
#define META_1 , "r"(e)

#define F32_WHOLE(ID, BITS, PTX) INSTRUCTION(ID, BITS, 4, 2, f32, 0, PTX, TEXT_4_2_4)
#define F32_HALF(ID, BITS, PTX) INSTRUCTION(ID, BITS, 2, 1, f32, 0, PTX, TEXT_2_1_4)
#define F16_WHOLE(ID, BITS, PTX) INSTRUCTION(ID, BITS, 4, 2, f16, 0, PTX, TEXT_4_2_2)
#define F16_HALF(ID, BITS, PTX) INSTRUCTION(ID, BITS, 2, 1, f16, 0, PTX, TEXT_2_1_2)
#define S32_WHOLE(ID, BITS, PTX) INSTRUCTION(ID, BITS, 4, 2, s32, 0, PTX, TEXT_4_2_4)
#define S32_HALF(ID, BITS, PTX) INSTRUCTION(ID, BITS, 2, 1, s32, 0, PTX, TEXT_2_1_4)
#define S32_SMALL(ID, BITS, PTX) INSTRUCTION(ID, BITS, 1, 1, s32x2, 0, PTX, TEXT_1_1_2)
#define SPARSE_F32_WHOLE(ID, BITS, PTX) INSTRUCTION(ID, BITS, 4, 4, f32, 1, PTX, SPARSE_4_4_4)
#define SPARSE_F32_HALF(ID, BITS, PTX) INSTRUCTION(ID, BITS, 2, 2, f32, 1, PTX, SPARSE_2_2_4)
#define SPARSE_F16_WHOLE(ID, BITS, PTX) INSTRUCTION(ID, BITS, 4, 4, f16, 1, PTX, SPARSE_4_4_2)
#define SPARSE_F16_HALF(ID, BITS, PTX) INSTRUCTION(ID, BITS, 2, 2, f16, 1, PTX, SPARSE_2_2_2)
#define SPARSE_S32_WHOLE(ID, BITS, PTX) INSTRUCTION(ID, BITS, 4, 4, s32, 1, PTX, SPARSE_4_4_4)
#define SPARSE_S32_HALF(ID, BITS, PTX) INSTRUCTION(ID, BITS, 2, 2, s32, 1, PTX, SPARSE_2_2_4)

#define MMA "mma.sync.aligned."
#define MMA_SP "mma.sp::ordered_metadata.sync.aligned."
#define MMA_SP_OLD "mma.sp.sync.aligned."

// MARK: the instructions

F32_WHOLE(F32F16, 16, MMA "m16n8k16.row.col.f32.f16.f16.f32")
F32_HALF(F32F16Half, 16, MMA "m16n8k8.row.col.f32.f16.f16.f32")
F16_WHOLE(F16F16, 16, MMA "m16n8k16.row.col.f16.f16.f16.f16")
F16_HALF(F16F16Half, 16, MMA "m16n8k8.row.col.f16.f16.f16.f16")
F32_WHOLE(F32BF16, 16, MMA "m16n8k16.row.col.f32.bf16.bf16.f32")
F32_HALF(F32BF16Half, 16, MMA "m16n8k8.row.col.f32.bf16.bf16.f32")
F32_WHOLE(F32TF32, 32, MMA "m16n8k8.row.col.f32.tf32.tf32.f32")
F32_HALF(F32TF32Half, 32, MMA "m16n8k4.row.col.f32.tf32.tf32.f32")

#define FP8(AT, BT)                                                                          \
  F32_WHOLE(F32##AT##BT, 8, MMA "m16n8k32.row.col.f32." #AT "." #BT ".f32")                    \
  F32_HALF(F32##AT##BT##Half, 8, MMA "m16n8k16.row.col.f32." #AT "." #BT ".f32")               \
  F16_WHOLE(F16##AT##BT, 8, MMA "m16n8k32.row.col.f16." #AT "." #BT ".f16")                    \
  F16_HALF(F16##AT##BT##Half, 8, MMA "m16n8k16.row.col.f16." #AT "." #BT ".f16")               \
  SPARSE_F32_WHOLE(SpF32##AT##BT, 8, MMA_SP "m16n8k64.row.col.f32." #AT "." #BT ".f32")
FP8(e4m3, e4m3)
FP8(e4m3, e5m2)
FP8(e5m2, e4m3)
FP8(e5m2, e5m2)

#define INT8(AT, BT)                                                                             \
  S32_WHOLE(S32##AT##BT, 8, MMA "m16n8k32.row.col.s32." #AT "." #BT ".s32")                       \
  S32_WHOLE(S32##AT##BT##Sat, 8, MMA "m16n8k32.row.col.satfinite.s32." #AT "." #BT ".s32")        \
  S32_HALF(S32##AT##BT##Half, 8, MMA "m16n8k16.row.col.s32." #AT "." #BT ".s32")                  \
  S32_HALF(S32##AT##BT##HalfSat, 8, MMA "m16n8k16.row.col.satfinite.s32." #AT "." #BT ".s32")     \
  S32_SMALL(S32##AT##BT##Small, 8, MMA "m8n8k16.row.col.s32." #AT "." #BT ".s32")                 \
  S32_SMALL(S32##AT##BT##SmallSat, 8, MMA "m8n8k16.row.col.satfinite.s32." #AT "." #BT ".s32")    \
  SPARSE_S32_WHOLE(SpS32##AT##BT, 8, MMA_SP "m16n8k64.row.col.s32." #AT "." #BT ".s32")           \
  SPARSE_S32_WHOLE(SpS32##AT##BT##Sat, 8, MMA_SP "m16n8k64.row.col.satfinite.s32." #AT "." #BT ".s32") \
  SPARSE_S32_HALF(SpS32##AT##BT##Half, 8, MMA_SP "m16n8k32.row.col.s32." #AT "." #BT ".s32")      \
  SPARSE_S32_HALF(SpS32##AT##BT##HalfSat, 8, MMA_SP "m16n8k32.row.col.satfinite.s32." #AT "." #BT ".s32")
INT8(s8, s8)
INT8(s8, u8)
INT8(u8, s8)
INT8(u8, u8)

#define INT4(AT, BT)                                                                             \
  S32_WHOLE(S32##AT##BT, 4, MMA "m16n8k64.row.col.s32." #AT "." #BT ".s32")                       \
  S32_WHOLE(S32##AT##BT##Sat, 4, MMA "m16n8k64.row.col.satfinite.s32." #AT "." #BT ".s32")        \
  S32_HALF(S32##AT##BT##Half, 4, MMA "m16n8k32.row.col.s32." #AT "." #BT ".s32")                  \
  S32_HALF(S32##AT##BT##HalfSat, 4, MMA "m16n8k32.row.col.satfinite.s32." #AT "." #BT ".s32")     \
  S32_SMALL(S32##AT##BT##Small, 4, MMA "m8n8k32.row.col.s32." #AT "." #BT ".s32")                 \
  S32_SMALL(S32##AT##BT##SmallSat, 4, MMA "m8n8k32.row.col.satfinite.s32." #AT "." #BT ".s32")
INT4(s4, s4)
INT4(s4, u4)
INT4(u4, s4)
INT4(u4, u4)

S32_WHOLE(B1Xor, 1, MMA "m16n8k256.row.col.s32.b1.b1.s32.xor.popc")
S32_WHOLE(B1And, 1, MMA "m16n8k256.row.col.s32.b1.b1.s32.and.popc")
S32_HALF(B1XorHalf, 1, MMA "m16n8k128.row.col.s32.b1.b1.s32.xor.popc")
S32_HALF(B1AndHalf, 1, MMA "m16n8k128.row.col.s32.b1.b1.s32.and.popc")
S32_SMALL(B1XorSmall, 1, MMA "m8n8k128.row.col.s32.b1.b1.s32.xor.popc")
S32_SMALL(B1AndSmall, 1, MMA "m8n8k128.row.col.s32.b1.b1.s32.and.popc")

SPARSE_F32_WHOLE(SpF32F16, 16, MMA_SP "m16n8k32.row.col.f32.f16.f16.f32")
SPARSE_F32_WHOLE(SpOldF32F16, 16, MMA_SP_OLD "m16n8k32.row.col.f32.f16.f16.f32")
SPARSE_F32_HALF(SpF32F16Half, 16, MMA_SP "m16n8k16.row.col.f32.f16.f16.f32")
SPARSE_F16_WHOLE(SpF16F16, 16, MMA_SP "m16n8k32.row.col.f16.f16.f16.f16")
SPARSE_F16_HALF(SpF16F16Half, 16, MMA_SP "m16n8k16.row.col.f16.f16.f16.f16")
SPARSE_F32_WHOLE(SpF32BF16, 16, MMA_SP "m16n8k32.row.col.f32.bf16.bf16.f32")
SPARSE_F32_HALF(SpF32BF16Half, 16, MMA_SP "m16n8k16.row.col.f32.bf16.bf16.f32")
SPARSE_F32_WHOLE(SpF32TF32, 32, MMA_SP "m16n8k16.row.col.f32.tf32.tf32.f32")
SPARSE_F32_HALF(SpF32TF32Half, 32, MMA_SP "m16n8k8.row.col.f32.tf32.tf32.f32")

// MARK: tiles

template <class I> __global__ void tiles(Job job) {
  using Word = typename WordOf<I::bits>::Type;
  constexpr int perRegister = 32 / I::bits;
  constexpr int columns = 2 * I::aRegisters * perRegister;  // of A as stored
  constexpr int k = I::sparse ? 2 * columns : columns;
  const int tile = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  if (tile >= job.tiles) return;
  const int lane = threadIdx.x % 32, g = lane >> 2, t = lane & 3;

  const Word* rowsA = static_cast<const Word*>(job.a) + size_t(tile) * 16 * columns;
  const Word* rowsB = static_cast<const Word*>(job.b) + size_t(tile) * 8 * k;
  uint32_t a[4], b[4];
  for (int r = 0; r < I::aRegisters; r++)
    a[r] = gather<I::bits>(rowsA + (g + 8 * (r & 1)) * columns + perRegister * (t + 4 * (r >> 1)));
  for (int r = 0; r < I::bRegisters; r++) b[r] = gather<I::bits>(rowsB + g * k + perRegister * (t + 4 * r));

  uint32_t e = 0;
  if (I::sparse) e = metadata<I::bits>(job.index + size_t(tile) * 16 * columns, columns, g, t);

  Cell c[4], d[4];
  if (I::sum == Sum::f16) {
    const uint32_t* from = static_cast<const uint32_t*>(job.c) + size_t(tile) * 64;
    for (int r = 0; r < 2; r++) c[r].u = from[(g + 8 * r) * 4 + t];
    I::apply(d, a, b, c, e);
    uint32_t* to = static_cast<uint32_t*>(job.d) + size_t(tile) * 64;
    for (int r = 0; r < 2; r++) to[(g + 8 * r) * 4 + t] = d[r].u;
  } else {
    const uint32_t* from = static_cast<const uint32_t*>(job.c) + size_t(tile) * 128;
    for (int i = 0; i < 4; i++) c[i].u = from[(g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)];
    I::apply(d, a, b, c, e);
    uint32_t* to = static_cast<uint32_t*>(job.d) + size_t(tile) * 128;
    for (int i = 0; i < 4; i++) to[(g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)] = d[i].u;
  }
}

template <class I> int launch(const Job& job) {
  tiles<I><<<(job.tiles + 3) / 4, 128>>>(job);
  return 0;
}

// m8n8 of integers: one register of A, one of B, two sums.
template <class I> __global__ void smallTiles(Job job) {
  using Word = typename WordOf<I::bits>::Type;
  constexpr int perRegister = 32 / I::bits, k = 4 * perRegister;
  const int tile = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  if (tile >= job.tiles) return;
  const int lane = threadIdx.x % 32, g = lane >> 2, t = lane & 3;
  const size_t place = (size_t(tile) * 8 + g) * k + perRegister * t, sum = (size_t(tile) * 8 + g) * 8 + 2 * t;
  const uint32_t a = gather<I::bits>(static_cast<const Word*>(job.a) + place), b = gather<I::bits>(static_cast<const Word*>(job.b) + place);
  Cell c[2], d[2];
  for (int i = 0; i < 2; i++) c[i].u = static_cast<const uint32_t*>(job.c)[sum + i];
  I::apply(d, &a, &b, c, 0);
  for (int i = 0; i < 2; i++) static_cast<uint32_t*>(job.d)[sum + i] = d[i].u;
}

template <class I> int launchSmall(const Job& job) {
  smallTiles<I><<<(job.tiles + 3) / 4, 128>>>(job);
  return 0;
}

// MARK: binary64

template <int rows, int k> __global__ void tiles64(Job job) {
  const int tile = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  if (tile >= job.tiles) return;
  const int lane = threadIdx.x % 32, g = lane >> 2, t = lane & 3;
  const double* rowsA = static_cast<const double*>(job.a) + size_t(tile) * rows * k;
  const double* rowsB = static_cast<const double*>(job.b) + size_t(tile) * 8 * k;
  const double* from = static_cast<const double*>(job.c) + size_t(tile) * rows * 8;
  double* to = static_cast<double*>(job.d) + size_t(tile) * rows * 8;
  double a[8], b[4], c[4], d[4];
  if constexpr (rows == 8) {
    c[0] = from[g * 8 + 2 * t], c[1] = from[g * 8 + 2 * t + 1];
    asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0,%1}, {%2}, {%3}, {%4,%5};"
                 : "=d"(d[0]), "=d"(d[1])
                 : "d"(rowsA[g * 4 + t]), "d"(rowsB[g * 4 + t]), "d"(c[0]), "d"(c[1]));
    to[g * 8 + 2 * t] = d[0], to[g * 8 + 2 * t + 1] = d[1];
  } else {
    for (int i = 0; i < k / 2; i++) a[i] = rowsA[(g + 8 * (i & 1)) * k + t + 4 * (i >> 1)];
    for (int i = 0; i < k / 4; i++) b[i] = rowsB[g * k + t + 4 * i];
    for (int i = 0; i < 4; i++) c[i] = from[(g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)];
    if constexpr (k == 16)
      asm volatile(
          "mma.sync.aligned.m16n8k16.row.col.f64.f64.f64.f64 {%0,%1,%2,%3}, {%4,%5,%6,%7,%8,%9,%10,%11}, {%12,%13,%14,%15}, "
          "{%16,%17,%18,%19};"
          : "=d"(d[0]), "=d"(d[1]), "=d"(d[2]), "=d"(d[3])
          : "d"(a[0]), "d"(a[1]), "d"(a[2]), "d"(a[3]), "d"(a[4]), "d"(a[5]), "d"(a[6]), "d"(a[7]), "d"(b[0]), "d"(b[1]),
            "d"(b[2]), "d"(b[3]), "d"(c[0]), "d"(c[1]), "d"(c[2]), "d"(c[3]));
    else if constexpr (k == 4)
      asm volatile("mma.sync.aligned.m16n8k4.row.col.f64.f64.f64.f64 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%7,%8,%9,%10};"
                   : "=d"(d[0]), "=d"(d[1]), "=d"(d[2]), "=d"(d[3])
                   : "d"(a[0]), "d"(a[1]), "d"(b[0]), "d"(c[0]), "d"(c[1]), "d"(c[2]), "d"(c[3]));
    else
      asm volatile(
          "mma.sync.aligned.m16n8k8.row.col.f64.f64.f64.f64 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%10,%11,%12,%13};"
          : "=d"(d[0]), "=d"(d[1]), "=d"(d[2]), "=d"(d[3])
          : "d"(a[0]), "d"(a[1]), "d"(a[2]), "d"(a[3]), "d"(b[0]), "d"(b[1]), "d"(c[0]), "d"(c[1]), "d"(c[2]), "d"(c[3]));
    for (int i = 0; i < 4; i++) to[(g + 8 * (i >> 1)) * 8 + 2 * t + (i & 1)] = d[i];
  }
}

template <int rows, int k> int launch64(const Job& job) {
  tiles64<rows, k><<<(job.tiles + 3) / 4, 128>>>(job);
  return 0;
}

// MARK: m8n8k4 of binary16: four independent products, one for each eight lanes

template <bool half> __global__ void tilesVolta(Job job) {
  const int lane = threadIdx.x % 32, quad = lane % 16 / 4, q = lane % 4, h = lane >= 16 ? 4 : 0;
  const int warp = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
  const int tile = min(4 * warp + quad, job.tiles - 1);  // lanes beyond the last tile repeat it
  const uint16_t* rowsA = static_cast<const uint16_t*>(job.a) + size_t(tile) * 32;
  const uint16_t* rowsB = static_cast<const uint16_t*>(job.b) + size_t(tile) * 32;
  uint32_t a[2], b[2];
  for (int r = 0; r < 2; r++) a[r] = gather<16>(rowsA + (q + h) * 4 + 2 * r), b[r] = gather<16>(rowsB + (q + h) * 4 + 2 * r);
  if (half) {
    const uint32_t* from = static_cast<const uint32_t*>(job.c) + size_t(tile) * 32 + (q + h) * 4;
    uint32_t* to = static_cast<uint32_t*>(job.d) + size_t(tile) * 32 + (q + h) * 4;
    uint32_t d[4];
    asm volatile("mma.sync.aligned.m8n8k4.row.col.f16.f16.f16.f16 {%0,%1,%2,%3}, {%4,%5}, {%6,%7}, {%8,%9,%10,%11};"
                 : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(b[0]), "r"(b[1]), "r"(from[0]), "r"(from[1]), "r"(from[2]), "r"(from[3]));
    for (int i = 0; i < 4; i++) to[i] = d[i];
  } else {
    const float* from = static_cast<const float*>(job.c) + size_t(tile) * 64;
    float* to = static_cast<float*>(job.d) + size_t(tile) * 64;
    float c[8], d[8];
    for (int i = 0; i < 8; i++) c[i] = from[((lane & 1) + (i & 2) + h) * 8 + (i & 4) + (lane & 2) + (i & 1)];
    asm volatile(
        "mma.sync.aligned.m8n8k4.row.col.f32.f16.f16.f32 {%0,%1,%2,%3,%4,%5,%6,%7}, {%8,%9}, {%10,%11}, "
        "{%12,%13,%14,%15,%16,%17,%18,%19};"
        : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3]), "=f"(d[4]), "=f"(d[5]), "=f"(d[6]), "=f"(d[7])
        : "r"(a[0]), "r"(a[1]), "r"(b[0]), "r"(b[1]), "f"(c[0]), "f"(c[1]), "f"(c[2]), "f"(c[3]), "f"(c[4]), "f"(c[5]),
          "f"(c[6]), "f"(c[7]));
    for (int i = 0; i < 8; i++) to[((lane & 1) + (i & 2) + h) * 8 + (i & 4) + (lane & 2) + (i & 1)] = d[i];
  }
}

template <bool half> int launchVolta(const Job& job) {
  const int warps = (job.tiles + 3) / 4;
  tilesVolta<half><<<(warps + 3) / 4, 128>>>(job);
  return 0;
}

// MARK: names

#define FP8_NAMES(AT, BT)                                                            \
  {"mma.f32." #AT "." #BT, launch<F32##AT##BT>},                                \
      {"mma.m16n8k16.f32." #AT "." #BT, launch<F32##AT##BT##Half>},             \
      {"mma.f16." #AT "." #BT, launch<F16##AT##BT>},                            \
      {"mma.m16n8k16.f16." #AT "." #BT, launch<F16##AT##BT##Half>},             \
      {"mma.sp.f32." #AT "." #BT, launch<SpF32##AT##BT>},
#define INT8_NAMES(AT, BT)                                                           \
  {"mma.s32." #AT "." #BT, launch<S32##AT##BT>},                                \
      {"mma.s32." #AT "." #BT ".satfinite", launch<S32##AT##BT##Sat>},          \
      {"mma.m16n8k16.s32." #AT "." #BT, launch<S32##AT##BT##Half>},             \
      {"mma.m16n8k16.s32." #AT "." #BT ".satfinite", launch<S32##AT##BT##HalfSat>}, \
      {"mma.m8n8k16.s32." #AT "." #BT, launchSmall<S32##AT##BT##Small>},        \
      {"mma.m8n8k16.s32." #AT "." #BT ".satfinite", launchSmall<S32##AT##BT##SmallSat>}, \
      {"mma.sp.s32." #AT "." #BT, launch<SpS32##AT##BT>},                       \
      {"mma.sp.s32." #AT "." #BT ".satfinite", launch<SpS32##AT##BT##Sat>},     \
      {"mma.sp.m16n8k32.s32." #AT "." #BT, launch<SpS32##AT##BT##Half>},        \
      {"mma.sp.m16n8k32.s32." #AT "." #BT ".satfinite", launch<SpS32##AT##BT##HalfSat>},
#define INT4_NAMES(AT, BT)                                                           \
  {"mma.s32." #AT "." #BT, launch<S32##AT##BT>},                                \
      {"mma.s32." #AT "." #BT ".satfinite", launch<S32##AT##BT##Sat>},          \
      {"mma.m16n8k32.s32." #AT "." #BT, launch<S32##AT##BT##Half>},             \
      {"mma.m16n8k32.s32." #AT "." #BT ".satfinite", launch<S32##AT##BT##HalfSat>}, \
      {"mma.m8n8k32.s32." #AT "." #BT, launchSmall<S32##AT##BT##Small>},        \
      {"mma.m8n8k32.s32." #AT "." #BT ".satfinite", launchSmall<S32##AT##BT##SmallSat>},

static const Entry table[] = {
    {"mma.f32.f16.f16", launch<F32F16>},
    {"mma.m16n8k8.f32.f16.f16", launch<F32F16Half>},
    {"mma.f16.f16.f16", launch<F16F16>},
    {"mma.m16n8k8.f16.f16.f16", launch<F16F16Half>},
    {"mma.f32.bf16.bf16", launch<F32BF16>},
    {"mma.m16n8k8.f32.bf16.bf16", launch<F32BF16Half>},
    {"mma.f32.tf32.tf32", launch<F32TF32>},
    {"mma.m16n8k4.f32.tf32.tf32", launch<F32TF32Half>},
    FP8_NAMES(e4m3, e4m3) FP8_NAMES(e4m3, e5m2) FP8_NAMES(e5m2, e4m3) FP8_NAMES(e5m2, e5m2)
    INT8_NAMES(s8, s8) INT8_NAMES(s8, u8) INT8_NAMES(u8, s8) INT8_NAMES(u8, u8)
    INT4_NAMES(s4, s4) INT4_NAMES(s4, u4) INT4_NAMES(u4, s4) INT4_NAMES(u4, u4)
    {"mma.s32.b1.b1.xor.popc", launch<B1Xor>},
    {"mma.s32.b1.b1.and.popc", launch<B1And>},
    {"mma.m16n8k128.s32.b1.b1.xor.popc", launch<B1XorHalf>},
    {"mma.m16n8k128.s32.b1.b1.and.popc", launch<B1AndHalf>},
    {"mma.m8n8k128.s32.b1.b1.xor.popc", launchSmall<B1XorSmall>},
    {"mma.m8n8k128.s32.b1.b1.and.popc", launchSmall<B1AndSmall>},
    {"mma.sp.f32.f16.f16", launch<SpF32F16>},
    {"unordered mma.sp.f32.f16.f16", launch<SpOldF32F16>},
    {"mma.sp.m16n8k16.f32.f16.f16", launch<SpF32F16Half>},
    {"mma.sp.f16.f16.f16", launch<SpF16F16>},
    {"mma.sp.m16n8k16.f16.f16.f16", launch<SpF16F16Half>},
    {"mma.sp.f32.bf16.bf16", launch<SpF32BF16>},
    {"mma.sp.m16n8k16.f32.bf16.bf16", launch<SpF32BF16Half>},
    {"mma.sp.f32.tf32.tf32", launch<SpF32TF32>},
    {"mma.sp.m16n8k8.f32.tf32.tf32", launch<SpF32TF32Half>},
    {"mma.f64.f64.f64", launch64<16, 16>},
    {"mma.m16n8k8.f64.f64.f64", launch64<16, 8>},
    {"mma.m8n8k4.f64.f64.f64", launch64<8, 4>},
    {"mma.m16n8k4.f64.f64.f64", launch64<16, 4>},
    {"mma.m8n8k4.f32.f16.f16", launchVolta<false>},
    {"mma.m8n8k4.f16.f16.f16", launchVolta<true>},
};
EXPORT(table)
