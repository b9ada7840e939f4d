"""The P3109 family: values of every code by gfloat, and by the working group's tables where they are at hand.

The tables are the folder `Value Tables/Hexadecimal` of the repository P3109/Public (checked at commit 26df0d0);
name it with --p3109-tables.
"""

import csv
import pathlib

import numpy as np
from gfloat.formats import format_info_p3109
from gfloat.types import Domain, Signedness

from check_gfloat import array_codes, convertible, decoded, modes, words
from harness import as_float64, same_nan

WIDTHS = range(3, 16)
ENCODED_WIDTHS = (3, 4, 5, 6, 8, 10)


def family(widths):
    """Name and description of each format; P of a signed format is at most K − 1."""
    for k in widths:
        for p in range(1, k + 1):
            for sign in "su":
                if sign == "s" and p == k:
                    continue
                for domain in "ef":
                    yield f"binary{k}p{p}{sign}{domain}", format_info_p3109(
                        k,
                        p,
                        Signedness.Signed if sign == "s" else Signedness.Unsigned,
                        Domain.Extended if domain == "e" else Domain.Finite,
                    )


def all_codes(info):
    return np.arange(1 << info.bits, dtype=np.uint16 if info.bits > 8 else np.uint8)


def fits_float64(info):
    """Whether float64, which gfloat computes in, holds every value. Wide formats of small precision reach beyond it."""
    return info.bias < 1000


def check(binade, report, options):
    for k in WIDTHS:
        formats = [(name, info) for name, info in family([k]) if fits_float64(info)]
        label = f"p3109 decode, {len(formats)} formats of {k} bits"
        with report.attempt(label):
            report.compare_all(label, decode(binade, formats, None), "gfloat")
        if options.p3109_tables:
            label += ", value tables"
            with report.attempt(label):
                report.compare_all(label, decode(binade, formats, options.p3109_tables), "P3109 value tables")
    for name, info in family(ENCODED_WIDTHS):
        label = f"p3109 encode {name}, all modes"
        if fits_float64(info):
            with report.attempt(label):
                report.compare_all(label, encode(binade, name, info), "--profile gfloat")


def decode(binade, formats, tables):
    for name, info in formats:
        codes = all_codes(info)
        peer = table(tables, name) if tables else decoded(info, codes)
        yield name, codes, same_nan(peer), same_nan(binade.decode(name, codes, "f64"))


def encode(binade, name, info):
    for source in ("f32", "f16"):
        bits = words(info, source, 20_000)
        values = as_float64(bits, source)
        for mode, saturates, chosen in modes():
            keep = convertible(info, values, saturates)
            peer = array_codes(info, values[keep], mode, saturates)
            yield " ".join(chosen), bits[keep], peer, binade.encode(name, bits[keep], source, chosen)


def table(folder, name):
    """The float64 words of a value table."""
    k, p = name.removeprefix("binary").split("p")
    sign = "signed" if p[-2] == "s" else "unsigned"
    path = pathlib.Path(folder) / f"K{k}" / f"P{p[:-2]}" / sign / f"B{name[1:]}.csv"
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[1:]
    values = np.zeros(1 << int(k))
    for code, text, *_ in rows:
        values[int(code, 16)] = (
            float(text) if text.lower().lstrip("-+") in ("inf", "nan") else float.fromhex(text)
        )
    return values.view(np.uint64)
