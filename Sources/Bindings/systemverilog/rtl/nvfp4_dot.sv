// d = a . b + c as sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16 makes it: 64 E2M1 elements in four blocks of 16, each with
// a UE4M3 scale, and a binary32 accumulator (Spec [datapaths-4] to [datapaths-7]).
//
// The four terms and C are shifted to the largest exponent among them and cut there, toward zero, FRACTION_BITS below its point. The sum
// of what is left is exact, and is cut again to binary32. Longer products are chains: d is the next c.
module nvfp4_dot #(
    parameter int FRACTION_BITS = binade_pkg::SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_FRACTION_BITS
) (
    input logic [64*4-1:0] a,  // element 0 in the lowest bits
    input logic [64*4-1:0] b,
    input logic [4*8-1:0] a_scales,  // that of elements 0 ... 15 in the lowest bits
    input logic [4*8-1:0] b_scales,
    input logic [31:0] c,
    output logic [31:0] d
);
  // A term is below 2^20 * 2^-8 at its exponent, and C below 2: four terms, C and a sign.
  localparam int SUM_BITS = FRACTION_BITS + 16;
  localparam logic [31:0] CANONICAL_NAN = binade_pkg::SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_NAN;

  wire [4*21-1:0] numbers;
  wire [4*6-1:0] exponents;
  wire [3:0] is_zero, is_nan;
  genvar i;
  generate
    for (i = 0; i < 4; i = i + 1) begin : groups
      nvfp4_term term (
          .a(a[64*i+:64]),
          .b(b[64*i+:64]),
          .a_scale(a_scales[8*i+:7]),
          .b_scale(b_scales[8*i+:7]),
          .number(numbers[21*i+:21]),
          .exponent(exponents[6*i+:6]),
          .is_zero(is_zero[i]),
          .is_nan(is_nan[i])
      );
    end
  endgenerate
  wire unused = &{a_scales[31], a_scales[23], a_scales[15], a_scales[7], b_scales[31], b_scales[23], b_scales[15], b_scales[7]};

  wire c_is_special = &c[30:23];
  wire [7:0] c_field = c[30:23] == 0 ? 8'd1 : c[30:23];
  wire signed [9:0] c_exponent = {2'd0, c_field} - 10'sd127;

  function automatic logic signed [9:0] wide(input logic [5:0] narrow);
    wide = {{4{narrow[5]}}, narrow};
  endfunction

  // The largest exponent of what is not zero.
  function automatic logic signed [9:0] highest(input logic signed [9:0] lowest, input logic [4*6-1:0] of_terms,
                                                input logic [3:0] leave_out);
    integer k;
    begin
      highest = lowest;
      for (k = 0; k < 4; k = k + 1) if (!leave_out[k] && wide(of_terms[6*k+:6]) > highest) highest = wide(of_terms[6*k+:6]);
    end
  endfunction
  localparam logic [9:0] FLOOR = binade_pkg::SM_100_TCGEN05_MXF4NVF4_F32_E2M1_E2M1_UE4M3_BLOCK16_FLOOR[9:0];
  wire signed [9:0] common = highest(c[30:0] == 0 ? FLOOR : c_exponent, exponents, is_zero);

  // Toward zero means that the magnitude is shifted. A shifter for two's complement would round down.
  function automatic logic signed [SUM_BITS-1:0] aligned(input logic is_negative, input logic [SUM_BITS-1:0] magnitude,
                                                         input logic [9:0] distance);
    aligned = is_negative ? -$signed(magnitude >> distance) : $signed(magnitude >> distance);
  endfunction

  function automatic logic signed [SUM_BITS-1:0] sum(input logic signed [SUM_BITS-1:0] start, input logic [4*21-1:0] terms,
                                                     input logic [4*6-1:0] of_terms, input logic signed [9:0] at);
    integer k;
    logic [20:0] digits;
    begin
      sum = start;
      for (k = 0; k < 4; k = k + 1) begin
        digits = terms[21*k+20] ? -terms[21*k+:21] : terms[21*k+:21];
        sum = sum + aligned(terms[21*k+20], {{SUM_BITS - 21{1'b0}}, digits} << (FRACTION_BITS - 8), at - wide(of_terms[6*k+:6]));
      end
    end
  endfunction

  wire [SUM_BITS-1:0] c_digits = {{SUM_BITS - 24{1'b0}}, |c[30:23], c[22:0]} << (FRACTION_BITS - 23);
  wire signed [SUM_BITS-1:0] total = sum(aligned(c[31], c_digits, common - c_exponent), numbers, exponents, common);

  // The terms together stay below 2^32 and C is finite here, so nothing overflows: beside a C that large every term is cut to zero.
  wire [31:0] result;
  float32_truncate #(
      .BITS(SUM_BITS)
  ) truncate (
      .number(total),
      .exponent(common - FRACTION_BITS[9:0]),
      .word(result)
  );

  // A NaN scale decides even where its elements are zero. C alone can be infinite.
  assign d = |is_nan | (c_is_special & |c[22:0]) ? CANONICAL_NAN : c_is_special ? c : result;
endmodule
