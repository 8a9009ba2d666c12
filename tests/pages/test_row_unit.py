"""Page Data: files whose rows are no patients, and how the user says what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.build import csv_of_rows
from tests.pages.conftest import App

N = 12
ARMS = ("treatment", "control")
VISITS = [
    (f"P{i}", ARMS[i % 2], 50 + i, f"V{k + 1}", 15 + i % 4 - 3 * k)
    for i in range(N)
    for k in range(3)
]
HEAD = ("id", "arm", "age", "visit", "nihss")


def _open(app: Callable[..., App], data: bytes, lang: str = "en") -> tuple[App, AppTest]:
    made = app(lang)
    at = made.open("data")
    at.file_uploader(key="upload_file").upload("clinic.csv", data).run()
    assert not at.exception
    return made, at


def _cohort(at: AppTest) -> Any:
    return at.session_state["_loaded"].cohort


def _keyed(at: AppTest, start: str) -> list[Any]:
    return [s for s in at.selectbox if str(s.key).startswith(start)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_unknown_visits_are_said_on_the_page(app: Callable[..., App], lang: str) -> None:
    made, at = _open(app, csv_of_rows(HEAD, VISITS), lang)
    assert _cohort(at).n == N
    assert ("one row per visit" if lang == "en" else "每次访视一行") in made.text
    assert _keyed(at, "visits_column_")[0].value == "visit"
    for box, visit in zip(_keyed(at, "visit_"), ("pre", "d7", "m3"), strict=True):
        assert box.value is None
        box.set_value(visit)
    at.button(key="use_visits").click().run()
    assert not at.exception
    cohort = _cohort(at)
    assert (cohort.n, cohort.visits) == (N, ("pre", "d7", "m3"))
    assert cohort.table[["nihss_pre", "nihss_d7", "nihss_m3"]].iloc[0].tolist() == [15, 12, 9]
    assert not [i for i in cohort.issues if i.severity == "error"]


def test_the_column_of_visits_is_chosen_where_none_says_so(app: Callable[..., App]) -> None:
    data = csv_of_rows(("id", "arm", "age", "which", "nihss"), VISITS)
    _, at = _open(app, data)
    assert [i.code for i in _cohort(at).issues if i.severity == "error"] == ["ids_repeated"]
    column = _keyed(at, "visits_column_")[0]
    assert column.value is None
    column.set_value("which").run()
    for box, visit in zip(_keyed(at, "visit_"), ("pre", "d7", "m3"), strict=True):
        box.set_value(visit)
    at.button(key="use_visits").click().run()
    assert _cohort(at).visits == ("pre", "d7", "m3")


def test_known_visits_are_shown_as_they_were_read_and_changed(app: Callable[..., App]) -> None:
    rows = [(*row[:3], (1, 7, 90)[int(row[3][1]) - 1], row[4]) for row in VISITS]
    _, at = _open(app, csv_of_rows(("id", "arm", "age", "day", "nihss"), rows))
    assert _cohort(at).visits == ("d1", "d7", "d90")
    boxes = _keyed(at, "visit_")
    assert {box.value for box in boxes} == {"d1", "d7", "d90"}
    next(box for box in boxes if box.value == "d1").set_value("pre")
    at.button(key="use_visits").click().run()
    assert _cohort(at).visits == ("pre", "d7", "d90")


def test_a_file_with_a_row_a_patient_has_no_card_of_visits(app: Callable[..., App]) -> None:
    _, at = _open(
        app, csv_of_rows(("id", "arm", "nihss_pre"), [(i, ARMS[i % 2], 9) for i in range(N)])
    )
    assert _keyed(at, "visits_column_") == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_cross_over_is_refused_unless_they_are_different_patients(
    app: Callable[..., App], lang: str
) -> None:
    rows = [(i + 1, p, ARMS[(i + p) % 2], 9 + i % 5, 5) for i in range(N) for p in (1, 2)]
    _, at = _open(app, csv_of_rows(("id", "period", "arm", "nihss_pre", "nihss_post"), rows), lang)
    assert "_loaded" not in at.session_state
    assert ("cross-over" if lang == "en" else "交叉设计") in at.error[0].value
    assert "numbered_within" not in at.error[0].value
    at.button(key="different_patients").click().run()
    assert not at.exception
    assert (_cohort(at).n, _cohort(at).table["patient_id"].is_unique) == (2 * N, True)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_orders_of_treatment_are_compared_as_groups_only_where_somebody_says_so(
    app: Callable[..., App], lang: str
) -> None:
    rows = [(i + 1, ("AB", "BA")[i % 2], 9 + i % 5, 5) for i in range(N)]
    _, at = _open(app, csv_of_rows(("id", "sequence", "nihss_pre", "nihss_post"), rows), lang)
    assert "_loaded" not in at.session_state
    assert ("cross-over" if lang == "en" else "交叉设计") in at.error[0].value
    at.selectbox(key="arm_column").set_value("sequence").run()
    at.button(key="use_arm_column").click().run()
    assert not at.exception
    assert set(_cohort(at).arms) == {"AB", "BA"}


def test_a_list_of_events_is_refused_with_the_reason(
    app: Callable[..., App], shared: Callable[[str], Path]
) -> None:
    for lang, words in (("en", "one row per event"), ("zh", "每个事件一行")):
        _, at = _open(app, shared("faults/17_event_per_row.csv").read_bytes(), lang)
        assert words in at.error[0].value
        assert "_loaded" not in at.session_state


def test_of_two_arms_one_is_picked(app: Callable[..., App]) -> None:
    rows = [(i, "AB"[i % 2], ("control", "lysis")[i % 3 == 0], 9, 5) for i in range(N)]
    _, at = _open(app, csv_of_rows(("id", "group", "treatment", "nihss_pre", "nihss_post"), rows))
    assert "Which one is it?" in at.error[0].value
    assert at.selectbox(key="arm_column").options[:2] == ["group", "treatment"]
    at.selectbox(key="arm_column").set_value("group").run()
    at.button(key="use_arm_column").click().run()
    assert set(_cohort(at).n_by_arm) == {"A", "B"}
