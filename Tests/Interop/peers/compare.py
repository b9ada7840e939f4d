#!/usr/bin/env python3
"""Compares `binade quantize` with the recordings of the peers, or with the peers themselves."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

import numpy as np

import inputs
import options
import record

RECORDINGS = pathlib.Path(__file__).resolve().parents[3] / "Vectors/peers"
ELEMENT_BITS = (("fp8", 8), ("int8", 8), ("q8_0", 8), ("fp6", 6), ("int6", 6), ("int2", 2))
PARTS = ("scales", "zeros", "codes", "values")
# What --quick compares.
QUICK = (
    "gaussian_f32",
    "gaussian_bf16",
    "special",
    "minilm/embeddings.words",
    "minilm/layer0.attention.input",
)
EXAMPLES = 3


class Failed(Exception):
    """The command under test did not do what it was asked."""


def element_bits(name):
    """Bits of one code of a format of ours."""
    element = name.split("-g")[0]  # int4-g128-f32-zint8
    return next((bits for part, bits in ELEMENT_BITS if part in element), 4)


def unpack(packed, bits, columns):
    """One code per byte, of rows densely packed with the first code in the low bits."""
    packed = np.ascontiguousarray(packed, np.uint8)
    if bits == 8:
        return packed[:, :columns]
    if bits == 6:
        groups = packed.reshape(len(packed), -1, 3).astype(np.uint32)
        word = groups[..., 0] | groups[..., 1] << 8 | groups[..., 2] << 16
        codes = [word >> np.uint32(6 * i) & 63 for i in range(4)]
    else:
        codes = [packed >> i & ((1 << bits) - 1) for i in range(0, 8, bits)]
    return np.stack(codes, -1).reshape(len(packed), -1)[:, :columns].astype(np.uint8)


def source_words(x, dtype):
    """What the command reads: float32, or bfloat16 as PyTorch makes it: NaN is FFFF there."""
    if dtype != "bfloat16":
        return x
    return np.where(np.isnan(x), np.uint16(0xFFFF), inputs.bf16_words(x))


class Files:
    """The inputs as files, each written once."""

    def __init__(self, directory):
        self.directory, self.lock, self.known = pathlib.Path(directory), threading.Lock(), {}

    def get(self, name, dtype):
        """(matrix, its digest, path of its file)."""
        with self.lock:
            if (name, dtype) not in self.known:
                x = inputs.load(name, dtype)
                path = self.directory / f"in{len(self.known)}.npy"
                np.save(path, source_words(x, dtype))
                self.known[name, dtype] = x, inputs.digest(x), path
            return self.known[name, dtype]


class Binade:
    """The command under test: matrices in, what it stores or dequantizes out."""

    def __init__(self, path, directory):
        self.path, self.directory = path, pathlib.Path(directory)
        self.directory.mkdir(exist_ok=True)

    def _run(self, *arguments):
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != 0:
            message = (done.stderr.strip().splitlines() or ["no message"])[0]
            raise Failed(f"binade {arguments[0]}: exit {done.returncode}: {message}")

    def quantize(self, peer, case, x, chosen, source=None):
        """A result like those of the peers."""
        name, dtype, mode = case["format"], case["input"]["dtype"], case["mode"]
        target, values = self.directory / "out.safetensors", self.directory / "values.npy"
        for stale in (target, values):
            stale.unlink(missing_ok=True)
        if source is None:
            source = self.directory / "in.npy"
            np.save(source, source_words(x, dtype))
        extra = ["--source", "bf16"] if dtype == "bfloat16" else []
        self._run("quantize", name, source, target, *extra, *chosen)
        tensors, _ = inputs.read_safetensors(target)
        scales = np.ascontiguousarray(tensors["scales"])
        if scales.dtype == np.dtype("<u2"):  # bfloat16 words
            scales = (scales.astype(np.uint32) << np.uint32(16)).view(np.float32)
        elif scales.dtype == np.dtype("<f2"):
            scales = scales.astype(np.float32)
        if name.endswith("16x16"):  # the peers repeat the scale of a tile for each of its rows
            scales = np.ascontiguousarray(np.repeat(scales, 16, axis=0)[: len(x)])
        codes = unpack(tensors["codes"], element_bits(name), x.shape[1])
        found = {"scales": one_nan(scales), "codes": codes}
        offset = options.SCALE_OFFSETS.get((peer, mode))
        if offset:
            found["scales"] = np.where(scales == 255, 255, scales + offset).astype(np.uint8)
        if "zero_points" in tensors:
            zeros = tensors["zero_points"]
            if name.endswith("zint8"):
                zeros = zeros.view(np.int8)
            found["zeros"] = one_nan(np.ascontiguousarray(zeros.astype(np.float32)))
        if "tensor_scale" in tensors:
            found["tensor_scale"] = np.float32(tensors["tensor_scale"].reshape(-1)[0])
        if peer in options.VALUES_ONLY:
            formula = options.value_formula(peer, mode)
            if formula is None:
                self._run("dequantize", target, values)
                found["values"] = np.load(values)
            else:
                elements = options.element_values(name)[codes]
                found["values"] = formula(elements, scales, found.get("tensor_scale"), x, dtype)
            if dtype == "bfloat16":
                found["values"] = inputs.bf16_values(found["values"])
        if peer == "auto_round" and name.startswith("nv"):  # it returns scales as floats
            found["scales"] = one_nan(options.UE4M3[scales])
        return found


def one_nan(array):
    """Floats with one NaN; anything else as it is."""
    if array.dtype != np.float32:
        return array
    return np.where(np.isnan(array), np.float32(np.nan), array)


def same_word(name, case, row):
    """The peer's hexadecimal words of a row as we would write them."""
    words = record.expand(row[name])
    if name in ("scales", "zeros"):
        if case["format"].startswith("nv") and len(words[0]) == 2:
            words = ["7f" if w == "ff" else w for w in words]  # ue4m3 has no sign
        elif len(words[0].partition("*")[0]) == 8:
            words = ["7fc00000" if int(w, 16) & 0x7FFFFFFF > 0x7F800000 else w for w in words]
    elif name == "values":
        floats = np.array([int(w, 16) for w in words], np.uint32).view(np.float32)
        return record.hexadecimal(record.canonical(floats))
    return record.compact(words)


def our_word(name, row):
    """A row of ours in hexadecimal words."""
    return record.hexadecimal(record.canonical(row) if name == "values" else row)


def scalars(recorded, ours):
    """Whether the tensor's scale differs, in either direction the peer keeps."""
    if ours.get("tensor_scale") is None:
        return []
    scale = np.float32(ours["tensor_scale"])
    theirs = None
    with np.errstate(all="ignore"):
        if recorded.get("tensor_scale") is not None:
            theirs = np.uint32(int(recorded["tensor_scale"], 16)).view(np.float32)
        elif recorded.get("encode_scale") is not None:
            theirs = np.float32(1) / np.uint32(int(recorded["encode_scale"], 16)).view(np.float32)
    if theirs is None or (np.isnan(theirs) and np.isnan(scale)):
        return []
    return [] if record.word(theirs) == record.word(scale) else ["tensor scale"]


def against_digests(case, ours):
    """(what differs from the recorded digests, whether zeros differ in sign or NaN in bits)."""
    recorded, found, soft = case["result"], [], False
    for name in ("scales", "zeros", "codes"):
        key = f"{name}_sha256"
        if key in recorded and name in ours and inputs.digest(ours[name]) != recorded[key]:
            found.append(name)
    # Recorded values keep the peer's -0 and NaN, so equality of bits is tried first.
    if "values_sha256" in recorded and inputs.digest(ours["values"]) != recorded["values_sha256"]:
        if inputs.digest(record.canonical(ours["values"])) == recorded.get(
            "values_canonical_sha256"
        ):
            soft = True
        else:
            found.append("values")
    return found + scalars(recorded, ours), soft


class Rows:
    """The rows of a case one by one: which differ, which are left out and why."""

    def __init__(self, peer, case, x):
        self.peer, self.case, self.x = peer, case, x
        self.recorded = {row["row"]: row for row in case.get("rows", [])}
        self.digests = case.get("row_digests", {})
        self.left_out, self.examples, self.compared, self.different = {}, [], 0, 0

    @property
    def possible(self):
        """Whether anything is known of single rows."""
        return bool(self.recorded or self.digests)

    def check(self, index, ours, place=0):
        """Compares row `index` with row `place` of a result of ours."""
        row = self.recorded.get(index, {})
        if "error" in row:
            return self._leave("the peer raises " + row["error"])
        wrong, seen = [], False
        for name in PARTS:
            if name not in ours:
                continue
            mine = ours[name][place]
            if name in row:
                seen = True
                if our_word(name, mine) != same_word(name, self.case, row):
                    wrong.append(name)
            elif name in self.digests:
                seen = True
                theirs = self.digests[name][6 * index : 6 * index + 6]
                if theirs == "------":
                    return self._leave("the peer raises an exception")
                plain = theirs == record.row_digest(name, mine)
                if not plain and not (name == "scales" and self._signed(mine, theirs)):
                    wrong.append(name)
        if not seen:
            return None
        wrong += scalars(row, ours)
        if wrong:
            reason = options.exception(
                self.peer, self.case["mode"], self.x[index], self.case["input"]["dtype"]
            )
            if reason:
                return self._leave(reason)
            self.different += 1
            if len(self.examples) < EXAMPLES:
                label, name = inputs.special()[0][index], wrong[0]
                mine = our_word(name, ours[name][place]) if name in ours else "?"
                shown = f"{', '.join(wrong)}: peer {row.get(name)}, binade {mine}"
                self.examples.append(f"    row {index} ({label}): {shown}")
        self.compared += 1
        return None

    def _signed(self, mine, theirs):
        """Whether the digest is that of our scales with signs on NaN, which ue4m3 has not."""
        if not self.case["format"].startswith("nv") or mine.dtype != np.uint8:
            return False
        return record.row_digest("scales", np.where(mine == 0x7F, 0xFF, mine).astype(np.uint8)) == (
            theirs
        )

    def _leave(self, reason):
        self.left_out[reason] = self.left_out.get(reason, 0) + 1

    @property
    def reasons(self):
        """The lines that say what was left out."""
        return [f"    {count} rows left out: {text}" for text, count in self.left_out.items()]

    @property
    def verdict(self):
        """(passed, text, lines)."""
        text = f"{self.different} rows differ" if self.different else f"ok, {self.compared} rows"
        return self.different == 0, text, self.examples + self.reasons


# Under a tensor scale one binade is like the next: of the rows that sweep them these are enough.
SWEEP = re.compile(r"edge 2\^(-?[0-9]+) ")


def chosen_rows(every):
    """The special rows that are quantized alone."""
    for index, label in enumerate(inputs.special()[0]):
        found = SWEEP.match(label)
        binade = int(found[1]) if found else 0
        if every or abs(binade) <= 4 or abs(binade) >= 120 or binade % 16 == 0:
            yield index


def rows_alone(binade, rows, chosen, every):
    """Quantizes special rows as tensors of their own: rows of the same maximum go together."""
    groups = {}
    for index in chosen_rows(every):
        row = rows.x[index]
        key = index if np.isnan(row).any() or "16x16" in rows.case["format"] else None
        groups.setdefault((key, float(np.abs(row).max())) if key is None else key, []).append(index)
    parts = {}
    for members in groups.values():
        ours = binade.quantize(rows.peer, rows.case, rows.x[members], chosen)
        for place, index in enumerate(members):
            rows.check(index, ours, place)
            for name in PARTS:
                if name in ours:
                    parts.setdefault(name, [None] * len(rows.x))[index] = ours[name][place]
    return parts


def against_rows_alone(binade, rows, chosen, every):
    """(passed, text, lines) of rows that are tensors of their own."""
    if not rows.possible:
        parts, recorded = rows_alone(binade, rows, chosen, True), rows.case["result"]
        ours = {name: np.stack(part) for name, part in parts.items()}
        keys = [n for n in PARTS if n in ours and f"{n}_sha256" in recorded]
        wrong = [n for n in keys if inputs.digest(ours[n]) != recorded[f"{n}_sha256"]]
        if not wrong:
            return True, "ok", []
        unmatched = sum(
            options.exception(rows.peer, rows.case["mode"], row, rows.case["input"]["dtype"])
            is not None
            for row in rows.x
        )
        if unmatched or "values" in wrong:
            return None, "one digest for rows of which some cannot match", []
        return False, ", ".join(wrong) + " differ", []
    rows_alone(binade, rows, chosen, every)
    return rows.verdict


def check(peer, case, binade, files, live, every):
    """(passed, text, lines) of one case; passed is None where nothing is compared."""
    if "error" in case and "rows" not in case:
        return None, f"the peer raises {case['error']}", []
    dtype, name = case["input"]["dtype"], case["input"]["name"].replace("special_rows", "special")
    chosen = options.options(peer, case["mode"], dtype)
    if isinstance(chosen, str):
        return None, chosen, []
    case = {**case, "format": options.block_format(peer, case["mode"], dtype, case["format"])}
    x, digest, path = files.get(name, dtype)
    if digest != case["input"]["sha256"]:
        return False, "FAILED: the input is not the recorded one", []
    rows = Rows(peer, case, x)
    if case["input"]["name"] == "special_rows":
        return against_rows_alone(binade, rows, chosen, every)
    ours = binade.quantize(peer, case, x, chosen, path)
    if live:
        return against_peer(peer, case, ours, x)
    hard, soft = against_digests(case, ours)
    note = " (zeros differ in sign, or NaN in bits)" if soft else ""
    if hard and rows.possible:
        for index in range(len(x)):
            rows.check(index, ours, index)
        good, text, lines = rows.verdict
        return good, text + note, lines
    if hard and name == "special":
        reasons = {options.exception(peer, case["mode"], row, dtype) for row in x} - {None}
        if reasons:
            return None, "one digest for rows of which some cannot match", []
    return not hard, (", ".join(hard) + " differ" if hard else "ok") + note, []


def differences(name, peer, ours, x):
    """How many of a result's numbers differ, and the first three in words."""
    if name == "values":
        peer_words, our_words = (record.canonical(v).view(np.uint32) for v in (peer, ours))
        different = peer_words != our_words
        zeros = int(((peer_words == 0) & ~different & (np.signbit(peer) != np.signbit(ours))).sum())
    else:
        peer, ours = one_nan(peer), one_nan(ours)
        if peer.dtype != ours.dtype or peer.shape != ours.shape:
            kinds = (f"{array.dtype}{array.shape}" for array in (peer, ours))
            return peer.size, 0, ["    {}: peer {}, binade {}".format(name, *kinds)]
        width = f"<u{peer.dtype.itemsize}"
        peer_words, our_words = (
            np.ascontiguousarray(peer).view(width),
            np.ascontiguousarray(ours).view(width),
        )
        different, zeros = peer_words != our_words, 0
    examples = []
    for row, column in np.argwhere(different)[:3]:
        span = x.shape[1] // peer.shape[1]
        block = np.ascontiguousarray(x[row, column * span : (column + 1) * span])
        digits = 2 * peer_words.dtype.itemsize
        theirs, mine = (f"{int(w[row, column]):0{digits}x}" for w in (peer_words, our_words))
        place = f"{name}[{row}, {column}]: peer {theirs}, binade {mine}"
        examples.append(f"    {place}, input {record.hexadecimal(block)}")
    return int(different.sum()), zeros, examples


def against_peer(peer, case, ours, x):
    """As `check`, with the peer itself."""
    result = record.run(record.adapter(peer), case["mode"], x, case["input"]["dtype"])
    if isinstance(result, str):
        return None, f"the peer raises {result}", []
    counts, examples, zeros = [], [], 0
    for part in PARTS if peer not in options.VALUES_ONLY else ("values",):
        theirs = getattr(result, part)
        if theirs is None:
            continue
        count, minus, shown = differences(part, theirs, ours[part], x)
        zeros += minus
        if count:
            counts.append(f"{count} {part}")
            examples += shown
    text = ", ".join(counts) + " differ" if counts else "ok"
    return not counts, text + (f" ({zeros} zeros differ in sign)" if zeros else ""), examples


def selected(arguments):
    """(peer, case) for everything asked for."""
    for peer in arguments.peer or record.PEERS:
        path = arguments.recordings / f"{peer.replace('_', '-')}.json"
        for case in json.loads(path.read_text())["cases"]:
            name = case["input"]["name"]
            if arguments.mode and not any(m in case["mode"] for m in arguments.mode):
                continue
            if arguments.input and not any(i in name for i in arguments.input):
                continue
            if arguments.quick and name not in QUICK:
                continue
            yield peer, case


def compare(arguments, directory):
    """(peer, case, passed, text, lines) of every case, in order."""
    files, local = Files(directory), threading.local()
    numbers = iter(range(1 << 20))

    def one(peer, case):
        if not hasattr(local, "binade"):
            local.binade = Binade(arguments.binade, pathlib.Path(directory) / str(next(numbers)))
        try:
            with np.errstate(all="ignore"):
                return check(peer, case, local.binade, files, arguments.live, arguments.all_rows)
        except (Failed, OSError, KeyError, ValueError) as error:
            return False, f"FAILED: {type(error).__name__}: {error}", []

    cases = list(selected(arguments))
    # A peer in this process is not asked from two threads at once.
    workers = 1 if arguments.live else arguments.jobs
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        # The many calls of rows that are tensors of their own begin first.
        order = sorted(
            range(len(cases)), key=lambda i: cases[i][1]["input"]["name"] != "special_rows"
        )
        futures = {i: pool.submit(one, *cases[i]) for i in order}
        for i, (peer, case) in enumerate(cases):
            yield (peer, case, *futures[i].result())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binade", required=True, help="the command under test")
    parser.add_argument("--peer", action="append", choices=record.PEERS, help="only these peers")
    parser.add_argument("--mode", action="append", help="only modes that contain this")
    parser.add_argument("--input", action="append", help="only inputs that contain this")
    parser.add_argument(
        "--quick", action="store_true", help="Gaussians, two tensors, special matrices"
    )
    parser.add_argument("--verbose", action="store_true", help="every case, not failures alone")
    parser.add_argument(
        "--all-rows", action="store_true", help="every binade's edge as a tensor of its own"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="cases at a time")
    parser.add_argument(
        "--live", action="store_true", help="run the peers too and count differences"
    )
    parser.add_argument("--recordings", type=pathlib.Path, default=RECORDINGS)
    arguments = parser.parse_args()
    counts = {}
    with tempfile.TemporaryDirectory() as directory:
        for peer, case, good, text, lines in compare(arguments, directory):
            count = counts.setdefault(peer, {True: 0, False: 0, None: {}, "rows": {}})
            if good is None:
                count[None][text] = count[None].get(text, 0) + 1
            else:
                count[good] += 1
            for line in lines:
                number, found, reason = line.strip().partition(" rows left out: ")
                if found:
                    count["rows"][reason] = count["rows"].get(reason, 0) + int(number)
            if arguments.verbose or good is False:
                print(f"{peer} {case['id']}: {'left out: ' if good is None else ''}{text}")
                for line in lines:
                    print(line)
                sys.stdout.flush()
    for peer, count in counts.items():
        print(f"{peer}: {count[True]} passed, {count[False]} failed")
        for reason, number in count[None].items():
            print(f"    {number} cases left out: {reason}")
        for reason, number in count["rows"].items():
            print(f"    {number} rows of special left out: {reason}")
    passed, failed = (sum(count[good] for count in counts.values()) for good in (True, False))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
