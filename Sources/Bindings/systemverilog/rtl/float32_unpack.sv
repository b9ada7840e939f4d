// A binary32 word in pieces. A subnormal number is shifted up until its leading one is at the top, with the exponent to match.
module float32_unpack (
    input logic [31:0] word,
    output logic sign,
    output logic signed [9:0] exponent,  // of the leading one
    output logic [23:0] significand,
    output logic is_zero,
    output logic is_infinite,
    output logic is_nan
);
  wire [7:0] field = word[30:23];

  function automatic logic [4:0] leading_zeros(input logic [23:0] bits);
    integer i;
    begin
      leading_zeros = 0;
      for (i = 0; i < 24; i = i + 1) if (bits[i]) leading_zeros = 5'd23 - i[4:0];
    end
  endfunction

  wire [23:0] digits = {|field, word[22:0]};
  wire [4:0] shift = leading_zeros(digits);
  wire [9:0] lowest_or_field = {2'd0, field == 0 ? 8'd1 : field};

  assign sign = word[31];
  assign significand = digits << shift;
  assign exponent = lowest_or_field - 10'd127 - {5'd0, shift};
  assign is_zero = ~|word[30:0];
  assign is_infinite = &field & ~|word[22:0];
  assign is_nan = &field & |word[22:0];
endmodule
