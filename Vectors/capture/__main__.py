"""Runs on a machine with a Hopper GPU, nvcc, and PyTorch, and writes the files of `Vectors/captures`. See README.md."""

import argparse
import collections
import datetime
import hashlib
import pathlib
import sys
import tempfile

import numpy as np

from . import chip as device
from . import families, gemms, instructions, probes
from . import model as private
from .instructions import SUM, WIDTH, WORD, parse
from .records import CHUNK, changed, chunks, digest, hexadecimal, write

IMPORTANT = ["sm_90:mma.f32.f16.f16", "sm_90:mma.f16.f16.f16", "sm_90:mma.f32.bf16.bf16", "sm_90:mma.f32.tf32.tf32",
             "sm_90:mma.f32.e4m3.e4m3", "sm_90:wgmma.f32.f16.f16", "sm_90:wgmma.f32.bf16.bf16", "sm_90:wgmma.f32.e4m3.e4m3"]
FEW = ("bits", "normal", "special", "zeros")  # families of the variants


def results_of(name):
    """How many dot-adds of each family are captured."""
    if name in IMPORTANT:
        return 1 << 17
    return 1 << (14 if parse(name).is_float else 15)


class Session:
    def __init__(self, folder):
        self.model = private.Model(folder)
        self.chip = device.Chip(folder)
        self.differences = collections.Counter()
        self.compared = collections.Counter()

    def head(self, title):
        return {"capture": title, **device.describe(), "date": datetime.date.today().isoformat()}

    def family(self, file, name, family, count, variant=""):
        """One input family of one instruction: runs it, compares it with the model, and returns its record."""
        i = parse(name)
        columns = 64 if variant == "n64" else None
        a, b, c, index = families.inputs(family, i, count // (i.rows * (columns or i.columns)), columns)
        option = {"scale-d-0": device.WITHOUT_C, "negate-a": device.NEGATE_A}.get(variant, 0)
        d = self.chip.tiles(f"n64 {name}" if columns else name, a, b, c, index, option)
        expected = self.model.tiles(i, *changed(variant, i, a, b, c), index)
        wrong = np.nonzero((d != expected).reshape(-1))[0]
        self.compared[file] += d.size
        self.differences[file] += len(wrong)
        for place in wrong[:3]:
            print(f"  {name} {variant} {family} result {place}: chip {d.reshape(-1)[place]:x}, model {expected.reshape(-1)[place]:x}")
        inputs = hashlib.sha256(a.tobytes() + b.tobytes() + c.tobytes() + index.tobytes()).hexdigest()[:16]
        return {"family": family, "tiles": len(a), "results": d.size, "inputs": inputs, "first": hexadecimal(d.reshape(-1)[:4]),
                "digests": chunks(d)}

    def instructions(self, title, names):
        records = []
        for name in names:
            record = {"name": name}
            record["families"] = [self.family(title, name, family, results_of(name)) for family in families.families(parse(name))]
            records.append(record)
        return records

    def variants(self, title):
        records = []
        for name in instructions.dense_wgmma():
            i = parse(name)
            chosen = [family for family in families.families(i) if family in FEW]
            for variant in ("scale-d-0", "negate-a") if i.is_float else ("scale-d-0",):
                records.append({"name": name, "variant": variant,
                                "families": [self.family(title, name, family, CHUNK, variant) for family in chosen]})
        for name in ("sm_90:wgmma.f32.f16.f16", "sm_90:wgmma.f32.e4m3.e4m3"):
            records.append({"name": name, "variant": "n64",
                            "families": [self.family(title, name, family, 4 * CHUNK, "n64") for family in FEW + ("cancel", "wide")]})
        return records

    def probes(self, title):
        groups = collections.defaultdict(list)
        for name, question, terms, c in probes.probes():
            i = parse(name)
            a, b, start = probes.tile_of(i, terms, c, WORD[WIDTH[i.a]], SUM[i.d])
            d = self.chip.tiles(name, a, b, start)
            none = np.zeros((1, i.rows, i.k), np.uint8)
            self.compared[title] += 1
            if d[0, 0, 0] != self.model.tiles(i, a, b, start, none)[0, 0, 0]:
                self.differences[title] += 1
                print(f"  probe {name}: {question}: {terms} {c:x}: chip {d[0, 0, 0]:x}")
            groups[name, question].append(
                {"a": hexadecimal(a[0, 0, : len(terms)]), "b": hexadecimal(b[0, 0, : len(terms)]),
                 "c": hexadecimal(start[0, 0, :1])[0], "d": hexadecimal(d[0, 0, :1])[0]})
        return [{"name": name, "question": question, "probes": found} for (name, question), found in groups.items()]

    def gemms(self, title):
        chain = gemms.model_chain(self.model)
        records = []
        for case in gemms.cases():
            try:
                d, kernels = gemms.run(case)
            except RuntimeError as error:
                print(f"  {case}: refused: {str(error).splitlines()[0][:120]}")
                continue
            length, differences = gemms.fit(case, d, kernels, chain)
            self.compared[title] += d.size
            self.differences[title] += differences
            if differences:
                print(f"  {case}: {differences} of {d.size} differ, slices of {length}")
            records.append({**vars(case), "slice": length, "kernels": kernels, "first": hexadecimal(d.reshape(-1)[:4]),
                            "digests": chunks(d)})
        return records

    def approximate(self, title):
        records = []
        for name, count in (("rcp.approx.ftz.f32", 1 << 23), ("rsqrt.approx.ftz.f32", 1 << 24), ("ex2.approx.ftz.f32", 1 << 23)):
            d = self.chip.sweep(name, count)
            whole = hashlib.sha256(d.tobytes()).hexdigest()
            parts = " ".join(digest(d[i : i + (1 << 16)]) for i in range(0, count, 1 << 16))
            records.append({"name": name, "first": "3f800000", "count": count, "sha256": whole, "chunk": 1 << 16, "digests": parts})
        return records


def main():
    parser = argparse.ArgumentParser(prog="python3 -m capture", description=__doc__)
    parser.add_argument("out", type=pathlib.Path, help="folder for the files")
    parser.add_argument("--only", action="append", help="mma, wgmma, sparse, probes, cublaslt or approximate; may be repeated")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        session = Session(folder)
        jobs = {
            "mma": ("hopper-mma", "instructions", lambda t: session.instructions(t, instructions.dense_mma())),
            "wgmma": ("hopper-wgmma", "instructions",
                      lambda t: session.instructions(t, instructions.dense_wgmma()) + session.variants(t)),
            "sparse": ("hopper-sparse", "instructions",
                       lambda t: session.instructions(t, instructions.sparse_mma() + instructions.sparse_wgmma())),
            "probes": ("hopper-probes", "groups", session.probes),
            "approximate": ("hopper-approximate", "functions", session.approximate),
            "cublaslt": ("cublaslt", "cases", session.gemms),
        }
        for job in options.only or jobs:
            title, key, collect = jobs[job]
            head = session.head(title)
            if key == "instructions":
                head["chunk"] = CHUNK
            if job == "cublaslt":
                import torch

                head.update(chunk=CHUNK, torch=torch.__version__, cuda=torch.version.cuda, cublas=cublas_version())
            write(options.out / f"{title}.json", head, key, collect(title))
            print(f"{title}: {session.compared[title]} results, {session.differences[title]} differ from the model", flush=True)
    return 1 if sum(session.differences.values()) else 0


def cublas_version():
    import importlib.metadata

    return importlib.metadata.version("nvidia-cublas")


if __name__ == "__main__":
    sys.exit(main())
