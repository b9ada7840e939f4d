"""gguf 0.19.0: llama.cpp's NumPy quantizers, their bytes and what those hold.

The package has no quantizer for its NVFP4, only the conversions of its scales.
"""

import numpy as np

from common import Result

PACKAGE = "gguf"
MODES = {"mxfp4": "ggml-mxfp4", "q4_0": "ggml-q4_0", "q4_1": "ggml-q4_1", "q8_0": "ggml-q8_0"}
PER_TENSOR = set()


def quantize(mode, x, dtype):
    import gguf

    with np.errstate(all="ignore"):
        raw = gguf.quants.quantize(
            np.array(x, np.float32), getattr(gguf.GGMLQuantizationType, mode.upper())
        )
    block_bytes = {"mxfp4": 17, "q4_0": 18, "q4_1": 20, "q8_0": 34}[mode]
    blocks = raw.reshape(len(x), -1, block_bytes)
    result = Result(raw=raw)

    def half(first):
        words = np.ascontiguousarray(blocks[..., first : first + 2]).view("<f2")[..., 0]
        return words.astype(np.float32)

    if mode == "mxfp4":
        result.scales, packed = np.ascontiguousarray(blocks[..., 0]), blocks[..., 1:]
    else:
        result.scales, packed = half(0), blocks[..., 2:]
    if mode == "q4_1":
        result.zeros, packed = half(2), blocks[..., 4:]
    if mode != "q8_0":
        packed = np.concatenate([packed & 15, packed >> 4], axis=-1)
    result.codes = np.ascontiguousarray(packed).reshape(len(x), -1)
    return result
