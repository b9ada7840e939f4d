// Types and constants of low-precision formats, blocks and datapaths.
// Written by make_package.py from Spec/registry; never edited.
//
// Of a format NAME: NAME_t is a code by its fields, NAME_*_BITS are widths, and NAME_*_CODE are codes. `WORD_BITS` is the width
// of a code in the vector files, `NAN_CODE` is what an encoder makes of a NaN (Spec [nan-1], canonical); where a format has no NaN,
// no infinity or no negative zero, there is no such constant. A fixed-point code counts quanta of 2^QUANTUM_EXPONENT. Of a block
// format: what it is made of. Of a datapath: its parameters in Spec [datapaths-15].
//
// Name constants as `binade_pkg::E4M3FN_BIAS`: every tool reads that. For the types Icarus 11 wants `import binade_pkg::e4m3fn_t;`,
// Yosys 0.23 wants `binade_pkg::e4m3fn_t`.

/* verilator lint_off UNUSEDPARAM */

package binade_pkg;

  // Exceptions, the byte beside each result: Spec [flags-5]. Bit 3 is always 0.
  localparam int INEXACT = 0;
  localparam int UNDERFLOW = 1;
  localparam int OVERFLOW = 2;
  localparam int INVALID = 4;

  // e4m3fn: OCP FP8 E4M3: no infinity, one NaN code of each sign.
  typedef struct packed {logic sign; logic [3:0] exponent; logic [2:0] significand;} e4m3fn_t;
  localparam int E4M3FN_CODE_BITS = 8;
  localparam int E4M3FN_WORD_BITS = 8;
  localparam int E4M3FN_EXPONENT_BITS = 4;
  localparam int E4M3FN_BIAS = 7;
  localparam int E4M3FN_SIGNIFICAND_BITS = 3;
  localparam logic [7:0] E4M3FN_MAXIMUM_CODE = 8'h7E;
  localparam logic [7:0] E4M3FN_MINIMUM_CODE = 8'hFE;
  localparam logic [7:0] E4M3FN_MINIMUM_NORMAL_CODE = 8'h08;
  localparam logic [7:0] E4M3FN_NEGATIVE_ZERO_CODE = 8'h80;
  localparam logic [7:0] E4M3FN_NAN_CODE = 8'h7F;

  // e5m2: OCP FP8 E5M2: laid out as IEEE 754 would.
  typedef struct packed {logic sign; logic [4:0] exponent; logic [1:0] significand;} e5m2_t;
  localparam int E5M2_CODE_BITS = 8;
  localparam int E5M2_WORD_BITS = 8;
  localparam int E5M2_EXPONENT_BITS = 5;
  localparam int E5M2_BIAS = 15;
  localparam int E5M2_SIGNIFICAND_BITS = 2;
  localparam logic [7:0] E5M2_MAXIMUM_CODE = 8'h7B;
  localparam logic [7:0] E5M2_MINIMUM_CODE = 8'hFB;
  localparam logic [7:0] E5M2_MINIMUM_NORMAL_CODE = 8'h04;
  localparam logic [7:0] E5M2_NEGATIVE_ZERO_CODE = 8'h80;
  localparam logic [7:0] E5M2_INFINITY_CODE = 8'h7C;
  localparam logic [7:0] E5M2_NAN_CODE = 8'h7F;

  // e2m3fn: OCP FP6 E2M3: every code is finite.
  typedef struct packed {logic sign; logic [1:0] exponent; logic [2:0] significand;} e2m3fn_t;
  localparam int E2M3FN_CODE_BITS = 6;
  localparam int E2M3FN_WORD_BITS = 8;
  localparam int E2M3FN_EXPONENT_BITS = 2;
  localparam int E2M3FN_BIAS = 1;
  localparam int E2M3FN_SIGNIFICAND_BITS = 3;
  localparam logic [5:0] E2M3FN_MAXIMUM_CODE = 6'h1F;
  localparam logic [5:0] E2M3FN_MINIMUM_CODE = 6'h3F;
  localparam logic [5:0] E2M3FN_MINIMUM_NORMAL_CODE = 6'h08;
  localparam logic [5:0] E2M3FN_NEGATIVE_ZERO_CODE = 6'h20;

  // e3m2fn: OCP FP6 E3M2: every code is finite.
  typedef struct packed {logic sign; logic [2:0] exponent; logic [1:0] significand;} e3m2fn_t;
  localparam int E3M2FN_CODE_BITS = 6;
  localparam int E3M2FN_WORD_BITS = 8;
  localparam int E3M2FN_EXPONENT_BITS = 3;
  localparam int E3M2FN_BIAS = 3;
  localparam int E3M2FN_SIGNIFICAND_BITS = 2;
  localparam logic [5:0] E3M2FN_MAXIMUM_CODE = 6'h1F;
  localparam logic [5:0] E3M2FN_MINIMUM_CODE = 6'h3F;
  localparam logic [5:0] E3M2FN_MINIMUM_NORMAL_CODE = 6'h04;
  localparam logic [5:0] E3M2FN_NEGATIVE_ZERO_CODE = 6'h20;

  // e2m1fn: OCP FP4 E2M1: every code is finite.
  typedef struct packed {logic sign; logic [1:0] exponent; logic significand;} e2m1fn_t;
  localparam int E2M1FN_CODE_BITS = 4;
  localparam int E2M1FN_WORD_BITS = 8;
  localparam int E2M1FN_EXPONENT_BITS = 2;
  localparam int E2M1FN_BIAS = 1;
  localparam int E2M1FN_SIGNIFICAND_BITS = 1;
  localparam logic [3:0] E2M1FN_MAXIMUM_CODE = 4'h7;
  localparam logic [3:0] E2M1FN_MINIMUM_CODE = 4'hF;
  localparam logic [3:0] E2M1FN_MINIMUM_NORMAL_CODE = 4'h2;
  localparam logic [3:0] E2M1FN_NEGATIVE_ZERO_CODE = 4'h8;

  // e8m0fnu: OCP scale E8M0: powers of two and one NaN; no sign, no zero.
  typedef struct packed {logic [7:0] exponent;} e8m0fnu_t;
  localparam int E8M0FNU_CODE_BITS = 8;
  localparam int E8M0FNU_WORD_BITS = 8;
  localparam int E8M0FNU_EXPONENT_BITS = 8;
  localparam int E8M0FNU_BIAS = 127;
  localparam int E8M0FNU_SIGNIFICAND_BITS = 0;
  localparam logic [7:0] E8M0FNU_MAXIMUM_CODE = 8'hFE;
  localparam logic [7:0] E8M0FNU_MINIMUM_CODE = 8'h00;
  localparam logic [7:0] E8M0FNU_MINIMUM_NORMAL_CODE = 8'h00;
  localparam logic [7:0] E8M0FNU_NAN_CODE = 8'hFF;

  // ue4m3: NVFP4 block scale: E4M3FN without its sign, in the low seven bits of a byte.
  typedef struct packed {logic [3:0] exponent; logic [2:0] significand;} ue4m3_t;
  localparam int UE4M3_CODE_BITS = 7;
  localparam int UE4M3_WORD_BITS = 8;
  localparam int UE4M3_EXPONENT_BITS = 4;
  localparam int UE4M3_BIAS = 7;
  localparam int UE4M3_SIGNIFICAND_BITS = 3;
  localparam logic [6:0] UE4M3_MAXIMUM_CODE = 7'h7E;
  localparam logic [6:0] UE4M3_MINIMUM_CODE = 7'h00;
  localparam logic [6:0] UE4M3_MINIMUM_NORMAL_CODE = 7'h08;
  localparam logic [6:0] UE4M3_NAN_CODE = 7'h7F;

  // ue5m3: Unsigned scale of eight bits, one NaN.
  typedef struct packed {logic [4:0] exponent; logic [2:0] significand;} ue5m3_t;
  localparam int UE5M3_CODE_BITS = 8;
  localparam int UE5M3_WORD_BITS = 8;
  localparam int UE5M3_EXPONENT_BITS = 5;
  localparam int UE5M3_BIAS = 15;
  localparam int UE5M3_SIGNIFICAND_BITS = 3;
  localparam logic [7:0] UE5M3_MAXIMUM_CODE = 8'hFE;
  localparam logic [7:0] UE5M3_MINIMUM_CODE = 8'h00;
  localparam logic [7:0] UE5M3_MINIMUM_NORMAL_CODE = 8'h08;
  localparam logic [7:0] UE5M3_NAN_CODE = 8'hFF;

  // e4m3fnuz: E4M3 with bias 8; the code of -0 is its only NaN.
  typedef struct packed {logic sign; logic [3:0] exponent; logic [2:0] significand;} e4m3fnuz_t;
  localparam int E4M3FNUZ_CODE_BITS = 8;
  localparam int E4M3FNUZ_WORD_BITS = 8;
  localparam int E4M3FNUZ_EXPONENT_BITS = 4;
  localparam int E4M3FNUZ_BIAS = 8;
  localparam int E4M3FNUZ_SIGNIFICAND_BITS = 3;
  localparam logic [7:0] E4M3FNUZ_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] E4M3FNUZ_MINIMUM_CODE = 8'hFF;
  localparam logic [7:0] E4M3FNUZ_MINIMUM_NORMAL_CODE = 8'h08;
  localparam logic [7:0] E4M3FNUZ_NAN_CODE = 8'h80;

  // e5m2fnuz: E5M2 with bias 16; the code of -0 is its only NaN.
  typedef struct packed {logic sign; logic [4:0] exponent; logic [1:0] significand;} e5m2fnuz_t;
  localparam int E5M2FNUZ_CODE_BITS = 8;
  localparam int E5M2FNUZ_WORD_BITS = 8;
  localparam int E5M2FNUZ_EXPONENT_BITS = 5;
  localparam int E5M2FNUZ_BIAS = 16;
  localparam int E5M2FNUZ_SIGNIFICAND_BITS = 2;
  localparam logic [7:0] E5M2FNUZ_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] E5M2FNUZ_MINIMUM_CODE = 8'hFF;
  localparam logic [7:0] E5M2FNUZ_MINIMUM_NORMAL_CODE = 8'h04;
  localparam logic [7:0] E5M2FNUZ_NAN_CODE = 8'h80;

  // e4m3b11fnuz: E4M3 with bias 11; the code of -0 is its only NaN.
  typedef struct packed {logic sign; logic [3:0] exponent; logic [2:0] significand;} e4m3b11fnuz_t;
  localparam int E4M3B11FNUZ_CODE_BITS = 8;
  localparam int E4M3B11FNUZ_WORD_BITS = 8;
  localparam int E4M3B11FNUZ_EXPONENT_BITS = 4;
  localparam int E4M3B11FNUZ_BIAS = 11;
  localparam int E4M3B11FNUZ_SIGNIFICAND_BITS = 3;
  localparam logic [7:0] E4M3B11FNUZ_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] E4M3B11FNUZ_MINIMUM_CODE = 8'hFF;
  localparam logic [7:0] E4M3B11FNUZ_MINIMUM_NORMAL_CODE = 8'h08;
  localparam logic [7:0] E4M3B11FNUZ_NAN_CODE = 8'h80;

  // e4m3: E4M3 laid out as IEEE 754 would, with infinities.
  typedef struct packed {logic sign; logic [3:0] exponent; logic [2:0] significand;} e4m3_t;
  localparam int E4M3_CODE_BITS = 8;
  localparam int E4M3_WORD_BITS = 8;
  localparam int E4M3_EXPONENT_BITS = 4;
  localparam int E4M3_BIAS = 7;
  localparam int E4M3_SIGNIFICAND_BITS = 3;
  localparam logic [7:0] E4M3_MAXIMUM_CODE = 8'h77;
  localparam logic [7:0] E4M3_MINIMUM_CODE = 8'hF7;
  localparam logic [7:0] E4M3_MINIMUM_NORMAL_CODE = 8'h08;
  localparam logic [7:0] E4M3_NEGATIVE_ZERO_CODE = 8'h80;
  localparam logic [7:0] E4M3_INFINITY_CODE = 8'h78;
  localparam logic [7:0] E4M3_NAN_CODE = 8'h7F;

  // e3m4: E3M4 laid out as IEEE 754 would, with infinities.
  typedef struct packed {logic sign; logic [2:0] exponent; logic [3:0] significand;} e3m4_t;
  localparam int E3M4_CODE_BITS = 8;
  localparam int E3M4_WORD_BITS = 8;
  localparam int E3M4_EXPONENT_BITS = 3;
  localparam int E3M4_BIAS = 3;
  localparam int E3M4_SIGNIFICAND_BITS = 4;
  localparam logic [7:0] E3M4_MAXIMUM_CODE = 8'h6F;
  localparam logic [7:0] E3M4_MINIMUM_CODE = 8'hEF;
  localparam logic [7:0] E3M4_MINIMUM_NORMAL_CODE = 8'h10;
  localparam logic [7:0] E3M4_NEGATIVE_ZERO_CODE = 8'h80;
  localparam logic [7:0] E3M4_INFINITY_CODE = 8'h70;
  localparam logic [7:0] E3M4_NAN_CODE = 8'h7F;

  // f16: IEEE 754 binary16.
  typedef struct packed {logic sign; logic [4:0] exponent; logic [9:0] significand;} f16_t;
  localparam int F16_CODE_BITS = 16;
  localparam int F16_WORD_BITS = 16;
  localparam int F16_EXPONENT_BITS = 5;
  localparam int F16_BIAS = 15;
  localparam int F16_SIGNIFICAND_BITS = 10;
  localparam logic [15:0] F16_MAXIMUM_CODE = 16'h7BFF;
  localparam logic [15:0] F16_MINIMUM_CODE = 16'hFBFF;
  localparam logic [15:0] F16_MINIMUM_NORMAL_CODE = 16'h0400;
  localparam logic [15:0] F16_NEGATIVE_ZERO_CODE = 16'h8000;
  localparam logic [15:0] F16_INFINITY_CODE = 16'h7C00;
  localparam logic [15:0] F16_NAN_CODE = 16'h7FFF;

  // bf16: The upper half of a binary32.
  typedef struct packed {logic sign; logic [7:0] exponent; logic [6:0] significand;} bf16_t;
  localparam int BF16_CODE_BITS = 16;
  localparam int BF16_WORD_BITS = 16;
  localparam int BF16_EXPONENT_BITS = 8;
  localparam int BF16_BIAS = 127;
  localparam int BF16_SIGNIFICAND_BITS = 7;
  localparam logic [15:0] BF16_MAXIMUM_CODE = 16'h7F7F;
  localparam logic [15:0] BF16_MINIMUM_CODE = 16'hFF7F;
  localparam logic [15:0] BF16_MINIMUM_NORMAL_CODE = 16'h0080;
  localparam logic [15:0] BF16_NEGATIVE_ZERO_CODE = 16'h8000;
  localparam logic [15:0] BF16_INFINITY_CODE = 16'h7F80;
  localparam logic [15:0] BF16_NAN_CODE = 16'h7FFF;

  // tf32: The upper 19 bits of a 32-bit word: exponent of binary32, significand of binary16.
  typedef struct packed {logic sign; logic [7:0] exponent; logic [9:0] significand; logic [12:0] padding;} tf32_t;
  localparam int TF32_CODE_BITS = 32;
  localparam int TF32_WORD_BITS = 32;
  localparam int TF32_EXPONENT_BITS = 8;
  localparam int TF32_BIAS = 127;
  localparam int TF32_SIGNIFICAND_BITS = 10;
  localparam logic [31:0] TF32_MAXIMUM_CODE = 32'h7F7FE000;
  localparam logic [31:0] TF32_MINIMUM_CODE = 32'hFF7FE000;
  localparam logic [31:0] TF32_MINIMUM_NORMAL_CODE = 32'h00800000;
  localparam logic [31:0] TF32_NEGATIVE_ZERO_CODE = 32'h80000000;
  localparam logic [31:0] TF32_INFINITY_CODE = 32'h7F800000;
  localparam logic [31:0] TF32_NAN_CODE = 32'h7FFFE000;

  // f32: IEEE 754 binary32.
  typedef struct packed {logic sign; logic [7:0] exponent; logic [22:0] significand;} f32_t;
  localparam int F32_CODE_BITS = 32;
  localparam int F32_WORD_BITS = 32;
  localparam int F32_EXPONENT_BITS = 8;
  localparam int F32_BIAS = 127;
  localparam int F32_SIGNIFICAND_BITS = 23;
  localparam logic [31:0] F32_MAXIMUM_CODE = 32'h7F7FFFFF;
  localparam logic [31:0] F32_MINIMUM_CODE = 32'hFF7FFFFF;
  localparam logic [31:0] F32_MINIMUM_NORMAL_CODE = 32'h00800000;
  localparam logic [31:0] F32_NEGATIVE_ZERO_CODE = 32'h80000000;
  localparam logic [31:0] F32_INFINITY_CODE = 32'h7F800000;
  localparam logic [31:0] F32_NAN_CODE = 32'h7FFFFFFF;

  // f64: IEEE 754 binary64.
  typedef struct packed {logic sign; logic [10:0] exponent; logic [51:0] significand;} f64_t;
  localparam int F64_CODE_BITS = 64;
  localparam int F64_WORD_BITS = 64;
  localparam int F64_EXPONENT_BITS = 11;
  localparam int F64_BIAS = 1023;
  localparam int F64_SIGNIFICAND_BITS = 52;
  localparam logic [63:0] F64_MAXIMUM_CODE = 64'h7FEFFFFFFFFFFFFF;
  localparam logic [63:0] F64_MINIMUM_CODE = 64'hFFEFFFFFFFFFFFFF;
  localparam logic [63:0] F64_MINIMUM_NORMAL_CODE = 64'h0010000000000000;
  localparam logic [63:0] F64_NEGATIVE_ZERO_CODE = 64'h8000000000000000;
  localparam logic [63:0] F64_INFINITY_CODE = 64'h7FF0000000000000;
  localparam logic [63:0] F64_NAN_CODE = 64'h7FFFFFFFFFFFFFFF;

  // int8: Two's-complement integer of 8 bits.
  typedef logic signed [7:0] int8_t;
  localparam int INT8_CODE_BITS = 8;
  localparam int INT8_WORD_BITS = 8;
  localparam int INT8_QUANTUM_EXPONENT = 0;
  localparam int INT8_SIGNIFICAND_BITS = 7;
  localparam logic [7:0] INT8_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] INT8_MINIMUM_CODE = 8'h80;

  // int7: Two's-complement integer of 7 bits.
  typedef logic signed [6:0] int7_t;
  localparam int INT7_CODE_BITS = 7;
  localparam int INT7_WORD_BITS = 8;
  localparam int INT7_QUANTUM_EXPONENT = 0;
  localparam int INT7_SIGNIFICAND_BITS = 6;
  localparam logic [6:0] INT7_MAXIMUM_CODE = 7'h3F;
  localparam logic [6:0] INT7_MINIMUM_CODE = 7'h40;

  // int6: Two's-complement integer of 6 bits.
  typedef logic signed [5:0] int6_t;
  localparam int INT6_CODE_BITS = 6;
  localparam int INT6_WORD_BITS = 8;
  localparam int INT6_QUANTUM_EXPONENT = 0;
  localparam int INT6_SIGNIFICAND_BITS = 5;
  localparam logic [5:0] INT6_MAXIMUM_CODE = 6'h1F;
  localparam logic [5:0] INT6_MINIMUM_CODE = 6'h20;

  // int5: Two's-complement integer of 5 bits.
  typedef logic signed [4:0] int5_t;
  localparam int INT5_CODE_BITS = 5;
  localparam int INT5_WORD_BITS = 8;
  localparam int INT5_QUANTUM_EXPONENT = 0;
  localparam int INT5_SIGNIFICAND_BITS = 4;
  localparam logic [4:0] INT5_MAXIMUM_CODE = 5'h0F;
  localparam logic [4:0] INT5_MINIMUM_CODE = 5'h10;

  // int4: Two's-complement integer of 4 bits.
  typedef logic signed [3:0] int4_t;
  localparam int INT4_CODE_BITS = 4;
  localparam int INT4_WORD_BITS = 8;
  localparam int INT4_QUANTUM_EXPONENT = 0;
  localparam int INT4_SIGNIFICAND_BITS = 3;
  localparam logic [3:0] INT4_MAXIMUM_CODE = 4'h7;
  localparam logic [3:0] INT4_MINIMUM_CODE = 4'h8;

  // int3: Two's-complement integer of 3 bits.
  typedef logic signed [2:0] int3_t;
  localparam int INT3_CODE_BITS = 3;
  localparam int INT3_WORD_BITS = 8;
  localparam int INT3_QUANTUM_EXPONENT = 0;
  localparam int INT3_SIGNIFICAND_BITS = 2;
  localparam logic [2:0] INT3_MAXIMUM_CODE = 3'h3;
  localparam logic [2:0] INT3_MINIMUM_CODE = 3'h4;

  // int2: Two's-complement integer of 2 bits.
  typedef logic signed [1:0] int2_t;
  localparam int INT2_CODE_BITS = 2;
  localparam int INT2_WORD_BITS = 8;
  localparam int INT2_QUANTUM_EXPONENT = 0;
  localparam int INT2_SIGNIFICAND_BITS = 1;
  localparam logic [1:0] INT2_MAXIMUM_CODE = 2'h1;
  localparam logic [1:0] INT2_MINIMUM_CODE = 2'h2;

  // int8-symmetric: Two's-complement integer of 8 bits whose most negative code is never produced.
  typedef logic signed [7:0] int8_symmetric_t;
  localparam int INT8_SYMMETRIC_CODE_BITS = 8;
  localparam int INT8_SYMMETRIC_WORD_BITS = 8;
  localparam int INT8_SYMMETRIC_QUANTUM_EXPONENT = 0;
  localparam int INT8_SYMMETRIC_SIGNIFICAND_BITS = 7;
  localparam logic [7:0] INT8_SYMMETRIC_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] INT8_SYMMETRIC_MINIMUM_CODE = 8'h81;

  // int7-symmetric: Two's-complement integer of 7 bits whose most negative code is never produced.
  typedef logic signed [6:0] int7_symmetric_t;
  localparam int INT7_SYMMETRIC_CODE_BITS = 7;
  localparam int INT7_SYMMETRIC_WORD_BITS = 8;
  localparam int INT7_SYMMETRIC_QUANTUM_EXPONENT = 0;
  localparam int INT7_SYMMETRIC_SIGNIFICAND_BITS = 6;
  localparam logic [6:0] INT7_SYMMETRIC_MAXIMUM_CODE = 7'h3F;
  localparam logic [6:0] INT7_SYMMETRIC_MINIMUM_CODE = 7'h41;

  // int6-symmetric: Two's-complement integer of 6 bits whose most negative code is never produced.
  typedef logic signed [5:0] int6_symmetric_t;
  localparam int INT6_SYMMETRIC_CODE_BITS = 6;
  localparam int INT6_SYMMETRIC_WORD_BITS = 8;
  localparam int INT6_SYMMETRIC_QUANTUM_EXPONENT = 0;
  localparam int INT6_SYMMETRIC_SIGNIFICAND_BITS = 5;
  localparam logic [5:0] INT6_SYMMETRIC_MAXIMUM_CODE = 6'h1F;
  localparam logic [5:0] INT6_SYMMETRIC_MINIMUM_CODE = 6'h21;

  // int5-symmetric: Two's-complement integer of 5 bits whose most negative code is never produced.
  typedef logic signed [4:0] int5_symmetric_t;
  localparam int INT5_SYMMETRIC_CODE_BITS = 5;
  localparam int INT5_SYMMETRIC_WORD_BITS = 8;
  localparam int INT5_SYMMETRIC_QUANTUM_EXPONENT = 0;
  localparam int INT5_SYMMETRIC_SIGNIFICAND_BITS = 4;
  localparam logic [4:0] INT5_SYMMETRIC_MAXIMUM_CODE = 5'h0F;
  localparam logic [4:0] INT5_SYMMETRIC_MINIMUM_CODE = 5'h11;

  // int4-symmetric: Two's-complement integer of 4 bits whose most negative code is never produced.
  typedef logic signed [3:0] int4_symmetric_t;
  localparam int INT4_SYMMETRIC_CODE_BITS = 4;
  localparam int INT4_SYMMETRIC_WORD_BITS = 8;
  localparam int INT4_SYMMETRIC_QUANTUM_EXPONENT = 0;
  localparam int INT4_SYMMETRIC_SIGNIFICAND_BITS = 3;
  localparam logic [3:0] INT4_SYMMETRIC_MAXIMUM_CODE = 4'h7;
  localparam logic [3:0] INT4_SYMMETRIC_MINIMUM_CODE = 4'h9;

  // int3-symmetric: Two's-complement integer of 3 bits whose most negative code is never produced.
  typedef logic signed [2:0] int3_symmetric_t;
  localparam int INT3_SYMMETRIC_CODE_BITS = 3;
  localparam int INT3_SYMMETRIC_WORD_BITS = 8;
  localparam int INT3_SYMMETRIC_QUANTUM_EXPONENT = 0;
  localparam int INT3_SYMMETRIC_SIGNIFICAND_BITS = 2;
  localparam logic [2:0] INT3_SYMMETRIC_MAXIMUM_CODE = 3'h3;
  localparam logic [2:0] INT3_SYMMETRIC_MINIMUM_CODE = 3'h5;

  // int2-symmetric: Two's-complement integer of 2 bits whose most negative code is never produced.
  typedef logic signed [1:0] int2_symmetric_t;
  localparam int INT2_SYMMETRIC_CODE_BITS = 2;
  localparam int INT2_SYMMETRIC_WORD_BITS = 8;
  localparam int INT2_SYMMETRIC_QUANTUM_EXPONENT = 0;
  localparam int INT2_SYMMETRIC_SIGNIFICAND_BITS = 1;
  localparam logic [1:0] INT2_SYMMETRIC_MAXIMUM_CODE = 2'h1;
  localparam logic [1:0] INT2_SYMMETRIC_MINIMUM_CODE = 2'h3;

  // int8-sign-magnitude: Sign-and-magnitude integer of 8 bits, with -0.
  typedef struct packed {logic sign; logic [6:0] significand;} int8_sign_magnitude_t;
  localparam int INT8_SIGN_MAGNITUDE_CODE_BITS = 8;
  localparam int INT8_SIGN_MAGNITUDE_WORD_BITS = 8;
  localparam int INT8_SIGN_MAGNITUDE_QUANTUM_EXPONENT = 0;
  localparam int INT8_SIGN_MAGNITUDE_SIGNIFICAND_BITS = 7;
  localparam logic [7:0] INT8_SIGN_MAGNITUDE_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] INT8_SIGN_MAGNITUDE_MINIMUM_CODE = 8'hFF;
  localparam logic [7:0] INT8_SIGN_MAGNITUDE_NEGATIVE_ZERO_CODE = 8'h80;

  // int7-sign-magnitude: Sign-and-magnitude integer of 7 bits, with -0.
  typedef struct packed {logic sign; logic [5:0] significand;} int7_sign_magnitude_t;
  localparam int INT7_SIGN_MAGNITUDE_CODE_BITS = 7;
  localparam int INT7_SIGN_MAGNITUDE_WORD_BITS = 8;
  localparam int INT7_SIGN_MAGNITUDE_QUANTUM_EXPONENT = 0;
  localparam int INT7_SIGN_MAGNITUDE_SIGNIFICAND_BITS = 6;
  localparam logic [6:0] INT7_SIGN_MAGNITUDE_MAXIMUM_CODE = 7'h3F;
  localparam logic [6:0] INT7_SIGN_MAGNITUDE_MINIMUM_CODE = 7'h7F;
  localparam logic [6:0] INT7_SIGN_MAGNITUDE_NEGATIVE_ZERO_CODE = 7'h40;

  // int6-sign-magnitude: Sign-and-magnitude integer of 6 bits, with -0.
  typedef struct packed {logic sign; logic [4:0] significand;} int6_sign_magnitude_t;
  localparam int INT6_SIGN_MAGNITUDE_CODE_BITS = 6;
  localparam int INT6_SIGN_MAGNITUDE_WORD_BITS = 8;
  localparam int INT6_SIGN_MAGNITUDE_QUANTUM_EXPONENT = 0;
  localparam int INT6_SIGN_MAGNITUDE_SIGNIFICAND_BITS = 5;
  localparam logic [5:0] INT6_SIGN_MAGNITUDE_MAXIMUM_CODE = 6'h1F;
  localparam logic [5:0] INT6_SIGN_MAGNITUDE_MINIMUM_CODE = 6'h3F;
  localparam logic [5:0] INT6_SIGN_MAGNITUDE_NEGATIVE_ZERO_CODE = 6'h20;

  // int5-sign-magnitude: Sign-and-magnitude integer of 5 bits, with -0.
  typedef struct packed {logic sign; logic [3:0] significand;} int5_sign_magnitude_t;
  localparam int INT5_SIGN_MAGNITUDE_CODE_BITS = 5;
  localparam int INT5_SIGN_MAGNITUDE_WORD_BITS = 8;
  localparam int INT5_SIGN_MAGNITUDE_QUANTUM_EXPONENT = 0;
  localparam int INT5_SIGN_MAGNITUDE_SIGNIFICAND_BITS = 4;
  localparam logic [4:0] INT5_SIGN_MAGNITUDE_MAXIMUM_CODE = 5'h0F;
  localparam logic [4:0] INT5_SIGN_MAGNITUDE_MINIMUM_CODE = 5'h1F;
  localparam logic [4:0] INT5_SIGN_MAGNITUDE_NEGATIVE_ZERO_CODE = 5'h10;

  // int4-sign-magnitude: Sign-and-magnitude integer of 4 bits, with -0.
  typedef struct packed {logic sign; logic [2:0] significand;} int4_sign_magnitude_t;
  localparam int INT4_SIGN_MAGNITUDE_CODE_BITS = 4;
  localparam int INT4_SIGN_MAGNITUDE_WORD_BITS = 8;
  localparam int INT4_SIGN_MAGNITUDE_QUANTUM_EXPONENT = 0;
  localparam int INT4_SIGN_MAGNITUDE_SIGNIFICAND_BITS = 3;
  localparam logic [3:0] INT4_SIGN_MAGNITUDE_MAXIMUM_CODE = 4'h7;
  localparam logic [3:0] INT4_SIGN_MAGNITUDE_MINIMUM_CODE = 4'hF;
  localparam logic [3:0] INT4_SIGN_MAGNITUDE_NEGATIVE_ZERO_CODE = 4'h8;

  // int3-sign-magnitude: Sign-and-magnitude integer of 3 bits, with -0.
  typedef struct packed {logic sign; logic [1:0] significand;} int3_sign_magnitude_t;
  localparam int INT3_SIGN_MAGNITUDE_CODE_BITS = 3;
  localparam int INT3_SIGN_MAGNITUDE_WORD_BITS = 8;
  localparam int INT3_SIGN_MAGNITUDE_QUANTUM_EXPONENT = 0;
  localparam int INT3_SIGN_MAGNITUDE_SIGNIFICAND_BITS = 2;
  localparam logic [2:0] INT3_SIGN_MAGNITUDE_MAXIMUM_CODE = 3'h3;
  localparam logic [2:0] INT3_SIGN_MAGNITUDE_MINIMUM_CODE = 3'h7;
  localparam logic [2:0] INT3_SIGN_MAGNITUDE_NEGATIVE_ZERO_CODE = 3'h4;

  // int2-sign-magnitude: Sign-and-magnitude integer of 2 bits, with -0.
  typedef struct packed {logic sign; logic significand;} int2_sign_magnitude_t;
  localparam int INT2_SIGN_MAGNITUDE_CODE_BITS = 2;
  localparam int INT2_SIGN_MAGNITUDE_WORD_BITS = 8;
  localparam int INT2_SIGN_MAGNITUDE_QUANTUM_EXPONENT = 0;
  localparam int INT2_SIGN_MAGNITUDE_SIGNIFICAND_BITS = 1;
  localparam logic [1:0] INT2_SIGN_MAGNITUDE_MAXIMUM_CODE = 2'h1;
  localparam logic [1:0] INT2_SIGN_MAGNITUDE_MINIMUM_CODE = 2'h3;
  localparam logic [1:0] INT2_SIGN_MAGNITUDE_NEGATIVE_ZERO_CODE = 2'h2;

  // uint8: Unsigned integer of 8 bits.
  typedef logic [7:0] uint8_t;
  localparam int UINT8_CODE_BITS = 8;
  localparam int UINT8_WORD_BITS = 8;
  localparam int UINT8_QUANTUM_EXPONENT = 0;
  localparam int UINT8_SIGNIFICAND_BITS = 8;
  localparam logic [7:0] UINT8_MAXIMUM_CODE = 8'hFF;
  localparam logic [7:0] UINT8_MINIMUM_CODE = 8'h00;

  // uint7: Unsigned integer of 7 bits.
  typedef logic [6:0] uint7_t;
  localparam int UINT7_CODE_BITS = 7;
  localparam int UINT7_WORD_BITS = 8;
  localparam int UINT7_QUANTUM_EXPONENT = 0;
  localparam int UINT7_SIGNIFICAND_BITS = 7;
  localparam logic [6:0] UINT7_MAXIMUM_CODE = 7'h7F;
  localparam logic [6:0] UINT7_MINIMUM_CODE = 7'h00;

  // uint6: Unsigned integer of 6 bits.
  typedef logic [5:0] uint6_t;
  localparam int UINT6_CODE_BITS = 6;
  localparam int UINT6_WORD_BITS = 8;
  localparam int UINT6_QUANTUM_EXPONENT = 0;
  localparam int UINT6_SIGNIFICAND_BITS = 6;
  localparam logic [5:0] UINT6_MAXIMUM_CODE = 6'h3F;
  localparam logic [5:0] UINT6_MINIMUM_CODE = 6'h00;

  // uint5: Unsigned integer of 5 bits.
  typedef logic [4:0] uint5_t;
  localparam int UINT5_CODE_BITS = 5;
  localparam int UINT5_WORD_BITS = 8;
  localparam int UINT5_QUANTUM_EXPONENT = 0;
  localparam int UINT5_SIGNIFICAND_BITS = 5;
  localparam logic [4:0] UINT5_MAXIMUM_CODE = 5'h1F;
  localparam logic [4:0] UINT5_MINIMUM_CODE = 5'h00;

  // uint4: Unsigned integer of 4 bits.
  typedef logic [3:0] uint4_t;
  localparam int UINT4_CODE_BITS = 4;
  localparam int UINT4_WORD_BITS = 8;
  localparam int UINT4_QUANTUM_EXPONENT = 0;
  localparam int UINT4_SIGNIFICAND_BITS = 4;
  localparam logic [3:0] UINT4_MAXIMUM_CODE = 4'hF;
  localparam logic [3:0] UINT4_MINIMUM_CODE = 4'h0;

  // uint3: Unsigned integer of 3 bits.
  typedef logic [2:0] uint3_t;
  localparam int UINT3_CODE_BITS = 3;
  localparam int UINT3_WORD_BITS = 8;
  localparam int UINT3_QUANTUM_EXPONENT = 0;
  localparam int UINT3_SIGNIFICAND_BITS = 3;
  localparam logic [2:0] UINT3_MAXIMUM_CODE = 3'h7;
  localparam logic [2:0] UINT3_MINIMUM_CODE = 3'h0;

  // uint2: Unsigned integer of 2 bits.
  typedef logic [1:0] uint2_t;
  localparam int UINT2_CODE_BITS = 2;
  localparam int UINT2_WORD_BITS = 8;
  localparam int UINT2_QUANTUM_EXPONENT = 0;
  localparam int UINT2_SIGNIFICAND_BITS = 2;
  localparam logic [1:0] UINT2_MAXIMUM_CODE = 2'h3;
  localparam logic [1:0] UINT2_MINIMUM_CODE = 2'h0;

  // uint1: Unsigned integer of 1 bit.
  typedef logic [0:0] uint1_t;
  localparam int UINT1_CODE_BITS = 1;
  localparam int UINT1_WORD_BITS = 8;
  localparam int UINT1_QUANTUM_EXPONENT = 0;
  localparam int UINT1_SIGNIFICAND_BITS = 1;
  localparam logic [0:0] UINT1_MAXIMUM_CODE = 1'h1;
  localparam logic [0:0] UINT1_MINIMUM_CODE = 1'h0;

  // s1p6: OCP MXINT8 element: two's complement, six fraction bits.
  typedef logic signed [7:0] s1p6_t;
  localparam int S1P6_CODE_BITS = 8;
  localparam int S1P6_WORD_BITS = 8;
  localparam int S1P6_QUANTUM_EXPONENT = -6;
  localparam int S1P6_SIGNIFICAND_BITS = 7;
  localparam logic [7:0] S1P6_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] S1P6_MINIMUM_CODE = 8'h80;

  // s2p6: PTX fixed point S2F6: two's complement, six fraction bits; the same codes as s1p6.
  typedef logic signed [7:0] s2p6_t;
  localparam int S2P6_CODE_BITS = 8;
  localparam int S2P6_WORD_BITS = 8;
  localparam int S2P6_QUANTUM_EXPONENT = -6;
  localparam int S2P6_SIGNIFICAND_BITS = 7;
  localparam logic [7:0] S2P6_MAXIMUM_CODE = 8'h7F;
  localparam logic [7:0] S2P6_MINIMUM_CODE = 8'h80;

  // mxfp8-e4m3: elements e4m3fn, scale e8m0fnu; default rule ocp-floor.
  localparam int MXFP8_E4M3_ROWS = 1;
  localparam int MXFP8_E4M3_COLUMNS = 32;
  localparam int MXFP8_E4M3_ELEMENT_BITS = 8;
  localparam int MXFP8_E4M3_SCALE_BITS = 8;
  localparam int MXFP8_E4M3_BLOCK_BITS = 264;
  localparam int MXFP8_E4M3_HAS_TENSOR_SCALE = 0;

  // mxfp8-e5m2: elements e5m2, scale e8m0fnu; default rule ocp-floor.
  localparam int MXFP8_E5M2_ROWS = 1;
  localparam int MXFP8_E5M2_COLUMNS = 32;
  localparam int MXFP8_E5M2_ELEMENT_BITS = 8;
  localparam int MXFP8_E5M2_SCALE_BITS = 8;
  localparam int MXFP8_E5M2_BLOCK_BITS = 264;
  localparam int MXFP8_E5M2_HAS_TENSOR_SCALE = 0;

  // mxfp6-e2m3: elements e2m3fn, scale e8m0fnu; default rule ocp-floor.
  localparam int MXFP6_E2M3_ROWS = 1;
  localparam int MXFP6_E2M3_COLUMNS = 32;
  localparam int MXFP6_E2M3_ELEMENT_BITS = 6;
  localparam int MXFP6_E2M3_SCALE_BITS = 8;
  localparam int MXFP6_E2M3_BLOCK_BITS = 200;
  localparam int MXFP6_E2M3_HAS_TENSOR_SCALE = 0;

  // mxfp6-e3m2: elements e3m2fn, scale e8m0fnu; default rule ocp-floor.
  localparam int MXFP6_E3M2_ROWS = 1;
  localparam int MXFP6_E3M2_COLUMNS = 32;
  localparam int MXFP6_E3M2_ELEMENT_BITS = 6;
  localparam int MXFP6_E3M2_SCALE_BITS = 8;
  localparam int MXFP6_E3M2_BLOCK_BITS = 200;
  localparam int MXFP6_E3M2_HAS_TENSOR_SCALE = 0;

  // mxfp4: elements e2m1fn, scale e8m0fnu; default rule ocp-floor.
  localparam int MXFP4_ROWS = 1;
  localparam int MXFP4_COLUMNS = 32;
  localparam int MXFP4_ELEMENT_BITS = 4;
  localparam int MXFP4_SCALE_BITS = 8;
  localparam int MXFP4_BLOCK_BITS = 136;
  localparam int MXFP4_HAS_TENSOR_SCALE = 0;

  // mxint8: elements s1p6, scale e8m0fnu; default rule ocp-floor.
  localparam int MXINT8_ROWS = 1;
  localparam int MXINT8_COLUMNS = 32;
  localparam int MXINT8_ELEMENT_BITS = 8;
  localparam int MXINT8_SCALE_BITS = 8;
  localparam int MXINT8_BLOCK_BITS = 264;
  localparam int MXINT8_HAS_TENSOR_SCALE = 0;

  // mxint8-symmetric: elements int8-symmetric, scale e8m0fnu; default rule ocp-floor.
  localparam int MXINT8_SYMMETRIC_ROWS = 1;
  localparam int MXINT8_SYMMETRIC_COLUMNS = 32;
  localparam int MXINT8_SYMMETRIC_ELEMENT_BITS = 8;
  localparam int MXINT8_SYMMETRIC_SCALE_BITS = 8;
  localparam int MXINT8_SYMMETRIC_BLOCK_BITS = 264;
  localparam int MXINT8_SYMMETRIC_HAS_TENSOR_SCALE = 0;

  // mxint6-symmetric: elements int6-symmetric, scale e8m0fnu; default rule ocp-floor.
  localparam int MXINT6_SYMMETRIC_ROWS = 1;
  localparam int MXINT6_SYMMETRIC_COLUMNS = 32;
  localparam int MXINT6_SYMMETRIC_ELEMENT_BITS = 6;
  localparam int MXINT6_SYMMETRIC_SCALE_BITS = 8;
  localparam int MXINT6_SYMMETRIC_BLOCK_BITS = 200;
  localparam int MXINT6_SYMMETRIC_HAS_TENSOR_SCALE = 0;

  // mxint4-symmetric: elements int4-symmetric, scale e8m0fnu; default rule ocp-floor.
  localparam int MXINT4_SYMMETRIC_ROWS = 1;
  localparam int MXINT4_SYMMETRIC_COLUMNS = 32;
  localparam int MXINT4_SYMMETRIC_ELEMENT_BITS = 4;
  localparam int MXINT4_SYMMETRIC_SCALE_BITS = 8;
  localparam int MXINT4_SYMMETRIC_BLOCK_BITS = 136;
  localparam int MXINT4_SYMMETRIC_HAS_TENSOR_SCALE = 0;

  // mxint2-symmetric: elements int2-symmetric, scale e8m0fnu; default rule ocp-floor.
  localparam int MXINT2_SYMMETRIC_ROWS = 1;
  localparam int MXINT2_SYMMETRIC_COLUMNS = 32;
  localparam int MXINT2_SYMMETRIC_ELEMENT_BITS = 2;
  localparam int MXINT2_SYMMETRIC_SCALE_BITS = 8;
  localparam int MXINT2_SYMMETRIC_BLOCK_BITS = 72;
  localparam int MXINT2_SYMMETRIC_HAS_TENSOR_SCALE = 0;

  // nvfp4: elements e2m1fn, scale ue4m3, a tensor scale f32; default rule cublas.
  localparam int NVFP4_ROWS = 1;
  localparam int NVFP4_COLUMNS = 16;
  localparam int NVFP4_ELEMENT_BITS = 4;
  localparam int NVFP4_SCALE_BITS = 7;
  localparam int NVFP4_BLOCK_BITS = 72;
  localparam int NVFP4_HAS_TENSOR_SCALE = 1;

  // nvfp4-16x16: elements e2m1fn, scale ue4m3, a tensor scale f32; default rule cublas.
  localparam int NVFP4_16X16_ROWS = 16;
  localparam int NVFP4_16X16_COLUMNS = 16;
  localparam int NVFP4_16X16_ELEMENT_BITS = 4;
  localparam int NVFP4_16X16_SCALE_BITS = 7;
  localparam int NVFP4_16X16_BLOCK_BITS = 1032;
  localparam int NVFP4_16X16_HAS_TENSOR_SCALE = 1;

  // nvint4: elements int4-symmetric, scale ue4m3, a tensor scale f32; default rule cublas.
  localparam int NVINT4_ROWS = 1;
  localparam int NVINT4_COLUMNS = 16;
  localparam int NVINT4_ELEMENT_BITS = 4;
  localparam int NVINT4_SCALE_BITS = 7;
  localparam int NVINT4_BLOCK_BITS = 72;
  localparam int NVINT4_HAS_TENSOR_SCALE = 1;

  // fp8-e4m3-1x128: elements e4m3fn, scale f32; default rule quotient.
  localparam int FP8_E4M3_1X128_ROWS = 1;
  localparam int FP8_E4M3_1X128_COLUMNS = 128;
  localparam int FP8_E4M3_1X128_ELEMENT_BITS = 8;
  localparam int FP8_E4M3_1X128_SCALE_BITS = 32;
  localparam int FP8_E4M3_1X128_BLOCK_BITS = 1056;
  localparam int FP8_E4M3_1X128_HAS_TENSOR_SCALE = 0;

  // fp8-e4m3-128x128: elements e4m3fn, scale f32; default rule quotient.
  localparam int FP8_E4M3_128X128_ROWS = 128;
  localparam int FP8_E4M3_128X128_COLUMNS = 128;
  localparam int FP8_E4M3_128X128_ELEMENT_BITS = 8;
  localparam int FP8_E4M3_128X128_SCALE_BITS = 32;
  localparam int FP8_E4M3_128X128_BLOCK_BITS = 131104;
  localparam int FP8_E4M3_128X128_HAS_TENSOR_SCALE = 0;

  // ggml-mxfp4: elements e2m1fn, scale e8m0fnu; default rule ocp-floor.
  localparam int GGML_MXFP4_ROWS = 1;
  localparam int GGML_MXFP4_COLUMNS = 32;
  localparam int GGML_MXFP4_ELEMENT_BITS = 4;
  localparam int GGML_MXFP4_SCALE_BITS = 8;
  localparam int GGML_MXFP4_BLOCK_BITS = 136;
  localparam int GGML_MXFP4_HAS_TENSOR_SCALE = 0;

  // ggml-nvfp4: elements e2m1fn, scale ue4m3; default rule quotient.
  localparam int GGML_NVFP4_ROWS = 1;
  localparam int GGML_NVFP4_COLUMNS = 16;
  localparam int GGML_NVFP4_ELEMENT_BITS = 4;
  localparam int GGML_NVFP4_SCALE_BITS = 7;
  localparam int GGML_NVFP4_BLOCK_BITS = 72;
  localparam int GGML_NVFP4_HAS_TENSOR_SCALE = 0;

  // ggml-q4_0: elements uint4, scale f16, zero point 8; default rule ggml-q4_0.
  localparam int GGML_Q4_0_ROWS = 1;
  localparam int GGML_Q4_0_COLUMNS = 32;
  localparam int GGML_Q4_0_ELEMENT_BITS = 4;
  localparam int GGML_Q4_0_SCALE_BITS = 16;
  localparam int GGML_Q4_0_BLOCK_BITS = 144;
  localparam int GGML_Q4_0_HAS_TENSOR_SCALE = 0;

  // ggml-q4_1: elements uint4, scale f16, minimum f16; default rule affine-minimum.
  localparam int GGML_Q4_1_ROWS = 1;
  localparam int GGML_Q4_1_COLUMNS = 32;
  localparam int GGML_Q4_1_ELEMENT_BITS = 4;
  localparam int GGML_Q4_1_SCALE_BITS = 16;
  localparam int GGML_Q4_1_BLOCK_BITS = 160;
  localparam int GGML_Q4_1_HAS_TENSOR_SCALE = 0;

  // ggml-q8_0: elements int8, scale f16; default rule quotient.
  localparam int GGML_Q8_0_ROWS = 1;
  localparam int GGML_Q8_0_COLUMNS = 32;
  localparam int GGML_Q8_0_ELEMENT_BITS = 8;
  localparam int GGML_Q8_0_SCALE_BITS = 16;
  localparam int GGML_Q8_0_BLOCK_BITS = 272;
  localparam int GGML_Q8_0_HAS_TENSOR_SCALE = 0;

  // sm_90:mma.f32.f16.f16: fused-sum, term exponent by products, output rz-fp32, zero positive.
  localparam int SM_90_MMA_F32_F16_F16_K = 16;
  localparam int SM_90_MMA_F32_F16_F16_GROUP_LENGTH = 16;
  localparam int SM_90_MMA_F32_F16_F16_TERM_LENGTH = 1;
  localparam int SM_90_MMA_F32_F16_F16_FRACTION_BITS = 25;
  localparam int SM_90_MMA_F32_F16_F16_FLOOR = -133;
  localparam logic [31:0] SM_90_MMA_F32_F16_F16_NAN = 32'h7FFFFFFF;

  // sm_90:wgmma.f32.e4m3.e4m3: fused-sum, term exponent by products, output rz-e8m13, zero positive.
  localparam int SM_90_WGMMA_F32_E4M3_E4M3_K = 32;
  localparam int SM_90_WGMMA_F32_E4M3_E4M3_GROUP_LENGTH = 32;
  localparam int SM_90_WGMMA_F32_E4M3_E4M3_TERM_LENGTH = 1;
  localparam int SM_90_WGMMA_F32_E4M3_E4M3_FRACTION_BITS = 13;
  localparam int SM_90_WGMMA_F32_E4M3_E4M3_FLOOR = -133;
  localparam logic [31:0] SM_90_WGMMA_F32_E4M3_E4M3_NAN = 32'h7FFFFFFF;

  // sm_100:tcgen05.f8f6f4.f32.e4m3.e4m3: fused-sum, term exponent by products, output rz-fp32, zero positive.
  localparam int SM_100_TCGEN05_F8F6F4_F32_E4M3_E4M3_K = 32;
  localparam int SM_100_TCGEN05_F8F6F4_F32_E4M3_E4M3_GROUP_LENGTH = 32;
  localparam int SM_100_TCGEN05_F8F6F4_F32_E4M3_E4M3_TERM_LENGTH = 1;
  localparam int SM_100_TCGEN05_F8F6F4_F32_E4M3_E4M3_FRACTION_BITS = 25;
  localparam int SM_100_TCGEN05_F8F6F4_F32_E4M3_E4M3_FLOOR = -133;
  localparam logic [31:0] SM_100_TCGEN05_F8F6F4_F32_E4M3_E4M3_NAN = 32'h7FFFFFFF;

  // sm_100:tcgen05.mxf8f6f4.f32.e4m3.e4m3.ue8m0.block32: fused-sum, term exponent by products, output rz-fp32, zero positive.
  localparam int SM_100_TCGEN05_MXF8F6F4_F32_E4M3_E4M3_UE8M0_BLOCK32_K = 32;
  localparam int SM_100_TCGEN05_MXF8F6F4_F32_E4M3_E4M3_UE8M0_BLOCK32_GROUP_LENGTH = 32;
  localparam int SM_100_TCGEN05_MXF8F6F4_F32_E4M3_E4M3_UE8M0_BLOCK32_TERM_LENGTH = 1;
  localparam int SM_100_TCGEN05_MXF8F6F4_F32_E4M3_E4M3_UE8M0_BLOCK32_FRACTION_BITS = 25;
  localparam int SM_100_TCGEN05_MXF8F6F4_F32_E4M3_E4M3_UE8M0_BLOCK32_FLOOR = -133;
  localparam int SM_100_TCGEN05_MXF8F6F4_F32_E4M3_E4M3_UE8M0_BLOCK32_SCALE_BLOCK = 32;
  localparam logic [31:0] SM_100_TCGEN05_MXF8F6F4_F32_E4M3_E4M3_UE8M0_BLOCK32_NAN = 32'h7FFFFFFF;

  // sm_100:tcgen05.mxf4.f32.e2m1.e2m1.ue8m0.block32: fused-sum, term exponent by scales, output rz-fp32, zero positive.
  localparam int SM_100_TCGEN05_MXF4_F32_E2M1_E2M1_UE8M0_BLOCK32_K = 64;
  localparam int SM_100_TCGEN05_MXF4_F32_E2M1_E2M1_UE8M0_BLOCK32_GROUP_LENGTH = 64;
  localparam int SM_100_TCGEN05_MXF4_F32_E2M1_E2M1_UE8M0_BLOCK32_TERM_LENGTH = 16;
  localparam int SM_100_TCGEN05_MXF4_F32_E2M1_E2M1_UE8M0_BLOCK32_FRACTION_BITS = 35;
  localparam int SM_100_TCGEN05_MXF4_F32_E2M1_E2M1_UE8M0_BLOCK32_FLOOR = -139;
  localparam int SM_100_TCGEN05_MXF4_F32_E2M1_E2M1_UE8M0_BLOCK32_SCALE_BLOCK = 32;
  localparam logic [31:0] SM_100_TCGEN05_MXF4_F32_E2M1_E2M1_UE8M0_BLOCK32_NAN = 32'h7FFFFFFF;

  // sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16: fused-sum, term exponent by scales, output rz-fp32, zero positive.
  localparam int SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_K = 64;
  localparam int SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_GROUP_LENGTH = 64;
  localparam int SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_TERM_LENGTH = 16;
  localparam int SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_FRACTION_BITS = 35;
  localparam int SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_FLOOR = -139;
  localparam int SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_SCALE_BLOCK = 16;
  localparam logic [31:0] SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_NAN = 32'h7FFFFFFF;

endpackage

/* verilator lint_on UNUSEDPARAM */
