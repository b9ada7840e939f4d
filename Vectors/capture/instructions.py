"""The names of Hopper's matrix instructions, and what a name says: types, K, the shape of the tile that a capture runs."""

import dataclasses
import re

import numpy as np

WIDTH = {"f16": 16, "bf16": 16, "tf32": 32, "e4m3": 8, "e5m2": 8, "s8": 8, "u8": 8, "s4": 4, "u4": 4, "b1": 1, "f64": 64}
# The word of one element in memory, and of one accumulator.
WORD = {1: np.dtype("|u1"), 4: np.dtype("|u1"), 8: np.dtype("|u1"), 16: np.dtype("<u2"), 32: np.dtype("<u4"), 64: np.dtype("<u8")}
SUM = {"f32": np.dtype("<u4"), "f16": np.dtype("<u2"), "s32": np.dtype("<u4"), "f64": np.dtype("<u8")}
FP8 = ("e4m3", "e5m2")
INT8 = ("s8", "u8")
INT4 = ("s4", "u4")


@dataclasses.dataclass(frozen=True)
class Instruction:
    name: str
    unit: str  # mma or wgmma
    sparse: bool
    d: str
    a: str
    b: str
    k: int  # of B: twice the elements of A that a sparse instruction keeps
    rows: int  # of a tile
    columns: int
    saturate: bool
    operation: str  # of b1: and, xor

    @property
    def kept(self):
        return self.k // 2 if self.sparse else self.k

    @property
    def group(self):
        """Dense elements that share one metadata group, of which half are kept."""
        return 2 if self.a == "tf32" else 4

    @property
    def is_float(self):
        return self.d != "s32"


def parse(name):
    """`sm_90:mma.sp.m16n8k16.f32.f16.f16` and the like."""
    unit, *parts = name.removeprefix("sm_90:").split(".")
    sparse = parts[0] == "sp"
    if sparse:
        parts = parts[1:]
    shape = re.fullmatch(r"m(\d+)n(\d+)k(\d+)", parts[0])
    if shape:
        parts = parts[1:]
    d, a, b, *extra = parts
    if shape:
        rows, columns, k = map(int, shape.groups())
    else:
        rows, columns = (64 if unit == "wgmma" else 16), 8
        k = 16 if a == "f64" else 256 // WIDTH[a] * (2 if sparse else 1)
    operation = next((part for part in extra if part in ("and", "xor")), "")
    return Instruction(name, unit, sparse, d, a, b, k, rows, columns, "satfinite" in extra, operation)


def pairs(types):
    return [f"{a}.{b}" for a in types for b in types]


def dense_mma():
    names = ["f32.f16.f16", "m16n8k8.f32.f16.f16", "f16.f16.f16", "m16n8k8.f16.f16.f16", "f32.bf16.bf16"]
    names += ["m16n8k8.f32.bf16.bf16", "f32.tf32.tf32", "m16n8k4.f32.tf32.tf32"]
    names += [f"{shape}{d}.{types}" for d in ("f32", "f16") for types in pairs(FP8) for shape in ("", "m16n8k16.")]
    names += ["f64.f64.f64", "m16n8k8.f64.f64.f64", "m8n8k4.f64.f64.f64", "m8n8k4.f32.f16.f16", "m8n8k4.f16.f16.f16"]
    for types in pairs(INT8):
        names += [f"s32.{types}", f"s32.{types}.satfinite", f"m16n8k16.s32.{types}"]
    for types in pairs(INT4):
        names += [f"s32.{types}", f"s32.{types}.satfinite", f"m16n8k32.s32.{types}"]
    names += [f"{shape}s32.b1.b1.{op}.popc" for op in ("xor", "and") for shape in ("", "m16n8k128.")]
    return [f"sm_90:mma.{name}" for name in names]


def dense_wgmma():
    names = ["f32.f16.f16", "f16.f16.f16", "f32.bf16.bf16", "f32.tf32.tf32"]
    names += [f"{d}.{types}" for d in ("f32", "f16") for types in pairs(FP8)]
    names += [f"s32.{types}{end}" for types in pairs(INT8) for end in ("", ".satfinite")]
    return [f"sm_90:wgmma.{name}" for name in [*names, "s32.b1.b1.and.popc"]]


def sparse_mma():
    names = ["f32.f16.f16", "m16n8k16.f32.f16.f16", "f16.f16.f16", "m16n8k16.f16.f16.f16", "f32.bf16.bf16"]
    names += ["m16n8k16.f32.bf16.bf16", "f32.tf32.tf32", "m16n8k8.f32.tf32.tf32"]
    names += [f"f32.{types}" for types in pairs(FP8)]
    names += [f"{shape}s32.{types}{end}" for types in pairs(INT8)
              for shape, end in (("", ""), ("", ".satfinite"), ("m16n8k32.", ""))]
    return [f"sm_90:mma.sp.{name}" for name in names]


def sparse_wgmma():
    names = ["f32.f16.f16", "f16.f16.f16", "f32.bf16.bf16", "f32.tf32.tf32"]
    names += [f"{d}.{types}" for d in ("f32", "f16") for types in pairs(FP8)]
    names += [f"s32.{types}{end}" for types in pairs(INT8) for end in ("", ".satfinite")]
    return [f"sm_90:wgmma.sp.{name}" for name in names]
