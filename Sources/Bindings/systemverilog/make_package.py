#!/usr/bin/env python3
"""Writes binade_pkg.sv: the registry (`Spec/registry`) as SystemVerilog types and constants.

Nothing in the package is typed by hand, so a design that takes its widths, biases and codes from it has those of the Spec.
`--check` writes nothing and fails if the file is not what this script makes of the registry. Python's standard library only.
"""

import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
REGISTRY = HERE.parents[2] / "Spec" / "registry"
PACKAGE = HERE / "binade_pkg.sv"

# Datapaths whose images ship in Vectors/mem: architecture, unit, kind, A and B, scale, block, K. All accumulate in f32.
DATAPATHS = (
    ("sm_90", "mma", None, "f16", None, None, 16),
    ("sm_90", "wgmma", None, "e4m3", None, None, 32),
    ("sm_100", "tcgen05", "f8f6f4", "e4m3", None, None, 32),
    ("sm_100", "tcgen05", "mxf8f6f4", "e4m3", "ue8m0", 32, 32),
    ("sm_100", "tcgen05", "mxf4", "e2m1", "ue8m0", 32, 64),
    ("sm_100", "tcgen05", "mxf4nvf4", "e2m1", "ue4m3", 16, 64),
)

HEADER = """\
// Types and constants of low-precision formats, blocks and datapaths.
// Written by make_package.py from Spec/registry; never edited.
//
// Of a format NAME: NAME_t is a code by its fields, NAME_*_BITS are widths, and NAME_*_CODE are codes. `WORD_BITS` is the width
// of a code in the vector files, `NAN_CODE` is what an encoder makes of a NaN (Spec [nan-1], canonical); where a format has no NaN,
// no infinity or no negative zero, there is no such constant. A fixed-point code counts quanta of 2^QUANTUM_EXPONENT. Of a block
// format: what it is made of. Of a datapath: its parameters in Spec [datapaths-15].
//
// Name constants as `binade_pkg::E4M3FN_BIAS`: every tool reads that. For the types Icarus 11 wants `import binade_pkg::e4m3fn_t;`,
// Yosys 0.23 wants `binade_pkg::e4m3fn_t`.

/* verilator lint_off UNUSEDPARAM */
"""

EXCEPTIONS = """\
  // Exceptions, the byte beside each result: Spec [flags-5]. Bit 3 is always 0.
  localparam int INEXACT = 0;
  localparam int UNDERFLOW = 1;
  localparam int OVERFLOW = 2;
  localparam int INVALID = 4;
"""


def identifier(name):
    """A registry name as an identifier."""
    return name.replace("-", "_").replace("::", "_").replace(".", "_")


def literal(word, bits):
    return f"{bits}'h{int(word, 16):0{(bits + 3) // 4}X}"


def format_lines(row):
    name, prefix, d = row["name"], identifier(row["name"]).upper(), row["descriptor"]
    bits = row["codeBits"] + d["paddingBits"]
    lines = [f"  // {name}: {row['description']}.".replace("\N{MINUS SIGN}", "-")]
    fields = []
    if d["sign"] != "unsigned":
        fields.append(("sign", 1))
    # In two's complement the bits below the sign are no field of their own: the number is the whole code.
    if d["exponentBits"]:
        fields.append(("exponent", d["exponentBits"]))
    fields += [("significand", d["significandBits"]), ("padding", d["paddingBits"])]
    if d["sign"] == "twos-complement" or (d["sign"] == "unsigned" and not d["exponentBits"]):
        signed = " signed" if d["sign"] == "twos-complement" else ""
        lines.append(f"  typedef logic{signed} [{bits - 1}:0] {identifier(name)}_t;")
    else:
        members = " ".join(f"logic [{width - 1}:0] {field};" if width > 1 else f"logic {field};" for field, width in fields if width)
        lines.append(f"  typedef struct packed {{{members}}} {identifier(name)}_t;")

    def integer(suffix, value):
        lines.append(f"  localparam int {prefix}_{suffix} = {value};")

    def code(suffix, word):
        if word is not None:
            lines.append(f"  localparam logic [{bits - 1}:0] {prefix}_{suffix}_CODE = {literal(word, bits)};")

    integer("CODE_BITS", bits)
    integer("WORD_BITS", row["wordBits"])
    if d["exponentBits"]:
        integer("EXPONENT_BITS", d["exponentBits"])
        integer("BIAS", d["bias"])
    else:
        # A fixed-point code is a whole number of quanta, 2^this.
        integer("QUANTUM_EXPONENT", 1 - d["bias"] - d["significandBits"])
    integer("SIGNIFICAND_BITS", d["significandBits"])
    code("MAXIMUM", row["maximumFinite"]["word"])
    code("MINIMUM", row["minimumFinite"]["word"])
    if d["exponentBits"]:
        code("MINIMUM_NORMAL", row["minimumNormal"]["word"])
    code("NEGATIVE_ZERO", row["negativeZero"])
    if row["infinities"]:
        code("INFINITY", row["infinities"][0])
    if row["nans"]:
        code("NAN", row["nans"][0][1])  # all magnitude bits one, positive; or the format's only NaN
    return lines


def block_lines(row, formats):
    prefix = identifier(row["name"]).upper()
    element, scale = formats[row["element"]], formats[row["scale"]]
    zero = row["zeroPoint"]
    extra = {"none": "", "fixed": f", zero point {zero.get('code')}", "minimum": f", minimum {zero.get('format')}"}[zero["kind"]]
    tensor = ", a tensor scale f32" if row["tensorScale"] else ""
    lines = [f"  // {row['name']}: elements {row['element']}, scale {row['scale']}{tensor}{extra}; default rule {row['defaultRule']}."]
    values = [("ROWS", row["rows"]), ("COLUMNS", row["columns"]), ("ELEMENT_BITS", element["codeBits"]),
              ("SCALE_BITS", scale["codeBits"]), ("BLOCK_BITS", row["blockBits"]), ("HAS_TENSOR_SCALE", int(row["tensorScale"]))]
    return lines + [f"  localparam int {prefix}_{suffix} = {value};" for suffix, value in values]


def datapath_lines(chosen, rows):
    architecture, unit, kind, operand, scale, block, k = chosen
    wanted = {"unit": unit, "kind": kind, "scale": {"type": scale, "block": block} if scale else None}
    chosen_rows = (
        row for row in rows
        if architecture in row["architectures"] and operand in row["types"] and all(row[key] == wanted[key] for key in wanted)
    )
    chosen_paths = (path for row in chosen_rows for path in row["datapaths"])
    paths = [path for path in chosen_paths if (path["accumulator"], path["suffix"], path["k"]) == ("f32", None, k)]
    if len(paths) != 1:
        raise SystemExit(f"expected one datapath of instructions.json for {chosen}, found {len(paths)}")
    path = paths[0]
    parts = [unit, *([kind] if kind else []), "f32", operand, operand, *([scale, f"block{block}"] if scale else [])]
    name = f"{architecture}:{'.'.join(parts)}"
    prefix = identifier(name.replace(":", "_")).upper()
    lines = [f"  // {name}: {path['arithmetic']}, term exponent by {path['term-exponent']}, output {path['output']}, zero {path['zero']}."]
    values = [("K", path["k"]), ("GROUP_LENGTH", path["group-length"]), ("TERM_LENGTH", path["term-length"]),
              ("FRACTION_BITS", path["fraction-bits"]), ("FLOOR", path["floor"])]
    if block:
        values.append(("SCALE_BLOCK", block))
    lines += [f"  localparam int {prefix}_{suffix} = {value};" for suffix, value in values]
    nan = path["canonical-nan"]
    return lines + [f"  localparam logic [{4 * len(nan) - 1}:0] {prefix}_NAN = {literal(nan, 4 * len(nan))};"]


def package():
    formats = json.loads((REGISTRY / "formats.json").read_text())
    blocks = json.loads((REGISTRY / "blocks.json").read_text())
    instructions = json.loads((REGISTRY / "instructions.json").read_text())
    by_name = {row["name"]: row for row in formats}
    parts = [HEADER, "package binade_pkg;\n", EXCEPTIONS]
    parts += ["\n".join(format_lines(row)) + "\n" for row in formats]
    parts += ["\n".join(block_lines(row, by_name)) + "\n" for row in blocks]
    parts += ["\n".join(datapath_lines(chosen, instructions)) + "\n" for chosen in DATAPATHS]
    return "\n".join(parts) + "\nendpackage\n\n/* verilator lint_on UNUSEDPARAM */\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the file is not up to date")
    check = parser.parse_args().check
    text = package()
    if check:
        if not PACKAGE.exists() or PACKAGE.read_text() != text:
            print(f"{PACKAGE.name} is not what the registry says: run {pathlib.Path(__file__).name}", file=sys.stderr)
            return 1
        print(f"{PACKAGE.name} is up to date")
        return 0
    aside = PACKAGE.with_suffix(".tmp")
    aside.write_text(text)
    aside.replace(PACKAGE)
    print(f"wrote {PACKAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
