#!/usr/bin/env python3
"""Records what MMA-Sim computes, and a sample of the GPU outputs of MATLAB-tensor-core."""

import argparse
import datetime
import hashlib
import importlib.metadata
import json
import pathlib
import platform
import shutil

import numpy as np

import exceptions
import inputs
import instructions
import peer_matlab_tensor_core
import peer_mma_sim

SHOWN = 4  # words of each family that are written out
DIGITS = 12  # of each digest
SAMPLE = 25  # of the published vectors one in so many
QUIET = {"<u2": 0x7E00, "<u4": 0x7FC00000, "<u8": 0x7FF8 << 48}
FLOATS = {"<u2": "<f2", "<u4": "<f4", "<u8": "<f8"}


def nan_is_exact(instruction):
    """Whether NaN is compared bit for bit."""
    return not instruction.name.startswith("gfx") and instruction.accumulator != "f64"


def canonical(instruction, words):
    """Words with one NaN where only the class is compared."""
    words = np.ascontiguousarray(words)
    if nan_is_exact(instruction):
        return words
    kind = words.dtype.str
    return np.where(np.isnan(words.view(FLOATS[kind])), np.array(QUIET[kind], words.dtype), words)


def digest(*arrays):
    """The first digits of SHA-256 over little-endian bytes."""
    total = hashlib.sha256()
    for array in arrays:
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()[:DIGITS]


def operand_digest(operands):
    """Stands for the codes of the first chunk of a family."""
    first = operands.rows(slice(0, inputs.CHUNK))
    parts = (first.a, first.b, first.c, first.scale_a, first.scale_b)
    return digest(*(part for part in parts if part is not None))


def text(words):
    """Words in hexadecimal."""
    return " ".join(f"{int(word):0{2 * words.dtype.itemsize}x}" for word in words)


def chunks(instruction, operands, words):
    """A digest of every chunk. Exceptions count as zero words."""
    left_out, _ = exceptions.split(instruction, operands)
    words = np.where(left_out, np.zeros_like(words), canonical(instruction, words))
    return [
        digest(words[start : start + inputs.CHUNK]) for start in range(0, len(words), inputs.CHUNK)
    ], left_out


def simulate(instruction):
    """One instruction's entry: for each family the digests, the first words, and the words of exceptions."""
    entry = {"instruction": instruction.name, "peer": " ".join(instruction.peer)}
    asked = []
    for family in inputs.families(instruction):
        operands = inputs.make(instruction, family)
        words = peer_mma_sim.run(instruction, operands)
        found, left_out = chunks(instruction, operands, words)
        entry[family] = [" ".join(found), text(canonical(instruction, words[:SHOWN]))]
        rows = np.nonzero(left_out)[0]
        if len(rows):
            entry[family].append(" ".join(f"{row}:{text(words[row : row + 1])}" for row in rows))
        asked.append(operand_digest(operands))
    entry["operands"] = digest(np.frombuffer("".join(asked).encode(), np.uint8))
    return entry


def environment():
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": importlib.metadata.version("torch"),
        "machine": platform.machine(),
    }


def mma_sim():
    """The recording of MMA-Sim."""
    version = importlib.metadata.version("mmasim")
    if version != peer_mma_sim.VERSION:
        raise SystemExit(f"mmasim {peer_mma_sim.VERSION} is wanted, {version} is here")
    return {
        "peer": "MMA-Sim",
        "package": "mmasim",
        "version": version,
        "script": "Tests/Interop/tensor_core/peer_mma_sim.py",
        "date": datetime.date.today().isoformat(),
        "environment": environment(),
        "rows": inputs.ROWS,
        "chunk": inputs.CHUNK,
        "instructions": [simulate(instruction) for instruction in instructions.INSTRUCTIONS],
    }


def flat(codes):
    """Codes without spaces."""
    return text(codes.reshape(-1)).replace(" ", "")


def published(folder):
    """The recording of MATLAB-tensor-core: operands once, and the sets that use them."""
    operands, outputs, sets = {}, {}, []
    for which, given, d in peer_matlab_tensor_core.read(folder / "model_validation"):
        given, d = given.rows(slice(None, None, SAMPLE)), d[::SAMPLE]
        key = digest(given.a, given.b)
        operands.setdefault(
            key, {"id": key, "format": which.format, "k": which.k, "a": flat(given.a), "b": flat(given.b)}
        )
        entry = {"set": which.name, "instruction": which.instruction, "operands": key}
        same = outputs.setdefault(digest(given.a, given.b, given.c, d), which.name)
        if same == which.name:
            entry |= {"c": flat(given.c) if which.uses_c else "0", "d": flat(d)}
        else:
            entry["same"] = same
        sets.append(entry)
    return {
        "peer": "MATLAB-tensor-core",
        "commit": peer_matlab_tensor_core.COMMIT,
        "copyright": peer_matlab_tensor_core.NOTICE,
        "license": "BSD-2-Clause: matlab-tensor-core.license.txt",
        "script": "Tests/Interop/tensor_core/peer_matlab_tensor_core.py",
        "date": datetime.date.today().isoformat(),
        "every": SAMPLE,
        "operands": list(operands.values()),
        "sets": sets,
    }


def write(path, content):
    """JSON with an item of the lists on each line."""
    lists = [name for name, value in content.items() if isinstance(value, list)]
    head = {name: value for name, value in content.items() if name not in lists}
    lines = [json.dumps(head, separators=(",", ":"), ensure_ascii=False)[:-1]]
    for name in lists:
        items = ",\n".join(json.dumps(item, separators=(",", ":")) for item in content[name])
        lines.append(f',"{name}":[\n{items}\n]')
    path.write_text("".join(lines) + "}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--peer", action="append", choices=("mma-sim", "matlab-tensor-core"))
    parser.add_argument("--matlab", type=pathlib.Path, metavar="DIR", help="a checkout of MATLAB-tensor-core")
    arguments = parser.parse_args()
    peers = arguments.peer or ["mma-sim"] + (["matlab-tensor-core"] if arguments.matlab else [])
    arguments.out.mkdir(parents=True, exist_ok=True)
    if "mma-sim" in peers:
        write(arguments.out / "mma-sim.json", mma_sim())
    if "matlab-tensor-core" in peers:
        write(arguments.out / "matlab-tensor-core.json", published(arguments.matlab))
        shutil.copyfile(arguments.matlab / "LICENCE", arguments.out / "matlab-tensor-core.license.txt")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
