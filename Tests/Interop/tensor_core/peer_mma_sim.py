"""MMA-Sim, https://github.com/microsoft/MMA-Sim, as the package `mmasim`."""

import importlib

import numpy as np

VERSION = "2.1.1"
DTYPES = {
    "f64": "float64",
    "f32": "float32",
    "tf32": "float32",
    "xf32": "float32",
    "f16": "float16",
    "bf16": "bfloat16",
    "bf16_1k": "bfloat16",
    "e5m2": "float8_e5m2",
    "e4m3": "float8_e4m3fn",
    "bf8": "float8_e5m2fnuz",
    "fp8": "float8_e4m3fnuz",
    "ue8m0": "float8_e8m0fnu",
    "ue4m3": "float8_e4m3fn",
}
MODULES = {"MFMA": "mmasim.amd.sim"}


def tensor(codes, format, packed):
    """Codes as the simulator takes them: FP6 and FP4 as containers of a byte, FP4 of the K = 64 kinds in pairs."""
    import torch

    codes = np.ascontiguousarray(codes)
    if packed:
        return torch.from_numpy((codes[:, ::2] << 4) | codes[:, 1::2])
    if format == "e2m1":
        return torch.from_numpy(codes << 2)
    if format in ("e2m3", "e3m2"):
        return torch.from_numpy(codes)
    signed = torch.from_numpy(
        codes.view(codes.dtype.str.replace("u", "i")) if codes.dtype.itemsize > 1 else codes
    )
    return signed.view(getattr(torch, DTYPES[format]))


def run(instruction, operands):
    """The words of D."""
    import torch

    torch.set_num_threads(1)
    kind, architecture, shape = instruction.peer
    simulator = getattr(importlib.import_module(MODULES.get(kind, "mmasim.nv_ptx.sim")), kind)(
        architecture, shape
    )
    if simulator.k != instruction.k:
        raise ValueError(f"{instruction.name}: K is {simulator.k} there")
    packed = bool(instruction.scale) and instruction.k == 64
    arguments = [
        tensor(operands.a, instruction.a, packed),
        tensor(operands.b, instruction.b, packed),
        tensor(operands.c, instruction.accumulator, False),
    ]
    if instruction.scale:
        arguments += [tensor(part, instruction.scale, False) for part in (operands.scale_a, operands.scale_b)]
    result = simulator.dpa(*arguments).contiguous()
    return result.numpy().view({2: "<u2", 4: "<u4", 8: "<u8"}[result.element_size()])
