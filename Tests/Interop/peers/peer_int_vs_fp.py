"""The quantizers of the authors of "INT v.s. FP": fake quantization, so values only."""

import contextlib
import pdb

from common import Result, add_source, floats, tensor

PACKAGE = "INT_vs_FP"
VERSION = "5ca5625265574662ed87263b116ca5045d59d58a"
INTEGER = {"mxint8": 8, "mxint6": 6, "mxint4": 4}
FLOAT = {
    "mxfp8-e4m3": (8, 4, 3),
    "mxfp8-e5m2": (8, 5, 2),
    "mxfp6-e2m3": (6, 2, 3),
    "mxfp6-e3m2": (6, 3, 2),
    "mxfp4": (4, 2, 1),
}
RULES = ("ceil", "floor", "round", "ocp")
MODES = {f"{name}/ceil": f"{name}-symmetric" for name in INTEGER}
MODES |= {f"{name}/{rule}": name for name in FLOAT for rule in ("ceil", "ocp")}
MODES |= {
    "mxint8/ocp": "mxint8-symmetric",
    "mxint8/ceil-asymmetric": "mxint8",
    "mxint8/round": "mxint8-symmetric",
}
MODES |= {"nvint4": "nvint4", "nvint4-asymmetric": "nvint4", "nvfp4": "nvfp4"}
PER_TENSOR = {"nvint4", "nvint4-asymmetric", "nvfp4"}


class Stopped(Exception):
    """The quantizer found NaN and would have stopped in the debugger."""


def _stop(*_, **__):
    raise Stopped


@contextlib.contextmanager
def _no_debugger():
    kept, pdb.set_trace = pdb.set_trace, _stop
    try:
        yield
    finally:
        pdb.set_trace = kept


def quantize(mode, x, dtype):
    add_source("INT_vs_FP")
    with contextlib.redirect_stdout(None):
        from quant.quant_func import fp_quant, int_quant
    data = tensor(x, dtype)
    name, _, rule = mode.partition("/")
    with _no_debugger(), contextlib.redirect_stdout(None):
        if name in INTEGER:
            style = "asym" if rule.endswith("asymmetric") else "sym"
            values = int_quant(
                data,
                INTEGER[name],
                group_size=32,
                e8_scale=True,
                e8_scale_op=rule.partition("-")[0],
                clip_style=style,
            )
        elif name in FLOAT:
            bits, exponent, mantissa = FLOAT[name]
            values = fp_quant(
                data, bits, exponent, mantissa, group_size=32, e8_scale=True, e8_scale_op=rule
            )
        elif name == "nvfp4":
            values = fp_quant(data, 4, 2, 1, group_size=16, scale_quant=True)
        else:
            style = "asym" if name.endswith("asymmetric") else "sym"
            values = int_quant(data, 4, group_size=16, scale_quant=True, clip_style=style)
    return Result(values=floats(values))
