"""What the first page of a fresh server costs."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

_SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest
from aci_core.ui.share import reader
reader._SOON = 600  # seconds: on a slow machine the page outlasts the wait for the purge
at = AppTest.from_file("dashboard.py", default_timeout=240).run()
assert not at.exception
print(*({names!r} & sys.modules.keys()))
"""
# What a visitor without a file waits for in vain: the reader of files, statistics, the database,
# the formats of a report, and the libraries of each.
_LATER = {
    "aci_core.ingest", "aci_core.checks", "aci_core.analyses", "aci_core.stats", "aci_core.report",
    "pandas", "pyarrow", "scipy", "statsmodels", "sqlalchemy", "alembic", "docx", "pptx",
    "xlsxwriter", "phonenumbers", "cryptography",
}  # fmt: skip
_FRAME = "import sys, aci_core.ui.frame.shell; print(*({'pandas', 'scipy'} & set(sys.modules)))"

# Pages of a fresh server that are opened together import in threads: what they need first must not
# lead into the analyses from two sides, or each waits for the other. Pages of results import them
# first and as a whole (`page.draw`), the pages of data and methods not at all.
_LAYOUT = """
import pkgutil, sys
from importlib import import_module
import aci_core.ui
for module in pkgutil.walk_packages(aci_core.ui.__path__, "aci_core.ui."):
    import_module(module.name)
from aci_core.ui.widgets.page.presenters import sentences, tables
tables.cohort, tables.fixes, tables.methods, tables.coverage, sentences.methods, sentences.coverage
print(*(name for name in sys.modules if name.startswith("aci_core.analyses")))
"""

# A page waits for the modules of what it draws and for no other.
_PRESENTERS = """
import sys
from aci_core.ui.widgets.page.presenters import sentences, tables
there = set(sys.modules)
assert tables.flow.flow and sentences.flow.caption
new = set(sys.modules) - there
assert {"aci_core.presentation.tables.flow", "aci_core.presentation.sentences.flow"} <= new
print(*(name for name in new if name.startswith(("aci_core.presentation.figures.", "plotly"))))
"""
# Pages opened together ask for the same modules at the same time, each in another order; the
# analyses first, as `page.draw` does.
_THREADS = """
import sys
from importlib import import_module
from threading import Barrier, Thread
from aci_core.ui.widgets.page.presenters import figures, sentences, tables
names = ("response", "outcomes", "factors", "safety", "baseline", "published", "patient")
drawn = ("forest", "scatter", "events", "love", "published", "patient", "qq")
together, failed = Barrier(len(names)), []
def page(turn):
    try:
        together.wait()
        import_module("aci_core.analyses")
        for i in range(len(names)):
            at = (i + turn) % len(names)
            getattr(sentences, names[at]), getattr(tables, names[at]), getattr(figures, drawn[at])
    except BaseException as error:
        failed.append(error)
threads = [Thread(target=page, args=(turn,)) for turn in range(len(names))]
[thread.start() for thread in threads], [thread.join() for thread in threads]
print(*failed)
"""


def _said(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_first_page_imports_what_it_shows_and_no_more() -> None:
    assert _said(_SCRIPT.format(names=_LATER)) == ""


def test_the_frame_waits_for_no_table() -> None:
    assert _said(_FRAME) == ""


def test_tables_and_sentences_wait_for_no_figure() -> None:
    assert _said(_PRESENTERS) == ""


def test_pages_opened_together_import_without_waiting_for_one_another() -> None:
    assert _said(_THREADS) == ""


def test_no_module_of_the_pages_brings_the_analyses() -> None:
    assert _said(_LAYOUT) == ""
