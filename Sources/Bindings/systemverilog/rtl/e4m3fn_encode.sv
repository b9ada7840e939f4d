// binary32 to E4M3FN: to nearest, ties to even, saturating.
module e4m3fn_encode (
    input logic [31:0] operand,
    output logic [7:0] code,
    output logic [7:0] exceptions
);
  minifloat_encode #(
      .EXPONENT_BITS(binade_pkg::E4M3FN_EXPONENT_BITS),
      .SIGNIFICAND_BITS(binade_pkg::E4M3FN_SIGNIFICAND_BITS),
      .BIAS(binade_pkg::E4M3FN_BIAS),
      .MAXIMUM({24'd0, binade_pkg::E4M3FN_MAXIMUM_CODE}),
      .HAS_NAN(1'b1),
      .NAN({24'd0, binade_pkg::E4M3FN_NAN_CODE})
  ) encoder (
      .operand(operand),
      .code(code),
      .exceptions(exceptions)
  );
endmodule
