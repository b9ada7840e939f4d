"""Matrix products of cuBLASLt as PyTorch calls it: the cases, their inputs, and the rule that each one follows.

A case is a product C[m, n] = A[m, k] · B[n, k]ᵀ with scales, an optional bias, and an output type. `expected` evaluates the rule from
chains of tensor-core nodes, which a function that is handed in provides: the model's, or those of the command under test.
"""

import dataclasses

import numpy as np

from .families import FORMATS, U, compose, mantissas, near_one, signs, spread, words
from .model import TYPES

LABEL = "binade gemm 1|"
WORDS = {"e4m3": "|u1", "e5m2": "|u1", "bf16": "<u2", "f16": "<u2", "f32": "<u4"}


@dataclasses.dataclass(frozen=True)
class Case:
    a: str
    b: str
    m: int
    n: int
    k: int
    scaling: str  # none, tensor, row, 1x128,1x128 or 1x128,128x128
    fast: bool  # fp8: fast accumulation; elsewhere false
    out: str
    bias: bool = False
    uneven: bool = False  # the magnitude changes every 128 places of K, so that the order of the partial sums shows
    half: bool = False  # accumulation in binary16

    @property
    def key(self):
        return f"{self.a}.{self.b}|{self.m}x{self.n}x{self.k}" + ("|uneven" if self.uneven else "") + ("|half" if self.half else "")

    @property
    def is_fp8(self):
        return self.a in ("e4m3", "e5m2")


def cases():
    found = []
    every = [(64, 64, 16), (64, 64, 32), (64, 64, 48), (64, 48, 144), (64, 64, 128), (64, 64, 256), (32, 64, 512), (64, 64, 1040),
             (64, 64, 4096), (64, 64, 8192), (16, 16, 16384), (128, 256, 1024), (256, 128, 2048), (17, 32, 640)]
    for a, b in (("e4m3", "e4m3"), ("e5m2", "e4m3"), ("e4m3", "e5m2")):
        for m, n, k in every:
            if a != b and k not in (256, 1040):
                continue
            for fast in (True, False):
                outs = ("f32", "bf16", "f16", "e4m3") if k in (48, 256, 1040, 8192) else ("f32",)
                found += [Case(a, b, m, n, k, "tensor", fast, out) for out in outs]
                found += [Case(a, b, m, n, k, "row", fast, out) for out in ("f32", "bf16")]
                if k in (256, 1040):
                    found += [Case(a, b, m, n, k, "tensor", fast, out, True) for out in ("bf16", "f16")]
            if k % 128 == 0 and m % 4 == 0 and a == b:
                found += [Case(a, b, m, n, k, scaling, False, out)
                          for scaling in ("1x128,1x128", "1x128,128x128") for out in ("bf16", "f32")]
    for m, n, k in ((64, 64, 1040), (64, 64, 4096), (64, 64, 8192), (16, 16, 16384)):
        for fast in (True, False):
            found += [Case("e4m3", "e4m3", m, n, k, scaling, fast, "f32", uneven=True) for scaling in ("tensor", "row")]
        if k % 128 == 0:
            found += [Case("e4m3", "e4m3", m, n, k, scaling, False, "f32", uneven=True)
                      for scaling in ("1x128,1x128", "1x128,128x128")]
    for t in ("bf16", "f16"):
        for m, n, k in ((64, 64, 16), (64, 64, 48), (64, 64, 1024), (64, 64, 1000), (256, 256, 512), (64, 64, 8192), (16, 16, 16384),
                        (256, 256, 4096)):
            found += [Case(t, t, m, n, k, "none", False, out) for out in ("f32", t)]
        found += [Case(t, t, 64, 64, 8192, "none", False, "f32", uneven=True)]
    for m, n, k in ((64, 64, 64), (64, 64, 256), (64, 64, 1024), (256, 256, 1024), (512, 512, 1024)):
        found.append(Case("f16", "f16", m, n, k, "none", False, "f16", half=True))
    for m, n, k in ((64, 64, 64), (64, 64, 1024), (64, 64, 4096), (64, 64, 8192), (128, 128, 8192), (16, 16, 16384), (256, 256, 1024),
                    (512, 512, 512)):
        found += [Case("f32", "f32", m, n, k, "none", False, "f32", uneven=uneven) for uneven in (False, True)]
    return found


# MARK: inputs


def codes(label, type, *shape, uneven=False):
    word, format = words(LABEL + label, *shape), FORMATS[type]
    exponent = near_one(word)
    if uneven:
        blocks = words(LABEL + label + "|blocks", shape[0], -(-shape[1] // 128))
        exponent = exponent + np.repeat(spread(blocks, -5, 6), 128, axis=1)[:, : shape[1]]
    return np.ascontiguousarray(compose(format, signs(word), exponent, mantissas(format, word)).astype(WORDS[type]))


def scales(label, *shape):
    """Positive binary32 numbers between 1/8 and 16, full significands."""
    word, format = words(LABEL + label, *shape), FORMATS["f32"]
    return compose(format, np.zeros(shape, U), spread(word, -3, 3), mantissas(format, word)).astype("<u4").view("<f4")


def inputs(case):
    """A, B, the scales of A and of B (by row, by block of K), the bias as binary32 numbers or None."""
    c, key = case, case.key
    blocks = -(-c.k // 128)
    a, b = codes(key + "|a", c.a, c.m, c.k, uneven=c.uneven), codes(key + "|b", c.b, c.n, c.k, uneven=c.uneven)
    none = np.ones((1, 1), "<f4")
    scale_a, scale_b = {
        "none": lambda: (none, none),
        "tensor": lambda: (scales(key + "|sa", 1, 1), scales(key + "|sb", 1, 1)),
        "row": lambda: (scales(key + "|ra", c.m, 1), scales(key + "|rb", c.n, 1)),
        "1x128,1x128": lambda: (scales(key + "|b1a", c.m, blocks), scales(key + "|b1b", c.n, blocks)),
        "1x128,128x128": lambda: (scales(key + "|b1a", c.m, blocks), scales(key + "|b2b", -(-c.n // 128), blocks)),
    }[c.scaling]()
    bias = None
    if c.bias:
        word = codes(key + "|bias", c.out, c.n)
        bias = word.view("<f2").astype("<f4") if c.out == "f16" else (word.astype("<u4") << 16).view("<f4")
    return a, b, scale_a, scale_b, bias


# MARK: rules


def fma(x, y, z):
    """x · y + z in binary32, rounded once: the sum in binary64 is rounded to odd first."""
    product = x.astype("<f8") * y.astype("<f8")
    z = np.broadcast_to(z, product.shape).astype("<f8")
    total = product + z
    other = total - product
    error = (product - (total - other)) + (z - other)
    even = (np.ascontiguousarray(total).view("<u8") & U(1)) == 0
    total = np.where((error != 0) & even, np.nextafter(total, np.where(error > 0, np.inf, -np.inf)), total)
    return total.astype("<f4")


def nearest_tf32(x):
    """binary32 words to tf32, to nearest even. Finite numbers only."""
    return (x + np.uint32(0xFFF) + (x >> np.uint32(13) & np.uint32(1))) & np.uint32(0xFFFFE000)


def narrow(x, out):
    """binary32 numbers as words of the output type, to nearest even; e4m3 saturates."""
    if out == "f32":
        return x.view("<u4")
    if out == "f16":
        with np.errstate(over="ignore"):
            return x.astype("<f2").view("<u2")
    word = x.view("<u4")
    if out == "bf16":
        return ((word + np.uint32(0x7FFF) + (word >> np.uint32(16) & np.uint32(1))) >> np.uint32(16)).astype("<u2")
    table = np.array([m * 2.0 ** -9 if e == 0 else (8 + m) * 2.0 ** (e - 10) for e in range(16) for m in range(8)][:127])
    magnitude = np.minimum(np.abs(x).astype("<f8"), 448)
    upper = np.minimum(np.searchsorted(table, magnitude), 126)
    lower = np.maximum(upper - 1, 0)
    middle = (table[upper] + table[lower]) / 2
    code = np.where((magnitude > middle) | ((magnitude == middle) & (upper % 2 == 0)), upper, lower)
    return (code | np.where(np.signbit(x), 0x80, 0)).astype("|u1")


def expected(case, chain, slice_length):
    """The words of the result. `chain(a_type, b_type, a, b, first, count, half)` gives the words of one chain of nodes over part of K."""
    c = case
    a, b, scale_a, scale_b, bias = inputs(c)
    a_type, b_type = c.a, c.b
    if c.a == "f32":
        a, b, a_type, b_type = nearest_tf32(a), nearest_tf32(b), "tf32", "tf32"
    blocked = c.scaling.startswith("1x128")
    one = lambda first, count: chain(a_type, b_type, a, b, first, count, c.half).view("<f2" if c.half else "<f4")

    def slice_sum(first, last):
        if not c.is_fp8 or c.fast:
            return one(first, last - first)
        total = None
        for start in range(first, last, 128):
            part = one(start, min(128, last - start))
            if blocked:
                block = start // 128
                x = scale_a[:, block][:, None]
                y = scale_b[:, block]
                y = np.repeat(y, 128)[: c.n][None, :] if c.scaling.endswith("128x128") else y[None, :]
                zero = np.zeros(1, "<f4") if total is None else total
                total = fma(part, x * y, zero) if c.scaling.endswith("128x128") else fma(part * x, y, zero)
            else:
                total = part if total is None else total + part
        return total

    total = None
    for first in range(0, c.k, slice_length):
        part = slice_sum(first, min(first + slice_length, c.k))
        total = part if total is None else total + part
    if c.scaling == "tensor":
        total = total * (scale_a * scale_b)
    elif c.scaling == "row":
        total = (total * scale_b.T) * scale_a
    if bias is not None:
        total = total + bias[None, :]
    return total.view("<u2") if c.half else narrow(np.ascontiguousarray(total), c.out)


STEP = {"f16": 16, "bf16": 16, "tf32": 8, "e4m3": 32, "e5m2": 32}


def model_chain(model):
    def chain(a_type, b_type, a, b, first, count, half):
        changes = dict(fraction=13, bits=14) if STEP[a_type] == 32 else dict(d=TYPES.index("f16"), floor=-21) if half else {}
        start = np.zeros((len(a), len(b)), "<u2" if half else "<u4")
        return model.chain(a_type, b_type, a, b, start, first, count, STEP[a_type], **changes)

    return chain


# MARK: on the GPU


def run(case):
    """The words of PyTorch's result, and the names of the kernels."""
    import torch
    from torch.nn.functional import ScalingType, scaled_mm
    from torch.profiler import ProfilerActivity, profile

    types = {"e4m3": torch.float8_e4m3fn, "e5m2": torch.float8_e5m2, "bf16": torch.bfloat16, "f16": torch.float16, "f32": torch.float32}
    raw = {1: torch.uint8, 2: torch.int16, 4: torch.int32}
    same = {1: np.uint8, 2: np.int16, 4: np.int32}
    c = case
    a, b, scale_a, scale_b, bias = inputs(c)
    send = lambda array, type: torch.from_numpy(array.view(same[array.itemsize])).cuda().view(types[type])
    left, right = send(a, c.a), send(b, c.b).t()
    by_column = lambda array: torch.from_numpy(np.ascontiguousarray(array.T)).cuda().t()
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cuda.matmul.allow_fp16_accumulation = c.half
    if c.scaling == "none":
        if c.a == c.out:
            call = lambda: left @ right
        else:
            call = lambda: torch.mm(left, right, out_dtype=types[c.out])
    elif c.scaling in ("tensor", "row"):
        x, y = torch.from_numpy(scale_a).cuda(), torch.from_numpy(scale_b).cuda().t()
        if c.scaling == "tensor":
            x, y = x[0, 0], y[0, 0]
        extra = {}
        if bias is not None:
            extra["bias"] = torch.from_numpy(bias).cuda().to(types[c.out])
        call = lambda: torch._scaled_mm(left, right, scale_a=x, scale_b=y, out_dtype=types[c.out], use_fast_accum=c.fast, **extra)
    else:
        if c.scaling == "1x128,1x128":
            y, kind = by_column(scale_b), ScalingType.BlockWise1x128
        else:
            padded = np.zeros((scale_b.shape[0], -(-scale_b.shape[1] // 4) * 4), "<f4")
            padded[:, : scale_b.shape[1]] = scale_b
            y, kind = torch.from_numpy(padded).cuda().t(), ScalingType.BlockWise128x128
        call = lambda: scaled_mm(left, right, by_column(scale_a), ScalingType.BlockWise1x128, y, kind, output_dtype=types[c.out])
    result = call().contiguous()
    torch.cuda.synchronize()
    with profile(activities=[ProfilerActivity.CUDA]) as record:
        again = call().contiguous()
        torch.cuda.synchronize()
    kernels = [e.name.split("(")[0].split("<")[0].removeprefix("void ") if "nvjet" not in e.name else e.name for e in record.events()]
    kernels = [name for name in kernels if any(part in name for part in ("nvjet", "cutlass", "gemm", "splitK"))]
    bits = lambda tensor: tensor.cpu().view(raw[tensor.element_size()]).numpy().view(WORDS[c.out])
    assert (bits(result) == bits(again)).all(), "the same call gave two results"
    return bits(result), kernels


def fit(case, result, kernels, chain):
    """The length of a slice of K with which the rule gives the result, if there is one, and how many words differ at best.

    Several lengths may do where the sums are exact: then the first one tried, of those that the library is known to choose.
    """
    step = 128 if case.is_fp8 else 32 if case.a == "f32" else 16
    likely = (2816, 3072) if case.is_fp8 else (64, 32, 128, 160, 256, 288) if case.a == "f32" or case.half else (1408,)
    usual = [length for length in likely if length < case.k]
    split = any("splitK" in name for name in kernels)
    every = range(step, min(case.k, 4096 if case.is_fp8 else 2048), step)
    best = None
    for length in [*usual, case.k, *every] if split else [case.k]:
        differences = int((expected(case, chain, length) != result).sum())
        if best is None or differences < best[1]:
            best = (length, differences)
        if differences == 0:
            break
    return best
