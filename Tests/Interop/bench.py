"""Encode and decode speed of binade beside ml_dtypes, one thread each, on the same values, in one run.

    .venv/bin/python bench.py --binade PATH [--count N] [--json]

Prints millions of elements per second, minimum time of several runs, and the ratio. `run.py` makes the environment.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import ml_dtypes
import numpy as np

FORMATS = {
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e5m2": ml_dtypes.float8_e5m2,
    "e2m3fn": ml_dtypes.float6_e2m3fn,
    "e3m2fn": ml_dtypes.float6_e3m2fn,
    "e2m1fn": ml_dtypes.float4_e2m1fn,
    "e8m0fnu": ml_dtypes.float8_e8m0fnu,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "e4m3": ml_dtypes.float8_e4m3,
    "e3m4": ml_dtypes.float8_e3m4,
    "int4": ml_dtypes.int4,
    "int2": ml_dtypes.int2,
    "uint4": ml_dtypes.uint4,
    "uint2": ml_dtypes.uint2,
}


def rate(count, work, runs):
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return count / best / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binade", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1 << 24)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()

    values = np.random.default_rng(1).standard_normal(arguments.count).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "values.npy"
        np.save(path, values)
        ours = json.loads(
            subprocess.run(
                [arguments.binade, "bench", "encode", "decode", "--json", "--data", path, "--count", str(arguments.count)],
                check=True, capture_output=True, text=True,
            ).stdout
        )
    rows = []
    for name, dtype in FORMATS.items():
        ours_encode, ours_decode = (ours[what]["rows"][name]["rate"] for what in ("encode", "decode"))
        codes = values.astype(dtype)
        encode = rate(arguments.count, lambda: values.astype(dtype), arguments.runs)
        decode = rate(arguments.count, lambda: codes.astype(np.float32), arguments.runs)
        rows.append(
            {
                "format": name, "encode": ours_encode, "encodePeer": encode, "encodeRatio": ours_encode / encode,
                "decode": ours_decode, "decodePeer": decode, "decodeRatio": ours_decode / decode,
            }
        )
    if arguments.json:
        json.dump(rows, sys.stdout, indent=2)
        print()
        return
    print(f"{arguments.count} float32 values, ml_dtypes {ml_dtypes.__version__}, Melem/s")
    print(f"{'format':12} {'encode':>8} {'peer':>7} {'ratio':>6}   {'decode':>8} {'peer':>7} {'ratio':>6}")
    for row in rows:
        print(
            f"{row['format']:12} {row['encode']:8.0f} {row['encodePeer']:7.0f} {row['encodeRatio']:6.1f}"
            f"   {row['decode']:8.0f} {row['decodePeer']:7.0f} {row['decodeRatio']:6.1f}"
        )


if __name__ == "__main__":
    main()
