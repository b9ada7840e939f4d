#!/usr/bin/env python3
"""Compares `binade quantize` with the recordings of the peers, or with the peers themselves."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import inputs
import options
import record

RECORDINGS = pathlib.Path(__file__).resolve().parents[3] / "Vectors/peers"
ELEMENT_BITS = (("fp8", 8), ("int8", 8), ("q8_0", 8), ("fp6", 6), ("int6", 6), ("int2", 2))


class Failed(Exception):
    """The command under test did not do what it was asked."""


def element_bits(name):
    """Bits of one code of a format of ours."""
    return next((bits for part, bits in ELEMENT_BITS if part in name), 4)


def unpack(packed, bits, columns):
    """One code per byte, of rows densely packed with the first code in the low bits."""
    stream = np.unpackbits(np.ascontiguousarray(packed, np.uint8), axis=-1, bitorder="little")
    stream = stream[:, : columns * bits].reshape(len(packed), columns, bits)
    weights = (1 << np.arange(bits)).astype(np.uint8)
    return (stream * weights).sum(-1, dtype=np.uint8)


class Binade:
    """The command under test: matrices in, what it stores or dequantizes out."""

    def __init__(self, path, directory):
        self.path, self.directory = path, pathlib.Path(directory)

    def _run(self, *arguments):
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != 0:
            message = (done.stderr.strip().splitlines() or ["no message"])[0]
            raise Failed(f"binade {arguments[0]}: exit {done.returncode}: {message}")

    def quantize(self, name, x, dtype, chosen, want_values):
        """A result like those of the peers."""
        source, target, values = (
            self.directory / n for n in ("in.npy", "out.safetensors", "values.npy")
        )
        for stale in (target, values):
            stale.unlink(missing_ok=True)
        extra = []
        if dtype == "bfloat16":
            np.save(source, inputs.bf16_words(x))
            extra = ["--source", "bf16"]
        else:
            np.save(source, x)
        self._run("quantize", name, source, target, *extra, *chosen)
        tensors, _ = inputs.read_safetensors(target)
        scales = np.ascontiguousarray(tensors["scales"])
        if scales.dtype == np.dtype("<u2"):  # bfloat16 words
            scales = (scales.astype(np.uint32) << np.uint32(16)).view(np.float32)
        elif scales.dtype == np.dtype("<f2"):
            scales = scales.astype(np.float32)
        if scales.dtype == np.float32:  # one NaN is as good as another
            scales = np.where(np.isnan(scales), np.float32(np.nan), scales)
        if name.endswith("16x16"):  # the peers repeat the scale of a tile for each of its rows
            scales = np.ascontiguousarray(np.repeat(scales, 16, axis=0)[: len(x)])
        found = {
            "scales": scales,
            "codes": unpack(tensors["codes"], element_bits(name), x.shape[1]),
        }
        if "tensor_scale" in tensors:
            found["tensor_scale"] = float(tensors["tensor_scale"].reshape(-1)[0])
        if want_values:
            self._run("dequantize", target, values)
            found["values"] = np.load(values)
        return found


def differences(name, peer, ours, x):
    """How many of a result's numbers differ, and the first three in words."""
    if name == "values":
        peer_words, our_words = (record.canonical(v).view(np.uint32) for v in (peer, ours))
        different = peer_words != our_words
        zeros = int(((peer_words == 0) & ~different & (np.signbit(peer) != np.signbit(ours))).sum())
    else:
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


def against_recording(case, ours):
    """What differs from the recorded digests of one matrix."""
    recorded = case["result"]
    found = []
    for name in ("scales", "codes"):
        key = f"{name}_sha256"
        if key in recorded and inputs.digest(ours[name]) != recorded[key]:
            found.append(name)
    # Recorded values keep the peer's -0 and NaN, so equality of bits is tried first.
    if "values_sha256" in recorded and inputs.digest(ours["values"]) != recorded["values_sha256"]:
        if inputs.digest(record.canonical(ours["values"])) != recorded.get(
            "values_canonical_sha256"
        ):
            found.append("values")
        elif recorded.get("values_canonical_sha256"):
            found.append("signs of zero or NaN only")
    return found + scalars(recorded, ours)


def scalars(recorded, ours):
    """Whether the tensor's scale differs, in either direction the peer keeps."""
    if "tensor_scale" not in ours:
        return []
    scale = np.float32(ours["tensor_scale"])
    if "tensor_scale" in recorded and record.word(scale) != recorded["tensor_scale"]:
        return ["tensor scale"]
    if "encode_scale" in recorded:
        with np.errstate(all="ignore"):
            encode = np.uint32(int(recorded["encode_scale"], 16)).view(np.float32)
            if record.word(np.float32(1) / encode) != record.word(scale):
                return ["tensor scale"]
    return []


def row_examples(case, ours):
    """The first recorded rows that differ."""
    labels, examples = inputs.special()[0], []
    for row in case.get("rows", []):
        for name in ("scales", "codes"):
            if name in row and record.hexadecimal(ours[name][row["row"]]) != row[name]:
                mine = record.hexadecimal(ours[name][row["row"]])
                examples.append(
                    f"    row {row['row']} ({labels[row['row']]}): {name}: peer {row[name]}, binade {mine}"
                )
    return examples


def row_differences(case, binade, x, dtype, chosen, want_values):
    """How many special rows differ when each is a tensor of its own."""
    different, examples = 0, []
    for row in case["rows"]:
        index = row["row"]
        if "error" in row:
            continue
        part = x[index : index + 1]
        ours = binade.quantize(case["format"], part, dtype, chosen, want_values)
        wrong = []
        for name in ("scales", "codes", "values"):
            if name not in row:
                continue
            mine = ours[name][0]
            if name == "values":
                theirs = np.array([int(w, 16) for w in record.expand(row[name])], np.uint32).view(
                    np.float32
                )
                same = record.hexadecimal(record.canonical(theirs)) == record.hexadecimal(
                    record.canonical(mine)
                )
            else:
                theirs = row[name]
                if name == "scales" and case["format"].startswith("nv"):
                    theirs = theirs.replace("ff", "7f")  # ue4m3 has no sign
                same = record.hexadecimal(mine) == theirs
            if not same:
                wrong.append(name)
        wrong += scalars(row, ours)
        if wrong:
            different += 1
            if len(examples) < 3:
                label = inputs.special()[0][index]
                mine = record.hexadecimal(ours[wrong[0]][0]) if wrong[0] in ours else "?"
                shown = f"{', '.join(wrong)}: peer {row.get(wrong[0])}, binade {mine}"
                examples.append(f"    row {index} ({label}): {shown}")
    return different, examples


def check(peer, case, binade, live):
    """(passed, text, examples) of one case; passed is None where nothing is compared."""
    if "error" in case and "rows" not in case:
        return None, f"the peer raises {case['error']}", []
    dtype = case["input"]["dtype"]
    name = case["input"]["name"].replace("special_rows", "special")
    chosen = options.options(peer, case["mode"], dtype)
    if isinstance(chosen, str):
        return None, chosen, []
    case = {**case, "format": options.block_format(peer, case["mode"], dtype, case["format"])}
    x = inputs.load(name, dtype)
    if inputs.digest(x) != case["input"]["sha256"]:
        return False, "FAILED: the input is not the recorded one", []
    want_values = peer in options.VALUES_ONLY
    if case["input"]["name"] == "special_rows":
        if "rows" not in case:
            return None, "rows are recorded for float32 only", []
        different, examples = row_differences(case, binade, x, dtype, chosen, want_values)
        return different == 0, "ok" if not different else f"{different} rows differ", examples
    ours = binade.quantize(case["format"], x, dtype, chosen, want_values)
    if not live:
        found = against_recording(case, ours)
        soft = [f for f in found if f.startswith("signs")]
        hard = [f for f in found if not f.startswith("signs")]
        text = ", ".join(hard) + " differ" if hard else "ok"
        examples = row_examples(case, ours) if hard else []
        return not hard, text + (f" ({soft[0]})" if soft else ""), examples
    result = record.run(record.adapter(peer), case["mode"], x, dtype)
    if isinstance(result, str):
        return None, f"the peer raises {result}", []
    counts, examples, zeros = [], [], 0
    for part in ("values",) if want_values else ("scales", "codes"):
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binade", required=True, help="the command under test")
    parser.add_argument("--peer", action="append", choices=record.PEERS, help="only these peers")
    parser.add_argument("--mode", action="append", help="only modes that contain this")
    parser.add_argument("--input", action="append", help="only inputs that contain this")
    parser.add_argument(
        "--live", action="store_true", help="run the peers too and count differences"
    )
    parser.add_argument("--recordings", type=pathlib.Path, default=RECORDINGS)
    arguments = parser.parse_args()
    passed = failed = skipped = 0
    with tempfile.TemporaryDirectory() as directory:
        binade = Binade(arguments.binade, directory)
        for peer in arguments.peer or record.PEERS:
            path = arguments.recordings / f"{peer.replace('_', '-')}.json"
            for case in json.loads(path.read_text())["cases"]:
                if arguments.mode and not any(m in case["mode"] for m in arguments.mode):
                    continue
                if arguments.input and not any(i in case["input"]["name"] for i in arguments.input):
                    continue
                try:
                    good, text, examples = check(peer, case, binade, arguments.live)
                except (Failed, OSError, KeyError, ValueError) as error:
                    good, text, examples = False, f"FAILED: {error}", []
                passed, failed = passed + (good is True), failed + (good is False)
                skipped += good is None
                print(f"{peer} {case['id']}: {text if good is not None else 'left out: ' + text}")
                for example in examples[:6]:
                    print(example)
                sys.stdout.flush()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
