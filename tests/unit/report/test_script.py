"""The script reproduce.py in its own process: every number is that of `analyse --json`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aci_core.report import Study, build
from aci_core.report.reproduce import write as again
from tests.command import alone, inside
from tests.conftest import ROOT
from tests.unit.report.conftest import FILES, NAMES

MAPPING = ROOT / "sample_data" / "ist_mapping.json"
SETTINGS = {"rule": "80,40", "covariates": ["age", "sex"], "level": 0.9,
            "filters": [{"column": "age", "low": 50.0, "high": 90.0}]}  # fmt: skip


def write_script(folder: Path, data: Path, *options: str) -> Path:
    """Write the script of a report."""
    done = inside("report", data, "--out", folder, "--format", "script", *options)
    assert done.code == 0, done.err
    return folder / "reproduce.py"


def both(folder: Path, data: Path, *options: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Output of `analyse --json`, and of the script of the same report."""
    done = alone(write_script(folder, data, *options), data, "--json", "-", cwd=folder)
    assert done.code == 0, done.out[-2000:] + done.err[-2000:]
    return json.loads(inside("analyse", data, "--json", "-", *options).out), json.loads(done.out)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_that_of_analyse(
    name: str, tmp_path: Path, shared: Callable[[str], Path]
) -> None:
    data = ROOT / "sample_data" / FILES[name] if name in FILES else shared("data/IST.csv")
    options = [] if name in FILES else ["--map", str(MAPPING)]
    theirs, ours = both(tmp_path, data, *options)
    assert ours["results"] == theirs["results"]
    assert len(theirs["results"]) > 50
    # The second way covers what the report leads with.
    seen = {check["method"] for check in ours["checks"]}
    assert {"wilson", "risk_difference", "pearson_chi2", "odds_ratio"} <= seen
    if name == "long":
        assert "mmrm" in seen
    if name in FILES:
        assert {"ancova", "welch_t", "mann_whitney", "paired_t", "pearson", "mean_sd"} <= seen
    assert all(check["same"] for check in ours["checks"])
    assert len(ours["checks"]) >= 20


def test_settings_and_steps_go_with_it(tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps(SETTINGS), "utf-8")
    steps = tmp_path / "steps.json"
    steps.write_text(json.dumps([{"kind": "omit", "row": 11}]), "utf-8")
    data = ROOT / "sample_data" / "synthetic_zh.csv"
    theirs, ours = both(tmp_path, data, "--settings", str(settings), "--steps", str(steps))
    assert ours["results"] == theirs["results"]
    assert {row["ci_level"] for row in ours["results"]} == {None, 0.9}
    assert {"ancova"} <= {check["method"] for check in ours["checks"]}
    document = json.loads((tmp_path / "reproduce.json").read_text("utf-8"))
    assert document["cohort"]["selected_sha256"] == theirs["cohort"]["sha256"]
    assert document["project"]["steps"] == theirs["steps"]
    assert document["settings"]["rule"] == "80,40"
    assert document["versions"]["aci_core"]
    assert document["seed"] > 0


def test_other_data_are_refused_and_a_wrong_number_is_reported(tmp_path: Path) -> None:
    data = ROOT / "sample_data" / "synthetic_156.csv"
    script = write_script(tmp_path, data)
    other = tmp_path / "other.csv"
    lines = data.read_text("utf-8").splitlines()
    other.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    done = alone(script, other)
    assert done.code == 1
    assert "not the data of the report" in done.err
    wrong = script.read_text("utf-8").replace("x / n,", "x / n + 0.001,", 1)
    assert wrong != script.read_text("utf-8")
    script.write_text(wrong, "utf-8")
    done = alone(script, data)
    assert done.code == 1
    assert "DIFFERENT" in done.out
    # It prints; no row of a patient is in it.
    assert "SYN-" not in done.out + wrong


def test_the_same_report_gives_the_same_script(study: Callable[[str], Study]) -> None:
    scripts = [again.write(build(study("sample"), "en")) for _ in range(2)]
    assert scripts[0] == scripts[1]
    compile(scripts[0]["reproduce.py"], "reproduce.py", "exec")


def test_where_the_package_is_missing_one_line_says_how_to_have_it(
    study: Callable[[str], Study], tmp_path: Path
) -> None:
    files = again.write(build(study("sample"), "en"))
    (tmp_path / "reproduce.py").write_bytes(files["reproduce.py"])
    # Isolated: neither the checkout nor the installed packages are on the path.
    command = [sys.executable, "-I", "-S", "reproduce.py", "data.csv"]
    process = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    assert process.stderr.count("\n") == 1
    assert "PYTHONPATH" in process.stderr


def test_the_data_file_in_the_folder_of_the_script_is_the_default(
    study: Callable[[str], Study], tmp_path: Path
) -> None:
    files = again.write(build(study("sample"), "en"))
    (tmp_path / "reproduce.py").write_bytes(files["reproduce.py"])
    without = alone(tmp_path / "reproduce.py")
    assert without.code == 2
    assert "there is no file" in without.err
    name = FILES["sample"]
    (tmp_path / name).write_bytes((ROOT / "sample_data" / name).read_bytes())
    assert "numbers are the same" in alone(tmp_path / "reproduce.py").out
