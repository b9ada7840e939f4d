#!/usr/bin/env python3
"""Runs `test_encode.py` with cocotb and Icarus: the designs must pass, a broken twin must fail.

It needs cocotb 2.1 and what that brings: `pip install cocotb==2.1.0`.
"""

import os
import pathlib
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))  # at the end: this folder is called cocotb too

from cocotb_tools.runner import get_results, get_runner  # noqa: E402
from find_libpython import find_libpython  # noqa: E402
from simulation import DESIGNS, read_twins, twin_sources  # noqa: E402

DESIGN_NAMES = ("e4m3fn_encode", "e2m1fn_encode")
TWIN = "e4m3fn_encode/tie-away"


def run(design, sources, folder):
    """The number of tests that ran, and of those that failed."""
    runner = get_runner("icarus")
    # Without a time unit Icarus counts whole seconds, and a nanosecond is nothing.
    runner.build(sources=sources, hdl_toplevel=design.name, build_dir=folder, timescale=("1ns", "1ps"), always=True)
    os.environ["SUITE"] = design.suite
    results = folder / "results.xml"
    runner.test(hdl_toplevel=design.name, test_module="test_encode", build_dir=folder, test_dir=folder, results_xml=str(results))
    return get_results(results)


def main():
    if not find_libpython():
        version = ".".join(map(str, sys.version_info[:2]))
        raise SystemExit(f"the shared library of Python is missing, which the simulator loads: apt-get install libpython{version}")
    if not shutil.which("iverilog"):
        raise SystemExit("iverilog is missing: apt-get install iverilog")
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="binade-cocotb-") as scratch:
        scratch = pathlib.Path(scratch)
        runs = [(name, DESIGNS[name], DESIGNS[name].sources(), False) for name in DESIGN_NAMES]
        twin = read_twins()[TWIN]
        design = DESIGNS[twin["design"]]
        runs.append((TWIN, design, twin_sources(twin, design, scratch / "twin"), True))
        verdicts = []
        for name, design, sources, is_broken in runs:
            tests, wrong = run(design, sources, scratch / name.replace("/", "-"))
            is_good = tests == 1 and wrong == (1 if is_broken else 0)
            verdicts.append(f"{name}: {'caught' if wrong else 'passed'}{'' if is_good else ': FAILED'}")
            passed, failed = passed + is_good, failed + (not is_good)
    print("\n".join(verdicts))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
