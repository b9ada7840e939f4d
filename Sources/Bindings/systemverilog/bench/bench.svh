// What the benches share: reading lines, and counting. Included inside a module.
//
// Why not `$fscanf`, or `$fgets` into a variable: a comment would put `$fscanf` out of step, and at a cut last line Verilator 5.006 never
// returns from it; Icarus 11 has no `$fgets` into a string, Verilator 5.006 none into a register of more than 2048 bits. Characters
// into a string, and `$sscanf` on the whole line, is what both do alike.

localparam int SHOWN = 3;  // mismatches that are printed

integer file = 0, character = 0, line_number = 0, first_word = 0;
integer tests = 0, mismatches = 0;
string path, again, line, name;

task open_file;
  begin
    file = $fopen(path, "r");
    if (file == 0) $fatal(1, "cannot open %0s", path);
    character = 0;
    line_number = 0;
  end
endtask

// The next line; empty at the end of the file. `first_word` is the length of its first word.
task read_line;
  begin
    line = "";
    first_word = -1;
    character = $fgetc(file);
    while (character != 10 && character != -1) begin
      if (character == 32 && first_word < 0) first_word = line.len();
      line = {line, $sformatf("%c", character[7:0])};
      character = $fgetc(file);
    end
    line_number = line_number + 1;
  end
endtask

task say_again(input integer id);
  begin
    if (id != 0) $display("  again: binade verify Vectors/data/%0s.json --only %0d", name, id);
    else $display("  again: %0s | sed -n '%0dp'", again, line_number);
  end
endtask

// Every run ends here. One that read nothing has not passed.
task conclude;
  begin
    $fclose(file);
    if (tests == 0) $fatal(1, "%0s: no vectors", path);
    $display("%0s: %0d vectors, %0d mismatches", path, tests, mismatches);
    if (mismatches != 0) $fatal(1, "the device is wrong");
  end
endtask
