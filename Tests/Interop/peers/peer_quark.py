"""amd-quark 0.13: its fake quantizers of the OCP MX formats and of NVFP4, values only."""

import contextlib
import io
import os
import sys

from common import Result, floats, tensor

PACKAGE = "amd-quark"
ELEMENTS = {
    "fp8_e4m3": "mxfp8-e4m3",
    "fp8_e5m2": "mxfp8-e5m2",
    "fp6_e2m3": "mxfp6-e2m3",
    "fp6_e3m2": "mxfp6-e3m2",
    "fp4": "mxfp4",
    "int8": "mxint8-symmetric",
}
MODES = {
    f"{element}/{rule}": name
    for element, name in ELEMENTS.items()
    for rule in ("even", "floor", "ceil")
}
MODES["nvfp4"] = "nvfp4"
PER_TENSOR = {"nvfp4"}


@contextlib.contextmanager
def _quietly():
    """Its import builds a small extension and tells about it; ninja is beside Python."""
    os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def quantize(mode, x, dtype):
    with _quietly():
        from quark.torch.kernel.hw_emulation import hw_emulation_interface as emulation
        from quark.torch.quantization.config.config import FP4PerGroupSpec
        from quark.torch.quantization.tensor_quantize import FakeQuantizeBase
    data = tensor(x, dtype)
    if mode == "nvfp4":
        spec = FP4PerGroupSpec(ch_axis=-1, group_size=16, scale_format="e4m3", is_dynamic=True)
        quantizer = FakeQuantizeBase.get_fake_quantize(spec.to_quantization_spec())
        values = quantizer(data)
        return Result(values=floats(values))
    element, rule = mode.split("/")
    values = emulation.fake_quantize_mx(data, -1, 32, rule, mx_element_dtype=element)
    return Result(values=floats(values))
