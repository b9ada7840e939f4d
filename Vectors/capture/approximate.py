"""The closed form of `rcp`, `rsqrt` and `ex2` `.approx.ftz.f32`, and its numbers: what approximate.cpp computes."""

import ctypes
import json
import os
import pathlib
import subprocess

import numpy as np

from .model import address

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ("rcp.approx.ftz.f32", "rsqrt.approx.ftz.f32", "ex2.approx.ftz.f32")


class Functions:
    def __init__(self, folder):
        library = pathlib.Path(folder) / "approximate.so"
        compiler = os.environ.get("CXX", "g++")
        flags = ["-std=c++17", "-O2", "-shared", "-fPIC", "-pthread"]
        subprocess.run([compiler, *flags, str(HERE / "approximate.cpp"), "-o", str(library)], check=True)
        self.library = ctypes.CDLL(str(library))
        tables = json.loads((HERE / "approximate.json").read_text())
        self.parameters = np.array([[t["indexBits"], t["drop"], t["rounding"], t["shift1"]] for t in tables], np.int64)
        self.numbers = [np.concatenate([np.array(t[name], np.int64) for t in tables]) for name in ("c0", "c1", "c2")]
        self.words(NAMES[0], 0, 1)  # makes the squares, once, before there are threads

    def words(self, name, first, count, threads=1):
        """The function on the binary32 words first … first + count - 1."""
        result = np.empty(count, "<u4")
        self.library.approximate(NAMES.index(name), address(self.parameters), *map(address, self.numbers), ctypes.c_uint32(first),
                                 ctypes.c_uint64(count), address(result), threads)
        return result
