// A private model of matrix instructions, Hopper's written from measurements and from nothing else in this project, Blackwell's from
// what others published: it says while a capture runs whether the chip does what is known of it. Slow and plain; one dot-add at a time.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

namespace {

enum Type { F64, F32, TF32, BF16, F16, E5M2, E4M3, S8, U8, S4, U4, B1, S32, E2M3, E3M2, E2M1 };
enum Kind { Fused, Split, Voltas, Fma64, Integer };

struct Rule {
  int kind, a, b, d;
  int fraction, floor, outputBits;   // fused: F, the floor, significant bits of a binary32 result (24 or 14)
  int saturate, exclusive;           // integers: clamp; b1: xor
  int chain;                         // terms of one node; longer sums are chained
  int scale, block, term;            // 1 ue8m0, 2 ue4m3; products under one scale; products that are summed before they are aligned
};

struct Number {
  bool nan, infinite, negative;
  int64_t significand;  // magnitude
  int exponent;         // of the leading bit's place: value = significand * 2^(exponent - fraction)
  int fraction;
};

struct Layout {
  int exponent, mantissa, bias;
};

Layout layoutOf(int type) {
  switch (type) {
    case F64: return {11, 52, 1023};
    case F32: return {8, 23, 127};
    case TF32: return {8, 10, 127};
    case BF16: return {8, 7, 127};
    case F16: return {5, 10, 15};
    case E5M2: return {5, 2, 15};
    case E2M3: return {2, 3, 1};
    case E3M2: return {3, 2, 3};
    case E2M1: return {2, 1, 1};
    default: return {4, 3, 7};
  }
}

Number decode(int type, uint64_t code) {
  const Layout l = layoutOf(type);
  if (type == TF32) code >>= 13;
  const int field = code >> l.mantissa & ((1 << l.exponent) - 1);
  const int64_t mantissa = code & ((int64_t(1) << l.mantissa) - 1);
  Number n{false, false, bool(code >> (l.exponent + l.mantissa) & 1), mantissa, 1 - l.bias, l.mantissa};
  const int top = (1 << l.exponent) - 1;
  if (type == E2M3 || type == E3M2 || type == E2M1) {
    // every code is a number
  } else if (type == E4M3) {
    if (field == top && mantissa == 7) n.nan = true;
  } else if (field == top) {
    (mantissa ? n.nan : n.infinite) = true;
  }
  if (field) n.significand += int64_t(1) << l.mantissa, n.exponent = field - l.bias;
  return n;
}

// |value| = magnitude * 2^scale, cut to `bits` significant bits toward zero, binary32.
uint32_t truncate32(bool negative, uint64_t magnitude, int scale, int bits) {
  if (!magnitude) return 0;
  const int leading = 63 - __builtin_clzll(magnitude);
  int quantum = std::max(leading + scale, -126) - (bits - 1);  // exponent of the last place kept
  const int drop = quantum - scale;
  uint64_t kept = drop >= 64 ? 0 : drop >= 0 ? magnitude >> drop : magnitude << -drop;
  if (!kept) return 0;
  if (leading + scale >= 128) return 0x7F800000u | uint32_t(negative) << 31;
  kept <<= 24 - bits, quantum -= 24 - bits;
  const uint32_t word = kept >> 23 ? uint32_t(quantum + 23 + 127) << 23 | uint32_t(kept & 0x7FFFFF) : uint32_t(kept);
  return word | uint32_t(negative) << 31;
}

// The same to nearest even, binary16. `keepSign` keeps the sign of a zero.
uint16_t nearest16(bool negative, uint64_t magnitude, int scale, bool keepSign) {
  const uint16_t sign = negative ? 0x8000 : 0;
  if (!magnitude) return keepSign ? sign : 0;
  const int leading = 63 - __builtin_clzll(magnitude);
  int quantum = std::max(leading + scale, -14) - 10;
  const int drop = quantum - scale;
  uint64_t kept;
  if (drop <= 0) {
    kept = magnitude << -drop;
  } else if (drop > 63) {
    kept = 0;
  } else {
    const uint64_t rest = magnitude & ((uint64_t(1) << drop) - 1), half = uint64_t(1) << (drop - 1);
    kept = (magnitude >> drop) + (rest > half || (rest == half && (magnitude >> drop & 1)));
  }
  if (kept >> 11) kept >>= 1, quantum++;
  if (!kept) return keepSign ? sign : 0;
  if (quantum + 10 > 15) return sign | 0x7C00;
  return sign | (kept >> 10 ? uint16_t((quantum + 25) << 10 | (kept & 0x3FF)) : uint16_t(kept));
}

uint32_t bitsOf(float x) {
  uint32_t u;
  std::memcpy(&u, &x, 4);
  return u;
}
float floatOf(uint32_t u) {
  float x;
  std::memcpy(&x, &u, 4);
  return x;
}
uint32_t canonical32(float x) { return std::isnan(x) ? 0x7FFFFFFFu : bitsOf(x); }

double valueOf(const Number& n) {
  if (n.nan) return NAN;
  const double magnitude = n.infinite ? INFINITY : std::ldexp(double(n.significand), n.exponent - n.fraction);
  return n.negative ? -magnitude : magnitude;
}

uint16_t round16(double x) {
  if (std::isnan(x)) return 0x7FFF;
  if (std::isinf(x)) return x < 0 ? 0xFC00 : 0x7C00;
  int exponent;
  const double fraction = std::frexp(std::fabs(x), &exponent);
  return nearest16(std::signbit(x), uint64_t(std::ldexp(fraction, 53)), exponent - 53, true);
}

// One fused node: every term cut at 2^(E - F), exact sum, one conversion.
uint32_t node(const Number* a, const Number* b, int count, int accumulator, uint32_t c, const Rule& rule) {
  const Number start = decode(accumulator, c);
  bool nan = start.nan, up = start.infinite && !start.negative, down = start.infinite && start.negative;
  int top = rule.floor;
  if (start.significand) top = std::max(top, start.exponent);
  for (int i = 0; i < count; i++) {
    if (a[i].nan || b[i].nan) nan = true;
    const bool zeroA = !a[i].infinite && !a[i].nan && !a[i].significand, zeroB = !b[i].infinite && !b[i].nan && !b[i].significand;
    if (a[i].infinite || b[i].infinite) {
      if (zeroA || zeroB) nan = true;
      (a[i].negative != b[i].negative ? down : up) = true;
    } else if (!zeroA && !zeroB) {
      top = std::max(top, a[i].exponent + b[i].exponent);
    }
  }
  const bool half = accumulator == F16;
  if (nan || (up && down)) return half ? 0x7FFF : 0x7FFFFFFF;
  if (up || down) return half ? (down ? 0xFC00 : 0x7C00) : (down ? 0xFF800000 : 0x7F800000);

  int64_t sum = 0;
  auto add = [&](bool negative, int64_t significand, int place) {  // significand * 2^place
    const int shift = place - (top - rule.fraction);
    const int64_t term = shift >= 0 ? significand << std::min(shift, 62) : shift > -63 ? significand >> -shift : 0;
    sum += negative ? -term : term;
  };
  if (start.significand) add(start.negative, start.significand, start.exponent - start.fraction);
  for (int i = 0; i < count; i++)
    if (a[i].significand && b[i].significand)
      add(a[i].negative != b[i].negative, a[i].significand * b[i].significand,
          a[i].exponent - a[i].fraction + b[i].exponent - b[i].fraction);
  const uint64_t magnitude = sum < 0 ? -sum : sum;
  return half ? nearest16(sum < 0, magnitude, top - rule.fraction, false)
              : truncate32(sum < 0, magnitude, top - rule.fraction, rule.outputBits);
}

// A scale: significand * 2^(exponent - fraction), never negative. Bit 7 of ue4m3 is not read.
Number decodeScale(int type, uint8_t code) {
  if (type == 1) return {code == 0xFF, false, false, 1, code - 127, 0};
  return decode(E4M3, code & 0x7F);
}

// A fused node under block scales. Groups of `term` products are summed exactly; with term 1 a product is aligned by the exponents of
// its factors and scales, otherwise a group by those of its scales alone, and it counts unless all its products or its scales are zero.
uint32_t scaledNode(const Number* a, const Number* b, int count, uint32_t c, const uint8_t* scaleA, const uint8_t* scaleB,
                    const Rule& rule) {
  const Number start = decode(F32, c);
  bool nan = start.nan, up = start.infinite && !start.negative, down = start.infinite && start.negative;
  int top = rule.floor;
  if (start.significand) top = std::max(top, start.exponent);
  struct Term {
    int64_t sum;
    int place, exponent;  // sum * 2^place, aligned by `exponent`
    bool counts;
  } terms[64];
  int used = 0;
  for (int first = 0; first < count; first += rule.term) {
    const Number s = decodeScale(rule.scale, scaleA[first / rule.block]), t = decodeScale(rule.scale, scaleB[first / rule.block]);
    if (s.nan || t.nan) nan = true;
    Term term{0, s.exponent - s.fraction + t.exponent - t.fraction, s.exponent + t.exponent, false};
    for (int i = first; i < first + rule.term; i++) {
      const Number &x = a[i], &y = b[i];
      if (x.nan || y.nan) nan = true;
      const bool zeroX = !x.infinite && !x.nan && !x.significand, zeroY = !y.infinite && !y.nan && !y.significand;
      if (x.infinite || y.infinite) {
        if (zeroX || zeroY) nan = true;
        (x.negative != y.negative ? down : up) = true;
        continue;
      }
      if (zeroX || zeroY) continue;
      term.counts = true;
      int64_t product = x.significand * y.significand * s.significand * t.significand;
      const int place = x.exponent - x.fraction + y.exponent - y.fraction;
      if (rule.term == 1)
        term.place += place, term.exponent += x.exponent + y.exponent;
      else
        product <<= place + 2;  // e2m1 products are multiples of a quarter
      term.sum += x.negative != y.negative ? -product : product;
    }
    if (rule.term != 1) term.place -= 2;
    term.counts &= s.significand && t.significand;
    if (term.counts) top = std::max(top, term.exponent), terms[used++] = term;
  }
  if (nan || (up && down)) return 0x7FFFFFFF;
  if (up || down) return down ? 0xFF800000 : 0x7F800000;
  int64_t sum = 0;
  auto add = [&](bool negative, int64_t significand, int place) {
    const int shift = place - (top - rule.fraction);
    const int64_t term = shift >= 0 ? significand << std::min(shift, 62) : shift > -63 ? significand >> -shift : 0;
    sum += negative ? -term : term;
  };
  if (start.significand) add(start.negative, start.significand, start.exponent - start.fraction);
  for (int i = 0; i < used; i++) add(terms[i].sum < 0, std::abs(terms[i].sum), terms[i].place);
  return truncate32(sum < 0, sum < 0 ? -sum : sum, top - rule.fraction, rule.outputBits);
}

// fp8 as binary16 numbers: what is subnormal in e4m3 is normal there.
Number widened(Number n) {
  if (n.nan || n.infinite || !n.significand) return n;
  n.significand <<= 10 - n.fraction, n.fraction = 10;
  while (n.significand < 1 << 10 && n.exponent > -14) n.significand <<= 1, n.exponent--;
  return n;
}

uint64_t fma64(const uint64_t* a, const uint64_t* b, int count, uint64_t c) {
  auto isNan = [](uint64_t x) { return (x & 0x7FFFFFFFFFFFFFFF) > 0x7FF0000000000000; };
  for (int i = 0; i < count; i++) {
    const uint64_t order[] = {b[i], c, a[i]};
    const uint64_t* found = std::find_if(order, order + 3, isNan);
    if (found != order + 3) {
      c = *found | 0x0008000000000000;
      continue;
    }
    double x, y, z;
    std::memcpy(&x, &a[i], 8), std::memcpy(&y, &b[i], 8), std::memcpy(&z, &c, 8);
    const double result = std::fma(x, y, z);
    std::memcpy(&c, &result, 8);
    if (std::isnan(result)) c = 0xFFF8000000000000;
  }
  return c;
}

int64_t integerOf(int type, uint64_t code) {
  switch (type) {
    case S8: return int8_t(code);
    case S4: return int64_t(code & 15) - (code & 8 ? 16 : 0);
    case U4: return code & 15;
    default: return code;
  }
}

uint64_t dotAdd(const Rule& rule, const uint64_t* a, const uint64_t* b, int count, uint64_t c, const uint8_t* scaleA,
                const uint8_t* scaleB) {
  if (rule.kind == Fma64) return fma64(a, b, count, c);
  if (rule.kind == Integer) {
    int64_t sum = 0;
    for (int i = 0; i < count; i++)
      sum += rule.a == B1 ? int64_t(rule.exclusive ? a[i] ^ b[i] : a[i] & b[i]) : integerOf(rule.a, a[i]) * integerOf(rule.b, b[i]);
    sum += int32_t(c);
    if (rule.saturate) sum = std::clamp<int64_t>(sum, INT32_MIN, INT32_MAX);
    return uint32_t(sum);
  }
  Number x[128], y[128];
  for (int i = 0; i < count; i++) x[i] = decode(rule.a, a[i]), y[i] = decode(rule.b, b[i]);
  if (rule.scale) return scaledNode(x, y, count, uint32_t(c), scaleA, scaleB, rule);
  if (rule.kind == Fused) {
    for (int i = 0; i < count; i += rule.chain) c = node(x + i, y + i, std::min(rule.chain, count - i), rule.d, uint32_t(c), rule);
    return c;
  }
  if (rule.kind == Voltas) {
    // Lowered to single-precision arithmetic by the compiler (13.0): see README.md.
    float p[4], q[4];
    for (int i = 0; i < 4; i++) p[i] = float(valueOf(x[i])), q[i] = float(valueOf(y[i]));
    if (rule.d == F32) {
      float sum = 0;
      for (int i = 0; i < 4; i++) sum = std::fmaf(p[i], q[i], sum);
      return canonical32(floatOf(uint32_t(c)) + sum);
    }
    const float low = std::fmaf(p[1], q[1], p[0] * q[0]), high = std::fmaf(p[3], q[3], p[2] * q[2]);
    const float start = float(valueOf(decode(F16, c)));
    return round16((start + low) + high);
  }
  // Split: two nodes in binary16 or binary32 by places modulo 4, then an ordinary addition of C.
  Number first[2][64], second[2][64];
  int sizes[2] = {0, 0};
  for (int i = 0; i < count; i++) {
    const int part = i % 4 / 2;
    first[part][sizes[part]] = widened(x[i]), second[part][sizes[part]++] = widened(y[i]);
  }
  uint32_t sum = 0;
  for (int part = 0; part < 2; part++) sum = node(first[part], second[part], sizes[part], rule.d, sum, rule);
  if (rule.d == F16) return round16(valueOf(decode(F16, sum)) + valueOf(decode(F16, c)));
  return canonical32(floatOf(sum) + floatOf(uint32_t(c)));
}

uint64_t load(const void* from, int bytes, size_t place) {
  uint64_t word = 0;
  std::memcpy(&word, static_cast<const char*>(from) + place * bytes, bytes);
  return word;
}

}  // namespace

// Tiles as the captures have them. `group` is 0 for dense instructions; scales are there for block-scaled ones.
extern "C" void model(const int* ruleWords, const void* a, const void* b, const void* c, void* d, const uint8_t* index,
                      const uint8_t* scaleA, const uint8_t* scaleB, int tiles, int rows, int columns, int kept, int k, int group,
                      int aBytes, int bBytes, int dBytes, int threads) {
  Rule rule;
  std::memcpy(&rule, ruleWords, sizeof rule);
  auto work = [&](int thread) {
    std::vector<uint64_t> x(kept), y(kept);
    for (int tile = thread; tile < tiles; tile += threads)
      for (int i = 0; i < rows; i++) {
        const size_t row = size_t(tile) * rows + i;
        for (int n = 0; n < kept; n++) x[n] = load(a, aBytes, row * kept + n);
        for (int j = 0; j < columns; j++) {
          const size_t column = (size_t(tile) * columns + j) * k;
          for (int n = 0; n < kept; n++) {
            const int place = group == 0 ? n : group == 2 ? 2 * n + index[row * kept + n] : n / 2 * 4 + index[row * kept + n];
            y[n] = load(b, bBytes, column + place);
          }
          const size_t out = row * columns + j;
          const int blocks = rule.scale ? kept / rule.block : 0;
          const uint64_t result = dotAdd(rule, x.data(), y.data(), kept, load(c, dBytes, out), scaleA + row * blocks,
                                         scaleB + (size_t(tile) * columns + j) * blocks);
          std::memcpy(static_cast<char*>(d) + out * dBytes, &result, dBytes);
        }
      }
  };
  std::vector<std::thread> pool;
  for (int i = 0; i < threads; i++) pool.emplace_back(work, i);
  for (auto& thread : pool) thread.join();
}

// One long chain for each row of A and row of B (both row-major, k columns): D = the last link, C the first accumulator.
// Nodes of `rule.chain` terms; `count` of k are used from `first` on.
extern "C" void chains(const int* ruleWords, const void* a, const void* b, const void* c, void* d, int m, int n, int k, int first,
                       int count, int aBytes, int bBytes, int dBytes, int threads) {
  Rule rule;
  std::memcpy(&rule, ruleWords, sizeof rule);
  auto work = [&](int thread) {
    std::vector<Number> x(count), y(count);
    for (int i = thread; i < m; i += threads) {
      for (int p = 0; p < count; p++) x[p] = decode(rule.a, load(a, aBytes, size_t(i) * k + first + p));
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < count; p++) y[p] = decode(rule.b, load(b, bBytes, size_t(j) * k + first + p));
        const size_t out = size_t(i) * n + j;
        uint32_t sum = uint32_t(load(c, dBytes, out));
        for (int p = 0; p < count; p += rule.chain) sum = node(&x[p], &y[p], std::min(rule.chain, count - p), rule.d, sum, rule);
        std::memcpy(static_cast<char*>(d) + out * dBytes, &sum, dBytes);
      }
    }
  };
  std::vector<std::thread> pool;
  for (int i = 0; i < threads; i++) pool.emplace_back(work, i);
  for (auto& thread : pool) thread.join();
}
