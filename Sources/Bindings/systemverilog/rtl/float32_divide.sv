// a / b in binary32, as IEEE 754 has it: rounded once, to nearest, ties to even; no flush to zero. NaN as in Spec [arithmetic-1].
module float32_divide (
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
  // The dividend is doubled where that makes the quotient's first bit 1.
  wire is_less = a_significand < b_significand;
  wire [24:0] dividend = is_less ? {a_significand, 1'b0} : {1'b0, a_significand};
  wire signed [9:0] exponent = a_exponent - b_exponent - {9'd0, is_less};

  // Long division: 26 bits of the quotient; the last one is also set if there is a remainder, which is all that rounding asks.
  function automatic logic [25:0] quotient(input logic [24:0] numerator, input logic [23:0] denominator);
    logic [25:0] rest;
    integer i;
    begin
      rest = {1'b0, numerator};
      quotient = 0;
      for (i = 0; i < 26; i = i + 1) begin
        quotient = quotient << 1;
        if (rest >= {2'd0, denominator}) begin
          rest = rest - {2'd0, denominator};
          quotient = quotient | 26'd1;
        end
        rest = rest << 1;
      end
      if (rest != 0) quotient = quotient | 26'd1;
    end
  endfunction

  wire [31:0] number;
  float32_pack pack (sign, exponent, quotient(dividend, b_significand), number);

  assign result = a_nan ? a | 32'h00400000
      : b_nan ? b | 32'h00400000
      : (a_zero & b_zero) | (a_infinite & b_infinite) ? 32'h7FC00000
      : a_infinite | b_zero ? {sign, 31'h7F800000}
      : a_zero | b_infinite ? {sign, 31'd0}
      : number;
endmodule
