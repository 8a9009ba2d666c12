"""A warm page at first sight, over the same page of the commit before pages were folded.

That commit, 17a32f1d, is not here to be run. Its pages were measured once, by `measured` in a
checkout of it, in runs of a yardstick: a script of ours that draws nothing but Streamlit's own
elements, which a slower machine slows as much. Today's pages are measured in the same unit.
"""

from __future__ import annotations

import gc
import statistics
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
ASKED = 0.5
# Pages of 17a32f1d with the follow-up trial, in runs of the yardstick: the least of three times.
THEN = {
    "overview": 2.93,
    "data": 5.56,
    "plan": 2.11,
    "baseline": 1.90,
    "outcomes": 2.82,
    "response": 3.16,
    "factors": 2.14,
    "safety": 1.55,
    "patient": 1.13,
    "report": 1.66,
    "methods": 1.91,
    "published": 1.37,
}
_RUNS = 7
_YARDSTICK = """
import streamlit as st

for place in range(60):
    with st.container(border=True):
        st.markdown(f"**{place}**")
        st.button("press", key=f"button_{place}")
"""


def measured(root: Path = ROOT) -> dict[str, float]:
    """A warm page of the follow-up trial at first sight, in runs of the yardstick, by page."""
    from streamlit.testing.v1 import AppTest

    _as_served()
    yardstick = AppTest.from_string(_YARDSTICK, default_timeout=60).run()
    app = AppTest.from_file(str(root / "dashboard.py"), default_timeout=120).run()
    app.switch_page(str(root / "pages" / "2_data.py")).run()
    app.button(key="open_long").click().run()
    result = {}
    for name, path in sorted((file.stem.partition("_")[2], file) for file in pages_of(root)):
        app.switch_page(str(path)).run()
        app.run()
        # In turns: what else the machine does slows both.
        pairs = [(_work_of(app), _work_of(yardstick)) for _ in range(_RUNS)]
        page, unit = map(statistics.median, zip(*pairs, strict=True))
        result[name] = page / unit
    return result


def _as_served() -> None:
    """Let the test's runner find the pages as a server does, and a browser's headers."""
    from streamlit.runtime import context
    from streamlit.runtime.pages_manager import PagesManager

    browser = SimpleNamespace(
        headers=[("Host", "localhost:8501"), ("User-Agent", "Mozilla/5.0"), ("Cookie", "a=b")],
        cookies={"a": "b"},
        remote_ip="127.0.0.1",
    )
    begin = PagesManager.__init__

    def init(self: PagesManager, *args: object, **options: object) -> None:
        patch.object(PagesManager, "uses_pages_directory", new=False).start()
        begin(self, *args, **options)

    # By its own way it lists `pages/` in every run, and its headers are mocks that cost as much.
    patch.object(context, "_get_client_context", new=lambda: browser).start()
    patch.object(PagesManager, "__init__", new=init).start()


def pages_of(root: Path) -> list[Path]:
    """The files of the pages."""
    return list((root / "pages").glob("[0-9]*_*.py"))


def first_sight() -> dict[str, float]:
    """What `measured` tells, over the same of then; of a page that there was not, itself."""
    return {name: units / THEN.get(name, 1.0) for name, units in measured().items()}


def describe(result: dict[str, float]) -> str:
    """Tell it beside what is asked."""
    each = ", ".join(f"{name} {result[name]:.2f}" for name in THEN)
    later = ", ".join(f"{name} {result[name]:.1f}" for name in result if name not in THEN)
    met = "" if all(result[name] <= ASKED for name in THEN) else "<-- MISSED"
    return (
        f"a warm page at first sight over the same before pages were folded (asked: {ASKED} at "
        f"most): {each} {met}; pages added since, in runs of a plain script (nothing asked): "
        f"{later}"
    )


def _work_of(app: AppTest) -> float:
    """Seconds of the processor, without the system's, that a run takes."""
    import resource

    gc.collect()
    start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    app.run()
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - start
