#!/usr/bin/env python3
"""Replays what an H200 computed: every recorded result of `Vectors/captures`, with `binade verify`.

Also a program of its own: `./check_device.py --reference` asks the private model of the captures instead, which was written from
measurements before the library was compared with them. It makes the inputs with NumPy, so that both the library's inputs and its results
have a second witness.
"""

import argparse
import json
import pathlib
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


# MARK: the command


def replay(binade, report, count, captures=VECTORS / "captures", only=None):
    """`binade verify` on the folder: one line for each capture."""
    file = binade.directory / "captures.json"
    file.unlink(missing_ok=True)
    options = (["--count", count] if count else []) + (["--only", only] if only else [])
    binade.run_any("verify", captures, "--json", file, "--limit", 0, *options)
    found = json.loads(file.read_text())
    for capture in found["captures"]:
        records, problems = capture["records"], []
        for record in records:
            problems += record["problems"]
            for difference in record["differences"]:
                again = f"    binade verify {capture['file']} --only '{difference['only']}'"
                problems += [*("    " + line for line in difference["lines"]), again]
        compared = sum(record["compared"] for record in records)
        different = sum(record["different"] for record in records)
        missing = sum(record["recorded"] for record in records if not record["isModelled"])
        text = f"{compared} results on {capture['chip']} compared, {different} different"
        report.state(f"device {capture['capture']}", text + (f", {missing} not modelled" if missing else ""), problems)


def check(binade, report, options):
    """Every instruction, at most `--count` results of each."""
    if options.sweep:
        return  # check_sweep replays these and the rest
    with report.attempt("device"):
        replay(binade, report, options.count)


def check_sweep(binade, report, options):
    """Every recorded result."""
    with report.attempt("device"):
        replay(binade, report, None)


# MARK: the model


class Reference:
    """The model of the captures in place of the command."""

    def __init__(self, directory, captures, count, only, report):
        self.model = private.Model(directory)
        self.captures, self.count, self.only, self.report = captures, count, only or "", report

    def read(self, name):
        return json.loads((self.captures / f"{name}.json").read_text())

    def different(self, label, words, recorded):
        """Lines about the chunks that differ."""
        found = [digest(words[k * CHUNK : (k + 1) * CHUNK]) for k in range(-(-words.size // CHUNK))]
        return [f"{label}: chunk {k}" for k, text in enumerate(found) if text != recorded[k]]

    def family(self, record, row):
        """Results of the first tiles of a family."""
        i = parse(record["name"])
        columns = 64 if record.get("variant") == "n64" else i.columns
        recorded = row["digests"].split()
        chunks = len(recorded) if self.count is None else max(1, self.count // CHUNK // len(record["families"]))
        tiles = min(row["tiles"], chunks * CHUNK // (i.rows * columns))
        a, b, c, *others = families.operands(row["family"], i, tiles, columns)
        d = self.model.tiles(i, *changed(record.get("variant", ""), i, a, b, c), *others).reshape(-1)
        label = " ".join(filter(None, (record["name"], record.get("variant"), row["family"])))
        return d.size, self.different(label, d, recorded)

    def instructions(self, name):
        compared, problems = 0, []
        for record in self.read(name)["instructions"]:
            for row in record["families"] if self.only in record["name"] else []:
                number, found = self.family(record, row)
                compared, problems = compared + number, problems + found
        self.report.state(f"reference {name}", f"{compared} results compared, {len(problems)} chunks different", problems)

    def probes(self, name):
        compared, problems = 0, []
        for group in self.read(name)["groups"]:
            i = parse(group["name"])
            for probe in group["probes"] if self.only in group["name"] else []:
                a, b = np.zeros((1, i.rows, i.k), WORD[WIDTH[i.a]]), np.zeros((1, i.columns, i.k), WORD[WIDTH[i.b]])
                c = np.zeros((1, i.rows, i.columns), SUM[i.d])
                for array, key in ((a, "a"), (b, "b")):
                    array[0, 0, : len(probe[key])] = [int(word, 16) for word in probe[key]]
                c[0, 0, 0] = int(probe["c"], 16)
                d = self.model.tiles(i, a, b, c, np.zeros((1, i.rows, i.k), np.uint8))[0, 0, 0]
                compared += 1
                if d != int(probe["d"], 16):
                    problems.append(f"{i.name}, {group['question']}: {probe}: model {int(d):x}")
        self.report.state(f"reference {name}", f"{compared} known answers compared, {len(problems)} different", problems)

    def gemms(self, name):
        chain = gemms.model_chain(self.model)
        compared, problems = 0, []
        for record in self.read(name)["cases"]:
            case = gemms.Case(**{name: record[name] for name in gemms.Case.__dataclass_fields__})
            if self.only in f"cublaslt {case}":
                words = gemms.expected(case, chain, record["slice"]).reshape(-1)
                compared += words.size
                problems += self.different(str(case), words, record["digests"].split())
        self.report.state(f"reference {name}", f"{compared} elements compared, {len(problems)} chunks different", problems)


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
            reference = Reference(directory, options.captures, options.count, options.only, report)
            kinds = {"instructions": reference.instructions, "groups": reference.probes, "cases": reference.gemms}
            for file in sorted(options.captures.glob("*.json")):
                for kind in kinds.keys() & json.loads(file.read_text()).keys():
                    kinds[kind](file.stem)
        else:
            binade = Binade(pathlib.Path(options.binade).resolve(), directory)
            replay(binade, report, options.count, options.captures.resolve(), options.only)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
