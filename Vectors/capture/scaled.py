"""The inputs of block-scaled instructions: as families.py, with a scale for each block of a row of A and of a column of B.

Scales are bytes: ue8m0 (2^(code - 127), FF is NaN) or ue4m3 (e4m3 without its sign; 7F is NaN, and bit 7 is not read).
"""

import numpy as np

from .families import (FORMATS, U, below, compose, field, finite, mantissas, near_one, raw, rounded, signs, special, spread, trailing,
                       values, words, zeros)

FAMILIES = ("bits", "finite", "normal", "outliers", "wide", "cancel", "cancel-c", "c-large", "c-zero", "blocks", "ties", "zeros",
            "special", "scale-nan", "scale-ends")
# Only ue8m0 reaches the ends of binary32; only ue4m3 has a bit that is not read.
MORE = {"ue8m0": ("large", "floor", "floor-ties"), "ue4m3": ("scale-sign",)}
ENDS = {"ue8m0": (0, 1, 2, 126, 127, 128, 252, 253, 254), "ue4m3": (0, 1, 2, 7, 8, 9, 0x38, 0x77, 0x78, 0x7E)}
LOWEST, HIGHEST = {"ue8m0": -127, "ue4m3": -9}, {"ue8m0": 127, "ue4m3": 8}
GROUP = 16  # products that a node of mxf4 and mxf4nvf4 sums before it aligns
MIX = 0xD6E8FEB86659FD93


def families(instruction):
    return (*FAMILIES, *MORE[instruction.scale])


def floor_of(instruction):
    """The floor and the fraction bits of a node: they decide where the small terms lie, nothing else."""
    return (-139, 35) if instruction.kind in ("mxf4", "mxf4nvf4") else (-133, 25)


def scale_codes(type, word, exponent):
    """The byte of the scale of an exponent, held to the range; ue4m3 takes its mantissa from the word."""
    exponent = np.clip(exponent, LOWEST[type], HIGHEST[type])
    if type == "ue8m0":
        return (exponent + 127 + np.zeros(word.shape, np.int64)).astype(U)
    return compose(FORMATS["e4m3"], np.zeros(1, U), exponent, mantissas(FORMATS["e4m3"], word))


def scale_values(type, code):
    """The exact values of scales that are not NaN."""
    if type == "ue8m0":
        return np.ldexp(1.0, code.astype(np.int32) - 127)
    return values("e4m3", code & U(0x7F))


def scaled_family(family, instruction, tiles):
    """Words A, B, C and the scales of A and B, as 64-bit integers."""
    i = instruction
    fa, fb, fc = FORMATS[i.a], FORMATS[i.b], FORMATS[i.d]
    label = f"binade capture 1|{i.name}|{family}|"
    a = words(label + "a", tiles, i.rows, i.k)
    b = words(label + "b", tiles, i.columns, i.k)
    c = words(label + "c", tiles, i.rows, i.columns)
    tile = words(label + "tile", tiles, 1, 1)
    row = words(label + "row", tiles, i.rows, 1)
    column = words(label + "column", tiles, i.columns, 1)
    sa = words(label + "scale a", tiles, i.rows, i.blocks)
    sb = words(label + "scale b", tiles, i.columns, i.blocks)
    low, high = LOWEST[i.scale], HIGHEST[i.scale]
    floor, fraction = floor_of(i)
    block = np.arange(i.k)[None, None, :] // i.block  # of an element
    first = np.arange(i.blocks)[None, None, :] == 0

    def make(format, word, exponent):
        return compose(format, signs(word), exponent, mantissas(format, word))

    def ordinary(format, word):
        """Near one; every code where there are but sixteen."""
        return finite(format, word) if format.bits == 4 else make(format, word, near_one(word))

    def scales(a_exponent, b_exponent, a_word=sa, b_word=sb):
        return scale_codes(i.scale, a_word, a_exponent), scale_codes(i.scale, b_word, b_exponent)

    def split(total, word):
        """How the exponent of a scale product is divided: the part of A, anywhere that both sides can represent."""
        lower, upper = np.maximum(low, total - high), np.minimum(high, total - low)
        return spread(word * U(MIX), np.minimum(lower, upper), np.maximum(lower, upper))

    ax, bx = ordinary(fa, a), ordinary(fb, b)
    near = scales(spread(sa, -2, 2), spread(sb, -2, 2))
    c_near = make(fc, c, 1 + near_one(c))

    if family == "bits":
        return raw(fa, a), raw(fb, b), raw(fc, c), sa >> U(56), sb >> U(56)
    if family == "finite":
        bound = 255 if i.scale == "ue8m0" else 127
        return finite(fa, a), finite(fb, b), finite(fc, c), below(sa, 16, 24, bound), below(sb, 16, 24, bound)
    if family == "normal":
        return ax, bx, c_near, *near
    if family == "outliers":
        lift = lambda w: np.where(below(w, 1, 8, 8) == 0, below(w, 9, 7, 8) + 4, 0)
        lifted = scales(spread(sa, -2, 2) + lift(sa), spread(sb, -2, 2) + lift(sb))
        return ax, bx, make(fc, c, 1 + near_one(c) + lift(c)), *lifted
    if family in ("wide", "c-zero"):
        total = spread(tile, -150, 127) if i.scale == "ue8m0" else spread(tile, -14, 14)
        half = np.array([0, 1, 4, 12])[below(tile, 1, 8, 4)]
        centre = split(total, tile)
        pair = scales(centre + spread(sa, -half, half), total - centre + spread(sb, -half, half))
        if family == "wide":
            return ax, bx, make(fc, c, total + spread(c, -30, 12)), *pair
        odd = below(tile, 40, 8, 2) == 1
        return ax, bx, zeros(fc, c), np.where(odd, pair[0], near[0]), np.where(odd, pair[1], near[1])
    if family == "cancel":
        # Pairs of equal products of opposite signs, `step` apart, under equal scales; here and there a sign or a last bit that breaks
        # the pair.
        step = np.int64(1) << below(tile, 1, 8, i.k.bit_length() - 1)
        place = np.arange(i.k)[None, None, :]
        partner, second = place & ~step, (place & step) != 0
        ax = np.take_along_axis(ax, np.broadcast_to(partner, a.shape), axis=2)
        bx = np.take_along_axis(bx, np.broadcast_to(partner, b.shape), axis=2)
        breaks = below(a, 1, 12, 4 * i.k)
        flip = np.where(second & (breaks != 0), U(1 << (fa.bits - 1)), U(0))
        last = np.where(second & (breaks == 1), U(1), U(0))
        same = scales(spread(row, -2, 2), spread(column, -2, 2), np.broadcast_to(row, sa.shape), np.broadcast_to(column, sb.shape))
        cx = np.where(below(c, 1, 8, 2) == 0, zeros(fc, c), make(fc, c, spread(c, -40, 0)))
        return ax ^ flip ^ last, bx, cx, *same
    if family == "cancel-c":
        # One product, minus itself in C, and small ones beside it: by their scales, or by their elements where the whole K is one block.
        is_first = (np.arange(i.k) == 0)[None, None, :]
        if i.blocks == 1:
            low_a, low_b = fa.lowest - fa.mantissa + spread(a, 0, 6), fb.lowest - fb.mantissa + spread(b, 0, 6)
            ax, bx = make(fa, a, np.where(is_first, fa.highest, low_a)), make(fb, b, np.where(is_first, fb.highest, low_b))
            pair = near
        else:
            ax = np.where(is_first | (block > 0), ax, zeros(fa, a))
            pair = scales(np.where(first, spread(row, -2, 2), -spread(row, 4, 44)), np.where(first, spread(sb, -2, 2), spread(sb, -1, 0)))
        left = values(i.a, ax[:, :, 0]) * scale_values(i.scale, pair[0][:, :, 0])
        right = values(i.b, bx[:, :, 0]) * scale_values(i.scale, pair[1][:, :, 0])
        return ax, bx, rounded(i.d, -left[:, :, None] * right[:, None, :]), *pair
    if family == "c-large":
        return ax, bx, make(fc, c, spread(c, 2, 44)), *near
    if family == "blocks":
        # Blocks far apart; in half of the groups of sixteen the products cancel in pairs of neighbours, whatever their scale.
        group = words(label + "group", tiles, i.rows, i.k // GROUP)
        cancels = np.repeat(below(group, 1, 8, 2) == 0, GROUP, axis=2)
        partner = np.broadcast_to(np.arange(i.k)[None, None, :] & ~1, a.shape)
        odd = (np.arange(i.k) & 1 == 1)[None, None, :]
        twin = np.take_along_axis(ax, partner, axis=2) ^ np.where(odd, U(1 << (fa.bits - 1)), U(0))
        bx = np.take_along_axis(bx, np.broadcast_to(np.arange(i.k)[None, None, :] & ~1, b.shape), axis=2)
        reach = 20 if i.scale == "ue8m0" else 6
        pair = scales(spread(sa, -reach, reach), spread(sb, -reach, reach))
        return np.where(cancels, twin, ax), bx, make(fc, c, spread(c, -40, 20)), *pair
    if family in ("ties", "floor-ties"):
        # A sum on a rounding boundary, and terms around the place where a node cuts them off. The boundary is made by the first element,
        # the small terms by the other blocks or, where the whole K is one block, by the other elements. Scales are powers of two.
        if family == "floor-ties":
            top = np.full(tile.shape, floor)
            boundary = np.full(tile.shape, fc.lowest - fc.mantissa)
        else:
            top = spread(tile, -20, 20) if i.scale == "ue8m0" else spread(tile, 14, 22)
            boundary = top - fc.mantissa
        is_first = (np.arange(i.k) == 0)[None, None, :]
        high_a, high_b = min(2, fa.highest), min(2, fb.highest)
        scale_top = boundary - high_a - high_b
        centre = split(scale_top, tile)
        if i.blocks == 1:
            rest = top - fraction - scale_top  # exponent of a small product of elements
            a_rest, b_rest = rest // 2 + spread(a, -2, 2), rest - rest // 2 + spread(b, -1, 1)
            pair = scales(centre, scale_top - centre, U(0) * sa, U(0) * sb)
            small = ~is_first
        else:
            a_rest, b_rest = spread(a, -1, 1), spread(b, 0, 1)
            rest = split(top - fraction, tile)
            pair = scales(np.where(first, centre, rest + spread(sa, -1, 1)), np.where(first, scale_top - centre, top - fraction - rest),
                          U(0) * sa, U(0) * sb)
            small = block > 0
        short = mantissas(fa, a) & ~U((1 << max(0, fa.mantissa - 2)) - 1)
        ax = compose(fa, signs(a), np.where(is_first, high_a, a_rest), np.where(small & (below(a, 8, 4, 2) == 0), short, U(0)))
        bx = compose(fb, signs(b), np.where(is_first, high_b, b_rest), U(0) * b)
        keep = np.array([8, 32, 96, 256])[below(row, 1, 8, 4)]
        ax = np.where(is_first | (small & (below(a, 40, 8, 256) < keep)), ax, zeros(fa, a))
        cx = make(fc, c, top + trailing(c, 1, 3))
        if family == "floor-ties":
            tiny = make(fc, c, fc.lowest - spread(c, 0, fc.mantissa))
            cx = np.where(below(c, 1, 8, 16) == 0, tiny, zeros(fc, c))
        return ax, bx, cx, *pair
    if family == "zeros":
        keep = np.array([0, 1, 16, 128])[below(row, 1, 8, 4)]
        ax = np.where(below(a, 1, 8, 256) < keep, ax, zeros(fa, a))
        bx = np.where(below(b, 1, 8, 4) == 0, zeros(fb, b), bx)
        return ax, bx, np.where(below(c, 9, 7, 4) < 3, zeros(fc, c), c_near), *near
    if family == "special":
        ax = np.where(below(a, 1, 15, 3 * i.k) == 0, special(fa, a * U(MIX)), ax)
        bx = np.where(below(b, 1, 15, 3 * i.k) == 0, special(fb, b * U(MIX)), bx)
        return ax, bx, np.where(below(c, 1, 8, 8) == 0, special(fc, c * U(MIX)), c_near), *near
    if family == "scale-nan":
        nan = lambda w, code: np.where(below(w, 1, 8, 16) == 0, U(0xFF) if i.scale == "ue8m0" else U(0x7F) | field(w, 9, 1) << U(7), code)
        ax = np.where(below(row, 1, 8, 4) == 0, zeros(fa, a), ax)
        return ax, bx, c_near, nan(sa, near[0]), nan(sb, near[1])
    if family == "scale-ends":
        ends = np.array(ENDS[i.scale], U)
        reach = (-149, 127) if i.scale == "ue8m0" else (-40, 16)
        cx = np.where(below(c, 1, 8, 2) == 0, zeros(fc, c), make(fc, c, spread(c, *reach)))
        return ax, bx, cx, ends[below(sa, 16, 24, len(ends))], ends[below(sb, 16, 24, len(ends))]
    if family == "scale-sign":
        return ax, bx, c_near, near[0] | field(sa, 1, 1) << U(7), near[1] | field(sb, 1, 1) << U(7)
    if family == "large":
        # Around the largest number of the accumulator.
        total = 126 - fa.highest - fb.highest - spread(tile, -3, 6)
        centre = split(total, tile)
        ax, bx = make(fa, a, fa.highest - spread(a, 0, 2)), make(fb, b, fb.highest - spread(b, 0, 2))
        return ax, bx, make(fc, c, fc.highest - spread(c, 0, 3)), *scales(centre - spread(sa, 0, 1), total - centre - spread(sb, 0, 1))
    if family == "floor":
        # Few products, their exponents around the floor.
        total = floor - spread(tile, -4, fraction + 3)
        reach = np.array([0, 1, 3, 10])[below(tile, 1, 8, 4)]
        centre = split(total, tile)
        ax = np.where(below(a, 1, 8, 256) < 64 + below(row, 1, 8, 192), zeros(fa, a), ax)
        tiny = make(fc, c, fc.lowest - fc.mantissa + spread(c, 0, 6))
        pair = scales(centre + spread(sa, 0, reach), total - centre + spread(sb, 0, 1))
        return ax, bx, np.where(below(c, 1, 8, 8) < 6, zeros(fc, c), tiny), *pair
    raise ValueError(f"no family {family}")
