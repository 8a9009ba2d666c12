"""Scores, words and events that a header names without saying what they are: files and answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aci_core.domain.schema import Role
from aci_core.ingest import load
from tests import command

FOLDER = "faults"


@pytest.fixture
def document(shared: Callable[[str], Path]) -> Callable[[str], dict[str, Any]]:
    """The JSON of `analyse` of one of the files."""

    def of(name: str) -> dict[str, Any]:
        done = command.inside("analyse", shared(f"{FOLDER}/{name}"), "--json", "-")
        assert done.code == 0, done.err
        answer: dict[str, Any] = json.loads(done.out)
        return answer

    return of


def baseline(answer: dict[str, Any]) -> set[str]:
    return {row["variable"] for row in answer["results"] if row["analysis"] == "baseline"}


def codes(answer: dict[str, Any]) -> set[str]:
    return {issue["code"] for issue in answer["cohort"]["issues"]}


@pytest.mark.parametrize(
    ("name", "stem", "later"),
    [
        ("07_unknown_score_visits.csv", "fma", ["m2", "m6"]),
        ("07b_unknown_score_underscore.csv", "fma", ["m2", "m6"]),
        ("07c_baseline_and_number3m.csv", "number", ["m3", "m12"]),
    ],
)
def test_a_score_at_several_times(
    document: Callable[[str], dict[str, Any]], name: str, stem: str, later: list[str]
) -> None:
    answer = document(name)
    assert answer["cohort"]["visits"] == ["pre", *later]
    assert baseline(answer) == {"age", f"{stem}_pre"}
    rows = [r for r in answer["results"] if r["analysis"] == "outcomes"]
    told = {(r["variable"], r["visit"]) for r in rows if r["method"] == "welch_t"}
    assert {(stem, visit) for visit in later} <= told
    # Nobody has said which direction is better.
    assert not any(r["method"] == "win_odds" for r in rows)
    assert "undeclared_measure" in codes(answer)


@pytest.mark.parametrize(
    ("name", "characteristic", "outcome"),
    [
        ("08_baseline_text.csv", "baseline_condition", None),
        ("16_text_outcome_month.csv", "baseline_severity", "mri_result_6m"),
    ],
)
def test_words_before_and_after_treatment(
    document: Callable[[str], dict[str, Any]], name: str, characteristic: str, outcome: str | None
) -> None:
    answer = document(name)
    assert baseline(answer) == {characteristic, "nihss_pre"}
    said = [i["column"] for i in answer["cohort"]["issues"] if i["code"] == "outcome_at_visit"]
    assert said == ([outcome] if outcome else [])
    assert not any(row["variable"] == outcome for row in answer["results"])


@pytest.mark.parametrize("name", ["20_prestroke_mrs.csv", "20b_prestroke_mrs_en.csv"])
def test_mrs_before_the_stroke(document: Callable[[str], dict[str, Any]], name: str) -> None:
    answer = document(name)
    assert baseline(answer) == {"premorbid_mrs"}
    assert codes(answer) <= {"not_used"}
    assert answer["cohort"]["visits"] == ["d90"]


def test_attributes_are_no_events(document: Callable[[str], dict[str, Any]]) -> None:
    answer = document("12_ae_attributes.csv")
    rows = [r for r in answer["results"] if r["analysis"] == "safety"]
    assert {r["variable"] for r in rows} == {"unspecified"}
    assert codes(answer) == set()
    events = [r["estimate"] for r in rows if r["level"] == "events"]
    assert events == [12, 12]
    told = {
        (r["versus"], r["level"]): (r["estimate"], r["n"])
        for r in rows
        if r["versus"] and r["arm"] == "treatment"
    }
    assert told == {
        ("severity", "mild"): (4, 8),
        ("severity", "moderate"): (4, 8),
        ("grade", "1"): (4, 8),
        ("grade", "2"): (4, 8),
        ("related", "unrelated"): (4, 8),
        ("related", "related"): (4, 8),
    }


def test_a_grade_alone_is_the_severity_of_some_event(
    document: Callable[[str], dict[str, Any]],
) -> None:
    answer = document("12b_ae_grade_only.csv")
    rows = [r for r in answer["results"] if r["analysis"] == "safety"]
    told = {(r["arm"], r["level"], r["versus"]): (r["estimate"], r["n"]) for r in rows}
    assert told == {
        (arm, level, "grade"): (4, 12) for arm in ("treatment", "control") for level in "13"
    }
    assert not any(one["code"] == "harms_not_recorded" for one in answer["review"])


def test_a_bare_disease_among_the_characteristics_is_history(
    shared: Callable[[str], Path], document: Callable[[str], dict[str, Any]]
) -> None:
    path = shared(f"{FOLDER}/27_bare_disease_is_event.csv")
    cohort = load(path.read_bytes(), path.name)
    assert list(cohort.columns_with(Role.EVENT)) == []
    answer = document(path.name)
    past = {f"baseline_{term}" for term in ("seizure", "headache", "intracranial_bleeding")}
    assert baseline(answer) == {"age", "hypertension", "nihss_pre", *past}
    notes = [i for i in cohort.issues if i.code == "read_as_history"]
    assert [dict(i.facts)["headers"] for i in notes] == ["epilepsy, headache, ICH"]
