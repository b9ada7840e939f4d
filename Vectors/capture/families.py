"""The inputs of the captures, as pure functions of names: integers from a counter, so that only results need to be recorded.

An input family gives, for an instruction and a number of tiles, words A[tile, row, kept], B[tile, column, k],
C[tile, row, column] and, for a sparse instruction, the index of each kept element in its group. Random words are the output
mix of SplitMix64 over a counter; the seed is the first eight bytes of a SHA-256. Block-scaled instructions: scaled.py.
"""

import dataclasses
import hashlib

import numpy as np

from .instructions import SUM, WIDTH, WORD

U = np.uint64


@dataclasses.dataclass(frozen=True)
class Format:
    exponent: int
    mantissa: int
    bias: int
    infinities: bool = True  # the whole top binade is special; otherwise only the all-ones codes
    shift: int = 0  # unused low bits of the stored word
    nans: bool = True  # otherwise every code is a number

    @property
    def bits(self):
        return 1 + self.exponent + self.mantissa

    @property
    def lowest(self):  # exponent of the smallest normal number
        return 1 - self.bias

    @property
    def highest(self):  # exponent of the largest finite number
        return (1 << self.exponent) - (2 if self.infinities else 1) - self.bias


FORMATS = {
    "f64": Format(11, 52, 1023),
    "f32": Format(8, 23, 127),
    "tf32": Format(8, 10, 127, shift=13),
    "bf16": Format(8, 7, 127),
    "f16": Format(5, 10, 15),
    "e5m2": Format(5, 2, 15),
    "e4m3": Format(4, 3, 7, infinities=False),
    "e2m3": Format(2, 3, 1, infinities=False, nans=False),
    "e3m2": Format(3, 2, 3, infinities=False, nans=False),
    "e2m1": Format(2, 1, 1, infinities=False, nans=False),
}
FLOOR = {"f32": -133, "f16": -21, "f64": -1022}


# MARK: random words


def words(label, *shape):
    """64-bit words, a function of the label and the place."""
    seed = U(int.from_bytes(hashlib.sha256(label.encode()).digest()[:8], "little"))
    count = int(np.prod(shape))
    z = np.arange(1, count + 1, dtype=U) * U(0x9E3779B97F4A7C15) + seed
    z = (z ^ (z >> U(30))) * U(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> U(27))) * U(0x94D049BB133111EB)
    return (z ^ (z >> U(31))).reshape(shape)


def field(word, low, bits):
    return (word >> U(low)) & U((1 << bits) - 1)


def below(word, low, bits, bound):
    """A number below `bound` from a field of the word; the bias of the remainder does not matter here."""
    return (field(word, low, bits) % U(bound)).astype(np.int64)


def trailing(word, low, limit):
    """How many zero bits stand above bit `low`, at most `limit`: 0 half of the time, 1 a quarter of the time, …"""
    result = np.zeros(word.shape, np.int64)
    alive = np.ones(word.shape, bool)
    for i in range(limit):
        alive &= field(word, low + i, 1) == 0
        result += alive
    return result


# MARK: floating-point words

# A random word is cut up as: bit 0 the sign, bits 1–15 choices, bits 16–39 exponents, bits 40–63 and (binary64) a second mix
# the mantissa.


def mantissas(format, word):
    if format.mantissa > 24:
        return (word * U(0xD6E8FEB86659FD93)) >> U(64 - format.mantissa)
    return word >> U(64 - format.mantissa)


def compose(format, sign, exponent, mantissa):
    """The word of sign · 1.mantissa · 2^exponent: cut off below the smallest subnormal number, and the largest finite number at most."""
    exponent = np.minimum(exponent, format.highest)
    leading = U(1 << format.mantissa)
    normal = ((exponent + format.bias).astype(U) << U(format.mantissa)) | mantissa
    if format.nans and not format.infinities:
        normal = np.where(normal == U((1 << (format.bits - 1)) - 1), normal - U(1), normal)
    drop = np.clip(format.lowest - exponent, 0, 63).astype(U)
    code = np.where(exponent >= format.lowest, normal, (leading | mantissa) >> drop)
    return (code | (sign.astype(U) << U(format.bits - 1))) << U(format.shift)


def signs(word):
    return field(word, 0, 1)


def zeros(format, word):
    return signs(word) << U(format.bits - 1 + format.shift)


def raw(format, word):
    """All bits random, the unused ones too."""
    mixed = word * U(0xD6E8FEB86659FD93)
    return mixed >> U(64 - format.bits - format.shift)


def finite(format, word):
    """All bits random, but no NaN and no infinity."""
    code = raw(format, word) >> U(format.shift)
    if not format.nans:
        return code
    top = (1 << format.exponent) - 1
    is_top = field(code, format.mantissa, format.exponent) == U(top)
    if not format.infinities:
        is_top &= field(code, 0, format.mantissa) == U((1 << format.mantissa) - 1)
        return np.where(is_top, code ^ U(1), code)
    return np.where(is_top, code ^ U(1 << format.mantissa), code) << U(format.shift)


def special(format, word):
    """Infinities, NaNs with payloads, the largest numbers, zeros; where there are none of the former, the largest numbers."""
    choice = below(word, 1, 8, 8)
    top = ((1 << format.exponent) - 1) << format.mantissa
    all_ones = top | ((1 << format.mantissa) - 1)
    largest = top - 1 if format.infinities else all_ones - 1
    payload = U(top) | np.maximum(mantissas(format, word), U(1))
    if not format.nans:
        largest, payload = all_ones, np.full(word.shape, U(all_ones))
        infinity = payload
    elif not format.infinities:
        payload = np.full(word.shape, U(all_ones))
        infinity = payload
    else:
        infinity = np.full(word.shape, U(top))
    code = np.select([choice <= 3, choice == 4, choice == 5, choice == 6],
                     [infinity, payload, np.full(word.shape, U(all_ones)), np.full(word.shape, U(largest))], U(0))
    return (code | (signs(word) << U(format.bits - 1))) << U(format.shift)


def spread(word, low, high):
    """An exponent between two bounds, inclusive; the bounds may be arrays."""
    return low + (field(word, 16, 24).astype(np.int64) % (high - low + 1))


def near_one(word):
    return -trailing(word, 16, 20)


def values(name, codes):
    """The exact values of finite words as float64."""
    format = FORMATS[name]
    if name == "f64":
        return codes.astype("<u8").view("<f8")
    code = codes >> U(format.shift)
    magnitude = field(code, format.mantissa, format.exponent).astype(np.int64)
    significand = field(code, 0, format.mantissa).astype(np.int64) + np.where(magnitude > 0, 1 << format.mantissa, 0)
    result = np.ldexp(significand.astype(np.float64), (np.maximum(magnitude, 1) - format.bias - format.mantissa).astype(np.int32))
    return np.where(field(code, format.bits - 1, 1) == 1, -result, result)


def rounded(name, numbers):
    """float64 numbers as words of an accumulator; zero where they are not finite there."""
    with np.errstate(all="ignore"):
        narrow = numbers.astype({"f64": "<f8", "f32": "<f4", "f16": "<f2"}[name])
    narrow = np.where(np.isfinite(narrow), narrow, np.zeros(1, narrow.dtype))
    return narrow.view(SUM[name]).astype(U)


def float_family(family, instruction, tiles):
    """Words A, B, C and index, as 64-bit integers."""
    i = instruction
    a_format, b_format, c_format = FORMATS[i.a], FORMATS[i.b], FORMATS[i.d]
    label = f"binade capture 1|{i.name}|{family}|"
    a = words(label + "a", tiles, i.rows, i.kept)
    b = words(label + "b", tiles, i.columns, i.k)
    c = words(label + "c", tiles, i.rows, i.columns)
    tile = words(label + "tile", tiles, 1, 1)
    row = words(label + "row", tiles, i.rows, 1)
    index = indices(label, i, tiles)

    def make(format, word, exponent):
        return compose(format, signs(word), exponent, mantissas(format, word))

    def plain(c_exponent=None):
        return (make(a_format, a, near_one(a)), make(b_format, b, near_one(b)),
                make(c_format, c, 1 + near_one(c) if c_exponent is None else c_exponent))

    def windows():
        """Exponents in a window around a centre for each row of A and each tile of B, anywhere in the format."""
        half = np.array([2, 6, 12, 20])[below(tile, 1, 8, 4)]
        a_centre = spread(row, a_format.lowest - a_format.mantissa, a_format.highest)
        b_centre = spread(tile, b_format.lowest - b_format.mantissa, b_format.highest)
        a_exponent = a_centre + spread(a, -half, half)
        b_exponent = b_centre + spread(b, -half, half)
        c_exponent = a_centre + b_centre + spread(c, -2 * half - 4, 2 * half + 4)
        return make(a_format, a, a_exponent), make(b_format, b, b_exponent), make(c_format, c, c_exponent)

    if family == "bits":
        return raw(a_format, a), raw(b_format, b), raw(c_format, c), index
    if family == "finite":
        return finite(a_format, a), finite(b_format, b), finite(c_format, c), index
    if family == "normal":
        return *plain(), index
    if family == "outliers":
        lift = lambda w: np.where(below(w, 1, 8, 32) == 0, below(w, 9, 7, 8) + 4, 0)
        return (make(a_format, a, near_one(a) + lift(a)), make(b_format, b, near_one(b) + lift(b)),
                make(c_format, c, near_one(c) + lift(c)), index)
    if family == "wide":
        return *windows(), index
    if family == "cancel":
        # Pairs of equal products of opposite signs, `step` apart; here and there a sign or a last bit that breaks the pair.
        step = np.int64(1) << below(tile, 1, 8, i.kept.bit_length() - 1)
        place = np.arange(i.kept)[None, None, :]
        partner = place & ~step
        second = (place & step) != 0
        first = np.take_along_axis(a, np.broadcast_to(partner, a.shape), axis=2)
        ax = make(a_format, first, near_one(first))
        breaks = below(a, 1, 12, 4 * i.kept)
        flip = np.where(second & (breaks != 0), U(1 << (a_format.bits - 1 + a_format.shift)), U(0))
        last = np.where(second & (breaks == 1), U(1 << a_format.shift), U(0))
        ax = ax ^ flip ^ last
        place = np.arange(i.k)[None, None, :]
        partner = np.zeros_like(place) if i.sparse else place & ~step
        bx = np.take_along_axis(b, np.broadcast_to(partner, b.shape), axis=2)
        bx = make(b_format, bx, near_one(bx))
        cx = make(c_format, c, spread(c, -30, 0))
        return ax, bx, np.where(below(c, 1, 8, 2) == 0, zeros(c_format, c), cx), index
    if family == "cancel-c":
        # One product, minus itself in C, and small ones beside it.
        depth = np.where(np.arange(i.kept) == 0, 0, spread(row, 4, 34))
        ax, bx = make(a_format, a, near_one(a) - depth), make(b_format, b, near_one(b))
        chosen = index[:, :, 0].astype(np.int64)
        column = values(i.b, np.take_along_axis(bx, np.broadcast_to(chosen[:, None, :], (tiles, i.columns, i.rows)), axis=2))
        with np.errstate(all="ignore"):
            product = values(i.a, ax)[:, :, 0][:, :, None] * column.transpose(0, 2, 1)
        return ax, bx, rounded(i.d, -product), index
    if family == "c-large":
        return *plain(spread(c, 2, 34 if i.d != "f16" else 15)), index
    if family == "c-zero":
        narrow, wide = plain(), windows()
        odd = below(tile, 40, 8, 2) == 1
        return np.where(odd, narrow[0], wide[0]), np.where(odd, narrow[1], wide[1]), zeros(c_format, c), index
    if family == "floor":
        # Few products, their exponents around the accumulator's floor.
        target = FLOOR[i.d] - spread(tile, -4, 28)
        reach = np.array([1, 3, 10, 24])[below(tile, 1, 8, 4)]
        low = np.maximum(a_format.lowest - a_format.mantissa, target - b_format.highest)
        high = np.minimum(a_format.highest, target - b_format.lowest + b_format.mantissa)
        a_centre = spread(tile * U(0xD6E8FEB86659FD93), np.minimum(low, high), np.maximum(low, high))
        a_exponent = np.maximum(a_centre + spread(a, 0, reach), a_format.lowest - a_format.mantissa)
        b_exponent = np.maximum(target - a_centre + spread(b, 0, 2), b_format.lowest - b_format.mantissa)
        power = lambda w: below(w, 9, 7, 2) == 0
        ax = compose(a_format, signs(a), a_exponent, np.where(power(a), U(0), mantissas(a_format, a)))
        bx = compose(b_format, signs(b), b_exponent, np.where(power(b), U(0), mantissas(b_format, b)))
        ax = np.where(below(a, 1, 8, 256) < 64 + below(row, 1, 8, 192), zeros(a_format, a), ax)
        tiny = make(c_format, c, c_format.lowest - c_format.mantissa + spread(c, 0, 6))
        return ax, bx, np.where(below(c, 1, 8, 8) < 6, zeros(c_format, c), tiny), index
    if family == "zeros":
        keep = np.array([0, 1, 16, 128])[below(row, 1, 8, 4)]
        ax, bx, cx = plain(np.where(below(c, 1, 8, 2) == 0, near_one(c), c_format.lowest - spread(c, 1, c_format.mantissa)))
        ax = np.where(below(a, 1, 8, 256) < keep, ax, zeros(a_format, a))
        bx = np.where(below(b, 1, 8, 4) == 0, zeros(b_format, b), bx)
        return ax, bx, np.where(below(c, 9, 7, 4) < 3, zeros(c_format, c), cx), index
    if family == "special":
        ax, bx, cx = plain()
        ax = np.where(below(a, 1, 15, 3 * i.kept) == 0, special(a_format, a * U(0xD6E8FEB86659FD93)), ax)
        ax = np.where(below(a, 1, 15, 5 * i.kept) == 1, zeros(a_format, a), ax)
        bx = np.where(below(b, 1, 15, 3 * i.k) == 0, special(b_format, b * U(0xD6E8FEB86659FD93)), bx)
        bx = np.where(below(b, 1, 15, 5 * i.k) == 1, zeros(b_format, b), bx)
        return ax, bx, np.where(below(c, 1, 8, 8) == 0, special(c_format, c * U(0xD6E8FEB86659FD93)), cx), index
    if family == "subnormal":
        ax = compose(a_format, signs(a), a_format.lowest - spread(a, 0, a_format.mantissa + 1), mantissas(a_format, a))
        up = below(tile, 1, 8, 2) == 0
        bx = make(b_format, b, np.where(up, b_format.highest + near_one(b), near_one(b) - 1))
        cx = make(c_format, c, c_format.lowest - spread(c, 0, c_format.mantissa + 1))
        return ax, bx, cx, index
    if family == "powers":
        # Powers of two, sums that tie.
        zero = U(0)
        ax = compose(a_format, signs(a), spread(a, -12, 0), np.where(below(a, 1, 8, 8) == 0, mantissas(a_format, a), zero))
        bx = compose(b_format, signs(b), spread(b, -1, 0), np.where(below(b, 1, 8, 8) == 0, mantissas(b_format, b), zero))
        short = mantissas(c_format, c) & ~U((1 << max(0, c_format.mantissa - 8)) - 1)
        cx = compose(c_format, signs(c), spread(c, -10, 12), np.where(below(c, 1, 8, 2) == 0, short, mantissas(c_format, c)))
        return ax, bx, cx, index
    if family in ("ties", "floor-ties"):
        # A sum on a rounding boundary, and terms around the place where a fused node cuts them off. Column groups of A and B: group 0
        # makes the boundary, the others are the small terms. "ties": below a C of exponent `top`; "floor-ties": below the floor.
        fraction = fraction_of(i)
        lowest = a_format.lowest - a_format.mantissa + b_format.lowest - b_format.mantissa
        top = FLOOR[i.d] if family == "floor-ties" else max(0, lowest + fraction + 3)
        if family == "floor-ties":
            boundary = c_format.lowest - c_format.mantissa - (1 if i.d == "f16" else 0)
        else:
            boundary = top - (11 if i.d == "f16" else min(fraction, c_format.mantissa + 1))
        slots = np.arange(i.kept)[None, None, :] // (i.kept // (i.k // i.group) if i.sparse else 1)
        places = np.arange(i.k)[None, None, :] // (i.group if i.sparse else 1)

        def share(total, mix):
            """How the exponent of a product is divided: the part of A, anywhere that both sides can represent."""
            lower = np.maximum(a_format.lowest - a_format.mantissa + 2, total - b_format.highest)
            upper = np.minimum(a_format.highest - 3, total - b_format.lowest + b_format.mantissa)
            lower, upper = np.minimum(lower, upper), np.maximum(lower, upper)
            return spread(tile * U(mix), lower, upper)

        first, rest = share(boundary, 0x9E3779B97F4A7C15), share(top - fraction, 0xD6E8FEB86659FD93)
        a_exponent = np.where(slots == 0, first + trailing(a, 1, 3), rest + spread(a, -2, 2))
        b_exponent = np.where(places == 0, boundary - first + trailing(b, 1, 1), top - fraction - rest + trailing(b, 1, 2))
        short = mantissas(a_format, a) & ~U((1 << max(0, a_format.mantissa - 2)) - 1)
        a_mantissa = np.where(slots == 0, np.where(below(a, 8, 4, 4) == 0, short, U(0)), np.where(below(a, 8, 4, 2) == 0, short, U(0)))
        ax = compose(a_format, signs(a), a_exponent, a_mantissa)
        bx = compose(b_format, signs(b), b_exponent, U(0) * b)
        keep = np.array([8, 32, 96, 256])[below(row, 1, 8, 4)]
        ax = np.where((slots == 0) | (below(a, 40, 8, 256) < keep), ax, zeros(a_format, a))
        cx = make(c_format, c, top + trailing(c, 1, 3))
        if family == "floor-ties":
            tiny = make(c_format, c, c_format.lowest - spread(c, 0, c_format.mantissa))
            cx = np.where(below(c, 1, 8, 16) == 0, tiny, zeros(c_format, c))
        return ax, bx, cx, index
    if family == "large":
        # Around the largest numbers: of the operands in half of the tiles, of the accumulator in the others.
        half = c_format.highest // 2
        a_top = np.where(below(tile, 1, 8, 2) == 0, a_format.highest, np.minimum(half, a_format.highest))
        b_top = np.where(below(tile, 1, 8, 2) == 0, b_format.highest, np.minimum(c_format.highest - half, b_format.highest))
        ax, bx = make(a_format, a, a_top - spread(a, 0, 4)), make(b_format, b, b_top - spread(b, 0, 4))
        return ax, bx, make(c_format, c, c_format.highest - spread(c, 0, 3)), index
    raise ValueError(f"no family {family}")


FLOAT_FAMILIES = ("bits", "finite", "normal", "outliers", "wide", "cancel", "cancel-c", "c-large", "c-zero", "floor", "zeros",
                  "special", "subnormal", "powers", "large", "ties")


def fraction_of(instruction):
    """Fraction bits that a fused node keeps: it decides where the small terms of the tie families lie, nothing else."""
    if instruction.d == "f64":
        return 54
    return 13 if instruction.unit == "wgmma" and instruction.a in ("e4m3", "e5m2") else 25


# MARK: integers


def integer_family(family, instruction, tiles):
    i = instruction
    label = f"binade capture 1|{i.name}|{family}|"
    a = words(label + "a", tiles, i.rows, i.kept)
    b = words(label + "b", tiles, i.columns, i.k)
    c = words(label + "c", tiles, i.rows, i.columns)
    tile = words(label + "tile", tiles, 1, 1)
    index = indices(label, i, tiles)

    def random(name, word):
        return word >> U(64 - WIDTH[name])

    def extreme(name, word):
        """The ends of the range, and a few numbers around zero."""
        width = WIDTH[name]
        ends = [0, 1, (1 << width) - 1, 1 << (width - 1), (1 << (width - 1)) - 1] if width > 1 else [0, 1]
        return np.array(ends, U)[below(word, 1, 15, len(ends))]

    if family == "bits":
        return random(i.a, a), random(i.b, b), c >> U(32), index
    if family == "c-zero":
        return random(i.a, a), random(i.b, b), np.zeros(c.shape, U), index
    limit = np.where(signs(c) == 1, U(0x7FFFFFFF) - (c >> U(44)), U(0x80000000) + (c >> U(44)))
    if family == "c-limit":
        # C near the ends of its range; in half of the tiles every product has the sign of its row.
        side = below(tile, 1, 8, 2) == 1
        high = U(1 << max(0, WIDTH[i.b] - 1))
        positive = np.where(side, random(i.b, b) & (high - U(1)) if WIDTH[i.b] > 1 else random(i.b, b), random(i.b, b))
        return random(i.a, a), positive, limit, index
    if family == "extremes":
        one = words(label + "one", tiles, i.rows, 1)
        same = extreme(i.a, np.broadcast_to(one, a.shape))
        ax = np.where(below(a, 16, 8, 16) == 0, extreme(i.a, a), same)
        return ax, extreme(i.b, np.broadcast_to(b[:, :, :1], b.shape)), (limit & U(0xFFFFC000)) | field(c, 1, 14), index
    raise ValueError(f"no family {family}")


INTEGER_FAMILIES = ("bits", "c-zero", "c-limit", "extremes")


# MARK: sparsity


def indices(label, instruction, tiles):
    """For each kept element its place in its group: ascending pairs of 0…3, or for tf32 one of 0 and 1. Dense: all zeros."""
    i = instruction
    if not i.sparse:
        return np.zeros((tiles, i.rows, i.kept), np.uint8)
    if i.group == 2:
        return field(words(label + "index", tiles, i.rows, i.kept), 17, 1).astype(np.uint8)
    choice = below(words(label + "index", tiles, i.rows, i.kept // 2), 17, 20, 6)
    table = np.array([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], np.uint8)
    return table[choice].reshape(tiles, i.rows, i.kept)


# MARK: the whole


def families(instruction):
    """Their names. Products that lie below what a node of the smallest exponent keeps exist for some types only."""
    if not instruction.is_float:
        return INTEGER_FAMILIES
    if instruction.scale:
        return scaled.families(instruction)
    a, b = FORMATS[instruction.a], FORMATS[instruction.b]
    reach = a.lowest - a.mantissa + b.lowest - b.mantissa
    is_near = reach <= FLOOR[instruction.d] - fraction_of(instruction) - 2
    return (*FLOAT_FAMILIES, "floor-ties") if is_near else FLOAT_FAMILIES


def inputs(family, instruction, tiles, columns=None):
    """A, B, C and index as arrays of words; `columns` widens the tile."""
    return operands(family, instruction, tiles, columns)[:4]


def operands(family, instruction, tiles, columns=None):
    """A, B, C, index, and the block scales of A[tile, row, block] and B[tile, column, block] as bytes, none without scales."""
    if columns:
        instruction = dataclasses.replace(instruction, columns=columns)
    scale_a, scale_b = np.zeros((tiles, instruction.rows, 0), np.uint8), np.zeros((tiles, instruction.columns, 0), np.uint8)
    if instruction.scale:
        a, b, c, scale_a, scale_b = scaled.scaled_family(family, instruction, tiles)
        index = np.zeros((tiles, instruction.rows, instruction.kept), np.uint8)
    else:
        make = float_family if instruction.is_float else integer_family
        a, b, c, index = make(family, instruction, tiles)
    words_of = lambda array, dtype: np.ascontiguousarray(array).astype(dtype)
    narrow = lambda array, type: array & U((1 << WIDTH[type]) - 1) if WIDTH[type] < 8 else array
    a, b = narrow(a, instruction.a), narrow(b, instruction.b)
    return (words_of(a, WORD[WIDTH[instruction.a]]), words_of(b, WORD[WIDTH[instruction.b]]),
            words_of(c, SUM[instruction.d]), np.ascontiguousarray(index), words_of(scale_a, np.uint8), words_of(scale_b, np.uint8))


def rows(instruction, a, b, c, index):
    """Tiles as independent dot-adds in recorded order: tile, row, column. A is n × kept, B n × k, C n."""
    tiles, columns = b.shape[0], b.shape[1]
    shape = (tiles, instruction.rows, columns)
    spread_a = np.broadcast_to(a[:, :, None, :], (*shape, a.shape[2])).reshape(-1, a.shape[2])
    spread_b = np.broadcast_to(b[:, None, :, :], (*shape, b.shape[2])).reshape(-1, b.shape[2])
    spread_index = np.broadcast_to(index[:, :, None, :], (*shape, index.shape[2])).reshape(-1, index.shape[2])
    return spread_a, spread_b, c.reshape(-1), spread_index


from . import scaled  # noqa: E402  (it is made of what stands above)
