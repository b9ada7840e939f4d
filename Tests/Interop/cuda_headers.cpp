// Runs the conversions of the CUDA headers on the host, so that their bits can be compared with Binade.
//
//   cuda_headers encode FORMAT SOURCE ROUNDING SATURATION IN OUT    raw little-endian input, one code byte per element
//   cuda_headers decode FORMAT TARGET OUT                           every code in order, as f16 or bf16 bits
//   cuda_headers sweep FORMAT ROUNDING SATURATION [THREADS]         digest and histogram over all 2^32 float32 inputs
//
//   FORMAT      e4m3fn e5m2 e2m3fn e3m2fn e2m1fn e8m0fnu ue5m3
//   SOURCE      f32 f64 f16 bf16
//   ROUNDING    nearest-even toward-zero up down
//   SATURATION  saturate nonfinite
//
// A combination that the headers do not offer exits with status 3.
#include <cuda_fp4.h>
#include <cuda_fp6.h>
#include <cuda_fp8.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace {

[[noreturn]] void fail(int status, const std::string &message) {
  std::fprintf(stderr, "cuda_headers: %s\n", message.c_str());
  std::exit(status);
}

[[noreturn]] void unsupported(const std::string &what) { fail(3, "the headers do not offer " + what); }

struct Half {
  uint16_t bits;
  operator __half_raw() const {
    __half_raw raw;
    raw.x = bits;
    return raw;
  }
};

struct BFloat {
  uint16_t bits;
  operator __nv_bfloat16_raw() const {
    __nv_bfloat16_raw raw;
    raw.x = bits;
    return raw;
  }
};

// One overload for each source: the headers name the source in the function.
template <class Kind> uint8_t toFP8(float x, __nv_saturation_t s, Kind k) { return __nv_cvt_float_to_fp8(x, s, k); }
template <class Kind> uint8_t toFP8(double x, __nv_saturation_t s, Kind k) { return __nv_cvt_double_to_fp8(x, s, k); }
template <class Kind> uint8_t toFP8(Half x, __nv_saturation_t s, Kind k) { return __nv_cvt_halfraw_to_fp8(x, s, k); }
template <class Kind> uint8_t toFP8(BFloat x, __nv_saturation_t s, Kind k) { return __nv_cvt_bfloat16raw_to_fp8(x, s, k); }

template <class Kind> uint8_t toFP6(float x, Kind k, cudaRoundMode r) { return __nv_cvt_float_to_fp6(x, k, r); }
template <class Kind> uint8_t toFP6(double x, Kind k, cudaRoundMode r) { return __nv_cvt_double_to_fp6(x, k, r); }
template <class Kind> uint8_t toFP6(Half x, Kind k, cudaRoundMode r) { return __nv_cvt_halfraw_to_fp6(x, k, r); }
template <class Kind> uint8_t toFP6(BFloat x, Kind k, cudaRoundMode r) { return __nv_cvt_bfloat16raw_to_fp6(x, k, r); }

template <class Kind> uint8_t toFP4(float x, Kind k, cudaRoundMode r) { return __nv_cvt_float_to_fp4(x, k, r); }
template <class Kind> uint8_t toFP4(double x, Kind k, cudaRoundMode r) { return __nv_cvt_double_to_fp4(x, k, r); }
template <class Kind> uint8_t toFP4(Half x, Kind k, cudaRoundMode r) { return __nv_cvt_halfraw_to_fp4(x, k, r); }
template <class Kind> uint8_t toFP4(BFloat x, Kind k, cudaRoundMode r) { return __nv_cvt_bfloat16raw_to_fp4(x, k, r); }

uint8_t toE8M0(float x, __nv_saturation_t s, cudaRoundMode r) { return __nv_cvt_float_to_e8m0(x, s, r); }
uint8_t toE8M0(double x, __nv_saturation_t s, cudaRoundMode r) { return __nv_cvt_double_to_e8m0(x, s, r); }
uint8_t toE8M0(BFloat x, __nv_saturation_t s, cudaRoundMode r) { return __nv_cvt_bfloat16raw_to_e8m0(x, s, r); }

uint8_t toUE5M3(float x, __nv_saturation_t s, cudaRoundMode r) { return __nv_cvt_float_to_ue5m3(x, s, r); }
uint8_t toUE5M3(double x, __nv_saturation_t s, cudaRoundMode r) { return __nv_cvt_double_to_ue5m3(x, s, r); }
uint8_t toUE5M3(Half x, __nv_saturation_t s, cudaRoundMode r) { return __nv_cvt_halfraw_to_ue5m3(x, s, r); }
uint8_t toUE5M3(BFloat x, __nv_saturation_t s, cudaRoundMode r) { return __nv_cvt_bfloat16raw_to_ue5m3(x, s, r); }

cudaRoundMode roundingNamed(const std::string &name) {
  if (name == "nearest-even") return cudaRoundNearest;
  if (name == "toward-zero") return cudaRoundZero;
  if (name == "up") return cudaRoundPosInf;
  if (name == "down") return cudaRoundMinInf;
  unsupported("rounding " + name);
}

__nv_saturation_t saturationNamed(const std::string &name) {
  if (name == "saturate") return __NV_SATFINITE;
  if (name == "nonfinite") return __NV_NOSAT;
  unsupported("overflow " + name);
}

// Hands `body` a conversion from T to one code byte. The conversion is a concrete type, so that a sweep inlines it.
template <class T, class Body>
void withConversion(const std::string &format, const std::string &rounding, const std::string &saturation, Body body) {
  const cudaRoundMode r = roundingNamed(rounding);
  const __nv_saturation_t s = saturationNamed(saturation);
  if (format == "e4m3fn" || format == "e5m2") {
    if (r != cudaRoundNearest) unsupported("a rounding other than nearest-even for " + format);
    if (format == "e5m2") {
      body([s](T x) { return toFP8(x, s, __NV_E5M2); });
    } else {
      body([s](T x) { return toFP8(x, s, __NV_E4M3); });
    }
  } else if (format == "e2m3fn" || format == "e3m2fn" || format == "e2m1fn") {
    if (s != __NV_SATFINITE) unsupported("a non-saturating " + format);
    if (format == "e2m3fn") {
      body([r](T x) { return toFP6(x, __NV_E2M3, r); });
    } else if (format == "e3m2fn") {
      body([r](T x) { return toFP6(x, __NV_E3M2, r); });
    } else {
      body([r](T x) { return toFP4(x, __NV_E2M1, r); });
    }
  } else if (format == "e8m0fnu") {
    if constexpr (std::is_same_v<T, Half>) {
      unsupported("e8m0fnu from f16");
    } else {
      body([s, r](T x) { return toE8M0(x, s, r); });
    }
  } else if (format == "ue5m3") {
    body([s, r](T x) { return toUE5M3(x, s, r); });
  } else {
    unsupported("format " + format);
  }
}

template <class T> std::vector<T> readAll(const char *path) {
  std::FILE *file = std::fopen(path, "rb");
  if (!file) fail(2, std::string("cannot read ") + path);
  std::vector<T> values;
  std::vector<T> chunk(1 << 16);
  while (size_t n = std::fread(chunk.data(), sizeof(T), chunk.size(), file)) {
    values.insert(values.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(n));
  }
  std::fclose(file);
  return values;
}

template <class T> void writeAll(const char *path, const std::vector<T> &values) {
  std::FILE *file = std::fopen(path, "wb");
  if (!file || std::fwrite(values.data(), sizeof(T), values.size(), file) != values.size() || std::fclose(file) != 0) {
    fail(2, std::string("cannot write ") + path);
  }
}

template <class T> void encode(char **a) {
  withConversion<T>(a[0], a[2], a[3], [&](auto convert) {
    const std::vector<T> inputs = readAll<T>(a[4]);
    std::vector<uint8_t> codes;
    codes.reserve(inputs.size());
    for (const T &x : inputs) codes.push_back(convert(x));
    writeAll(a[5], codes);
  });
}

void decode(const std::string &format, const std::string &target, const char *path) {
  const bool half = target == "f16";
  if (!half && target != "bf16") unsupported("decoding to " + target);
  const int width = format == "e2m1fn" ? 4 : format == "e2m3fn" || format == "e3m2fn" ? 6 : 8;
  std::vector<uint16_t> bits;
  for (int i = 0; i < 1 << width; i++) {
    const auto c = static_cast<uint8_t>(i);
    if (format == "e4m3fn") {
      bits.push_back(half ? __nv_cvt_fp8_to_halfraw(c, __NV_E4M3).x : __nv_cvt_fp8_to_bf16raw(c, __NV_E4M3).x);
    } else if (format == "e5m2") {
      bits.push_back(half ? __nv_cvt_fp8_to_halfraw(c, __NV_E5M2).x : __nv_cvt_fp8_to_bf16raw(c, __NV_E5M2).x);
    } else if (format == "e2m3fn") {
      bits.push_back(half ? __nv_cvt_fp6_to_halfraw(c, __NV_E2M3).x : __nv_cvt_fp6_to_bf16raw(c, __NV_E2M3).x);
    } else if (format == "e3m2fn") {
      bits.push_back(half ? __nv_cvt_fp6_to_halfraw(c, __NV_E3M2).x : __nv_cvt_fp6_to_bf16raw(c, __NV_E3M2).x);
    } else if (format == "e2m1fn") {
      bits.push_back(half ? __nv_cvt_fp4_to_halfraw(c, __NV_E2M1).x : __nv_cvt_fp4_to_bf16raw(c, __NV_E2M1).x);
    } else if (format == "e8m0fnu") {
      if (half) unsupported("decoding e8m0fnu to f16");
      bits.push_back(__nv_cvt_e8m0_to_bf16raw(c).x);
    } else if (format == "ue5m3") {
      bits.push_back(half ? __nv_cvt_ue5m3_to_halfraw(c).x : __nv_cvt_ue5m3_to_bf16raw(c).x);
    } else {
      unsupported("format " + format);
    }
  }
  writeAll(path, bits);
}

// A 128-bit Fletcher sum over little-endian 64-bit words, and how often each code occurs.
struct Summary {
  uint64_t s1 = 0, s2 = 0, words = 0;
  uint64_t histogram[256] = {};

  void append(const Summary &next) {
    s2 += next.words * s1 + next.s2;
    s1 += next.s1;
    words += next.words;
    for (int i = 0; i < 256; i++) histogram[i] += next.histogram[i];
  }
};

template <class Convert> Summary summarize(uint64_t first, uint64_t last, Convert convert) {
  Summary sum;
  for (uint64_t base = first; base < last; base += 8) {
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
      const auto bits = static_cast<uint32_t>(base + i);
      float x;
      std::memcpy(&x, &bits, sizeof x);
      const uint8_t code = convert(x);
      sum.histogram[code]++;
      word |= static_cast<uint64_t>(code) << (8 * i);
    }
    sum.s1 += word;
    sum.s2 += sum.s1;
    sum.words++;
  }
  return sum;
}

void sweep(const std::string &format, const std::string &rounding, const std::string &saturation, unsigned threads) {
  withConversion<float>(format, rounding, saturation, [&](auto convert) {
    const uint64_t total = uint64_t(1) << 32;
    std::vector<Summary> parts(threads);
    std::vector<std::thread> workers;
    for (unsigned t = 0; t < threads; t++) {
      const uint64_t first = total / threads * t / 8 * 8;
      const uint64_t last = t + 1 == threads ? total : total / threads * (t + 1) / 8 * 8;
      workers.emplace_back([&parts, t, first, last, convert] { parts[t] = summarize(first, last, convert); });
    }
    for (auto &worker : workers) worker.join();
    Summary sum;
    for (const Summary &part : parts) sum.append(part);
    std::printf("digest %016llx%016llx\n", static_cast<unsigned long long>(sum.s2), static_cast<unsigned long long>(sum.s1));
    for (int i = 0; i < 256; i++) {
      if (sum.histogram[i]) std::printf("code %02x %llu\n", i, static_cast<unsigned long long>(sum.histogram[i]));
    }
  });
}

} // namespace

int main(int count, char **arguments) {
  const std::string mode = count > 1 ? arguments[1] : "";
  char **a = arguments + 2;
  if (mode == "encode" && count == 8) {
    const std::string source = a[1];
    if (source == "f32") {
      encode<float>(a);
    } else if (source == "f64") {
      encode<double>(a);
    } else if (source == "f16") {
      encode<Half>(a);
    } else if (source == "bf16") {
      encode<BFloat>(a);
    } else {
      unsupported("source " + source);
    }
  } else if (mode == "decode" && count == 5) {
    decode(a[0], a[1], a[2]);
  } else if (mode == "sweep" && (count == 5 || count == 6)) {
    const int threads = count == 6 ? std::atoi(a[3]) : 1;
    if (threads < 1 || threads > 1024) fail(2, "THREADS is 1 to 1024");
    sweep(a[0], a[1], a[2], static_cast<unsigned>(threads));
  } else {
    fail(2, "usage: encode FORMAT SOURCE ROUNDING SATURATION IN OUT | decode FORMAT TARGET OUT | sweep FORMAT ROUNDING SATURATION [THREADS]");
  }
  return 0;
}
