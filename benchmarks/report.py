"""How long a report of the sample takes, from the command line to the files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "synthetic_156.csv"
OFFICE = "docx,xlsx"
OFFICE_S, EVERY_S = 10, 60


def _seconds(*options: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "aci_core", "report", str(SAMPLE), "--out", folder]
        start = time.perf_counter()
        subprocess.run([*command, *options], check=True, capture_output=True, cwd=ROOT)
        return time.perf_counter() - start


def report() -> dict[str, float]:
    """Word and Excel alone, then every format: each in a fresh process, its imports included."""
    return {"office_s": _seconds("--format", OFFICE), "every_s": _seconds()}


def describe(r: dict[str, float]) -> str:
    """In a line, beside what is asked."""
    met = r["office_s"] <= OFFICE_S and r["every_s"] <= EVERY_S
    return (
        f"report of the sample: Word and Excel {r['office_s']:.1f} s (asked: {OFFICE_S} at most), "
        f"every format {r['every_s']:.1f} s (asked: {EVERY_S}) {'' if met else '<-- MISSED'}"
    )
