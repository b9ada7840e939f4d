// number * 2^exponent as binary32, rounded toward zero. Zero is +0. Too large a number cannot come: see nvfp4_dot.
module float32_truncate #(
    parameter int BITS = 51
) (
    input logic signed [BITS-1:0] number,
    input logic signed [9:0] exponent,
    output logic [31:0] word
);
  wire sign = number[BITS-1];
  wire [BITS-1:0] magnitude = sign ? -number : number;

  function automatic logic [7:0] leading_zeros(input logic [BITS-1:0] bits);
    integer i;
    begin
      leading_zeros = BITS[7:0];
      for (i = 0; i < BITS; i = i + 1) if (bits[i]) leading_zeros = BITS[7:0] - 8'd1 - i[7:0];
    end
  endfunction

  wire [7:0] zeros = leading_zeros(magnitude);
  wire signed [9:0] top = exponent + BITS[9:0] - 10'sd1 - {2'd0, zeros};  // exponent of the leading one
  // A subnormal result has its leading one further down.
  wire signed [9:0] below = -10'sd126 - top;
  wire is_low = below > 0;
  wire [BITS-1:0] normalised = magnitude << zeros >> (is_low ? below : 10'sd0);
  wire [9:0] field = is_low ? 10'd0 : top + 10'sd127;

  wire unused = &{field[9:8], normalised};

  assign word = magnitude == 0 ? 32'd0 : {sign, field[7:0], normalised[BITS-2-:23]};
endmodule
