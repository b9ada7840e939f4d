"""onnx: the Cast and QuantizeLinear operators of its reference evaluator."""

import ml_dtypes
import numpy as np
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from harness import as_float64
from inputs import float32_words, words_for

# Binade's name, ONNX's name.
FLOATS = {
    "e4m3fn": "FLOAT8E4M3FN",
    "e5m2": "FLOAT8E5M2",
    "e4m3fnuz": "FLOAT8E4M3FNUZ",
    "e5m2fnuz": "FLOAT8E5M2FNUZ",
    "e2m3fn": "FLOAT6E2M3",
    "e3m2fn": "FLOAT6E3M2",
    "e2m1fn": "FLOAT4E2M1",
}
# Those narrower than a byte, which have neither NaN nor infinity.
WIDTHS = {"e2m3fn": 6, "e3m2fn": 6, "e2m1fn": 4}
# What QuantizeLinear does where Cast to an integer truncates and wraps.
QUANTIZE = ["--rounding", "nearest-even", "--overflow", "saturate", "--negative", "zero"]
INTEGERS = {
    "int8": "INT8",
    "int4": "INT4",
    "int2": "INT2",
    "uint8": "UINT8",
    "uint4": "UINT4",
    "uint2": "UINT2",
}
SOURCES = {
    "f32": (TensorProto.FLOAT, np.dtype("<f4")),
    "f16": (TensorProto.FLOAT16, np.dtype("<f2")),
    "bf16": (TensorProto.BFLOAT16, ml_dtypes.bfloat16),
    "f64": (TensorProto.DOUBLE, np.dtype("<f8")),
}
# round_mode of Cast, and the policies that say the same.
E8M0_MODES = {
    "up": ["--rounding", "up", "--lowest-binade", "skipped"],
    "down": ["--rounding", "toward-zero", "--lowest-binade", "rounded"],
    "nearest": ["--rounding", "nearest-away", "--lowest-binade", "rounded-up"],
}


def run(operator, values, source, target, **attributes):
    """The codes that one operator gives."""
    kind = SOURCES[source][0]
    names = ["x"]
    constants = []
    if operator == "QuantizeLinear":
        names.append("scale")
        constants.append(helper.make_tensor("scale", kind, [], [1.0]))
        attributes["output_dtype"] = target
    else:
        attributes["to"] = target
    graph = helper.make_graph(
        [helper.make_node(operator, names, ["y"], **attributes)],
        "graph",
        [helper.make_tensor_value_info("x", kind, values.shape)],
        [helper.make_tensor_value_info("y", target, values.shape)],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 25)])
    with np.errstate(all="ignore"):
        (result,) = ReferenceEvaluator(model).run(None, {"x": values})
    return result.view(np.uint8)


def check(binade, report, options):
    for name in FLOATS:
        check_floats(binade, report, name, options.count)
    check_e8m0(binade, report, options.count)
    for name in INTEGERS:
        check_integers(binade, report, name, options.count)


def check_integers(binade, report, name, count):
    kind = getattr(TensorProto, INTEGERS[name])
    mask = (1 << int(name[-1])) - 1
    # NaN, infinities and magnitudes from 2^31 pass through a platform's int32 cast: not compared.
    bits = float32_words(np.arange(0, 257) / 2, count)
    bits = bits[np.abs(as_float64(bits, "f32")) < 2.0**31]
    for operator, policies in (("Cast", []), ("QuantizeLinear", QUANTIZE)):
        label = f"onnx {operator} {name} from f32"
        chosen = ["--profile", "onnx", *policies]
        with report.attempt(label):
            peer = run(operator, bits.view("<f4"), "f32", kind) & mask
            report.compare(label, bits, peer, binade.encode(name, bits, "f32", chosen), " ".join(chosen))


def check_floats(binade, report, name, count):
    kind = getattr(TensorProto, FLOATS[name])
    dtype = helper.tensor_dtype_to_np_dtype(kind)
    codes = np.arange(1 << WIDTHS.get(name, 8), dtype=np.uint8)
    values = codes.view(dtype).astype(np.float32)
    for source in SOURCES:
        bits = words_for(source, values, count)
        for saturates in (1, 0):
            # Formats without NaN and infinity saturate whatever the attribute says.
            overflow = "saturate" if saturates or name in WIDTHS else "nonfinite"
            chosen = ["--profile", "onnx", "--overflow", overflow]
            label = f"onnx Cast {name} from {source} saturate={saturates}"
            with report.attempt(label):
                peer = run("Cast", bits.view(SOURCES[source][1]), source, kind, saturate=saturates)
                report.compare(label, bits, peer, binade.encode(name, bits, source, chosen), " ".join(chosen))


def check_e8m0(binade, report, count):
    powers = np.exp2(np.arange(-127.0, 128.0))
    for source in SOURCES:
        bits = words_for(source, powers, count)
        values = bits.view(SOURCES[source][1])
        for mode, policies in E8M0_MODES.items():
            for saturates in (1, 0):
                chosen = [
                    "--profile",
                    "onnx",
                    *policies,
                    "--overflow",
                    "saturate" if saturates else "nonfinite",
                ]
                label = f"onnx Cast e8m0fnu from {source} round_mode={mode} saturate={saturates}"
                with report.attempt(label):
                    kind = TensorProto.FLOAT8E8M0
                    peer = run("Cast", values, source, kind, saturate=saturates, round_mode=mode)
                    ours = binade.encode("e8m0fnu", bits, source, chosen)
                    report.compare(label, bits, peer, ours, " ".join(chosen))
