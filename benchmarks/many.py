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

    from aci_core.ui import session
    from aci_core.ui.frame import MENU

    os.environ["ACI_RAISE"] = "1"
    found = {}
    with patch.object(session, "cohort", lambda: cohort):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
        # The bare address leads to the overview: its first run is the app's.
        start = time.perf_counter()
        app.run()
        before = time.perf_counter() - start
        for file in (file for group in MENU.values() for file, _ in group):
            start = time.perf_counter()
            app.switch_page(f"pages/{file}.py").run()
            found[f"{file}_first"] = before + time.perf_counter() - start
            before, times = 0.0, []
            for _ in range(runs):
                start = time.perf_counter()
                app.run()
                times.append(time.perf_counter() - start)
            found[f"{file}_warm"] = statistics.median(times)
            if app.exception:
                sys.exit(f"{file}: {app.exception}")
            if file == "1_overview" and f"{cohort.n:,}" not in {m.value for m in app.metric}:
                sys.exit("The pages do not show the cohort.")
    return found


def told_trial(r: dict[str, float]) -> str:
    """Of as many as the International Stroke Trial has, in a line."""
    return _told(r, "19,435", TRIAL_S)


def told_large(r: dict[str, float]) -> str:
    """Of a million, in a line."""
    return _told(r, "1,000,000", LARGE_S)


def _told(r: dict[str, float], n: str, asked: float) -> str:
    warm = {k.removesuffix("_warm"): s for k, s in r.items() if k.endswith("_warm")}
    each = ", ".join(
        f"{name.partition('_')[2]} {s:.2f} ({r[f'{name}_first']:.1f})" for name, s in warm.items()
    )
    met = "" if max(warm.values()) <= asked else "<-- MISSED"
    return f"{n} patients, warm page, s (asked: {asked} at most; first run): {each} {met}"
