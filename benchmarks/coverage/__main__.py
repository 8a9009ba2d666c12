"""Run the study and write its outcome: ``make coverage-study``.

    python -m benchmarks.coverage [METHOD ...]

With names of methods those are made anew, and the others stay as docs/coverage.csv holds them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

# A thread a process: the arrays are small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.coverage import binomial, report, simulated  # noqa: E402
from benchmarks.coverage.cell import Cell  # noqa: E402

DOCS = ROOT / "docs"
PACKAGE = ROOT / "aci_core" / "methods"


def main(methods: Collection[str] = ()) -> None:
    """Compute, print and write.

    Parameters
    ----------
    methods : collection of str
        All where none is named.
    """
    start = time.perf_counter()
    unknown = set(methods) - report.NAMES.keys()
    if unknown:
        raise SystemExit(f"no such method: {', '.join(sorted(unknown))}")
    cells = _kept(methods)
    jobs = [job for job in _jobs() if not methods or job.args[0] in methods]
    with ProcessPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for made in pool.map(_run, jobs):
            for c in made:
                seed = "every table" if c.seed is None else f"seed {c.seed}"
                print(
                    f"{c.method:20} {c.setting:15} n={c.n:<4} {100 * c.coverage:7.3f} %"
                    f"  +-{100 * c.se:.2g}  {seed}",
                    flush=True,
                )
            cells += made
    cells = report.ordered(cells)
    DOCS.mkdir(exist_ok=True)
    text = report.to_csv(cells)
    kept = report.from_csv(text)  # the document tells what the CSV holds, to its digits
    (DOCS / "coverage.csv").write_text(text, "utf-8")
    (DOCS / "coverage.md").write_text(report.markdown(kept), "utf-8")
    (DOCS / "coverage.svg").write_text(report.svg(kept), "utf-8")
    (PACKAGE / "coverage.csv").write_text(report.describe(kept), "utf-8")
    print(f"{len(cells)} cells in {time.perf_counter() - start:.0f} s, written to {DOCS.name}/")


def _kept(methods: Collection[str]) -> list[Cell]:
    """Cells of the other methods, as they were made before."""
    if not methods:
        return []
    cells = report.from_csv((DOCS / "coverage.csv").read_text("utf-8"))
    return [c for c in cells if c.method not in methods]


def _jobs() -> list[partial[list[Cell]]]:
    return [*binomial.jobs(), *simulated.jobs()]


def _run(job: partial[list[Cell]]) -> list[Cell]:
    return job()


if __name__ == "__main__":
    main(sys.argv[1:])
