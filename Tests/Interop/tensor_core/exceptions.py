"""Where a peer is not followed: which instructions, which rows, what is expected there, and why."""

import dataclasses
import typing

import numpy as np

import inputs


@dataclasses.dataclass(frozen=True)
class Rule:
    """`rows` picks rows from the operands alone; `expected` gives the words of D for them."""

    name: str
    peer: str  # what the peer says
    witness: str  # why that is not expected
    instructions: typing.Callable
    rows: typing.Callable
    expected: typing.Callable


GROUP = 16  # products of a step of CDNA3's FP8 instructions
CUT = 25  # an accumulator whose exponent is further below the products' is dropped


def exponents(codes, format):
    """Exponents of FNUZ codes, those of subnormals too; far below everything for zero and NaN."""
    field = codes.astype(np.int64) >> format.mantissa_bits & ((1 << format.exponent_bits) - 1)
    empty = codes & 0x7F == 0
    return np.where(empty, -10000, np.maximum(field, 1) - format.bias)


def dropped_rows(instruction, operands):
    """A step of 16 has a product of 2^25 or more while the accumulator that it takes is an infinity or NaN."""
    a, b = (exponents(codes, inputs.FORMATS["bf8"]) for codes in (operands.a, operands.b))
    nan = (operands.a == 0x80) | (operands.b == 0x80)
    steps = (len(operands.c), instruction.k // GROUP, GROUP)
    large = (a + b).reshape(steps).max(axis=2) >= CUT
    bad = nan.reshape(steps).any(axis=2)
    enters = (operands.c & 0x7F800000) == 0x7F800000
    found = np.zeros(len(operands.c), bool)
    for step in range(steps[1]):
        found |= enters & large[:, step] & ~bad[:, step]
        enters = enters | bad[:, step]
    return found


def dropped_expected(_instruction, operands):
    """NaN, or the infinity that C is."""
    nan = ((operands.a == 0x80) | (operands.b == 0x80)).any(axis=1)
    nan |= (operands.c & 0x7FFFFFFF) > 0x7F800000
    return np.where(nan, np.uint32(0x7FC00000), operands.c)


RULES = [
    Rule(
        name="accumulator of infinity or NaN under large products",
        peer="drops it, as it drops finite ones that are far below the products",
        witness="it counts infinities and NaN as terms of exponent -1 and compares that; "
        "IEEE 754, and every other instruction of the peer, pass them on",
        instructions=lambda instruction: instruction.a == instruction.b == "bf8",
        rows=dropped_rows,
        expected=dropped_expected,
    ),
]


def split(instruction, operands):
    """Which rows are exceptions, and the expected words there."""
    which = np.zeros(len(operands.c), bool)
    words = np.zeros(len(operands.c), operands.c.dtype)
    for rule in RULES:
        if rule.instructions(instruction):
            rows = rule.rows(instruction, operands)
            words = np.where(rows, rule.expected(instruction, operands), words)
            which |= rows
    return which, words
