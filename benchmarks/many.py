"""How fast pages are where patients are many: the first run of each, and later ones."""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
TRIAL = 19_435  # as many as the International Stroke Trial has
TRIAL_S, LARGE_S = 1, 5


def pages(cohort, runs: int) -> dict[str, float]:
    """A run of each page with that cohort, in seconds: the first, and the median of later ones."""
    from streamlit.testing.v1 import AppTest

    from aci_core.ui.state.session import session
    from aci_core.ui.widgets.navigation.navigation import PAGES

    os.environ["ACI_RAISE"] = "1"
    result = {}
    with patch.object(session, "cohort", lambda: cohort):
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=300)
        # The bare address leads to the overview: its first run is the app's.
        start = time.perf_counter()
        app.run()
        before = time.perf_counter() - start
        for page in (page for page in PAGES if not page.hidden):
            file = page.file
            start = time.perf_counter()
            app.switch_page(str(page.path)).run()
            result[f"{file}_first"] = before + time.perf_counter() - start
            before, times = 0.0, []
            for _ in range(runs):
                start = time.perf_counter()
                app.run()
                times.append(time.perf_counter() - start)
            result[f"{file}_warm"] = statistics.median(times)
            if app.exception:
                sys.exit(f"{file}: {app.exception}")
            if file == "1_overview" and f"{cohort.n:,}" not in {m.value for m in app.metric}:
                sys.exit("The pages do not show the cohort.")
    return result


def describe_trial(r: dict[str, float]) -> str:
    """Of as many as the International Stroke Trial has, in a line: warm pages are judged."""
    asked = f"asked: {TRIAL_S} at most; first run"
    return _describe(r, "19,435", asked, max(_warm(r).values()) <= TRIAL_S)


def describe_large(r: dict[str, float]) -> str:
    """Of a million, in a line: first runs are judged too, the app's own start among them."""
    asked = f"first run; asked of both: {LARGE_S} at most"
    return _describe(r, "1,000,000", asked, max(r.values()) <= LARGE_S)


def _warm(r: dict[str, float]) -> dict[str, float]:
    return {k.removesuffix("_warm"): s for k, s in r.items() if k.endswith("_warm")}


def _describe(r: dict[str, float], n: str, asked: str, met: bool) -> str:
    each = ", ".join(
        f"{name.partition('_')[2]} {s:.2f} ({r[f'{name}_first']:.1f})"
        for name, s in _warm(r).items()
    )
    verdict = "" if met else "<-- MISSED"
    return f"{n} patients, warm page, s ({asked}): {each} {verdict}"
