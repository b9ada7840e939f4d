// A bench for NVFP4 quantizers: the tensor's maximum and 16 numbers in, tensor scale, block scale and 16 codes out. It checks itself.
//
//   -DDEVICE=NAME     the module under test, with the ports below
//   +mem=FILE         a $readmemh image: Vectors/mem/nvfp4_quantize.mem, or binade generate nvfp4_quantize --format mem
//   +ids=FILE         the ids of its tests, a $readmemh image too: then a mismatch says which vector to verify again
//   +text=FILE        lines of vectors.py: inputs without gaps, tensor maximum, tensor scale, scale, codes, id of the vector or 0
//   +again=COMMAND    what made the image or the lines; shown with a mismatch
//
// In the text element 0 is the first digit of the codes, at the ports it is in the lowest bits. A block at the end of a row has fewer
// elements: the others are driven as +0, which no maximum notices, and their codes are not looked at.
module quantize_tb;
  `include "bench.svh"

  localparam int N = 16;
  logic [31:0] tensor_maximum = 0;
  logic [N*32-1:0] inputs = 0;
  wire [31:0] tensor_scale;
  wire [7:0] scale;
  wire [N*4-1:0] codes;

  `DEVICE device (
      .tensor_maximum(tensor_maximum),
      .inputs(inputs),
      .tensor_scale(tensor_scale),
      .scale(scale),
      .codes(codes)
  );

  // A test, kept here until all of it is read.
  logic [31:0] maximum, expected_tensor_scale;
  logic [N*32-1:0] words;
  logic [7:0] expected_scale;
  logic [N*4-1:0] expected_codes, used;  // used: bits of the codes that the block has
  integer id, shown;

  // As the vectors write them, element 0 first.
  task show_codes(input logic [N*4-1:0] bits);
    for (shown = 0; shown < N; shown = shown + 1) $write("%h", bits[4*shown+:4]);
  endtask

  task check;
    begin
      tensor_maximum = maximum;
      inputs = words;
      #1;
      tests = tests + 1;
      if (tensor_scale !== expected_tensor_scale || scale !== expected_scale || (codes & used) !== expected_codes) begin
        mismatches = mismatches + 1;
        if (mismatches <= SHOWN) begin
          $write("%0s: tensor maximum %h inputs", name, maximum);
          for (shown = 0; shown < N; shown = shown + 1) $write(" %h", words[32*shown+:32]);
          $write("\n  expected tensor scale %h scale %h codes ", expected_tensor_scale, expected_scale);
          show_codes(expected_codes);
          $write(",\n  found    tensor scale %h scale %h codes ", tensor_scale, scale);
          show_codes(codes & used);
          $write("\n");
          say_again(id);
        end
      end
    end
  endtask

  logic [107:0] image[0:1024*N-1];
  logic [31:0] ids[0:1023];
  integer lane, size, place;
  string ids_path;

  task run_mem;
    begin
      open_file;
      read_line;
      if ($sscanf(line, "// %s group %d of %d, %d blocks of 16 lanes", name, place, place, size) != 4 || size > 1024)
        $fatal(1, "%0s: the first line does not say how many blocks follow", path);
      name = name.substr(0, name.len() - 2);  // without the comma
      for (place = 0; place < size * N; place = place + 1) image[place] = ~108'd0;  // where the file is too short: no scale is FF
      $readmemh(path, image, 0, size * N - 1);
      for (place = 0; place < size; place = place + 1) ids[place] = 0;
      if ($value$plusargs("ids=%s", ids_path)) $readmemh(ids_path, ids, 0, size - 1);
      used = ~64'd0;
      for (place = 0; place < size; place = place + 1) begin
        for (lane = 0; lane < N; lane = lane + 1)
          {maximum, expected_tensor_scale, words[32*lane+:32], expected_scale, expected_codes[4*lane+:4]} = image[place*N+lane];
        id = ids[place];
        line_number = place * N + 1;
        check;
      end
      conclude;
    end
  endtask

  string extra;
  logic [N*32-1:0] first_digits;
  logic [N*4-1:0] digits;

  task run_text;
    begin
      open_file;
      read_line;
      while (character != -1 || line.len() != 0) begin  // the last line may have no end
        if (line.len() != 0 && line.substr(0, 0) == "#") begin
          if ($sscanf(line, "# %s", extra) == 1) name = extra;
        end else if (line.len() != 0) begin
          size = $sscanf(line, "%h %h %h %h %h %d %s", first_digits, maximum, expected_tensor_scale, expected_scale, digits, id, extra);
          if (size != 6) $fatal(1, "%0s line %0d: expected six words", path, line_number);
          size = first_word / 8;
          words = 0;
          expected_codes = 0;
          used = 0;
          for (lane = 0; lane < size; lane = lane + 1) begin
            words[32*lane+:32] = first_digits[32*(size-1-lane)+:32];
            expected_codes[4*lane+:4] = digits[4*(size-1-lane)+:4];
            used[4*lane+:4] = 4'hF;
          end
          check;
        end
        read_line;
      end
      conclude;
    end
  endtask

  initial begin
    if ($value$plusargs("mem=%s", path)) begin
      if (!$value$plusargs("again=%s", again)) again = {"cat ", path};
      again = {again, " | grep -v ^//"};
      run_mem;
    end else if ($value$plusargs("text=%s", path)) begin
      if (!$value$plusargs("again=%s", again)) again = {"cat ", path};
      run_text;
    end else $fatal(1, "expected +mem=FILE or +text=FILE");
  end
endmodule
