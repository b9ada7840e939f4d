"""gfloat: the OCP formats, float16 and bfloat16, in every rounding mode it has, saturating and not.

The peer is its array interface, with spot checks by its scalar interface. E8M0 goes through the scalar interface alone:
the array interface has no code for zero and for small values.
"""

import gfloat
import numpy as np
from gfloat import RoundMode, formats

from harness import CommandFailed, as_float64, same_nan
from inputs import words_for

FORMATS = {
    "e4m3fn": formats.format_info_ocp_e4m3,
    "e5m2": formats.format_info_ocp_e5m2,
    "e2m3fn": formats.format_info_ocp_e2m3,
    "e3m2fn": formats.format_info_ocp_e3m2,
    "e2m1fn": formats.format_info_ocp_e2m1,
    "s1p6": formats.format_info_ocp_int8,
    "f16": formats.format_info_binary16,
    "bf16": formats.format_info_bfloat16,
}
E8M0 = formats.format_info_ocp_e8m0
ROUNDINGS = {
    RoundMode.TiesToEven: "nearest-even",
    RoundMode.TiesToAway: "nearest-away",
    RoundMode.TowardZero: "toward-zero",
    RoundMode.TowardPositive: "up",
    RoundMode.TowardNegative: "down",
}
SOURCES = ("f32", "f16", "bf16", "f64")


def policy(rounding, saturates):
    overflow = "saturate" if saturates else "nonfinite"
    return ["--profile", "gfloat", "--rounding", rounding, "--overflow", overflow]


def words(info, source, count):
    return words_for(source, gfloat.decode_ndarray(info, np.arange(1 << info.bits, dtype=np.uint64)), count)


def convertible(info, values, saturates):
    """The inputs for which gfloat gives a code and does not raise."""
    keep = np.ones(len(values), bool)
    if info.num_nans == 0:
        keep &= ~np.isnan(values)
        if not saturates and info.num_infs == 0:
            keep &= (values <= info.max) & (values >= info.min)
    if not info.is_signed:
        keep &= ~(values < 0)
    return keep


def array_codes(info, values, mode, saturates, field=None, width=0):
    """The codes of gfloat's array interface."""
    with np.errstate(all="ignore"):
        rounded = gfloat.round_ndarray(info, values, mode, saturates, field, width)
        return gfloat.encode_ndarray(info, rounded)


def scalar_codes(info, values, mode, saturates):
    """The codes of gfloat's scalar interface."""
    rounded = (gfloat.round_float(info, float(v), mode, saturates) for v in values)
    return np.array([gfloat.encode_float(info, v) for v in rounded])


def decoded(info, codes):
    """The float64 words of codes, with one NaN for all."""
    return same_nan(gfloat.decode_ndarray(info, codes.astype(np.uint64)).astype(np.float64).view(np.uint64))


def check(binade, report, options):
    for name, info in FORMATS.items():
        check_decode(binade, report, name, info)
        for source in SOURCES:
            if source != name:
                check_encode(binade, report, name, info, source, options.count)
        check_scalar(binade, report, name, info)
        check_stochastic(binade, report, name, info, options.count)
    check_decode(binade, report, "e8m0fnu", E8M0)
    for source in SOURCES:
        check_e8m0(binade, report, source)
    check_rejection(binade, report)


def modes():
    """Every rounding mode, saturating and not, with the policies that say the same."""
    for mode, rounding in ROUNDINGS.items():
        for saturates in (True, False):
            yield mode, saturates, policy(rounding, saturates)


def check_decode(binade, report, name, info):
    label = f"gfloat decode {name}"
    with report.attempt(label):
        codes = np.arange(1 << info.bits, dtype=np.uint16 if info.bits > 8 else np.uint8)
        report.compare(label, codes, decoded(info, codes), same_nan(binade.decode(name, codes, "f64")))


def check_encode(binade, report, name, info, source, count):
    bits = words(info, source, count)
    values = as_float64(bits, source)
    for mode, saturates, chosen in modes():
        label = f"gfloat encode {name} from {source} {' '.join(chosen[3::2])}"
        with report.attempt(label):
            keep = convertible(info, values, saturates)
            peer = array_codes(info, values[keep], mode, saturates)
            ours = binade.encode(name, bits[keep], source, chosen)
            report.compare(label, bits[keep], peer, ours, " ".join(chosen))


def check_scalar(binade, report, name, info):
    """Spot checks: the scalar interface agrees with the array interface, and so with us."""
    label = f"gfloat scalar {name} from f32, all modes"
    bits = words(info, "f32", 1000)
    bits = bits[np.random.default_rng(1).permutation(len(bits))[:3000]]
    values = as_float64(bits, "f32")

    def cases():
        for mode, saturates, chosen in modes():
            keep = convertible(info, values, saturates)
            peer = scalar_codes(info, values[keep], mode, saturates)
            yield " ".join(chosen), bits[keep], peer, binade.encode(name, bits[keep], "f32", chosen)

    with report.attempt(label):
        report.compare_all(label, cases(), "--profile gfloat")


def check_stochastic(binade, report, name, info, count):
    """StochasticFastest: the random field is added to the discarded fraction, and a carry rounds away."""
    bits = words(info, "f32", min(count, 200_000))
    values = as_float64(bits, "f32")
    keep = convertible(info, values, True)
    bits, values = bits[keep], values[keep]
    for width, dtype in ((8, np.uint8), (16, np.uint16)):
        label = f"gfloat encode {name} from f32 stochastic, {width} random bits"
        with report.attempt(label):
            field = np.random.default_rng(width).integers(0, 1 << width, len(bits), dtype=dtype)
            peer = array_codes(info, values, RoundMode.StochasticFastest, True, field.astype(np.int64), width)
            chosen = policy("stochastic", True)
            ours = binade.encode(name, bits, "f32", chosen, field)
            report.compare(label, bits, peer, ours, " ".join(chosen))


def check_e8m0(binade, report, source):
    bits = words(E8M0, source, 20_000 if source != "f64" else 10_000)
    values = as_float64(bits, source)
    for mode, saturates, chosen in modes():
        label = f"gfloat encode e8m0fnu from {source} {' '.join(chosen[3::2])}"
        with report.attempt(label):
            # Saturating, gfloat takes −∞ to the largest value although every other negative number is NaN.
            keep = values != -np.inf if saturates else np.ones(len(values), bool)
            peer = scalar_codes(E8M0, values[keep], mode, saturates)
            ours = binade.encode("e8m0fnu", bits[keep], source, chosen)
            explained = " ".join(chosen) + (", −∞ left out" if saturates else "")
            report.compare(label, bits[keep], peer, ours, explained)


def check_rejection(binade, report):
    """Where gfloat raises for NaN, so does the profile: exit status 3 and no output."""
    for name in ("e2m1fn", "e2m3fn", "e3m2fn", "s1p6"):
        label = f"gfloat rejects NaN for {name}"
        with report.attempt(label):
            status = 0
            try:
                one_and_nan = np.array([0x3F800000, 0x7FC00000], np.uint32)
                binade.encode(name, one_and_nan, "f32", ["--profile", "gfloat"])
            except CommandFailed as failure:
                status = failure.status
            left = "a file" if (binade.directory / "out.npy").exists() else "no file"
            report.equal(label, "exit 3, no file", f"exit {status}, {left}", "--profile gfloat")
