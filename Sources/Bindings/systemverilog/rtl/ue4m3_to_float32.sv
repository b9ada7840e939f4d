// The value of a UE4M3 scale as a binary32 word, exactly; NaN is 7FC00000.
module ue4m3_to_float32 (
    input logic [6:0] code,
    output logic [31:0] word
);
  localparam logic [7:0] OFFSET = 8'd127 - binade_pkg::UE4M3_BIAS[7:0];  // between the two exponent fields

  wire [3:0] field = code[6:3];
  wire [2:0] digits = code[2:0];
  // A subnormal scale is digits * 2^-9; as binary32 it is normal.
  wire [1:0] shift = digits[2] ? 2'd1 : digits[1] ? 2'd2 : 2'd3;
  wire [2:0] shifted = digits << shift;

  assign word = code == binade_pkg::UE4M3_NAN_CODE ? 32'h7FC00000
      : field != 0 ? {1'b0, OFFSET + {4'd0, field}, digits, 20'd0}
      : digits == 0 ? 32'd0
      : {1'b0, OFFSET + 8'd1 - {6'd0, shift}, shifted, 20'd0};
endmodule
