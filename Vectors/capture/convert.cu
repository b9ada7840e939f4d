// Conversions of single numbers, and approximate functions: every word of a source on the chip, each of them in every place and form
// that the name has.
// TARGET is the compute capability without its dot (90, 100, 103, 120): which instructions there are depends on it, and on the compiler.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp4.h>
#include <cuda_fp6.h>
#include <cuda_fp8.h>
#include <cuda_runtime.h>
#include <vector>

#ifndef TARGET
#define TARGET 90
#endif
#define COMPILER (__CUDACC_VER_MAJOR__ * 100 + __CUDACC_VER_MINOR__)

// MARK: the forms of instructions

// A conversion writes the results of the word x, `forms` of them, which must be alike: its result in either half of a pair (y is the
// neighbour), in the scalar form and in the packed one.
#define FLOAT(word) "f"(__uint_as_float(word))

// binary32 to two codes in 16 bits, or in 8.
#define PAIR_F32(PTX)                                                                 \
  uint16_t p, q;                                                                      \
  asm volatile(PTX " %0, %1, %2;" : "=h"(p) : FLOAT(y), FLOAT(x));                    \
  asm volatile(PTX " %0, %1, %2;" : "=h"(q) : FLOAT(x), FLOAT(y));                    \
  r[0] = p & 0xFF, r[1] = q >> 8;
#define NIBBLES_TEXT(PTX, FROM) "{\n.reg .b8 t, z;\nmov.b16 {z, _}, 0;\n" PTX " t, " FROM ";\nmov.b32 %0, {t, z, z, z};\n}"
#define NIBBLES_F32(PTX)                                                                       \
  uint32_t p, q;                                                                               \
  asm volatile(NIBBLES_TEXT(PTX, "%1, %2") : "=r"(p) : FLOAT(y), FLOAT(x));                     \
  asm volatile(NIBBLES_TEXT(PTX, "%1, %2") : "=r"(q) : FLOAT(x), FLOAT(y));                     \
  r[0] = p & 0xF, r[1] = q >> 4 & 0xF;

// A pair of 16-bit words to two codes.
#define PAIR_16(PTX)                                                \
  uint16_t p, q;                                                    \
  asm volatile(PTX " %0, %1;" : "=h"(p) : "r"(y << 16 | x));        \
  asm volatile(PTX " %0, %1;" : "=h"(q) : "r"(x << 16 | y));        \
  r[0] = p & 0xFF, r[1] = q >> 8;
#define NIBBLES_16(PTX)                                                       \
  uint32_t p, q;                                                              \
  asm volatile(NIBBLES_TEXT(PTX, "%1") : "=r"(p) : "r"(y << 16 | x));          \
  asm volatile(NIBBLES_TEXT(PTX, "%1") : "=r"(q) : "r"(x << 16 | y));          \
  r[0] = p & 0xF, r[1] = q >> 4 & 0xF;

// Two codes to a pair of 16-bit words.
#define BACK_8(PTX)                                                                  \
  uint32_t p, q;                                                                     \
  asm volatile(PTX " %0, %1;" : "=r"(p) : "h"(uint16_t(y << 8 | x)));                \
  asm volatile(PTX " %0, %1;" : "=r"(q) : "h"(uint16_t(x << 8 | y)));                \
  r[0] = p & 0xFFFF, r[1] = q >> 16;
#define BACK_4(PTX)                                                                                                     \
  uint32_t p, q;                                                                                                      \
  asm volatile("{\n.reg .b8 t;\nmov.b16 {t, _}, %1;\n" PTX " %0, t;\n}" : "=r"(p) : "h"(uint16_t(y << 4 | x)));        \
  asm volatile("{\n.reg .b8 t;\nmov.b16 {t, _}, %1;\n" PTX " %0, t;\n}" : "=r"(q) : "h"(uint16_t(x << 4 | y)));        \
  r[0] = p & 0xFFFF, r[1] = q >> 16;

// binary32 to 16 bits: alone, and in both halves of a register.
#define HALF_F32(PTX, PAIRED)                                                        \
  uint16_t one;                                                                      \
  uint32_t p, q;                                                                     \
  asm volatile(PTX " %0, %1;" : "=h"(one) : FLOAT(x));                               \
  asm volatile(PAIRED " %0, %1, %2;" : "=r"(p) : FLOAT(y), FLOAT(x));                \
  asm volatile(PAIRED " %0, %1, %2;" : "=r"(q) : FLOAT(x), FLOAT(y));                \
  r[0] = one, r[1] = p & 0xFFFF, r[2] = q >> 16;
#define WORD_F32(PTX) asm volatile(PTX " %0, %1;" : "=r"(r[0]) : FLOAT(x));
#define WORD_16(PTX)                                                    \
  float one;                                                            \
  asm volatile(PTX " %0, %1;" : "=f"(one) : "h"(uint16_t(x)));          \
  r[0] = __float_as_uint(one);
#define FUNCTION(PTX)                                              \
  float one;                                                       \
  asm volatile(PTX " %0, %1;" : "=f"(one) : FLOAT(x));             \
  r[0] = __float_as_uint(one);
#define CALL(...) r[0] = __VA_ARGS__;

// MARK: the sweep

using Sweep = int (*)(uint32_t first, uint64_t count, uint64_t* edges, uint32_t room, uint32_t* found, uint64_t* differences,
                      void* words);

template <class C> __device__ inline uint32_t convert(uint32_t x, uint64_t* differences) {
  const uint32_t mask = C::bits == 32 ? ~0u : (1u << (C::bits & 31)) - 1;
  uint32_t r[3];
  C::apply(x, (x * 0x9E3779B1u + 0x7F4A7C15u) >> (32 - C::bits) & mask, r);
  bool differs = false;
  for (int i = 1; i < C::forms; i++) differs |= r[i] != r[0];
  if (differs) atomicAdd(reinterpret_cast<unsigned long long*>(differences), 1ull);
  return r[0];
}

// Where the result changes: the word there in the high half, and the new result. Each word is converted twice.
template <class C> __global__ void changes(uint64_t count, uint64_t* edges, uint32_t room, uint32_t* found, uint64_t* differences) {
  const uint64_t step = uint64_t(gridDim.x) * blockDim.x;
  for (uint64_t i = blockIdx.x * uint64_t(blockDim.x) + threadIdx.x; i < count; i += step) {
    const uint32_t x = uint32_t(i), code = convert<C>(x, differences);
    uint32_t before[3];
    if (i) C::apply(x - 1, 0, before);
    if (i && before[0] == code) continue;
    const uint32_t place = atomicAdd(found, 1u);
    if (place < room) edges[place] = uint64_t(x) << 32 | code;
  }
}

template <class C> __global__ void results(uint32_t first, uint64_t count, typename C::Result* words, uint64_t* differences) {
  const uint64_t step = uint64_t(gridDim.x) * blockDim.x;
  for (uint64_t i = blockIdx.x * uint64_t(blockDim.x) + threadIdx.x; i < count; i += step)
    words[i] = typename C::Result(convert<C>(first + uint32_t(i), differences));
}

// Device memory of the longest request so far.
inline void* memory(int which, size_t bytes) {
  static void* held[2];
  static size_t sizes[2];
  if (sizes[which] >= bytes) return held[which];
  cudaFree(held[which]);
  if (cudaMalloc(&held[which], bytes)) return sizes[which] = 0, held[which] = nullptr;
  sizes[which] = bytes;
  return held[which];
}

struct Counters {
  uint64_t differences;
  uint32_t found, padding;
};

inline int finish(const Counters* device, uint32_t* found, uint64_t* differences) {
  Counters host;
  cudaError_t error = cudaMemcpy(&host, device, sizeof host, cudaMemcpyDeviceToHost);
  if (error == cudaSuccess) error = cudaGetLastError();
  if (error != cudaSuccess) return std::fprintf(stderr, "%s\n", cudaGetErrorString(error)), 1;
  *found = host.found, *differences = host.differences;
  return 0;
}

// Changes if `words` is null, results otherwise.
template <class C> int sweep(uint32_t first, uint64_t count, uint64_t* edges, uint32_t room, uint32_t* found, uint64_t* differences,
                             void* words) {
  auto* counters = static_cast<Counters*>(memory(0, sizeof(Counters) + size_t(room) * 8));
  const size_t bytes = words ? count * sizeof(typename C::Result) : 0;
  void* out = words ? memory(1, bytes) : nullptr;
  if (!counters || (words && !out)) return 1;
  auto* places = reinterpret_cast<uint64_t*>(counters + 1);
  cudaMemset(counters, 0, sizeof *counters);
  if (words)
    results<C><<<2048, 256>>>(first, count, static_cast<typename C::Result*>(out), &counters->differences);
  else
    changes<C><<<2048, 256>>>(count, places, room, &counters->found, &counters->differences);
  if (finish(counters, found, differences)) return 1;
  if (words) cudaMemcpy(words, out, bytes, cudaMemcpyDeviceToHost);
  if (edges) cudaMemcpy(edges, places, size_t(*found < room ? *found : room) * 8, cudaMemcpyDeviceToHost);
  return cudaGetLastError() == cudaSuccess ? 0 : 1;
}

struct Entry {
  const char* name;
  Sweep sweep;
};
inline std::vector<Entry>& table() {
  static std::vector<Entry> entries;
  return entries;
}
template <class C> struct Registered {
  Registered() { table().push_back({C::name(), sweep<C>}); }
};

#define JOINED(a, b) a##b
#define JOIN(a, b) JOINED(a, b)
// One conversion a line.
#define CONVERSION(NAME, BITS, RESULT, FORMS, ...)                                                     \
  struct JOIN(At, __LINE__) {                                                                         \
    static const char* name() { return NAME; }                                                        \
    static constexpr int bits = BITS, forms = FORMS;                                                  \
    using Result = RESULT;                                                                            \
    static __device__ void apply(uint32_t x, uint32_t y, uint32_t* r) { __VA_ARGS__ }                 \
  };                                                                                                  \
  static const Registered<JOIN(At, __LINE__)> JOIN(registered, __LINE__);

#define SMALL_F32(PTX) CONVERSION(PTX, 32, uint8_t, 2, PAIR_F32(PTX))
#define SMALL_16(PTX) CONVERSION(PTX, 16, uint8_t, 2, PAIR_16(PTX))
#define LARGE_8(PTX) CONVERSION(PTX, 8, uint16_t, 2, BACK_8(PTX))
#define LARGE_6(PTX) CONVERSION(PTX, 6, uint16_t, 2, BACK_8(PTX))
#define HALF(PTX, PAIRED) CONVERSION(PTX, 32, uint16_t, 3, HALF_F32(PTX, PAIRED))
#define WHOLE(PTX) CONVERSION(PTX, 32, uint32_t, 1, WORD_F32(PTX))

// MARK: every chip since Ada

SMALL_F32("cvt.rn.satfinite.e4m3x2.f32")
SMALL_F32("cvt.rn.satfinite.e5m2x2.f32")
SMALL_F32("cvt.rn.satfinite.relu.e4m3x2.f32")
SMALL_F32("cvt.rn.satfinite.relu.e5m2x2.f32")
SMALL_16("cvt.rn.satfinite.e4m3x2.f16x2")
SMALL_16("cvt.rn.satfinite.e5m2x2.f16x2")
SMALL_16("cvt.rn.satfinite.relu.e4m3x2.f16x2")
SMALL_16("cvt.rn.satfinite.relu.e5m2x2.f16x2")
LARGE_8("cvt.rn.f16x2.e4m3x2")
LARGE_8("cvt.rn.f16x2.e5m2x2")
LARGE_8("cvt.rn.relu.f16x2.e4m3x2")
LARGE_8("cvt.rn.relu.f16x2.e5m2x2")
HALF("cvt.rn.f16.f32", "cvt.rn.f16x2.f32")
HALF("cvt.rz.f16.f32", "cvt.rz.f16x2.f32")
HALF("cvt.rn.relu.f16.f32", "cvt.rn.relu.f16x2.f32")
HALF("cvt.rz.relu.f16.f32", "cvt.rz.relu.f16x2.f32")
HALF("cvt.rn.satfinite.f16.f32", "cvt.rn.satfinite.f16x2.f32")
HALF("cvt.rn.bf16.f32", "cvt.rn.bf16x2.f32")
HALF("cvt.rz.bf16.f32", "cvt.rz.bf16x2.f32")
HALF("cvt.rn.relu.bf16.f32", "cvt.rn.relu.bf16x2.f32")
HALF("cvt.rz.relu.bf16.f32", "cvt.rz.relu.bf16x2.f32")
HALF("cvt.rn.satfinite.bf16.f32", "cvt.rn.satfinite.bf16x2.f32")
WHOLE("cvt.rna.tf32.f32")
WHOLE("cvt.rn.tf32.f32")
WHOLE("cvt.rz.tf32.f32")
WHOLE("cvt.rn.relu.tf32.f32")
WHOLE("cvt.rz.relu.tf32.f32")
WHOLE("cvt.rna.satfinite.tf32.f32")
CONVERSION("cvt.f32.f16", 16, uint32_t, 1, WORD_16("cvt.f32.f16"))
CONVERSION("cvt.f32.bf16", 16, uint32_t, 1, WORD_16("cvt.f32.bf16"))

// MARK: approximate functions

CONVERSION("rcp.approx.ftz.f32", 32, uint32_t, 1, FUNCTION("rcp.approx.ftz.f32"))
CONVERSION("rsqrt.approx.ftz.f32", 32, uint32_t, 1, FUNCTION("rsqrt.approx.ftz.f32"))
CONVERSION("ex2.approx.ftz.f32", 32, uint32_t, 1, FUNCTION("ex2.approx.ftz.f32"))

// MARK: CUDA's headers, as compiled for this chip

__device__ inline __half_raw halfOf(uint32_t x) {
  __half_raw h;
  h.x = uint16_t(x);
  return h;
}
__device__ inline __nv_bfloat16_raw brainOf(uint32_t x) {
  __nv_bfloat16_raw b;
  b.x = uint16_t(x);
  return b;
}
#define HEADER(NAME, BITS, RESULT, ...) CONVERSION(NAME, BITS, RESULT, 1, CALL(__VA_ARGS__))
#define FP8_HEADER(SATURATE, TYPE)                                                                                          \
  HEADER("__nv_cvt_float_to_fp8(" #SATURATE ", " #TYPE ")", 32, uint8_t, __nv_cvt_float_to_fp8(__uint_as_float(x), SATURATE, TYPE))
#define FP8_HALF(SATURATE, TYPE)                                                                                            \
  HEADER("__nv_cvt_halfraw_to_fp8(" #SATURATE ", " #TYPE ")", 16, uint8_t, __nv_cvt_halfraw_to_fp8(halfOf(x), SATURATE, TYPE))
#define FP8_BRAIN(SATURATE, TYPE)                                                                                            \
  HEADER("__nv_cvt_bfloat16raw_to_fp8(" #SATURATE ", " #TYPE ")", 16, uint8_t, __nv_cvt_bfloat16raw_to_fp8(brainOf(x), SATURATE, TYPE))
FP8_HEADER(__NV_SATFINITE, __NV_E4M3)
FP8_HEADER(__NV_SATFINITE, __NV_E5M2)
FP8_HEADER(__NV_NOSAT, __NV_E4M3)
FP8_HEADER(__NV_NOSAT, __NV_E5M2)
FP8_HALF(__NV_SATFINITE, __NV_E4M3)
FP8_HALF(__NV_SATFINITE, __NV_E5M2)
FP8_HALF(__NV_NOSAT, __NV_E4M3)
FP8_HALF(__NV_NOSAT, __NV_E5M2)
FP8_BRAIN(__NV_SATFINITE, __NV_E4M3)
FP8_BRAIN(__NV_SATFINITE, __NV_E5M2)
FP8_BRAIN(__NV_NOSAT, __NV_E4M3)
FP8_BRAIN(__NV_NOSAT, __NV_E5M2)
#define FP6_HEADER(TYPE, ROUND)                                                                                              \
  HEADER("__nv_cvt_float_to_fp6(" #TYPE ", " #ROUND ")", 32, uint8_t, __nv_cvt_float_to_fp6(__uint_as_float(x), TYPE, ROUND))
FP6_HEADER(__NV_E2M3, cudaRoundNearest)
FP6_HEADER(__NV_E3M2, cudaRoundNearest)
FP6_HEADER(__NV_E2M3, cudaRoundZero)
FP6_HEADER(__NV_E3M2, cudaRoundZero)
#define FP4_HEADER(ROUND)                                                                                                    \
  HEADER("__nv_cvt_float_to_fp4(__NV_E2M1, " #ROUND ")", 32, uint8_t, __nv_cvt_float_to_fp4(__uint_as_float(x), __NV_E2M1, ROUND))
FP4_HEADER(cudaRoundNearest)
FP4_HEADER(cudaRoundZero)
#define E8M0_HEADER(SATURATE, ROUND)                                                                                         \
  HEADER("__nv_cvt_float_to_e8m0(" #SATURATE ", " #ROUND ")", 32, uint8_t, __nv_cvt_float_to_e8m0(__uint_as_float(x), SATURATE, ROUND))
E8M0_HEADER(__NV_SATFINITE, cudaRoundZero)
E8M0_HEADER(__NV_SATFINITE, cudaRoundPosInf)
E8M0_HEADER(__NV_NOSAT, cudaRoundZero)
E8M0_HEADER(__NV_NOSAT, cudaRoundPosInf)
HEADER("__nv_cvt_fp8_to_halfraw(__NV_E4M3)", 8, uint16_t, __nv_cvt_fp8_to_halfraw(uint8_t(x), __NV_E4M3).x)
HEADER("__nv_cvt_fp8_to_halfraw(__NV_E5M2)", 8, uint16_t, __nv_cvt_fp8_to_halfraw(uint8_t(x), __NV_E5M2).x)
HEADER("__nv_cvt_fp6_to_halfraw(__NV_E2M3)", 6, uint16_t, __nv_cvt_fp6_to_halfraw(uint8_t(x), __NV_E2M3).x)
HEADER("__nv_cvt_fp6_to_halfraw(__NV_E3M2)", 6, uint16_t, __nv_cvt_fp6_to_halfraw(uint8_t(x), __NV_E3M2).x)
HEADER("__nv_cvt_fp4_to_halfraw(__NV_E2M1)", 4, uint16_t, __nv_cvt_fp4_to_halfraw(uint8_t(x), __NV_E2M1).x)
HEADER("__nv_cvt_e8m0_to_bf16raw()", 8, uint16_t, __nv_cvt_e8m0_to_bf16raw(uint8_t(x)).x)

// MARK: Blackwell

#if TARGET >= 100
WHOLE("cvt.rn.satfinite.tf32.f32")
SMALL_F32("cvt.rn.satfinite.e2m3x2.f32")
SMALL_F32("cvt.rn.satfinite.e3m2x2.f32")
SMALL_F32("cvt.rn.satfinite.relu.e2m3x2.f32")
SMALL_F32("cvt.rn.satfinite.relu.e3m2x2.f32")
SMALL_F32("cvt.rz.ue8m0x2.f32")
SMALL_F32("cvt.rp.ue8m0x2.f32")
SMALL_F32("cvt.rz.satfinite.ue8m0x2.f32")
SMALL_F32("cvt.rp.satfinite.ue8m0x2.f32")
SMALL_16("cvt.rz.ue8m0x2.bf16x2")
SMALL_16("cvt.rp.ue8m0x2.bf16x2")
SMALL_16("cvt.rz.satfinite.ue8m0x2.bf16x2")
SMALL_16("cvt.rp.satfinite.ue8m0x2.bf16x2")
LARGE_8("cvt.rn.bf16x2.ue8m0x2")
LARGE_6("cvt.rn.f16x2.e2m3x2")
LARGE_6("cvt.rn.f16x2.e3m2x2")
LARGE_6("cvt.rn.relu.f16x2.e2m3x2")
LARGE_6("cvt.rn.relu.f16x2.e3m2x2")
#define NIBBLE_F32(PTX) CONVERSION(PTX, 32, uint8_t, 2, NIBBLES_F32(PTX))
#define NIBBLE_16(PTX) CONVERSION(PTX, 16, uint8_t, 2, NIBBLES_16(PTX))
#define LARGE_4(PTX) CONVERSION(PTX, 4, uint16_t, 2, BACK_4(PTX))
NIBBLE_F32("cvt.rn.satfinite.e2m1x2.f32")
NIBBLE_F32("cvt.rn.satfinite.relu.e2m1x2.f32")
LARGE_4("cvt.rn.f16x2.e2m1x2")
LARGE_4("cvt.rn.relu.f16x2.e2m1x2")
NIBBLE_16("cvt.rn.satfinite.e2m1x2.f16x2")
NIBBLE_16("cvt.rn.satfinite.relu.e2m1x2.f16x2")
#if COMPILER >= 1301
NIBBLE_16("cvt.rn.satfinite.e2m1x2.bf16x2")
SMALL_16("cvt.rn.satfinite.e2m3x2.f16x2")
SMALL_16("cvt.rn.satfinite.e3m2x2.f16x2")
SMALL_16("cvt.rn.satfinite.e2m3x2.bf16x2")
SMALL_16("cvt.rn.satfinite.e3m2x2.bf16x2")
SMALL_16("cvt.rn.satfinite.e4m3x2.bf16x2")
SMALL_16("cvt.rn.satfinite.e5m2x2.bf16x2")
SMALL_F32("cvt.rn.satfinite.s2f6x2.f32")
SMALL_F32("cvt.rn.satfinite.relu.s2f6x2.f32")
LARGE_8("cvt.rn.bf16x2.s2f6x2")
#endif
#endif

// Host memory that the device reaches without a copy in between.
extern "C" void* pinned(uint64_t bytes) {
  void* at = nullptr;
  return cudaHostAlloc(&at, bytes, cudaHostAllocDefault) == cudaSuccess ? at : nullptr;
}

extern "C" int convert(const char* name, uint32_t first, uint64_t count, uint64_t* edges, uint32_t room, uint32_t* found,
                       uint64_t* differences, void* words) {
  for (const Entry& entry : table())
    if (std::strcmp(entry.name, name) == 0) return entry.sweep(first, count, edges, room, found, differences, words);
  return 2;
}

// MARK: stochastic rounding

// X has `elements` binary32 words for each random word, element 0 for the lowest bits of the result; results are codes, one a word.
using Randomized = void (*)(const uint32_t* x, const uint32_t* random, void* codes, int count);
struct RandomizedEntry {
  const char* name;
  int elements, bytes;
  Randomized run;
};
static std::vector<RandomizedEntry>& randomizedTable() {
  static std::vector<RandomizedEntry> entries;
  return entries;
}

#if TARGET == 100 || TARGET == 103
// Two halves in a register; four codes in a register, or four nibbles in half of one. The first source is the highest element.
#define RANDOM_2(PTX)                                                                                                          \
  uint32_t d;                                                                                                                \
  asm volatile(PTX " %0, %1, %2, %3;" : "=r"(d) : FLOAT(x[1]), FLOAT(x[0]), "r"(r));                                           \
  for (int e = 0; e < 2; e++) codes[e] = Code(d >> 16 * e);
#define RANDOM_4(PTX)                                                                                                          \
  uint32_t d;                                                                                                                \
  asm volatile(PTX " %0, {%1, %2, %3, %4}, %5;" : "=r"(d) : FLOAT(x[3]), FLOAT(x[2]), FLOAT(x[1]), FLOAT(x[0]), "r"(r));        \
  for (int e = 0; e < 4; e++) codes[e] = Code(d >> 8 * e);
#define RANDOM_4_NIBBLES(PTX)                                                                                                   \
  uint16_t d;                                                                                                                \
  asm volatile(PTX " %0, {%1, %2, %3, %4}, %5;" : "=h"(d) : FLOAT(x[3]), FLOAT(x[2]), FLOAT(x[1]), FLOAT(x[0]), "r"(r));        \
  for (int e = 0; e < 4; e++) codes[e] = Code(d >> 4 * e & 0xF);
#define RANDOMIZED(PTX, CODE, ELEMENTS, BODY)                                                                                  \
  struct JOIN(At, __LINE__) {                                                                                                \
    using Code = CODE;                                                                                                       \
    static constexpr int elements = ELEMENTS;                                                                                \
    static const char* name() { return PTX; }                                                                                \
    static __device__ void apply(const uint32_t* x, uint32_t r, Code* codes) { BODY(PTX) }                                    \
  };                                                                                                                         \
  static const RegisteredRandom<JOIN(At, __LINE__)> JOIN(registered, __LINE__);

template <class C> __global__ void randomized(const uint32_t* x, const uint32_t* random, typename C::Code* codes, int count) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) C::apply(x + i * C::elements, random[i], codes + i * C::elements);
}
template <class C> void launchRandomized(const uint32_t* x, const uint32_t* random, void* codes, int count) {
  randomized<C><<<(count + 255) / 256, 256>>>(x, random, static_cast<typename C::Code*>(codes), count);
}
template <class C> struct RegisteredRandom {
  RegisteredRandom() { randomizedTable().push_back({C::name(), C::elements, int(sizeof(typename C::Code)), launchRandomized<C>}); }
};

RANDOMIZED("cvt.rs.f16x2.f32", uint16_t, 2, RANDOM_2)
RANDOMIZED("cvt.rs.relu.f16x2.f32", uint16_t, 2, RANDOM_2)
RANDOMIZED("cvt.rs.satfinite.f16x2.f32", uint16_t, 2, RANDOM_2)
RANDOMIZED("cvt.rs.bf16x2.f32", uint16_t, 2, RANDOM_2)
RANDOMIZED("cvt.rs.relu.bf16x2.f32", uint16_t, 2, RANDOM_2)
RANDOMIZED("cvt.rs.satfinite.bf16x2.f32", uint16_t, 2, RANDOM_2)
RANDOMIZED("cvt.rs.satfinite.e4m3x4.f32", uint8_t, 4, RANDOM_4)
RANDOMIZED("cvt.rs.satfinite.e5m2x4.f32", uint8_t, 4, RANDOM_4)
RANDOMIZED("cvt.rs.satfinite.e2m3x4.f32", uint8_t, 4, RANDOM_4)
RANDOMIZED("cvt.rs.satfinite.e3m2x4.f32", uint8_t, 4, RANDOM_4)
RANDOMIZED("cvt.rs.satfinite.e2m1x4.f32", uint8_t, 4, RANDOM_4_NIBBLES)
RANDOMIZED("cvt.rs.relu.satfinite.e4m3x4.f32", uint8_t, 4, RANDOM_4)
RANDOMIZED("cvt.rs.relu.satfinite.e2m1x4.f32", uint8_t, 4, RANDOM_4_NIBBLES)
#endif

extern "C" int randomize(const char* name, const uint32_t* x, const uint32_t* random, void* codes, int count) {
  for (const RandomizedEntry& entry : randomizedTable()) {
    if (std::strcmp(entry.name, name)) continue;
    const size_t elements = size_t(count) * entry.elements;
    uint32_t *deviceX = nullptr, *deviceRandom = nullptr;
    void* out = nullptr;
    if (cudaMalloc(&deviceX, elements * 4) || cudaMalloc(&deviceRandom, size_t(count) * 4)) return 1;
    if (cudaMalloc(&out, elements * entry.bytes)) return 1;
    cudaMemcpy(deviceX, x, elements * 4, cudaMemcpyHostToDevice);
    cudaMemcpy(deviceRandom, random, size_t(count) * 4, cudaMemcpyHostToDevice);
    entry.run(deviceX, deviceRandom, out, count);
    cudaMemcpy(codes, out, elements * entry.bytes, cudaMemcpyDeviceToHost);
    cudaFree(deviceX), cudaFree(deviceRandom), cudaFree(out);
    return cudaGetLastError() == cudaSuccess ? 0 : 1;
  }
  return 2;
}
