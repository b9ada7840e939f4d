#!/usr/bin/env python3
"""Replays what an H200 computed: every recorded dot-add, probe and matrix product of `Vectors/captures`.

The inputs are made anew from the names in the files (`Vectors/capture/families.py`), `binade dot` computes them, and the digests of
its results are compared with the recorded ones. Where a digest differs, the private model of the captures, if it reproduces that
digest, says what the chip's results were.

Also a program of its own: `./check_device.py --reference` asks that model instead of the command.
"""

import argparse
import dataclasses
import json
import pathlib
import shutil
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / "Vectors"
sys.path.append(str(VECTORS))

from capture import families, gemms  # noqa: E402
from capture import model as private  # noqa: E402
from capture.instructions import SUM, WIDTH, WORD, parse  # noqa: E402
from capture.records import CHUNK, changed, digest  # noqa: E402
from harness import CommandFailed  # noqa: E402

ROWS = 1 << 19  # in one call of the command
# Recorded, but built by the compiler of scalar operations and not modelled by the tool: Spec [instructions-10].
NOT_MODELLED = ("sm_90:mma.m8n8k4.f32.f16.f16", "sm_90:mma.m8n8k4.f16.f16.f16")
FILES = ("hopper-mma", "hopper-wgmma", "hopper-sparse")
SIGNED = {"s8": "|i1", "s4": "|i1", "s32": "<i4"}
FLOAT = {"f32": "<f4", "f64": "<f8"}


class Reference:
    """The model of the captures in place of the command."""

    is_command = False

    def __init__(self, directory):
        self.model = private.Model(directory)

    def dot(self, instruction, a, b, c, index):
        # One tile of one row and one column for each dot-add.
        single = dataclasses.replace(instruction, rows=1, columns=1) if instruction.rows != 8 or instruction.a == "f64" else None
        if single is None:  # m8n8k4 is known by its rows: each dot-add eight times
            c8 = np.repeat(c, 8).reshape(-1, 8, 1)
            a8 = np.repeat(a[:, None, :], 8, axis=1)
            index8 = np.repeat(index[:, None, :], 8, axis=1)
            return self.model.tiles(instruction, *map(np.ascontiguousarray, (a8, b[:, None, :], c8, index8)))[:, 0, 0]
        arrays = map(np.ascontiguousarray, (a[:, None, :], b[:, None, :], c.reshape(-1, 1, 1), index[:, None, :]))
        return self.model.tiles(single, *arrays).reshape(-1)

    def chain(self):
        return gemms.model_chain(self.model)


class Tool:
    """`binade dot` and `binade gemm`."""

    is_command = True

    def __init__(self, binade):
        self.binade = binade

    def dot(self, instruction, a, b, c, index, directory=None):
        i = instruction
        directory = directory or self.binade.directory
        names = {name: directory / f"{name}.npy" for name in ("A", "B", "C", "OUT", "METADATA")}
        np.save(names["A"], stored(i.a, a))
        np.save(names["B"], stored(i.b, b))
        np.save(names["C"], c.view(SIGNED.get(i.d, FLOAT.get(i.d, "<u2"))))
        extra = []
        if i.sparse:
            np.save(names["METADATA"], index)
            extra = ["--metadata", names["METADATA"]]
        names["OUT"].unlink(missing_ok=True)
        command = ["dot", i.name, names["A"], names["B"], names["OUT"], "--c", names["C"], *extra]
        self.command = " ".join(map(str, ["binade", *command]))
        self.binade.run(*command)
        return np.load(names["OUT"]).view(SUM[i.d]).reshape(-1)

    def chain(self):
        cache = {}

        def chain(a_type, b_type, a, b, first, count, half):
            key = (a_type, b_type, digest(a), digest(b), first, count, half)
            if key not in cache:
                step = gemms.STEP[a_type]
                whole = -(-count // step) * step
                files = [self.binade.directory / f"{name}.npy" for name in ("A", "B", "OUT")]
                for file, codes in zip(files, (a, b)):
                    part = np.zeros((len(codes), whole), codes.dtype)
                    part[:, :count] = codes[:, first : first + count]
                    np.save(file, part)
                unit = "mma" if a_type == "tf32" else "wgmma"
                sums = "f16" if half else "f32"
                self.binade.run("gemm", f"sm_90:{unit}.{sums}.{a_type}.{b_type}", *files)
                cache[key] = np.load(files[2]).view(SUM[sums])
            return cache[key]

        return chain


    def preset(self, case, slice_length):
        """A product as the command makes it in one call."""
        a, b, scale_a, scale_b, bias = gemms.inputs(case)
        whole = -(-case.k // 32) * 32  # the library fills K up with zeros
        arrays = {"A": np.pad(a, ((0, 0), (0, whole - case.k))), "B": np.pad(b, ((0, 0), (0, whole - case.k)))}
        option = {"tensor": "tensor", "row": "row"}.get(case.scaling, "block")
        shape = (lambda x: x) if option == "block" else np.ravel
        arrays |= {"SA": shape(scale_a), "SB": shape(scale_b)}
        if bias is not None:
            arrays["BIAS"] = bias
        files = {name: self.binade.directory / f"{name}.npy" for name in (*arrays, "OUT")}
        for name, array in arrays.items():
            np.save(files[name], np.ascontiguousarray(array))
        command = ["gemm", f"sm_90:wgmma.f32.{case.a}.{case.b}", files["A"], files["B"], files["OUT"],
                   "--preset", "cublaslt-fast" if case.fast else "cublaslt", "--output", {"e4m3": "e4m3fn"}.get(case.out, case.out),
                   f"--{option}-scale-a", files["SA"], f"--{option}-scale-b", files["SB"]]
        if bias is not None:
            command += ["--bias", files["BIAS"]]
        if slice_length < case.k:
            command += ["--split-k", f"{-(-case.k // slice_length)},{slice_length}"]
        self.binade.run(*command)
        return np.load(files["OUT"]).view(gemms.WORDS[case.out])


def stored(type, words):
    """Words as the command takes them: 4-bit integers one in a byte, signed ones extended."""
    if type == "s4":
        return (words.view("|i1") << 4) >> 4
    return words.view(SIGNED.get(type, words.dtype))


def operands(record, family, tiles):
    """The operands of the first tiles of a family, in the form that the plain instruction takes, as rows."""
    i = parse(record["name"])
    variant = record.get("variant", "")
    a, b, c, index = families.inputs(family, i, tiles, 64 if variant == "n64" else None)
    return families.rows(i, *changed(variant, i, a, b, c), index)


class Mismatch:
    """Names the dot-adds of a chunk that differ, with the help of the model."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.reference = None

    def lines(self, record, row, number, rows, found, tool):
        label = " ".join(filter(None, (record["name"], record.get("variant"), row["family"])))
        place = slice(number * CHUNK, (number + 1) * CHUNK)
        lines = [f"{label}: results {place.start} to {place.stop - 1} differ"]
        for k, word in enumerate(row["first"] if number == 0 else []):
            if int(word, 16) != int(found[k]):
                lines.append(f"    result {k}: chip {word}, binade {int(found[k]):0{len(word)}x}")
        i = parse(record["name"])
        if self.reference is None:
            try:
                self.reference = Reference(self.directory)
            except Exception:  # no compiler
                self.reference = False
        if not self.reference:
            return lines
        part = [array[place] for array in rows]
        chip = self.reference.dot(i, *part)
        if digest(chip) != row["digests"].split()[number]:
            return [*lines, "    the model does not give these results either"]
        different = np.nonzero(chip != found[place])[0]
        lines[0] += f", {len(different)} of them"
        for k in different[:3]:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="binade-device-"))
            width = 2 * chip.itemsize
            text = lambda words: " ".join(f"{int(word):0{2 * words.itemsize}x}" for word in words)
            lines.append(f"    result {place.start + k}: chip {int(chip[k]):0{width}x}, binade {int(found[place][k]):0{width}x}")
            lines += [f"      A {text(part[0][k])}", f"      B {text(part[1][k])}", f"      C {text(part[2][k : k + 1])}"]
            if i.sparse:
                lines.append(f"      metadata {text(part[3][k])}")
            if isinstance(tool, Tool):
                again = tool.dot(i, *(array[k : k + 1] for array in part), directory=folder)
                alone = "" if again[0] == found[place][k] else f"   (alone: {int(again[0]):0{width}x})"
                lines.append(f"      {tool.command}{alone}")
            else:
                shutil.rmtree(folder)
        return lines


def replay_instruction(record, tool, mismatch, count):
    """The number of results compared, and lines about those that differ. At most about `count` results, whole chunks."""
    i = parse(record["name"])
    limit = None if count is None else max(1, count // CHUNK // len(record["families"]))
    tile_results = i.rows * (64 if record.get("variant") == "n64" else i.columns)
    compared, problems, batch = 0, [], []

    def flush():
        nonlocal compared
        if not batch:
            return
        joined = [np.concatenate(arrays) for arrays in zip(*(rows for _, rows in batch))]
        found = tool.dot(i, *joined)
        start = 0
        for row, rows in batch:
            size = len(rows[2])
            words = found[start : start + size]
            recorded = row["digests"].split()
            for number in range(size // CHUNK):
                if digest(words[number * CHUNK : (number + 1) * CHUNK]) != recorded[number]:
                    problems.extend(mismatch.lines(record, row, number, rows, words, tool))
            start += size
            compared += size
        batch.clear()

    waiting = 0
    for row in record["families"]:
        chunks = len(row["digests"].split())
        tiles = row["tiles"] if limit is None else min(chunks, limit) * CHUNK // tile_results
        rows = operands(record, row["family"], tiles)
        batch.append((row, rows))
        waiting += len(rows[2])
        if waiting >= ROWS:
            flush()
            waiting = 0
    flush()
    return compared, problems


def replay_file(name, tool, report, mismatch, captures, count, only):
    file = json.loads((captures / f"{name}.json").read_text())
    compared, problems, records, different = 0, [], 0, 0
    for record in file["instructions"]:
        if (only and only not in record["name"]) or (tool.is_command and record["name"] in NOT_MODELLED):
            continue
        records += 1
        try:
            number, found = replay_instruction(record, tool, mismatch, count)
            compared += number
            problems += found
            different += bool(found)
        except (CommandFailed, ValueError, OSError) as error:
            problems.append(f"{record['name']}: {error}")
            different += 1
    if records:
        text = f"{compared} results of {records} instructions and variants on {file['chip']} compared, {different} instructions different or refused"
        report.state(f"device {name.removeprefix('hopper-')}", text, problems)


def replay_probes(tool, report, captures, only):
    file = json.loads((captures / "hopper-probes.json").read_text())
    compared, problems, refused = 0, [], set()
    for group in file["groups"]:
        if (only and only not in group["name"]) or group["name"] in refused or (tool.is_command and group["name"] in NOT_MODELLED):
            continue
        i = parse(group["name"])
        number = len(group["probes"])
        a, b = np.zeros((number, i.k), WORD[WIDTH[i.a]]), np.zeros((number, i.k), WORD[WIDTH[i.b]])
        c = np.array([int(probe["c"], 16) for probe in group["probes"]], SUM[i.d])
        d = np.array([int(probe["d"], 16) for probe in group["probes"]], SUM[i.d])
        for row, probe in enumerate(group["probes"]):
            for place, (x, y) in enumerate(zip(probe["a"], probe["b"])):
                a[row, place], b[row, place] = int(x, 16), int(y, 16)
        try:
            found = tool.dot(i, a, b, c, np.zeros((number, i.kept), np.uint8))
        except (CommandFailed, ValueError, OSError) as error:
            refused.add(i.name)
            problems.append(f"{i.name}: {error}")
            continue
        compared += number
        for row in np.nonzero(found != d)[0]:
            probe = group["probes"][row]
            problems.append(f"{i.name}, {group['question']}: A {' '.join(probe['a'])}, B {' '.join(probe['b'])}, C {probe['c']}: "
                            f"chip {probe['d']}, binade {int(found[row]):0{len(probe['d'])}x}")
    if compared or problems:
        report.state("device probes", f"{compared} known answers of {file['chip']} compared, {len(problems)} different or refused", problems)


def replay_gemms(tool, report, captures, only):
    file = json.loads((captures / "cublaslt.json").read_text())
    chain = tool.chain()
    compared, products, problems = 0, 0, []
    fields = gemms.Case.__dataclass_fields__
    for record in file["cases"]:
        case = gemms.Case(**{name: record[name] for name in fields})
        if only and only not in f"cublaslt {case}":
            continue
        try:
            found = gemms.expected(case, chain, record["slice"]).reshape(-1)
        except (CommandFailed, ValueError, OSError) as error:
            problems.append(f"{case}: {error}")
            continue
        compared, products = compared + found.size, products + 1
        recorded = record["digests"].split()
        wrong = [k for k, text in enumerate(recorded) if digest(found[k * CHUNK : (k + 1) * CHUNK]) != text]
        if wrong:
            first = " ".join(f"{int(word):0{2 * found.itemsize}x}" for word in found[:4])
            problems.append(f"{case}: chunks {wrong} differ; the first results: chip {' '.join(record['first'])}, binade {first}")
    if compared or problems:
        text = f"{compared} elements of {products} products by cuBLAS {file['cublas']} compared, {len(problems)} products different"
        report.state("device cublaslt", text, problems)


def replay_presets(tool, report, captures, only):
    """The same products of FP8 as one call each: `binade gemm --preset`, with its promotion, slices, scales, bias and output."""
    file = json.loads((captures / "cublaslt.json").read_text())
    compared, products, problems = 0, 0, []
    fields = gemms.Case.__dataclass_fields__
    for record in file["cases"]:
        case = gemms.Case(**{name: record[name] for name in fields})
        if not case.is_fp8 or (only and only not in f"preset {case}"):
            continue
        try:
            found = tool.preset(case, record["slice"]).reshape(-1)
        except (CommandFailed, ValueError, OSError) as error:
            problems.append(f"{case}: {error}")
            continue
        compared, products = compared + found.size, products + 1
        recorded = record["digests"].split()
        wrong = [k for k, text in enumerate(recorded) if digest(found[k * CHUNK : (k + 1) * CHUNK]) != text]
        if wrong:
            first = " ".join(f"{int(word):0{2 * found.itemsize}x}" for word in found[:4])
            problems.append(f"{case}: chunks {wrong} differ; the first results: chip {' '.join(record['first'])}, binade {first}")
    if compared or problems:
        text = f"{compared} elements of {products} FP8 products by cuBLAS {file['cublas']} compared, {len(problems)} products different"
        report.state("device presets", text, problems)


def replay(tool, report, directory, count, captures=VECTORS / "captures", only=None):
    mismatch = Mismatch(directory)
    for name in FILES:
        replay_file(name, tool, report, mismatch, captures, count, only)
    replay_probes(tool, report, captures, only)
    replay_gemms(tool, report, captures, only)
    if tool.is_command:
        replay_presets(tool, report, captures, only)


def check(binade, report, options):
    """Every instruction, at most `--count` results of each."""
    if options.sweep:
        return  # check_sweep replays these and the rest
    with report.attempt("device"):
        replay(Tool(binade), report, binade.directory, options.count)


def check_sweep(binade, report, options):
    """Every recorded result."""
    with report.attempt("device"):
        replay(Tool(binade), report, binade.directory, None)


def main():
    from harness import Binade, Report

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binade", metavar="PATH", help="the command to test")
    parser.add_argument("--reference", action="store_true", help="ask the model of the captures instead")
    parser.add_argument("--captures", metavar="DIR", type=pathlib.Path, default=VECTORS / "captures")
    parser.add_argument("--count", type=int, help="most results of one instruction; all if absent")
    parser.add_argument("--only", metavar="TEXT", help="instructions (or products) whose name holds this text")
    options = parser.parse_args()
    if not options.binade and not options.reference:
        parser.error("either --binade PATH or --reference")
    report = Report()
    with tempfile.TemporaryDirectory() as directory:
        if options.reference:
            tool = Reference(directory)
        else:
            tool = Tool(Binade(pathlib.Path(options.binade).resolve(), directory))
        replay(tool, report, directory, options.count, options.captures, options.only)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
