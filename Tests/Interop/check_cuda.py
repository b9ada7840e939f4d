"""The CUDA headers, compiled for the host: E4M3, E5M2, E2M3, E3M2, E2M1, E8M0 and UE5M3.

`check` compares structured, random and all 16-bit inputs; `sweep` compares digest and histogram of all 2^32 float32.
"""

import itertools
import subprocess

import numpy as np

from harness import SOURCE_WORD, is_nan, same_nan
from inputs import words_for

FORMATS = ("e4m3fn", "e5m2", "e2m3fn", "e3m2fn", "e2m1fn", "e8m0fnu", "ue5m3")
ROUNDINGS = ("nearest-even", "toward-zero", "up", "down")
OVERFLOWS = ("saturate", "nonfinite")
NOT_OFFERED = 3

SWEEPS = [
    ("e4m3fn", "nearest-even"),
    ("e5m2", "nearest-even"),
    ("e2m3fn", "nearest-even"),
    ("e3m2fn", "nearest-even"),
    ("e2m1fn", "nearest-even"),
    ("e8m0fnu", "toward-zero"),
    ("e8m0fnu", "up"),
]


def policy(format, rounding, overflow):
    # The headers round E8M0 to the nearest value with ties up.
    if format == "e8m0fnu" and rounding == "nearest-even":
        rounding = "nearest-away"
    return ["--profile", "cuda", "--rounding", rounding, "--overflow", overflow]


class Headers:
    """The compiled program around the headers."""

    def __init__(self, program, directory):
        self.program = str(program)
        self.directory = directory

    def encode(self, format, bits, source, rounding, overflow):
        """The codes, or None where the headers do not offer the combination."""
        file_in, file_out = self.directory / "peer.in", self.directory / "peer.out"
        np.ascontiguousarray(bits, SOURCE_WORD[source]).tofile(file_in)
        command = [self.program, "encode", format, source, rounding, overflow, file_in, file_out]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == NOT_OFFERED:
            return None
        if done.returncode != 0:
            raise OSError(done.stderr.strip())
        return np.fromfile(file_out, np.uint8)

    def decode(self, format):
        """Every code's value as float32 words, through bfloat16, which holds them all."""
        file_out = self.directory / "peer.out"
        subprocess.run([self.program, "decode", format, "bf16", file_out], check=True)
        return np.fromfile(file_out, "<u2").astype(np.uint32) << np.uint32(16)

    def sweep(self, format, rounding, overflow, threads):
        """The lines `digest …` and `code …` over all float32 inputs."""
        command = [self.program, "sweep", format, rounding, overflow, str(threads)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def check(binade, report, options):
    headers = Headers(options.programs["cuda_headers"], binade.directory)
    for name in FORMATS:
        values = headers.decode(name)
        codes = np.arange(len(values), dtype=np.uint8)
        label = f"cuda decode {name}"
        with report.attempt(label):
            report.compare(label, codes, same_nan(values), same_nan(binade.decode(name, codes)))
        finite = values[~is_nan(values)].view(np.float32)
        for source in SOURCE_WORD:
            bits = words_for(source, finite, options.count)
            for rounding, overflow in itertools.product(ROUNDINGS, OVERFLOWS):
                label = f"cuda encode {name} from {source} {rounding} {overflow}"
                with report.attempt(label):
                    peer = headers.encode(name, bits, source, rounding, overflow)
                    if peer is not None:
                        chosen = policy(name, rounding, overflow)
                        ours = binade.encode(name, bits, source, chosen)
                        report.compare(label, bits, peer, ours, " ".join(chosen))


def check_sweep(binade, report, options):
    headers = Headers(options.programs["cuda_headers"], binade.directory)
    for name, rounding in SWEEPS:
        label = f"cuda sweep {name} {rounding}"
        with report.attempt(label):
            chosen = policy(name, rounding, "saturate")
            peer = significant(headers.sweep(name, rounding, "saturate", options.threads))
            ours = significant(binade.run("sweep", "encode", name, *chosen))
            report.equal(f"{label} digest", peer[0], ours[0], " ".join(chosen), stands_for=1 << 32)
            report.equal(f"{label} histogram", peer[1], ours[1], " ".join(chosen), stands_for=1 << 32)


def significant(text):
    """The digest and the sorted histogram of a sweep's output; codes that never occur do not count."""
    digest = ""
    histogram = []
    for line in text.splitlines():
        word = line.split()
        if word[:1] == ["digest"]:
            digest = word[1]
        elif word[:1] == ["code"] and word[2] != "0":
            histogram.append((int(word[1], 16), int(word[2])))
    return digest, sorted(histogram)
