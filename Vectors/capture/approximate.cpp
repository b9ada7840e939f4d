// The closed form of three approximate functions of Hopper, from measurements: a quadratic in each interval, of small integers and with a
// squarer that drops its low partial products. See README.md.
#include <cstdint>
#include <thread>
#include <vector>

namespace {

constexpr uint32_t nan = 0x7FFFFFFF, infinity = 0x7F800000;

struct Table {
  int indexBits, drop;
  int64_t rounding;
  int shift1;
  const int64_t *c0, *c1, *c2;
  std::vector<uint32_t> squares;
};

// t², but every product of two bits with a weight below 2^drop is left out; in units of 2^drop.
uint32_t square(uint32_t t, int bits, int drop) {
  uint64_t sum = 0;
  for (int i = 0; i < bits; i++) {
    if (!(t >> i & 1)) continue;
    if (2 * i >= drop) sum += uint64_t(1) << (2 * i - drop);
    for (int j = i + 1; j < bits; j++)
      if (t >> j & 1 && i + j + 1 >= drop) sum += uint64_t(1) << (i + j + 1 - drop);
  }
  return uint32_t(sum);
}

// The significand of the function at a fraction of 23 bits.
uint32_t significand(const Table& table, uint32_t fraction) {
  const int bits = 23 - table.indexBits;
  const uint32_t index = fraction >> bits, t = fraction & ((1u << bits) - 1);
  const int64_t sum = table.c0[index] * 16384 + table.rounding + table.c1[index] * (int64_t(t) << table.shift1) +
                      2 * table.c2[index] * int64_t(table.squares[t]);
  return uint32_t(sum >> 16);
}

// 2^exponent · y / 2^24 with 2^23 ≤ y ≤ 2^24; zero below the normal numbers.
uint32_t compose(uint32_t sign, int exponent, uint32_t y) {
  if (y == 1u << 24) y >>= 1, exponent++;
  exponent--;
  if (exponent < -126) return sign;
  if (exponent > 127) return sign | infinity;
  return sign | uint32_t(exponent + 127) << 23 | (y & 0x7FFFFF);
}

uint32_t reciprocal(const Table* tables, uint32_t x) {
  const uint32_t sign = x & 0x80000000, magnitude = x & 0x7FFFFFFF;
  if (magnitude > infinity) return nan;
  if (magnitude == infinity) return sign;
  if (magnitude < 0x00800000) return sign | infinity;
  return compose(sign, 127 - int(magnitude >> 23), significand(tables[0], magnitude & 0x7FFFFF));
}

uint32_t reciprocalRoot(const Table* tables, uint32_t x) {
  const uint32_t sign = x & 0x80000000, magnitude = x & 0x7FFFFFFF;
  if (magnitude > infinity) return nan;
  if (magnitude < 0x00800000) return sign | infinity;
  if (sign) return nan;
  if (magnitude == infinity) return 0;
  const int exponent = int(magnitude >> 23) - 127, half = exponent >> 1;  // x in [4^half, 4^(half + 1))
  const bool isUpper = exponent & 1;
  const uint32_t fraction = magnitude & 0x7FFFFF;
  if (!isUpper && !fraction) return compose(0, -half, 1u << 24);
  return compose(0, -half, significand(tables[isUpper ? 3 : 2], fraction));
}

uint32_t power(const Table* tables, uint32_t x) {
  const bool isNegative = x >> 31;
  const uint32_t magnitude = x & 0x7FFFFFFF;
  if (magnitude > infinity) return nan;
  if (magnitude < 0x00800000) return 0x3F800000;
  const int exponent = int(magnitude >> 23) - 127;
  if (exponent >= 8) return isNegative ? 0 : infinity;
  // |x| with 23 fraction bits.
  const uint64_t wide = (magnitude & 0x7FFFFF) | 0x800000;
  const uint64_t fixed = exponent >= 0 ? wide << exponent : exponent > -24 ? wide >> -exponent : 0;
  const int whole = int(fixed >> 23);
  const uint32_t fraction = uint32_t(fixed & 0x7FFFFF);
  if (!isNegative) return compose(0, whole + 1, significand(tables[1], fraction));
  if (!fraction) return compose(0, -whole, 1u << 24);
  return compose(0, -whole, significand(tables[1], 0x7FFFFF - fraction));
}

}  // namespace

// `which` 0 rcp, 1 rsqrt, 2 ex2, on the words first … first + count − 1. For each of the four tables 4 parameters, then its numbers.
extern "C" void approximate(int which, const int64_t* parameters, const int64_t* c0, const int64_t* c1, const int64_t* c2,
                            uint32_t first, uint64_t count, uint32_t* words, int threads) {
  static std::vector<Table> tables;
  if (tables.empty()) {
    for (int i = 0, start = 0; i < 4; i++, parameters += 4) {
      Table table{int(parameters[0]), int(parameters[1]), parameters[2], int(parameters[3]), c0 + start, c1 + start, c2 + start, {}};
      const int bits = 23 - table.indexBits;
      for (uint32_t t = 0; t < 1u << bits; t++) table.squares.push_back(square(t, bits, table.drop));
      start += 1 << table.indexBits;
      tables.push_back(std::move(table));
    }
  }
  auto work = [&](int thread) {
    const uint64_t begin = count * thread / threads, end = count * (thread + 1) / threads;
    for (uint64_t i = begin; i < end; i++) {
      const uint32_t x = first + uint32_t(i);
      words[i] = which == 0 ? reciprocal(tables.data(), x) : which == 1 ? reciprocalRoot(tables.data(), x) : power(tables.data(), x);
    }
  };
  std::vector<std::thread> pool;
  for (int i = 1; i < threads; i++) pool.emplace_back(work, i);
  work(0);
  for (auto& thread : pool) thread.join();
}
