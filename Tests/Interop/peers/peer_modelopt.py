"""NVIDIA Model Optimizer 0.47.0: its quantized tensor classes on the CPU."""

import numpy as np

from common import Result, floats, low_nibble_first, scalar, tensor, words

PACKAGE = "nvidia-modelopt"
MODES = {
    "mxfp4": "mxfp4",
    "mxfp8": "mxfp8-e4m3",
    "nvfp4": "nvfp4",
    "int4-block32": "int4",
    "int8-block32": "int8",
}
PER_TENSOR = {"nvfp4"}


def quantize(mode, x, dtype):
    data = tensor(x, dtype)
    rows = len(x)
    if mode == "mxfp4":
        from modelopt.torch.quantization.qtensor.mxfp4_tensor import MXFP4QTensor

        packed, scales = MXFP4QTensor.quantize(data, 32)
        return Result(
            scales.numpy().reshape(rows, -1), low_nibble_first(packed._quantized_data.numpy())
        )
    if mode == "mxfp8":
        from modelopt.torch.quantization.qtensor.mxfp8_tensor import MXFP8QTensor

        quantized, scales = MXFP8QTensor.quantize(data)
        return Result(scales.numpy().reshape(rows, -1), words(quantized._quantized_data))
    if mode == "nvfp4":
        from modelopt.torch.quantization.qtensor.nvfp4_tensor import NVFP4QTensor

        packed, scales, second = NVFP4QTensor.quantize(data, 16)
        codes = low_nibble_first(packed._quantized_data.numpy())
        return Result(words(scales).reshape(rows, -1), codes, tensor_scale=scalar(second))
    if mode == "int4-block32":
        from modelopt.torch.quantization.qtensor.int4_tensor import INT4QTensor

        packed, scales = INT4QTensor.quantize(data, 32)
        # The first element is in the high half, as code + 8.
        codes = (
            low_nibble_first(packed._quantized_data.numpy())
            .reshape(rows, -1, 2)[..., ::-1]
            .reshape(rows, -1)
        )
        # The stored scale is the encoding one, 7 / amax.
        return Result(
            floats(scales).reshape(rows, -1),
            np.ascontiguousarray((codes - 8) & 15).astype(np.uint8),
        )
    from modelopt.torch.quantization.qtensor.int8_tensor import INT8QTensor

    quantized, scales = INT8QTensor.quantize(data, block_sizes={-1: 32})
    return Result(floats(scales).reshape(rows, -1), words(quantized._quantized_data))
