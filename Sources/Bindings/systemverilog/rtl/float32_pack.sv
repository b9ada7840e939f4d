// Rounds to binary32, to nearest, ties to even; subnormals are kept, and overflow gives infinity.
module float32_pack (
    input logic sign,
    input logic signed [9:0] exponent,  // of the top bit
    input logic [25:0] significand,  // top bit 1; 24 bits, the half, and whether anything is below it
    output logic [31:0] word
);
  // Below 2^-126 the last place stays at 2^-149. 26 places down nothing is left but the fact that there was something.
  wire signed [9:0] below = -10'sd126 - exponent;
  wire is_low = below > 0;
  wire [4:0] slide = !is_low ? 5'd0 : below > 26 ? 5'd26 : below[4:0];
  wire [51:0] wide = {significand, 26'd0} >> slide;
  wire round_up = wide[27] & (wide[28] | |wide[26:0]);

  // The leading one counts for one exponent. A carry out of the significand for another: the largest number becomes infinity by itself.
  wire [9:0] above = exponent + 10'sd126;
  wire [32:0] base = is_low ? 33'd0 : {above, 23'd0};
  wire [32:0] magnitude = base + {9'd0, wide[51:28]} + {32'd0, round_up};
  wire overflows = magnitude >= 33'h0_7F800000;

  assign word = {sign, overflows ? 31'h7F800000 : magnitude[30:0]};
endmodule
