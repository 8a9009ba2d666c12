"""What the first page of a fresh server costs."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

_SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("app.py", default_timeout=30).run()
assert not at.exception
print(*(name for name in ("scipy.stats", "statsmodels")
        if name in sys.modules))
"""


def test_the_first_page_imports_no_statistics() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
