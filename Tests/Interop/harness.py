"""What the checks share: the binade command as a function, and the count of what agreed."""

import contextlib
import pathlib
import subprocess
import sys

import numpy as np

SOURCE_WORD = {
    "f32": np.dtype("<u4"),
    "f16": np.dtype("<u2"),
    "bf16": np.dtype("<u2"),
    "f64": np.dtype("<u8"),
}
SOURCE_FLOAT = {"f32": np.dtype("<f4"), "f16": np.dtype("<f2"), "f64": np.dtype("<f8")}
ALL_16_BIT = np.arange(1 << 16, dtype="<u2")


class CommandFailed(Exception):
    """The command under test did not exit with 0."""

    def __init__(self, command, status, message):
        first = message.strip().splitlines() or ["no message"]
        super().__init__(f"{' '.join(command)}: exit {status}: {first[0]}")
        self.status = status


class Binade:
    """The command under test. Inputs and outputs are arrays of bit patterns."""

    def __init__(self, path, directory):
        self.path = str(path)
        self.directory = pathlib.Path(directory)

    def run(self, *arguments):
        """Runs the command and returns its standard output."""
        command = [self.path, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            shown = ["binade", *map(str, arguments)]
            raise CommandFailed(shown, done.returncode, done.stderr)
        return done.stdout

    def run_any(self, *arguments):
        """Runs the command, which may find a mismatch, and returns its standard output."""
        command = [self.path, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise CommandFailed(["binade", *map(str, arguments)], done.returncode, done.stderr)
        return done.stdout

    def encode(self, format, bits, source, options=(), random=None):
        """The codes of `bits`, an array of words of the source format."""
        file_in, file_out, file_random = (
            self.directory / name for name in ("in.npy", "out.npy", "random.npy")
        )
        file_out.unlink(missing_ok=True)
        words = np.ascontiguousarray(bits, SOURCE_WORD[source])
        extra = []
        if source in SOURCE_FLOAT:
            words = words.view(SOURCE_FLOAT[source])
        else:
            extra += ["--source", source]
        np.save(file_in, words)
        if random is not None:
            np.save(file_random, random)
            extra += ["--random", file_random]
        self.run("encode", format, file_in, file_out, *extra, *options)
        codes = np.load(file_out)
        if codes.shape != words.shape:
            raise ValueError(f"encode {format}: shape {codes.shape} came back for {words.shape}")
        return codes

    def decode(self, format, codes, target="f32"):
        """The float32 (or float64) bit patterns of `codes`."""
        file_in, file_out = self.directory / "in.npy", self.directory / "out.npy"
        file_out.unlink(missing_ok=True)
        np.save(file_in, codes)
        self.run("decode", format, file_in, file_out, *(["--to", target] if target != "f32" else []))
        values = np.load(file_out)
        if values.dtype != SOURCE_FLOAT[target] or values.shape != codes.shape:
            raise ValueError(f"decode {format}: {values.dtype} {values.shape} came back for {codes.shape}")
        return values.view(SOURCE_WORD[target])

    def requantize(self, format, values, options=()):
        """Values after quantizing to a block format and back."""
        file_in, file_out, file_values = (
            self.directory / name for name in ("in.npy", "out.safetensors", "values.npy")
        )
        np.save(file_in, np.ascontiguousarray(values, "<f4"))
        self.run("quantize", format, file_in, file_out, *options)
        self.run("dequantize", file_out, file_values)
        return np.load(file_values)


class Report:
    """Prints one line per check and counts them."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def compare(self, name, inputs, peer, binade, explained=""):
        """One check: the peer's codes against ours, for these input words."""
        self.compare_all(name, [(explained, inputs, peer, binade)], explained)

    def compare_all(self, name, cases, explained=""):
        """One check of several cases, each a label, input words, the peer's codes and ours."""
        compared = 0
        different = 0
        examples = []
        for label, inputs, peer, binade in cases:
            peer, binade = np.asarray(peer), np.asarray(binade)
            places = np.nonzero(peer != binade)[0]
            compared += len(peer)
            different += len(places)
            width = 2 * inputs.dtype.itemsize
            for i in places[:: max(1, len(places) // 4)][:5]:
                bits = f"{int(inputs[i]):0{width}x}"
                examples.append(
                    f"    input {bits}: peer {int(peer[i]):02x}, binade {int(binade[i]):02x}  ({label})"
                )
        self._line(name, compared, different, explained)
        for example in examples[:20]:
            print(example)

    def equal(self, name, peer, binade, explained="", stands_for=1):
        """One check of a single value, which `stands_for` that many inputs."""
        self._line(name, stands_for, "some" if peer != binade else 0, explained)
        if peer != binade:
            print(f"    peer {peer}, binade {binade}")

    def state(self, name, text, problems):
        """One check in its own words; it failed if there are problems, of which the first 40 are printed."""
        if problems:
            self.failed += 1
        else:
            self.passed += 1
        print(f"{name}: {text}")
        for problem in problems[:40]:
            print(problem if problem.startswith(" ") else f"    {problem}")

    @contextlib.contextmanager
    def attempt(self, name):
        """Turns an error inside the `with` block into one failed check."""
        try:
            yield
        except (CommandFailed, ValueError, OSError) as error:
            self.failed += 1
            print(f"{name}: FAILED: {error}")
        sys.stdout.flush()

    def _line(self, name, compared, different, explained):
        if different:
            self.failed += 1
        else:
            self.passed += 1
        suffix = f", explained by {explained}" if explained else ""
        print(f"{name}: {compared} compared, {different} different{suffix}")


def is_nan(words):
    """Which float32 or float64 words are NaN."""
    return np.isnan(words.view(np.float32 if words.dtype.itemsize == 4 else np.float64))


def same_nan(words):
    """Float32 or float64 words with one NaN for all."""
    floats = np.float32 if words.dtype.itemsize == 4 else np.float64
    return np.where(is_nan(words), np.array([np.nan], floats).view(words.dtype), words)


def as_float64(bits, source):
    """Words of a source format as float64; exact, quiet NaN for NaN."""
    if source in SOURCE_FLOAT:
        values = bits.view(SOURCE_FLOAT[source])
    else:
        values = (bits.astype("<u4") << np.uint32(16)).view("<f4")
    with np.errstate(invalid="ignore"):
        return values.astype(np.float64)
