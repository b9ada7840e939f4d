// a * b in binary32, as IEEE 754 has it: rounded once, to nearest, ties to even; no flush to zero. NaN as in Spec [arithmetic-1].
module float32_multiply (
    input logic [31:0] a,
    input logic [31:0] b,
    output logic [31:0] result
);
  wire a_sign, a_zero, a_infinite, a_nan, b_sign, b_zero, b_infinite, b_nan;
  wire signed [9:0] a_exponent, b_exponent;
  wire [23:0] a_significand, b_significand;
  float32_unpack unpack_a (a, a_sign, a_exponent, a_significand, a_zero, a_infinite, a_nan);
  float32_unpack unpack_b (b, b_sign, b_exponent, b_significand, b_zero, b_infinite, b_nan);

  wire sign = a_sign ^ b_sign;
  wire [47:0] product = {24'd0, a_significand} * {24'd0, b_significand};
  wire is_two_or_more = product[47];
  wire [46:0] digits = is_two_or_more ? product[47:1] : product[46:0];
  wire lost = is_two_or_more & product[0];
  wire signed [9:0] exponent = a_exponent + b_exponent + {9'd0, is_two_or_more};

  wire [31:0] number;
  float32_pack pack (sign, exponent, {digits[46:22], |digits[21:0] | lost}, number);

  assign result = a_nan ? a | 32'h00400000
      : b_nan ? b | 32'h00400000
      : (a_infinite & b_zero) | (a_zero & b_infinite) ? 32'h7FC00000
      : a_infinite | b_infinite ? {sign, 31'h7F800000}
      : a_zero | b_zero ? {sign, 31'd0}
      : number;
endmodule
