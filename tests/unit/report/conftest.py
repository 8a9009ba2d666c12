"""Fixtures: studies for reports."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, build, read
from aci_core.ingest.subjects.privacy import privacy
from aci_core.report import Study

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("sample", "long", "ist")
FILES = {"sample": "synthetic_156.csv", "long": "synthetic_long.csv"}


def cohort_of(data: bytes, name: str, mapping: ColumnMapping | None = None) -> Cohort:
    """Read a cohort as the command line does."""
    used = mapping or ColumnMapping()
    raw = privacy.remove_identifiers(read(data, name), used)
    return checked(build(raw, used))


@cache
def _sample(name: str) -> Study:
    file = ROOT / "sample_data" / FILES[name]
    return Study.of(cohort_of(file.read_bytes(), file.name), Settings(randomised=True))


@cache
def _ist(file: Path) -> Study:
    text = (ROOT / "sample_data" / "ist_mapping.json").read_text("utf-8")
    mapping = ColumnMapping.from_json(json.loads(text))
    cohort = cohort_of(file.read_bytes(), file.name, mapping)
    return Study.of(cohort, Settings(randomised=True))


@pytest.fixture(scope="session")
def study(shared: Callable[[str], Path]) -> Callable[[str], Study]:
    """``study("sample")``, ``study("long")``, ``study("ist")``: made once."""

    def of(name: str) -> Study:
        return _ist(shared("data/IST.csv")) if name == "ist" else _sample(name)

    return of


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser: most tests need no picture, which takes seconds."""
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")


@pytest.fixture
def soffice() -> Callable[..., list[str]]:
    """``soffice(data, folder)``: the text of each page, as LibreOffice lays a file out."""

    def pages(data: bytes, folder: Path, name: str = "report.docx") -> list[str]:
        office, reader = shutil.which("soffice"), shutil.which("pdftotext")
        if office is None or reader is None:
            pytest.fail(
                "LibreOffice or pdftotext is missing. On Debian: sudo apt-get install "
                "--no-install-recommends libreoffice-writer-nogui poppler-utils fonts-noto-cjk"
            )
        (folder / name).write_bytes(data)
        # A profile of its own: another LibreOffice may be open.
        command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        result = subprocess.run(
            [reader, str(folder / name.replace("docx", "pdf")), "-"],
            check=True,
            capture_output=True,
            timeout=60,
        )
        return result.stdout.decode("utf-8").split("\f")[:-1]

    return pages


def changed(study: Study, **settings: object) -> Study:
    """The study under other settings; a synthetic sample answers of itself that it is random."""
    unsaid = "randomised" in settings and settings["randomised"] is None
    whole = replace(study.whole, synthetic=False) if unsaid else study.whole
    return Study.of(whole, replace(study.settings, **settings))  # type: ignore[arg-type]
