#!/usr/bin/env python3
"""Completes Spec/registry/formats.json and writes Spec/registry/values.md from the ten parameters of each format.

Names, descriptions, parameters and sources are kept by hand in formats.json. Everything else there, and all of
values.md, is computed here with exact fractions by Spec formats.md. Neither Binade nor any package takes part:
the files are a witness for the code, not its echo. `--check` writes nothing and fails if a file is not what this
script makes of it.
"""

import argparse
import json
import pathlib
import re
import sys
from fractions import Fraction

REGISTRY = pathlib.Path(__file__).resolve().parents[2] / "Spec" / "registry"
BY_HAND = ("name", "swiftType", "description", "descriptor", "names", "sources")
LONGEST_DECIMAL = 60
MINUS = "\N{MINUS SIGN}"

# What the publications print, typed from them: largest finite value and its word, exponents of the smallest normal
# and the smallest positive value, positive words of infinity and of the first NaN, or the one NaN in the place of −0.
PUBLISHED = {
    "e4m3fn": (448, 0x7E, -6, -9, None, 0x7F),
    "e5m2": (57344, 0x7B, -14, -16, 0x7C, 0x7D),
    "e2m3fn": (7.5, 0x1F, 0, -3, None, None),
    "e3m2fn": (28, 0x1F, -2, -4, None, None),
    "e2m1fn": (6, 0x7, 0, -1, None, None),
    "e8m0fnu": (2.0**127, 0xFE, -127, -127, None, 0xFF),
    "ue4m3": (448, 0x7E, -6, -9, None, 0x7F),
    "ue5m3": (114688, 0xFE, -14, -17, None, 0xFF),
    "e4m3fnuz": (240, 0x7F, -7, -10, None, 0x80),
    "e5m2fnuz": (57344, 0x7F, -15, -17, None, 0x80),
    "e4m3b11fnuz": (30, 0x7F, -10, -13, None, 0x80),
    "e4m3": (240, 0x77, -6, -9, 0x78, 0x79),
    "e3m4": (15.5, 0x6F, -2, -6, 0x70, 0x71),
    "f16": (65504, 0x7BFF, -14, -24, 0x7C00, 0x7C01),
    "bf16": (float.fromhex("0x1.fep127"), 0x7F7F, -126, -133, 0x7F80, 0x7F81),
    "tf32": (float.fromhex("0x1.ffcp127"), 0x7F7FE000, -126, -136, 0x7F800000, 0x7F802000),
    "f32": (float.fromhex("0x1.fffffep127"), 0x7F7FFFFF, -126, -149, 0x7F800000, 0x7F800001),
    "f64": (sys.float_info.max, 0x7FEFFFFFFFFFFFFF, -1022, -1074, 0x7FF0000000000000, 0x7FF0000000000001),
}


def power(exponent):
    return Fraction(2) ** exponent


class Format:
    """A format by its parameters. Codes are numbers here; `hex` puts the padding below them."""

    def __init__(self, row):
        self.row = row
        p = row["descriptor"]
        self.sign = p["sign"]
        self.exponent_bits, self.significand_bits = p["exponentBits"], p["significandBits"]
        self.bias = p["bias"]
        self.has_subnormals, self.has_infinity = p["hasSubnormals"], p["hasInfinity"]
        self.nan_count, self.has_negative_zero = p["highNaNCount"], p["hasNegativeZero"]
        self.is_symmetric, self.padding = p["isSymmetric"], p["paddingBits"]
        self.width = self.exponent_bits + self.significand_bits
        self.code_bits = self.width + (self.sign != "unsigned")
        self.word_bits = next(b for b in (8, 16, 32, 64) if b >= self.code_bits + self.padding)
        self.quantum = power(1 - self.bias - self.significand_bits)

    # MARK: Values, Spec [formats-4] and [formats-5]

    def magnitude(self, code):
        """The value of a magnitude code: a fraction, "inf" or "nan"."""
        largest = 2**self.width - 1 - self.nan_count
        if code > largest:
            return "nan"
        if self.has_infinity and code == largest:
            return "inf"
        field, fraction = divmod(code, 2**self.significand_bits)
        if field == 0 and self.has_subnormals:
            return fraction * self.quantum
        return (2**self.significand_bits + fraction) * power(field - self.bias - self.significand_bits)

    def value(self, code):
        """The value of a code: a fraction, "-0", "inf", "-inf" or "nan"."""
        if self.sign == "twos-complement":
            return (code - (code >> self.width << self.code_bits)) * self.quantum
        is_negative, code = divmod(code, 2**self.width) if self.sign == "sign-bit" else (0, code)
        magnitude = self.magnitude(code)
        if not is_negative or magnitude == "nan":
            return magnitude
        if magnitude == 0:
            return "-0" if self.has_negative_zero else "nan"
        return "-inf" if magnitude == "inf" else -magnitude

    # MARK: Limits

    @property
    def largest_code(self):
        return 2**self.width - 1 - self.nan_count - self.has_infinity

    @property
    def lowest_code(self):
        """The most negative code that an encoder produces; the smallest value of an unsigned format."""
        if self.sign == "twos-complement":
            return 2**self.width + self.is_symmetric
        return 2**self.width + self.largest_code if self.sign == "sign-bit" else 0

    def limits(self):
        nan_ranges = []
        if self.nan_count:
            nan_ranges.append([2**self.width - self.nan_count, 2**self.width - 1])
        if self.sign == "sign-bit":
            nan_ranges += [[low | 2**self.width, high | 2**self.width] for low, high in nan_ranges]
            if not self.has_negative_zero:
                nan_ranges.insert(0, [2**self.width, 2**self.width])
        infinities = [self.largest_code + 1] if self.has_infinity else []
        if self.sign == "sign-bit":
            infinities += [code | 2**self.width for code in infinities]
        normal = 2**self.significand_bits if self.has_subnormals else 0
        return {
            "codeBits": self.code_bits,
            "wordBits": self.word_bits,
            "maximumFinite": self.limit(self.largest_code),
            "minimumFinite": self.limit(self.lowest_code),
            "minimumNormal": self.limit(normal) if self.exponent_bits else None,
            "smallestPositive": self.limit(1 if self.has_subnormals else 0),
            "infinities": [self.hex(code) for code in infinities],
            "nans": [[self.hex(code) for code in ends] for ends in nan_ranges],
            "negativeZero": self.hex(2**self.width) if self.has_negative_zero else None,
        }

    def limit(self, code):
        value = self.value(code)
        text = decimal(value)
        return {
            "word": self.hex(code),
            "hexFloat": hex_float(value),
            "decimal": text if len(text) <= LONGEST_DECIMAL else None,
        }

    def hex(self, code):
        """The stored word in hexadecimal."""
        return f"{code << self.padding:0{self.word_bits // 4}X}"

    # MARK: Checks

    def check(self):
        """Compares the limits with the published ones and, in narrow formats, with all codes."""
        name = self.row["name"]
        limits = self.limits()
        if name in PUBLISHED:
            largest, word, normal, smallest, infinity, nan = PUBLISHED[name]
            expect(name, self.value(self.largest_code), Fraction(largest))
            expect(name, int(limits["maximumFinite"]["word"], 16), word)
            expect(name, limits["minimumNormal"]["hexFloat"], hex_float(power(normal)))
            expect(name, limits["smallestPositive"]["hexFloat"], hex_float(power(smallest)))
            expect(
                name, [int(w, 16) for w in limits["infinities"][:1]], [] if infinity is None else [infinity]
            )
            expect(name, [int(ends[0], 16) for ends in limits["nans"][:1]], [] if nan is None else [nan])
        else:
            integer = re.fullmatch(r"(u?int|s[12]p6)(\d?)(-.*)?", name)
            if not integer:
                sys.exit(f"{name}: expected a row in PUBLISHED")
            kind, bits, extra = integer.groups()
            bits = int(bits or 8)
            half = 2 ** (bits - 1)
            low, high = (
                (0, 2 * half - 1) if kind == "uint" else (-half if extra is None else 1 - half, half - 1)
            )
            scale = 64 if kind.endswith("p6") else 1
            expect(name, self.value(self.largest_code), Fraction(high, scale))
            expect(name, self.value(self.lowest_code), Fraction(low, scale))
            expect(name, self.code_bits, bits)
        if self.code_bits <= 16:
            self.check_codes(limits)

    def check_codes(self, limits):
        name = self.row["name"]
        values = {code: self.value(code) for code in range(2**self.code_bits)}
        finite = {code: v for code, v in values.items() if isinstance(v, (int, Fraction))}
        produced = [v for code, v in finite.items() if not (self.is_symmetric and code == 2**self.width)]
        expect(name, max(produced), self.value(self.largest_code))
        expect(name, min(produced), self.value(self.lowest_code))
        expect(name, min(v for v in produced if v > 0), self.value(1 if self.has_subnormals else 0))
        expect(name, [self.hex(c) for c, v in values.items() if v in ("inf", "-inf")], limits["infinities"])
        nans = [c for low, high in limits["nans"] for c in range(int(low, 16), int(high, 16) + 1)]
        expect(name, sorted(c for c, v in values.items() if v == "nan"), sorted(nans))
        expect(name, len(set(finite.values())), len(finite))


def expect(name, found, expected):
    if found != expected:
        sys.exit(f"{name}: expected {expected}, found {found}")


# MARK: Numbers as text


def decimal(value):
    """The exact decimal of a dyadic fraction, without an exponent."""
    places = value.denominator.bit_length() - 1
    digits = f"{abs(value.numerator) * 5**places:0{places + 1}}"
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + whole + ("." + rest if rest else "")


def hex_float(value):
    """C's %a in its shortest form."""
    if value == 0:
        return "0x0p+0"
    magnitude = abs(value)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if power(exponent) > magnitude:
        exponent -= 1
    fraction = magnitude / power(exponent) - 1
    digits = ""
    while fraction:
        digit, fraction = divmod(fraction * 16, 1)
        digits += f"{int(digit):x}"
    return ("-" if value < 0 else "") + "0x1" + ("." + digits if digits else "") + f"p{exponent:+d}"


def is_short(value):
    return len(decimal(value)) <= 11


def scaled(value):
    """A value as an odd number times a power of two."""
    odd, exponent = value.numerator, 1 - value.denominator.bit_length()
    while odd % 2 == 0:
        odd, exponent = odd // 2, exponent + 1
    sign = MINUS if exponent < 0 else ""
    return (f"{odd}·" if odd != 1 else "") + f"2^{sign}{abs(exponent)}"


# MARK: formats.json


def completed(row):
    """The row with its derived members, in their order."""
    result = {key: row[key] for key in BY_HAND[:4]}
    result.update(Format(row).limits())
    result.update({key: row[key] for key in BY_HAND[4:]})
    return result


def registry_text(rows):
    """JSON with one member a line."""

    def text(row):
        members = (
            f"    {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()
        )
        return "  {\n" + ",\n".join(members) + "\n  }"

    return "[\n" + ",\n".join(text(row) for row in rows) + "\n]\n"


# MARK: values.md

INTRODUCTION = """# Values

Every value of every floating-point format of eight bits or fewer. `Tests/Interop/make_registry.py` computes this file
with exact fractions, from the parameters in [`formats.json`](formats.json) and by [formats-4] and [formats-5]; no code
of Binade takes part.

How to read a table: the row is the high hexadecimal digit of the code, the column the low one. Values are exact: decimals
where those of the whole row are short, else odd numbers times powers of two. Subnormal values are in *italics*. In a
format with a sign bit only the codes with sign 0 are listed: with it set, each has the negative value, NaN stays NaN, and
the sign bit alone means what is said below the table.
"""


def diagram(format):
    """The fields of the stored word, as in Spec formats.md."""
    fields = [" ".join("0" * (format.word_bits - format.code_bits))]
    fields.append("s" if format.sign != "unsigned" else "")
    fields.append(" ".join("e" * format.exponent_bits))
    fields.append(" ".join(("m" if format.exponent_bits else "f") * format.significand_bits))
    return "word   │ " + " │ ".join(field for field in fields if field) + " │"


def table_row(format, codes):
    """The cells of some codes, all decimals or all scaled."""
    values = [format.value(code) for code in codes]
    finite = [v for v in values if v not in ("inf", "nan")]
    write = decimal if format.significand_bits and all(map(is_short, finite)) else scaled

    def cell(code, value):
        if value in ("inf", "nan"):
            return {"inf": "∞", "nan": "NaN"}[value]
        text = write(value) if value else "0"
        return f"*{text}*" if format.has_subnormals and 0 < code < 2**format.significand_bits else text

    return [cell(code, value) for code, value in zip(codes, values)]


def section(format):
    row = format.row
    codes = 2**format.width
    columns = min(codes, 16)
    digits = 1 if format.code_bits <= 4 else 2
    lines = [
        f"## {row['swiftType']}",
        "",
        f"`{row['name']}`. {row['description']}. Bias {format.bias}.",
        "",
        "```",
    ]
    lines += [diagram(format), "```", ""]
    lines += ["| | " + " | ".join(f"{c:X}" for c in range(columns)) + " |", "|" + " --- |" * (columns + 1)]
    for start in range(0, codes, columns):
        head = f"**{start >> 4:X}**" if digits == 2 else ""
        cells = table_row(format, range(start, start + columns))
        lines.append(f"| {head} | " + " | ".join(cells) + " |")
    if format.sign == "sign-bit":
        alone = "−0" if format.has_negative_zero else "NaN, the only one"
        ends = [f"{code:0{digits}X}" for code in (codes, codes + 1, 2 * codes - 1, 1, codes - 1)]
        lines += ["", "{} is {}. {} … {} mirror {} … {}.".format(ends[0], alone, *ends[1:])]
    if format.code_bits < 8 and format.sign == "unsigned":
        lines += ["", "The top bit of the byte is not part of the code."]
    return "\n".join(lines) + "\n"


FIXED = """## Fixed-point formats

These need no table: a code of *n* bits is read as the number that it spells, and multiplied by the quantum.

| encoding | value of code *c* |
| --- | --- |
| `unsigned` | c |
| `twos-complement` | c, less 2^n if the top bit is set |
| `sign-bit` | the lower n − 1 bits, negative if the top bit is set; the top bit alone is −0 |

A symmetric format never produces its most negative code, and still decodes it: 80 in `int8-symmetric` is −128.

| format | code bits | quantum | lowest | its word | highest | its word |
| --- | --- | --- | --- | --- | --- | --- |
"""


def fixed_section(formats):
    lines = []
    for format in formats:
        limits = format.limits()
        low, high = limits["minimumFinite"], limits["maximumFinite"]
        cells = [
            f"`{format.row['name']}`",
            str(format.code_bits),
            "1" if format.quantum == 1 else scaled(format.quantum),
        ]
        cells += [low["decimal"].replace("-", MINUS), low["word"], high["decimal"], high["word"]]
        lines.append("| " + " | ".join(cells) + " |")
    return FIXED + "\n".join(lines) + "\n"


def values_text(rows):
    formats = [Format(row) for row in rows]
    narrow = [f for f in formats if f.code_bits <= 8]
    tables = [section(f) for f in narrow if f.exponent_bits]
    return "\n".join([INTRODUCTION, *tables, fixed_section(f for f in narrow if not f.exponent_bits)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is out of date")
    options = parser.parse_args()
    source = REGISTRY / "formats.json"
    rows = [completed(row) for row in json.loads(source.read_text())]
    for row in rows:
        Format(row).check()
    stale = []
    for path, text in ((source, registry_text(rows)), (REGISTRY / "values.md", values_text(rows))):
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.name)
        if not options.check:
            path.write_text(text)
    if options.check and stale:
        sys.exit(f"out of date: {', '.join(stale)} (run Tests/Interop/make_registry.py)")
    print(f"{len(rows)} formats; {'written: ' + ', '.join(stale) if stale else 'nothing to do'}")


if __name__ == "__main__":
    main()
