"""The matrix instructions that the recordings are about, as `binade dot` names them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Instruction:
    """One instruction; `peer` is what MMA-Sim calls it: class, architecture and shape with types."""

    name: str
    k: int
    a: str
    b: str
    accumulator: str
    scale: str | None
    block: int | None
    peer: tuple[str, str, str]

    @property
    def lanes(self):
        """Scales of one row."""
        return self.k // self.block if self.block else 0


FP8 = ("e4m3", "e5m2")
SMALL = ("e4m3", "e5m2", "e2m3", "e3m2", "e2m1")
AMPERE = (
    [("f64", "f64", "f64", "m8n8k4")]
    + [("f32", "tf32", "tf32", shape) for shape in ("m16n8k8", "m16n8k4")]
    + [(d, "f16", "f16", shape) for d in ("f32", "f16") for shape in ("m16n8k16", "m16n8k8")]
    + [("f32", "bf16", "bf16", shape) for shape in ("m16n8k16", "m16n8k8")]
)
ADA = AMPERE + [(d, a, b, f"m16n8k{k}") for k in (32, 16) for d in ("f32", "f16") for a in FP8 for b in FP8]
HOPPER = AMPERE + [("f64", "f64", "f64", f"m16n8k{k}") for k in (16, 8, 4)]
WARP = {
    ("sm_70", "Volta"): [(d, "f16", "f16", "m8n8k4") for d in ("f32", "f16")],
    ("sm_75", "Turing"): [
        (d, "f16", "f16", shape) for d in ("f32", "f16") for shape in ("m16n8k8", "m8n8k4")
    ],
    ("sm_80", "Ampere"): AMPERE,
    ("sm_86", "Ampere"): AMPERE,
    ("sm_89", "Ada Lovelace"): ADA,
    ("sm_90", "Hopper"): HOPPER,
    ("sm_100", "Blackwell"): AMPERE,
    ("sm_120", "RTX Blackwell"): ADA,
}
SCALED = [("mxf8f6f4", a, b, "ue8m0", 32, 32) for a in SMALL for b in SMALL] + [
    (kind, "e2m1", "e2m1", scale, block, 64)
    for kind, scale, block in (
        ("mxf4", "ue8m0", 32),
        ("mxf4nvf4", "ue8m0", 32),
        ("mxf4nvf4", "ue8m0", 16),
        ("mxf4nvf4", "ue4m3", 16),
    )
]
# The instructions of AMD: architecture, type, and the shapes from the largest K down; one shape for each K.
CDNA1 = [
    ("f32", [("32x32x2", "32x32x2f32"), ("32x32x1", "32x32x1f32")], "16x16x4", "16x16x4f32"),
    ("f16", [("32x32x8", "32x32x8f16"), ("4x4x4", "4x4x4f16")], "16x16x16", "16x16x16f16"),
    ("bf16", [("32x32x4", "32x32x4bf16"), ("4x4x2", "4x4x2bf16")], "16x16x8", "16x16x8bf16"),
]
CDNA2 = CDNA1 + [
    ("bf16_1k", [("32x32x8", "32x32x8bf16_1k"), ("4x4x4", "4x4x4bf16_1k")], "16x16x16", "16x16x16bf16_1k"),
    ("f64", [], "16x16x4", "16x16x4f64"),
]
CDNA3 = [
    ("f64", [], "16x16x4", "16x16x4_f64"),
    ("f32", [("32x32x2", "32x32x2_f32"), ("4x4x1", "4x4x1_16b_f32")], "16x16x4", "16x16x4_f32"),
    ("xf32", [("32x32x4", "32x32x4_xf32")], "16x16x8", "16x16x8_xf32"),
    ("f16", [("32x32x8", "32x32x8_f16"), ("4x4x4", "4x4x4_16b_f16")], "16x16x16", "16x16x16_f16"),
    ("bf16", [("32x32x8", "32x32x8_bf16"), ("4x4x4", "4x4x4_16b_bf16")], "16x16x16", "16x16x16_bf16"),
]


def inner(shape):
    """K of `m16n8k8` or `16x16x4`."""
    return int(shape.replace("k", "x").rsplit("x", 1)[1])


def warp(architecture, simulated, rows):
    """`mma` without block scales."""
    largest = {}
    for d, a, b, shape in rows:
        largest[d, a, b] = max(largest.get((d, a, b), 0), inner(shape))
    for d, a, b, shape in rows:
        k = inner(shape)
        # Two shapes of f64 have K = 4: the wider one is left out, its arithmetic is the same.
        if (a, shape) == ("f64", "m16n8k4"):
            continue
        # MMA-Sim has the smallest of the f64 shapes of sm_100 and sm_120 only.
        default = k == largest[d, a, b] and not (a == "f64" and architecture in ("sm_100", "sm_120"))
        segment = "" if default else f".{shape}"
        yield Instruction(
            f"{architecture}:mma{segment}.{d}.{a}.{b}",
            k,
            a,
            b,
            d,
            None,
            None,
            ("MMA", simulated, f"{shape}.{d}.{a}.{b}.{d}"),
        )


def scaled(architecture, unit, kind, a, b, scale, block, k):
    """Block-scaled kinds of `mma` and `tcgen05`."""
    types = f"kind::{kind}.block{block}.f32.{a}.{b}"
    if unit == "mma":
        peer = ("MMABlockScale", "RTX Blackwell", f"m16n8k{k}.{types}.f32.{scale}")
    else:
        peer = ("TCGen05MMABlockScale", "Blackwell", f"m128n8k{k}.{types}.{scale}")
    name = f"{architecture}:{unit}.{kind}.f32.{a}.{b}.{scale}.block{block}"
    return Instruction(name, k, a, b, "f32", scale, block, peer)


def matrix_core(architecture, simulated, rows):
    """`mfma`."""
    for kind, others, shape, suffix in rows:
        d = "f64" if kind == "f64" else "f32"
        yield Instruction(
            f"{architecture}:mfma.{d}.{kind}.{kind}",
            inner(shape),
            kind,
            kind,
            d,
            None,
            None,
            ("MFMA", simulated, f"{d}_{suffix}"),
        )
        for shape, suffix in others:
            yield Instruction(
                f"{architecture}:mfma.{shape}.{d}.{kind}.{kind}",
                inner(shape),
                kind,
                kind,
                d,
                None,
                None,
                ("MFMA", simulated, f"{d}_{suffix}"),
            )


def make():
    """All of them."""
    for (architecture, simulated), rows in WARP.items():
        yield from warp(architecture, simulated, rows)

    wgmma = [
        ("f32", "tf32", "tf32", 8),
        ("f32", "f16", "f16", 16),
        ("f16", "f16", "f16", 16),
        ("f32", "bf16", "bf16", 16),
    ]
    wgmma += [(d, a, b, 32) for d in ("f32", "f16") for a in FP8 for b in FP8]
    for d, a, b, k in wgmma:
        yield Instruction(
            f"sm_90:wgmma.{d}.{a}.{b}", k, a, b, d, None, None, ("WGMMA", "Hopper", f"m64n8k{k}.{d}.{a}.{b}")
        )

    tcgen05 = [
        ("tf32", "f32", "tf32", "tf32", 8),
        ("f16", "f32", "f16", "f16", 16),
        ("f16", "f16", "f16", "f16", 16),
    ]
    tcgen05 += [("f16", "f32", "bf16", "bf16", 16)]
    tcgen05 += [("f8f6f4", d, a, b, 32) for d in ("f32", "f16") for a in SMALL for b in SMALL]
    for kind, d, a, b, k in tcgen05:
        peer = ("TCGen05MMA", "Blackwell", f"m64n8k{k}.kind::{kind}.{d}.{a}.{b}")
        yield Instruction(f"sm_100:tcgen05.{kind}.{d}.{a}.{b}", k, a, b, d, None, None, peer)
    for d in ("f32", "f16"):
        for a in SMALL:
            for b in SMALL:
                peer = ("MMA", "RTX Blackwell", f"m16n8k32.kind::f8f6f4.{d}.{a}.{b}.{d}")
                yield Instruction(f"sm_120:mma.f8f6f4.{d}.{a}.{b}", 32, a, b, d, None, None, peer)
    for row in SCALED:
        yield scaled("sm_100", "tcgen05", *row)
        yield scaled("sm_120", "mma", *row)

    yield from matrix_core("gfx908", "CDNA1", CDNA1)
    yield from matrix_core("gfx90a", "CDNA2", CDNA2)
    yield from matrix_core("gfx942", "CDNA3", CDNA3)
    for a in ("fp8", "bf8"):
        for b in ("fp8", "bf8"):
            for shape, segment in (("16x16x32", ""), ("32x32x16", ".32x32x16")):
                yield Instruction(
                    f"gfx942:mfma{segment}.f32.{a}.{b}",
                    inner(shape),
                    a,
                    b,
                    "f32",
                    None,
                    None,
                    ("MFMA", "CDNA3", f"f32_{shape}_{a}_{b}"),
                )


INSTRUCTIONS = list(make())
