#!/usr/bin/env python3
"""Compares the binade command with real peers at pinned versions, bit for bit. See README.md."""

import argparse
import importlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REQUIREMENTS = HERE / "requirements.txt"
CHECKS = ("ml_dtypes", "gfloat", "onnx", "cuda", "cutlass", "p3109", "int_vs_fp", "identify", "peers", "tensor_core", "device", "vectors", "rtl")
PROGRAMS = {"cuda": ["cuda_headers"], "cutlass": ["cutlass_host"], "vectors": ["cuda_headers", "cutlass_host"]}


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--binade", metavar="PATH", help="the command to test; built from this checkout if absent"
    )
    parser.add_argument(
        "--only", action="append", choices=CHECKS, help="run this check only; may be repeated"
    )
    parser.add_argument(
        "--sweep", action="store_true", help="also all 2^32 float32 inputs against the CUDA headers"
    )
    parser.add_argument("--count", type=int, default=1_000_000, help="random float32 inputs per format")
    parser.add_argument("--threads", type=int, default=2, help="threads of the peer's sweep")
    parser.add_argument("--p3109-tables", metavar="DIR", help="a checkout's `Value Tables/Hexadecimal`")
    parser.add_argument(
        "--vectors", metavar="DIR", default=str(ROOT / "Vectors"), help="the golden vectors to confirm"
    )
    parser.add_argument(
        "--venv", metavar="DIR", default=str(HERE / ".venv"), help="where the peers are installed"
    )
    return parser.parse_args()


def enter_environment(folder):
    """Makes the virtual environment if it is missing or older than the pins, and continues inside it."""
    folder = pathlib.Path(folder).resolve()
    python = folder / "bin" / "python"
    stamp = folder / "requirements.txt"
    wanted = REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing the peers", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
        stamp.write_text(wanted)
    if pathlib.Path(sys.prefix).resolve() != folder:
        os.execv(python, [str(python), *sys.argv])
    return folder


def build_binade():
    """Builds the product and returns its path."""
    build = ["swift", "build", "--package-path", str(ROOT), "-c", "release", "--product", "binade"]
    subprocess.run(build, check=True, stdout=sys.stderr)
    shown = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(shown.stdout.strip()) / "binade"


def compile_peer(name, folder):
    """Compiles one of our C++ programs against the installed headers."""
    compiler = os.environ.get("CXX") or shutil.which("g++") or shutil.which("clang++")
    if not compiler:
        raise SystemExit(
            "the checks cuda, cutlass and vectors need a C++ compiler: set CXX, or choose others with --only"
        )
    packages = next((folder / "lib").glob("python3*/site-packages"))
    include = packages / "nvidia" / "cu13" / "include"
    includes = [include, include / "cccl", packages / "cutlass_library" / "source" / "include"]
    program = folder / name
    source = HERE / f"{name}.cpp"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        print(f"compiling {source.name}", file=sys.stderr)
        flags = ["-std=c++17", "-O2", "-pthread", *(f"-isystem{path}" for path in includes)]
        subprocess.run([compiler, *flags, str(source), "-o", str(program)], check=True)
    return program


def main():
    options = parse()
    folder = enter_environment(options.venv)
    chosen = options.only or CHECKS
    programs = sorted({program for name in chosen for program in PROGRAMS.get(name, [])})
    options.programs = {program: compile_peer(program, folder) for program in programs}
    if options.binade:
        path = pathlib.Path(options.binade).resolve()
    else:
        # The vectors are confirmed without the command.
        path = build_binade() if set(chosen) != {"vectors"} else None

    sys.path.insert(0, str(HERE))
    from harness import Binade, Report

    report = Report()
    with tempfile.TemporaryDirectory() as directory:
        binade = Binade(path, directory)
        for name in chosen:
            module = importlib.import_module(f"check_{name}")
            module.check(binade, report, options)
            if options.sweep and hasattr(module, "check_sweep"):
                module.check_sweep(binade, report, options)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
