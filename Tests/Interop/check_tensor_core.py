"""The recordings of tensor cores and of their simulator, against `binade dot`: tensor_core/compare.py."""

import pathlib
import subprocess
import sys


def check(binade, report, options):
    """Every recorded result and the sample of the GPU outputs: about a million and ten thousand."""
    script = pathlib.Path(__file__).parent / "tensor_core" / "compare.py"
    command = [sys.executable, str(script), "--binade", str(binade.path)]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = done.stdout.strip().splitlines() or [done.stderr.strip()[-400:]]
    problems = [line for line in lines if any(word in line for word in ("differ", "FAILED", "binade"))]
    if done.returncode and not problems:
        problems = lines[-3:]
    report.state("tensor cores and their simulator", lines[-1], problems if done.returncode else [])
