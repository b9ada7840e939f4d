"""The inputs the peers were recorded on, made from NumPy alone and the tensors that ship here."""

import functools
import hashlib
import json
import pathlib

import numpy as np

TENSORS = pathlib.Path(__file__).resolve().parents[3] / "Vectors/tensors/minilm.safetensors"
DTYPES = ("float32", "bfloat16")
FLT_MAX = np.float32(np.finfo(np.float32).max)

# Magnitudes of the element formats, for the rows of exact ties.
E2M1 = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])


def _floats(exponent_bits, mantissa_bits, bias, count):
    """The first `count` magnitudes of a small binary format."""
    codes = np.arange(count)
    exponent, mantissa = codes >> mantissa_bits, codes & ((1 << mantissa_bits) - 1)
    fraction = mantissa / (1 << mantissa_bits)
    normal = (1 + fraction) * 2.0 ** (exponent - bias)
    return np.where(exponent == 0, fraction * 2.0 ** (1 - bias), normal)


ELEMENTS = {
    "e2m1": E2M1,
    "e2m3": _floats(2, 3, 1, 32),
    "e3m2": _floats(3, 2, 3, 32),
    "e4m3": _floats(4, 3, 7, 127),
    "e5m2": _floats(5, 2, 15, 124),
    "int8": np.arange(128) / 64,
    "int6": np.arange(32) / 16,
    "int4": np.arange(8) / 4,
}


def bf16_words(x):
    """bfloat16 words of float32 values, rounded to nearest-even; NaN becomes 7fc0 with its sign."""
    bits = np.ascontiguousarray(x, np.float32).view(np.uint32)
    rounded = (bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))) >> np.uint32(16)
    nan = (bits & np.uint32(0x7FFFFFFF)) > np.uint32(0x7F800000)
    quiet = ((bits >> np.uint32(16)) & np.uint32(0x8000)) | np.uint32(0x7FC0)
    return np.where(nan, quiet, rounded).astype(np.uint16)


def bf16_values(x):
    """Float32 values rounded to bfloat16."""
    return (bf16_words(x).astype(np.uint32) << np.uint32(16)).view(np.float32)


def read_safetensors(path):
    """Tensors of a safetensors file by name, and its metadata."""
    kinds = {
        "F32": "<f4",
        "F16": "<f2",
        "BF16": "<u2",
        "U8": "u1",
        "I8": "i1",
        "F8_E8M0": "u1",
        "F8_E4M3": "u1",
    }
    data = pathlib.Path(path).read_bytes()
    length = int.from_bytes(data[:8], "little")
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        tensors[name] = np.frombuffer(body[first:last], kinds[entry["dtype"]]).reshape(
            entry["shape"]
        )
    return tensors, metadata


def two_dimensional(x):
    """`x` with two axes, the last a multiple of 32."""
    x = np.ascontiguousarray(x, np.float32)
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


def _around(value):
    """A positive float32 with its neighbours, as float32: one ulp below, itself, one ulp above."""
    word = int(np.float32(value).view(np.uint32))
    words = [w for w in (word - 1, word, word + 1) if 0 < w < 0x7F800000]
    return np.array(words, np.uint32).view(np.float32)


def _pattern(amax):
    """A block of 32 with this maximum; the second half has half of it, for blocks of 16."""
    block = np.zeros(32, np.float32)
    shape = np.array([1, -0.6875, 0.40625, -0.15625], np.float32)
    block[:4] = np.float32(amax) * shape
    block[16:20] = np.float32(amax) * (shape * np.float32(0.5))
    return block


@functools.cache
def special():
    """(labels, matrix): rows of 64 that hold two special blocks of 32, or four of 16."""
    blocks = []

    def add(label, block):
        blocks.append((label, np.array(block, np.float32)))

    with np.errstate(all="ignore"):
        add("all +0", np.zeros(32))
        add("all -0", -np.zeros(32))
        for lane in range(32):
            for value in (1.0, -1.0):
                block = np.zeros(32)
                block[lane] = value
                add(f"only lane {lane} is {value:g}", block)
        for k in range(-149, 128):
            for amax in _around(2.0**k):
                add(f"edge 2^{k} {int(amax.view(np.uint32)):08x}", _pattern(amax))
        for k in (-126, -40, -3, 0, 2, 8, 100, 127):
            for m in (1.25, 1.41421356, 1.5, 1.75, 1.8125, 1.875, 1.9375, 1.96875, 1.984375):
                for amax in _around(np.float32(m) * np.float32(2.0**k)):
                    add(f"{m}*2^{k} {int(amax.view(np.uint32)):08x}", _pattern(amax))
        for label, value in (
            ("FLT_MAX", FLT_MAX),
            ("-FLT_MAX", -FLT_MAX),
            ("2^-126", 2.0**-126),
            ("largest subnormal", np.uint32(0x007FFFFF).view(np.float32)),
            ("2^-149", 2.0**-149),
            ("3*2^-149", 3 * 2.0**-149),
            ("448", 448),
            ("480", 480),
            ("57344", 57344),
            ("61440", 61440),
            ("28", 28),
            ("7.5", 7.5),
            ("6", 6),
            ("127", 127),
            ("-128", -128),
        ):
            add(f"amax {label}", _pattern(np.float32(value)))
        for name, values in ELEMENTS.items():
            ties = (values[1:] + values[:-1]) / 2
            lanes = []
            for tie in ties.astype(np.float32):
                lanes += [
                    tie,
                    -tie,
                    np.nextafter(tie, np.float32(0)),
                    -np.nextafter(tie, np.float32(np.inf)),
                ]
            for first in range(0, len(lanes), 30):
                block = np.zeros(32)
                chunk = lanes[first : first + 30]
                block[[0, 16]] = values[-1]
                places = [i for i in range(32) if i not in (0, 16)]
                block[places[: len(chunk)]] = chunk
                add(f"ties of {name}, part {first // 30}", block)
        ordinary = np.float32([1.5, -0.3, 0.7, 2.25, -3.1, 0.01, 5.5, -0.9] * 4)
        for label, value in (("NaN", np.nan), ("inf", np.inf), ("-inf", -np.inf)):
            for lane in (0, 3, 31):
                block = ordinary.copy()
                block[lane] = value
                add(f"{label} in lane {lane}", block)
            add(f"all {label}", np.full(32, value))
            block = np.zeros(32)
            block[5] = value
            add(f"{label} among zeros", block)
        block = ordinary.copy()
        block[[1, 2]] = np.inf, -np.inf
        add("inf and -inf", block)
        block[4] = np.nan
        add("inf, -inf and NaN", block)
        block = ordinary.copy()
        block.view(np.uint32)[7] = 0xFFC00001
        add("NaN with sign and payload", block)
        add("ordinary", ordinary)
        add("zeros beside live", np.zeros(32))
        add("live beside zeros", ordinary)
        add(
            "-0 and tiny negatives",
            np.float32([1.0, -0.0, -1e-30, -0.01, 0.0, 1e-30, 0.01, -1e-45] * 4),
        )
        for huge, tiny in (
            (2.0**120, 2.0**-120),
            (FLT_MAX, 2.0**-149),
            (1e30, 1e-8),
            (448 * 6, 2.0**-12),
        ):
            add(f"huge {huge:.9g}", ordinary * 0 + np.float32(huge))
            add(f"tiny {tiny:.9g} beside huge", ordinary * 0 + np.float32(tiny))
        add("alternating huge and tiny", np.float32([FLT_MAX, 2.0**-149, -1, -(2.0**-126)] * 8))
        add("1e-38-sized", ordinary * np.float32(1e-38))
    if len(blocks) % 2:
        blocks.append(("padding", np.zeros(32, np.float32)))
    labels = [f"{a} | {b}" for (a, _), (b, _) in zip(blocks[::2], blocks[1::2], strict=True)]
    return labels, np.stack([b for _, b in blocks]).reshape(-1, 64)


@functools.cache
def _bases():
    bases = {
        "gaussian_f32": np.random.default_rng(20261121).standard_normal(
            (1024, 1024), dtype=np.float32
        ),
        "gaussian_bf16": np.random.default_rng(20261122).standard_normal(
            (1024, 1024), dtype=np.float32
        ),
    }
    for name, tensor in sorted(read_safetensors(TENSORS)[0].items()):
        bases[f"minilm/{name}"] = two_dimensional(tensor)
    bases["special"] = special()[1]
    return bases


def names(dtype):
    """The inputs that exist in this dtype, `special` last."""
    skipped = "gaussian_bf16" if dtype == "float32" else "gaussian_f32"
    return [name for name in _bases() if name != skipped]


def load(name, dtype):
    """The float32 matrix of an input; its values are bfloat16 values if `dtype` says so."""
    x = _bases()[name]
    return np.ascontiguousarray(x if dtype == "float32" else bf16_values(x))


def digest(array):
    """SHA-256 of an array's bytes in row-major, little-endian order."""
    array = np.ascontiguousarray(array)
    return hashlib.sha256(
        array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    ).hexdigest()
