// binary32 to binary16, bfloat16 and tf32, by integers: what a chip is known to give for every word. See conversion_model.py.
#include <cstdint>

namespace {

enum Target { F16, BF16, TF32 };
enum Rounding { Nearest, Zero, Away };

// A magnitude without its lowest `drop` bits.
uint32_t shortened(uint32_t magnitude, int drop, int rounding) {
  const uint32_t half = 1u << (drop - 1), odd = magnitude >> drop & 1;
  const uint32_t add = rounding == Nearest ? half - 1 + odd : rounding == Away ? half : 0;
  return (magnitude + add) >> drop;
}

uint32_t converted(uint32_t x, int target, int rounding, bool saturates, bool relu) {
  const uint32_t magnitude = x & 0x7FFFFFFF, sign = x >> 31;
  const bool isNaN = magnitude > 0x7F800000;
  if (target == TF32) {
    if (isNaN && rounding != Away) return 0x7FFFE000;
    if (relu && sign) return 0;
    uint32_t result = magnitude >= 0x7F800000 ? magnitude & 0xFFFFE000 : shortened(magnitude, 13, rounding) << 13;
    if (saturates && result >= 0x7F800000) result -= 0x2000;  // NaN too: the payload, one less
    return sign << 31 | result;
  }
  if (isNaN) return 0x7FFF;
  if (relu && sign) return 0;
  uint32_t result;
  if (target == BF16) {
    result = shortened(magnitude, 16, rounding);
    if (saturates && result >= 0x7F80) result = 0x7F7F;
  } else if (magnitude >= 0x47800000) {  // 2^16
    result = saturates || (rounding == Zero && magnitude != 0x7F800000) ? 0x7BFF : 0x7C00;
  } else if (magnitude >= 0x38800000) {  // 2^-14
    result = shortened(magnitude - (112u << 23), 13, rounding);
    if (saturates && result > 0x7BFF) result = 0x7BFF;
  } else {
    const int drop = 13 + 113 - int(magnitude >> 23);
    const uint32_t significand = (magnitude & 0x7FFFFF) | 0x800000;
    result = magnitude < 0x33000000 ? 0 : shortened(significand, drop, rounding);  // 2^-25
  }
  return sign << 15 | result;
}

}  // namespace

// The words first … first + count − 1; results of two bytes, of tf32 of four.
extern "C" void conversions(int target, int rounding, int saturates, int relu, uint32_t first, uint64_t count, void* results) {
  for (uint64_t i = 0; i < count; i++) {
    const uint32_t result = converted(first + uint32_t(i), target, rounding, saturates, relu);
    if (target == TF32)
      static_cast<uint32_t*>(results)[i] = result;
    else
      static_cast<uint16_t*>(results)[i] = uint16_t(result);
  }
}
