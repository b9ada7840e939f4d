// A bench for encoders: binary32 in, code and exceptions out. It checks itself.
//
//   -DDEVICE=NAME     the module under test, with the ports below
//   -DCODE_BITS=N     the width of its code
//   -DCLOCKED=N       it has a port `clock`, and its answer is there N edges after the operand; without: it is combinational
//   -DCODES_ONLY      it has no port `exceptions`
//   +mem=FILE         a $readmemh image: Vectors/mem, or binade generate SUITE --format mem --group G
//   +text=FILE        lines: Vectors/text, or binade generate SUITE --format text
//   +again=COMMAND    what made the lines; shown with a mismatch
//   +pipe             lines from standard input, and out again with the device's answers, for `binade verify -`
//
// Of a text the groups are asked that have the policies of its first group: a device has one conversion, a file has all.
module encode_tb;
  `include "bench.svh"

  logic [31:0] operand = 0;
  wire [`CODE_BITS-1:0] code;
  wire [7:0] result = {{8 - `CODE_BITS{1'b0}}, code};  // as the vectors write it
  wire [7:0] exceptions;

`ifdef CLOCKED
  logic clock = 0;
`endif
`ifdef CODES_ONLY
  assign exceptions = 0;
`endif

  `DEVICE device (
`ifdef CLOCKED
      .clock(clock),
`endif
`ifndef CODES_ONLY
      .exceptions(exceptions),
`endif
      .operand(operand),
      .code(code)
  );

  // What a line says is kept here until the number of its words is known to be right, and goes to the device afterwards: `$sscanf`
  // straight into `operand` would show the device an operand that no line has.
  logic [31:0] word;
  logic [7:0] expected, expected_exceptions;

  // Drives the device and waits for its answer.
  task ask;
    begin
      operand = word;
      #1;
`ifdef CLOCKED
      repeat (`CLOCKED) begin
        clock = 1;
        #1 clock = 0;
        #1;
      end
`endif
`ifdef CODES_ONLY
      expected_exceptions = 0;
`endif
      tests = tests + 1;
    end
  endtask

  // `!==`, so that an unknown answer is a wrong one.
  task check(input integer id);
    if (result !== expected || exceptions !== expected_exceptions) begin
      mismatches = mismatches + 1;
      if (mismatches <= SHOWN) begin
        $display("%0s: operand %h: expected %h exceptions %h, found %h exceptions %h", name, word, expected, expected_exceptions, result,
                 exceptions);
        say_again(id);
      end
    end
  endtask

  logic [47:0] image[0:65535];
  integer group_number, size, place;

  task run_mem;
    begin
      open_file;
      read_line;
      if ($sscanf(line, "// %s group %d of %d, %d tests", name, group_number, place, size) != 4 || size > 65536)
        $fatal(1, "%0s: the first line does not say how many tests follow", path);
      name = name.substr(0, name.len() - 2);  // without the comma
      for (place = 0; place < size; place = place + 1) image[place] = ~48'd0;  // where the file is too short: no answer is FF FF
      $readmemh(path, image, 0, size - 1);
      for (place = 0; place < size; place = place + 1) begin
        {word, expected, expected_exceptions} = image[place];
        ask;
        line_number = place + 1;
        check(group_number == 1 ? place + 1 : 0);  // the ids of the first group count from 1
      end
      conclude;
    end
  endtask

  string first_group, extra;
  integer is_asked, words, skipped;

  task run_text(input logic is_pipe);
    begin
      open_file;
      first_group = "";
      is_asked = 1;  // a shard after the first has no group line
      skipped = 0;
      read_line;
      while (character != -1 || line.len() != 0) begin  // the last line may have no end
        if (line.len() > 6 && line.substr(0, 6) == "#group ") begin
          if (first_group == "") first_group = line;
          is_asked = first_group == line ? 1 : 0;
          if (is_pipe && is_asked == 1) $display("%0s", line);
        end else if (line.len() != 0 && line.substr(0, 0) == "#") begin
          if ($sscanf(line, "# %s", extra) == 1) name = extra.substr(0, extra.len() - 2);  // without the comma
        end else if (line.len() != 0 && is_asked == 0) skipped = skipped + 1;
        else if (line.len() != 0) begin
          words = $sscanf(line, "%h %h %h %s", word, expected, expected_exceptions, extra);
          if (words != 3) $fatal(1, "%0s line %0d: expected operand, result and exceptions", path, line_number);
          ask;
          if (is_pipe) $display("%h %h %h", word, result, exceptions);
          else check(0);
        end
        read_line;
      end
      if (!is_pipe) begin
        if (skipped != 0) $display("%0d vectors of other policies left out", skipped);
        conclude;
      end
    end
  endtask

  // There is no $finish, because Verilator announces it on standard output, where the answers are: nothing is left to happen, and that ends
  // the simulation too.
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
