"""check.R in R itself: every number of the report again."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.report import Study, build
from aci_core.report.reproduce.check_r import write
from tests.unit.report.conftest import NAMES, study

__all__ = ["study"]  # the fixture


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    if shutil.which("Rscript") is None:
        pytest.fail(
            "R or its MASS is missing. On Debian: "
            "sudo apt-get install --no-install-recommends r-base-core r-cran-mass"
        )
    return subprocess.run(
        ["Rscript", "--vanilla", str(folder / "check.R")],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_r_finds_every_number(name: str, study: Callable[[str], Study], tmp_path: Path) -> None:
    for file, data in write(build(study(name), "en")).items():
        (tmp_path / file).write_bytes(data)
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    same, every = re.findall(r"(\d+) of (\d+) numbers are the same", done.stdout)[0]
    assert int(same) == int(every) >= {"sample": 300, "long": 300, "ist": 10}[name]
    last = done.stdout.splitlines()[-1]
    left = list(csv.DictReader(io.StringIO((tmp_path / "check_left_out.csv").read_text("utf-8"))))
    n = sum(int(line["numbers"]) for line in left)
    assert last.startswith(f"Not checked: {n} numbers of the report, by method")
    assert all(f"{line['method']} {line['numbers']}" in last for line in left)
    leading = last.partition("these lead an outcome: ")[2].partition(")")[0]
    leads = [f"{line['method']} {line['numbers']}" for line in left if line["leads"] == "1"]
    assert leading == ", ".join(leads)


def test_r_tells_a_wrong_number(study: Callable[[str], Study], tmp_path: Path) -> None:
    for file, data in write(build(study("sample"), "en")).items():
        (tmp_path / file).write_bytes(data)
    expected = tmp_path / "check_expected.csv"
    text = expected.read_text("utf-8")
    assert "0.85897435897435" in text
    expected.write_text(text.replace("0.85897435897435", "0.85997435897435", 1), "utf-8")
    done = run(tmp_path)
    assert done.returncode == 1
    assert "DIFFERENT" in done.stdout
