// A bench for block-scaled dot products: 64 E2M1 elements of A and of B, a UE4M3 scale for each 16 of them, C in, D out. It checks itself.
//
//   -DDEVICE=NAME     the module under test, with the ports below
//   +mem=FILE         a $readmemh image: Vectors/mem/sm_100-tcgen05-mxf4nvf4-…_dot.mem
//   +ids=FILE         the ids of its tests, a $readmemh image too: then a mismatch says which vector to verify again
//   +text=FILE        lines: binade generate INSTRUCTION --format text; or those of vectors.py, with the id of the vector at the end
//   +again=COMMAND    what made the lines; shown with a mismatch
//   +pipe             lines from standard input, and out again with the device's answers, for `binade verify -`
//
// In the text element 0 is the first digit, at the ports it is in the lowest bits. A line of more than 64 elements is a chain of
// instructions: D of one is C of the next.
module dot_tb;
  `include "bench.svh"

  localparam int K = 64;
  localparam int BLOCKS = 4;  // of 16 elements
  localparam int LONGEST = 4;  // instructions of a chain
  logic [K*4-1:0] a = 0, b = 0;
  logic [BLOCKS*8-1:0] a_scales = 0, b_scales = 0;
  logic [31:0] c = 0;
  wire [31:0] d;

  `DEVICE device (
      .a(a),
      .b(b),
      .a_scales(a_scales),
      .b_scales(b_scales),
      .c(c),
      .d(d)
  );

  // A test as the line has it: element 0 in the highest digit of `length` instructions. Kept here until all of it is read.
  logic [LONGEST*K*4-1:0] a_digits, b_digits;
  logic [LONGEST*BLOCKS*8-1:0] a_bytes, b_bytes;
  logic [31:0] first_c, expected;
  integer length, id, step, k;

  // Drives the chain, one instruction after the other. The ports are assigned whole: Verilator 5.006 does not notice an assignment to
  // some bits of them.
  logic [K*4-1:0] a_next, b_next;
  logic [BLOCKS*8-1:0] a_scales_next, b_scales_next;
  task ask;
    begin
      c = first_c;
      for (step = 0; step < length; step = step + 1) begin
        for (k = 0; k < K; k = k + 1) begin
          a_next[4*k+:4] = a_digits[4*(K*(length-step)-1-k)+:4];
          b_next[4*k+:4] = b_digits[4*(K*(length-step)-1-k)+:4];
        end
        for (k = 0; k < BLOCKS; k = k + 1) begin
          a_scales_next[8*k+:8] = a_bytes[8*(BLOCKS*(length-step)-1-k)+:8];
          b_scales_next[8*k+:8] = b_bytes[8*(BLOCKS*(length-step)-1-k)+:8];
        end
        a = a_next;
        b = b_next;
        a_scales = a_scales_next;
        b_scales = b_scales_next;
        #1;
        if (step + 1 < length) c = d;
      end
      tests = tests + 1;
    end
  endtask

  // As the vectors write them, element 0 first.
  task show_codes(input logic [K*4-1:0] bits);
    for (k = 0; k < K; k = k + 1) $write("%h", bits[4*k+:4]);
  endtask

  task show_scales(input logic [BLOCKS*8-1:0] bits);
    for (k = 0; k < BLOCKS; k = k + 1) $write("%h", bits[8*k+:8]);
  endtask

  task check;
    if (d !== expected) begin
      mismatches = mismatches + 1;
      if (mismatches <= SHOWN) begin
        $write("%0s, instruction %0d of the chain:\n  a ", name, length);
        show_codes(a);
        $write(" scales ");
        show_scales(a_scales);
        $write("\n  b ");
        show_codes(b);
        $write(" scales ");
        show_scales(b_scales);
        $write("\n  c %h: expected %h, found %h\n", c, expected, d);
        say_again(id);
      end
    end
  endtask

  logic [87:0] image[0:1024*K-1];
  logic [31:0] ids[0:1023];
  logic [7:0] a_byte, b_byte;
  integer size, place;
  string ids_path;

  task run_mem;
    begin
      open_file;
      read_line;
      if ($sscanf(line, "// %s %d tests of 64 elements", name, size) != 2 || size > 1024)
        $fatal(1, "%0s: the first line does not say how many tests follow", path);
      name = name.substr(0, name.len() - 2);  // without the comma
      for (place = 0; place < size * K; place = place + 1) image[place] = ~88'd0;  // where the file is too short: no D is FFFFFFFF
      $readmemh(path, image, 0, size * K - 1);
      for (place = 0; place < size; place = place + 1) ids[place] = 0;
      if ($value$plusargs("ids=%s", ids_path)) $readmemh(ids_path, ids, 0, size - 1);
      length = 1;
      for (place = 0; place < size; place = place + 1) begin
        a_digits = 0;
        b_digits = 0;
        a_bytes = 0;
        b_bytes = 0;
        for (k = 0; k < K; k = k + 1) begin
          {a_digits[4*(K-1-k)+:4], b_digits[4*(K-1-k)+:4], a_byte, b_byte, first_c, expected} = image[place*K+k];
          a_bytes[8*(BLOCKS-1-k/16)+:8] = a_byte;
          b_bytes[8*(BLOCKS-1-k/16)+:8] = b_byte;
        end
        id = ids[place];
        line_number = place * K + 1;
        ask;
        check;
      end
      conclude;
    end
  endtask

  string extra;
  integer words;

  task run_text(input logic is_pipe);
    begin
      open_file;
      name = "dot";
      read_line;
      while (character != -1 || line.len() != 0) begin  // the last line may have no end
        if (line.len() != 0 && line.substr(0, 0) == "#") begin
          if ($sscanf(line, "#dots instruction=%s", extra) == 1) name = extra;
          if ($sscanf(line, "#suite %s", extra) == 1) name = extra;
          if (is_pipe) $display("%0s", line);
        end else if (line.len() != 0) begin
          id = 0;
          words = $sscanf(line, "%h %h %h %h %h %h %d %s", a_digits, b_digits, a_bytes, b_bytes, first_c, expected, id, extra);
          length = first_word / K;
          if (words < 6 || words > 7 || length < 1 || length > LONGEST || length * K != first_word)
            $fatal(1, "%0s line %0d: expected a b scaleA scaleB c result, for at most %0d elements", path, line_number, LONGEST * K);
          ask;
          if (is_pipe) $display("%0s %h", line.substr(0, 2 * length * (K + 8) + 11), d);
          else check;
        end
        read_line;
      end
      if (!is_pipe) conclude;
    end
  endtask

  // There is no $finish, because Verilator announces it on standard output, where the answers are.
  initial begin
    if ($value$plusargs("mem=%s", path)) begin
      again = {"grep -v ^// ", path};
      run_mem;
    end else if ($value$plusargs("text=%s", path)) begin
      if (!$value$plusargs("again=%s", again)) again = {"cat ", path};
      run_text(0);
    end else if ($test$plusargs("pipe")) begin
      path = "/dev/stdin";
      run_text(1);
    end else $fatal(1, "expected +mem=FILE, +text=FILE or +pipe");
  end
endmodule
