"""Reports are reproducible: same input, same bytes, in every format and process."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aci_core.presentation.i18n import LANGUAGES
from tests.command import alone, inside
from tests.unit.report.conftest import ROOT

FORMATS = "docx,xlsx,pptx,html,script,check"


def options(folder: Path, lang: str) -> list[str]:
    """Of the command line, for a report in every format."""
    data = ROOT / "sample_data" / "synthetic_156.csv"
    return ["report", str(data), "--format", FORMATS, "--lang", lang, "--out", str(folder)]


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.*")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_process_makes_the_same_files(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A machine without a browser: the pictures have a test of their own.
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    here, there = tmp_path / "here", tmp_path / "there"
    assert inside(*options(here, lang)).code == 0
    # The order of a set depends on the seed, and this process has another.
    own = {"PYTHONHASHSEED": "9", "TZ": "UTC9"}
    done = alone("-m", "aci_core", *options(there, lang), **own)
    assert done.code == 0, done.err
    first, again = files(here), files(there)
    assert len(first) >= 8
    assert {name for name in first if first[name] != again.get(name)} == set()
    # Nothing is fetched to show the page: no tag of it names an address.
    page = re.sub(rb"<script>.*?</script>", b"", first["report.html"], flags=re.DOTALL)
    assert not re.findall(rb"(?:src|href)=\"(?!#)[^\"]*\"", page)
