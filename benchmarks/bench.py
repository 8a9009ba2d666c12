"""What README says of speed, as ratios from one run: ``make bench``.

Every part runs in a process of its own. A ratio compares two things measured
side by side in this run, so that a slower machine slows both.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

LARGE = 1_000_000
CATEGORIES = 7


def _median(make: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        make()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _cohort(n: int):
    from aci_core.ingest import load
    from benchmarks.frame import csv_of

    return load(csv_of(n), "bench.csv")


def _tableone(table) -> Callable[[], object]:
    from tableone import TableOne

    from benchmarks.frame import FLAGS, NUMBERS, SCORES

    categorical = ["sex", "toast", *FLAGS]
    numbers = [*NUMBERS, *(f"{s}_pre" for s in SCORES), "nihss_post", "bi_post"]
    columns = [*numbers, *categorical]
    return lambda: TableOne(
        table,
        columns=columns,
        categorical=categorical,
        groupby="arm",
        pval=True,
        smd=True,
    )


def table_one(n: int, repeats: int, theirs: int) -> dict[str, float]:
    """Table 1 of 20 variables with P and SMD, two arms: tableone over ours."""
    from aci_core.analyses import prepare
    from aci_core.analyses.baseline import describe_columns
    from aci_core.i18n import translator
    from aci_core.settings import Settings
    from aci_core.tables.baseline import baseline as table

    cohort = _cohort(n)
    settings = Settings(randomised=False)
    names = [c.name for c in cohort.columns if c.name not in ("patient_id", "arm")]
    twenty = [x for x in names if not x.endswith("_post")] + ["nihss_post", "bi_post"]
    t = translator("en")

    def ours() -> object:
        # A new Data each time: nothing is remembered from the run before.
        data = prepare(cohort, settings)
        return table(describe_columns(data, settings, twenty), t)

    ours()
    mine = _median(ours, repeats)
    other = _median(_tableone(cohort.table), theirs)
    return {"variables": len(twenty), "tableone_s": other, "ours_s": mine, "ratio": other / mine}


def whole() -> dict[str, float]:
    """The whole analyse, warm, on 156 patients against tableone's Table 1 alone."""
    from aci_core.analyses import analyse, prepare
    from aci_core.settings import Settings

    cohort = _cohort(156)
    settings = Settings()

    def ours() -> object:
        return analyse(prepare(cohort, settings), settings)

    ours()
    mine = _median(ours, 20)
    other = _median(_tableone(cohort.table), 5)
    return {"tableone_s": other, "analyse_s": mine, "ratio": other / mine}


def pages() -> dict[str, float]:
    """A warm run of each page with the sample cohort, in milliseconds."""
    from streamlit.testing.v1 import AppTest

    from aci_core.ui.frame import MENU

    found = {}
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.button(key="sample_sidebar").click().run()
    for file in (file for group in MENU.values() for file, _ in group):
        app.switch_page(f"pages/{file}.py").run()
        found[file] = 1000 * _median(app.run, 9)
    return found


def memory() -> dict[str, float]:
    """Resident memory that 1,000,000 patients x 25 columns need, over their frame."""
    import psutil

    from aci_core.analyses import analyse, prepare
    from aci_core.ingest import load
    from aci_core.settings import Settings

    process = psutil.Process()
    small = _cohort(156)
    analyse(prepare(small, Settings()), Settings())  # imports are not the cohort's
    path = ROOT / "build" / "large.csv"
    data = path.read_bytes()
    gc.collect()
    before = process.memory_info().rss - len(data)
    start = time.perf_counter()
    cohort = load(data, "large.csv")
    loaded = time.perf_counter() - start
    del data
    start = time.perf_counter()
    results = analyse(prepare(cohort, Settings()), Settings())
    analysed = time.perf_counter() - start
    gc.collect()
    held = process.memory_info().rss - before
    frame = int(cohort.table.memory_usage(deep=True).sum())
    return {
        "rows": sum(len(r.rows) for r in results),
        "load_s": loaded,
        "analyse_s": analysed,
        "frame_mb": frame / 1e6,
        "held_mb": held / 1e6,
        "ratio": held / frame,
    }


def first_page() -> dict[str, object]:
    """What the first page of a fresh server imports."""
    from streamlit.testing.v1 import AppTest

    start = time.perf_counter()
    AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    heavy = [name for name in ("statsmodels", "scipy.stats") if name in sys.modules]
    return {"seconds": time.perf_counter() - start, "heavy": heavy}


PARTS: dict[str, Callable[[], dict]] = {
    "table_156": lambda: table_one(156, 20, 5),
    "table_1000000": lambda: table_one(LARGE, 3, 1),
    "analyse_156": whole,
    "pages": pages,
    "first_page": first_page,
    "memory": memory,
}


def _run(part: str) -> dict:
    done = subprocess.run(
        [sys.executable, __file__, part], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        sys.exit(f"{part} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Run every part and print its ratio beside what is asked of it."""
    from benchmarks.frame import csv_of

    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "large.csv").write_bytes(csv_of(LARGE))
    lines = []
    for n, asked in ((156, 10), (LARGE, 50)):
        r = _run(f"table_{n}")
        lines.append(
            f"Table 1, {r['variables']} variables, {n:,} rows: tableone {r['tableone_s']:.3f} s, "
            f"ours {r['ours_s']:.4f} s: {r['ratio']:.1f} times faster (asked: {asked})"
        )
        print(lines[-1], flush=True)
    r = _run("analyse_156")
    print(
        f"whole analyse, 156 rows, warm: {1000 * r['analyse_s']:.0f} ms, tableone's Table 1 "
        f"{1000 * r['tableone_s']:.0f} ms: {r['ratio']:.1f} times faster (asked: 3)"
    )
    r = _run("pages")
    print(
        "warm page, ms (asked: 100 at most): "
        + ", ".join(f"{name} {ms:.0f}" for name, ms in r.items())
    )
    r = _run("first_page")
    print(
        f"first page of a fresh server: {r['seconds']:.2f} s, heavy imports: {r['heavy'] or 'none'}"
    )
    r = _run("memory")
    print(
        f"1,000,000 x 25: load {r['load_s']:.1f} s, analyse {r['analyse_s']:.1f} s ({r['rows']} "
        f"rows), frame {r['frame_mb']:.0f} MB, held {r['held_mb']:.0f} MB: "
        f"{r['ratio']:.2f} times the frame (asked: 3 at most)"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(PARTS[sys.argv[1]]()))
    else:
        main()
