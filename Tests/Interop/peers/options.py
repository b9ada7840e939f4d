"""Which call of `binade quantize` should reproduce a mode of a peer, and what cannot match."""

import fnmatch

import numpy as np

import inputs

# Our dequantized values are compared, not codes: these peers give values only.
VALUES_ONLY = {"int_vs_fp", "microxcaling", "quark", "auto_round"}

# Modes that no call reproduces, each with its reason. README.md repeats them.
LEFT_OUT = {
    ("transformer_engine", "nvfp4/1x16-row-scaled"): "a tensor scale for each row",
    (
        "modelopt",
        "int4-block32",
    ): "codes are multiples of a stored reciprocal, in the tensor's format",
}

TORCHAO = {
    "floor": "torchao",
    "rceil": "torchao-rceil",
    "ceil": "torchao-ceil",
    "even": "torchao-even",
}
QUARK = {"floor": "ocp-floor-log2", "ceil": "ceil-log2"}


def block_format(peer, mode, dtype, recorded):
    """The name of our block format for a mode."""
    short = "bf16" if dtype == "bfloat16" else "f32"
    if peer == "transformer_engine" and mode.startswith("nvfp4/16x16"):
        return "nvfp4-16x16"
    if peer == "compressed_tensors" and mode.startswith("int"):
        return {
            "int4-group128-symmetric": f"int4-g128-{short}",
            "int4-group128-asymmetric": f"int4-g128-{short}-zint8",
            "int8-channel": f"int8-grow-{short}",
        }[mode]
    if peer == "modelopt" and mode == "int8-block32":
        return f"int8-g32-{short}"
    if peer == "int_vs_fp" and recorded == "mxint8":
        return "mxint8-symmetric"
    # These scale INT8 as OCP does: elements in units of 1/64.
    if peer in ("microxcaling", "auto_round", "quark") and recorded == "mxint8-symmetric":
        return "mxint8"
    return recorded


# What is added to our scale bytes where our elements are whole numbers and the peer's are quarters.
SCALE_OFFSETS = {("auto_round", "mx_int4"): 2}


def options(peer, mode, dtype):
    """The options that follow FORMAT IN OUT, or a text that says why there are none."""
    if (peer, mode) in LEFT_OUT:
        return LEFT_OUT[peer, mode]
    if peer == "torchao":
        name, rule = mode.split("/")
        if name != "nvfp4":
            return ["--profile", TORCHAO[rule]]
        if rule == "two-level":
            return ["--profile", "torchao"]
        return [
            "--profile",
            "torchao",
            "--tensor-scale",
            "none",
            "--scale-rule",
            "torchao-one-level",
        ]
    if peer == "modelopt":
        if mode == "int8-block32":
            return [
                "--scale-rule",
                "quotient-bf16" if dtype == "bfloat16" else "quotient",
                "--zero-scale",
                "by-rule",
            ]
        return ["--profile", "modelopt"]
    if peer == "compressed_tensors":
        if mode.startswith("int"):
            rule = "affine-fused" if mode.endswith("asymmetric") else "half-range"
            return ["--scale-rule", rule + ("-bf16" if dtype == "bfloat16" else "")]
        return ["--profile", "compressed-tensors"]
    if peer == "gguf":
        return ["--profile", "ggml"]
    if peer == "transformer_engine":
        variant = mode.split("/")[1]
        chosen = ["--profile", "transformer-engine-reference"]
        if "4over6" in variant:
            rule = "four-over-six" + ("-256" if "256" in variant else "")
            rule += ("-squared" if "mse" in variant else "") + (
                "-fast" if "fast" in variant else ""
            )
            chosen += ["--scale-rule", rule]
        return chosen
    if peer == "int_vs_fp":
        chosen = ["--profile", "int-vs-fp-program"]
        rule = mode.partition("/")[2].partition("-")[0]
        if rule in ("ocp", "round"):
            suffix = "-bf16" if dtype == "bfloat16" else ""
            chosen += [
                "--scale-rule",
                {"ocp": "ocp-floor-log2", "round": "nearest-log2"}[rule] + suffix,
            ]
        if mode.endswith("asymmetric"):
            chosen += ["--integer-range", "full"]
        return chosen
    if peer == "microxcaling":
        if dtype == "bfloat16":
            return "elements are rounded in bfloat16 arithmetic"
        rounding = mode.split("/")[1]
        if rounding.endswith("flush"):
            return "blocks under a scale of 2^-127 are flushed"
        chosen = ["--profile", "microxcaling"]
        if rounding != "nearest":
            chosen += ["--rounding", {"even": "nearest-even", "floor": "toward-zero"}[rounding]]
        return chosen
    if peer == "quark":
        chosen = ["--profile", "quark"]
        rule = mode.partition("/")[2]
        if rule in ("floor", "ceil"):
            suffix = "-bf16" if dtype == "bfloat16" else ""
            chosen += ["--scale-rule", QUARK[rule] + suffix]
        return chosen
    if peer == "auto_round":
        if mode.startswith("opt"):
            return "a search whose sums depend on the order of a vector unit"
        if "uint" in mode or "v2" in mode:
            return "no format or rule of ours"
        chosen = ["--profile", "auto-round"]
        if mode.endswith("rceil"):
            chosen += ["--scale-rule", "auto-round-rceil"]
        return chosen
    return "no options"


# MARK: Values

UE4M3 = np.array(
    [(c & 7) * 2.0**-9 if c < 8 else (8 + (c & 7)) * 2.0 ** ((c >> 3) - 10) for c in range(127)]
    + [np.nan],
    np.float32,
)
UE4M3 = np.concatenate([UE4M3, UE4M3])
_E2M1 = inputs.E2M1.astype(np.float32)


def element_values(name):
    """What the codes of a format of ours stand for."""
    if name == "nvint4":
        return ((np.arange(16) ^ 8) - 8).astype(np.float32)
    return np.concatenate([_E2M1, -_E2M1])


def _each(scales, elements):
    """One scale for each element."""
    return np.repeat(scales, elements.shape[1] // scales.shape[1], axis=1)


def _reciprocal(x):
    """auto-round's: that of zero is zero."""
    x = np.float32(x)
    return np.where(x == 0, np.float32(0), np.float32(1) / x).astype(np.float32)


def _int_vs_fp(elements, scales, tensor_scale, x, dtype):
    # s = s_of_s * quant_s.bfloat16(): both bfloat16, clamped; then codes * s.
    product = inputs.bf16_values(inputs.bf16_values(tensor_scale) * UE4M3[scales])
    low, high = (inputs.bf16_values(np.float32(v)) for v in (1e-25, 1e25))
    return elements * _each(np.clip(product, low, high), elements)


def _quark(elements, scales, tensor_scale, x, dtype):
    # scale = e4m3 / S, then element * scale; T is only 1 / S rounded, so S is computed again.
    encode = np.float32(448) * (np.float32(6) * (np.float32(1) / np.abs(x).max()))
    scale = UE4M3[scales] / encode
    return elements * _each(np.where(scale == 0, np.float32(2.0**-23), scale), elements)


def _auto_round(elements, scales, tensor_scale, x, dtype):
    # The factor is the reciprocal of the rounded reciprocal by which elements were multiplied.
    factor = _reciprocal(_reciprocal(UE4M3[scales] * tensor_scale))
    return elements * _each(factor, elements)


# Peers whose values are not element x scale x tensor scale, rounded once.
VALUE_FORMULAS = {
    ("int_vs_fp", "nv*"): _int_vs_fp,
    ("quark", "nvfp4"): _quark,
    ("auto_round", "nv_fp4*"): _auto_round,
}


def value_formula(peer, mode):
    """The formula of `VALUE_FORMULAS` for a mode, or None."""
    found = (f for (p, m), f in VALUE_FORMULAS.items() if p == peer and fnmatch.fnmatch(mode, m))
    return next(found, None)


# MARK: Exceptions

LARGEST = {"e4m3": 448, "e5m2": 57344, "e2m3": 7.5, "e3m2": 28, "fp4": 6, "int8": 127, "int6": 31}
LARGEST |= {"int4": 7, "int2": 1}


def _largest(mode):
    return next((value for part, value in LARGEST.items() if part in mode), 1)


def _maxima(row, length=32):
    """Largest magnitudes of a row's blocks, in double precision."""
    return np.abs(row.astype(np.float64)).reshape(-1, length).max(-1)


def _not_a_number(row, mode, dtype):
    return bool(np.isnan(row).any())


def _not_finite(row, mode, dtype):
    return not np.isfinite(row).all()


def _carried(row, mode, dtype):
    # A maximum in the last binade that the rounding of scales takes beyond it, or infinity.
    return bool((_maxima(row) >= 1.75 * 2.0**127).any())


def _no_power(row, mode, dtype):
    # A scale that is kept within 1e-25 and 1e25, which are no powers of two.
    scale = _maxima(row) / _largest(mode)
    return bool((((scale > 0) & (scale < 2.0**-82)) | (scale > 2.0**82)).any())


def _tiny_beside_zeros(row, mode, dtype):
    # A block of zeros counts as 1e-25, which is then the tensor's maximum.
    maxima = _maxima(row, 16)
    return bool((maxima == 0).any() and maxima.max() < 1e-25)


def _below_the_range(row, mode, dtype):
    # A power of two below 2^-127, after rounding up.
    maxima = _maxima(row)
    limit = 2.0 ** (np.floor(np.log2(_largest(mode))) - 126)
    return bool(((maxima > 0) & (maxima < limit)).any())


def _half(row, mode, dtype):
    # 24 ones: y = 0.49999997 in some scaling by a power of two, and fl(y + 0.5) = 1.
    words = np.abs(row).view(np.uint32)
    return bool(((words & 0x7FFFFF == 0x7FFFFF) & (words >> 23 > 0)).any())


def _last_binade(row, mode, dtype):
    return bool((_maxima(row) > 2.0**127).any())


def _overflowing(row, mode, dtype):
    # floor(log2f(a)) is 128 for the last floats.
    with np.errstate(all="ignore"):
        return bool((np.float32(np.log2(_maxima(row))) >= 128).any())


# Rows of `special` that no conversion of ours reproduces: (peer, modes, dtypes, which rows, why).
EXCEPTIONS = [
    (
        "torchao",
        "nvfp4/two-level",
        "*",
        _not_a_number,
        "the tensor's maximum is PyTorch's vector NaN, FFFFFFFF; its sign reaches the codes",
    ),
    (
        "compressed_tensors",
        "mxfp*",
        "*",
        _carried,
        "the scale is infinite and its byte a C conversion of infinity to int32",
    ),
    (
        "compressed_tensors",
        "mxfp*",
        "*",
        _not_a_number,
        "the scale's byte is a C conversion of NaN to an integer",
    ),
    (
        "compressed_tensors",
        "nvfp4",
        "bfloat16",
        _not_finite,
        "NaN has a sign once PyTorch converts it to bfloat16, and the codes 8",
    ),
    (
        "gguf",
        "mxfp4",
        "*",
        _overflowing,
        "8 x scale overflows: argmin chooses among infinite errors",
    ),
    (
        "int_vs_fp",
        "mx*",
        "*",
        _no_power,
        "the scale is 1e-25 or 1e25, no power of two",
    ),
    (
        "int_vs_fp",
        "nvfp4",
        "*",
        _tiny_beside_zeros,
        "a block of zeros counts as 1e-25 and makes the tensor scale",
    ),
    ("int_vs_fp", "*", "*", _not_finite, "the scale is 1e25, or NaN"),
    (
        "microxcaling",
        "*",
        "*",
        _half,
        "floor(fl(|y| + 0.5)) takes y = 0.49999997 to 1",
    ),
    (
        "microxcaling",
        "int[24]/*",
        "*",
        _below_the_range,
        "scales of whole-number elements end 2 octaves higher",
    ),
    (
        "auto_round",
        "mx_*",
        "*",
        _half,
        "floor(fl(|y| + 0.5)) takes y = 0.49999997 to 1",
    ),
    (
        "auto_round",
        "mx_int4",
        "*",
        _below_the_range,
        "scales of whole-number elements end 2 octaves higher",
    ),
    (
        "quark",
        "*/even",
        "*",
        _carried,
        "the maximum is rounded to infinity, and its exponent counts as 127",
    ),
    (
        "quark",
        "*/floor",
        "*",
        _below_the_range,
        "scales below 2^-127, or 2^-23 where that is zero",
    ),
    (
        "quark",
        "*/ceil",
        "*",
        _below_the_range,
        "scales below 2^-127, or 2^-23 where that is zero",
    ),
    (
        "quark",
        "int8/even",
        "*",
        _below_the_range,
        "1 / scale is infinite and elements a C conversion of that",
    ),
    ("quark", "int8/*", "*", _last_binade, "2^128 is infinite as a scale, and all values NaN"),
    ("quark", "*", "*", _not_finite, "infinity and NaN are passed through, without a code"),
]


def exception(peer, mode, row, dtype):
    """Why a row cannot match, or None."""
    with np.errstate(all="ignore"):
        for who, modes, dtypes, which, why in EXCEPTIONS:
            if who == peer and fnmatch.fnmatch(mode, modes) and fnmatch.fnmatch(dtype, dtypes):
                if which(row, mode, dtype):
                    return why
    return None
