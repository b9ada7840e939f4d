"""How captures are written down: digests of chunks, hexadecimal words, JSON with a line for each family, probe or product."""

import hashlib
import json

import numpy as np

from .families import FORMATS

CHUNK = 4096  # results that share a digest
WIDE_CHUNK = 1 << 24  # the same, where every word of binary32 has a result


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


def chunks(words):
    flat = words.reshape(-1)
    return " ".join(digest(flat[i : i + CHUNK]) for i in range(0, flat.size, CHUNK))


def hexadecimal(words):
    return [f"{int(word):0{2 * words.dtype.itemsize}x}" for word in words.reshape(-1)]


def tree(digests):
    """The SHA-256 of the SHA-256s of the chunks, one behind the other."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def run_text(runs, digits, code_digits):
    """`word:code` for each run: the code holds from that word up to the next one."""
    return " ".join(f"{first:0{digits}x}:{code:0{code_digits}x}" for first, code in runs)


def changed(variant, instruction, a, b, c):
    """The operands with which the plain instruction gives what the variant gives."""
    if variant == "scale-d-0":
        return a, b, np.zeros_like(c)
    if variant == "negate-a":
        sign = FORMATS[instruction.a]
        return a ^ np.array(1 << (sign.bits - 1 + sign.shift), a.dtype), b, c
    return a, b, c


def write(path, head, key, records):
    """JSON with a line for each family or probe."""
    lines = []
    for record in records:
        inner = next((name for name in ("families", "probes") if name in record), None)
        if inner:
            start = json.dumps({k: v for k, v in record.items() if k != inner})[:-1]
            rows = ",\n".join("  " + json.dumps(row) for row in record[inner])
            lines.append(f'{start}, "{inner}": [\n{rows}\n]}}')
        else:
            lines.append(json.dumps(record))
    top = json.dumps(head, indent=1)[:-2]
    path.write_text(f'{top},\n "{key}": [\n' + ",\n".join(lines) + "\n]\n}\n")
