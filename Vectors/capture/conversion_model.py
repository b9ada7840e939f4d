"""What a conversion is known, or on Blackwell believed, to give for every word of its source.

Results of few bits are runs, from exact fractions; those of binary16, bfloat16 and tf32 are words, from conversion_model.cpp.
"""

import ctypes
import os
import pathlib
import subprocess
from fractions import Fraction

import numpy as np

from .families import FORMATS
from .model import address

HERE = pathlib.Path(__file__).resolve().parent

TARGETS = ("e4m3", "e5m2", "e2m3", "e3m2", "e2m1")
NAN = {"e4m3": 0x7F, "e5m2": 0x7F, "e2m3": 0x1F, "e3m2": 0x1F, "e2m1": 0x7}  # where there is no NaN, the largest number
LARGEST = {"e4m3": 0x7E, "e5m2": 0x7B, "e2m3": 0x1F, "e3m2": 0x1F, "e2m1": 0x7}
OVERFLOW = {"e4m3": 0x7F, "e5m2": 0x7C}  # without saturation


def value(format, magnitude):
    """The value of a code without its sign, as if the top binade were like the others."""
    field, mantissa = magnitude >> format.mantissa, magnitude & ((1 << format.mantissa) - 1)
    significand = mantissa + ((1 << format.mantissa) if field else 0)
    return Fraction(significand) * Fraction(2) ** (max(field, 1) - format.bias - format.mantissa)


def first_word(format, bound, inclusive):
    """The smallest magnitude of the source that is at least the bound, or above it."""
    low, high = 0, ((1 << format.exponent) - 1) << format.mantissa  # infinity
    while low < high:
        middle = (low + high) // 2
        number = value(format, middle)
        if number > bound or (inclusive and number == bound):
            high = middle
        else:
            low = middle + 1
    return low


def magnitudes(conversion, source):
    """Runs of the magnitudes of finite numbers."""
    target, runs = FORMATS[conversion.destination], [(0, 0)]
    for code in range(LARGEST[conversion.destination]):
        low, high = value(target, code), value(target, code + 1)
        if conversion.rounding == "rz":
            runs.append((first_word(source, high, True), code + 1))
        else:
            runs.append((first_word(source, (low + high) / 2, code % 2 == 1), code + 1))
    if not conversion.saturate:
        top = LARGEST[conversion.destination]
        middle = (value(target, top) + value(target, top + 1)) / 2
        runs.append((first_word(source, middle, top % 2 == 1), OVERFLOW[conversion.destination]))
    return runs


def scale_magnitudes(conversion, source):
    """The same for ue8m0, whose code is the exponent field of binary32 and bfloat16."""
    runs, infinity = [(0, 0)], 255 << source.mantissa
    for code in range(1, 255):
        if conversion.rounding == "rz":
            runs.append((code << source.mantissa, code))
        else:
            runs.append((first_word(source, Fraction(2) ** (code - 1 - 127), False), code))
    if conversion.rounding == "rp" and not conversion.saturate:
        runs.append((first_word(source, Fraction(2) ** 127, False), 0xFF))
    return [*runs, (infinity, 0xFE if conversion.saturate else 0xFF), (infinity + 1, 0xFF)]


def expected_runs(conversion):
    """[(first word, code)] in ascending order, or None where nothing is said here."""
    source = FORMATS.get(conversion.source)
    if not source or conversion.rounding not in ("rn", "rz", "rp"):
        return None
    sign = 1 << (source.bits - 1)
    if conversion.destination == "ue8m0" and conversion.source in ("f32", "bf16"):
        positive = scale_magnitudes(conversion, source)
        runs = positive + [(sign | first, code) for first, code in positive]
    elif conversion.destination in TARGETS:
        minus = 1 << (FORMATS[conversion.destination].bits - 1)
        top = (((1 << source.exponent) - 1) << source.mantissa) + 1
        positive = magnitudes(conversion, source)
        negative = [(sign, 0)] if conversion.relu else [(sign | first, minus | code) for first, code in positive]
        nan = NAN[conversion.destination]
        runs = [*positive, (top, nan), *negative, (sign | top, nan)]
    else:
        return None
    merged = []
    for first, code in runs:
        if merged and merged[-1][0] == first:
            merged.pop()
        if not merged or merged[-1][1] != code:
            merged.append((first, code))
    return merged


def expected_words(conversion, words):
    """Results of two or four bytes for words of at most 16 bits, or None: exact, except that NaN has one pattern."""
    c, source = conversion, FORMATS.get(conversion.source)
    if c.source == "ue8m0":
        codes = words.astype(np.int64)
        return np.select([codes == 0, codes == 0xFF], [0x0040, 0x7FFF], codes << 7).astype("<u2") if c.destination == "bf16" else None
    if not source or source.bits > 16:
        return None
    if c.source == "bf16":
        return (words.astype("<u4") << 16) if c.destination == "f32" else None
    code = words.astype(np.int64)
    magnitude = code & ((1 << (source.bits - 1)) - 1)
    infinity = ((1 << source.exponent) - 1) << source.mantissa
    nan = magnitude > infinity if source.infinities else (magnitude == infinity + (1 << source.mantissa) - 1) & source.nans
    field = np.maximum(magnitude >> source.mantissa, 1)
    significand = (magnitude & ((1 << source.mantissa) - 1)) + np.where(magnitude >> source.mantissa, 1 << source.mantissa, 0)
    number = np.ldexp(significand.astype(np.float64), field - source.bias - source.mantissa)
    number = np.where((magnitude == infinity) & source.infinities, np.inf, number)
    size, float_type, pattern = ("<u4", "<f4", 0x7FFFFFFF) if c.destination == "f32" else ("<u2", "<f2", 0x7FFF)
    minus = code >> (source.bits - 1) == 1
    with np.errstate(over="ignore"):  # of what is NaN
        result = np.copysign(number, np.where(minus, -1.0, 1.0)).astype(float_type).view(size)
    return np.where(nan, pattern, np.where(minus & c.relu, 0, result)).astype(size)


class Words:
    def __init__(self, folder):
        library = pathlib.Path(folder) / "conversion_model.so"
        compiler = os.environ.get("CXX", "g++")
        flags = ["-std=c++17", "-O2", "-shared", "-fPIC"]
        subprocess.run([compiler, *flags, str(HERE / "conversion_model.cpp"), "-o", str(library)], check=True)
        self.library = ctypes.CDLL(str(library))

    def of(self, conversion):
        """A function of the first word and the count, or None where nothing is said here."""
        c = conversion
        if c.count <= 1 << 16 and expected_words(c, np.zeros(1, "<u2")) is not None:
            return lambda first, count: expected_words(c, np.arange(first, first + count, dtype=np.uint32).astype("<u2"))
        if c.source != "f32" or c.destination not in ("f16", "bf16", "tf32") or c.rounding not in ("rn", "rz", "rna"):
            return None

        def words(first, count):
            result = np.empty(count, f"<u{c.size}")
            self.library.conversions(("f16", "bf16", "tf32").index(c.destination), ("rn", "rz", "rna").index(c.rounding), int(c.saturate),
                                     int(c.relu), ctypes.c_uint32(first), ctypes.c_uint64(count), address(result))
            return result

        return words
