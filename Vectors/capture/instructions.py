"""The names of matrix instructions, those of each chip, and what a name says: types, K, the shape of the tile that a capture runs."""

import dataclasses
import re

import numpy as np

WIDTH = {"f16": 16, "bf16": 16, "tf32": 32, "e4m3": 8, "e5m2": 8, "e2m3": 6, "e3m2": 6, "e2m1": 4, "s8": 8, "u8": 8,
         "s4": 4, "u4": 4, "b1": 1, "f64": 64}
# The word of one element in memory, and of one accumulator.
WORD = {1: np.dtype("|u1"), 4: np.dtype("|u1"), 6: np.dtype("|u1"), 8: np.dtype("|u1"), 16: np.dtype("<u2"),
        32: np.dtype("<u4"), 64: np.dtype("<u8")}
SUM = {"f32": np.dtype("<u4"), "f16": np.dtype("<u2"), "s32": np.dtype("<u4"), "f64": np.dtype("<u8")}
FP8 = ("e4m3", "e5m2")
SMALL = ("e4m3", "e5m2", "e2m3", "e3m2", "e2m1")
INT8 = ("s8", "u8")
INT4 = ("s4", "u4")
# K of a dense instruction of a kind.
KINDS = {"tf32": 8, "f16": 16, "i8": 32, "f8f6f4": 32, "mxf8f6f4": 32, "mxf4": 64, "mxf4nvf4": 64}
# Kinds whose elements of four bits stand eight in a register, and are summed in groups of sixteen before they are aligned.
PACKED = ("mxf4", "mxf4nvf4")


@dataclasses.dataclass(frozen=True)
class Instruction:
    name: str
    unit: str  # mma, wgmma or tcgen05
    sparse: bool
    d: str
    a: str
    b: str
    k: int  # of B: twice the elements of A that a sparse instruction keeps
    rows: int  # of a tile
    columns: int
    saturate: bool
    operation: str  # of b1: and, xor
    architecture: str = "sm_90"
    kind: str = ""
    scale: str = ""  # ue8m0, ue4m3: the type of the block scales
    block: int = 0  # elements along K that share a scale

    @property
    def kept(self):
        return self.k // 2 if self.sparse else self.k

    @property
    def group(self):
        """Dense elements that share one metadata group, of which half are kept."""
        return 2 if self.a == "tf32" else 4

    @property
    def blocks(self):
        """Scales of a row of A, or of a column of B."""
        return self.k // self.block if self.block else 0

    @property
    def is_float(self):
        return self.d != "s32"


def parse(name):
    """`sm_90:mma.sp.m16n8k16.f32.f16.f16`, `sm_120:mma.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16` and the like."""
    architecture, _, rest = name.partition(":")
    unit, *parts = rest.split(".")
    sparse = parts[0] == "sp"
    if sparse:
        parts = parts[1:]
    shape = re.fullmatch(r"m(\d+)n(\d+)k(\d+)", parts[0])
    if shape:
        parts = parts[1:]
    # A kind stands before three types: "f16.f32.f16.f16" has one, "f16.f16.f16" has none.
    has_kind = parts[0] in KINDS and len(parts) > 3 and parts[3] in WIDTH
    kind = parts.pop(0) if has_kind else ""
    d, a, b, *extra = parts
    if shape:
        rows, columns, k = map(int, shape.groups())
    else:
        rows, columns = {"wgmma": (64, 8), "tcgen05": (128, 16)}.get(unit, (16, 8))
        k = KINDS[kind] if kind else 16 if a == "f64" else 256 // WIDTH[a]
        k *= 2 if sparse else 1
    operation = next((part for part in extra if part in ("and", "xor")), "")
    scale = next((part for part in extra if part in ("ue8m0", "ue4m3")), "")
    block = next((int(part[5:]) for part in extra if part.startswith("block")), 0)
    return Instruction(name, unit, sparse, d, a, b, k, rows, columns, "satfinite" in extra, operation, architecture, kind, scale, block)


def pairs(types):
    return [f"{a}.{b}" for a in types for b in types]


def dense_mma(architecture="sm_90"):
    names = ["f32.f16.f16", "m16n8k8.f32.f16.f16", "f16.f16.f16", "m16n8k8.f16.f16.f16", "f32.bf16.bf16"]
    names += ["m16n8k8.f32.bf16.bf16", "f32.tf32.tf32", "m16n8k4.f32.tf32.tf32"]
    names += [f"{shape}{d}.{types}" for d in ("f32", "f16") for types in pairs(FP8) for shape in ("", "m16n8k16.")]
    names += ["f64.f64.f64", "m16n8k8.f64.f64.f64", "m8n8k4.f64.f64.f64", "m8n8k4.f32.f16.f16", "m8n8k4.f16.f16.f16"]
    for types in pairs(INT8):
        names += [f"s32.{types}", f"s32.{types}.satfinite", f"m16n8k16.s32.{types}"]
    for types in pairs(INT4):
        names += [f"s32.{types}", f"s32.{types}.satfinite", f"m16n8k32.s32.{types}"]
    names += [f"{shape}s32.b1.b1.{op}.popc" for op in ("xor", "and") for shape in ("", "m16n8k128.")]
    names += ["m16n8k4.f64.f64.f64"]
    for types, shapes in ((INT8, ("m16n8k16", "m8n8k16")), (INT4, ("m16n8k32", "m8n8k32"))):
        names += [f"{shapes[0]}.s32.{pair}.satfinite" for pair in pairs(types)]
        names += [f"{shapes[1]}.s32.{pair}{end}" for pair in pairs(types) for end in ("", ".satfinite")]
    names += [f"m8n8k128.s32.b1.b1.{op}.popc" for op in ("xor", "and")]
    return [f"{architecture}:mma.{name}" for name in names]


def dense_wgmma():
    names = ["f32.f16.f16", "f16.f16.f16", "f32.bf16.bf16", "f32.tf32.tf32"]
    names += [f"{d}.{types}" for d in ("f32", "f16") for types in pairs(FP8)]
    names += [f"s32.{types}{end}" for types in pairs(INT8) for end in ("", ".satfinite")]
    return [f"sm_90:wgmma.{name}" for name in [*names, "s32.b1.b1.and.popc"]]


def sparse_mma(architecture="sm_90"):
    names = ["f32.f16.f16", "m16n8k16.f32.f16.f16", "f16.f16.f16", "m16n8k16.f16.f16.f16", "f32.bf16.bf16"]
    names += ["m16n8k16.f32.bf16.bf16", "f32.tf32.tf32", "m16n8k8.f32.tf32.tf32"]
    names += [f"f32.{types}" for types in pairs(FP8)]
    names += [f"{shape}s32.{types}{end}" for types in pairs(INT8)
              for shape, end in (("", ""), ("", ".satfinite"), ("m16n8k32.", ""))]
    names += [f"m16n8k32.s32.{types}.satfinite" for types in pairs(INT8)]
    return [f"{architecture}:mma.sp.{name}" for name in names]


def sparse_wgmma():
    names = ["f32.f16.f16", "f16.f16.f16", "f32.bf16.bf16", "f32.tf32.tf32"]
    names += [f"{d}.{types}" for d in ("f32", "f16") for types in pairs(FP8)]
    names += [f"s32.{types}{end}" for types in pairs(INT8) for end in ("", ".satfinite")]
    return [f"sm_90:wgmma.sp.{name}" for name in names]


# MARK: Blackwell

SCALED = ["mxf4.f32.e2m1.e2m1.ue8m0.block32", "mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16", "mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16",
          "mxf4nvf4.f32.e2m1.e2m1.ue8m0.block32"]


def small_mma(architecture="sm_120"):
    """`mma` of kinds: small floats, and the block-scaled ones."""
    names = [f"f8f6f4.{d}.{types}" for d in ("f32", "f16") for types in pairs(SMALL)]
    names += [f"mxf8f6f4.f32.{types}.ue8m0.block32" for types in pairs(SMALL)] + SCALED
    return [f"{architecture}:mma.{name}" for name in names]


def dense_tcgen05(architecture="sm_100"):
    names = ["tf32.f32.tf32.tf32", "f16.f32.f16.f16", "f16.f16.f16.f16", "f16.f32.bf16.bf16"]
    names += [f"f8f6f4.{d}.{types}" for d in ("f32", "f16") for types in pairs(SMALL)]
    names += [f"mxf8f6f4.f32.{types}.ue8m0.block32" for types in pairs(SMALL)] + SCALED
    if architecture == "sm_100":
        names += [f"i8.s32.{types}{end}" for types in pairs(INT8) for end in ("", ".satfinite")]
    return [f"{architecture}:tcgen05.{name}" for name in names]


def of_chip(architecture):
    """The jobs of a chip: the names of the instructions that each one captures."""
    if architecture == "sm_90":
        return {"mma": dense_mma(), "wgmma": dense_wgmma(), "sparse": sparse_mma() + sparse_wgmma()}
    jobs = {"mma": dense_mma(architecture), "sparse": sparse_mma(architecture)}
    if architecture == "sm_120":
        jobs["scaled"] = small_mma(architecture)
    else:
        jobs["tcgen05"] = dense_tcgen05(architecture)
    return jobs
