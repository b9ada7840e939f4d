// binary32 to E2M1FN: to nearest, ties to even, saturating.
module e2m1fn_encode (
    input logic [31:0] operand,
    output logic [3:0] code,
    output logic [7:0] exceptions
);
  minifloat_encode #(
      .EXPONENT_BITS(binade_pkg::E2M1FN_EXPONENT_BITS),
      .SIGNIFICAND_BITS(binade_pkg::E2M1FN_SIGNIFICAND_BITS),
      .BIAS(binade_pkg::E2M1FN_BIAS),
      .MAXIMUM({28'd0, binade_pkg::E2M1FN_MAXIMUM_CODE}),
      .HAS_NAN(1'b0),
      .NAN(0)
  ) encoder (
      .operand(operand),
      .code(code),
      .exceptions(exceptions)
  );
endmodule
