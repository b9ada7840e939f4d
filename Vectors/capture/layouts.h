// Where elements and scales stand in registers, shared memory and descriptors of Blackwell's instructions: plain functions, so that they
// can be tried on any machine. `from` points to codes, one a byte (or a wider word); rows are M of A and N of B, columns are K.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define BOTH __host__ __device__ inline
#else
#define BOTH inline
#endif

// MARK: registers of mma.sync, lane = 4g + t

// Four codes of at most eight bits, each in its byte; codes of four bits stand in bits 5:2, others at the low end.
BOTH uint32_t bytesOf(const uint8_t* from, int width) {
  uint32_t word = 0;
  for (int i = 0; i < 4; i++) word |= uint32_t(from[i]) << (8 * i + (width == 4 ? 2 : 0));
  return word;
}

BOTH uint32_t nibblesOf(const uint8_t* from) {
  uint32_t word = 0;
  for (int i = 0; i < 8; i++) word |= uint32_t(from[i] & 15) << 4 * i;
  return word;
}

// Register r of A, m16n8k32 in bytes or m16n8k64 in nibbles.
BOTH uint32_t registerA(const uint8_t* rows, int lane, int r, int k, int width) {
  const uint8_t* row = rows + (lane / 4 + 8 * (r & 1)) * k;
  return k == 64 ? nibblesOf(row + 8 * (lane % 4) + 32 * (r >> 1)) : bytesOf(row + 4 * (lane % 4) + 16 * (r >> 1), width);
}

BOTH uint32_t registerB(const uint8_t* rows, int lane, int r, int k, int width) {
  const uint8_t* row = rows + lane / 4 * k;
  return k == 64 ? nibblesOf(row + 8 * (lane % 4) + 32 * r) : bytesOf(row + 4 * (lane % 4) + 16 * r, width);
}

// The scale registers: `blocks` bytes from `byteId` on, in the lanes that `threadId` names; `other` is everywhere else.
BOTH uint32_t scaleWord(const uint8_t* scales, int blocks, int byteId, uint8_t other) {
  uint32_t word = other * 0x01010101u;
  for (int i = 0; i < blocks; i++) {
    const int low = 8 * (byteId + i);
    word = (word & ~(0xFFu << low)) | uint32_t(scales[i]) << low;
  }
  return word;
}

BOTH uint32_t scaleRegisterA(const uint8_t* scales, int lane, int blocks, int byteId, int threadId, uint8_t other) {
  const int t = lane % 4, row = lane / 4 + 8 * (t & 1);
  return t >> 1 == threadId ? scaleWord(scales + row * blocks, blocks, byteId, other) : other * 0x01010101u;
}

BOTH uint32_t scaleRegisterB(const uint8_t* scales, int lane, int blocks, int byteId, int threadId, uint8_t other) {
  return lane % 4 == threadId ? scaleWord(scales + lane / 4 * blocks, blocks, byteId, other) : other * 0x01010101u;
}

// MARK: shared memory of tcgen05

// K of one instruction is 32 bytes of a row, two slots of 16. Codes of six and four bits take a slot for sixteen of them, and leave the
// rest of it empty; dense nibbles take a slot for 32.
BOTH int elementsOfSlot(int width, bool isDense) { return width == 4 && isDense ? 32 : width < 8 ? 16 : 128 / width; }

template <class Word> BOTH void fillSlot(const Word* from, int width, bool isDense, uint32_t* words) {
  for (int i = 0; i < 4; i++) words[i] = 0;
  for (int i = 0; i < elementsOfSlot(width, isDense); i++) {
    const uint32_t code = width == 32 ? uint32_t(from[i]) : uint32_t(from[i]) & ((1u << (width & 31)) - 1);
    const int bit = width * i;
    words[bit / 32] |= code << bit % 32;
    if (bit % 32 + width > 32) words[bit / 32 + 1] |= code >> (32 - bit % 32);
  }
}

// Byte of a slot, K-major without swizzle: core matrices of 8 rows x 16 bytes, the two of K behind each other, then the next 8 rows.
constexpr int leadingBytes = 128, strideBytes = 256;
BOTH int slotPlace(int row, int slot) { return row / 8 * strideBytes + slot * leadingBytes + row % 8 * 16; }

// A tile of 128 rows x 4 scales, as the copy 32x128b.warpx4 takes it to 32 lanes x 4 columns of tensor memory.
BOTH int scalePlace(int row, int block) { return row % 32 * 16 + row / 32 * 4 + block; }

// The matrix descriptor: address, offsets between core matrices along K and along the rows, version 1, no swizzle.
BOTH uint64_t matrixDescriptor(uint32_t address, int leading, int stride) {
  return uint64_t(address >> 4 & 0x3FFF) | uint64_t(leading >> 4 & 0x3FFF) << 16 | uint64_t(stride >> 4 & 0x3FFF) << 32 |
         uint64_t(1) << 46;
}

// MARK: instruction descriptors of tcgen05.mma

// kinds tf32, f16, f8f6f4, i8. d: 0 f16, 1 f32, 2 s32.
constexpr uint32_t plainDescriptor(int d, int a, int b, int m, int n, bool saturates) {
  return uint32_t(saturates) << 3 | uint32_t(d) << 4 | uint32_t(a) << 7 | uint32_t(b) << 10 | uint32_t(n >> 3) << 17 |
         uint32_t(m >> 4) << 24;
}

// kinds mxf8f6f4, mxf4, mxf4nvf4, K = 64 of the latter, both scale ids 0. scale: 0 ue4m3, 1 ue8m0.
constexpr uint32_t scaledDescriptor(int a, int b, int scale, int m, int n) {
  return uint32_t(a) << 7 | uint32_t(b) << 10 | uint32_t(n >> 3) << 17 | uint32_t(scale) << 23 | uint32_t(m >> 7) << 27;
}
