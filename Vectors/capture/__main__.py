"""Runs on a machine with a supported GPU and nvcc, and writes the files of `Vectors/captures`. See README.md."""

import argparse
import collections
import concurrent.futures
import datetime
import hashlib
import os
import pathlib
import queue
import sys
import tempfile
import threading
import time

import numpy as np

from . import chip as device
from . import approximate, conversion_model, conversions, families, gemms, instructions, probes
from . import model as private
from .instructions import PACKED, SUM, WIDTH, WORD, parse
from .records import CHUNK, WIDE_CHUNK, changed, chunks, digest, hexadecimal, run_text, tree, write

IMPORTANT = ["sm_90:mma.f32.f16.f16", "sm_90:mma.f16.f16.f16", "sm_90:mma.f32.bf16.bf16", "sm_90:mma.f32.tf32.tf32",
             "sm_90:mma.f32.e4m3.e4m3", "sm_90:wgmma.f32.f16.f16", "sm_90:wgmma.f32.bf16.bf16", "sm_90:wgmma.f32.e4m3.e4m3"]
FEW = ("bits", "normal", "special", "zeros")  # families of the variants
WORKERS = min(16, os.cpu_count() or 1)
RANDOM_WORDS = 1 << 14  # executions of a stochastic conversion in each family


def results_of(name):
    """How many dot-adds of each family are captured."""
    i = parse(name)
    if name in IMPORTANT or i.kind in PACKED or (i.kind and i.a == i.b == "e4m3"):
        return 1 << 17
    return 1 << (14 if i.is_float else 15)


class Session:
    def __init__(self, folder, skip=()):
        self.about = device.describe()
        self.skip = tuple(skip)
        self.failed = ""  # the instruction whose kernel failed; nothing runs after it
        if self.about["computeCapability"] not in device.CHIPS:
            raise SystemExit(f"compute capability {self.about['computeCapability']}: there are captures for {', '.join(device.CHIPS)}")
        self.model = private.Model(folder)
        self.functions = approximate.Functions(folder)
        self.words = conversion_model.Words(folder)
        self.chip = device.Chip(folder, self.about["computeCapability"])
        self.architecture = self.chip.architecture
        self.prefix = "hopper" if self.architecture == "sm_90" else "blackwell"
        self.differences = collections.Counter()
        self.compared = collections.Counter()
        self.different = collections.defaultdict(collections.Counter)  # by file and name
        self.missing = []
        self.disagreements = 0  # of conversions between the places and forms of an instruction
        self.buffers = queue.SimpleQueue()  # host memory, a chunk of words each

    def is_skipped(self, name):
        return any(text in name for text in self.skip)

    def head(self, title):
        return {"capture": title, **self.about, "date": datetime.date.today().isoformat()}

    def family(self, file, name, family, count, variant=""):
        """One input family of one instruction: runs it, compares it with the model, and returns its record."""
        i = parse(name)
        columns = 64 if variant == "n64" else None
        arrays = families.operands(family, i, count // (i.rows * (columns or i.columns)), columns)
        a, b, c, index, scale_a, scale_b = arrays
        option = {"scale-d-0": device.WITHOUT_C, "negate-a": device.NEGATE_A, "selectors": device.MOVED_SELECTORS}.get(variant, 0)
        d = self.chip.tiles(f"n64 {name}" if columns else name, a, b, c, index, option, scale_a, scale_b)
        if d is None:
            return None
        expected = self.model.tiles(i, *changed(variant, i, a, b, c), index, scale_a, scale_b)
        wrong = np.nonzero((d != expected).reshape(-1))[0]
        self.compared[file] += d.size
        self.differences[file] += len(wrong)
        if len(wrong):
            self.different[file][f"{name} {variant}".strip()] += len(wrong)
        for place in wrong[:3]:
            print(f"  {name} {variant} {family} result {place}: chip {d.reshape(-1)[place]:x}, model {expected.reshape(-1)[place]:x}")
        inputs = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()[:16]
        return {"family": family, "tiles": len(a), "results": d.size, "inputs": inputs, "first": hexadecimal(d.reshape(-1)[:4]),
                "digests": chunks(d)}

    def families(self, title, name, chosen, count, variant=""):
        if self.failed or self.is_skipped(name):
            return []
        try:
            found = [self.family(title, name, family, count, variant) for family in chosen]
        except device.DeviceFailure as failure:
            self.failed = str(failure)
            return []
        if None in found:
            self.missing.append(name)
            return []
        return [{"name": name, **({"variant": variant} if variant else {}), "families": found}]

    def instructions(self, title, names):
        records = []
        for name in names:
            records += self.families(title, name, families.families(parse(name)), results_of(name))
        return records

    def variants(self, title):
        records = []
        for name in instructions.dense_wgmma():
            i = parse(name)
            chosen = [family for family in families.families(i) if family in FEW]
            for variant in ("scale-d-0", "negate-a") if i.is_float else ("scale-d-0",):
                records += self.families(title, name, chosen, CHUNK, variant)
        for name in ("sm_90:wgmma.f32.f16.f16", "sm_90:wgmma.f32.e4m3.e4m3"):
            records += self.families(title, name, FEW + ("cancel", "wide"), 4 * CHUNK, "n64")
        return records

    def selectors(self, title):
        """Block-scaled mma with the last scale selectors, everything that is not selected being NaN."""
        records = []
        for name in instructions.small_mma(self.architecture):
            if parse(name).scale:
                records += self.families(title, name, FEW, CHUNK, "selectors")
        return records

    def probes(self, title):
        groups = collections.defaultdict(list)
        for name, question, terms, c in probes.probes(self.architecture):
            if self.is_skipped(name):
                continue
            i = parse(name)
            a, b, start = probes.tile_of(i, terms, c, WORD[WIDTH[i.a]], SUM[i.d])
            d = self.chip.tiles(name, a, b, start)
            none = np.zeros((1, i.rows, i.k), np.uint8)
            self.compared[title] += 1
            if d[0, 0, 0] != self.model.tiles(i, a, b, start, none)[0, 0, 0]:
                self.differences[title] += 1
                self.different[title][name] += 1
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

    # MARK: every word

    def sweep(self, name, count, dtype, chunk, expected=None):
        """Digests of the results of the words 0 … count - 1; how many disagree between forms, or differ from `expected(first, count)`;
        and the first four results."""
        lock = threading.Lock()
        for _ in range(WORKERS if self.buffers.empty() else 0):
            self.buffers.put(self.chip.pinned(4 * WIDE_CHUNK))

        def work(first):
            memory = self.buffers.get()
            buffer = memory.view(dtype)[:chunk]
            with lock:
                differences = self.chip.words(name, first, buffer)
            if differences is None:
                return None
            result = hashlib.sha256(buffer).digest()
            wrong = int(np.count_nonzero(buffer != expected(first, buffer.size))) if expected else 0
            start = hexadecimal(buffer[:4])
            self.buffers.put(memory)
            return result, differences, wrong, start

        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            found = list(pool.map(work, range(0, count, chunk)))
        if None in found:
            return None
        digests, differences, wrong, starts = zip(*found)
        texts = " ".join(x.hex()[:16] for x in digests)
        return {"chunk": chunk, "digests": texts, "sha256OfDigests": tree(digests)}, sum(differences), sum(wrong), starts[0]

    def approximate(self, title):
        records = []
        for name, count in zip(approximate.NAMES, (1 << 23, 1 << 24, 1 << 23)):
            d = np.empty(count, "<u4")
            self.chip.words(name, 0x3F800000, d)
            whole = hashlib.sha256(d.tobytes()).hexdigest()
            parts = " ".join(digest(d[i : i + (1 << 16)]) for i in range(0, count, 1 << 16))
            records.append({"name": name, "first": "3f800000", "count": count, "sha256": whole, "chunk": 1 << 16, "digests": parts})
        for name in approximate.NAMES:
            model = lambda first, count: self.functions.words(name, first, count)
            record, _, wrong, _ = self.sweep(name, 1 << 32, np.dtype("<u4"), WIDE_CHUNK, model)
            self.compared[title] += 1 << 32
            self.differences[title] += wrong
            if wrong:
                self.different[title][name] += wrong
            records.append({"name": name, "first": "00000000", "count": 1 << 32, **record})
        return records

    def convert(self, title):
        records = []
        for conversion in conversions.of_chip(self.architecture):
            name, count, data, wrong = conversion.name, conversion.count, None, 0
            if conversion.destination not in conversions.WIDE:
                found = self.chip.runs(name, count)
                if found:
                    runs, differences = found
                    data = {"runs": run_text(runs, conversions.BITS[conversion.source] // 4, 2)}
                    known = conversion_model.expected_runs(conversion)
                    wrong = len(set(runs) ^ set(known)) if known else 0
            elif count <= 256:
                words = np.empty(count, f"<u{conversion.size}")
                differences = self.chip.words(name, 0, words)
                data = None if differences is None else {"words": " ".join(hexadecimal(words))}
                known = self.words.of(conversion)
                wrong = int(np.count_nonzero(words != known(0, count))) if data and known else 0
            else:
                dtype = np.dtype(f"<u{conversion.size}")
                found = self.sweep(name, count, dtype, min(WIDE_CHUNK, count), self.words.of(conversion))
                if found:
                    data, differences, wrong, first = found
                    data = {"first": first, **data}
            if data is None:
                self.missing.append(name)
                continue
            self.compared[title] += count
            self.differences[title] += wrong
            if wrong:
                self.different[title][name] += wrong
            if differences:
                print(f"  {name}: {differences} words whose results disagree between places or forms", flush=True)
                self.disagreements += differences
            records.append({**vars(conversion), "count": count, **data})
        for conversion in conversions.stochastic_of_chip(self.architecture):
            found = []
            for family in conversions.RANDOM_FAMILIES:
                x, random = conversions.random_operands(family, conversion, RANDOM_WORDS)
                x, random = np.ascontiguousarray(x).astype("<u4"), np.ascontiguousarray(random).astype("<u4")
                codes = self.chip.randomize(conversion.name, x, random, f"<u{conversion.size}")
                inputs = hashlib.sha256(x.tobytes() + random.tobytes()).hexdigest()[:16]
                self.compared[title] += codes.size
                found.append({"family": family, "words": RANDOM_WORDS, "results": codes.size, "inputs": inputs,
                              "first": hexadecimal(codes.reshape(-1)[:4]), "digests": chunks(codes)})
            records.append({**vars(conversion), "families": found})
        return records


def jobs_of(session):
    """By the name of a job: its file, the key of its records, and what collects them."""
    names = instructions.of_chip(session.architecture)
    jobs = {job: (f"{session.prefix}-{job}", "instructions", lambda t, job=job: session.instructions(t, names[job])) for job in names}
    if session.architecture == "sm_90":
        jobs["wgmma"] = ("hopper-wgmma", "instructions", lambda t: session.instructions(t, names["wgmma"]) + session.variants(t))
    if "scaled" in jobs:
        jobs["scaled"] = ("blackwell-scaled", "instructions",
                          lambda t: session.instructions(t, names["scaled"]) + session.selectors(t))
    jobs["probes"] = (f"{session.prefix}-probes", "groups", session.probes)
    jobs["approximate"] = (f"{session.prefix}-approximate", "functions", session.approximate)
    jobs["convert"] = (f"{session.prefix}-convert", "conversions", session.convert)
    if session.architecture == "sm_90":
        jobs["cublaslt"] = ("cublaslt", "cases", session.gemms)
    return jobs


def main():
    parser = argparse.ArgumentParser(prog="python3 -m capture", description=__doc__)
    parser.add_argument("out", type=pathlib.Path, help="folder for the files")
    parser.add_argument("--only", action="append", help="mma, wgmma, tcgen05, scaled, sparse, probes, cublaslt, approximate or convert; "
                        "may be repeated")
    parser.add_argument("--skip", action="append", default=[], metavar="TEXT",
                        help="leaves out the instructions whose names hold this text; may be repeated")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        session = Session(folder, options.skip)
        about = session.about
        print(f"{about['chip']} ({about['target']}), driver {about['driver']}, CUDA {about['compiler']}", flush=True)
        jobs = jobs_of(session)
        for job in options.only or jobs:
            if job not in jobs:
                raise SystemExit(f"{job}: this chip has the jobs {', '.join(jobs)}")
            title, key, collect = jobs[job]
            head = session.head(title)
            if key in ("instructions", "conversions"):
                head["chunk"] = CHUNK
            if job == "cublaslt":
                try:
                    import torch
                except ImportError:
                    print("cublaslt: left out, it needs PyTorch")
                    continue
                head.update(chunk=CHUNK, torch=torch.__version__, cuda=torch.version.cuda, cublas=cublas_version())
            start = time.monotonic()
            try:
                records = collect(title)
            except device.DeviceFailure as failure:
                session.failed, records = str(failure), []
            write(options.out / f"{title}.json", head, key, records)
            print(f"{title}: {len(records)} records, {session.compared[title]} results, {session.differences[title]} differ from the "
                  f"model, {time.monotonic() - start:.0f} s", flush=True)
            for name, count in session.different[title].items():
                print(f"  {name}: {count}")
            if session.failed:
                print(f"the kernel of {session.failed} failed; run again with --skip '{session.failed}', or --only another job")
                return 2
        if session.missing:
            print("not in this compiler: " + ", ".join(dict.fromkeys(session.missing)))
    # On Hopper the model is what was measured; elsewhere it is what is believed, and a difference is a finding.
    return 1 if session.architecture == "sm_90" and (sum(session.differences.values()) or session.disagreements) else 0


def cublas_version():
    import importlib.metadata

    return importlib.metadata.version("nvidia-cublas")


if __name__ == "__main__":
    sys.exit(main())
