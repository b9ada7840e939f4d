"""Inputs that can tell two implementations of a format apart."""

import numpy as np

from harness import ALL_16_BIT

SIGNIFICANDS = np.array(
    [
        0,
        1,
        2,
        0x1FFFFF,
        0x200000,
        0x3FFFFF,
        0x400000,
        0x400001,
        0x5FFFFF,
        0x600000,
        0x600001,
        0x7FFFFE,
        0x7FFFFF,
    ],
    np.uint32,
)
SIGN = np.uint32(1 << 31)


def float32_words(values, count, seed=20261121):
    """Structured words for a format with these values, then `count` random ones.

    Both signs of: every value, every midpoint and some points beyond the largest value, each with three
    neighbours on both sides; every exponent with the telling significands, so all specials and subnormals.
    Half of the random words are uniform bits, half have magnitudes spread over the format's range and a little beyond.
    """
    with np.errstate(invalid="ignore"):
        values = np.asarray(values).astype(np.float64)
    values = np.unique(np.abs(values[np.isfinite(values)]))
    largest = values[-1]
    with np.errstate(over="ignore", under="ignore"):
        beyond = largest * np.array([1.015625, 1.03125, 1.0625, 1.125, 1.25, 1.5, 2, 4])
        points = np.concatenate([values, (values[1:] + values[:-1]) / 2, beyond]).astype(np.float32)
    near = points.view(np.uint32).astype(np.int64)[:, None] + np.arange(-3, 4)
    near = near[(near >= 0) & (near <= 0x7F800000)].astype(np.uint32)
    exponents = (np.arange(256, dtype=np.uint32) << np.uint32(23))[:, None]
    structured = np.unique(np.concatenate([near, (exponents | SIGNIFICANDS).ravel()]))
    structured = np.concatenate([structured, structured | SIGN])

    random = np.random.default_rng(seed)
    uniform = random.integers(0, 1 << 32, count - count // 2, dtype=np.uint32)
    low = np.log2(max(values[values > 0][0] / 8, 2.0**-149))
    high = np.log2(min(largest * 4, 3e38))
    magnitudes = np.exp2(random.uniform(low, high, count // 2)).astype(np.float32).view(np.uint32)
    signs = random.integers(0, 2, count // 2, dtype=np.uint32) << np.uint32(31)
    return np.concatenate([structured, uniform, magnitudes | signs])


def float64_words(values, count, seed=20261122):
    """The float32 words for these values widened, each with its float64 neighbours on both sides, and random bits."""
    words = float32_words(values, count // 8)
    with np.errstate(invalid="ignore"):
        wide = words.view(np.float32).astype(np.float64).view(np.uint64)
    payloads = np.array([0x7FF8, 0x7FF4, 0x7FFC, 0x7FFF], np.uint64) << np.uint64(48)
    payloads = np.concatenate([payloads, payloads | np.uint64(1), [np.uint64(0x7FF0000000000001)]])
    payloads = np.concatenate([payloads, payloads | np.uint64(1 << 63)])
    random = np.random.default_rng(seed).integers(0, 1 << 64, count // 4, dtype=np.uint64)
    return np.concatenate([wide, wide + np.uint64(1), wide - np.uint64(1), payloads, random])


def words_for(source, values, count):
    """Words of a source format that try a format with these values: all of them if it has 16 bits."""
    if source == "f32":
        return float32_words(values, count)
    return float64_words(values, count) if source == "f64" else ALL_16_BIT
