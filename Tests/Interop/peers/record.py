#!/usr/bin/env python3
"""Records what the peers make of the inputs: one JSON file per peer, one with the special rows."""

import argparse
import datetime
import importlib
import importlib.metadata
import json
import pathlib
import platform
import re
import sys
import warnings

import numpy as np

import inputs

PEERS = (
    "torchao",
    "modelopt",
    "compressed_tensors",
    "gguf",
    "transformer_engine",
    "int_vs_fp",
    "microxcaling",
    "quark",
    "auto_round",
)
# These rows of `special` are many and alike: their codes are not written out, nor their values.
SWEEP = re.compile(r"edge |only lane |[0-9.]+\*2\^")
SCALARS = ("tensor_scale", "encode_scale", "amax")


def adapter(peer):
    """The module of a peer."""
    return importlib.import_module(f"peer_{peer}")


def compact(items):
    """Words with runs written as word*count."""
    out, previous, count = [], None, 0
    for item in [*items, None]:
        if item == previous:
            count += 1
            continue
        if previous is not None:
            out.append(previous if count == 1 else f"{previous}*{count}")
        previous, count = item, 1
    return " ".join(out)


def expand(text):
    """The inverse of `compact`."""
    items = []
    for token in text.split():
        word, _, count = token.partition("*")
        items += [word] * int(count or 1)
    return items


def hexadecimal(row):
    """One row of bytes or float32 in hexadecimal words, compact."""
    row = np.ascontiguousarray(row)
    width = 2 * row.dtype.itemsize
    words = row.view(f"<u{row.dtype.itemsize}")
    return compact(f"{int(word):0{width}x}" for word in words)


def word(value):
    """The bits of a float32 in hexadecimal, or None."""
    return None if value is None else f"{int(np.float32(value).view(np.uint32)):08x}"


def canonical(values):
    """Values with one NaN and one zero, for peers that disagree on nothing else."""
    words = np.ascontiguousarray(values, np.float32).view(np.uint32).copy()
    words[np.isnan(values)] = 0x7FC00000
    words[words == 0x80000000] = 0
    return words.view(np.float32)


def digests(result):
    """What the recording keeps of a result."""
    kept = {}
    for name in ("scales", "codes", "values", "raw", "zeros"):
        array = getattr(result, name)
        if array is not None:
            kept[f"{name}_sha256"] = inputs.digest(array)
            if name == "values":
                kept["values_canonical_sha256"] = inputs.digest(canonical(array))
    for name in SCALARS:
        if getattr(result, name) is not None:
            kept[name] = word(getattr(result, name))
    return kept


def shown(index, results, sweep):
    """One explicit row: its number in `special`, and what the peer stores, in hexadecimal."""
    row = {"row": index}
    for name in ("scales", "zeros", "codes", "values"):
        array = getattr(results, name)
        if array is not None and not (sweep and name in ("codes", "values")):
            row[name] = hexadecimal(array[0])
    for name in SCALARS:
        if getattr(results, name) is not None:
            row[name] = word(getattr(results, name))
    return row


def row_digest(name, row):
    """Six hexadecimal digits that stand for one row; floats have one NaN, values one zero."""
    row = np.ascontiguousarray(row)
    if name == "values":
        row = canonical(row)
    elif row.dtype == np.float32:
        row = np.where(np.isnan(row), np.float32(np.nan), row)
    return inputs.digest(row)[:6]


def slice_row(result, index):
    """The part of a result that belongs to one row."""
    part = type(result)(**{name: getattr(result, name) for name in SCALARS})
    for name in ("scales", "zeros", "codes", "values"):
        array = getattr(result, name)
        if array is not None:
            setattr(part, name, array[index : index + 1])
    return part


def run(module, mode, x, dtype):
    """The result, or the name of the exception the peer raised."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return module.quantize(mode, x, dtype)
        except Exception as error:  # whatever a peer raises is its answer
            return type(error).__name__


def case(module, mode, name, dtype):
    """The recorded case of one input."""
    x = inputs.load(name, dtype)
    entry = {
        "id": f"{mode}:{name}:{dtype}",
        "mode": mode,
        "format": module.MODES[mode],
        "input": {"name": name, "dtype": dtype, "sha256": inputs.digest(x), "shape": list(x.shape)},
    }
    by_row = name == "special" and mode in getattr(module, "PER_TENSOR", ())
    if not by_row:
        result = run(module, mode, x, dtype)
        if isinstance(result, str):
            # The rows may still be possible one at a time.
            by_row = name == "special"
            entry["error"] = result
        else:
            entry["result"] = digests(result)
    if name != "special":
        return entry
    if by_row:
        entry["input"]["name"] = "special_rows"
        entry["id"] = f"{mode}:special_rows:{dtype}"
    labels = inputs.special()[0]
    rows = []
    kept = {}
    short = {}
    for index, label in enumerate(labels):
        part = (
            run(module, mode, x[index : index + 1], dtype) if by_row else slice_row(result, index)
        )
        if isinstance(part, str):
            rows.append({"row": index, "error": part})
            continue
        for key, array in (("scales", part.scales), ("codes", part.codes), ("values", part.values)):
            if array is not None:
                kept.setdefault(key, []).append(array)
                # A row without a result keeps six dashes.
                short.setdefault(key, ["------"] * len(labels))[index] = row_digest(key, array[0])
        if dtype == "float32":
            sweep = SWEEP.match(label) is not None
            if part.scales is not None or not sweep:
                rows.append(shown(index, part, sweep))
    if by_row:
        entry["result"] = {
            f"{key}_sha256": inputs.digest(np.concatenate(all)) for key, all in kept.items()
        }
        entry["result"]["rows_without_error"] = (
            sum("error" not in r for r in rows) if dtype == "float32" else None
        )
        if all("error" in row for row in rows) and rows:
            rows = []
        else:
            entry.pop("error", None)
    if rows:
        entry["rows"] = rows
    if short:
        entry["row_digests"] = {key: "".join(digits) for key, digits in short.items()}
    return entry


def special_file():
    """The rows of `special` with their words, which the recordings refer to by number."""
    labels, matrix = inputs.special()
    rows = [
        {"row": i, "label": label, "words": hexadecimal(matrix[i])}
        for i, label in enumerate(labels)
    ]
    return {"sha256": inputs.digest(matrix), "shape": list(matrix.shape), "rows": rows}


def write(path, content):
    """JSON with one case or row per line."""
    text = json.dumps(content, separators=(",", ":"))
    for mark in ('{"id":', '{"row":'):
        text = text.replace(mark, "\n" + mark)
    path.write_text(text + "\n")
    print(f"{path.name}: {len(text)} bytes", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--peer", action="append", choices=PEERS)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out / "special.json", special_file())
    for peer in arguments.peer or PEERS:
        module = adapter(peer)
        version = getattr(module, "VERSION", None) or importlib.metadata.version(module.PACKAGE)
        try:
            torch_version = importlib.metadata.version("torch")
        except importlib.metadata.PackageNotFoundError:
            torch_version = None
        content = {
            "peer": module.PACKAGE,
            "version": version,
            "script": f"Tests/Interop/peers/peer_{peer}.py",
            "date": datetime.date.today().isoformat(),
            "environment": {
                "python": platform.python_version(),
                "numpy": np.__version__,
                "torch": torch_version,
                "machine": platform.machine(),
            },
            "cases": [
                case(module, mode, name, dtype)
                for mode in module.MODES
                for dtype in inputs.DTYPES
                for name in inputs.names(dtype)
            ],
        }
        write(arguments.out / f"{peer.replace('_', '-')}.json", content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
