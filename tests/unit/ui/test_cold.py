"""What the first page of a fresh server costs."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

_SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest
from aci_core.ui import shared
shared._SOON = 600  # seconds: on a slow machine the page outlasts the wait for the purge
at = AppTest.from_file("app.py", default_timeout=30).run()
assert not at.exception
print(*(name for name in ("scipy.stats", "statsmodels", "sqlalchemy", "alembic")
        if name in sys.modules))
"""
# Streamlit's test harness brings pandas of its own; the frame must not.
_FRAME = "import sys, aci_core.ui.frame; print(*({'pandas', 'scipy'} & set(sys.modules)))"

# Pages of a fresh server that are opened together import in threads: what all of them need first
# must not lead into the analyses from two sides, or each waits for the other.
_LAYOUT = """
import sys, aci_core.ui.layout
print(*(name for name in sys.modules if name.startswith("aci_core.analyses")))
"""


def _said(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_first_page_imports_no_statistics_and_no_database() -> None:
    assert _said(_SCRIPT) == ""


def test_the_frame_waits_for_no_table() -> None:
    assert _said(_FRAME) == ""


def test_what_every_page_shares_leaves_the_analyses_alone() -> None:
    assert _said(_LAYOUT) == ""
