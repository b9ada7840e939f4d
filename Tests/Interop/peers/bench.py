#!/usr/bin/env python3
"""Quantizing speed of binade beside torchao on the CPU: one thread each, the same values, in one run.

    python bench.py --binade PATH [--count N] [--runs R]

Needs torch and torchao (requirements.txt). Prints millions of elements per second, minimum time of several runs, and the ratio.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np
import torch
from torchao.prototype.mx_formats.mx_tensor import ScaleCalculationMode, to_mx
from torchao.prototype.mx_formats.nvfp4_tensor import nvfp4_quantize, per_tensor_amax_to_scale

ROW = 4096


def rate(count, work, runs):
    """Millions of elements per second, best of several runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return count / best / 1e6


def nvfp4(values):
    """Two levels, with the tensor scale from the tensor's maximum."""
    return nvfp4_quantize(values, per_tensor_scale=per_tensor_amax_to_scale(values.abs().max()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binade", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1 << 24)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    values = np.random.default_rng(1).standard_normal(arguments.count).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "values.npy"
        np.save(path, values)
        command = [arguments.binade, "bench", "--json", "--data", path, "--count", str(arguments.count)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["blocks"]
    tensor = torch.from_numpy(values).reshape(-1, ROW)
    floor = ScaleCalculationMode.FLOOR
    peers = {
        ("mxfp8-e4m3", "quantize"): lambda: to_mx(tensor, torch.float8_e4m3fn, 32, floor),
        ("mxfp8-e5m2", "quantize"): lambda: to_mx(tensor, torch.float8_e5m2, 32, floor),
        ("mxfp4", "packed"): lambda: to_mx(tensor, torch.float4_e2m1fn_x2, 32, floor),
        ("nvfp4", "packed"): lambda: nvfp4(tensor),
    }
    print(f"{arguments.count} float32 values, torch {torch.__version__}, one thread, Melem/s")
    print(f"{'format':12} {'what':10} {'binade':>8} {'torchao':>8} {'ratio':>6}")
    for (name, what), work in peers.items():
        work()
        theirs = rate(arguments.count, work, arguments.runs)
        print(f"{name:12} {what:10} {ours[name][what]:8.0f} {theirs:8.0f} {ours[name][what] / theirs:6.1f}")


if __name__ == "__main__":
    main()
