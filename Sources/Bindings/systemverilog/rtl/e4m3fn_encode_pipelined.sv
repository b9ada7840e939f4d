// e4m3fn_encode between registers: the answer is there two clock edges after the operand. An example of a clocked device in the bench.
module e4m3fn_encode_pipelined (
    input logic clock,
    input logic [31:0] operand,
    output logic [7:0] code,
    output logic [7:0] exceptions
);
  logic [31:0] held;
  wire [7:0] next_code, next_exceptions;
  e4m3fn_encode encoder (held, next_code, next_exceptions);

  always_ff @(posedge clock) begin
    held <= operand;
    code <= next_code;
    exceptions <= next_exceptions;
  end
endmodule
