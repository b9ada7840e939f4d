"""Simulates the SystemVerilog designs of `Sources/Bindings/systemverilog` on the golden vectors.

Each design must pass every vector on Icarus and on Verilator and synthesize with Yosys; each broken twin must be caught; the package
must be what the registry says; and the cocotb example must do the same. A tool that is missing is a failure.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SYSTEMVERILOG = HERE.parent.parent / "Sources" / "Bindings" / "systemverilog"
sys.path.append(str(SYSTEMVERILOG))

from simulation import Icarus, Verilator, Yosys, design_rows, twin_rows  # noqa: E402


def check(binade, report, options):
    """Everything: a few minutes, most of them C++ compilations of Verilator."""
    script(report, "rtl package", [SYSTEMVERILOG / "make_package.py", "--check"])
    with tempfile.TemporaryDirectory(prefix="binade-rtl-") as work:
        for tool in (Icarus, Verilator, Yosys):
            if not shutil.which(tool.program):
                report.state(f"rtl {tool.name}", "not there", [f"{tool.program} is missing: apt-get install {tool.package}"])
                continue
            simulate(tool(pathlib.Path(work)), binade, report)
    script(report, "rtl cocotb", [SYSTEMVERILOG / "cocotb" / "run_cocotb.py"])


def simulate(tool, binade, report):
    """A line for each design and for each twin."""
    with report.attempt(f"rtl {tool.name}"):
        runs = {}
        for row in design_rows(tool, pathlib.Path(binade.path), ""):
            runs.setdefault(row.name, []).append(row)
        for name, rows in runs.items():
            text = ", ".join(" ".join(filter(None, (row.run, str(row.vectors or ""), row.result))) for row in rows)
            problems = [line for row in rows if not row.is_good for line in (f"{row.run}: {row.result}", *row.details)]
            report.state(f"rtl {tool.name} {name}", text, problems)
        for row in twin_rows(tool, pathlib.Path(binade.path), ""):
            problems = [] if row.is_good else [row.result, *row.details]
            report.state(f"rtl {tool.name} {row.name}", f"{row.vectors} vectors, {row.result}", problems)


def script(report, name, command):
    """One of the folder's programs; its last line is the verdict."""
    done = subprocess.run([sys.executable, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = done.stdout.splitlines() or ["no output"]
    report.state(name, lines[-1], lines[-40:] if done.returncode else [])
