"""Reports are reproducible: same input, same bytes, in every format and process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aci_core.presentation.i18n import LANGUAGES
from tests.unit.report.conftest import ROOT

FORMATS = "docx,xlsx,pptx,html,script,check"


def write_report(folder: Path, lang: str, seed: str) -> dict[str, bytes]:
    """Files of the command line; the order of a set depends on the seed."""
    data = ROOT / "sample_data" / "synthetic_156.csv"
    options = ["--format", FORMATS, "--lang", lang, "--out", str(folder)]
    # A machine without a browser: the pictures have a test of their own.
    own = {"PYTHONHASHSEED": seed, "BROWSER_PATH": "/no/such/browser", "TZ": f"UTC{seed}"}
    done = subprocess.run(
        [sys.executable, "-m", "aci_core", "report", str(data), *options],
        cwd=ROOT, env=os.environ | own, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.*")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_process_makes_the_same_files(lang: str, tmp_path: Path) -> None:
    first, again = (write_report(tmp_path / seed, lang, seed) for seed in ("1", "9"))
    assert len(first) >= 8
    assert {name for name in first if first[name] != again.get(name)} == set()
    # Nothing is fetched to show the page: no tag of it names an address.
    page = re.sub(rb"<script>.*?</script>", b"", first["report.html"], flags=re.DOTALL)
    assert not re.findall(rb"(?:src|href)=\"(?!#)[^\"]*\"", page)
