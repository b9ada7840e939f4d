"""compressed-tensors 0.20.0: presets of its schemes, min-max qparams and its CPU compressors."""

import numpy as np

from common import Result, floats, low_nibble_first, scalar, tensor, torch, words

PACKAGE = "compressed-tensors"
MODES = {
    "mxfp4": "mxfp4",
    "mxfp6": "mxfp6-e2m3",
    "mxfp8": "mxfp8-e4m3",
    "nvfp4": "nvfp4",
    "int4-group128-symmetric": "int4",
    "int4-group128-asymmetric": "uint4",
    "int8-channel": "int8",
}
PER_TENSOR = {"nvfp4"}
PRESETS = {"mxfp4": "MXFP4", "mxfp6": "MXFP6A16", "mxfp8": "MXFP8", "nvfp4": "NVFP4"}


def _compressor(mode):
    if mode == "mxfp4":
        from compressed_tensors.compressors.mxfp4 import MXFP4PackedCompressor as compressor
    elif mode == "mxfp6":
        from compressed_tensors.compressors.mxfp6 import MXFP6PackedCompressor as compressor
    elif mode == "mxfp8":
        from compressed_tensors.compressors.mxfp8 import MXFP8QuantizationCompressor as compressor
    else:
        from compressed_tensors.compressors.nvfp4 import NVFP4PackedCompressor as compressor
    return compressor


def _fp6_codes(packed):
    """Codes of groups of three bytes that hold four, the first in the low bits."""
    groups = np.ascontiguousarray(packed, np.uint8).reshape(len(packed), -1, 3).astype(np.uint32)
    word = groups[..., 0] | groups[..., 1] << 8 | groups[..., 2] << 16
    codes = np.stack([word >> np.uint32(6 * i) & 63 for i in range(4)], axis=-1)
    return codes.reshape(len(packed), -1).astype(np.uint8)


def quantize(mode, x, dtype):
    package = torch()
    from compressed_tensors.quantization import QuantizationArgs, preset_name_to_scheme
    from compressed_tensors.quantization import quantize as apply
    from compressed_tensors.quantization.utils import calculate_qparams, generate_gparam

    data = tensor(x, dtype)
    if mode.startswith("int"):
        symmetric = not mode.endswith("asymmetric")
        if mode.startswith("int4"):
            args = QuantizationArgs(
                num_bits=4, type="int", strategy="group", group_size=128, symmetric=symmetric
            )
            groups = data.unflatten(-1, (-1, 128))
        else:
            args = QuantizationArgs(num_bits=8, type="int", strategy="channel", symmetric=True)
            groups = data.unsqueeze(1)
        scale, zero = calculate_qparams(groups.amin(-1), groups.amax(-1), args)
        codes = (
            apply(data, scale, None if symmetric else zero, args, dtype=package.int8)
            .numpy()
            .view(np.uint8)
        )
        result = Result(floats(scale), codes if mode.startswith("int8") else codes & 15)
        if not symmetric:
            result.zeros = floats(zero)
        return result
    scheme = preset_name_to_scheme(PRESETS[mode], ["Linear"])
    args = scheme.weights
    groups = data.unflatten(-1, (-1, args.group_size))
    state = {"weight": data}
    encode = None
    if mode == "nvfp4":
        encode = generate_gparam(*data.aminmax())
        state["weight_global_scale"] = encode
    state["weight_scale"], _ = calculate_qparams(
        groups.amin(-1), groups.amax(-1), args, global_scale=encode
    )
    done = _compressor(mode).compress(state, scheme)
    stored = words(done["weight_scale"]).reshape(len(x), -1)
    if mode == "mxfp8":
        return Result(stored, words(done["weight"]))
    if mode == "mxfp6":
        return Result(stored, _fp6_codes(done["weight_packed"].numpy()))
    codes = low_nibble_first(done["weight_packed"].numpy())
    return Result(stored, codes, encode_scale=None if encode is None else scalar(encode))
