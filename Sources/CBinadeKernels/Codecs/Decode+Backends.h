// What the decoders of all back-ends share.
#ifndef BINADE_DECODE_BACKENDS_H
#define BINADE_DECODE_BACKENDS_H

#include "include/Decode.h"
#include "include/Encode.h"

// Decodes whole groups: a multiple of 64 codes. One that passes the caches by wants a target aligned to 64 bytes.
typedef void (*binade_decode_groups)(const binade_decode_plan *plan, const uint8_t *source, size_t count, uint32_t *target);

// Decodes any number of codes through two functions for whole groups, one with ordinary stores and one that passes the caches by.
void binade_decode_pieces(const binade_decode_plan *plan, const binade_decode_groups functions[2], const uint8_t *source, size_t count,
                          uint32_t *target, int32_t packing, int32_t streams);

#if defined(__x86_64__)
extern const binade_decode_kernels binade_decode_avx2;
extern const binade_decode_kernels binade_decode_avx512;
#endif

#endif
