"""The capture kernels as functions: finds the chip, compiles the CUDA sources for it and runs them on the GPU."""

import ctypes
import pathlib
import re
import shutil
import subprocess

import numpy as np

from .instructions import parse
from .model import NONE, address

HERE = pathlib.Path(__file__).resolve().parent
# By compute capability: the architecture in the names of instructions, and the sources.
CHIPS = {
    "9.0": ("sm_90", ("mma", "wgmma", "convert")),
    "10.0": ("sm_100", ("mma", "tcgen05", "convert")),
    "10.3": ("sm_103", ("mma", "tcgen05", "convert")),
    "12.0": ("sm_120", ("mma", "block_scaled", "convert")),
    "12.1": ("sm_120", ("mma", "block_scaled", "convert")),
}
WITHOUT_C, NEGATE_A, MOVED_SELECTORS = 1, 2, 4  # options


def nvcc():
    return shutil.which("nvcc") or "/usr/local/cuda/bin/nvcc"


def flags(capability):
    """What a source is compiled with for a chip."""
    number = capability.replace(".", "")
    return ["-O2", "-std=c++17", f"-DTARGET={number}", f"-gencode=arch=compute_{number}a,code=sm_{number}a"]


class DeviceFailure(Exception):
    """A kernel failed. The device's state is lost for this process."""


class Chip:
    def __init__(self, folder, capability):
        self.architecture, sources = CHIPS[capability]
        running = []
        for name in sources:
            library = pathlib.Path(folder) / f"{name}.so"
            command = [nvcc(), *flags(capability), "-shared", "-Xcompiler", "-fPIC", str(HERE / f"{name}.cu"), "-o", str(library)]
            running.append((name, library, subprocess.Popen(command)))
        self.libraries = {}
        for name, library, process in running:
            if process.wait():
                raise SystemExit(f"nvcc failed on {name}.cu")
            self.libraries[name] = ctypes.CDLL(str(library))
        self.libraries["convert"].pinned.restype = ctypes.c_void_p

    def tiles(self, name, a, b, c, index=None, option=0, scale_a=NONE, scale_b=NONE):
        """D of tiles, or None where this compiler has no such instruction. `name` may have the prefix of a variant."""
        i = parse(name.split()[-1])
        library = self.libraries["block_scaled" if i.unit == "mma" and i.kind else i.unit]
        d = np.empty_like(c)
        indices = index if index is not None and i.sparse else NONE
        sizes = (ctypes.c_size_t * 6)(*(x.nbytes for x in (a, b, c, indices, scale_a, scale_b)))
        plain = re.sub(r"sm_\d+:", "", name)
        status = library.capture(plain.encode(), *map(address, (a, b, c, d, indices, scale_a, scale_b)), len(a), option, sizes)
        if status == 2:
            return None
        if status:
            raise DeviceFailure(name)
        return d

    # MARK: conversions and functions

    def pinned(self, bytes):
        """A buffer that the device writes without a copy in between."""
        at = self.libraries["convert"].pinned(ctypes.c_uint64(bytes))
        if not at:
            raise SystemExit("no host memory")
        return np.frombuffer((ctypes.c_ubyte * bytes).from_address(at), np.uint8)

    def _convert(self, name, first, count, edges, room, words):
        found, differences = ctypes.c_uint32(), ctypes.c_uint64()
        status = self.libraries["convert"].convert(name.encode(), ctypes.c_uint32(first), ctypes.c_uint64(count), edges, room,
                                                   ctypes.byref(found), ctypes.byref(differences), words)
        if status not in (0, 2):
            raise DeviceFailure(name)
        return status == 0, found.value, differences.value

    def words(self, name, first, buffer):
        """The results of consecutive words into the buffer, and in how many the places and forms of the instruction disagree."""
        there, _, differences = self._convert(name, first, buffer.size, None, 0, address(buffer))
        return differences if there else None

    def runs(self, name, count, room=1 << 16):
        """[(first word, code)] in ascending order, and the number of disagreements; None where there is no such instruction."""
        edges = np.empty(room, np.uint64)
        there, found, differences = self._convert(name, 0, count, address(edges), room, None)
        if not there:
            return None
        if found > room:
            raise SystemExit(f"{name}: {found} runs")
        return [(int(edge) >> 32, int(edge) & 0xFFFFFFFF) for edge in np.sort(edges[:found])], differences

    def randomize(self, name, x, random, dtype):
        """Codes[word, element] of a stochastic conversion, or None."""
        codes = np.empty(x.shape, dtype)
        status = self.libraries["convert"].randomize(name.encode(), address(x), address(random), address(codes), len(x))
        if status not in (0, 2):
            raise DeviceFailure(name)
        return codes if status == 0 else None


def describe():
    """Chip, driver and compiler, for the record."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader"]
    if shutil.which(query[0]) is None:
        raise SystemExit("no NVIDIA driver on this machine: nvidia-smi was not found")
    chip, driver, capability = subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip().split("\n")[0].split(", ")
    text = subprocess.run([nvcc(), "--version"], capture_output=True, text=True, check=True).stdout
    release = next(word for word in text.split() if word.startswith("V1")).removeprefix("V")
    return {"chip": chip, "computeCapability": capability, "driver": driver, "compiler": release,
            "target": f"sm_{capability.replace('.', '')}a"}
