"""Outputs of GPUs, published with MATLAB-tensor-core: https://github.com/north-numerical-computing/MATLAB-tensor-core."""

import dataclasses
import pathlib

import numpy as np

import inputs

COMMIT = "b12b5a700957655375a1b0c1d0c26e76065da015"
NOTICE = "Copyright (c) 2025, Faizan A. Khattak and Mantas Mikaitis. All rights reserved."
ARCHITECTURES = {
    "V100": "sm_70",
    "A100": "sm_80",
    "A2": "sm_86",
    "Ada": "sm_89",
    "L40S": "sm_89",
    "H100": "sm_90",
    "H200": "sm_90",
    "B200": "sm_100",
}
FORMATS = {"fp16": "f16", "bf16": "bf16", "tf32": "tf32", "E4M3": "e4m3", "E5M2": "e5m2"}


@dataclasses.dataclass(frozen=True)
class Set:
    """One file of outputs, and the instruction that made them."""

    gpu: str
    format: str  # of A and B
    output: str  # of C and D
    instruction: str
    k: int
    uses_c: bool  # False: what the device added to was zero

    @property
    def name(self):
        return f"{self.gpu} {self.format} {self.output}"


def instruction(gpu, format, output, k):
    """The instruction: its smallest K that holds the data."""
    architecture = ARCHITECTURES[gpu]
    if gpu in ("H100", "H200") and format in ("e4m3", "e5m2") and output == "f32":
        return f"{architecture}:wgmma.f32.{format}.{format}"
    shape = {("f16", 8): ".m16n8k8", ("bf16", 8): ".m16n8k8", ("tf32", 4): ".m16n8k4"}.get((format, k), "")
    return f"{architecture}:mma{shape}.{output}.{format}.{format}"


def sets(folder):
    """Every file of outputs in `folder`, the folder `model_validation` of a checkout."""
    for gpu in ARCHITECTURES:
        for name, format in FORMATS.items():
            for kind, output in (("fp32", "f32"), ("fp16", "f16")):
                path = pathlib.Path(folder) / gpu / name / f"d_{gpu}_{kind}.txt"
                if not path.exists():
                    continue
                with open(path.with_name(f"a_{gpu}_{name}.txt")) as file:
                    k = len(file.readline().split())
                made_by = instruction(gpu, format, output, k)
                yield Set(gpu, format, output, made_by, k, ":wgmma" not in made_by), path


def hexadecimal(path):
    """Rows of words in hexadecimal."""
    return np.array(
        [[int(word, 16) for word in line.split()] for line in path.read_text().splitlines()], np.uint32
    )


def binary(path):
    """A word of 32 binary digits on each line."""
    return np.array([int(line, 2) for line in path.read_text().split()], np.uint32)


def exact_codes(words, format):
    """Codes of float32 words that are values of the format."""
    layout = inputs.FORMATS[format]
    if format in ("tf32", "f32"):
        return words
    table = decode(np.arange(1 << inputs.width(layout), dtype=np.uint32), layout)
    finite = ~np.isnan(table)
    order = np.argsort(table[finite], kind="stable")
    values, codes = table[finite][order], np.nonzero(finite)[0][order]
    wanted = words.view(np.float32).astype(np.float64)
    found = codes[np.clip(np.searchsorted(values, wanted), 0, len(values) - 1)]
    if (decode(found, layout) != wanted).any():
        raise ValueError(f"not values of {format}")
    sign = (words >> 31).astype(np.int64) << (inputs.width(layout) - 1)
    return np.where(wanted == 0, sign, found).astype(layout.word)


def decode(codes, layout):
    """Values of codes of up to 16 bits; NaN for NaN and infinities."""
    codes = codes.astype(np.int64)
    bits = layout.mantissa_bits
    field = codes >> bits & ((1 << layout.exponent_bits) - 1)
    mantissa = codes & ((1 << bits) - 1)
    significand = np.where(field > 0, mantissa + (1 << bits), mantissa).astype(np.float64)
    values = np.ldexp(significand, np.maximum(field, 1) - layout.bias - bits)
    values = np.where(codes >> (bits + layout.exponent_bits) & 1, -values, values)
    special = inputs.finite(layout, codes) != codes.astype(np.uint64)
    return np.where(special, np.nan, values)


def read(folder, rows=None):
    """Every set with its operands and the device's words."""
    for which, path in sets(folder):
        name = {format: name for name, format in FORMATS.items()}[which.format]
        a, b = (
            exact_codes(hexadecimal(path.with_name(f"{side}_{which.gpu}_{name}.txt")), which.format)
            for side in "ab"
        )
        c, d = binary(path.with_name(f"c_{which.gpu}_fp32.txt")), binary(path)
        if not which.uses_c:
            c = np.zeros_like(c)
        if which.output == "f16":
            # The test programs round C, which is stored in float32, to nearest even.
            c = c.view(np.float32).astype(np.float16).view(np.uint16)
            d = exact_codes(d, "f16")
        yield which, inputs.Operands(a[:rows], b[:rows], c[:rows]), d[:rows]
