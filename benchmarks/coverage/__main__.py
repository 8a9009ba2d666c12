"""Run the whole study and write its outcome: ``make coverage-study``."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

# A thread a process: the arrays are small.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.coverage import binomial, report, simulated  # noqa: E402
from benchmarks.coverage.cell import Cell  # noqa: E402

DOCS = ROOT / "docs"
PACKAGE = ROOT / "aci_core" / "methods"


def main() -> None:
    """Compute, print and write."""
    start = time.perf_counter()
    # By number: partial functions of this module need not travel.
    numbers = range(len(_jobs()))
    cells: list[Cell] = []
    with ProcessPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        for made in pool.map(_numbered, numbers):
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


def _jobs() -> list[Callable[[], list[Cell]]]:
    return [*binomial.jobs(), *simulated.jobs()]


def _numbered(number: int) -> list[Cell]:
    return _jobs()[number]()


if __name__ == "__main__":
    main()
