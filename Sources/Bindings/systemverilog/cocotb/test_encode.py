"""A cocotb test of an encoder: the JSON vectors in, every mismatch with the command that repeats it.

The module under test has the ports of `e4m3fn_encode`. SUITE in the environment names the vectors.
"""

import json
import os
import pathlib

import cocotb
from cocotb.triggers import Timer

VECTORS = pathlib.Path(__file__).resolve().parents[4] / "Vectors"
# What this device does. A group with other policies is not for it.
POLICIES = {"rounding": "nearest-even", "overflow": "saturate"}


@cocotb.test()
async def agrees_with_every_vector(dut):
    suite = os.environ["SUITE"]
    file = json.loads((VECTORS / "data" / f"{suite}.json").read_text())
    # The first group has the default policies, among them those above.
    group = file["testGroups"][0]
    assert group["operandFormat"] == "f32" and all(group["policies"][axis] == choice for axis, choice in POLICIES.items())

    mismatches = []
    for test in group["tests"]:
        dut.operand.value = int(test["operand"], 16)
        await Timer(1, "ns")
        expected = int(test["result"], 16), int(test["exceptions"], 16)
        # An output with unknown bits is no number: `is_resolvable` keeps that apart from a wrong one.
        outputs = (dut.code.value, dut.exceptions.value)
        found = tuple(int(output) if output.is_resolvable else str(output) for output in outputs)
        if found != expected:
            shown = [f"{value:02x}" if isinstance(value, int) else value for value in found]
            mismatches.append(
                f"operand {test['operand']} {test['flags']}: expected {test['result']} exceptions {test['exceptions']}, "
                f"found {shown[0]} exceptions {shown[1]}\n  again: binade verify Vectors/data/{suite}.json --only {test['tcId']}"
            )
    for mismatch in mismatches[:3]:
        dut._log.error(mismatch)
    dut._log.info(f"{suite}: {len(group['tests'])} vectors, {len(mismatches)} mismatches")
    assert group["tests"] and not mismatches, f"{len(mismatches)} of {len(group['tests'])} vectors"
