#!/usr/bin/env python3
"""The golden vectors in the forms that the benches read, and how many there are.

As a program: lines for the NVFP4 bench that the command computes, `vectors.py --binade PATH --seed 7`.
"""

import argparse
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
VECTORS = ROOT / "Vectors"


def image_words(path):
    """The words of a $readmemh image as whole numbers."""
    lines = pathlib.Path(path).read_text().splitlines()
    return [int(line, 16) for line in lines if line and not line.startswith("//")]


def text_count(path):
    """How many lines of a text stand under its first policies: those that an encoder is asked."""
    first, group, count = None, None, 0
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith("#group "):
            first, group = first or line, line
        elif line and not line.startswith("#") and (group == first):
            count += 1
    return count


def read_suite(suite):
    return json.loads((VECTORS / "data" / f"{suite}.json").read_text())


def block_inputs(file):
    """The words of each block of a file, by its id; `w*n` stands for n times w."""
    inputs = {}
    for block in file["blocks"]:
        words = []
        for part in block["words"].split():
            word, _, times = part.partition("*")
            words += [word] * int(times or 1)
        inputs[block["id"]] = words
    return inputs


def quantize_lines(suite):
    """The first group of a block file as lines: inputs, tensor maximum, tensor scale, scale, codes, id. Ragged blocks too."""
    file = read_suite(suite)
    inputs = block_inputs(file)
    tests = file["testGroups"][0]["tests"]
    lines = [
        f"{''.join(inputs[t['block']])} {t['tensorMaximum']} {t['tensorScale']} {t['scale']} {t['codes']} {t['tcId']}" for t in tests
    ]
    return [f"# {suite}", *lines]


def dot_lines(suite):
    """A dot file as lines: a, b, scales of A, scales of B, c, result, id. Chains of two instructions too."""
    tests = read_suite(suite)["tests"]
    lines = [f"{t['a']} {t['b']} {t['scaleA']} {t['scaleB']} {t['c']} {t['result']} {t['tcId']}" for t in tests]
    return [f"#suite {suite}", *lines]


def quantize_ids(suite, words):
    """The ids of the blocks of an image of 16 lanes: images leave tests out, so they are looked up by what is asked."""
    file = read_suite(suite)
    inputs = block_inputs(file)
    ids = {(t["tensorMaximum"], *inputs[t["block"]]): t["tcId"] for t in reversed(file["testGroups"][0]["tests"])}
    result = []
    for start in range(0, len(words), 16):
        lanes = words[start : start + 16]
        result.append(ids[(f"{lanes[0] >> 76:08x}", *(f"{lane >> 12 & 0xFFFFFFFF:08x}" for lane in lanes))])
    return result


def dot_ids(suite, words):
    """The ids of the tests of an image of 64 elements."""
    ids = {(t["a"], t["b"], t["scaleA"], t["scaleB"], t["c"]): t["tcId"] for t in reversed(read_suite(suite)["tests"])}
    result = []
    for start in range(0, len(words), 64):
        test = words[start : start + 64]
        scales = ["".join(f"{word >> shift & 0xFF:02x}" for word in test[::16]) for shift in (72, 64)]
        codes = ["".join(f"{word >> shift & 0xF:x}" for word in test) for shift in (84, 80)]
        result.append(ids[(*codes, *scales, f"{test[0] >> 32 & 0xFFFFFFFF:08x}")])
    return result


# MARK: Blocks that the command quantizes

# The bench reads no `#blocks` lines, so blocks are made here and `binade quantize` computes what must come out. They lie where the
# shortcuts of a design show and chance hardly asks: a block's maximum beside six times a point halfway between two
# scales, and elements beside halfway points under a tensor scale that is not 1.
TENSORS, BLOCKS = 8, 96


def single(value):
    """The nearest binary32 number, moved into its range."""
    return struct.unpack("<f", struct.pack("<f", max(-3.4e38, min(3.4e38, value))))[0]


def beside(value, units):
    """The binary32 number so many units in the last place away."""
    (word,) = struct.unpack("<i", struct.pack("<f", value))
    return struct.unpack("<f", struct.pack("<i", word + units))[0]


def telling_tensor(rng):
    """The words of one tensor, 16 to a block. Its first word is the tensor's maximum."""
    largest = single(2.0 ** rng.uniform(-30, 30))
    values = [largest] + [single(rng.gauss(0, largest / 4) if rng.random() < 0.9 else 0.0) for _ in range(15)]
    values[1:] = [max(-largest, min(largest, value)) for value in values[1:]]
    for _ in range(BLOCKS - 1):
        # A scale halfway between two codes; and the code above or below.
        exponent, digits = rng.randint(-6, 7), rng.randint(8, 15)
        halfway = (digits + 0.5) / 8 * 2.0**exponent
        maximum = beside(single(6 * halfway * largest / 2688), rng.randint(-3, 3))
        scale = (digits + rng.randint(0, 1)) / 8 * 2.0**exponent
        elements = [maximum]
        for _ in range(15):
            tie = rng.choice((0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5.0))
            element = beside(single(tie * scale * largest / 2688), rng.randint(-2, 2))
            elements.append(rng.choice((-1, 1)) * min(element, maximum))
        rng.shuffle(elements)
        values += elements
    return values


def quantized_lines(binade, seed):
    """Lines as those of `quantize_lines`, with id 0."""
    rng = random.Random(seed)
    lines = ["# nvfp4_quantize"]
    with tempfile.TemporaryDirectory(prefix="binade-rtl-") as folder:
        values_file, codes_file = pathlib.Path(folder) / "values.npy", pathlib.Path(folder) / "codes.safetensors"
        for _ in range(TENSORS):
            values = telling_tensor(rng)
            data = struct.pack(f"<{len(values)}f", *values)
            header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(values)},), }}".ljust(117) + "\n"
            values_file.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)
            subprocess.run([binade, "quantize", "nvfp4", values_file, codes_file], check=True, stdout=subprocess.DEVNULL)
            found = read_safetensors(codes_file)
            (tensor_scale,) = struct.unpack("<I", found["tensor_scale"])
            (maximum,) = struct.unpack("<I", data[:4])
            for block, scale in enumerate(found["scales"]):
                words = struct.unpack("<16I", data[64 * block : 64 * block + 64])
                # Two codes in a byte, the first one in its low half; in a line the first code comes first.
                codes = "".join(f"{byte & 15:x}{byte >> 4:x}" for byte in found["codes"][8 * block : 8 * block + 8])
                inputs = "".join(f"{word:08x}" for word in words)
                lines.append(f"{inputs} {maximum:08x} {tensor_scale:08x} {scale:02x} {codes} 0")
    return lines


def read_safetensors(path):
    """The bytes of each tensor of a file, by its name."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    body = data[8 + length :]
    return {name: body[slice(*entry["data_offsets"])] for name, entry in header.items() if name != "__metadata__"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binade", metavar="PATH", default="binade", help="the command")
    parser.add_argument("--seed", type=int, default=7, help="of the random blocks")
    options = parser.parse_args()
    print("\n".join(quantized_lines(options.binade, options.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
