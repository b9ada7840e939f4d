// binary32 to a small floating-point format with a sign bit: to nearest, ties to even, saturating.
//
// These are the default policies of the Spec ([conversion-2]): infinities and what is too large become the largest finite number, a NaN
// becomes the NaN with all bits one, or the largest positive number in a format without NaN, and zeros keep their sign.
// `exceptions` is the byte of [flags-5], with tininess detected after rounding.
module minifloat_encode #(
    parameter int EXPONENT_BITS = 4,
    parameter int SIGNIFICAND_BITS = 3,
    parameter int BIAS = 7,
    parameter int MAXIMUM = 'h7E,  // the largest finite code
    parameter bit HAS_NAN = 1,
    parameter int NAN = 'h7F
) (
    input logic [31:0] operand,
    output logic [EXPONENT_BITS+SIGNIFICAND_BITS:0] code,
    output logic [7:0] exceptions
);
  localparam int WIDTH = EXPONENT_BITS + SIGNIFICAND_BITS;  // without the sign
  localparam int LOWEST = 128 - BIAS;  // exponent field of a binary32 number that is the smallest normal one here
  localparam int SLIDE = SIGNIFICAND_BITS + 3;  // far enough to leave nothing but the sticky bit

  wire sign = operand[31];
  wire [7:0] field = operand[30:23];
  wire is_nan = &field & |operand[22:0];
  wire is_infinite = &field & ~|operand[22:0];
  wire is_zero = ~|operand[30:0];
  wire [23:0] significand = {|field, operand[22:0]};

  // Below the smallest normal number the last place stays where it is, so the operand slides down instead.
  wire is_low = field < LOWEST[7:0];
  wire [7:0] depth = is_low ? LOWEST[7:0] - field : 8'd0;
  wire [7:0] slide = depth > SLIDE[7:0] ? SLIDE[7:0] : depth;
  wire [23+SLIDE:0] wide = {significand, {SLIDE{1'b0}}} >> slide;
  wire [SIGNIFICAND_BITS:0] kept = wide[23+SLIDE-:SIGNIFICAND_BITS+1];
  wire half = wide[22+SLIDE-SIGNIFICAND_BITS];
  wire sticky = |wide[21+SLIDE-SIGNIFICAND_BITS:0];
  wire round_up = half & (sticky | kept[0]);

  // The leading one of a normal number adds one to the exponent field, and so does a carry out of the significand.
  wire [7:0] above = is_low ? 8'd0 : field - LOWEST[7:0];
  wire [SIGNIFICAND_BITS+8:0] base = {1'b0, above, {SIGNIFICAND_BITS{1'b0}}};
  wire [SIGNIFICAND_BITS+8:0] magnitude = base + {8'd0, kept} + {{SIGNIFICAND_BITS + 8{1'b0}}, round_up};

  wire overflows = is_infinite | (magnitude > MAXIMUM[SIGNIFICAND_BITS+8:0]);
  wire is_inexact = half | sticky | overflows;
  // Rounded with this many bits but without a lower end, would it reach the smallest normal number?
  wire reaches_normal = depth == 8'd1 & &significand[23-:SIGNIFICAND_BITS+2];
  wire is_tiny = is_low & ~reaches_normal;

  assign code = is_nan ? (HAS_NAN ? {1'b0, NAN[WIDTH-1:0]} : {1'b0, MAXIMUM[WIDTH-1:0]})
      : is_zero ? {sign, {WIDTH{1'b0}}}
      : {sign, overflows ? MAXIMUM[WIDTH-1:0] : magnitude[WIDTH-1:0]};
  assign exceptions = is_nan ? {3'd0, !HAS_NAN, 4'd0} : is_zero ? 8'd0 : {5'd0, overflows, is_inexact & is_tiny, is_inexact};
endmodule
