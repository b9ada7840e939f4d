// What the capture kernels share: reading logical matrices of codes, packing them into registers, and the exported launchers.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cuda_runtime.h>

// One tile is D = A B + C with A rows x k, B 8 x k (row j is column j of the mathematical B), C and D rows x 8, all row-major.
// A word of A or B is one element in the low bits. A sparse A has half as many columns, and an index for each word.
struct Job {
  const void* a;
  const void* b;
  const void* c;
  void* d;
  const uint8_t* index;  // sparse only: where each kept element stood in its group
  int tiles;
  int option;  // of wgmma: scale-d and imm-scale; of block-scaled mma: other selectors
  const uint8_t* scaleA;  // block-scaled only: rows x blocks, columns x blocks
  const uint8_t* scaleB;
};

// How wide the word of an element of `bits` bits is.
template <int bits> struct WordOf { using Type = uint8_t; };
template <> struct WordOf<16> { using Type = uint16_t; };
template <> struct WordOf<32> { using Type = uint32_t; };

// Consecutive elements as one register, the first in the low bits.
template <int bits> __device__ inline uint32_t gather(const typename WordOf<bits>::Type* from) {
  uint32_t word = 0;
  for (int i = 0; i < 32 / bits; i++) {
    uint32_t element = from[i];
    if (bits < 32) element &= (1u << (bits & 31)) - 1;
    word |= element << (bits * i & 31);
  }
  return word;
}

// MARK: sparse metadata

// Four bits for each group, from `first` on: two kept elements of a group of four; tf32 keeps one of two and names it 4 or 14.
template <int bits> __device__ inline uint32_t nibbles(const uint8_t* index, int first, int count) {
  uint32_t word = 0;
  for (int i = 0; i < count; i++) {
    const uint8_t* at = index + (bits == 32 ? first + i : 2 * (first + i));
    word |= (bits == 32 ? (at[0] ? 0xEu : 0x4u) : uint32_t(at[0]) | uint32_t(at[1]) << 2) << 4 * i;
  }
  return word;
}

// The metadata register of lane 4g + t with selector 0, for the 16 rows of a warp. Found by trial on the chip: 8-bit elements take a
// row's groups eight at a time, the wider ones four of row g in the low half and four of row g + 8 in the high half.
template <int bits> __device__ inline uint32_t metadata(const uint8_t* index, int kept, int g, int t) {
  const int groups = bits == 32 ? kept : kept / 2;
  const uint8_t *upper = index + g * kept, *lower = index + (g + 8) * kept;
  if (bits == 8) return 8 * (t >> 1) < groups ? nibbles<bits>(t & 1 ? lower : upper, 8 * (t >> 1), 8) : 0;
  return 4 * t < groups ? nibbles<bits>(upper, 4 * t, 4) | nibbles<bits>(lower, 4 * t, 4) << 16 : 0;
}

// MARK: the exported door

using Launcher = int (*)(const Job&);
struct Entry {
  const char* name;
  Launcher launch;
};

inline int finish(const char* name) {
  cudaError_t error = cudaDeviceSynchronize();
  if (error == cudaSuccess) error = cudaGetLastError();
  if (error != cudaSuccess) std::fprintf(stderr, "%s: %s\n", name, cudaGetErrorString(error));
  return error == cudaSuccess ? 0 : 1;
}

// Copies a host's job to the device, runs it, and brings D back.
struct Shape {
  size_t aBytes, bBytes, cBytes, indexBytes, scaleABytes, scaleBBytes;
};

inline int run(const char* name, Launcher launch, const Job& host, const Shape& shape) {
  void *a = nullptr, *b = nullptr, *c = nullptr, *d = nullptr, *index = nullptr, *scaleA = nullptr, *scaleB = nullptr;
  if (cudaMalloc(&a, shape.aBytes) || cudaMalloc(&b, shape.bBytes) || cudaMalloc(&c, shape.cBytes) || cudaMalloc(&d, shape.cBytes) ||
      cudaMalloc(&index, shape.indexBytes + 1) || cudaMalloc(&scaleA, shape.scaleABytes + 1) ||
      cudaMalloc(&scaleB, shape.scaleBBytes + 1)) {
    std::fprintf(stderr, "%s: no memory\n", name);
    return 1;
  }
  cudaMemcpy(a, host.a, shape.aBytes, cudaMemcpyHostToDevice);
  cudaMemcpy(b, host.b, shape.bBytes, cudaMemcpyHostToDevice);
  cudaMemcpy(c, host.c, shape.cBytes, cudaMemcpyHostToDevice);
  cudaMemset(d, 0xA5, shape.cBytes);
  if (shape.indexBytes) cudaMemcpy(index, host.index, shape.indexBytes, cudaMemcpyHostToDevice);
  if (shape.scaleABytes) cudaMemcpy(scaleA, host.scaleA, shape.scaleABytes, cudaMemcpyHostToDevice);
  if (shape.scaleBBytes) cudaMemcpy(scaleB, host.scaleB, shape.scaleBBytes, cudaMemcpyHostToDevice);
  const Job job{a, b, c, d, static_cast<const uint8_t*>(index), host.tiles, host.option, static_cast<const uint8_t*>(scaleA),
                static_cast<const uint8_t*>(scaleB)};
  int status = launch(job) | finish(name);
  cudaMemcpy(host.d, d, shape.cBytes, cudaMemcpyDeviceToHost);
  cudaFree(a), cudaFree(b), cudaFree(c), cudaFree(d), cudaFree(index), cudaFree(scaleA), cudaFree(scaleB);
  return status;
}

// The symbol that the driver script calls: 0 done, 1 failed on the device, 2 no such instruction here.
#define EXPORT(TABLE)                                                                                                     \
  extern "C" int capture(const char* name, const void* a, const void* b, const void* c, void* d, const void* index,        \
                         const void* scaleA, const void* scaleB, int tiles, int option, const size_t* sizes) {             \
    const Job job{a, b, c, d, static_cast<const uint8_t*>(index), tiles, option, static_cast<const uint8_t*>(scaleA),      \
                  static_cast<const uint8_t*>(scaleB)};                                                                    \
    for (const Entry& entry : TABLE)                                                                                      \
      if (std::strcmp(entry.name, name) == 0)                                                                             \
        return run(name, entry.launch, job, Shape{sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]});            \
    return 2;                                                                                                             \
  }
