// Which decoders there are, and what is the same for all of them.
#include "include/Decode.h"
#include "Decode+Backends.h"
#include "Targets.h"

#include <string.h>

static const binade_decode_kernels none = {0};

const binade_decode_kernels *binade_decode_kernels_of(binade_backend backend) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return &binade_decode_avx512;
  if (backend == binade_backend_avx2) return &binade_decode_avx2;
#endif
  (void)backend;
  return &none;
}

#if defined(__x86_64__)
enum { group = 64 };

static size_t packed_bytes(int32_t packing, size_t count) {
  return packing == binade_packing_nibbles ? (count + 1) / 2 : packing == binade_packing_sixes ? (count * 6 + 7) / 8 : count;
}

// Fewer codes than a group: by way of a buffer, so that nothing beyond the ends is touched.
static void decode_part(const binade_decode_plan *plan, binade_decode_groups whole, const uint8_t *source, size_t count, uint32_t *target,
                        int32_t packing) {
  uint8_t codes[2 * group];
  uint32_t values[group];
  memset(codes, 0, sizeof codes);
  memcpy(codes, source, packed_bytes(packing, count));
  whole(plan, codes, group, values);
  memcpy(target, values, count * 4);
}

void binade_decode_pieces(const binade_decode_plan *plan, const binade_decode_groups functions[2], const uint8_t *source, size_t count,
                          uint32_t *target, int32_t packing, int32_t streams) {
  if (streams) {
    size_t head = (64 - (uintptr_t)target % 64) % 64 / 4;
    // The first code behind the head must begin with a byte.
    size_t unit = packing == binade_packing_nibbles ? 2 : packing == binade_packing_sixes ? 4 : 1;
    if ((uintptr_t)target % 4 == 0 && head % unit == 0 && head < count && count - head >= group) {
      if (head > 0) decode_part(plan, functions[0], source, head, target, packing);
      source += packed_bytes(packing, head);
      target += head;
      count -= head;
      size_t whole = count / group * group;
      functions[1](plan, source, whole, target);
      _mm_sfence();
      source += packed_bytes(packing, whole);
      target += whole;
      count -= whole;
    }
  }
  size_t whole = count / group * group;
  if (whole > 0) functions[0](plan, source, whole, target);
  if (count > whole) decode_part(plan, functions[0], source + packed_bytes(packing, whole), count - whole, target + whole, packing);
}
#endif
