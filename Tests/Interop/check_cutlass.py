"""CUTLASS: the constructors of its host number types from float."""

import subprocess

import ml_dtypes
import numpy as np

from harness import as_float64
from inputs import words_for

# Binade's name and the values that place the inputs.
FORMATS = {
    "e4m3fn": np.arange(256, dtype=np.uint8).view(ml_dtypes.float8_e4m3fn).astype(np.float64),
    "e5m2": np.arange(256, dtype=np.uint8).view(ml_dtypes.float8_e5m2).astype(np.float64),
    "e2m3fn": np.arange(64, dtype=np.uint8).view(ml_dtypes.float6_e2m3fn).astype(np.float64),
    "e3m2fn": np.arange(64, dtype=np.uint8).view(ml_dtypes.float6_e3m2fn).astype(np.float64),
    "e2m1fn": np.arange(16, dtype=np.uint8).view(ml_dtypes.float4_e2m1fn).astype(np.float64),
    "e8m0fnu": np.exp2(np.arange(-127.0, 128.0)),
    "ue4m3": np.arange(127, dtype=np.uint8).view(ml_dtypes.float8_e4m3fn).astype(np.float64),
}


def check(binade, report, options):
    file_in, file_out = binade.directory / "peer.in", binade.directory / "peer.out"
    for name, values in FORMATS.items():
        for source in ("f32", "f16", "bf16"):
            bits = words_for(source, values, options.count)
            label = f"cutlass encode {name} from {source}"

            with report.attempt(label):
                with np.errstate(invalid="ignore"):
                    inputs = bits.view("<f4") if source == "f32" else as_float64(bits, source).astype("<f4")
                inputs.tofile(file_in)
                subprocess.run([options.programs["cutlass_host"], name, file_in, file_out], check=True)
                peer = np.fromfile(file_out, np.uint8)
                # CUTLASS rounds a scale up.
                chosen = ["--profile", "cutlass", *(["--rounding", "up"] if name == "e8m0fnu" else [])]
                report.compare(label, bits, peer, binade.encode(name, bits, source, chosen), " ".join(chosen))
