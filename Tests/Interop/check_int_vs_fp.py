"""The figures of *INT v.s. FP* (arXiv 2510.25602) that need no model: Gaussian QSNR, crest factors, and Algorithm 1."""

import numpy as np

# Mean QSNR in dB of i.i.d. Gaussian rows; of MX formats over 16 places of sigma within an octave.
GAUSSIAN_QSNR = {
    "mxint8-symmetric": 41.95,
    "mxfp8-e4m3": 31.54,
    "mxint6-symmetric": 29.70,
    "mxfp6-e2m3": 30.97,
    "mxint4-symmetric": 16.77,
    "mxfp4": 18.64,
    "nvint4": 21.28,
    "nvfp4": 20.43,
}
# Mean of max|x| / rms over blocks of i.i.d. Gaussian values.
CREST = {16: 2.1100, 32: 2.3656, 128: 2.8349, 256: 3.0502}
TOLERANCE = 0.05
# Algorithm 1: the share of S = D / 127, in bfloat16, for which D / S rounds to 128.
BF16_OVERFLOW_PERCENT = 16.8238
COUNT = 1 << 22


def bf16(values):
    """Rounded to bfloat16, nearest-even, in integers."""
    words = np.ascontiguousarray(values, np.float32).view(np.uint32)
    return ((words + np.uint32(0x7FFF) + ((words >> np.uint32(16)) & np.uint32(1))) & np.uint32(0xFFFF0000)).view(
        np.float32
    )


def qsnr(values, quantized):
    """Signal to quantization noise in dB."""
    error = np.float64(values) - quantized
    return -10 * np.log10((error**2).sum() / (np.float64(values) ** 2).sum())


def state(report, name, text, good):
    """One line of the report."""
    report.state(name, text, [] if good else [f"{name}: not within tolerance"])


def check(binade, report, options):
    """Quantizes with the command, and compares with the published and reproduced figures."""
    generator = np.random.default_rng(2510)
    base = generator.standard_normal((COUNT // 4096, 4096), dtype=np.float32)
    for name, expected in GAUSSIAN_QSNR.items():
        places = 16 if name.startswith("mx") else 1
        found = []
        for place in range(places):
            rows = np.ascontiguousarray(base[place::places] * np.float32(2 ** (place / places)))
            found.append(qsnr(rows, binade.requantize(name, rows, ["--profile", "int-vs-fp"])))
        mean = float(np.mean(found))
        state(report, f"int-vs-fp QSNR {name}", f"{mean:.3f} dB, expected {expected} +- {TOLERANCE}", abs(mean - expected) <= TOLERANCE)
    for length, expected in CREST.items():
        blocks = base.reshape(-1, length).astype(np.float64)
        mean = float((np.abs(blocks).max(1) / np.sqrt((blocks**2).mean(1))).mean())
        state(report, f"int-vs-fp crest factor {length}", f"{mean:.4f}, expected {expected} +- 0.005", abs(mean - expected) <= 0.005)
    check_overflow(report)


def check_overflow(report):
    """Algorithm 1 over all significands of bfloat16, weighted by a Gaussian; and over float16 and float32, which hardly overflow."""
    values = bf16(np.random.default_rng(11).standard_normal(1 << 24, dtype=np.float32))
    values = np.abs(values[values != 0])
    scale = bf16(values / np.float32(127))
    share = 100 * float((np.rint(bf16(values / scale)) == 128).mean())
    state(report, f"int-vs-fp bf16 scale overflow", f"{share:.4f} %, expected {BF16_OVERFLOW_PERCENT} +- 0.03", abs(share - BF16_OVERFLOW_PERCENT) <= 0.03)
    half = np.abs(np.random.default_rng(12).standard_normal(1 << 22, dtype=np.float32)).astype(np.float16)
    half = half[half != 0]
    with np.errstate(divide="ignore"):
        share = 100 * float((np.rint(half / (half / np.float16(127))) == 128).mean())
    state(report, f"int-vs-fp f16 scale overflow", f"{share:.4f} %, expected 0.01 to 0.02", 0.01 <= share <= 0.02)
    single = np.abs(np.random.default_rng(13).standard_normal(1 << 22, dtype=np.float32))
    single = single[single != 0]
    count = int((np.rint(single / (single / np.float32(127))) == 128).sum())
    state(report, f"int-vs-fp f32 scale overflow", f"{count}, expected 0", count == 0)
