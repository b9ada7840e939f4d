"""TransformerEngine at d0067d0d: its Python reference of NVFP4, without the rest of the package.

Its E8M0 path (`pow_2_scales`) raises for every input, and there is no reference of MXFP8 in Python.
"""

import importlib.util
import sys
import types

from common import SOURCES, Result, low_nibble_first, scalar, tensor, words

PACKAGE = "TransformerEngine"
VERSION = "d0067d0da6cb01811b8072a7d304f0e00344ce2b"
OPTIONS = {
    "nvfp4/1x16": {},
    "nvfp4/16x16": {"quant_tile_shape": (16, 16)},
    "nvfp4/1x16-row-scaled": {"row_scaled_nvfp4": True},
    "nvfp4/1x16-4over6-mae-448": {"nvfp4_use_4over6": True},
    "nvfp4/1x16-4over6-mse-448": {"nvfp4_use_4over6": True, "nvfp4_4over6_err_mode": "MSE"},
    "nvfp4/1x16-4over6-mae-256": {"nvfp4_use_4over6": True, "nvfp4_e4m3_max": 256},
    "nvfp4/1x16-4over6-mse-256": {
        "nvfp4_use_4over6": True,
        "nvfp4_e4m3_max": 256,
        "nvfp4_4over6_err_mode": "MSE",
    },
    "nvfp4/1x16-4over6-mae-448-fast": {
        "nvfp4_use_4over6": True,
        "nvfp4_4over6_err_use_fast_math": True,
    },
    "nvfp4/16x16-4over6-mae-448": {"nvfp4_use_4over6": True, "quant_tile_shape": (16, 16)},
}
MODES = {mode: "nvfp4" for mode in OPTIONS}
PER_TENSOR = set(OPTIONS)


def _load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def reference():
    """The module of the reference, with stand-ins for what it imports from the package."""
    base = "transformer_engine.pytorch"
    name = f"{base}.custom_recipes.reference_nvfp4"
    if name in sys.modules:
        return sys.modules[name]
    folder = SOURCES / "TransformerEngine/transformer_engine/pytorch/custom_recipes"
    for package in ("transformer_engine", base, f"{base}.custom_recipes"):
        sys.modules[package] = types.ModuleType(package)
    gemm = types.ModuleType("gemm")
    gemm.MMParams = object
    gemm.GEMMType = types.SimpleNamespace(FPROP=0, DGRAD=1, WGRAD=2)

    class Quantizer:
        def __init__(self, *, rowwise, columnwise):
            self.rowwise_usage, self.columnwise_usage = rowwise, columnwise

    storage = types.ModuleType(f"{base}.quantized_tensor")
    storage.Quantizer, storage.QuantizedTensorStorage = Quantizer, object
    sys.modules[storage.__name__] = storage
    recipes = sys.modules[f"{base}.custom_recipes"]
    recipes.gemm = gemm
    recipes.reference_utils = _load(
        f"{base}.custom_recipes.reference_utils", folder / "reference_utils.py"
    )
    return _load(name, folder / "reference_nvfp4.py")


def quantize(mode, x, dtype):
    module = reference()
    formats = sys.modules["transformer_engine.pytorch.custom_recipes"].reference_utils.Fp4Formats
    made = module.NVFP4QuantizerRef(dtype=formats.E2M1, columnwise=False, **OPTIONS[mode]).quantize(
        tensor(x, dtype)
    )
    # It keeps the tensor's maximum, one per row if the scales are per row, and no tensor scale.
    amax = scalar(made.global_amax_row) if made.global_amax_row.numel() == 1 else None
    return Result(words(made.scale)[: len(x)], low_nibble_first(made.data.numpy()), amax=amax)
