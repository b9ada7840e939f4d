"""Operands of matrix instructions: a pure function of the instruction's name, family and row.

A random word is the output mix of SplitMix64 over a counter, so the first rows are the same however many are made. Everything
is integer arithmetic: the same codes on every machine.
"""

import dataclasses

import numpy as np

ROWS = 256  # of a family
CHUNK = 64  # rows that share a digest
GOLDEN = 0x9E3779B97F4A7C15


@dataclasses.dataclass(frozen=True)
class Format:
    """How the codes of an element look."""

    exponent_bits: int
    mantissa_bits: int
    bias: int
    word: str  # NumPy dtype
    top: str  # what the highest exponent field holds: special, nan (one code), finite, fnuz

    @property
    def lowest(self):
        """The exponent of subnormals."""
        return 1 - self.bias

    @property
    def highest(self):
        """The largest exponent of a finite value."""
        return (1 << self.exponent_bits) - (2 if self.top == "special" else 1) - self.bias


FORMATS = {
    "f64": Format(11, 52, 1023, "<u8", "special"),
    "f32": Format(8, 23, 127, "<u4", "special"),
    "tf32": Format(8, 23, 127, "<u4", "special"),
    "xf32": Format(8, 23, 127, "<u4", "special"),
    "f16": Format(5, 10, 15, "<u2", "special"),
    "bf16": Format(8, 7, 127, "<u2", "special"),
    "bf16_1k": Format(8, 7, 127, "<u2", "special"),
    "e5m2": Format(5, 2, 15, "|u1", "special"),
    "e4m3": Format(4, 3, 7, "|u1", "nan"),
    "e3m2": Format(3, 2, 3, "|u1", "finite"),
    "e2m3": Format(2, 3, 1, "|u1", "finite"),
    "e2m1": Format(2, 1, 1, "|u1", "finite"),
    "bf8": Format(5, 2, 16, "|u1", "fnuz"),
    "fp8": Format(4, 3, 8, "|u1", "fnuz"),
}
# The exponents that results and C can have, and about where the floors of alignment are.
REACH = {"f16": (-14, 15), "f32": (-126, 127), "f64": (-1022, 1023)}
FLOORS = {"f16": (-34, -13), "f32": (-162, -118), "f64": (-1090, -1010)}


@dataclasses.dataclass
class Operands:
    """Codes: A and B [rows, K], C [rows], scales [rows, K / block] or None."""

    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    scale_a: np.ndarray | None = None
    scale_b: np.ndarray | None = None

    def rows(self, which):
        """Some of the rows."""
        parts = (self.a, self.b, self.c, self.scale_a, self.scale_b)
        return Operands(*(None if part is None else part[which] for part in parts))


def mix(words):
    """The output function of SplitMix64."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


class Stream:
    """Random words of one family: each call takes the next stream, and counts rows and columns from 0."""

    def __init__(self, text, rows):
        seed = 0xCBF29CE484222325
        for byte in text.encode():
            seed = ((seed ^ byte) * 0x100000001B3) % (1 << 64)
        self.seed = np.uint64(seed)
        self.rows = rows
        self.next = 0

    def words(self, *columns):
        """64-bit words: [rows, columns]."""
        count = int(np.prod(columns, dtype=np.int64))
        counters = np.arange(self.rows * count, dtype=np.uint64) + np.uint64(self.next << 40)
        self.next += 1
        return mix(self.seed + np.uint64(GOLDEN) * (counters + np.uint64(1))).reshape(self.rows, *columns)

    def below(self, limit, *columns):
        """Integers from 0 to limit - 1. `limit` may be an array that the result's shape fits."""
        words = (self.words(*columns) >> np.uint64(32)).astype(np.int64)
        return (words * limit) >> 32

    def between(self, low, high, *columns):
        """Integers from low to high, both included."""
        return low + self.below(np.maximum(np.asarray(high) - low + 1, 1), *columns)

    def choose(self, values, *columns):
        """Some of these values."""
        return np.asarray(values)[self.below(len(values), *columns)]

    def chance(self, share, *columns):
        """True in one of `share` cases."""
        return self.below(share, *columns) == 0


def finite(format, codes):
    """NaN and infinities replaced by finite codes nearby."""
    mantissa = np.uint64(format.mantissa_bits)
    codes = codes.astype(np.uint64)
    field = np.uint64((1 << format.exponent_bits) - 1)
    if format.top == "special":
        special = (codes >> mantissa) & field == field
        return np.where(special, codes ^ (np.uint64(1) << mantissa), codes)
    if format.top == "nan":
        return np.where(codes & np.uint64(0x7F) == np.uint64(0x7F), codes ^ np.uint64(1), codes)
    if format.top == "fnuz":
        return np.where(codes == np.uint64(0x80), np.uint64(0), codes)
    return codes


def width(format):
    """Bits of a code."""
    return 1 + format.exponent_bits + format.mantissa_bits


def random_codes(stream, format, *columns):
    """Every code alike."""
    return stream.words(*columns) >> np.uint64(64 - width(format))


def with_exponents(stream, format, exponents, signs=None, mantissas=None):
    """Finite codes whose leading bit has these exponents, as near as the format comes. Random low bits."""
    shape = exponents.shape[1:]
    bits = format.mantissa_bits
    if mantissas is None:
        mantissas = stream.words(*shape) >> np.uint64(64 - bits)
    mantissas = mantissas.astype(np.uint64) & np.uint64((1 << bits) - 1)
    if signs is None:
        signs = stream.words(*shape) >> np.uint64(63)
    exponents = np.clip(exponents, format.lowest - bits, format.highest)
    depth = np.maximum(format.lowest - exponents, 0)
    field = np.where(depth > 0, 0, exponents + format.bias).astype(np.uint64)
    shifted = (mantissas | np.uint64(1 << bits)) >> depth.astype(np.uint64)
    codes = np.where(depth > 0, shifted, mantissas | (field << np.uint64(bits)))
    codes = codes | (signs.astype(np.uint64) << np.uint64(bits + format.exponent_bits))
    return finite(format, codes)


class Maker:
    """Makes one family of one instruction."""

    def __init__(self, instruction, family, rows):
        self.stream = Stream(f"{instruction.name} {family}", rows)
        self.instruction = instruction
        self.k = instruction.k
        self.a, self.b = FORMATS[instruction.a], FORMATS[instruction.b]
        self.c = FORMATS[instruction.accumulator]
        self.low, self.high = REACH[instruction.accumulator]
        # With one scale for all of K, or for each of some blocks: the scale's exponents.
        self.block = instruction.block or self.k
        self.scales = {None: (0, 0), "ue8m0": (-127, 127), "ue4m3": (-8, 8)}[instruction.scale]

    def reach(self):
        """The exponents that products can have, within the accumulator's reach."""
        low = self.a.lowest + self.b.lowest + 2 * self.scales[0]
        high = self.a.highest + self.b.highest + 2 * self.scales[1]
        return max(low, self.low), min(high, self.high)

    def centres(self):
        """One exponent for each row, somewhere in reach."""
        low, high = self.reach()
        return self.stream.between(low, high)

    def window(self, centres, spread):
        """Exponents of products: down to `spread` below the centre of their row."""
        return centres[:, None] - self.stream.below(spread[:, None] + 1, self.k)

    def split(self, exponents, low, high, other_low, other_high):
        """Two exponents with this sum, each in its range if possible."""
        least = np.maximum(low, exponents - other_high)
        most = np.minimum(high, exponents - other_low)
        first = self.stream.between(least, np.maximum(most, least), *exponents.shape[1:])
        return first, exponents - first

    def scale_codes(self, exponents):
        """Scales with these exponents; the mantissa and the ignored bit of UE4M3 are random."""
        if self.instruction.scale == "ue8m0":
            return np.clip(exponents + 127, 0, 254).astype("|u1")
        codes = with_exponents(self.stream, FORMATS["e4m3"], exponents)
        return codes.astype("|u1")

    def products(self, exponents, signs=None, mantissas=None):
        """A, B and scales whose products have about these exponents."""
        scales = (None, None)
        if self.instruction.scale:
            wanted = exponents[:, :: self.block]
            total = wanted - self.stream.below(3, wanted.shape[1])
            pair = self.split(total, *self.scales, *self.scales)
            scales = tuple(self.scale_codes(part) for part in pair)
            exponents = exponents - np.repeat(
                np.clip(total, 2 * self.scales[0], 2 * self.scales[1]), self.block, axis=1
            )
        margin_a, margin_b = min(self.a.mantissa_bits, 10), min(self.b.mantissa_bits, 10)
        pair = self.split(
            exponents, self.a.lowest - margin_a, self.a.highest, self.b.lowest - margin_b, self.b.highest
        )
        a = with_exponents(self.stream, self.a, pair[0], signs, mantissas)
        b = with_exponents(
            self.stream, self.b, pair[1], None if signs is None else np.zeros_like(signs), mantissas
        )
        return a, b, *scales

    def accumulator(self, exponents, signs=None):
        """C with these exponents."""
        if signs is None:
            signs = self.stream.words() >> np.uint64(63)
        return with_exponents(
            self.stream, self.c, exponents, signs, self.stream.words() >> np.uint64(64 - self.c.mantissa_bits)
        )

    def few(self, exponents, signs, exact, present=None):
        """Operands of these products [rows, some] and of zeros; rows where `exact` have powers of two.

        Products under scales of their own where there are several scales, elsewhere beside each other, at any k.
        """
        step = self.block if self.instruction.lanes > 1 else 1
        count = min(exponents.shape[1], self.k // step)
        places = np.arange(count) * step
        wanted = np.repeat(exponents[:, :1], self.k, axis=1)
        which = np.zeros((self.stream.rows, self.k), bool)
        sign = np.zeros((self.stream.rows, self.k), np.uint64)
        wanted[:, places] = exponents[:, :count]
        if step > 1:
            wanted = np.repeat(wanted[:, ::step], step, axis=1)
        which[:, places] = True if present is None else present[:, :count]
        sign[:, places] = signs[:, :count]
        if step == 32:
            # The second group of 16 under the same scale has the same product in some rows.
            twice = self.stream.chance(2)[:, None]
            which[:, places + 16], sign[:, places + 16] = which[:, places] & twice, sign[:, places]
        shift = (
            np.where(self.stream.chance(2), self.stream.below(self.k), 0) if not self.instruction.scale else 0
        )
        order = (np.arange(self.k) - np.reshape(shift, (-1, 1))) % self.k
        order = np.broadcast_to(order, which.shape)
        wanted, which, sign = (np.take_along_axis(part, order, axis=1) for part in (wanted, which, sign))
        mantissas = self.stream.words(self.k) >> np.uint64(
            64 - max(self.a.mantissa_bits, self.b.mantissa_bits)
        )
        mantissas = np.where(exact[:, None], np.uint64(0), mantissas)
        a, b, *scales = self.products(wanted, signs=sign, mantissas=mantissas)
        return np.where(which, a, signed_zero(self, self.a)), b, *scales

    def signs(self, *columns):
        """Random signs."""
        return self.stream.words(*columns) >> np.uint64(63)

    def power(self, exponents, signs, low_bits=None):
        """C as a power of two, or with these low bits."""
        zeros = np.zeros(self.stream.rows, np.uint64)
        return with_exponents(self.stream, self.c, exponents, signs, zeros if low_bits is None else low_bits)

    @property
    def places(self):
        """Fraction bits of the accumulator."""
        return self.c.mantissa_bits

    def zero(self):
        """C of either zero."""
        return (self.stream.words() >> np.uint64(63)) << np.uint64(width(self.c) - 1)

    def random_scales(self):
        """Scales of every code but NaN."""
        if not self.instruction.scale:
            return None, None
        pair = [random_codes(self.stream, FORMATS["e4m3"], self.instruction.lanes) for _ in range(2)]
        return tuple(
            np.where(codes & np.uint64(0x7F) == np.uint64(0x7F), np.uint64(1), codes) for codes in pair
        )


def spread(maker):
    """How far apart the exponents of a row are."""
    return maker.stream.choose([0, 3, 9, 14, 26, 40])


def bits(maker):
    a = random_codes(maker.stream, maker.a, maker.k)
    b = random_codes(maker.stream, maker.b, maker.k)
    return a, b, random_codes(maker.stream, maker.c), *maker.random_scales()


def finite_bits(maker):
    a, b, c, *scales = bits(maker)
    return finite(maker.a, a), finite(maker.b, b), finite(maker.c, c), *scales


def bell(maker, *columns):
    """Exponents of something like a normal variable: geometric below 1, seldom above."""
    words = maker.stream.words(*columns) | np.uint64(1 << 40)
    lowest = words & (~words + np.uint64(1))
    return 1 - np.bitwise_count(lowest - np.uint64(1)).astype(np.int64)


def normal(maker):
    low, high = maker.reach()
    centre = np.clip(0, low, high)
    exponents = bell(maker, maker.k) + bell(maker, maker.k) + centre
    c = maker.accumulator(bell(maker) + centre)
    a, b, *scales = maker.products(exponents)
    return a, b, c, *scales


def outliers(maker):
    exponents = bell(maker, maker.k) + bell(maker, maker.k)
    exponents += np.where(maker.stream.chance(16, maker.k), maker.stream.between(6, 20, maker.k), 0)
    c = maker.accumulator(bell(maker) + maker.stream.choose([0, 0, 12]))
    a, b, *scales = maker.products(exponents)
    return a, b, c, *scales


def wide(maker):
    low, high = maker.reach()
    c = maker.accumulator(maker.stream.between(low, high))
    a, b, *scales = maker.products(maker.stream.between(low, high, maker.k))
    return a, b, c, *scales


def window(maker):
    centres, room = maker.centres(), spread(maker)
    c = maker.accumulator(centres + 2 - maker.stream.below(room + 5))
    a, b, *scales = maker.products(maker.window(centres, room))
    return a, b, c, *scales


def cancellation(maker):
    """Every product meets its opposite, some of them but for the last bits."""
    centres, room = maker.centres(), spread(maker)
    a, b, *scales = maker.products(maker.window(centres, room))
    half = maker.k // 2
    if half:
        sign = np.uint64(1 << (width(maker.a) - 1))
        if maker.a.top == "fnuz":
            sign = np.where(a[:, :half] & np.uint64(0x7F) == 0, np.uint64(0), sign)
        if maker.instruction.scale:
            # Only products under the same scale cancel: neighbours.
            a[:, 1::2], b[:, 1::2] = a[:, ::2] ^ sign, b[:, ::2]
            changed = a[:, 1::2]
        else:
            a[:, half : 2 * half], b[:, half : 2 * half] = (a[:, :half] ^ sign)[:, ::-1], b[:, :half][:, ::-1]
            changed = a[:, half : 2 * half]
        step = np.uint64(1 << (13 if maker.instruction.a in ("tf32", "xf32") else 0))
        changed ^= np.where(maker.stream.chance(half + 1, half), step, np.uint64(0))
        a = finite(maker.a, a)
    c = maker.accumulator(centres - maker.stream.below(45))
    c = np.where(maker.stream.chance(3), maker.zero(), c)
    return a, b, c, *scales


def large_c(maker):
    centres, room = maker.centres(), spread(maker)
    c = maker.accumulator(centres + maker.stream.between(3, 38))
    a, b, *scales = maker.products(maker.window(centres, room))
    return a, b, c, *scales


def zero_c(maker):
    centres, room = maker.centres(), spread(maker)
    c = maker.zero()
    a, b, *scales = maker.products(maker.window(centres, room))
    return a, b, c, *scales


def tiny(maker):
    """Around the floors of alignment and the smallest results."""
    centres = maker.stream.between(*FLOORS[maker.instruction.accumulator])
    room = maker.stream.choose([0, 2, 6, 12])
    subnormal = maker.stream.words() >> (
        np.uint64(64 - maker.c.mantissa_bits) + maker.stream.below(maker.c.mantissa_bits).astype(np.uint64)
    )
    subnormal |= maker.zero()
    smallest = maker.accumulator(np.full(maker.stream.rows, maker.low) + maker.stream.below(4))
    c = np.choose(maker.stream.below(4), [maker.zero(), maker.zero(), subnormal, smallest])
    a, b, *scales = maker.products(maker.window(centres, room))
    few = maker.stream.choose([1, 2, 4])[:, None] > maker.stream.below(8, maker.k)
    return (
        np.where(few, a, a & np.uint64(1 << (width(maker.a) - 1)) if maker.a.top != "fnuz" else np.uint64(0)),
        b,
        c,
        *scales,
    )


def zeros(maker):
    """Zeros of both signs among products of any size."""
    a, b, _, *scales = wide(maker)
    share = maker.stream.choose([1, 2, 4])[:, None]
    a = np.where(maker.stream.below(share, maker.k) == 0, signed_zero(maker, maker.a), a)
    b = np.where(maker.stream.below(share + 1, maker.k) == 0, signed_zero(maker, maker.b), b)
    c = np.where(
        maker.stream.chance(2), maker.zero(), maker.accumulator(maker.stream.between(maker.low, maker.high))
    )
    return a, b, c, *scales


def signed_zero(maker, format):
    if format.top == "fnuz":
        return np.uint64(0)
    return (maker.stream.words(maker.k) >> np.uint64(63)) << np.uint64(width(format) - 1)


def specials(format):
    """Codes of NaN, infinities, zeros, and of the largest and smallest finite values."""
    sign = 1 << (width(format) - 1)
    top = ((1 << format.exponent_bits) - 1) << format.mantissa_bits
    one = 1 << format.mantissa_bits
    positive = [0, 1, one, one - 1]
    if format.top == "special":
        positive += [top, top, top + 1, top + (one >> 1), top - 1]
        if format.mantissa_bits == 23:
            positive += [top + 0x2000, top + 0x1FFF]
    elif format.top == "nan":
        positive += [0x7F, 0x7F, 0x7E]
    elif format.top == "fnuz":
        return [0, 1, 0x7F, 0x80, 0x80, 0x81, 0xFF]
    else:
        positive += [top + one - 1]
    return positive + [code | sign for code in positive]


def special(maker):
    """NaN, infinities and zeros among ordinary values, few or many."""
    a, b, c, *scales = window(maker)
    share = maker.stream.choose([2, maker.k, 4 * maker.k])[:, None]
    a = np.where(
        maker.stream.below(share, maker.k) == 0,
        maker.stream.choose(np.array(specials(maker.a), np.uint64), maker.k),
        a,
    )
    b = np.where(
        maker.stream.below(share, maker.k) == 0,
        maker.stream.choose(np.array(specials(maker.b), np.uint64), maker.k),
        b,
    )
    c = np.where(maker.stream.chance(3), maker.stream.choose(np.array(specials(maker.c), np.uint64)), c)
    return a, b, c, *scales


def overflow(maker):
    """Sums around the largest finite result."""
    low, high = maker.reach()
    centres = np.minimum(
        maker.high + maker.stream.between(-3, 2), maker.a.highest + maker.b.highest + 2 * maker.scales[1]
    )
    room = maker.stream.choose([0, 0, 2, 5, 14])
    one_sign = np.where(
        maker.stream.chance(4)[:, None], maker.stream.below(2, maker.k), maker.stream.below(2)[:, None]
    )
    a, b, *scales = maker.products(maker.window(centres, room), signs=one_sign)
    exponents = maker.high - maker.stream.choose([0, 0, 1, 2, 12, 24, 26])
    largest = (np.uint64(1) << np.uint64(maker.c.mantissa_bits)) - np.uint64(1)
    c = maker.accumulator(exponents, one_sign[:, 0])
    return a, b, np.where(maker.stream.chance(3), c | largest, c), *scales


def ties(maker):
    """Powers of two and C such that sums fall on halves of the last place, or right beside."""
    low, high = maker.reach()
    centres = maker.stream.between(max(low + 30, maker.low), max(high, low + 30))
    places = {"f16": 10, "f32": 23, "f64": 52}[maker.instruction.accumulator]
    offsets = maker.stream.choose(
        [0, 1, places, places + 1, places + 1, places + 1, places + 2, places + 9], maker.k
    )
    none = np.zeros((maker.stream.rows, maker.k), np.uint64)
    a, b, *scales = maker.products(centres[:, None] - offsets, mantissas=none)
    c = maker.accumulator(np.clip(centres, maker.low, maker.high))
    odd = maker.stream.choose(np.array([0, 1, 3], np.uint64))
    short = (c >> np.uint64(maker.c.mantissa_bits) << np.uint64(maker.c.mantissa_bits)) | odd
    return a, b, np.where(maker.stream.chance(2), c, short), *scales


# Exponents of the smallest results and of halves of them, and of the products that alignment cuts off beside them.
EDGES = {
    "f16": ([-25, -25, -25, -24], (-47, -41)),
    "f32": ([-150, -149, -149, -148], (-160, -153)),
    "f64": ([-1075, -1074, -1074, -1073], (-1085, -1076)),
}


def floors(maker):
    """A product at the smallest results, others where a floor of alignment decides whether they count."""
    main, rest = EDGES[maker.instruction.accumulator]
    if maker.instruction.k == 64 and maker.instruction.scale:
        rest = (-177, -171)
    exponents = np.concatenate([maker.stream.choose(main, 1), maker.stream.between(*rest, 2)], axis=1)
    exponents[:, 2] = np.where(maker.stream.chance(2), exponents[:, 1], exponents[:, 2])
    present = np.ones(exponents.shape, bool)
    present[:, 2] = maker.stream.chance(4)
    a, b, *scales = maker.few(exponents, maker.signs(3), ~maker.stream.chance(8), present)
    c = np.where(maker.stream.chance(8), maker.zero() | np.uint64(1), maker.zero())
    return a, b, c, *scales


def residue(maker):
    """Two large terms cancel; what is left was at the edge of alignment."""
    low, high = maker.reach()
    centres = maker.stream.between(min(low + 24, high), high)
    room = maker.stream.choose([13, 23, 24, 25, 32, 35])
    offsets = room[:, None] + maker.stream.between(-3, 3, 2)
    exponents = np.concatenate([centres[:, None], centres[:, None], centres[:, None] - offsets], axis=1)
    signs = maker.signs(4)
    by_c = maker.stream.chance(2)
    signs[:, 1] = signs[:, 0] ^ np.uint64(1)
    exponents[:, 1] = np.where(by_c, exponents[:, 2], exponents[:, 1])
    exact = np.ones(maker.stream.rows, bool)
    a, b, *scales = maker.few(exponents, signs, exact)
    c = np.where(by_c, maker.power(centres, signs[:, 0] ^ np.uint64(1)), maker.zero())
    return a, b, c, *scales


def stages(maker):
    """C, a product at half of its last place, and others far below."""
    low, high = maker.reach()
    centres = maker.stream.between(
        min(low + maker.places + 12, maker.high), min(high + maker.places, maker.high)
    )
    half = maker.stream.choose([0, 1, 1, 2, 2], 1) + maker.places
    below = maker.stream.choose([3, 5, 8, 9, 9, 10, 11, 17], 2) + maker.places
    exponents = centres[:, None] - np.concatenate([half, below], axis=1)
    present = np.ones(exponents.shape, bool)
    present[:, 2] = maker.stream.chance(3)
    a, b, *scales = maker.few(exponents, maker.signs(3), np.ones(maker.stream.rows, bool), present)
    low_bits = maker.stream.choose(np.array([0, 0, 0, 1, (1 << maker.places) - 1], np.uint64))
    return a, b, maker.power(centres, maker.signs(), low_bits), *scales


def far_c(maker):
    """C at the edge of alignment below a power of two, or above many small products of the other sign."""
    low, high = maker.reach()
    centres = maker.stream.between(min(low + 20, high), high)
    room = maker.stream.choose([10, 13, 24, 25, 25, 35])
    below = room[:, None] + maker.stream.between(-4, 12, 2)
    exponents = centres[:, None] - np.concatenate([np.zeros_like(below[:, :1]), below], axis=1)
    signs = maker.signs(3)
    a, b, *scales = maker.few(exponents, signs, np.ones(maker.stream.rows, bool))
    c = maker.accumulator(centres - room - maker.stream.between(-3, 3))

    many = centres[:, None] - room[:, None] - maker.stream.between(-2, 2, maker.k)
    if maker.instruction.k == 64 and maker.instruction.scale:
        many = centres[:, None] - maker.stream.between(31, 39)[:, None] + np.zeros((1, maker.k), np.int64)
    one_sign = np.repeat(maker.signs(1), maker.k, axis=1)
    second_a, second_b, *second_scales = maker.products(many, signs=one_sign)
    second_c = maker.power(
        centres, one_sign[:, 0] ^ np.uint64(1), maker.stream.choose(np.array([0, 0, 1], np.uint64))
    )
    which = maker.stream.chance(2)
    pair = [
        None if first is None else np.where(which[:, None], first, second)
        for first, second in zip(scales, second_scales, strict=True)
    ]
    return (
        np.where(which[:, None], a, second_a),
        np.where(which[:, None], b, second_b),
        np.where(which, c, second_c),
        *pair,
    )


def after_zero(maker):
    """C and one product cancel, all or almost; then zeros of one sign."""
    low, high = maker.reach()
    bottom = max(low, maker.low)
    centres = np.where(
        maker.stream.chance(2), maker.stream.between(bottom, high), np.full(maker.stream.rows, bottom)
    )
    signs = maker.signs(1)
    a, b, *scales = maker.few(centres[:, None], signs, np.ones(maker.stream.rows, bool))
    zero = a & np.uint64((1 << (width(maker.a) - 1)) - 1) == 0
    if maker.a.top != "fnuz":
        a = np.where(zero, maker.signs(1) << np.uint64(width(maker.a) - 1), a)
    b = np.where(zero & maker.stream.chance(2)[:, None], b & np.uint64((1 << (width(maker.b) - 1)) - 1), b)
    low_bits = maker.stream.choose(np.array([0, 0, 1, 1 << (maker.places - 1)], np.uint64))
    return a, b, maker.power(centres, signs[:, 0] ^ np.uint64(1), low_bits), *scales


def scales(maker):
    """Every scale, NaN and the ends among them, over small elements."""
    a, b, c, *_ = finite_bits(maker)
    pair = []
    for _ in range(2):
        codes = maker.stream.words(maker.instruction.lanes) >> np.uint64(56)
        ends = maker.stream.choose(
            np.array([0, 1, 0x7E, 0x7F, 0x80, 0xFE, 0xFF], np.uint64), maker.instruction.lanes
        )
        pair.append(np.where(maker.stream.chance(6, maker.instruction.lanes), ends, codes))
    c = np.where(maker.stream.chance(4), maker.zero(), c)
    a = np.where(maker.stream.chance(8)[:, None], a & np.uint64(1 << (width(maker.a) - 1)), a)
    return a, b, c, *pair


def groups(maker):
    """Groups of 16 whose products cancel, or are all zero, beside others far smaller."""
    a = finite(maker.a, random_codes(maker.stream, maker.a, maker.k))
    b = finite(maker.b, random_codes(maker.stream, maker.b, maker.k))
    group = np.repeat(maker.stream.below(3, maker.k // 16), 16, axis=1)
    mirrored, same = a.copy(), b.copy()
    mirrored[:, 1::2], same[:, 1::2] = a[:, ::2] ^ np.uint64(1 << (width(maker.a) - 1)), b[:, ::2]
    a = np.choose(group, [a, mirrored, a & np.uint64(1 << (width(maker.a) - 1))])
    b = np.where(group == 1, same, b)
    low, high = maker.scales
    lanes = maker.instruction.lanes
    total = maker.stream.between(-20, 20)[:, None] - maker.stream.below(40, lanes)
    deep = maker.stream.between(-150, -120)[:, None] + maker.stream.below(12, lanes)
    total = np.where(maker.stream.chance(3)[:, None], deep, total)
    pair = [
        maker.scale_codes(part)
        for part in maker.split(np.clip(total, 2 * low, 2 * high), low, high, low, high)
    ]
    c = maker.accumulator(
        np.clip(maker.stream.between(-40, 20) - np.where(maker.stream.chance(3), 110, 0), -126, 127)
    )
    return a, b, np.where(maker.stream.chance(2), maker.zero(), c), *pair


FAMILIES = {
    "bits": bits,
    "finite bits": finite_bits,
    "normal": normal,
    "outliers": outliers,
    "wide": wide,
    "window": window,
    "cancellation": cancellation,
    "large c": large_c,
    "zero c": zero_c,
    "tiny": tiny,
    "zeros": zeros,
    "special": special,
    "overflow": overflow,
    "ties": ties,
    "floors": floors,
    "residue": residue,
    "stages": stages,
    "far c": far_c,
    "after zero": after_zero,
    "scales": scales,
    "groups": groups,
}


def families(instruction):
    """The families that this instruction is asked about."""
    return [name for name in FAMILIES if instruction.scale or name not in ("scales", "groups")]


def make(instruction, family, rows=ROWS):
    """The operands of one family: its first rows."""
    maker = Maker(instruction, family, rows)
    with np.errstate(over="ignore"):
        a, b, c, scale_a, scale_b = FAMILIES[family](maker)
    return Operands(
        a.astype(maker.a.word),
        b.astype(maker.b.word),
        c.astype(maker.c.word),
        None if scale_a is None else scale_a.astype("|u1"),
        None if scale_b is None else scale_b.astype("|u1"),
    )
