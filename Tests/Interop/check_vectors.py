"""The golden vectors: outside software confirms the expected results that ship, and the files fit their schemas.

A witness is asked about a group if it has the group's rounding rule. Where it differs from the group on another axis
(Spec/registry/profiles.json says how), the operands on which that axis can matter are left out; on all others its code
must be the expected result. The binade command takes no part.
"""

import dataclasses
import importlib.metadata
import json
import pathlib
import re
import subprocess
import time

import gfloat
import jsonschema
import ml_dtypes
import numpy as np
from gfloat import RoundMode
from gfloat.types import Domain

import check_cuda
import check_cutlass
import check_gfloat
import check_ml_dtypes
import check_p3109
from harness import SOURCE_FLOAT, SOURCE_WORD, as_float64, is_nan, same_nan

REGISTRY = pathlib.Path(__file__).resolve().parents[2] / "Spec" / "registry"
STOCHASTIC_WIDTHS = {"per-element-8": 8, "per-element-16": 16}
SMALLEST_NORMAL = {"f64": -1022, "f32": -126, "bf16": -126, "f16": -14}


def registry(name):
    return json.loads((REGISTRY / f"{name}.json").read_text())


@dataclasses.dataclass(frozen=True)
class Format:
    """What the comparison has to know of a format, and gfloat's description of it."""

    name: str
    bits: int
    padding: int
    kind: str
    is_signed: bool
    has_negative_zero: bool
    has_infinity: bool
    has_nan: bool
    has_one_nan: bool
    has_subnormals: bool
    quantum: float
    largest: float
    lowest: float
    smallest: float
    smallest_normal: float
    sign: str
    info: gfloat.FormatInfo | None

    @property
    def is_fixed_point(self):
        return self.kind in ("integers", "fixed-point")


def named_format(entry):
    """A format from its registry entry."""
    d = entry["descriptor"]
    is_fixed = d["exponentBits"] == 0
    nans = d["highNaNCount"]
    zero_is_nan = d["sign"] == "sign-bit" and not d["hasNegativeZero"] and not is_fixed
    if is_fixed:
        kind = "integers" if re.match("u?int", entry["name"]) else "fixed-point"
    else:
        kind = "floating-point" if d["hasSubnormals"] else "without-zero"
    info = None
    if not is_fixed and entry["name"] != "f64":
        info = gfloat.FormatInfo(
            name=entry["name"],
            k=entry["codeBits"],
            precision=d["significandBits"] + 1,
            bias=d["bias"],
            is_signed=d["sign"] == "sign-bit",
            domain=Domain.Extended if d["hasInfinity"] else Domain.Finite,
            has_nz=d["hasNegativeZero"],
            num_high_nans=nans,
            has_subnormals=d["hasSubnormals"],
            is_twos_complement=False,
        )
    return Format(
        name=entry["name"],
        bits=entry["codeBits"],
        padding=d["paddingBits"],
        kind=kind,
        is_signed=d["sign"] != "unsigned",
        has_negative_zero=d["hasNegativeZero"],
        has_infinity=d["hasInfinity"],
        has_nan=nans > 0 or zero_is_nan,
        has_one_nan=(nans == 0 and zero_is_nan) or (nans == 1 and d["sign"] == "unsigned"),
        has_subnormals=d["hasSubnormals"],
        quantum=2.0 ** (1 - d["bias"] - d["significandBits"]) if is_fixed else 0.0,
        largest=float.fromhex(entry["maximumFinite"]["hexFloat"]),
        lowest=float.fromhex(entry["minimumFinite"]["hexFloat"]),
        smallest=float.fromhex(entry["smallestPositive"]["hexFloat"]),
        smallest_normal=0.0 if is_fixed else float.fromhex(entry["minimumNormal"]["hexFloat"]),
        sign=d["sign"],
        info=check_gfloat.FORMATS.get(entry["name"], info),
    )


def family_format(name):
    """A format of the P3109 family, described by gfloat alone."""
    width = int(re.match(r"binary(\d+)p", name)[1])
    info = dict(check_p3109.family([width]))[name]
    return Format(
        name=name,
        bits=info.bits,
        padding=0,
        kind="floating-point",
        is_signed=info.is_signed,
        has_negative_zero=False,
        has_infinity=info.num_posinfs > 0,
        has_nan=True,
        has_one_nan=True,
        has_subnormals=True,
        quantum=0.0,
        largest=info.max,
        lowest=info.min,
        smallest=info.smallest,
        smallest_normal=info.smallest_normal,
        sign="sign-bit" if info.is_signed else "unsigned",
        info=info,
    )


class Policies:
    """The policies of each profile, and the operands on which two sets of policies can differ."""

    def __init__(self):
        self.axes = registry("policies")
        self.profiles = {p["qualifiedName"]: p for p in registry("profiles")}

    def of(self, profile, format, source, **others):
        """What a profile does, with `others` in force."""
        default = "defaultForIntegers" if format.kind == "integers" else "default"
        chosen = {a["axis"]: a[default] for a in self.axes}
        if profile:
            for rule in self.profiles[profile]["rules"]:
                if rule["formats"] in (format.kind, format.name) and rule["source"] in (None, source):
                    chosen.update(rule["differences"])
        chosen.update({axis.replace("_", "-"): choice for axis, choice in others.items()})
        return chosen

    def agreed(self, format, source, group, peer, values):
        """The operands on which the peer must give the group's results; None if its rounding is another."""
        group, peer = (normal(format, policies) for policies in (group, peer))
        if group["rounding"] != peer["rounding"]:
            return None
        keep = np.ones(len(values), bool)
        concerned = concerns(format, source, values, group, peer)
        for axis, operands in concerned.items():
            if group[axis] != peer[axis]:
                keep &= ~operands
        return keep


def normal(format, policies):
    """The same policies with one name for choices that are the same to this format."""
    policies = dict(policies)
    if not format.is_fixed_point and policies["overflow"] == "wrap":
        policies["overflow"] = "saturate"
    if not format.is_fixed_point and policies["negative"] == "wrap":
        policies["negative"] = "magnitude"
    if not format.has_nan and not format.has_infinity:
        # The non-finite result of such a format is its largest code.
        if policies["overflow"].startswith("nonfinite"):
            policies["overflow"] = "saturate"
        if policies["infinity"] == "nonfinite":
            policies["infinity"] = "as-overflow"
    return policies


def concerns(format, source, values, group, peer):
    """For each axis the operands on which its choices can give different codes; generous rather than exact."""
    magnitude = np.abs(values)
    nan = np.isnan(values)
    none = np.zeros(len(values), bool)
    above = (values > format.largest) | (values < (format.lowest if format.is_signed else -format.largest))
    negative = (values < 0) & (not format.is_signed)
    flushes = "flush" in (group["subnormal-result"], peer["subnormal-result"])
    low = magnitude < (format.smallest_normal if flushes else format.smallest)
    if format.kind == "without-zero":
        low = magnitude < 2 * format.smallest
    # A NaN comes from a NaN, from overflow, and where there is no number for a negative operand or for zero.
    invalid = nan | above | negative | (low if format.kind == "without-zero" else none)
    return {
        "overflow": above,
        "infinity": np.isinf(values),
        "overflow-nan": above if not format.has_one_nan else none,
        "nan": invalid if format.has_nan and not format.has_one_nan else none,
        "missing-nan": invalid if not format.has_nan else none,
        "signed-zero": low if format.has_negative_zero else none,
        "negative": negative,
        "missing-zero": (values == 0) & (format.kind == "without-zero"),
        "lowest-binade": low if format.kind == "without-zero" else none,
        "subnormal-operand": (values != 0) & (magnitude < 2.0 ** SMALLEST_NORMAL[source]),
        "subnormal-result": (magnitude < format.smallest_normal) & (not format.is_fixed_point),
        "relu": np.signbit(values),
        "tininess": none,
    }


@dataclasses.dataclass
class Question:
    """A group as a peer sees it."""

    format: Format
    source: str
    rounding: str
    layout: str | None
    bits: np.ndarray
    values: np.ndarray
    fields: np.ndarray | None


# MARK: Witnesses
#
# `answers` yields what a witness does about a question: its policies, which operands it can be asked about, and a
# function from the chosen operands to codes. `decode` gives all codes' values as float64, or None.


class MLDtypes:
    name = "ml_dtypes"
    package = "ml_dtypes"

    def __init__(self, policies):
        self.policies = policies
        self.formats = {name: (dtype, width) for name, dtype, width in check_ml_dtypes.FORMATS}

    def answers(self, q):
        # From float64 it narrows to float32 first.
        if q.format.name not in self.formats or q.source in ("f64", q.format.name) or q.layout:
            return
        dtype, width = self.formats[q.format.name]
        peer = self.policies.of("ml_dtypes@0.6.0", q.format, q.source)
        asked = np.abs(q.values) <= 2.0**31 - 1 if q.format.is_fixed_point else np.ones(len(q.bits), bool)
        yield peer, asked, lambda keep: check_ml_dtypes.cast(q.bits[keep], q.source, dtype, width)

    def decode(self, format, codes):
        if format.name not in self.formats:
            return None
        dtype, width = self.formats[format.name]
        words = codes.astype(np.uint16 if width > 8 else np.uint8)
        with np.errstate(invalid="ignore"):
            return words.view(dtype).astype(np.float64)


class GFloat:
    name = "gfloat"
    package = "gfloat"

    def __init__(self, policies):
        self.policies = policies

    def answers(self, q):
        info = q.format.info
        modes = {rounding: mode for mode, rounding in check_gfloat.ROUNDINGS.items()}
        width = STOCHASTIC_WIDTHS.get(q.layout)
        if width:
            modes["stochastic"] = RoundMode.StochasticFastest
        if info is None or q.rounding not in modes:
            return
        mode = modes[q.rounding]
        for saturates in (True, False):
            overflow = "saturate" if saturates else "nonfinite"
            peer = self.policies.of(
                "gfloat@0.5.2", q.format, q.source, rounding=q.rounding, overflow=overflow
            )
            asked = check_gfloat.convertible(info, q.values, saturates)
            if width and q.source == "f64":
                # It adds the field to the discarded fraction in float64: that is exact, or far from a carry, up to 36 bits.
                asked &= q.bits & np.uint64((1 << 17) - 1) == 0
            if q.format.kind == "without-zero" and saturates:
                # The largest value, although every other negative operand is NaN.
                asked &= q.values != -np.inf
            yield peer, asked, lambda keep, s=saturates: self.encode(q, mode, s, keep, width)

    def encode(self, q, mode, saturates, keep, width):
        info, values = q.format.info, q.values[keep]
        field = q.fields[keep].astype(np.int64) if width else None
        if q.format.kind != "without-zero":
            return check_gfloat.array_codes(info, values, mode, saturates, field, width or 0)
        # The array interface has no code for zero and for small values.
        if not width:
            return check_gfloat.scalar_codes(info, values, mode, saturates)
        pairs = zip(values.tolist(), field.tolist())
        rounded = (gfloat.round_float(info, v, mode, saturates, r, width) for v, r in pairs)
        return np.array([gfloat.encode_float(info, v) for v in rounded])

    def decode(self, format, codes):
        if format.info is None:
            return None
        return gfloat.decode_ndarray(format.info, codes.astype(np.uint64)).astype(np.float64)


class CUDAHeaders:
    name = "CUDA headers"
    package = "nvidia-cuda-runtime"

    def __init__(self, policies, program, directory):
        self.policies = policies
        self.headers = check_cuda.Headers(program, directory)

    def answers(self, q):
        if q.format.name not in check_cuda.FORMATS:
            return
        asked = q.rounding
        if q.format.kind == "without-zero":
            # The headers round E8M0 to the nearest value with ties up.
            asked = {"nearest-away": "nearest-even", "nearest-even": None}.get(asked, asked)
        if asked not in check_cuda.ROUNDINGS:
            return
        for overflow in check_cuda.OVERFLOWS:
            if self.headers.encode(q.format.name, q.bits[:0], q.source, asked, overflow) is None:
                continue
            peer = self.policies.of(
                "cuda@13.5", q.format, q.source, rounding=q.rounding, overflow=overflow
            )
            everything = np.ones(len(q.bits), bool)
            yield (
                peer,
                everything,
                lambda keep, o=overflow: self.headers.encode(q.format.name, q.bits[keep], q.source, asked, o),
            )

    def decode(self, format, codes):
        if format.name not in check_cuda.FORMATS:
            return None
        return self.headers.decode(format.name).view(np.float32).astype(np.float64)[codes]


class Cutlass:
    name = "CUTLASS"
    package = "nvidia-cutlass"

    def __init__(self, policies, program, directory):
        self.policies = policies
        self.program = program
        self.directory = directory

    def answers(self, q):
        # Its constructors take float; other sources that float holds are widened.
        if q.format.name not in check_cutlass.FORMATS or q.source == "f64" or q.layout:
            return
        rounding = {"rounding": "up"} if q.format.kind == "without-zero" else {}
        peer = self.policies.of("cutlass", q.format, q.source, **rounding)
        yield peer, np.ones(len(q.bits), bool), lambda keep: self.encode(q, keep)

    def encode(self, q, keep):
        file_in, file_out = self.directory / "peer.in", self.directory / "peer.out"
        words = q.bits[keep]
        if q.source == "f32":
            words.tofile(file_in)
        else:
            with np.errstate(invalid="ignore"):
                as_float64(words, q.source).astype("<f4").tofile(file_in)
        subprocess.run([self.program, q.format.name, file_in, file_out], check=True)
        return np.fromfile(file_out, np.uint8)

    def decode(self, format, codes):
        return None


class NumPy:
    name = "numpy"
    package = "numpy"
    DIRECTED = {
        "nearest-even": np.rint,
        "toward-zero": np.trunc,
        "up": np.ceil,
        "down": np.floor,
    }

    def __init__(self, policies):
        self.policies = policies

    def answers(self, q):
        if q.layout:
            return
        if q.format.name in SOURCE_FLOAT and q.source != q.format.name and q.rounding == "nearest-even":
            peer = self.policies.of(None, q.format, q.source, overflow="nonfinite")
            # NaN is the processor's.
            yield peer, ~np.isnan(q.values), lambda keep: self.cast(q, keep)
        if q.format.is_fixed_point and q.rounding in self.DIRECTED:
            peer = self.policies.of(
                None, q.format, q.source, rounding=q.rounding, overflow="saturate", negative="zero"
            )
            yield peer, ~np.isnan(q.values), lambda keep: self.clip(q, keep)
            if q.format.sign != "sign-bit":
                peer = {**peer, "overflow": "wrap", "negative": "wrap"}
                yield peer, np.abs(q.values) < 2.0**40, lambda keep: self.wrap(q, keep)

    def cast(self, q, keep):
        # bfloat16 is widened to float32, exactly.
        values = q.bits[keep].view(SOURCE_FLOAT[q.source]) if q.source != "bf16" else q.values[keep]
        with np.errstate(all="ignore"):
            return values.astype(SOURCE_FLOAT[q.format.name]).view(SOURCE_WORD[q.format.name])

    def quanta(self, q, keep):
        with np.errstate(over="ignore"):
            return self.DIRECTED[q.rounding](q.values[keep] / q.format.quantum)

    def clip(self, q, keep):
        f = q.format
        quanta = np.clip(self.quanta(q, keep), f.lowest / f.quantum, f.largest / f.quantum)
        whole = quanta.astype(np.int64)
        if f.sign == "sign-bit":
            return np.abs(whole) | np.where(np.signbit(quanta), 1 << (f.bits - 1), 0)
        return whole & ((1 << f.bits) - 1)

    def wrap(self, q, keep):
        return self.quanta(q, keep).astype(np.int64) & ((1 << q.format.bits) - 1)

    def decode(self, format, codes):
        if format.name in ("f16", "f32"):
            with np.errstate(invalid="ignore"):
                words = codes.astype(SOURCE_WORD[format.name])
                return words.view(SOURCE_FLOAT[format.name]).astype(np.float64)
        if not format.is_fixed_point:
            return None
        top = 1 << (format.bits - 1)
        whole = codes.astype(np.int64)
        if format.sign == "twos-complement":
            whole = (whole ^ top) - top
        if format.sign == "sign-bit":
            return np.copysign((whole & (top - 1)) * format.quantum, np.where(whole & top, -1.0, 1.0))
        return whole * format.quantum


# MARK: Files


@dataclasses.dataclass
class Count:
    """What a witness said about some files."""

    files: int = 0
    groups: int = 0
    tests: int = 0
    differences: int = 0


class Comparison:
    """Every witness against every group of every file."""

    def __init__(self, witnesses, policies):
        self.witnesses = witnesses
        self.policies = policies
        self.formats = {entry["name"]: named_format(entry) for entry in registry("formats")}
        self.counts = {w.name: Count() for w in witnesses}
        self.unlisted = {w.name: [] for w in witnesses}
        self.examples = []
        self.problems = []

    def format(self, name):
        if name not in self.formats:
            self.formats[name] = family_format(name)
        return self.formats[name]

    def file(self, name, document):
        found = {w.name: Count() for w in self.witnesses}
        for number, group in enumerate(document["testGroups"]):
            compare = self.decode if group["type"] == "ScalarDecode" else self.encode
            for witness in self.witnesses:
                tests, differences = compare(f"{name} group {number}", witness, group)
                count = found[witness.name]
                count.groups += tests > 0
                count.tests += tests
                count.differences += differences
        self.judge(name, document["confirmedBy"], found)
        for key, count in found.items():
            total = self.counts[key]
            total.files += count.tests > 0
            total.groups += count.groups
            total.tests += count.tests
            total.differences += count.differences

    def judge(self, name, listed, found):
        """A listed witness must exist in the listed version, confirm something and contradict nothing."""
        packages = {w.name: w.package for w in self.witnesses}
        for entry in listed:
            witness = entry["name"]
            if witness not in found:
                self.problems.append(f"{name}: confirmedBy names {witness}, which is not asked")
                continue
            installed = importlib.metadata.version(packages[witness])
            if not f"{installed}.".startswith(f"{entry['version']}."):
                self.problems.append(f"{name}: {witness} is {installed}, not {entry['version']}")
            if found[witness].tests == 0:
                self.problems.append(f"{name}: {witness} confirms nothing")
            if found[witness].differences:
                self.problems.append(f"{name}: {witness} contradicts {found[witness].differences} tests")
        names = {entry["name"] for entry in listed}
        for witness, count in found.items():
            if count.tests and witness not in names:
                self.unlisted[witness].append(name)

    def encode(self, label, witness, group):
        tests = group["tests"]
        format = self.format(group["resultFormat"])
        source = group["operandFormat"]
        if source not in SOURCE_WORD or not tests:
            return 0, 0
        bits = np.array([int(t["operand"], 16) for t in tests], SOURCE_WORD[source])
        expected = np.array([int(t["result"], 16) for t in tests], np.uint64)
        fields = np.array([int(t["random"], 16) for t in tests]) if "random" in tests[0] else None
        question = Question(
            format,
            source,
            group["policies"]["rounding"],
            group.get("randomLayout"),
            bits,
            as_float64(bits, source),
            fields,
        )
        compared = np.zeros(len(tests), bool)
        wrong = np.zeros(len(tests), bool)
        for peer, asked, codes in witness.answers(question):
            agreed = self.policies.agreed(format, source, group["policies"], peer, question.values)
            if agreed is None or not (agreed & asked).any():
                continue
            keep = agreed & asked
            words = np.asarray(codes(keep)).astype(np.uint64) << np.uint64(format.padding)
            compared |= keep
            differing = np.nonzero(keep)[0][words != expected[keep]]
            wrong[differing] = True
            if len(differing):
                i = differing[0]
                word = words[np.nonzero(keep)[0] == i][0]
                self.examples.append(
                    f"    {label} test {tests[i]['tcId']}: {witness.name} {int(word):x}, {json.dumps(tests[i])}"
                )
        return int(compared.sum()), int(wrong.sum())

    def decode(self, label, witness, group):
        tests = group["tests"]
        format = self.format(group["operandFormat"])
        codes = np.array([int(t["operand"], 16) for t in tests], np.uint64) >> np.uint64(format.padding)
        peer = witness.decode(format, codes.astype(np.int64) if format.bits <= 16 else codes)
        if peer is None:
            return 0, 0
        target = group["resultFormat"]
        words = np.array([int(t["result"], 16) for t in tests], SOURCE_WORD[target])
        expected = same_nan(as_float64(words, target).view(np.uint64))
        given = same_nan(np.ascontiguousarray(peer, np.float64).view(np.uint64))
        differing = np.nonzero(given != expected)[0]
        for i in differing[:1]:
            self.examples.append(
                f"    {label} test {tests[i]['tcId']}: {witness.name} {peer[i]}, {json.dumps(tests[i])}"
            )
        quiet = is_nan(words)
        loud = quiet & (words & np.array(1 << (22 if target == "f32" else 51), words.dtype) == 0)
        if loud.any():
            self.problems.append(f"{label}: decodes to a signalling NaN")
        return len(tests), len(differing)


def schema_problems(folder, paths):
    """Every file against the schema that it names. The first problem of each file."""
    validators = {}
    for path in paths:
        document = json.loads(path.read_text())
        name = pathlib.PurePath(document.get("schema", "")).name
        if name not in validators:
            file = folder / "schemas" / name
            if not name or not file.is_file():
                yield f"{path.name}: its schema {name!r} does not ship"
                continue
            schema = json.loads(file.read_text())
            kind = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)
            kind.check_schema(schema)
            validators[name] = kind(schema)
        for error in validators[name].iter_errors(document):
            place = "/".join(map(str, error.absolute_path))
            yield f"{path.name}: {place}: {error.message[:200]}"
            break


def check(binade, report, options):
    folder = pathlib.Path(options.vectors)
    files = sorted((folder / "data").glob("*.json"))
    # Blocks and layouts have witnesses of their own: peers/compare.py; dot products: check_tensor_core.py.
    others = ("_quantize.json", "_dequantize.json", "layouts.json", "_dot.json")
    paths = [path for path in files if not path.name.endswith(others)]
    with report.attempt("vectors"):
        if not paths:
            raise ValueError(f"{folder / 'data'} has no JSON files; 'binade generate all -o {folder}' writes them")
        started = time.monotonic()
        problems = list(schema_problems(folder, [*files, folder / "manifest.json"]))
        seconds = time.monotonic() - started
        report.state("vectors schemas", f"{len(files) + 1} files, {seconds:.0f} s, {len(problems)} invalid", problems)

        policies = Policies()
        directory = binade.directory
        witnesses = [
            MLDtypes(policies),
            GFloat(policies),
            CUDAHeaders(policies, options.programs["cuda_headers"], directory),
            Cutlass(policies, options.programs["cutlass_host"], directory),
            NumPy(policies),
        ]
        comparison = Comparison(witnesses, policies)
        for path in paths:
            comparison.file(path.stem, json.loads(path.read_text()))
        for witness, count in comparison.counts.items():
            examples = list(dict.fromkeys(e for e in comparison.examples if f": {witness} " in e))
            report.state(
                f"vectors {witness}",
                f"{count.files} files, {count.groups} groups, {count.tests} tests compared, {count.differences} different",
                examples[:20] if count.tests else ["    compared nothing"],
            )
        report.state("vectors confirmedBy", f"{len(comparison.problems)} wrong", comparison.problems)
        for witness, files in comparison.unlisted.items():
            if files:
                print(f"note: {witness} is not named in confirmedBy of {' '.join(files)}")
