"""microxcaling at 7bc4195, its PyTorch path: fake quantization, so values only."""

from common import Result, add_source, floats, tensor

PACKAGE = "microxcaling"
VERSION = "7bc41952de394f5cc5e782baf132e7c7542eb4e4"
ELEMENTS = {
    "fp8_e4m3": "mxfp8-e4m3",
    "fp8_e5m2": "mxfp8-e5m2",
    "fp6_e2m3": "mxfp6-e2m3",
    "fp6_e3m2": "mxfp6-e3m2",
    "fp4_e2m1": "mxfp4",
    "int8": "mxint8-symmetric",
    "int4": "mxint4-symmetric",
    "int2": "mxint2-symmetric",
}
MODES = {
    f"{element}/{rounding}": name
    for element, name in ELEMENTS.items()
    for rounding in ("nearest", "even")
}
MODES["fp4_e2m1/nearest-flush"] = "mxfp4"


def quantize(mode, x, dtype):
    add_source("microxcaling")
    from mx.mx_ops import _quantize_mx

    element, rounding = mode.split("/")
    rounding, _, flush = rounding.partition("-")
    values = _quantize_mx(
        tensor(x, dtype),
        scale_bits=8,
        elem_format=element,
        axes=[-1],
        block_size=32,
        round=rounding,
        flush_fp32_subnorms=bool(flush),
    )
    return Result(values=floats(values))
