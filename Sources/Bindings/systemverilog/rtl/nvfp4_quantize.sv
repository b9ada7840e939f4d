// One block of NVFP4: 16 binary32 numbers and the tensor's largest magnitude become 16 E2M1 codes and one UE4M3 scale.
//
// The default rule, `cublas` of Spec [scale-rules-8], in its letters; each operator below is one binary32 operation:
//
//   S = (F * M) / ifzero(g, F * M)    T = 1 / S          once per tensor
//   u = (a * S) / M                                      once per block; s is u as UE4M3
//   (x * S) * (1 / s)                                    each element, then to E2M1
//
// F = 448 is the largest scale, M = 6 the largest element, g the tensor's maximum, a the block's. A scale of zero makes every code zero
// ([special-blocks-5]). Infinity and NaN need no case of their own: the operations carry them.
// Everything is combinational, so that the arithmetic is easy to see; a real block would take the divisions of the tensor out, and
// pipeline the rest.
module nvfp4_quantize (
    input logic [31:0] tensor_maximum,
    input logic [16*32-1:0] inputs,  // element 0 in the lowest bits
    output logic [31:0] tensor_scale,
    output logic [7:0] scale,
    output logic [16*4-1:0] codes  // element 0 in the lowest bits
);
  localparam logic [31:0] ONE = 32'h3F800000;
  localparam logic [31:0] LARGEST_ELEMENT = 32'h40C00000;  // M = 6
  localparam logic [31:0] LARGEST_BLOCK = 32'h45280000;  // F * M = 2688

  wire [31:0] range = tensor_maximum[30:0] == 0 ? LARGEST_BLOCK : tensor_maximum;
  wire [31:0] tensor_factor;  // S
  float32_divide divide_factor (LARGEST_BLOCK, range, tensor_factor);
  float32_divide divide_tensor (ONE, tensor_factor, tensor_scale);

  // As whole numbers magnitudes have the order of their values, infinity and then NaN above all: a NaN wins.
  function automatic logic [31:0] largest(input logic [16*32-1:0] words);
    integer i;
    logic [30:0] magnitude;
    begin
      largest = 0;
      for (i = 0; i < 16; i = i + 1) begin
        magnitude = words[32*i+:31];
        if (magnitude > largest[30:0]) largest = {1'b0, magnitude};
      end
    end
  endfunction

  wire [31:0] scaled_maximum, exact_scale, decoded_scale, reciprocal;
  float32_multiply multiply_maximum (largest(inputs), tensor_factor, scaled_maximum);
  float32_divide divide_maximum (scaled_maximum, LARGEST_ELEMENT, exact_scale);
  // u is never negative: E4M3FN without its sign is UE4M3.
  wire [7:0] unused_flags;
  e4m3fn_encode encode_scale (exact_scale, scale, unused_flags);
  ue4m3_to_float32 decode_scale (scale[6:0], decoded_scale);
  float32_divide divide_scale (ONE, decoded_scale, reciprocal);

  genvar lane;
  generate
    for (lane = 0; lane < 16; lane = lane + 1) begin : lanes
      wire [31:0] scaled, element;
      wire [3:0] code;
      wire [7:0] unused_exceptions;
      float32_multiply multiply_tensor (inputs[32*lane+:32], tensor_factor, scaled);
      float32_multiply multiply_block (scaled, reciprocal, element);
      e2m1fn_encode encode (element, code, unused_exceptions);
      assign codes[4*lane+:4] = scale == 0 ? 4'd0 : code;
    end
  endgenerate
endmodule
