"""The capture kernels as functions: compiles the CUDA sources and runs tiles on the GPU."""

import ctypes
import pathlib
import shutil
import subprocess

import numpy as np

from .model import address

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = ("mma", "wgmma", "approximate")
FLAGS = ["-O2", "-std=c++17", "-gencode=arch=compute_90a,code=sm_90a", "-shared", "-Xcompiler", "-fPIC"]
WITHOUT_C, NEGATE_A = 1, 2  # the option of wgmma


class Chip:
    def __init__(self, folder):
        nvcc = shutil.which("nvcc") or "/usr/local/cuda/bin/nvcc"
        running = []
        for name in SOURCES:
            library = pathlib.Path(folder) / f"{name}.so"
            running.append((name, library, subprocess.Popen([nvcc, *FLAGS, str(HERE / f"{name}.cu"), "-o", str(library)])))
        self.libraries = {}
        for name, library, process in running:
            if process.wait():
                raise SystemExit(f"nvcc failed on {name}.cu")
            self.libraries[name] = ctypes.CDLL(str(library))

    def tiles(self, name, a, b, c, index=None, option=0):
        """D of tiles; `name` may have the prefix of a variant that the kernels know."""
        library = self.libraries["wgmma" if "wgmma" in name else "mma"]
        d = np.empty_like(c)
        size = ctypes.c_size_t
        indices = index if index is not None and ".sp." in name else np.zeros(0, np.uint8)
        status = library.capture(name.encode(), address(a), address(b), address(c), address(d), address(indices), len(a), option,
                                 size(a.nbytes), size(b.nbytes), size(c.nbytes), size(indices.nbytes))
        if status:
            raise SystemExit(f"{name}: status {status}")
        return d

    def sweep(self, name, count):
        """An approximate function on the binary32 words from 1.0 on."""
        d, nothing, size = np.empty(count, "<u4"), np.zeros(4, np.uint8), ctypes.c_size_t
        empty = address(nothing)
        status = self.libraries["approximate"].capture(name.encode(), empty, empty, address(d), address(d), empty, count, 0, size(4),
                                                       size(4), size(d.nbytes), size(0))
        if status:
            raise SystemExit(f"{name}: status {status}")
        return d


def describe():
    """Chip, driver and compiler, for the record."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader"]
    chip, driver, capability = subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip().split("\n")[0].split(", ")
    nvcc = shutil.which("nvcc") or "/usr/local/cuda/bin/nvcc"
    text = subprocess.run([nvcc, "--version"], capture_output=True, text=True, check=True).stdout
    release = next(word for word in text.split() if word.startswith("V1")).removeprefix("V")
    return {"chip": chip, "computeCapability": capability, "driver": driver, "compiler": release, "target": "sm_90a"}
