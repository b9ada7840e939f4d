// Sixteen products of E2M1 elements times two UE4M3 scales, exactly: one term of the fused sum (Spec [datapaths-4], steps 2 to 4).
//
// value = number * 2^(exponent - 8). The exponent is that of the scales alone: products are fixed-point, so a term is aligned by its
// scales however large or small its sum is, also where the products cancel. Only a term without any product is zero for the alignment.
module nvfp4_term (
    input logic [16*4-1:0] a,
    input logic [16*4-1:0] b,
    input logic [6:0] a_scale,
    input logic [6:0] b_scale,
    output logic signed [20:0] number,  // at most 16 * 36 * 4 halves squared, times 15 * 15 eighths squared
    output logic signed [5:0] exponent,  // -12 ... 16
    output logic is_zero,
    output logic is_nan
);
  // The magnitude of a code in halves: 0 1 2 3 4 6 8 12.
  function automatic logic [3:0] halves(input logic [2:0] code);
    halves = code[2:1] == 0 ? {3'd0, code[0]} : {2'd0, 1'b1, code[0]} << (code[2:1] - 2'd1);
  endfunction

  function automatic logic signed [12:0] sum(input logic [16*4-1:0] x, input logic [16*4-1:0] y);
    integer i;
    logic [7:0] product;
    begin
      sum = 0;
      for (i = 0; i < 16; i = i + 1) begin
        product = {4'd0, halves(x[4*i+:3])} * {4'd0, halves(y[4*i+:3])};
        sum = x[4*i+3] ^ y[4*i+3] ? sum - $signed({5'd0, product}) : sum + $signed({5'd0, product});
      end
    end
  endfunction

  function automatic logic has_product(input logic [16*4-1:0] x, input logic [16*4-1:0] y);
    integer i;
    begin
      has_product = 0;
      for (i = 0; i < 16; i = i + 1) has_product = has_product | (|x[4*i+:3] & |y[4*i+:3]);
    end
  endfunction

  // Eighths of a scale, and its exponent. A subnormal one keeps the smallest exponent; it is not normalised.
  wire [3:0] a_eighths = {|a_scale[6:3], a_scale[2:0]};
  wire [3:0] b_eighths = {|b_scale[6:3], b_scale[2:0]};
  wire [3:0] a_field = a_scale[6:3] == 0 ? 4'd1 : a_scale[6:3];
  wire [3:0] b_field = b_scale[6:3] == 0 ? 4'd1 : b_scale[6:3];
  wire [7:0] scales = {4'd0, a_eighths} * {4'd0, b_eighths};
  localparam logic [5:0] TWO_BIASES = 6'd2 * binade_pkg::UE4M3_BIAS[5:0];

  assign number = sum(a, b) * $signed({1'b0, scales});
  assign exponent = {2'd0, a_field} + {2'd0, b_field} - TWO_BIASES;
  assign is_zero = scales == 0 | ~has_product(a, b);
  assign is_nan = a_scale == binade_pkg::UE4M3_NAN_CODE | b_scale == binade_pkg::UE4M3_NAN_CODE;
endmodule
