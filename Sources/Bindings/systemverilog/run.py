#!/usr/bin/env python3
"""Simulates the example designs on the golden vectors, and shows that their broken twins are caught. See README.md.

Every design must pass all its vectors, as many as the file has; every twin (`twins/twins.json`) must fail, with a first mismatch and the
command that replays it. Python's standard library only; the simulators are those of Debian 12.
"""

import argparse
import pathlib
import shutil
import sys
import tempfile

from simulation import DESIGNS, ROOT, Icarus, Verilator, Yosys, design_rows, twin_rows

SIMULATORS = {"icarus": Icarus, "verilator": Verilator}


def find_binade(path):
    """The command: the one named, the one on the PATH, or the one built in this checkout; None if there is none."""
    if path:
        found = pathlib.Path(path).resolve()
        if not found.is_file():
            raise SystemExit(f"--binade: {path} is no file")
        return found
    for candidate in (shutil.which("binade"), ROOT / ".build" / "release" / "binade"):
        if candidate and pathlib.Path(candidate).is_file():
            return pathlib.Path(candidate)
    return None


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulator", choices=[*SIMULATORS, "all"], default="all", help="one of them; all, and Yosys, by default")
    parser.add_argument("--binade", metavar="PATH", help="the command, for generated vectors and pipes; found on the PATH or in .build")
    parser.add_argument("--only", metavar="NAME", help="designs and twins (DESIGN/TWIN) whose name holds this")
    parser.add_argument("--no-synthesis", action="store_true", help="leave Yosys out")
    parser.add_argument("--work", metavar="DIR", help="keep the compiled simulations here")
    return parser.parse_args()


def run(options):
    tools = [SIMULATORS[name] for name in SIMULATORS if options.simulator in (name, "all")]
    if options.simulator == "all" and not options.no_synthesis:
        tools.append(Yosys)
    missing = [f"{tool.program} is missing: apt-get install {tool.package}" for tool in tools if not shutil.which(tool.program)]
    if missing:
        raise SystemExit("\n".join(missing))
    binade = find_binade(options.binade)
    if binade is None:
        print("no binade command: generated vectors and pipes are left out (swift build -c release --product binade)", file=sys.stderr)
    work = pathlib.Path(options.work or tempfile.mkdtemp(prefix="binade-rtl-")).resolve()
    work.mkdir(parents=True, exist_ok=True)
    print(f"{'design':<42}{'run':<12}{'with':<11}{'vectors':>8}  result")
    passed = failed = 0
    try:
        for tool in tools:
            instance = tool(work)
            rows = (row for make in (design_rows, twin_rows) for row in make(instance, binade, options.only or ""))
            for row in rows:
                print(f"{row.name:<42}{row.run:<12}{instance.name:<11}{row.vectors if row.vectors else '':>8}  {row.result}", flush=True)
                for line in row.details:
                    print(f"    {line}")
                passed, failed = passed + row.is_good, failed + (not row.is_good)
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)
    if passed + failed == 0:
        raise SystemExit(f"--only: no design's name holds {options.only}; there are {', '.join(DESIGNS)}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run(parse()))
