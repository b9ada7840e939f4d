"""The conversions that a chip is asked for, and the operands of the stochastic ones.

Every other conversion gets every word of its source. A conversion is recorded by what its name says, as data:
`source` and `destination` are element words of PTX; `rounding` is PTX's; `saturate` and `relu` say whether the name has the modifier.
"""

import dataclasses

import numpy as np

from .families import FORMATS, U, below, compose, field, mantissas, signs, special, spread, words

LABEL = "binade capture 1|"
# Words of a source, and the bytes of a result: one code in the low bits.
BITS = {"f32": 32, "f16": 16, "bf16": 16, "e4m3": 8, "e5m2": 8, "e2m3": 6, "e3m2": 6, "e2m1": 4, "ue8m0": 8, "s2f6": 8}
BYTES = {"f32": 4, "tf32": 4, "f16": 2, "bf16": 2}
WIDE = tuple(BYTES)  # recorded as digests; results of one byte are recorded as runs


@dataclasses.dataclass(frozen=True)
class Conversion:
    name: str  # a PTX instruction without operands, or a function of a CUDA header with its arguments
    kind: str  # instruction, header
    source: str
    destination: str
    rounding: str = "rn"  # rn, rz, rna, rp, rs; of conversions that are exact: none
    saturate: bool = False
    relu: bool = False

    @property
    def count(self):
        return 1 << BITS[self.source]

    @property
    def size(self):
        return BYTES.get(self.destination, 1)


# MARK: what a chip has


def ptx(name):
    """What the name of a `cvt` says: its modifiers, then destination and source."""
    parts = name.split(".")
    rounding = parts[1] if parts[1] in ("rn", "rz", "rna", "rp", "rs") else "none"
    plain = lambda word: word if word in BITS or word in BYTES else word[:-2]
    to, of = plain(parts[-2]), plain(parts[-1])
    if BITS.get(of, 0) <= 16 and to in WIDE and not (of in ("f16", "bf16") and to in ("f16", "bf16")):
        rounding = "none"
    return Conversion(name, "instruction", of, to, rounding, "satfinite" in parts, "relu" in parts)


HOPPER = [f"cvt.rn.satfinite{relu}.{to}x2.{of}" for of in ("f32", "f16x2") for relu in ("", ".relu") for to in ("e4m3", "e5m2")]
HOPPER += [f"cvt.rn{relu}.f16x2.{of}x2" for relu in ("", ".relu") for of in ("e4m3", "e5m2")]
HOPPER += [f"cvt.{way}.{to}.f32" for to in ("f16", "bf16") for way in ("rn", "rz", "rn.relu", "rz.relu", "rn.satfinite")]
HOPPER += [f"cvt.{way}.tf32.f32" for way in ("rna", "rn", "rz", "rn.relu", "rz.relu", "rna.satfinite")]
HOPPER += ["cvt.f32.f16", "cvt.f32.bf16"]

BLACKWELL = ["cvt.rn.satfinite.tf32.f32"]
BLACKWELL += [f"cvt.rn.satfinite{relu}.{to}x2.f32" for to in ("e2m3", "e3m2", "e2m1") for relu in ("", ".relu")]
BLACKWELL += [f"cvt.{way}.ue8m0x2.{of}" for of in ("f32", "bf16x2") for way in ("rz", "rp", "rz.satfinite", "rp.satfinite")]
BLACKWELL += [f"cvt.rn{relu}.f16x2.{of}x2" for of in ("e2m3", "e3m2", "e2m1") for relu in ("", ".relu")]
BLACKWELL += ["cvt.rn.bf16x2.ue8m0x2", "cvt.rn.satfinite.e2m1x2.f16x2", "cvt.rn.satfinite.relu.e2m1x2.f16x2"]
# From CUDA 13.1 on.
BLACKWELL += [f"cvt.rn.satfinite.{to}x2.{of}x2" for to in ("e2m3", "e3m2") for of in ("f16", "bf16")]
BLACKWELL += [f"cvt.rn.satfinite.{to}x2.bf16x2" for to in ("e2m1", "e4m3", "e5m2")]
BLACKWELL += ["cvt.rn.satfinite.s2f6x2.f32", "cvt.rn.satfinite.relu.s2f6x2.f32", "cvt.rn.bf16x2.s2f6x2"]

STOCHASTIC = [f"cvt.rs{way}.{to}x2.f32" for to in ("f16", "bf16") for way in ("", ".relu", ".satfinite")]
STOCHASTIC += [f"cvt.rs.satfinite.{to}x4.f32" for to in ("e4m3", "e5m2", "e2m3", "e3m2", "e2m1")]
STOCHASTIC += [f"cvt.rs.relu.satfinite.{to}x4.f32" for to in ("e4m3", "e2m1")]


def headers():
    """Functions of cuda_fp8.h, cuda_fp6.h and cuda_fp4.h, as compiled for the chip."""
    found = []
    for of, function in (("f32", "float"), ("f16", "halfraw"), ("bf16", "bfloat16raw")):
        for saturate in (True, False):
            for to in ("e4m3", "e5m2"):
                mode = "__NV_SATFINITE" if saturate else "__NV_NOSAT"
                name = f"__nv_cvt_{function}_to_fp8({mode}, __NV_{to.upper()})"
                found.append(Conversion(name, "header", of, to, "rn", saturate))
    rounding = {"rn": "cudaRoundNearest", "rz": "cudaRoundZero", "rp": "cudaRoundPosInf"}
    for way in ("rn", "rz"):
        for to, function in (("e2m3", "fp6"), ("e3m2", "fp6"), ("e2m1", "fp4")):
            name = f"__nv_cvt_float_to_{function}(__NV_{to.upper()}, {rounding[way]})"
            found.append(Conversion(name, "header", "f32", to, way, True))
    for saturate in (True, False):
        for way in ("rz", "rp"):
            mode = "__NV_SATFINITE" if saturate else "__NV_NOSAT"
            found.append(Conversion(f"__nv_cvt_float_to_e8m0({mode}, {rounding[way]})", "header", "f32", "ue8m0", way, saturate))
    for of, function in (("e4m3", "fp8"), ("e5m2", "fp8"), ("e2m3", "fp6"), ("e3m2", "fp6"), ("e2m1", "fp4")):
        found.append(Conversion(f"__nv_cvt_{function}_to_halfraw(__NV_{of.upper()})", "header", of, "f16", "none"))
    found.append(Conversion("__nv_cvt_e8m0_to_bf16raw()", "header", "ue8m0", "bf16", "none"))
    return found


def of_chip(architecture):
    names = HOPPER + (BLACKWELL if architecture != "sm_90" else [])
    return [ptx(name) for name in names] + headers()


def stochastic_of_chip(architecture):
    return [ptx(name) for name in STOCHASTIC] if architecture in ("sm_100", "sm_103") else []


# MARK: stochastic rounding

RANDOM_FAMILIES = ("bits", "range", "steps", "special", "one-bit", "random-ends")
ELEMENTS = {"f16": 2, "bf16": 2}  # others: 4


def random_operands(family, conversion, count):
    """binary32 words X[word, element] and random words R[word] for `count` executions; element 0 has the lowest bits of the result."""
    f32, target = FORMATS["f32"], FORMATS[conversion.destination]
    label = f"{LABEL}{conversion.name}|{family}|"
    x = words(label + "x", count, ELEMENTS.get(conversion.destination, 4))
    random = words(label + "random", count)
    dropped = U((1 << (f32.mantissa - target.mantissa)) - 1)
    exponent = spread(x, max(f32.lowest, target.lowest - target.mantissa - 4), min(f32.highest, target.highest + 1))
    mantissa = mantissas(f32, x)
    result = random >> U(32)
    if family == "bits":
        return x >> U(32), result
    if family == "range":
        return compose(f32, signs(x), exponent, mantissa), result
    if family == "steps":
        # Discarded bits that are all zeros, all ones, a single one, or the upper half of them.
        low = np.select([below(x, 1, 8, 4) == 0, below(x, 1, 8, 4) == 1, below(x, 1, 8, 4) == 2],
                        [U(0) * x, dropped + U(0) * x, U(1) << (field(x, 9, 6) % U(24))], dropped & ~(dropped >> U(1)))
        return compose(f32, signs(x), exponent, (mantissa & ~dropped) | (low & dropped)), result
    if family == "special":
        return np.where(below(x, 1, 8, 2) == 0, special(f32, x * U(0xD6E8FEB86659FD93)), x >> U(41)) & U(0xFFFFFFFF), result
    if family == "one-bit":
        # Every discarded bit is set, and one bit of the random word: a carry says that the bit belongs to the element.
        normal = np.clip(exponent, target.lowest, target.highest)
        return compose(f32, signs(x), normal, (mantissa & ~dropped) | dropped), U(1) << (result & U(31))
    if family == "random-ends":
        ends = np.array([0, 0xFFFFFFFF, 0xFFFF0000, 0x0000FFFF, 0xFF00FF00, 0x00FF00FF, 0x80008000, 0x00010001], U)
        return compose(f32, signs(x), exponent, mantissa), ends[(result & U(7)).astype(np.int64)]
    raise ValueError(f"no family {family}")
