"""Known-answer dot-adds: the directed questions behind the rules, one dot product each, with inputs written out."""

import numpy as np

from .families import FORMATS, values
from .instructions import parse


def word(type, number):
    """The word of a number that the type represents exactly, or a word given as a hexadecimal string."""
    if isinstance(number, str):
        return int(number, 16)
    if type in ("s8", "u8", "s4", "u4", "b1", "s32"):
        return int(number) & (0xF if type in ("s4", "u4") else 0xFF if type in ("s8", "u8") else 0xFFFFFFFF)
    format = FORMATS[type]
    number = np.float64(number)
    sign = int(np.signbit(number)) << (format.bits - 1)
    if number == 0:
        return sign << format.shift
    exponent = max(int(np.frexp(abs(number))[1]) - 1, format.lowest)
    significand = np.ldexp(abs(number), format.mantissa - exponent)
    assert significand == int(significand) < 2 << format.mantissa, (type, number)
    significand = int(significand)
    code = significand if significand < 1 << format.mantissa else ((exponent + format.bias - 1) << format.mantissa) + significand
    assert float(values(type, np.array([(code | sign) << format.shift], np.uint64))[0]) == number, (type, number)
    return (code | sign) << format.shift


def p(exponent):
    return 2.0 ** exponent


def all_probes():
    """(instruction, question, [(a, b), …], c); the places of K that are not listed hold +0 × +0."""
    half = ["sm_90:mma.f16.f16.f16", "sm_90:mma.m16n8k8.f16.f16.f16", "sm_90:wgmma.f16.f16.f16"]
    brain = ["sm_90:mma.f32.bf16.bf16", "sm_90:mma.m16n8k8.f32.bf16.bf16", "sm_90:wgmma.f32.bf16.bf16"]
    tensor = ["sm_90:mma.f32.tf32.tf32", "sm_90:mma.m16n8k4.f32.tf32.tf32", "sm_90:wgmma.f32.tf32.tf32"]
    single = ["sm_90:mma.f32.f16.f16", "sm_90:wgmma.f32.f16.f16"]
    fp8 = [f"sm_90:{unit}.f32.{types}" for unit in ("mma", "wgmma") for types in ("e4m3.e4m3", "e5m2.e5m2")]
    fp8_half = [f"sm_90:{unit}.f16.{types}" for unit in ("mma", "wgmma") for types in ("e4m3.e4m3", "e5m2.e5m2")]
    volta = ["sm_90:mma.m8n8k4.f32.f16.f16", "sm_90:mma.m8n8k4.f16.f16.f16"]

    one = (p(-11), p(-14))
    for name in half:
        question = "the floor of binary16 accumulators is -21"
        yield name, question, [one, (p(-23), p(-23))], 0.0
        yield name, question, [one, (p(-23), p(-24))], 0.0
        yield name, question, [one, (p(-23), p(-24)), (p(-23), p(-24))], 0.0
        for n in (1, 2, 4):
            yield name, question + ": each term is cut, not the sum", [(1.5 * p(-10), p(-14)), *[(-p(-23), p(-24))] * n], 0.0
        question = "a negative sum that rounds to zero gives +0"
        yield name, question, [(-p(-11), p(-14))], 0.0
        yield name, question, [(-p(-12), p(-14))], 0.0
    for name in brain + tensor:
        question = "the floor of binary32 accumulators is -133"
        yield name, question, [(p(-74), p(-75)), (-p(-79), p(-79))], 0.0
        yield name, question, [(p(-74), p(-75)), (-p(-79), p(-80))], 0.0
        question = "a zero factor raises no exponent"
        yield name, question, [(0.0, p(100)), (p(-15), p(-15))], 0.0
        yield name, question, [(p(127), 0.0), (p(-15), p(-15))], 0.0
        question = "a negative sum that is cut to zero gives +0"
        for e in (-150, -151, -160):
            yield name, question, [(-p(-75), p(e + 75))], 0.0
        question = "nothing overflows inside a node"
        top = (p(127), p(127))
        yield name, question, [top, (-p(127), p(127))], 1.0
        yield name, question, [(p(64), p(64)), (-p(64), p(64)), (p(52), p(52))], 0.0
        yield name, question, [(p(64), p(64)), (-p(51), p(51))], 0.0
        yield name, question, [(p(64), p(64)), (-p(51), p(52))], 0.0
        yield name, question, [(p(51), p(52))], "7f7fffff"
        yield name, question, [(p(63), p(64)), (p(63), p(64))], 0.0
    for name in half + brain + tensor + single + fp8 + fp8_half + volta:
        i = parse(name)
        question = "the sign of zero"
        yield name, question, [(-0.0, 1.0)] * i.k, -0.0
        yield name, question, [(0.0, 0.0)] * i.k, -0.0
        yield name, question, [(1.0, 1.0), (-1.0, 1.0)], 0.0
        yield name, question, [(1.0, 1.0), (-1.0, 1.0)], -0.0
        yield name, question, [(1.0, 1.0)], -1.0
        yield name, question, [(0.0, 1.0)], 1.0
        question = "NaN has one pattern, whatever its payload and sign"
        nans = {"f16": ("7e01", "fc01"), "bf16": ("7fc1", "ff81"), "tf32": ("7fc02000", "ff802000"), "e4m3": ("7f", "ff"),
                "e5m2": ("7d", "ff")}[i.a]
        for nan in nans:
            yield name, question, [(nan, 1.0)], 0.0
            yield name, question, [(1.0, nan)], 0.0
            yield name, question, [(nan, 0.0)], 0.0
        for nan in (("7e01", "fc01") if i.d == "f16" else ("7fc12345", "ff812345", "7f800001")):
            yield name, question, [(1.0, 1.0)], nan
        infinity = {"f16": "7c00", "bf16": "7f80", "tf32": "7f800000", "e5m2": "7c"}.get(i.a)
        c_infinity = "7c00" if i.d == "f16" else "7f800000"
        if infinity:
            question = "infinities"
            yield name, question, [(infinity, 0.0)], 0.0
            yield name, question, [(infinity, 1.0), (infinity, -1.0)], 0.0
            yield name, question, [(infinity, -1.0)], c_infinity
            yield name, question, [(infinity, -1.0)], 0.0
            yield name, question, [(infinity, 1.0)], c_infinity
        yield name, "infinities", [(1.0, 1.0)], c_infinity
    for name in single:
        question = "25 fraction bits below the largest exponent, toward zero"
        yield name, question, [(p(-12), p(-13))] * 4, 1.0
        yield name, question, [(-p(-12), p(-13))], 1.0
        yield name, question, [(p(-12), p(-14))] * 8, 1.0
    for types in ("e4m3.e4m3", "e4m3.e5m2", "e5m2.e4m3", "e5m2.e5m2"):
        name = f"sm_90:wgmma.f32.{types}"
        question = "13 fraction bits; the accumulator is cut with the rest"
        for c in ("3f8003ff", "3f803fff", "00000400", "000003ff", "800003ff", "007fffff", "7f7fffff", "7f800000", "ff800000"):
            yield name, question, [], c
        yield name, question, [(p(-6), p(-7))] * 16, 1.0
        yield name, question, [(p(-7), p(-7))] * 32, 1.0
    for unit in ("mma", "wgmma"):
        question = "terms far below, and the exponent that aligns them"
        yield f"sm_90:{unit}.f32.e4m3.e4m3", question, [("54", "5c"), ("07", "01"), ("01", "01")], 0.0
        yield f"sm_90:{unit}.f32.e4m3.e4m3", question, [("59", "58"), ("07", "01"), ("01", "01")], 0.0
    for name in ("sm_90:mma.f32.e4m3.e4m3", "sm_90:mma.m16n8k16.f32.e4m3.e4m3", "sm_90:mma.f16.e5m2.e5m2"):
        i = parse(name)
        subnormal = "0001" if i.d == "f16" else "00000001"
        yield name, "C is added last, by an ordinary addition that keeps subnormal numbers", [(0.0, 0.0)], subnormal
        yield name, "C is added last, by an ordinary addition that keeps subnormal numbers", [(p(-6), p(-6))], subnormal
        question = "two nodes: places 0 and 1 of every four, then 2 and 3"
        big, small = (p(8), p(8)), (p(-6), p(-6))
        for place in range(4):
            row = [(0.0, 0.0)] * 8
            row[place], row[4] = small, big
            yield name, question, row, 0.0
            row = [(0.0, 0.0)] * 8
            row[place], row[2], row[4], row[6] = (p(-6), p(-9) if i.a == "e5m2" else p(-6)), big, big, (-p(8), p(8))
            if place != 2:
                yield name, question, row, -65536.0 if i.d == "f32" else 0.0
    for name in tensor:
        question = "the low 13 bits of a tf32 operand are not read"
        yield name, question, [("7f800001", 1.0)], 0.0
        yield name, question, [("7f800001", 0.0)], 0.0
        yield name, question, [("7f802000", 1.0)], 0.0
        yield name, question, [("3f801fff", 1.0)], 0.0
        yield name, question, [("00002000", p(126))], 0.0
        yield name, question, [("00001fff", p(126))], 0.0
    for name in ("sm_90:mma.f64.f64.f64", "sm_90:mma.m16n8k8.f64.f64.f64", "sm_90:mma.m8n8k4.f64.f64.f64"):
        a, b, c = "7ff000000000000a", "fff800000000000b", "7ff800000000000c"
        question = "the NaN that comes through: of B, then of the accumulator, then of A"
        yield name, question, [(a, b)], c
        yield name, question, [(a, 1.0)], c
        yield name, question, [(a, 1.0)], 0.0
        yield name, question, [(1.0, 1.0), (a, b)], 1.0
        yield name, question, [(a, 1.0), (1.0, b)], 0.0
        infinity = "7ff0000000000000"
        yield name, question, [(infinity, 0.0)], 0.0
        yield name, question, [(infinity, 1.0)], "fff0000000000000"
        question = "a chain of fused multiply-adds, to nearest even, in ascending order"
        yield name, question, [(p(-53), 1.0), (p(-53), 1.0)], 1.0
        yield name, question, [(1.0, 1.0), (p(-53), 1.0), (p(-53), 1.0)], 0.0
        yield name, question, [(p(-53), 1.0), (p(-53), 1.0), (1.0, 1.0)], 0.0
        yield name, question, [(1.0 + p(-30), 1.0 + p(-30)), (-1.0, 1.0 + p(-29))], 0.0
        yield name, question, [(-0.0, 1.0)] * parse(name).k, -0.0
    for name in volta:
        question = "single-precision arithmetic in the order that the compiler wrote"
        tiny = [(p(-12), p(-12)), (p(-12), p(-12))]
        yield name, question, [(1.0, 1.0), *tiny, (-1.0, 1.0)], 0.0
        yield name, question, [*tiny, (1.0, 1.0), (-1.0, 1.0)], 0.0
        yield name, question, [(1.0, 1.0), (-1.0, 1.0), *tiny], 0.0
        yield name, question, tiny, 1.0
        yield name, question, [(p(12), p(12)), (1.0, 1.0), (-p(12), p(12)), (0.0, 0.0)], 0.0
        yield name, question, [(p(12), p(12)), (0.0, 0.0), (-p(12), p(12)), (0.0, 0.0)], 1.0
        yield name, question, [(p(12), p(12)), (0.0, 0.0), (1.0, 1.0), (0.0, 0.0)], -p(15) if parse(name).d == "f16" else -p(24)
    for types in ("s8.s8", "s8.u8", "u8.s8", "u8.u8"):
        for unit in ("mma", "wgmma"):
            for end in ("", ".satfinite"):
                name = f"sm_90:{unit}.s32.{types}{end}"
                question = "one clamp after the exact sum, or none"
                big, low = (100, 100), (-100 if types[0] == "s" else 100, -100 if types[3] == "s" else 100)
                yield name, question, [big, low], "7fffffff"
                yield name, question, [(1, 1)], "7fffffff"
                yield name, question, [(1, 1)], "80000000"
                if "s" in types:
                    minus = (-1, 1) if types[0] == "s" else (1, -1)
                    yield name, question, [minus], "80000000"
                    yield name, question, [(1, 1), minus], "7fffffff"
                    yield name, question, [minus, (1, 1)], "80000000"
    for end in ("", ".satfinite"):
        name = f"sm_90:mma.s32.s4.s4{end}"
        question = "one clamp after the exact sum, or none"
        yield name, question, [(1, 1), (-1, 1)], "7fffffff"
        yield name, question, [(-1, 1), (1, 1)], "80000000"
        yield name, question, [(1, 1)], "7fffffff"
        yield name, question, [(-8, 7)], "80000000"
    for op in ("xor", "and"):
        yield f"sm_90:mma.s32.b1.b1.{op}.popc", "the count wraps", [(1, 1)], "7fffffff"
        yield f"sm_90:mma.s32.b1.b1.{op}.popc", "the count wraps", [(1, 0)], "7fffffff"


def probes(architecture="sm_90"):
    """The same as words: (instruction, question, [(a, b), …], c), without repetitions. Other chips get those of `mma`."""
    seen = set()
    for name, question, terms, c in all_probes():
        if architecture != "sm_90":
            if ":wgmma" in name:
                continue
            name = name.replace("sm_90:", f"{architecture}:")
        i = parse(name)
        terms = [(word(i.a, a), word(i.b, b)) for a, b in terms[: i.k]]
        c = word(i.d, c)
        while terms and terms[-1] == (0, 0):
            terms.pop()
        key = (name, tuple(terms), c)
        if key not in seen:
            seen.add(key)
            yield name, question, terms, c


def tile_of(instruction, terms, c, words, sums):
    """The probe as a tile: it sits in row 0 and column 0, all else is +0."""
    i = instruction
    a = np.zeros((1, i.rows, i.k), words)
    b = np.zeros((1, i.columns, i.k), words)
    start = np.zeros((1, i.rows, i.columns), sums)
    for place, (x, y) in enumerate(terms):
        a[0, 0, place], b[0, 0, place] = x, y
    start[0, 0, 0] = c
    return a, b, start
