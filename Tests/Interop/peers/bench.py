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
        command = [arguments.binade, "bench", "quantize", "--json", "--data", path, "--count", str(arguments.count)]
        ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    tensor = torch.from_numpy(values).reshape(-1, ROW)
    floor = ScaleCalculationMode.FLOOR
    peers = {
        "mxfp8-e4m3": lambda: to_mx(tensor, torch.float8_e4m3fn, 32, floor),
        "mxfp8-e5m2": lambda: to_mx(tensor, torch.float8_e5m2, 32, floor),
        "mxfp4": lambda: to_mx(tensor, torch.float4_e2m1fn_x2, 32, floor),
        "nvfp4": lambda: nvfp4(tensor),
    }
    print(f"{arguments.count} float32 values, torch {torch.__version__}, one thread, back-end {ours['backend']}, packed, Melem/s")
    print(f"{'format':12} {'binade':>8} {'torchao':>8} {'ratio':>6}")
    for name, work in peers.items():
        work()
        theirs = rate(arguments.count, work, arguments.runs)
        # Both take the maximum of the tensor where the format has a tensor scale.
        table = ours["quantizeTensor"] if name == "nvfp4" else ours["quantize"]
        rate_of_ours = table["rows"][name]["rate"]
        print(f"{name:12} {rate_of_ours:8.0f} {theirs:8.0f} {rate_of_ours / theirs:6.1f}")


if __name__ == "__main__":
    main()
