#!/usr/bin/env python3
"""Compares `binade dot` with the recordings, or with the peers themselves. Needs NumPy alone, unless --live."""

import argparse
import concurrent.futures
import functools
import json
import os
import pathlib
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))

import exceptions
import inputs
import instructions
import peer_matlab_tensor_core
import record
from harness import Binade, CommandFailed

RECORDINGS = HERE.parent.parent.parent / "Vectors" / "peers" / "tensor-core"
# Instructions that the peer has and `binade` need not have. One that it has is compared.
OPTIONAL = {
    "sm_75:mma.m8n8k4.f32.f16.f16": "the Volta instruction on Turing",
    "sm_75:mma.m8n8k4.f16.f16.f16": "the Volta instruction on Turing",
}
FLOAT_C = {"f32": "<f4", "f64": "<f8", "f16": "<u2"}


class Unknown(Exception):
    """An optional instruction that the command does not have."""


def dot(binade, instruction, operands, accumulator):
    """The words of D."""
    folder = binade.directory
    paths = {name: folder / f"{name}.npy" for name in ("a", "b", "c", "scale-a", "scale-b", "out")}
    paths["out"].unlink(missing_ok=True)
    np.save(paths["a"], np.ascontiguousarray(operands.a))
    np.save(paths["b"], np.ascontiguousarray(operands.b))
    np.save(paths["c"], np.ascontiguousarray(operands.c).view(FLOAT_C[accumulator]))
    arguments = ["dot", instruction, paths["a"], paths["b"], paths["out"], "--c", paths["c"]]
    if operands.scale_a is not None:
        np.save(paths["scale-a"], np.ascontiguousarray(operands.scale_a))
        np.save(paths["scale-b"], np.ascontiguousarray(operands.scale_b))
        arguments += ["--scale-a", paths["scale-a"], "--scale-b", paths["scale-b"]]
    binade.run(*arguments)
    words = np.load(paths["out"])
    if words.shape != operands.c.shape or words.dtype.itemsize != operands.c.dtype.itemsize:
        raise ValueError(f"{words.dtype} {words.shape} came back for {operands.c.dtype} {operands.c.shape}")
    return words.view(operands.c.dtype)


def ask(binade, instruction, parts):
    """The words of D of several families at once."""
    try:
        return dot(binade, instruction.name, join(parts), instruction.accumulator)
    except CommandFailed as error:
        if instruction.name in OPTIONAL:
            raise Unknown(OPTIONAL[instruction.name]) from error
        raise


def join(parts):
    """Operands of several families as one."""
    names = ("a", "b", "c", "scale_a", "scale_b")
    return inputs.Operands(
        *(
            None
            if getattr(parts[0], name) is None
            else np.concatenate([getattr(part, name) for part in parts])
            for name in names
        )
    )


def example(operands, row, peer, ours):
    """A row that differs, in a form that `binade dot` and a person can read."""
    lines = [
        f"A {record.text(operands.a[row])}",
        f"B {record.text(operands.b[row])}",
        f"C {record.text(operands.c[row : row + 1])}",
    ]
    if operands.scale_a is not None:
        lines.append(f"scales {record.text(operands.scale_a[row])} · {record.text(operands.scale_b[row])}")
    return f"peer {peer}, binade {ours}: " + ", ".join(lines)


def compare_instruction(instruction, entry, quick, binade):
    """Against a recording: how many results, how many exceptions, and what is wrong."""
    names = inputs.families(instruction)
    rows = inputs.CHUNK if quick else inputs.ROWS
    parts = [inputs.make(instruction, family, rows) for family in names]
    asked = record.digest(
        np.frombuffer("".join(record.operand_digest(part) for part in parts).encode(), np.uint8)
    )
    if asked != entry["operands"]:
        return 0, 0, ["the operands are not those of the recording: record again"]
    words = ask(binade, instruction, parts)
    problems, excepted = [], 0
    for place, (family, operands) in enumerate(zip(names, parts, strict=True)):
        ours = record.canonical(instruction, words[place * rows : (place + 1) * rows])
        digests, first, *_ = entry[family]
        found, left_out = record.chunks(instruction, operands, ours)
        _, expected = exceptions.split(instruction, operands)
        expected = record.canonical(instruction, expected)
        excepted += int(left_out.sum())
        for row in np.nonzero(left_out & (ours != expected))[0][:2]:
            peer = f"(an exception: expected {record.text(expected[row : row + 1])})"
            problems.append(
                f"{family} row {row}: {example(operands, row, peer, record.text(ours[row : row + 1]))}"
            )
        for row, word in enumerate(first.split()):
            shown = record.text(ours[row : row + 1])
            if word != shown and not left_out[row]:
                problems.append(f"{family} row {row}: {example(operands, row, word, shown)}")
        for chunk, (theirs, mine) in enumerate(zip(digests.split(), found, strict=False)):
            if theirs != mine:
                start = chunk * inputs.CHUNK
                problems.append(f"{family} rows {start} to {start + inputs.CHUNK - 1}: the digest differs")
    return len(words) - excepted, excepted, problems


def compare_live(instruction, rows, binade):
    """Against the installed peer, row by row."""
    import peer_mma_sim

    problems, compared, excepted = [], 0, 0
    names = inputs.families(instruction)
    parts = [inputs.make(instruction, family, rows) for family in names]
    words = ask(binade, instruction, parts)
    for place, (family, operands) in enumerate(zip(names, parts, strict=True)):
        ours = record.canonical(instruction, words[place * rows : (place + 1) * rows])
        theirs = record.canonical(instruction, peer_mma_sim.run(instruction, operands))
        left_out, expected = exceptions.split(instruction, operands)
        theirs = np.where(left_out, record.canonical(instruction, expected), theirs)
        excepted += int(left_out.sum())
        compared += len(ours) - int(left_out.sum())
        wrong = np.nonzero(ours != theirs)[0]
        if len(wrong):
            problems.append(f"{family}: {len(wrong)} of {len(ours)} differ")
        for row in wrong[:2]:
            shown = (record.text(side[row : row + 1]) for side in (theirs, ours))
            problems.append(f"{family} row {row}: {example(operands, row, *shown)}")
    return compared, excepted, problems


def from_text(digits, format):
    """Codes written without spaces."""
    word = np.dtype(inputs.FORMATS[format].word)
    return np.frombuffer(bytes.fromhex(digits), word.newbyteorder(">")).astype(word)


def recorded_sets(path):
    """The sets of the sample."""
    content = json.loads(path.read_text())
    operands = {item["id"]: item for item in content["operands"]}
    complete = {item["set"]: item for item in content["sets"] if "same" not in item}
    for item in content["sets"]:
        same = complete[item.get("same", item["set"])]
        shared = operands[item["operands"]]
        output = item["set"].split()[-1]
        d = from_text(same["d"], output)
        c = np.zeros_like(d) if same["c"] == "0" else from_text(same["c"], output)
        a, b = (from_text(shared[side], shared["format"]).reshape(len(d), shared["k"]) for side in "ab")
        yield item["set"], item["instruction"], output, inputs.Operands(a, b, c), d


def live_sets(folder):
    """The sets of a checkout, whole."""
    for which, operands, d in peer_matlab_tensor_core.read(folder / "model_validation"):
        yield which.name, which.instruction, which.output, operands, d


def compare_set(instruction, accumulator, operands, d, binade):
    """Against a device's words; a NaN would be compared bit for bit, but there is none."""
    ours = dot(binade, instruction, operands, accumulator)
    wrong = np.nonzero(ours != d)[0]
    problems = [f"{len(wrong)} of {len(d)} differ"] if len(wrong) else []
    for row in wrong[:2]:
        shown = (record.text(side[row : row + 1]) for side in (d, ours))
        problems.append(f"row {row}: {example(operands, row, *shown)}")
    return len(d), 0, problems


def tasks(arguments):
    """Pairs of a title and a function of a Binade."""
    peers = arguments.peer or ["mma-sim", "matlab-tensor-core"]
    chosen = arguments.instruction or ""
    if "mma-sim" in peers:
        content = json.loads((arguments.recordings / "mma-sim.json").read_text())
        if (content["rows"], content["chunk"]) != (inputs.ROWS, inputs.CHUNK):
            raise SystemExit("the recording has other numbers of rows: record again")
        entries = {entry["instruction"]: entry for entry in content["instructions"]}
        for instruction in instructions.INSTRUCTIONS:
            if chosen in instruction.name:
                if arguments.live:
                    function = functools.partial(compare_live, instruction, arguments.rows)
                else:
                    entry = entries[instruction.name]
                    function = functools.partial(compare_instruction, instruction, entry, arguments.quick)
                yield f"MMA-Sim {instruction.name}", function
    if "matlab-tensor-core" in peers:
        found = (
            live_sets(arguments.matlab)
            if arguments.matlab
            else recorded_sets(arguments.recordings / "matlab-tensor-core.json")
        )
        for name, instruction, *rest in found:
            if chosen in instruction:
                title = f"MATLAB-tensor-core {name} {instruction}"
                yield title, functools.partial(compare_set, instruction, *rest)


def perform(task, command, directory, number):
    """One task in a folder of its own."""
    title, function = task
    folder = pathlib.Path(directory) / str(number)
    folder.mkdir()
    try:
        return title, function(Binade(command, folder))
    except Unknown as reason:
        return title, str(reason)
    except (CommandFailed, ValueError, OSError) as error:
        return title, (0, 0, [f"FAILED: {error}"])
    finally:
        for path in folder.iterdir():
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binade", required=True, metavar="PATH")
    parser.add_argument("--peer", action="append", choices=("mma-sim", "matlab-tensor-core"))
    parser.add_argument("--instruction", metavar="TEXT", help="only instructions whose name has this text")
    parser.add_argument("--quick", action="store_true", help="the first 64 rows of each family")
    parser.add_argument("--live", action="store_true", help="run MMA-Sim too and count differences")
    parser.add_argument("--rows", type=int, default=inputs.ROWS, help="rows of each family with --live")
    parser.add_argument(
        "--matlab",
        type=pathlib.Path,
        metavar="DIR",
        help="a checkout of MATLAB-tensor-core: all vectors of it",
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="instructions at a time")
    parser.add_argument("--verbose", action="store_true", help="every instruction, not failures alone")
    parser.add_argument("--recordings", type=pathlib.Path, default=RECORDINGS)
    arguments = parser.parse_args()
    counts = {}
    with (
        tempfile.TemporaryDirectory() as directory,
        concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool,
    ):
        pending = [
            pool.submit(perform, task, pathlib.Path(arguments.binade).resolve(), directory, number)
            for number, task in enumerate(tasks(arguments))
        ]
        for future in pending:
            title, outcome = future.result()
            count = counts.setdefault(
                title.split()[0], {"passed": 0, "failed": 0, "results": 0, "excepted": 0, "absent": []}
            )
            if isinstance(outcome, str):
                count["absent"].append(f"{title}: {outcome}")
                continue
            compared, excepted, problems = outcome
            count["failed" if problems else "passed"] += 1
            count["results"] += compared
            count["excepted"] += excepted
            if problems or arguments.verbose:
                print(
                    f"{title}: {compared} compared, {f'{len(problems)} differences' if problems else 'equal'}"
                )
            for problem in problems[:8]:
                print(f"    {problem}")
            sys.stdout.flush()
    for peer, count in counts.items():
        print(
            f"{peer}: {count['passed']} passed, {count['failed']} failed; {count['results']} results compared"
        )
        if count["excepted"]:
            print(
                f"    {count['excepted']} results are exceptions: {'; '.join(rule.name for rule in exceptions.RULES)}"
            )
        for line in count["absent"]:
            print(f"    left out: {line}")
    passed, failed = (sum(count[kind] for count in counts.values()) for kind in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
