"""ml_dtypes: every dtype it has, from float64, float32, float16 and bfloat16, and back."""

import ml_dtypes
import numpy as np

from harness import SOURCE_FLOAT, as_float64, same_nan
from inputs import words_for

# Binade's name, the dtype, the width of a code.
FORMATS = [
    ("e4m3fn", ml_dtypes.float8_e4m3fn, 8),
    ("e5m2", ml_dtypes.float8_e5m2, 8),
    ("e4m3fnuz", ml_dtypes.float8_e4m3fnuz, 8),
    ("e5m2fnuz", ml_dtypes.float8_e5m2fnuz, 8),
    ("e4m3b11fnuz", ml_dtypes.float8_e4m3b11fnuz, 8),
    ("e4m3", ml_dtypes.float8_e4m3, 8),
    ("e3m4", ml_dtypes.float8_e3m4, 8),
    ("e8m0fnu", ml_dtypes.float8_e8m0fnu, 8),
    ("e2m3fn", ml_dtypes.float6_e2m3fn, 6),
    ("e3m2fn", ml_dtypes.float6_e3m2fn, 6),
    ("e2m1fn", ml_dtypes.float4_e2m1fn, 4),
    ("int4", ml_dtypes.int4, 4),
    ("int2", ml_dtypes.int2, 2),
    ("uint4", ml_dtypes.uint4, 4),
    ("uint2", ml_dtypes.uint2, 2),
    ("uint1", ml_dtypes.uint1, 1),
    ("bf16", ml_dtypes.bfloat16, 16),
]
SOURCES = {**SOURCE_FLOAT, "bf16": ml_dtypes.bfloat16}
PROFILE = ["--profile", "ml_dtypes"]


def cast(bits, source, dtype, width):
    """The peer's codes."""
    with np.errstate(all="ignore"):
        result = bits.view(SOURCES[source]).astype(dtype)
    codes = result.view(np.uint16 if width > 8 else np.uint8)
    return codes & ((1 << width) - 1)


def check(binade, report, options):
    for name, dtype, width in FORMATS:
        codes = np.arange(1 << width, dtype=np.uint16 if width > 8 else np.uint8)
        values = codes.view(dtype).astype(np.float32)
        label = f"ml_dtypes decode {name}"
        with report.attempt(label):
            peer, ours = values.view(np.uint32), binade.decode(name, codes)
            # ml_dtypes widens a bfloat16 NaN bit by bit, payload and all; everywhere else its NaN is quiet.
            if name == "bf16":
                peer, ours = same_nan(peer), same_nan(ours)
            report.compare(label, codes, peer, ours)
        for source in SOURCES:
            if source == name:
                continue
            bits = words_for(source, values, options.count)
            if source == "f64" and "int" in name:
                # Beyond int32, a cast of float64 to an integer is the platform's.
                bits = bits[np.abs(as_float64(bits, source)) <= 2.0**31 - 1]
            label = f"ml_dtypes encode {name} from {source}"
            with report.attempt(label):
                peer = cast(bits, source, dtype, width)
                report.compare(
                    label, bits, peer, binade.encode(name, bits, source, PROFILE), " ".join(PROFILE)
                )
