// What every kernel file begins with: its instruction set for the functions that follow, and the floating-point state.
#ifndef BINADE_TARGETS_H
#define BINADE_TARGETS_H

#if defined(__x86_64__)
#include <immintrin.h>

// Functions between BEGIN and END may use the instruction set; nothing else is compiled for it, and no compiler flag is needed.
#define BINADE_PRAGMA(TEXT) _Pragma(#TEXT)
#define BINADE_TARGET_BEGIN(NAMES) BINADE_PRAGMA(clang attribute push(__attribute__((target(NAMES))), apply_to = function))
#define BINADE_AVX2_BEGIN BINADE_TARGET_BEGIN("avx2,fma,f16c,bmi,bmi2")
#define BINADE_AVX512_BEGIN \
  BINADE_TARGET_BEGIN("avx2,fma,f16c,bmi,bmi2,avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vnni")
#define BINADE_TARGET_END _Pragma("clang attribute pop")

// Kernels compute with the machine's floats, so they own its state: round to nearest even, no flushing, everything masked. The caller's
// state comes back afterwards, flags included. Entry points save, call a function that is not inlined, and restore.
static inline unsigned binade_enter(void) {
  unsigned state = _mm_getcsr();
  _mm_setcsr(0x1F80);
  return state;
}

static inline void binade_leave(unsigned state) { _mm_setcsr(state); }
#endif

#endif
