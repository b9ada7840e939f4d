"""The recordings of the peers that quantize blocks, against `binade quantize`: peers/compare.py."""

import pathlib
import subprocess
import sys


def check(binade, report, options):
    """The quick selection; the whole comparison is peers/compare.py without --quick."""
    script = pathlib.Path(__file__).parent / "peers" / "compare.py"
    command = [sys.executable, str(script), "--binade", str(binade.path), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = done.stdout.strip().splitlines() or [done.stderr.strip()[-400:]]
    problems = [line for line in lines if "differ" in line or "FAILED" in line]
    if done.returncode and not problems:
        problems = lines[-3:]
    report.state("peers that quantize blocks", lines[-1], problems if done.returncode else [])
