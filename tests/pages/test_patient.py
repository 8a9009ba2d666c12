"""The page of one patient: by its link, beside others, and what a wrong number says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import App


def _open(running: App, number: str, **query: str) -> AppTest:
    for key, text in query.items():
        running.at.query_params[key] = text
    running.at.query_params["id"] = number
    return running.open("patient")


def test_a_link_opens_the_patient_with_the_grade_s_arithmetic(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    _open(running, "82")
    assert "Patient 82, treatment arm. NIHSS fell from 6 to 0 after treatment: (6 − 0)" in (
        running.text.replace("\N{NO-BREAK SPACE}", " ")
    )
    links = {link.proto.label: link.proto for link in running.at.get("page_link")}
    assert {"Patient 81", "Patient 83"} <= set(links)
    assert running.at.query_params["id"] == "82"
    assert "Patient 82 of 156" in running.text


@pytest.mark.parametrize("number", ["0", "157", "abc", "", "-1", "1.5", "9" * 40, "٣"])
def test_a_wrong_number_says_so_and_leads_on(app: Callable[..., App], number: str) -> None:
    running = app("en", sample="sample")
    at = _open(running, number)
    assert "names no patient: the cohort's patients are numbered 1 to 156" in running.text
    assert at.title[0].value == "Patient"
    assert "First patient" in {link.proto.label for link in at.get("page_link")}


def test_without_a_cohort_it_says_what_it_would_show(app: Callable[..., App]) -> None:
    running = app("zh")
    _open(running, "3")
    assert "单例患者" in running.text


def test_a_patient_whom_the_filters_leave_out_says_so(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    table = running.at.session_state["_loaded"].cohort.table
    young = int((table["age"] < 60).to_numpy().nonzero()[0][0]) + 1
    at = _open(running, str(young), filters=json.dumps([{"column": "age", "low": 60}]))
    assert f"Patient {young} is left out by the filters." in running.text
    at.button(key="unfilter_patient").click().run()
    assert f"Patient {young}, " in running.text
    assert "filters" not in at.query_params


def test_next_and_previous_follow_the_picked(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = running.open("response")
    at.text_input(key="picked_numbers").set_value("9, 40, 82")
    [pick] = [b for b in at.button if b.label == "Pick"]
    pick.click().run()
    assert "3 patients picked" in running.text
    at = _open(running, "40")
    labels = {link.proto.label for link in at.get("page_link")}
    assert {"Patient 9", "Patient 82"} <= labels
    assert "Patient 2 of 3 picked" in running.text


def test_a_death_is_told_once_and_explains_the_grade_in_a_list(app: Callable[..., App]) -> None:
    running = app("en", sample="long")
    _open(running, "74")
    assert "Died before the visit, and so counts as" in running.text
    assert "The patient died." not in running.text
    running.at.button(key="patient_pick").click().run()
    assert "Ineffective, died" in running.text


def test_who_died_after_the_visit_is_graded_by_the_score_there(app: Callable[..., App]) -> None:
    """Rule 6: a death counts at a visit only if it came before it."""
    running = app("en", sample="long")
    _open(running, "31")
    text = running.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "(11 − 2) / 11 = 81.8%" in text
    assert "The patient died." in text
    assert "and so counts as" not in text
