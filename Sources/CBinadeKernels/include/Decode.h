// Scalar codecs: whole buffers of codes to float32.
#ifndef BINADE_DECODE_H
#define BINADE_DECODE_H

#include "Backends.h"

// One format of up to 8 bits whose values all fit the upper half of a float32 word. A word's bits above the code do not count, so the
// tables repeat the values of shorter codes; entry c belongs to the word c.
typedef struct {
  // Bits 16 to 23 of the value's word.
  uint8_t low[256];
  // Bits 24 to 31.
  uint8_t high[256];
} binade_decode_plan;

typedef struct {
  // Decodes `count` codes; `packing` is one of binade_packing_words (8 bits), _nibbles and _sixes. `streams` asks for stores that pass the
  // caches by. Returns 1, or 0 if there is no kernel for this packing; then nothing was written. That does not depend on the count.
  int32_t (*decode)(const binade_decode_plan *plan, const void *source, size_t count, uint32_t *target, int32_t packing, int32_t streams);
} binade_decode_kernels;

// The kernels of a back-end; null pointers where there is none.
const binade_decode_kernels *binade_decode_kernels_of(binade_backend backend);

#endif
