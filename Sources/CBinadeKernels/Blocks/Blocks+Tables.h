// The look-up of scales, the same for every instruction set.
#ifndef BINADE_BLOCKS_TABLES_H
#define BINADE_BLOCKS_TABLES_H

#include "include/Blocks.h"

// The answer for a maximum.
static inline uint32_t binade_block_answer_of(const binade_block_plan *plan, uint32_t maximum) {
  size_t cell = maximum >> binade_block_cell_bits;
  uint32_t answer = plan->answers[2 * cell + (maximum >= plan->cells[cell])];
  // The integer side of the machine is idle here, and gathering is slow: keep the compiler from doing so.
  __asm__ volatile("" : "+r"(answer));
  return answer;
}

// How many answers come before the first that is a stop; from there on they become those of zeros, so that whatever follows stays inside
// the tables.
static inline size_t binade_block_known(uint16_t *answers, size_t blocks) {
  size_t known = 0;
  while (known < blocks && !(answers[known] & binade_block_stop)) known += 1;
  for (size_t block = known; block < blocks; block += 1) answers[block] = binade_block_zero;
  return known;
}

#endif
