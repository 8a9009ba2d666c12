"""The sample files are what their script makes, and hold what PROVENANCE.md says.

The facts are read from the files with csv and numpy, independently of the script.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sample_data import make_samples

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "sample_data"
SYNTHETIC = ("synthetic_156.csv", "synthetic_zh.csv", "synthetic_long.csv", "bad.csv")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbers(rows: list[dict[str, str]], column: str) -> np.ndarray:
    return np.array([float(row[column]) for row in rows])


def effective(row: dict[str, str]) -> bool:
    pre, post = int(row["nihss_pre"]), int(row["nihss_post"])
    return 100 * (pre - post) >= 18 * pre


@pytest.fixture(scope="module")
def trial() -> list[dict[str, str]]:
    return read(FOLDER / "synthetic_156.csv")


def test_script_makes_the_files_byte_by_byte() -> None:
    made = make_samples.files()
    assert set(made) == set(SYNTHETIC)
    for name, content in made.items():
        assert (FOLDER / name).read_bytes() == content, f"{name}: run make sample"


@pytest.mark.parametrize("name", SYNTHETIC)
def test_every_patient_is_known_as_synthetic(name: str) -> None:
    rows = read(FOLDER / name)
    ids = [row.get("patient_id", row.get("编号")) for row in rows]
    assert all(re.match("SYN-", patient) for patient in ids if patient)
    assert ids.count("") == (1 if name == "bad.csv" else 0)


class TestTrial:
    """synthetic_156.csv holds what is known of the trial."""

    def test_arms(self, trial: list[dict[str, str]]) -> None:
        assert Counter(row["arm"] for row in trial) == {"treatment": 78, "control": 78}

    def test_total_effective_rate(self, trial: list[dict[str, str]]) -> None:
        counts = Counter(row["arm"] for row in trial if effective(row))
        assert counts == {"treatment": 67, "control": 54}

    @pytest.mark.parametrize(("factor", "published"), [("vegf", -0.388), ("bfgf", -0.239)])
    def test_correlation_with_nihss_before_treatment(
        self, trial: list[dict[str, str]], factor: str, published: float
    ) -> None:
        nihss, level = numbers(trial, "nihss_pre"), numbers(trial, f"{factor}_pre")
        assert np.corrcoef(nihss, level)[0, 1] == pytest.approx(published, abs=5e-5)
        for arm in ("treatment", "control"):
            own = np.array([row["arm"] == arm for row in trial])
            assert np.corrcoef(nihss[own], level[own])[0, 1] < 0

    def test_nothing_abnormal_at_six_months(self, trial: list[dict[str, str]]) -> None:
        for column in ("mri_abnormal_m6", "lab_abnormal_m6", "died", "lost"):
            assert not numbers(trial, column).any()

    def test_scores_are_possible(self, trial: list[dict[str, str]]) -> None:
        for visit in ("pre", "post"):
            nihss, barthel = numbers(trial, f"nihss_{visit}"), numbers(trial, f"bi_{visit}")
            assert set(nihss) <= set(range(43))
            assert set(barthel) <= set(range(0, 101, 5))
            assert np.corrcoef(nihss, barthel)[0, 1] < -0.7

    def test_arms_alike_before_and_apart_after(self, trial: list[dict[str, str]]) -> None:
        treated = np.array([row["arm"] == "treatment" for row in trial])
        for measure, sign in (("nihss", -1), ("bi", 1), ("perfusion", 1), ("vegf", 1), ("bfgf", 1)):
            gap = {}
            for visit in ("pre", "post"):
                values = numbers(trial, f"{measure}_{visit}")
                gap[visit] = (values[treated].mean() - values[~treated].mean()) / values.std()
            assert abs(gap["pre"]) <= 0.2
            assert sign * gap["post"] > 0.2

    def test_chinese_file_has_the_same_cells(self, trial: list[dict[str, str]]) -> None:
        words = {"观察组": "treatment", "对照组": "control", "男": "male", "女": "female"}
        words |= {"是": "yes", "否": "no"}
        chinese = read(FOLDER / "synthetic_zh.csv")
        assert [[words.get(cell, cell) for cell in row.values()] for row in chinese] == [
            list(row.values()) for row in trial
        ]


class TestLong:
    """synthetic_long.csv."""

    def test_nothing_is_measured_after_death_or_loss(self) -> None:
        visits = ("pre", "post", "m1", "m3", "m6")
        rows = read(FOLDER / "synthetic_long.csv")
        gone = [row for row in rows if "1" in (row["died"], row["lost"])]
        assert len(gone) == 25
        for row in gone:
            assert row["nihss_m6"] == row["bi_m6"] == row["vegf_m6"] == ""
            assert (row["mrs_m6"] == "6") == (row["died"] == "1")
            assert bool(row["lost_reason"]) == (row["lost"] == "1")
            last = max(i for i, visit in enumerate(visits) if row[f"bi_{visit}"])
            assert all(row[f"vegf_{visit}"] == "" for visit in visits[last + 2 :])

    def test_recorded_grade_differs_here_and_there(self) -> None:
        rows = read(FOLDER / "synthetic_long.csv")
        judged = [
            row
            for row in rows
            if row["died"] == "0" and row["grade"] and row["nihss_pre"] and row["nihss_post"]
        ]
        wrong = sum((row["grade"] != "ineffective") != effective(row) for row in judged)
        assert 0 < wrong < 0.06 * len(judged)

    def test_some_events_recur_and_some_last(self) -> None:
        rows = read(FOLDER / "synthetic_long.csv")
        assert any(row["ae_headache"] > "1" for row in rows)
        assert any(row["ae_headache_resolved"] == "0" for row in rows)


def test_bad_file_has_the_faults_that_provenance_lists() -> None:
    lines = (FOLDER / "bad.csv").read_text("utf-8-sig").splitlines()
    header = lines[0].split(",")
    listed = re.findall(
        r"^\| (\d+) \| (\S+) \| (\S*) ?\|",
        (FOLDER / "PROVENANCE.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(listed) == len(make_samples.BAD_CELLS) + 1
    for line, column, cell in listed:
        cells = lines[int(line) - 1].split(",")
        if column == "all":
            assert set(cells) == {""}
        else:
            assert cells[header.index(column)] == cell


@pytest.fixture(scope="module")
def mapping() -> dict:
    return json.loads((FOLDER / "ist_mapping.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def ist(shared: Callable[[str], Path]) -> list[dict[str, str]]:
    return read(shared("data/IST.csv"))


class TestIst:
    """ist_mapping.json against the trial's own data."""

    def test_values_are_of_mapped_columns(self, mapping: dict) -> None:
        assert set(mapping["values"]) <= set(mapping["columns"].values())
        assert len(set(mapping["columns"].values())) == len(mapping["columns"])
        known = {label for label in mapping["values"]["grade"].values() if label}
        assert known == set(mapping["grade"]["best_first"])

    def test_names_every_column_once(self, mapping: dict, ist: list[dict[str, str]]) -> None:
        assert sorted([*mapping["columns"], *mapping["ignore"]]) == sorted(ist[0])

    def test_names_every_value(self, mapping: dict, ist: list[dict[str, str]]) -> None:
        for raw, name in mapping["columns"].items():
            if name in mapping["values"]:
                result = {row[raw] for row in ist} - {""}
                assert result <= set(mapping["values"][name]), raw

    def test_gives_the_published_figures(self, mapping: dict, ist: list[dict[str, str]]) -> None:
        def by_arm(test: Callable[[dict[str, str]], bool]) -> tuple[int, int]:
            counts = Counter(row["RXASP"] for row in ist if test(row))
            return counts["Y"], counts["N"]

        raw = {name: column for column, name in mapping["columns"].items()}
        grade = mapping["values"]["grade"]
        assert by_arm(lambda row: True) == (9720, 9715)
        assert by_arm(lambda row: row[raw["ae_death_14d"]] == "1") == (872, 909)
        assert by_arm(lambda row: grade[row["OCCODE"]] is not None) == (9639, 9646)
        assert by_arm(lambda row: grade[row["OCCODE"]] in {"dead", "dependent"}) == (6000, 6125)
        major = by_arm(lambda row: row[raw["ae_major_noncerebral_bleed_14d"]] == "1")
        assert major == (109, 57)
