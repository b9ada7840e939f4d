"""The designs, the tools that simulate them, and the runs of each."""

import dataclasses
import json
import pathlib
import re
import shlex
import shutil
import subprocess

from vectors import ROOT, VECTORS, dot_ids, dot_lines, image_words, quantize_ids, quantize_lines, quantized_lines, text_count

HERE = pathlib.Path(__file__).resolve().parent
LONGEST = 300  # seconds for one program
MERGED = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "timeout": LONGEST}
SEED = 7  # of generated vectors: not the seed of those that ship
NVFP4_DOT = "sm_100:tcgen05.mxf4nvf4.f32.e2m1.e2m1.ue4m3.block16"


@dataclasses.dataclass(frozen=True)
class Design:
    """A module, the files under rtl/ that it needs, its bench, and the suite of its vectors."""

    name: str
    bench: str
    suite: str
    files: tuple
    defines: tuple = ()

    def sources(self, folder=None):
        return [HERE / "binade_pkg.sv", *((folder or HERE / "rtl") / f"{name}.sv" for name in (*self.files, self.name))]


FLOAT32 = ("float32_unpack", "float32_pack", "float32_multiply", "float32_divide", "ue4m3_to_float32")
DESIGNS = {
    design.name: design
    for design in (
        Design("e4m3fn_encode", "encode", "e4m3fn_encode", ("minifloat_encode",), ("CODE_BITS=8",)),
        Design("e4m3fn_encode_pipelined", "encode", "e4m3fn_encode", ("minifloat_encode", "e4m3fn_encode"), ("CODE_BITS=8", "CLOCKED=2")),
        Design("e2m1fn_encode", "encode", "e2m1fn_encode", ("minifloat_encode",), ("CODE_BITS=4",)),
        Design("nvfp4_quantize", "quantize", "nvfp4_quantize", ("minifloat_encode", "e4m3fn_encode", "e2m1fn_encode", *FLOAT32)),
        Design("nvfp4_dot", "dot", NVFP4_DOT.replace(":", "-").replace(".", "-") + "_dot", ("nvfp4_term", "float32_truncate")),
    )
}


@dataclasses.dataclass
class Row:
    """One line of the table."""

    name: str
    run: str
    vectors: int
    is_good: bool
    result: str
    details: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Stimulus:
    """Vectors for a bench: its arguments, and how many vectors they hold."""

    run: str
    arguments: tuple
    count: int


# MARK: Tools


class ToolFailed(Exception):
    """A compiler or a program did not do its work."""


def call(command, log, **options):
    """Runs a command and returns its output; if it fails, the last lines of that are the error."""
    done = subprocess.run(list(map(str, command)), **MERGED, **options)
    if log:
        log.write_text(done.stdout)
    if done.returncode != 0:
        raise ToolFailed(f"{shlex.join(map(str, command[:3]))} … failed:\n" + "\n".join(done.stdout.splitlines()[-12:]))
    return done.stdout


class Icarus:
    name, program, package = "icarus", "iverilog", "iverilog"
    all_twins = True  # it compiles in a moment

    def __init__(self, work):
        self.work = work / self.name
        self.work.mkdir(exist_ok=True)

    def compile(self, design, sources, label):
        """The command that runs the bench with this design."""
        target = self.work / f"{label}.vvp"
        defines = [f"-D{define}" for define in (f"DEVICE={design.name}", *design.defines)]
        bench = HERE / "bench" / f"{design.bench}_tb.sv"
        call(["iverilog", "-g2012", "-I", HERE / "bench", "-s", f"{design.bench}_tb", *defines, "-o", target, *sources, bench], None)
        return ["vvp", "-n", str(target)]


class Verilator:
    name, program, package = "verilator", "verilator", "verilator g++ make"
    all_twins = False  # a C++ compilation each: the first twin of each design

    def __init__(self, work):
        self.work = work / self.name
        self.work.mkdir(exist_ok=True)
        self.runtime = []

    def lint(self, design):
        call(["verilator", "--lint-only", "-Wall", "--top-module", design.name, *design.sources()], None)

    def compile(self, design, sources, label):
        # Verilator and make one after the other instead of `verilator --binary`: its own run-time objects are the same in every
        # simulation and are compiled once, all without optimisation, which takes longer than these simulations.
        folder = self.work / label
        folder.mkdir(exist_ok=True)
        defines = [f"-D{define}" for define in (f"DEVICE={design.name}", *design.defines)]
        bench = HERE / "bench" / f"{design.bench}_tb.sv"
        top = f"{design.bench}_tb"
        call(["verilator", "--cc", "--exe", "--main", "--timing", "-Wno-fatal", f"-I{HERE / 'bench'}", "--top-module", top, *defines,
              "--Mdir", folder, "-o", "simulation", *sources, bench], folder / "verilator.log")
        for file in self.runtime:
            shutil.copy(file, folder)  # newer than the makefile, or make would compile them again
        call(["make", "-C", folder, "-f", f"V{top}.mk", "OPT_FAST=-O0", "OPT_SLOW=-O0", "OPT_GLOBAL=-O0"], folder / "make.log")
        self.runtime = self.runtime or sorted(folder.glob("verilated*.o"))
        return [str(folder / "simulation")]


class Yosys:
    """Synthesis: a design is small logic, without latches or loops."""

    name, program, package = "yosys", "yosys", "yosys"

    def __init__(self, work):
        self.work = work / self.name
        self.work.mkdir(exist_ok=True)

    def synthesize(self, design):
        """The number of cells, counted through the hierarchy."""
        script = f"read_verilog -sv {' '.join(map(str, design.sources()))}; synth -noabc -top {design.name}; check -assert; stat"
        text = call(["yosys", "-p", script], self.work / f"{design.name}.log")
        if re.search(r"\$_?D(FFSR)?LATCH", text):
            raise ToolFailed("it has latches")
        return int(re.findall(r"Number of cells: +(\d+)", text)[-1])


# MARK: Vectors


def stimuli(design, folder, binade):
    """The runs of a design: what ships, and with the command also vectors that nobody has seen before."""
    folder.mkdir(exist_ok=True)
    shipped = VECTORS / "mem" / f"{design.suite}.mem"
    words = image_words(shipped)
    if design.bench == "encode":
        text = VECTORS / "text" / f"{design.suite}.txt"
        yield Stimulus("mem", (f"+mem={shipped}",), len(words))
        yield Stimulus("text", (f"+text={text}", f"+again=cat Vectors/text/{text.name}"), text_count(text))
    else:
        lanes, find_ids, make_lines = {"quantize": (16, quantize_ids, quantize_lines), "dot": (64, dot_ids, dot_lines)}[design.bench]
        ids, lines = folder / "ids.mem", folder / "json.txt"
        ids.write_text("".join(f"{number:08x}\n" for number in find_ids(design.suite, words)))
        text = make_lines(design.suite)
        lines.write_text("\n".join(text) + "\n")
        yield Stimulus("mem", (f"+mem={shipped}", f"+ids={ids}"), len(words) // lanes)
        yield Stimulus("json", (f"+text={lines}",), len(text) - 1)
    if binade is None:
        return
    command = generation(design)
    made = folder / "generated"
    with made.open("w") as output:
        subprocess.run([binade, *command], stdout=output, check=True, timeout=LONGEST)
    again = f"+again={shlex.join(['binade', *command])}"
    if design.bench == "quantize":
        yield Stimulus("generated", (f"+mem={made}", again), len(image_words(made)) // 16)
        lines = quantized_lines(binade, SEED)
        quantized = folder / "quantized.txt"
        quantized.write_text("\n".join(lines) + "\n")
        again = f"+again=Sources/Bindings/systemverilog/vectors.py --seed {SEED}"
        yield Stimulus("quantized", (f"+text={quantized}", again), len(lines) - 1)
    else:
        yield Stimulus("generated", (f"+text={made}", again), text_count(made))


def generation(design):
    """The arguments of `binade generate` for vectors with another seed."""
    if design.bench == "quantize":
        return ["generate", design.suite, "--seed", str(SEED), "--format", "mem"]
    name, count = (NVFP4_DOT, 1000) if design.bench == "dot" else (design.suite, 20000)
    return ["generate", name, "--seed", str(SEED), "--count", str(count), "--format", "text"]


# MARK: Runs


def simulate(program, stimulus):
    """The output of a bench, its exit code, and the vectors and mismatches that it counted, if it came that far."""
    done = subprocess.run([*program, *stimulus.arguments], **MERGED)
    counts = re.search(r": (\d+) vectors, (\d+) mismatches", done.stdout)
    return done.stdout.splitlines(), done.returncode, tuple(map(int, counts.groups())) if counts else None


def through_pipe(design, program, binade):
    """`generate | bench | verify -`: the oracle judges every answer. What it said, and whether all three programs ended well."""
    with subprocess.Popen([binade, *generation(design)], stdout=subprocess.PIPE) as source:
        with subprocess.Popen([*program, "+pipe"], stdin=source.stdout, stdout=subprocess.PIPE) as bench:
            source.stdout.close()
            verdict = subprocess.run([binade, "verify", "-"], stdin=bench.stdout, **MERGED)
    lines = verdict.stdout.splitlines()
    return lines, verdict.returncode == 0 and bench.returncode == 0 and source.returncode == 0


def accepted(design, program, folder):
    """Names of unusable files that the bench took all the same. A bench that reads nothing must not pass."""
    shipped = (VECTORS / "mem" / f"{design.suite}.mem").read_text().splitlines(keepends=True)
    head = {"encode": "# s,\n#group operand=f32\n", "quantize": "# s\n", "dot": "#dots instruction=s\n"}[design.bench]
    files = {
        "+text=empty": "",
        "+text=comments": head,
        "+text=cut": head + "00000000 00",
        "+text=surplus": head + "00000000 00 00 00 00 00 00 00 00 00\n",
        "+mem=empty": "",
        "+mem=headless": "".join(line for line in shipped if not line.startswith("//")),
        "+mem=short": "".join(shipped[:-40]),
    }
    # A right line first: the last one, cut and without an end, is what is refused.
    lines = {"encode": lambda suite: ["00000000 00 00"] * 2, "quantize": quantize_lines, "dot": dot_lines}[design.bench](design.suite)
    right = [line for line in lines if not line.startswith("#")][:2]
    files["+text=cut-late"] = head + right[0] + "\n" + " ".join(right[1].split()[: 5 if len(right[1].split()) > 5 else 2])
    for name, text in files.items():
        (folder / name[1:].replace("=", "-")).write_text(text)
    names = {name: name.split("=")[0] + f"={folder / name[1:].replace('=', '-')}" for name in files}
    names["+mem=missing"] = f"+mem={folder / 'missing'}"
    names["nothing"] = "+nothing"
    return len(names), [name for name, argument in names.items() if subprocess.run([*program, argument], **MERGED).returncode == 0]


def design_rows(tool, binade, only):
    """A row for each run of each design."""
    for design in (design for name, design in DESIGNS.items() if only in name):
        try:
            if isinstance(tool, Yosys):
                yield Row(design.name, "synthesis", 0, True, f"{tool.synthesize(design)} cells")
                continue
            if isinstance(tool, Verilator):
                tool.lint(design)
                yield Row(design.name, "lint", 0, True, "clean")
            program = tool.compile(design, design.sources(), design.name)
            generated = 0
            for stimulus in stimuli(design, tool.work / f"{design.name}-vectors", binade):
                lines, status, counts = simulate(program, stimulus)
                good = status == 0 and counts == (stimulus.count, 0)
                generated = stimulus.count
                result = "passed" if good else f"FAILED: exit {status}, expected {stimulus.count} vectors, found {counts}"
                yield Row(design.name, stimulus.run, counts[0] if counts else 0, good, result, [] if good else lines[:12])
            if binade and design.bench != "quantize":  # the bench reads no `#blocks` lines
                lines, good = through_pipe(design, program, binade)
                asked = int(lines[-1].split()[0]) if lines and re.match(r"\d+ tests, ", lines[-1]) else 0
                good = good and asked == generated
                yield Row(design.name, "pipe", asked, good, "passed" if good else "FAILED", [] if good else lines[:12])
            if design.bench == "encode" and tool.all_twins:
                # A device without flags, through the same bench: the port stays open.
                bare = dataclasses.replace(design, defines=(*design.defines, "CODES_ONLY"))
                stimulus = next(stimuli(design, tool.work / f"{design.name}-vectors", None))
                _, status, counts = simulate(tool.compile(bare, bare.sources(), f"{design.name}-codes"), stimulus)
                good = status == 0 and counts == (stimulus.count, 0)
                yield Row(design.name, "codes only", stimulus.count, good, "passed" if good else f"FAILED: exit {status}, found {counts}")
            number, taken = accepted(design, program, tool.work / f"{design.name}-vectors")
            yield Row(design.name, "bad files", 0, not taken, "FAILED: accepted" if taken else f"{number} refused", taken)
        except (ToolFailed, OSError, subprocess.SubprocessError) as error:
            yield Row(design.name, "", 0, False, "FAILED", str(error).splitlines())


def read_twins():
    """The twins by name, DESIGN/TWIN."""
    twins = json.loads((HERE / "twins" / "twins.json").read_text())
    return {f"{twin['design']}/{twin['name']}": twin for twin in twins}


def twin_sources(twin, design, folder):
    """The design's files in a folder of their own, one of them with the twin's bug."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in (HERE / "rtl").glob("*.sv"):
        shutil.copy2(source, folder)
    file = folder / twin["file"]
    text = file.read_text()
    for right, wrong in twin["edits"]:
        if text.count(right) != 1:
            raise ToolFailed(f"{right!r} is {text.count(right)} times in {twin['file']}, expected once")
        text = text.replace(right, wrong)
    file.write_text(text)
    return design.sources(folder)


def twin_rows(tool, binade, only):
    """A row for each broken twin: caught is good."""
    if isinstance(tool, Yosys):
        return
    seen = set()
    for name, twin in read_twins().items():
        design = DESIGNS[twin["design"]]
        if only not in name or (not tool.all_twins and design.name in seen):
            continue
        if twin.get("needsCommand") and binade is None:
            continue  # only blocks that the command quantizes show it
        seen.add(design.name)
        label = name.replace("/", "-")
        try:
            program = tool.compile(design, twin_sources(twin, design, tool.work / f"{label}-rtl"), label)
            yield caught(name, program, stimuli(design, tool.work / f"{design.name}-vectors", binade), binade)
        except (ToolFailed, OSError, subprocess.SubprocessError) as error:
            yield Row(name, "", 0, False, "FAILED", str(error).splitlines())


def caught(name, program, vectors, binade):
    """The verdict on a twin: the first run that catches it must say what was asked, expected and found, and how to replay it."""
    asked = 0
    for stimulus in vectors:
        lines, status, counts = simulate(program, stimulus)
        if status == 0 or counts is None:
            if counts is None:
                return Row(name, stimulus.run, 0, False, "FAILED: the simulation did not end", lines[-6:])
            asked += counts[0]
            continue
        end = next((place for place, line in enumerate(lines) if line.startswith("  again: ")), None)
        first = lines[: end + 1] if end is not None else []
        if counts != (stimulus.count, counts[1]) or not re.search("expected .*found", " ".join(first)):
            return Row(name, stimulus.run, counts[0], False, "FAILED: no first mismatch or no replay command", lines[:12])
        again = shlex.split(first[-1].removeprefix("  again: "))
        if binade and again[:2] == ["binade", "verify"]:
            # The command must exist and find that the vector is right: the fault is the device's.
            call([binade, *again[1:]], None, cwd=ROOT)
        return Row(name, stimulus.run, counts[0], True, f"caught, {counts[1]} mismatches", first)
    return Row(name, "", asked, False, "NOT CAUGHT")
