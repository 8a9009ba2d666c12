"""A workbook goes the same way on the page and on the command line as a CSV."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aci_core import cli
from aci_core.ui.state.session import loading
from tests import files

EACH = files.one_of_each()


@pytest.mark.parametrize("form", sorted(set(EACH) - {"xpt", "gb18030"}))
def test_one_digest(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = loading._load(EACH["csv"], "trial.csv", None).cohort.digest
    assert loading._load(EACH[form], "trial.csv", None).cohort.digest == wanted
    file = tmp_path / "trial.dat"
    file.write_bytes(EACH[form])
    assert cli.main(["analyse", str(file), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["cohort"]["sha256"] == wanted


def test_one_line_for_a_broken_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "trial.xlsx"
    file.write_bytes(EACH["xlsx"][:2000])
    assert cli.main(["check", str(file)]) == 2
    text = capsys.readouterr()
    assert text.out == ""
    assert len(text.err.strip().splitlines()) == 1
