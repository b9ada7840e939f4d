"""All 2^32 float32 operands through ml_dtypes and NumPy: the digests must be those of `binade sweep encode`.

    .venv/bin/python sweep_ml_dtypes.py --binade PATH [FORMAT …]

Formats of ml_dtypes are compared under `--profile ml_dtypes`; integers under the defaults, with NumPy's own rounding to even
and then a clip, NaN giving 0. A minute or so each. The digest is explained in README.md. `run.py` makes the environment.
"""

import argparse
import json
import pathlib
import subprocess
import time

import ml_dtypes
import numpy as np

DTYPES = {
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "e4m3": ml_dtypes.float8_e4m3,
    "e3m4": ml_dtypes.float8_e3m4,
    "e8m0fnu": ml_dtypes.float8_e8m0fnu,
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e5m2": ml_dtypes.float8_e5m2,
    "e2m3fn": ml_dtypes.float6_e2m3fn,
    "e3m2fn": ml_dtypes.float6_e3m2fn,
    "e2m1fn": ml_dtypes.float4_e2m1fn,
}
INTEGERS = {f"int{bits}": (-(1 << bits - 1), (1 << bits - 1) - 1, bits) for bits in range(8, 1, -1)}
INTEGERS |= {f"int{bits}-symmetric": (1 - (1 << bits - 1), (1 << bits - 1) - 1, bits) for bits in range(8, 1, -1)}
INTEGERS |= {f"uint{bits}": (0, (1 << bits) - 1, bits) for bits in range(8, 0, -1)}
CHUNK = 1 << 22
MASK = (1 << 64) - 1


def codes(name, values):
    if name in DTYPES:
        return values.astype(DTYPES[name]).view(np.uint8)
    low, high, bits = INTEGERS[name]
    rounded = np.clip(np.rint(values), low, high)
    rounded[np.isnan(rounded)] = 0
    return rounded.astype(np.int16).astype(np.uint8) & np.uint8((1 << bits) - 1)


def digest(name):
    words = CHUNK // 8
    weights = np.arange(words, 0, -1, dtype=np.uint64)
    first = second = 0
    for start in range(0, 1 << 32, CHUNK):
        values = np.arange(start, start + CHUNK, dtype=np.uint32).view(np.float32)
        stream = np.ascontiguousarray(codes(name, values)).view("<u8")
        total = int(stream.sum(dtype=np.uint64))
        running = int((stream * weights).sum(dtype=np.uint64))
        second = (second + words * first + running) & MASK
        first = (first + total) & MASK
    return f"{second:016x}{first:016x}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binade", required=True, type=pathlib.Path)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=" ".join([*DTYPES, *INTEGERS]))
    arguments = parser.parse_args()
    failed = 0
    names = arguments.formats or [*DTYPES, *INTEGERS]
    with np.errstate(all="ignore"):
        for name in names:
            start = time.perf_counter()
            options = ["--profile", "ml_dtypes"] if name in DTYPES else []
            command = [arguments.binade, "sweep", "encode", name, "--json", *options]
            ours = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["digest"]
            theirs = digest(name)
            failed += ours != theirs
            verdict = "equal" if ours == theirs else f"DIFFERENT from {ours}"
            print(f"{name} {' '.join(options)}: {theirs} {verdict}, {time.perf_counter() - start:.0f} s", flush=True)
    print(f"{len(names) - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)


if __name__ == "__main__":
    main()
