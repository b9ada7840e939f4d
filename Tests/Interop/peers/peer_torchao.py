"""torchao 0.18.0: `to_mx` in its four scale modes, and NVFP4 with one and two levels."""

from common import Result, low_nibble_first, scalar, tensor, torch, words

PACKAGE = "torchao"
ELEMENTS = {
    "mxfp8-e4m3": "float8_e4m3fn",
    "mxfp8-e5m2": "float8_e5m2",
    "mxfp6-e2m3": "fp6_e2m3",
    "mxfp6-e3m2": "fp6_e3m2",
    "mxfp4": "float4_e2m1fn_x2",
}
RULES = ("floor", "rceil", "ceil", "even")
MODES = {f"{name}/{rule}": name for name in ELEMENTS for rule in RULES}
MODES |= {"nvfp4/one-level": "nvfp4", "nvfp4/two-level": "nvfp4"}
PER_TENSOR = {"nvfp4/two-level"}


def quantize(mode, x, dtype):
    package = torch()
    data = tensor(x, dtype)
    name, rule = mode.split("/")
    if name == "nvfp4":
        from torchao.prototype.mx_formats.nvfp4_tensor import (
            nvfp4_quantize,
            per_tensor_amax_to_scale,
        )

        scale = None
        if rule == "two-level":
            scale = per_tensor_amax_to_scale(data.abs().max())
        scales, packed = nvfp4_quantize(data, 16, scale)
        return Result(
            words(scales).reshape(len(x), -1),
            low_nibble_first(packed.numpy()),
            tensor_scale=None if scale is None else scalar(scale),
        )
    from torchao.prototype.mx_formats.config import ScaleCalculationMode
    from torchao.prototype.mx_formats.mx_tensor import to_mx

    element = ELEMENTS[name]
    element = element if element.startswith("fp6") else getattr(package, element)
    scales, codes = to_mx(data, element, 32, ScaleCalculationMode(rule))
    codes = low_nibble_first(words(codes)) if name == "mxfp4" else words(codes)
    return Result(words(scales).reshape(len(x), -1), codes)
