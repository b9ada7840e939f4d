"""auto-round 0.16.1: its round-to-nearest data types; values, shared exponents and scales."""

import numpy as np

from common import Result, floats, tensor, torch

PACKAGE = "auto-round"
MX = {
    "mx_fp8e4m3": "mxfp8-e4m3",
    "mx_fp8e5m2": "mxfp8-e5m2",
    "mx_fp6e2m3": "mxfp6-e2m3",
    "mx_fp6e3m2": "mxfp6-e3m2",
    "mx_fp4": "mxfp4",
    "mx_int8": "mxint8-symmetric",
    "mx_int4": "mxint4-symmetric",
    "mx_int2": "mxint2-symmetric",
}
MODES = dict(MX)
MODES |= {f"{key}_rceil": name for key, name in MX.items() if "fp" in key}
MODES |= {"mx_fp4_rceil_v2": "mxfp4", "opt_rtn_mx_fp4": "mxfp4", "mx_uint4": "mxint4"}
MODES |= {"nv_fp4": "nvfp4", "nv_fp4_rtn": "nvfp4", "opt_rtn_nv_fp4": "nvfp4"}
MODES |= {"nvfp4_v2": "nvfp4-ue5m3", "nvfp4_v2_with_global_scale": "nvfp4-ue5m3"}
PER_TENSOR = {"nv_fp4", "nv_fp4_rtn", "opt_rtn_nv_fp4", "nvfp4_v2_with_global_scale"}


def quantize(mode, x, dtype):
    from auto_round.data_type import QUANT_FUNC_WITH_DTYPE

    package = torch()
    data = tensor(x, dtype)
    bits = 8 if "8" in mode else 6 if "6" in mode else 2 if mode == "mx_int2" else 4
    group = 16 if "nv" in mode else 32
    key = mode.replace("opt_rtn_", "").replace("_rceil_v2", "").replace("_rceil", "")
    with package.no_grad():
        values, exponents, _ = QUANT_FUNC_WITH_DTYPE[mode](
            data, bits=bits, group_size=group, data_type=key
        )
    scales = floats(exponents).reshape(len(x), -1)
    if group == 32:
        # Exponents that are NaN or infinite have no byte; the recording shows them as ff.
        with np.errstate(invalid="ignore"):
            scales = np.where(np.isfinite(scales), scales + 127, 255).astype(np.uint8)
    return Result(scales, values=floats(values))
