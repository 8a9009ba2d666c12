"""What README says of speed, as medians of five runs with their range: ``make bench``.

Every run of a part is a process of its own. A ratio compares two things measured
side by side in that process, so that a slower machine slows both.

    python benchmarks/bench.py [PART ...]
"""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import many, missing, report, sight  # noqa: E402 - needs the path set above

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

LARGE = 1_000_000
LARGE_CSV = ROOT / "build" / "large.csv"
FASTER_156, FASTER_LARGE, FASTER_WHOLE = 10, 50, 3
PAGE_MS, PAGE_RUNS, READ_RUNS = 100, 7, 5
FIRST_S = 1.5
MEMORY, SLOWER, EXACT_MS = 3, 2, 1000
LARGE_GB, _CHUNK = ROOT / "build" / "large_gb18030.csv", 1 << 16
CORRECTED, FASTER_CORRECTED = (156, 20_000), 3
COURSE_S = {156: 0.3, 19_435: 10.0}  # patients, and the seconds that are asked
RUNS = 5
BUSY = 0.5  # mean number of waiting processes, of the last minute


class Spread(float):
    """The median of several runs; printed with the smallest and the largest."""

    def __new__(cls, values: Sequence[float], scale: float = 1) -> Spread:
        made = super().__new__(cls, scale * statistics.median(values))
        made.values = [scale * value for value in values]
        return made

    def __format__(self, spec: str) -> str:
        median, low, high = (
            format(x, spec) for x in (float(self), min(self.values), max(self.values))
        )
        return median if low == high else f"{median} ({low} to {high})"


def _seconds_of(make: Callable[[], object], repeats: int) -> list[float]:
    times = []
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        make()
        times.append(time.perf_counter() - start)
    return times


def _cohort(n: int):
    from aci_core.ingest import load
    from benchmarks.frame import csv_of

    return load(LARGE_CSV.read_bytes() if n == LARGE else csv_of(n), "bench.csv")


def _tableone(table) -> Callable[[], object]:
    """The rival's Table 1, of the very frame that ours reads."""
    from tableone import TableOne

    from benchmarks.frame import FLAGS, NUMBERS, SCORES

    categorical = ["sex", "toast", *FLAGS]
    numbers = [*NUMBERS, *(f"{s}_pre" for s in SCORES), "nihss_post", "bi_post"]
    warnings.simplefilter("ignore")
    return lambda: TableOne(
        table,
        columns=[*numbers, *categorical],
        categorical=categorical,
        groupby="arm",
        pval=True,
        smd=True,
    )


def _table_one(n: int, repeats: int, theirs: int) -> dict[str, float]:
    """Table 1 of 20 variables with P and SMD, two arms: tableone over ours."""
    from aci_core.analyses import prepare
    from aci_core.analyses.baseline import describe_columns
    from aci_core.domain.study.settings import Settings
    from aci_core.presentation.i18n import translator
    from aci_core.presentation.tables.baseline import baseline as table

    cohort = _cohort(n)
    settings = Settings(randomised=False)
    names = [c.name for c in cohort.columns if c.name not in ("patient_id", "arm")]
    twenty = [x for x in names if not x.endswith("_post")] + ["nihss_post", "bi_post"]
    t = translator("en")

    def ours() -> object:
        # A new Data each time: nothing is remembered from the run before.
        return table(describe_columns(prepare(cohort, settings), settings, twenty), t)

    ours()
    mine = statistics.median(_seconds_of(ours, repeats))
    other = statistics.median(_seconds_of(_tableone(cohort.table), theirs))
    return {"variables": len(twenty), "theirs_s": other, "ours_s": mine, "ratio": other / mine}


def table_156() -> dict[str, float]:
    """Table 1 of 156 patients."""
    return _table_one(156, 20, 5)


def table_large() -> dict[str, float]:
    """Table 1 of 1,000,000 patients; tableone needs minutes, so it runs once a process."""
    return _table_one(LARGE, 3, 1)


def whole() -> dict[str, float]:
    """The whole analyse, warm, on 156 patients against tableone's Table 1 alone."""
    from aci_core.analyses import analyse, prepare
    from aci_core.domain.study.settings import Settings

    cohort = _cohort(156)
    settings = Settings()

    def ours() -> object:
        return analyse(prepare(cohort, settings), settings)

    ours()
    mine = statistics.median(_seconds_of(ours, 20))
    other = statistics.median(_seconds_of(_tableone(cohort.table), 5))
    return {"theirs_s": other, "ours_s": mine, "ratio": other / mine}


def course() -> dict[str, float]:
    """A mixed model of four visits with a fifth of the scores missing, by patients."""
    import numpy as np

    from aci_core.stats.mmrm import mmrm

    result: dict[str, float] = {}
    for n in COURSE_S:
        rng = np.random.default_rng(n)
        treated, pre = np.arange(n) % 2 == 0, rng.normal(12.0, 4.0, n)
        own = rng.normal(0.0, 2.0, n)
        scores = (own + 0.5 * pre - treated)[:, None] + rng.normal(0.0, 2.0, (n, 4))
        scores[rng.random((n, 4)) < 0.2] = np.nan
        make = partial(mmrm, scores, treated, [pre])
        make()
        result[str(n)] = statistics.median(_seconds_of(make, 5))
    return result


def corrections() -> dict[str, float]:
    """A corrected cell read anew, over reading the whole file, of 156 patients and of 20,000."""
    from aci_core.checks import checked
    from aci_core.domain.steps import SetCell
    from aci_core.ingest import build, read
    from aci_core.ingest.column_memory import ColumnMemory
    from benchmarks.frame import csv_of

    result: dict[str, float] = {}
    for n in CORRECTED:
        data = csv_of(n)
        raw = replace(read(data, "bench.csv"), memory=ColumnMemory(keeps=True))
        rows = raw.row_numbers().tolist()[: READ_RUNS + 1]
        steps = iter([(SetCell(row, "nihss_post", "7"),) for row in rows])
        checked(build(raw, steps=next(steps)), memory=raw.memory)
        # In turns: what else the machine does slows both.
        pairs = [
            (
                _seconds_of(lambda d=data: checked(build(read(d, "bench.csv"))), 1)[0],
                _seconds_of(lambda r=raw, s=step: checked(build(r, steps=s), memory=r.memory), 1)[
                    0
                ],
            )
            for step in steps
        ]
        whole, corrected = map(statistics.median, zip(*pairs, strict=True))
        result[f"whole_{n}_s"], result[f"corrected_{n}_s"] = whole, corrected
        result[f"ratio_{n}"] = whole / corrected
    return result


def pages() -> dict[str, float]:
    """A warm run of each page with the sample cohort, in milliseconds of the processor."""
    return {page: 1000 * _work_of(app) for page, app in _opened()}


def _opened() -> Iterator[tuple[str, AppTest]]:
    """Each page of the menu by its file, opened with the sample cohort."""
    from streamlit.testing.v1 import AppTest

    from aci_core.ui.widgets.navigation.navigation import PAGES

    os.environ["ACI_RAISE"] = "1"
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.button(key="sample_sidebar").click().run()
    for page in (page for page in PAGES if not page.hidden):
        app.switch_page(str(page.path)).run()
        yield page.file, app
        if app.exception:
            sys.exit(f"{page.file}: {app.exception}")


def _work_of(app: AppTest) -> float:
    """Seconds of the processor that a warm run takes."""
    app.run()
    times = []
    for _ in range(PAGE_RUNS):
        gc.collect()
        start = time.process_time()
        app.run()
        times.append(time.process_time() - start)
    return statistics.median(times)


def first_page() -> dict[str, object]:
    """What the first page of a fresh server imports, by the clock and by the processor.

    With a warm disk: of several runs the median is told, and the first one warms it.
    """
    start, work = time.perf_counter(), time.process_time()
    from streamlit.testing.v1 import AppTest

    AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    heavy = [name for name in ("statsmodels", "scipy.stats") if name in sys.modules]
    seconds, work = time.perf_counter() - start, time.process_time() - work
    return {"seconds": seconds, "processor": work, "heavy": heavy}


def memory() -> dict[str, float]:
    """Resident memory that 1,000,000 patients x 25 columns need, over their frame.

    Held: after loading and every analysis, with the results in hand. Peak: the most at any
    moment, the file's own bytes included.
    """
    import psutil

    from aci_core.analyses import analyse, prepare
    from aci_core.domain.study.settings import Settings
    from aci_core.ingest import load

    process = psutil.Process()
    small = _cohort(156)
    analyse(prepare(small, Settings()), Settings())  # imports are not the cohort's
    gc.collect()
    before = process.memory_info().rss
    data = LARGE_CSV.read_bytes()
    start = time.perf_counter()
    cohort = load(data, "large.csv")
    loaded = time.perf_counter() - start
    del data
    start = time.perf_counter()
    results = analyse(prepare(cohort, Settings()), Settings())
    analysed = time.perf_counter() - start
    gc.collect()
    held = process.memory_info().rss - before
    peak = _highest() - before
    frame = int(cohort.table.memory_usage(deep=True).sum())
    return {
        "columns": len(cohort.columns),
        "rows": sum(len(r.rows) for r in results),
        "load_s": loaded,
        "analyse_s": analysed,
        "frame_mb": frame / 1e6,
        "held_mb": held / 1e6,
        "peak_mb": peak / 1e6,
        "held": held / frame,
        "peak": peak / frame,
    }


def _highest() -> int:
    """Bytes of this process at its most; ``ru_maxrss`` would count its parent's too."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return 1024 * int(line.split()[1])
    raise RuntimeError("memory is measured on Linux")


def reading() -> dict[str, float]:
    """`read` against pyarrow's own reader, the same 1,000,000 x 25 in UTF-8 and in GB18030."""
    import pyarrow as pa
    from pyarrow import csv

    from aci_core.ingest import read

    result: dict[str, float] = {}
    for name, file in (("utf8", LARGE_CSV), ("gb18030", LARGE_GB)):
        data = file.read_bytes()
        # In turns, and the median of each: what else the machine does slows both.
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(READ_RUNS):
            options = csv.ReadOptions(encoding=name)
            times[0].extend(
                _seconds_of(lambda d=data, o=options: csv.read_csv(pa.BufferReader(d), o), 1)
            )
            times[1].extend(_seconds_of(lambda d=data: read(d, "large.csv"), 1))
        theirs, ours = map(statistics.median, times)
        result[f"{name}_theirs_s"], result[f"{name}_ours_s"] = theirs, ours
        result[f"{name}_ratio"] = ours / theirs
    return result


def exact() -> dict[str, float]:
    """Freeman and Halton's exact test of four grades of 1,000 patients: 9.7e6 tables."""
    from aci_core.stats.fisher import fisher_2xk

    grades = ((128, 160, 141, 71), (64, 128, 154, 154))
    return {"ms": 1000 * statistics.median(_seconds_of(lambda: fisher_2xk(grades), 7))}


def _faster(what: str, r: dict, asked: int) -> str:
    return (
        f"{what}: tableone {_seconds(r['theirs_s'])}, ours {_seconds(r['ours_s'])}: "
        f"{r['ratio']:.0f} times faster (asked: {asked}) {_verdict(r['ratio'] >= asked)}"
    )


def _seconds(s: Spread) -> str:
    return f"{s:.1f} s" if s >= 10 else f"{Spread(s.values, 1000):.0f} ms"


def _verdict(met: bool) -> str:
    return "" if met else "<-- MISSED"


def _describe_pages(r: dict) -> str:
    each = ", ".join(f"{name.partition('_')[2]} {ms:.0f}" for name, ms in r.items())
    met = _verdict(max(r.values()) <= PAGE_MS)
    return f"warm page, median ms of the processor (asked: {PAGE_MS} at most): {each} {met}"


def _describe_corrections(r: dict) -> str:
    each = "; ".join(
        f"{n:,} rows: the whole {_seconds(r[f'whole_{n}_s'])}, a correction "
        f"{_seconds(r[f'corrected_{n}_s'])}, {r[f'ratio_{n}']:.1f} times faster"
        for n in CORRECTED
    )
    met = min(r[f"ratio_{n}"] for n in CORRECTED) >= FASTER_CORRECTED
    return f"a corrected cell, {each} (asked: {FASTER_CORRECTED}) {_verdict(met)}"


def _describe_course(r: dict) -> str:
    each = ", ".join(
        f"{n:,} patients {_seconds(r[str(n)])} (asked: {1000 * most:,.0f} ms at most)"
        for n, most in COURSE_S.items()
    )
    met = _verdict(all(r[str(n)] <= most for n, most in COURSE_S.items()))
    return f"a mixed model of four visits: {each} {met}"


def _describe_first(r: dict) -> str:
    heavy = ", ".join(r["heavy"]) or "neither"
    met = not r["heavy"] and r["seconds"] <= FIRST_S
    return (
        f"first page of a fresh process, imports included: {r['seconds']:.1f} s (asked: {FIRST_S} "
        f"at most, of a machine at rest), {r['processor']:.1f} s of the processor; "
        f"of statsmodels and scipy.stats it imports {heavy} (asked: neither) "
        f"{_verdict(met)}"
    )


def _describe_memory(r: dict) -> str:
    return (
        f"{LARGE:,} rows x {r['columns']} columns: load {r['load_s']:.1f} s, every analysis "
        f"{r['analyse_s']:.1f} s ({r['rows']} results); frame {r['frame_mb']:.0f} MB, held "
        f"{r['held_mb']:.0f} MB: {r['held']:.1f} times the frame (asked: {MEMORY} at most) "
        f"{_verdict(r['held'] <= MEMORY)}; peak {r['peak_mb']:.0f} MB: {r['peak']:.1f} times"
    )


def _describe_exact(r: dict) -> str:
    asked = f"(asked: {EXACT_MS:,} at most) {_verdict(r['ms'] <= EXACT_MS)}"
    return f"exact test of a 2x4 table, 1,000 patients, ms: {r['ms']:.0f} {asked}"


def _describe_reading(r: dict) -> str:
    each = "; ".join(
        f"{encoding}: pyarrow {_seconds(r[f'{name}_theirs_s'])}, "
        f"ours {_seconds(r[f'{name}_ours_s'])}, {r[f'{name}_ratio']:.1f} times"
        for name, encoding in (("utf8", "UTF-8"), ("gb18030", "GB18030"))
    )
    met = max(r["utf8_ratio"], r["gb18030_ratio"]) <= SLOWER
    return f"reading {LARGE:,} x 25, {each} (asked: {SLOWER} at most) {_verdict(met)}"


# What measures it, and how it is told.
MEASURED: dict[str, tuple[Callable[[], dict], Callable[[dict], str]]] = {
    "table_156": (
        table_156,
        lambda r: _faster(f"Table 1, {r['variables']} variables, 156 rows", r, FASTER_156),
    ),
    "whole": (
        whole,
        lambda r: _faster("every analysis of 156 rows, against Table 1 alone", r, FASTER_WHOLE),
    ),
    "exact": (exact, _describe_exact),
    "report": (report.report, report.describe),
    "course": (course, _describe_course),
    "missing": (missing.missing, missing.describe),
    "corrections": (corrections, _describe_corrections),
    "pages": (pages, _describe_pages),
    "first_sight": (sight.first_sight, sight.describe),
    "pages_trial": (lambda: many.pages(_cohort(many.TRIAL), 3), many.describe_trial),
    "pages_large": (lambda: many.pages(_cohort(LARGE), 1), many.describe_large),
    "first_page": (first_page, _describe_first),
    "reading": (reading, _describe_reading),
    "memory": (memory, _describe_memory),
    "table_large": (
        table_large,
        lambda r: _faster(f"Table 1, {r['variables']} variables, {LARGE:,} rows", r, FASTER_LARGE),
    ),
}
MEASURE = "--measure"


def run(part: str) -> dict:
    """What a part measures, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, MEASURE, part],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{part} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def spread(runs: Sequence[dict]) -> dict:
    """What several runs measured, by name; what is the same in all of them stays as it is."""
    columns = {name: [run[name] for run in runs] for name in runs[0]}
    return {
        name: Spread(values) if isinstance(values[0], float) else values[0]
        for name, values in columns.items()
    }


def write_large() -> None:
    """Put the file of 1,000,000 patients where `memory` and `table_large` read it."""
    from benchmarks.frame import frame

    LARGE_CSV.parent.mkdir(exist_ok=True)
    frame(LARGE).to_csv(LARGE_CSV, index=False, chunksize=_CHUNK)


def write_chinese() -> None:
    """The same with the words of a Chinese clinic, where `reading` reads it."""
    from benchmarks.frame import chinese, frame

    chinese(frame(LARGE)).to_csv(LARGE_GB, index=False, chunksize=_CHUNK, encoding="gb18030")


def main(parts: list[str]) -> None:
    """Run the parts, by default all, and print each median beside what is asked of it."""
    if unknown := set(parts) - set(MEASURED):
        sys.exit(f"Not a part: {', '.join(unknown)}. There are: {', '.join(MEASURED)}")
    chosen = parts or list(MEASURED)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores", flush=True)
    print(f"Each number: the median of {RUNS} runs (the smallest to the largest).", flush=True)
    if (load := os.getloadavg()[0]) > BUSY:
        print(f"The machine is busy (load {load:.1f}): milliseconds will be too many.", flush=True)
    if {"memory", "reading", "table_large", "pages_large"} & set(chosen):
        write_large()
    if "reading" in chosen:
        write_chinese()
    for part in chosen:
        measured = spread([run(part) for _ in range(RUNS)])
        print(MEASURED[part][1](measured).rstrip(), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == [MEASURE]:
        print(json.dumps(MEASURED[sys.argv[2]][0]()))
    else:
        main(sys.argv[1:])
