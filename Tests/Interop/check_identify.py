"""`binade identify` names the rule or profile that made codes, or what gives the same on these values."""

import json

import numpy as np

FORMATS = ("mxfp4", "mxint8-symmetric", "nvfp4")

def tensors(binade):
    """Small tensors by name: float32 arrays, or bfloat16 words."""
    generator = np.random.default_rng(3)
    gaussian = generator.standard_normal((16, 512), dtype=np.float32)
    words = (gaussian.view(np.uint32) >> np.uint32(16)).astype("<u2")
    heavy = (generator.standard_t(3, (16, 512)) * 0.05).astype(np.float32)
    return {"bf16 Gaussian": words, "heavy tails": heavy}

def check(binade, report, options):
    """Every rule and every profile of each format on each tensor."""
    policies = json.loads(binade.run("policies", "--json"))
    rules = [rule["name"] for rule in policies["scaleRules"]]
    profiles = [profile["name"] for profile in policies["profiles"]]
    pairs, wrong, several = 0, [], 0
    for format in FORMATS:
        for label, values in tensors(binade).items():
            source = binade.directory / "in.npy"
            np.save(source, values)
            extra = ["--source", "bf16"] if values.dtype == np.uint16 else []
            for kind, name in [("rule", r) for r in rules] + [("profile", p) for p in profiles]:
                target = binade.directory / "out.safetensors"
                chosen = ["--scale-rule" if kind == "rule" else "--profile", name]
                try:
                    binade.run("quantize", format, source, target, *extra, *chosen)
                except Exception:  # the rule makes no sense for the format, or the profile does not have it
                    continue
                found = json.loads(binade.run_any("identify", format, source, target, *extra, "--json"))
                pairs += 1
                named = found["explanations"]
                key = "rule" if kind == "rule" else "profile"
                good = any((e[key] or "").split("@")[0] == name or e[key] == name for e in named)
                several += len({json.dumps(e["differences"]) for e in named}) > 1
                if not good:
                    wrong.append(f"{format}, {label}: {kind} {name}: named {[e[key] for e in named][:4]}")
    report.state(
        "identify",
        f"{pairs - len(wrong)} of {pairs} pairs of rule or profile and tensor are named; {several} cannot be told from others",
        wrong if len(wrong) > pairs // 100 else [],
    )
