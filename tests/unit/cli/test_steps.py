"""Option `--steps` and project files on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import inside

FILE = "id,g,nihss_pre,nihss_post\n" + "".join(
    f"{i},{'AB'[i % 2]},{55 if i == 3 else 9 + i % 5},{i % 7}\n" for i in range(12)
)
MAPPING = {"columns": {"id": "patient_id", "g": "arm"}, "reference": "B"}
EMPTY = {"kind": "set", "row": 5, "column": "nihss_pre", "text": None}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("trial.csv").write_text(FILE, "utf-8")
    written("map.json", MAPPING)


def written(name: str, content: object) -> str:
    Path(name).write_text(json.dumps(content), "utf-8")
    return name


def document(*arguments: str, warned: bool = False) -> dict[str, Any]:
    code, out, err = inside("analyse", "trial.csv", *arguments, "--json", "-")
    # Rule 5: what was not read stands in one line on standard error.
    assert (code, len(err.splitlines())) == (0, int(warned))
    result: dict[str, Any] = json.loads(out)
    return result


def test_steps_cure_a_file_and_stand_in_the_document() -> None:
    before = Path("trial.csv").read_bytes()
    assert inside("check", "trial.csv", "--map", "map.json")[0] == 1
    steps = written("steps.json", [EMPTY])
    assert inside("check", "trial.csv", "--map", "map.json", "--steps", steps)[0] == 0
    bad = document("--map", "map.json", warned=True)
    good = document("--map", "map.json", "--steps", steps)
    assert (bad["steps"], good["steps"]) == ([], [EMPTY])
    assert bad["cohort"]["sha256"] != good["cohort"]["sha256"]
    # An impossible cell is a missing cell, before and after it is emptied.
    assert [g["grade"] for g in good["grades"]] == [g["grade"] for g in bad["grades"]]
    assert Path("trial.csv").read_bytes() == before


def test_check_writes_the_steps_too() -> None:
    steps = written("steps.json", [EMPTY, {"kind": "omit", "row": 99}])
    _, out, _ = inside("check", "trial.csv", "--map", "map.json", "--steps", steps, "--json", "-")
    result = json.loads(out)
    assert result["steps"][0] == EMPTY
    codes = {(i["code"], i["row"]) for i in result["cohort"]["issues"]}
    assert {("step_unused", 99), ("steps_used", None)} <= codes


def test_a_project_brings_mapping_reading_steps_and_settings() -> None:
    Path("trial.csv").write_text(FILE.replace(",", ";"), "utf-8")
    project = {
        "mapping": MAPPING,
        "reading": {"delimiter": ";"},
        "steps": [EMPTY],
        "settings": {"rule": "pct_40"},
    }
    result = document("--map", written("project.json", project))
    assert result["settings"]["rule"] == "pct_40"
    assert result["steps"] == [EMPTY]
    assert result["cohort"]["reference"] == "B"


def test_an_option_of_its_own_goes_before_the_project() -> None:
    project = written(
        "project.json", {"mapping": MAPPING, "steps": [EMPTY], "settings": {"rule": "pct_40"}}
    )
    omit = {"kind": "omit", "row": 5}
    own = ("--steps", written("steps.json", [omit]), "--reference", "A")
    settings = written("settings.json", {"level": 0.9})
    result = document("--map", project, *own, "--settings", settings)
    assert result["steps"] == [omit]
    assert result["cohort"]["reference"] == "A"
    assert (result["settings"]["rule"], result["settings"]["level"]) == ("pct_90_46_18", 0.9)
    assert document("--map", project, "--rule", "pct_55")["settings"]["rule"] == "pct_55"


def test_junk_steps_are_one_line_and_exit_2() -> None:
    Path("text.json").write_text("no json", "utf-8")
    for name in (
        "text.json",
        "none.json",
        written("object.json", {"steps": []}),
        written("kind.json", [{"kind": "guess"}]),
    ):
        code, out, err = inside("check", "trial.csv", "--map", "map.json", "--steps", name)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
    both = written("both.json", {"columns": {}, "steps": []})
    assert inside("check", "trial.csv", "--map", both)[0] == 2


def test_the_steps_are_not_overwritten() -> None:
    steps = written("steps.json", [EMPTY])
    code, _, err = inside(
        "check", "trial.csv", "--map", "map.json", "--steps", steps, "--json", steps
    )
    assert (code, len(err.splitlines())) == (2, 1)
    assert json.loads(Path(steps).read_text("utf-8")) == [EMPTY]


def test_the_checks_are_part_of_both_commands() -> None:
    lines = [*FILE.splitlines(), "x,A,,3"]
    Path("trial.csv").write_text("\n".join(lines), "utf-8")
    _, out, _ = inside("check", "trial.csv", "--map", "map.json", "--lang", "zh")
    assert "警告 | 第14行 | nihss_pre | “nihss_pre”为空" in out
    issues = document("--map", "map.json", warned=True)["cohort"]["issues"]
    assert ("post_without_pre", 14) in {(i["code"], i["row"]) for i in issues}
