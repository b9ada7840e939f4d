// Runs the host constructors of the CUTLASS number types, so that their bits can be compared with Binade.
//
//   cutlass_host FORMAT IN OUT      raw little-endian float32 input, one code byte per element
//
//   FORMAT   e4m3fn e5m2 e2m3fn e3m2fn e2m1fn e8m0fnu ue4m3
#include <cutlass/cutlass.h>
#include <cutlass/float8.h>
#include <cutlass/float_subbyte.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

template <class T> uint8_t code(float x) {
  const T value(x);
  uint8_t byte;
  std::memcpy(&byte, &value, 1);
  return byte;
}

using Convert = uint8_t (*)(float);

Convert conversionNamed(const std::string &format) {
  if (format == "e4m3fn") return code<cutlass::float_e4m3_t>;
  if (format == "e5m2") return code<cutlass::float_e5m2_t>;
  if (format == "e2m3fn") return code<cutlass::float_e2m3_t>;
  if (format == "e3m2fn") return code<cutlass::float_e3m2_t>;
  if (format == "e2m1fn") return code<cutlass::float_e2m1_t>;
  if (format == "e8m0fnu") return code<cutlass::float_ue8m0_t>;
  if (format == "ue4m3") return code<cutlass::float_ue4m3_t>;
  return nullptr;
}

} // namespace

int main(int count, char **arguments) {
  const Convert convert = count == 4 ? conversionNamed(arguments[1]) : nullptr;
  std::FILE *in = convert ? std::fopen(arguments[2], "rb") : nullptr;
  std::FILE *out = in ? std::fopen(arguments[3], "wb") : nullptr;
  if (!out) {
    std::fprintf(stderr, "usage: cutlass_host FORMAT IN OUT\n");
    return 2;
  }
  float x;
  while (std::fread(&x, sizeof x, 1, in) == 1) std::fputc(convert(x), out);
  return std::fclose(out) == 0 ? 0 : 2;
}
