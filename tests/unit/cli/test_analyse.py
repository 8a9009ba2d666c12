"""Command `analyse`: output, exit codes, and errors of one line."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

import pytest

from aci_core.efficacy import PRESETS
from aci_core.presentation.i18n import LANGUAGES
from aci_core.presentation.i18n.languages import language
from tests.command import inside

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "sample_data" / "synthetic_156.csv"
GRADED = "patient_id,arm,grade\n" + "".join(
    f"{i},{('treatment', 'control')[i % 2]},{('显效', '无效', '有效')[i % 3]}\n" for i in range(12)
)


def refused(*arguments: str | Path) -> str:
    """Error message of unusable input, in one line."""
    code, out, err = inside(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    return err


def document(*arguments: str | Path, warned: bool = False) -> dict[str, Any]:
    code, out, err = inside("analyse", *arguments, "--json", "-")
    # Rule 5: what was not read stands in one line on standard error, and nowhere else.
    assert (code, len(err.splitlines())) == (0, int(warned))
    result: dict[str, Any] = json.loads(out)
    return result


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(name: str, content: object) -> Path:
    path = Path(name)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def renamed(treatment: str, control: str, third: str = "") -> Path:
    """The sample under other arm labels."""
    lines = SAMPLE.read_text("utf-8-sig").splitlines()
    rows = [
        x.replace(",treatment,", f",{treatment},").replace(",control,", f",{control},")
        for x in lines
    ]
    if third:
        rows[1:20] = [x.replace(f",{treatment},", f",{third},") for x in rows[1:20]]
    return written("arms.csv", "\n".join(rows))


def test_one_document() -> None:
    result = document(SAMPLE)
    assert list(result) == ["cohort", "settings", "steps", "grades", "results", "review"]
    assert result["settings"] == {
        "rule": "pct_90_46_18",
        "level": 0.95,
        "randomised": True,
        "primary": None,
        "secondary": [],
        "alpha": 0.05,
        "response_visit": None,
        "covariates": [],
        "centre": None,
        "subgroups": [],
        "population": [],
        "filters": [],
        "seed": 20250917,
        "locked": None,
        "deviations": [],
    }
    assert len(result["grades"]) == result["cohort"]["n"] == 156


def test_what_is_resampled_is_asked_for_and_the_same_each_time() -> None:
    file = ROOT / "sample_data" / "synthetic_long.csv"
    drawn = ("jump_to_reference", "multiple_imputation")
    plain, *made = (
        [row for row in document(file, *more)["results"] if row["method"] in drawn]
        for more in ((), ("--resample",), ("--resample",))
    )
    assert [(row["method"], row["ci_low"]) for row in plain] == [("jump_to_reference", None)]
    assert made[0] == made[1]
    assert [row["method"] for row in made[0]] == list(drawn)
    assert all(row["ci_low"] < row["estimate"] < row["ci_high"] for row in made[0])
    assert made[0][0]["estimate"] == plain[0]["estimate"]


def test_filters_stand_in_the_document_and_count() -> None:
    chosen = [
        {"column": "age", "low": 60.0},
        {"column": "sex", "among": ["female"]},
        {"column": "@grade", "among": ["recovered", "effective", "ineffective"]},
        {"complete": "post"},
        {"set": "graded"},
    ]
    whole = document(SAMPLE)
    result = document(SAMPLE, "--settings", written("f.json", {"filters": chosen}))
    assert result["settings"]["filters"] == chosen
    table = [line.split(",") for line in SAMPLE.read_text("utf-8-sig").splitlines()]
    age, sex = table[0].index("age"), table[0].index("sex")
    grades = {g["patient_id"]: g["grade"] for g in whole["grades"]}
    kept = [
        row[0]
        for row in table[1:]
        if float(row[age]) >= 60 and row[sex] == "female" and grades[row[0]] != "markedly_effective"
    ]
    assert [g["patient_id"] for g in result["grades"]] == kept
    assert result["cohort"]["n"] == len(kept) < 156
    assert result["cohort"]["sha256"] != whole["cohort"]["sha256"]


@pytest.mark.parametrize(
    ("only", "message"),
    [
        ({"column": "age", "low": 200}, "leave no patient"),
        ({"column": "arm", "among": ["control"]}, "treatment"),
    ],
)
def test_filters_that_leave_nobody_or_one_arm_are_refused(
    only: dict[str, object], message: str
) -> None:
    line = refused("analyse", SAMPLE, "--settings", written("f.json", {"filters": [only]}))
    assert message in line


def test_what_a_reviewer_will_ask() -> None:
    review = document(SAMPLE)["review"]
    assert set(review[0]) == {"code", "severity", "numbers", "page", "sentence"}
    assert (review[0]["code"], review[0]["severity"]) == ("primary_unnamed", "major")
    assert str(review[0]["numbers"]["comparisons"]) in review[0]["sentence"]
    chosen = {"primary": "nihss_post", "registration": "NCT01234567"}
    cured = document(SAMPLE, "--settings", written("s.json", chosen))["review"]
    gone = {one["code"] for one in review} - {one["code"] for one in cured}
    assert gone == {"primary_unnamed", "not_registered"}
    chinese = document(SAMPLE, "--lang", "zh")["review"]
    assert "主要结局" in chinese[0]["sentence"]
    assert chinese[0]["numbers"] == review[0]["numbers"]


def test_settings_are_echoed_as_used() -> None:
    chosen = {
        "rule": " 80, 40 ",
        "level": 90,
        "randomised": False,
        "primary": "nihss_post",
        "covariates": ["age", "sex", "age"],
    }
    settings = document(SAMPLE, "--settings", written("s.json", chosen))["settings"]
    assert {key: settings[key] for key in (*chosen, "filters")} == {
        **chosen,
        "rule": "80,40",
        "level": 0.9,
        "covariates": ["age", "sex"],
        "filters": [],
    }
    # The option goes before the file; cuts that are a preset's are that preset.
    settings = document(SAMPLE, "--settings", Path("s.json"), "--rule", "90，46，18")["settings"]
    assert settings["rule"] == "pct_90_46_18"


def test_a_file_of_recorded_grades_says_so() -> None:
    file = written("graded.csv", GRADED)
    for rule in ((), ("--rule", "recorded"), ("--rule", "pct_40")):
        result = document(file, *rule)
        assert result["settings"]["rule"] == "recorded"
        assert [g["grade"] for g in result["grades"][:2]] == ["markedly_effective", "ineffective"]


def test_one_bad_cell_is_a_missing_cell_and_stops_no_column() -> None:
    lines = SAMPLE.read_text("utf-8-sig").splitlines()
    place = lines[0].split(",").index("nihss_post")
    cells = lines[6].split(",")
    cells[place] = "5O"
    # A recorded grade does not step in for the rule that was asked for, of one patient either.
    text = "\n".join(
        f"{line},{'grade' if i == 0 else '显效' if i % 2 else '无效'}"
        for i, line in enumerate([*lines[:6], ",".join(cells), *lines[7:]])
    )
    result = document(written("bad.csv", text), warned=True)
    [issue] = [i for i in result["cohort"]["issues"] if i["severity"] == "error"]
    assert (issue["row"], issue["column"], issue["value"]) == (7, "nihss_post", "5O")
    assert issue["proposal"]
    rows = result["results"]
    graded = {grade["patient_id"]: grade for grade in result["grades"]}
    assert graded[cells[0]]["reason"] == "missing_post"
    assert sum(grade["grade"] is None for grade in result["grades"]) == 1
    (adjusted,) = [
        r
        for r in rows
        if (r["variable"], r["visit"], r["method"], r["level"]) == ("nihss", "post", "ancova", None)
    ]
    assert sum(adjusted["n"].values()) == 155
    whole = document(SAMPLE)["results"]
    for name in ("bi", "vegf", "age", "fever", "nihss_pre"):
        assert sum(r["variable"] == name for r in rows if r["analysis"] != "factors") == sum(
            r["variable"] == name for r in whole if r["analysis"] != "factors"
        )


def test_arms_that_nobody_knows() -> None:
    file = renamed("A组", "B组")
    message = refused("analyse", file, "--json", "-")
    assert "--reference" in message
    assert "A组" in message
    cohort = document(file, "--reference", "b组")["cohort"]
    assert cohort["reference"] == "B组"
    assert cohort["arms"] == {"A组": 78, "B组": 78}
    assert "C组" in refused("analyse", file, "--reference", "C组")


def test_three_arms() -> None:
    file = renamed("A组", "B组", "C组")
    for more in ((), ("--reference", "B组")):
        assert '"arms"' in refused("analyse", file, *more)
    cohort = document(file, "--map", written("m.json", {"arms": ["A组", "B组"]}))["cohort"]
    assert cohort["reference"] == "B组"
    assert set(cohort["arms"]) == {"A组", "B组"}
    assert inside("check", file)[0] == 1


def test_one_arm() -> None:
    lines = [x for x in SAMPLE.read_text("utf-8-sig").splitlines() if ",control," not in x]
    file = written("one.csv", "\n".join(lines))
    code, out, _ = inside("check", file)
    assert code == 1
    assert "Only one arm" in out
    assert "two arms" in refused("analyse", file)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_refusal_is_one_line(lang: str) -> None:
    Path("folder").mkdir()
    bad = written("bad.json", '{"rule":')
    lines = [
        refused("analyse", *arguments, "--lang", lang)
        for arguments in (
            ("none.csv",),
            ("folder",),
            ("",),
            ("a\x00b",),
            (SAMPLE, "--rule", "bogus"),
            (SAMPLE, "--rule", "10,20"),
            (SAMPLE, "--rule", ""),
            (SAMPLE, "--rule", "recorded"),
            (SAMPLE, "--map", bad),
            (SAMPLE, "--map", ""),
            (SAMPLE, "--settings", bad),
            (SAMPLE, "--settings", "folder"),
            (SAMPLE, "--json", "none/x.json"),
            (SAMPLE, "--json", "folder"),
            (SAMPLE, "--json", "a\x00b"),
            (SAMPLE, "--grades", "folder"),
            (SAMPLE, "--reference", "nobody"),
            (SAMPLE, "--bogus"),
            (SAMPLE, "--rule"),
            (SAMPLE, "--jso", "x"),
            (),
        )
    ]
    # Chinese ends its sentences so; English may quote a Chinese header.
    assert all(("。" in line or "；" in line) == language(lang).han for line in lines)


@pytest.mark.parametrize(
    "settings",
    [
        "[]", '{"rule": 5}', '{"bogus": 1}', '{"level": true}', '{"level": "95"}', '{"level": NaN}',
        '{"level": 0}', '{"level": -1e400}', '{"level": 1' + "0" * 400 + "}", '{"level": 1.5}',
        '{"covariates": "age"}', '{"covariates": [1]}', '{"covariates": ["nobody"]}',
        '{"covariates": ["nihss_post"]}', '{"primary": "nobody"}', '{"primary": 1}',
        '{"primary": "nihss_pre"}', '{"randomised": "no"}', '{"rule": "bogus"}', "[" * 100_000,
    ],
)  # fmt: skip
def test_settings_that_cannot_be_obeyed(settings: str) -> None:
    refused("analyse", SAMPLE, "--settings", written("s.json", settings))


def test_no_output_overwrites_an_input_or_the_other() -> None:
    file = written("trial.csv", SAMPLE.read_text("utf-8-sig"))
    mapping = written("m.json", "{}")
    before = file.read_bytes()
    for arguments in (
        ("--json", "trial.csv"),
        ("--grades", "./trial.csv"),
        ("--json", "x", "--grades", "./x"),
        ("--map", mapping, "--json", mapping.resolve()),
    ):
        refused("analyse", file, *arguments)
    assert file.read_bytes() == before
    assert mapping.read_text("utf-8") == "{}"
    assert not Path("x").exists()


def test_grades_are_guarded_text() -> None:
    rows = "=1+1,treatment,9,3\n-7,control,8,6\n@a,treatment,9,1\n3,control,9,9\n"
    file = written("f.csv", f"patient_id,arm,nihss_pre,nihss_post\n{rows}")
    assert inside("analyse", file, "--grades", "g.csv", "--json", "o.json")[0] == 0
    lines = Path("g.csv").read_text("utf-8-sig").splitlines()
    # A negative number is the patient's own; a formula would be run.
    assert [line.split(",")[0] for line in lines] == ["patient_id", "'=1+1", "-7", "'@a", "3"]
    ids = [g["patient_id"] for g in json.loads(Path("o.json").read_text("utf-8"))["grades"]]
    assert ids == ["=1+1", "-7", "@a", "3"]


def test_help_names_every_rule_in_both_languages() -> None:
    for lang in LANGUAGES:
        code, out, _ = inside("analyse", "--help", "--lang", lang)
        assert code == 0
        assert all(name in "".join(out.split()) for name in [*PRESETS, "recorded", "--reference"])
        assert "trial.csv" in out.splitlines()[-1]
    assert "usage" not in out
    assert "--lang zh" not in inside("--lang", "zh", "analyse", "--help")[1]


def shell(command: str) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        check=False,
        env={**os.environ, "PY": sys.executable, "F": str(SAMPLE), "PYTHONPATH": str(ROOT)},
    )
    return done.returncode, done.stderr.decode()


def test_an_output_that_breaks() -> None:
    assert shell('"$PY" -m aci_core analyse "$F" --json - | head -1') == (0, "")
    assert shell('"$PY" -m aci_core --help | true') == (0, "")
    for arguments in ("--json -", ""):
        code, err = shell(f'"$PY" -m aci_core analyse "$F" {arguments} > /dev/full')
        assert code == 2
        assert len(err.splitlines()) == 1


def test_ctrl_c_is_no_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "aci_core", "analyse", "/dev/stdin"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A test run in the background has Ctrl-C switched off, and would hand that down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stdin is not None
    process.stdin.write(b"x")
    process.stdin.flush()
    while fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)) != bytes(4):
        assert process.poll() is None
        time.sleep(0.05)  # nothing tells that it has read
    # It has read what there is, and waits for more.
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")
