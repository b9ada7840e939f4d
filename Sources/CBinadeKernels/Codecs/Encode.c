// Which encoders there are, and what is the same for all of them.
#include "include/Encode.h"
#include "Encode+Backends.h"

#include <string.h>

static const binade_encode_kernels none = {0, 0, 0};

const binade_encode_kernels *binade_encode_kernels_of(binade_backend backend) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return &binade_encode_avx512;
  if (backend == binade_backend_avx2) return &binade_encode_avx2;
#endif
  (void)backend;
  return &none;
}

enum { group = 256 };

#if defined(__x86_64__)
// Bytes of `count` codes.
static size_t packed_bytes(const binade_encode_plan *plan, int32_t packing, size_t count) {
  switch (packing) {
  case binade_packing_nibbles: return (count + 1) / 2;
  case binade_packing_sixes: return (count * 6 + 7) / 8;
  default: return count * ((size_t)plan->word_bits / 8);
  }
}

// How many operands stand before the first whose code begins at a multiple of 64 bytes; SIZE_MAX if there is none.
static size_t operands_to_line(const binade_encode_plan *plan, int32_t packing, const void *target) {
  size_t bytes = (64 - (uintptr_t)target % 64) % 64;
  size_t word = (size_t)plan->word_bits / 8;
  switch (packing) {
  case binade_packing_nibbles: return bytes * 2;
  // Four codes take 3 bytes, and 43 * 3 is 1 modulo 64.
  case binade_packing_sixes: return bytes * 43 % 64 * 4;
  default: return bytes % word == 0 ? bytes / word : SIZE_MAX;
  }
}

// Fewer operands than a group: the codes go by way of a buffer, and so do the operands.
static void encode_part(const binade_encode_plan *plan, binade_encode_groups whole, const uint8_t *source, size_t count, uint8_t *target,
                        int32_t packing) {
  uint8_t operands[group * 4], codes[group * 4];
  size_t size = plan->source == binade_source_f32 ? 4 : 2;
  memset(operands, 0, sizeof operands);
  memcpy(operands, source, count * size);
  whole(plan, operands, group, codes);
  size_t bytes = packed_bytes(plan, packing, count);
  // Zero operands follow the last one, but their codes need not be zero.
  if (packing == binade_packing_nibbles && count % 2 != 0) codes[bytes - 1] &= 0x0F;
  if (packing == binade_packing_sixes && count % 4 != 0) codes[bytes - 1] &= (uint8_t)(0xFF >> (8 - count * 6 % 8));
  memcpy(target, codes, bytes);
}

void binade_encode_pieces(const binade_encode_plan *plan, const binade_encode_groups functions[2], const void *source, size_t count,
                          void *target, int32_t packing, int32_t streams) {
  unsigned state = binade_enter_rounding(plan->rounding);
  const uint8_t *from = source;
  uint8_t *to = target;
  size_t size = plan->source == binade_source_f32 ? 4 : 2;
  if (streams) {
    size_t head = operands_to_line(plan, packing, target);
    // The head must be whole bytes, and there must be something behind it.
    if (head < count && count - head >= group) {
      if (head > 0) {
        encode_part(plan, functions[0], from, head, to, packing);
        from += head * size;
        to += packed_bytes(plan, packing, head);
        count -= head;
      }
      size_t whole = count / group * group;
      functions[1](plan, from, whole, to);
      _mm_sfence();
      from += whole * size;
      to += packed_bytes(plan, packing, whole);
      count -= whole;
    }
  }
  size_t whole = count / group * group;
  if (whole > 0) functions[0](plan, from, whole, to);
  if (count > whole) encode_part(plan, functions[0], from + whole * size, count - whole, to + packed_bytes(plan, packing, whole), packing);
  binade_leave(state);
}
#endif

uint32_t binade_special_code(const binade_encode_plan *plan, uint32_t word) {
  uint32_t sign = word >> 31, a = word & 0x7FFFFFFF;
  if (a == 0x7F800000) return plan->infinity_code[sign];
  if (!plan->nan_varies) return plan->nan_code[sign];
  return plan->nan_codes[sign * 512 + ((word >> 15) & 0xFF) * 2 + ((word & 0x7FFF) != 0)];
}

void binade_fold_lanes(binade_encode_fold *fold, const uint64_t *sums, const uint64_t *running, uint64_t lanes, uint64_t words) {
  uint64_t sum = 0, sum_of_sums = 0;
  for (uint64_t lane = 0; lane < lanes; lane++) {
    sum += sums[lane];
    sum_of_sums += lanes * running[lane] - lane * sums[lane];
  }
  fold->sum_of_sums += words * fold->sum + sum_of_sums;
  fold->sum += sum;
}

uint32_t binade_fold_count(binade_encode_fold *fold, const uint8_t *codes, size_t bytes, int32_t word_bits, uint32_t padding) {
  uint32_t code = 0;
  size_t size = (size_t)word_bits / 8;
  for (size_t at = 0; at < bytes; at += size) {
    uint32_t word = codes[at];
    for (size_t byte = 1; byte < size; byte++) word |= (uint32_t)codes[at + byte] << (8 * byte);
    code = word >> padding;
    fold->histogram[code] += 1;
  }
  return code;
}

uint64_t binade_stream(binade_backend backend, const void *source, size_t source_bytes, void *target, size_t target_bytes) {
#if defined(__x86_64__)
  if (backend == binade_backend_avx512) return binade_stream_avx512(source, source_bytes, target, target_bytes);
  if (backend == binade_backend_avx2) return binade_stream_avx2(source, source_bytes, target, target_bytes);
#endif
  (void)backend;
  const uint64_t *from = source;
  uint64_t seen = 0;
  for (size_t i = 0; i < source_bytes / 8; i++) seen ^= from[i];
  memset(target, (int)(seen & 0xFF), target_bytes);
  return seen;
}
