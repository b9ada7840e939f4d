#!/usr/bin/env python3
"""Assembles the capture sources for every chip that they support, without a GPU, and tries what they do on the host side.

Three things: every CUDA source of `Vectors/capture` compiles for every target; the assembler accepts and refuses the instructions that
`Spec` says it does; and the functions that put elements and scales in their places (`layouts.h`) agree with `binade pack` and with the
bits that `Spec/fragments.md` lists. Nothing here runs on a GPU.

Not one of `run.py`'s checks: the compiler that it installs takes 125 MB to fetch and 370 MB on disk. It needs a host compiler as well.
"""

import argparse
import concurrent.futures
import ctypes
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import venv

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
CAPTURE = HERE.parent.parent / "Vectors" / "capture"
sys.path.append(str(CAPTURE.parent))

from capture import conversions, instructions  # noqa: E402
from capture.chip import CHIPS, flags  # noqa: E402

COMPILERS = {
    "13.5": ["nvidia-cuda-nvcc==13.5.37", "nvidia-nvvm==13.5.37", "nvidia-cuda-crt==13.5.37", "nvidia-cuda-runtime==13.5.37",
             "nvidia-cuda-cccl==13.3.5.0.6"],
    "13.0": ["nvidia-cuda-nvcc==13.0.88", "nvidia-nvvm==13.0.88", "nvidia-cuda-crt==13.0.88", "nvidia-cuda-runtime==13.0.96",
             "nvidia-cuda-cccl==13.0.85"],
}
ISA = {"13.5": "9.3", "13.0": "9.0"}


def install(folder, version):
    """The compiler in a virtual environment of its own; the folder that holds bin/ and include/."""
    folder = pathlib.Path(folder).resolve()
    stamp, wanted = folder / f"nvcc-{version}.txt", "\n".join(COMPILERS[version])
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"installing the compiler of CUDA {version}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, *COMPILERS[version]], check=True)
        stamp.write_text(wanted)
    return next((folder / "lib").glob("python3*/site-packages")) / "nvidia" / "cu13"


# MARK: the sources


def compile_sources(tools, directory, report):
    """Every source for every chip that has it; then whether every name that a capture asks for is in the tables."""
    jobs = [(source, capability) for capability, (_, sources) in CHIPS.items() for source in sources]

    def work(job):
        source, capability = job
        start = time.monotonic()
        out = pathlib.Path(directory) / f"{source}-{capability}.cubin"
        command = [tools / "bin" / "nvcc", *flags(capability), "-cubin", CAPTURE / f"{source}.cu", "-o", out]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        return job, done, out, time.monotonic() - start

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (source, capability), done, out, seconds in pool.map(work, jobs):
            words = [line for line in (done.stdout + done.stderr).splitlines() if "Advisory" not in line]
            size = out.stat().st_size if out.exists() else 0
            target = f"sm_{capability.replace('.', '')}a"
            failed = words or (["no output"] if done.returncode else [])
            report.state(f"assemble {source}.cu for {target}", f"{size} bytes, {seconds:.0f} s", failed)


def names_of(tools, source, capability):
    """The names in a source's table, after the preprocessor."""
    command = [tools / "bin" / "nvcc", *flags(capability), "-E", CAPTURE / f"{source}.cu"]
    text = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout
    text = re.sub(r'"\s+"', "", text)
    return set(re.findall(r'\{"([^"]*)", launch', text)) | set(re.findall(r'return "([^"]*)"; \}', text))


def check_names(tools, version, report):
    missing, count = [], 0
    for capability, (architecture, sources) in CHIPS.items():
        there = set().union(*(names_of(tools, source, capability) for source in sources))
        wanted = [name for names in instructions.of_chip(architecture).values() for name in names]
        wanted = [re.sub(r"sm_\d+:", "", name) for name in wanted]
        wanted += [c.name for c in conversions.of_chip(architecture) + conversions.stochastic_of_chip(architecture)]
        count += len(wanted)
        if version == "13.0":  # what came with 13.1
            later = set(conversions.BLACKWELL[-10:]) | {"mma.mxf4nvf4.f32.e2m1.e2m1.ue8m0.block16"}
            wanted = [name for name in wanted if name not in later]
        missing += [f"{name} for {capability}" for name in wanted if name not in there]
    report.state("assemble names", f"{count} names of instructions and conversions looked up in the tables of the sources", missing)


# MARK: what the assembler accepts

# Instructions, and the targets that have them (of 90a, 100a, 103a, 120a); a star: only from CUDA 13.1 on.
EVERY, BLACKWELL, SERVER, DESKTOP = "90 100 103 120", "100 103 120", "100 103", "120"
FACTS = [
    *[(f"cvt.rn.satfinite.{t}x2.f32 %h0, %f0, %f1", EVERY) for t in ("e4m3", "e5m2")],
    *[(f"cvt.rn.{t}x2.f32 %h0, %f0, %f1", "") for t in ("e4m3", "e2m3")],
    ("cvt.rn.satfinite.e4m3x2.f16x2 %h0, %r0", EVERY), ("cvt.rn.f16x2.e4m3x2 %r0, %h0", EVERY),
    ("cvt.rn.satfinite.e4m3x2.bf16x2 %h0, %r0", BLACKWELL + "*"), ("cvt.rn.bf16x2.e4m3x2 %r0, %h0", BLACKWELL + "*"),
    *[(f"cvt.rn.satfinite.{t}x2.f32 %h0, %f0, %f1", BLACKWELL) for t in ("e2m3", "e3m2")],
    ("cvt.rn.satfinite.e2m1x2.f32 %b0, %f0, %f1", BLACKWELL), ("cvt.rn.f16x2.e2m1x2 %r0, %b0", BLACKWELL),
    ("cvt.rn.satfinite.e2m1x2.f16x2 %b0, %r0", BLACKWELL), ("cvt.rn.satfinite.e2m3x2.f16x2 %h0, %r0", BLACKWELL + "*"),
    ("cvt.rz.ue8m0x2.f32 %h0, %f0, %f1", BLACKWELL), ("cvt.rp.satfinite.ue8m0x2.f32 %h0, %f0, %f1", BLACKWELL),
    ("cvt.rn.ue8m0x2.f32 %h0, %f0, %f1", ""), ("cvt.rz.ue8m0x2.f16x2 %h0, %r0", ""), ("cvt.rp.ue8m0x2.bf16x2 %h0, %r0", BLACKWELL),
    ("cvt.rn.bf16x2.ue8m0x2 %r0, %h0", BLACKWELL), ("cvt.rn.satfinite.s2f6x2.f32 %h0, %f0, %f1", BLACKWELL + "*"),
    ("cvt.rn.satfinite.ue4m3x2.f32 %h0, %f0, %f1", ""),
    ("cvt.rs.f16x2.f32 %r0, %f0, %f1, %r1", SERVER), ("cvt.rs.bf16x2.f32 %r0, %f0, %f1, %r1", SERVER),
    *[(f"cvt.rs.satfinite.{t}x4.f32 %r0, {{%f0, %f1, %f2, %f3}}, %r1", SERVER) for t in ("e4m3", "e5m2", "e2m3", "e3m2")],
    ("cvt.rs.satfinite.e2m1x4.f32 %h0, {%f0, %f1, %f2, %f3}, %r1", SERVER),
    ("cvt.rna.satfinite.tf32.f32 %r0, %f0", EVERY), ("cvt.rn.satfinite.tf32.f32 %r0, %f0", BLACKWELL),
]
REGISTERS = "{%f0,%f1,%f2,%f3}, {%r0,%r1,%r2,%r3}, {%r4,%r5}, {%f4,%f5,%f6,%f7}"
for kind, vec, k, scale, targets in (("mxf8f6f4", "1X", 32, "ue8m0", DESKTOP), ("mxf4", "2X", 64, "ue8m0", DESKTOP),
                                     ("mxf4nvf4", "2X", 64, "ue8m0", DESKTOP), ("mxf4nvf4", "4X", 64, "ue4m3", DESKTOP),
                                     ("mxf4nvf4", "4X", 64, "ue8m0", DESKTOP + "*"), ("mxf4nvf4", "2X", 64, "ue4m3", "")):
    FACTS.append((f"mma.sync.aligned.kind::{kind}.block_scale.scale_vec::{vec}.m16n8k{k}.row.col.f32.e2m1.e2m1.f32.{scale} {REGISTERS}, "
                  "{%r6}, {0,0}, {%r7}, {0,0}", targets))
FACTS.append((f"mma.sync.aligned.kind::f8f6f4.m16n8k32.row.col.f32.e2m3.e2m1.f32 {REGISTERS}", DESKTOP))
FACTS.append((f"mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e5m2.f32 {REGISTERS}", EVERY))
for kind, targets in (("f16", SERVER), ("f8f6f4", SERVER), ("i8", "100")):
    FACTS.append((f"tcgen05.mma.cta_group::1.kind::{kind} [%r0], %rd0, %rd1, %r1, %p", targets))


def check_facts(tools, version, directory, report):
    def accepts(job):
        line, number = job
        place = pathlib.Path(directory) / f"{abs(hash(job))}.ptx"
        place.write_text(f".version {ISA[version]}\n.target sm_{number}a\n.address_size 64\n.visible .entry k() {{\n.reg .b64 %rd<4>; "
                         ".reg .f32 %f<9>; .reg .b32 %r<9>; .reg .b16 %h<9>; .reg .b8 %b<9>; .reg .pred %p;\n" f"{line};\nret;\n}}\n")
        command = [str(tools / "bin" / "ptxas"), f"-arch=sm_{number}a", str(place), "-o", str(place) + ".cubin"]
        return subprocess.run(command, capture_output=True).returncode == 0

    jobs = [(line, number) for line, _ in FACTS for number in EVERY.split()]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = dict(zip(jobs, pool.map(accepts, jobs)))
    problems = []
    for line, text in FACTS:
        has = [] if text.endswith("*") and version == "13.0" else text.rstrip("*").split()
        problems += [f"sm_{number}a {'accepts' if found[line, number] else 'refuses'} {line}" for number in EVERY.split()
                     if found[line, number] != (number in has)]
    report.state("assemble facts", f"{len(FACTS)} instructions offered to the assembler of CUDA {version} for four targets", problems)


# MARK: places

SHIM = r"""
#include "layouts.h"
extern "C" {
void registers(int isB, const uint8_t* rows, int k, int width, uint32_t* out) {
  for (int lane = 0; lane < 32; lane++)
    for (int r = 0; r < (isB ? 2 : 4); r++) *out++ = isB ? registerB(rows, lane, r, k, width) : registerA(rows, lane, r, k, width);
}
void scales(int isB, const uint8_t* from, int blocks, int byteId, int threadId, int other, uint32_t* out) {
  for (int lane = 0; lane < 32; lane++)
    *out++ = isB ? scaleRegisterB(from, lane, blocks, byteId, threadId, other)
                 : scaleRegisterA(from, lane, blocks, byteId, threadId, other);
}
void slots(const void* from, int count, int width, int isDense, uint32_t* out) {
  const int each = elementsOfSlot(width, isDense);
  for (int i = 0; i < count; i++, out += 4) {
    if (width == 32) fillSlot(static_cast<const uint32_t*>(from) + i * each, width, isDense, out);
    else if (width == 16) fillSlot(static_cast<const uint16_t*>(from) + i * each, width, isDense, out);
    else fillSlot(static_cast<const uint8_t*>(from) + i * each, width, isDense, out);
  }
}
int place(int row, int slot) { return slotPlace(row, slot); }
int scaleAt(int row, int block) { return scalePlace(row, block); }
uint64_t matrix(uint32_t address, int leading, int stride) { return matrixDescriptor(address, leading, stride); }
uint32_t plain(int d, int a, int b, int m, int n, int s) { return plainDescriptor(d, a, b, m, n, s); }
uint32_t scaled(int a, int b, int s, int m, int n) { return scaledDescriptor(a, b, s, m, n); }
}
"""


def field(values):
    """A descriptor from {lowest bit: value}, as Spec/fragments.md lists them."""
    return sum(value << bit for bit, value in values.items())


def check_places(binade, directory, report):
    """`layouts.h` against `binade pack`, which was written from the same documents by somebody else's hand, and against listed bits."""
    directory = pathlib.Path(directory)
    (directory / "shim.cpp").write_text(SHIM)
    library = directory / "shim.so"
    compiler = os.environ.get("CXX", "g++")
    command = [compiler, "-std=c++17", "-shared", "-fPIC", f"-I{CAPTURE}", str(directory / "shim.cpp"), "-o", str(library)]
    subprocess.run(command, check=True)
    shim = ctypes.CDLL(str(library))
    shim.matrix.restype, shim.plain.restype, shim.scaled.restype = ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint32
    pointer = lambda array: ctypes.c_void_p(array.ctypes.data)
    random = np.random.default_rng(1)
    problems, count = [], 0

    def pack(layout, codes):
        np.save(directory / "codes.npy", codes)
        subprocess.run([str(binade), "pack", layout, str(directory / "codes.npy"), str(directory / "image.npy"), "--quiet"], check=True)
        return np.load(directory / "image.npy")

    def same(what, found, expected):
        nonlocal count
        count += 1
        if not np.array_equal(found, expected):
            problems.append(f"{what}: {int(np.sum(np.asarray(found) != np.asarray(expected)))} of {np.size(found)} bytes differ")

    for operand, rows, registers in (("a", 16, 4), ("b", 8, 2)):
        for name, k, width in (("8bit", 32, 8), ("fp6", 32, 6), ("fp4", 32, 4), ("4bit", 64, 4)):
            codes = random.integers(0, 1 << width, (rows, k), np.uint8)
            out = np.zeros(32 * registers, np.uint32)
            shim.registers(int(operand == "b"), pointer(codes), k, width, pointer(out))
            layout = f"fragment-m16n8k{k}-{operand}-{name}"
            same(layout, out.view(np.uint8), pack(layout, codes))
        for vec, blocks, bytes_ in (("1x", 1, (0, 1, 2, 3)), ("2x", 2, (0, 2)), ("4x", 4, (0,))):
            for byte in bytes_:
                for thread in range(2 if operand == "a" else 4):
                    codes = random.integers(0, 256, (rows, blocks), np.uint8)
                    out = np.zeros(32, np.uint32)
                    shim.scales(int(operand == "b"), pointer(codes), blocks, byte, thread, 0, pointer(out))
                    layout = f"scale-mma-{operand}-{vec}:{thread},{byte}"
                    same(layout, out.view(np.uint8), pack(layout, codes))
                    ones = np.zeros(32, np.uint32)
                    shim.scales(int(operand == "b"), pointer(codes), blocks, byte, thread, 0xFF, pointer(ones))
                    chosen = pack(layout, np.full((rows, blocks), 0xFF, np.uint8))
                    same(f"{layout}, the rest", ones.view(np.uint8), np.where(chosen == 0xFF, out.view(np.uint8), 0xFF))
    for layout, width, dense, dtype in (("dense-32", 32, 0, np.uint32), ("dense-16", 16, 0, np.uint16), ("dense-8", 8, 0, np.uint8),
                                        ("b6x16_p32", 6, 0, np.uint8), ("b4x16_p64", 4, 0, np.uint8), ("b4x16", 4, 1, np.uint8)):
        k = 64 if dense else 32 if width <= 8 else 256 // width
        codes = random.integers(0, 1 << width, (128, k), np.uint64).astype(dtype)
        out = np.zeros(128 * 2 * 4, np.uint32)
        shim.slots(pointer(codes), 256, width, dense, pointer(out))
        same(f"{layout}, rows of two slots", out.view(np.uint8), pack(layout, codes))
    # Core matrices: T = 16 bytes, ((8, m), (T, 2)) with strides ((T, 256), (1, 128)).
    same("core matrices", [shim.place(r, s) for r in range(128) for s in range(2)],
         [16 * (r % 8) + 256 * (r // 8) + 128 * s for r in range(128) for s in range(2)])
    for blocks in (1, 2, 4):
        codes = random.integers(0, 256, (128, blocks), np.uint8)
        image = np.zeros(512, np.uint8)
        for r in range(128):
            for b in range(blocks):
                image[shim.scaleAt(r, b)] = codes[r, b]
        same(f"scale-128x4 of {blocks}", image, pack("scale-128x4", codes))
        # What the copy of 32 lanes to all quarters makes of it: 4 columns of cells of 4 bytes in each of 128 lanes.
        same(f"scale-tmem of {blocks}", np.tile(image, 4), pack("scale-tmem", codes))
    same("matrix descriptor", shim.matrix(0x1230, 128, 256), field({0: 0x123, 16: 8, 32: 16, 46: 1, 49: 0, 61: 0}))
    for d in range(3):
        for a in range(6):
            for s in range(2):
                same("instruction descriptor", shim.plain(d, a, 5 - a, 128, 16, s), field({3: s, 4: d, 7: a, 10: 5 - a, 17: 2, 24: 8}))
                same("scaled descriptor", shim.scaled(a, 5 - a, s, 128, 16), field({4: 0, 7: a, 10: 5 - a, 17: 2, 23: s, 27: 1, 29: 0}))
    report.state("assemble places", f"{count} images and descriptors compared", problems)


def main():
    from harness import Report

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", choices=COMPILERS, default="13.5", help="the version of CUDA to install")
    parser.add_argument("--nvcc", metavar="DIR", type=pathlib.Path, help="an installed toolkit with bin/nvcc, of that version")
    parser.add_argument("--venv", metavar="DIR", default=str(HERE / ".venv-nvcc"), help="where the compiler is installed")
    parser.add_argument("--binade", metavar="PATH", type=pathlib.Path, help="the command; without it no places are compared")
    options = parser.parse_args()
    report = Report()
    tools = options.nvcc or install(options.venv, options.compiler)
    with tempfile.TemporaryDirectory() as directory:
        if options.binade:
            check_places(options.binade.resolve(), directory, report)
        check_facts(tools, options.compiler, directory, report)
        check_names(tools, options.compiler, report)
        compile_sources(tools, directory, report)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
