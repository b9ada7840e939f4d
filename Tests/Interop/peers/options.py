"""Which call of `binade quantize` should reproduce a mode of a peer."""

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
AUTO_ROUND_RULES = {"": "ocp-floor-log2", "rceil": "rceil-log2"}


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
    return recorded


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
        if mode != "nvfp4":
            rule = mode.split("/")[1]
            chosen += [
                "--scale-rule",
                {"floor": "ocp-floor-log2", "ceil": "ceil-log2"}.get(rule, rule),
            ]
        return chosen
    if peer == "auto_round":
        if mode.startswith("opt"):
            return "a search whose sums depend on the order of a vector unit"
        if "uint" in mode or "v2" in mode:
            return "no format or rule of ours"
        chosen = ["--profile", "auto-round"]
        if "nv" not in mode:
            chosen += ["--scale-rule", AUTO_ROUND_RULES["rceil" if mode.endswith("rceil") else ""]]
        return chosen
    return "no options"
