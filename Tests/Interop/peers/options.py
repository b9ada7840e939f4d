"""Which options of `binade quantize` should reproduce a peer: the owner of the library adjusts this table.

`options(peer, mode, dtype)` is a list of options, or None where no comparison is meant.
"""

# Our dequantized values are compared, not codes: these peers give values only.
VALUES_ONLY = {"int_vs_fp", "microxcaling", "quark", "auto_round"}

TORCHAO_RULES = {"floor": "ocp-floor", "rceil": "rceil", "ceil": "ceil", "even": "even"}
AUTO_ROUND_RULES = {"": "ocp-floor", "rceil": "rceil", "rceil_v2": "rceil-7.25", "opt": "search"}
# Formats of the recordings that the command has no name for.
UNKNOWN = {"int8", "int4", "uint4", "nvfp4-ue5m3"}


def options(peer, mode, dtype):
    """The options that follow FORMAT IN OUT."""
    if peer == "torchao":
        name, rule = mode.split("/")
        if name == "nvfp4":
            return ["--profile", "torchao", "--tensor-scale", "auto" if rule == "two-level" else "none"]
        return ["--profile", "torchao", "--scale-rule", TORCHAO_RULES[rule]]
    if peer == "modelopt":
        return None if mode.startswith("int") else ["--profile", "modelopt"]
    if peer == "compressed_tensors":
        return None if mode.startswith("int") else ["--profile", "compressed-tensors"]
    if peer == "gguf":
        return ["--profile", "ggml"]
    if peer == "transformer_engine":
        variant = mode.split("/")[1]
        chosen = ["--profile", "transformer-engine"]
        if "4over6" in variant:
            error = "mse" if "mse" in variant else "mae"
            largest = "256" if "256" in variant else "448"
            chosen += ["--scale-search", f"4over6-{error}-{largest}" + ("-fast" if "fast" in variant else "")]
        if variant.startswith("16x16"):
            chosen += ["--tile", "16x16"]
        if "row-scaled" in variant:
            chosen += ["--tensor-scale", "row"]
        return chosen
    if peer == "int_vs_fp":
        name, _, rule = mode.partition("/")
        chosen = ["--profile", "int-vs-fp"]
        if rule:
            rule, _, style = rule.partition("-")
            chosen += ["--scale-rule", {"ceil": "int-ceil" if "int" in name else "rceil", "ocp": "ocp-floor"}.get(rule, rule)]
            if style:
                chosen += ["--clip", "full"]
        elif name.endswith("asymmetric"):
            chosen += ["--clip", "full"]
        return chosen
    if peer == "microxcaling":
        rounding = mode.split("/")[1]
        chosen = ["--profile", "microxcaling"]
        if rounding.startswith("even"):
            chosen += ["--rounding", "nearest-even"]
        if rounding.endswith("flush"):
            chosen += ["--flush-subnormals"]
        return chosen
    if peer == "quark":
        chosen = ["--profile", "quark"]
        if mode != "nvfp4":
            rule = mode.split("/")[1]
            chosen += ["--scale-rule", "ocp-floor" if rule == "floor" else rule]
        return chosen
    if peer == "auto_round":
        chosen = ["--profile", "auto-round"]
        if "nv" not in mode and "uint" not in mode:
            rule = "rceil_v2" if mode.endswith("v2") else "rceil" if mode.endswith("rceil") else ""
            rule = "opt" if mode.startswith("opt") else rule
            chosen += ["--scale-rule", AUTO_ROUND_RULES[rule]]
        elif mode.startswith("opt"):
            chosen += ["--scale-rule", "search"]
        return chosen
    return None
