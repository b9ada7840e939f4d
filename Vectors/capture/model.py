"""The private model of `model.cpp` as functions: what a chip is known, or believed, to compute, for each instruction."""

import ctypes
import os
import pathlib
import subprocess

import numpy as np

from .instructions import PACKED

HERE = pathlib.Path(__file__).resolve().parent
TYPES = ("f64", "f32", "tf32", "bf16", "f16", "e5m2", "e4m3", "s8", "u8", "s4", "u4", "b1", "s32", "e2m3", "e3m2", "e2m1")
KINDS = ("fused", "split", "volta", "fma64", "integer")
SCALES = ("", "ue8m0", "ue4m3")
NONE = np.zeros(0, np.uint8)


def rule(instruction, **changes):
    """The parameters of an instruction, in the order of `Rule` in model.cpp."""
    i = instruction
    fields = dict(kind="fused", a=i.a, b=i.b, d=i.d, fraction=25, floor=-133 if i.d == "f32" else -21, bits=24,
                  saturate=int(i.saturate), exclusive=int(i.operation == "xor"), chain=64,
                  scale=SCALES.index(i.scale), block=i.block or i.k, term=1)
    if i.d == "s32":
        fields.update(kind="integer")
    elif i.a == "f64":
        fields.update(kind="fma64")
    elif i.kind in PACKED:
        fields.update(fraction=35, floor=-139, term=16)
    elif i.a in ("e4m3", "e5m2") and not i.kind and i.architecture != "sm_120":
        # The compiler builds it of binary16 instructions; wgmma is native.
        if i.unit == "mma":
            fields.update(kind="split")
        else:
            fields.update(fraction=13, bits=14)
    elif i.rows == 8:
        fields.update(kind="volta")
    fields.update(changes)
    fields["kind"] = KINDS.index(fields["kind"])
    for name in "abd":
        fields[name] = TYPES.index(fields[name])
    return (ctypes.c_int * len(fields))(*fields.values())


class Model:
    def __init__(self, folder):
        """Compiles the model into `folder`."""
        library = pathlib.Path(folder) / "model.so"
        compiler = os.environ.get("CXX", "g++")
        flags = ["-std=c++17", "-O2", "-march=native", "-ffp-contract=off", "-shared", "-fPIC", "-pthread"]
        subprocess.run([compiler, *flags, str(HERE / "model.cpp"), "-o", str(library)], check=True)
        self.library = ctypes.CDLL(str(library))
        self.threads = os.cpu_count() or 1

    def tiles(self, instruction, a, b, c, index, scale_a=NONE, scale_b=NONE, **changes):
        """D of tiles; see families.py for the arrays."""
        i = instruction
        d = np.empty_like(c)
        group = i.group if i.sparse else 0
        self.library.model(rule(i, **changes), *map(address, (a, b, c, d, index, scale_a, scale_b)), len(a), i.rows,
                           b.shape[1], i.kept, i.k, group, a.itemsize, b.itemsize, c.itemsize, self.threads)
        return d

    def chain(self, a_type, b_type, a, b, c, first=0, count=None, step=None, **changes):
        """A chain of nodes for each pair of a row of A and a row of B; `step` is K of one node."""
        d = np.empty((len(a), len(b)), c.dtype)
        fields = dict(kind=KINDS.index("fused"), a=TYPES.index(a_type), b=TYPES.index(b_type), d=TYPES.index("f32"), fraction=25,
                      floor=-133, bits=24, saturate=0, exclusive=0, chain=step, scale=0, block=1, term=1)
        fields.update(changes)
        count = a.shape[1] - first if count is None else count
        words = (ctypes.c_int * len(fields))(*fields.values())
        self.library.chains(words, *map(address, (a, b, c, d)), len(a), len(b), a.shape[1], first, count, a.itemsize, b.itemsize,
                            c.itemsize, self.threads)
        return d


def address(array):
    assert array.flags["C_CONTIGUOUS"]
    return ctypes.c_void_p(array.ctypes.data)
