// A queue in front of memory: bytes come in batches of any size, and leave as whole lines of the caches.
#ifndef BINADE_BLOCK_STREAM_H
#define BINADE_BLOCK_STREAM_H

#include <stdint.h>
#include <string.h>

enum { binade_block_batch = 1024, binade_block_line = 64 };

// Bytes stand in `bytes` at the place within a line that they will have in memory. A batch adds at most 1024; kernels may write up to a
// line beyond it.
typedef struct {
  _Alignas(64) uint8_t bytes[binade_block_batch + 3 * binade_block_line];
  // Where byte `first` of the queue belongs.
  uint8_t *target;
  size_t first, end;
} binade_block_queue;

static inline void binade_block_queue_open(binade_block_queue *queue, uint8_t *target) {
  queue->target = target;
  queue->first = queue->end = (uintptr_t)target & (binade_block_line - 1);
}

static inline uint8_t *binade_block_queue_end(binade_block_queue *queue) { return queue->bytes + queue->end; }

// What is left of an unfinished line, as it stands.
static inline void binade_block_queue_close(binade_block_queue *queue) {
  if (queue->end > queue->first) memcpy(queue->target, queue->bytes + queue->first, queue->end - queue->first);
  queue->target += queue->end - queue->first;
  queue->first = queue->end;
}

#endif
