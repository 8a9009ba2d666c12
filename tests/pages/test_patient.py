"""The page of one patient: by its link, beside others, and what a wrong number says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Terms, share
from aci_core.sharing.store import open_store
from aci_core.ui.state.choices.choices import part_of
from tests.build import sample
from tests.pages.conftest import App, reader_of

_EIGHT = ("nihss", "bi", "perfusion", "cbf", "mtt", "ttp", "vegf", "bfgf")


def _open(running: App, number: str, **query: str) -> AppTest:
    for key, text in query.items():
        running.at.query_params[key] = text
    running.at.query_params["id"] = number
    return running.open("patient")


def _steps(at: AppTest) -> tuple[str, str]:
    return (at.button(key="patient_previous").label, at.button(key="patient_next").label)


def test_a_link_opens_the_patient_with_the_grade_s_arithmetic(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    _open(running, "82")
    assert "Patient 82, treatment arm. NIHSS fell from 6 to 0 after treatment: (6 − 0)" in (
        running.text.replace("\N{NO-BREAK SPACE}", " ")
    )
    assert _steps(running.at) == ("Patient 81", "Patient 83")
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
    at.session_state["picked_chooser"] = True
    at.run()
    at.text_input(key="picked_numbers").set_value("9, 40, 82")
    [pick] = [b for b in at.button if b.label == "Pick"]
    pick.click().run()
    assert "3 patients picked" in running.text
    at = _open(running, "40")
    assert _steps(at) == ("Patient 9", "Patient 82")
    assert "Patient 2 of 3 picked" in running.text
    assert "Back to Response" in {link.proto.label for link in at.get("page_link")}
    at.button(key="patient_next").click().run()
    running.check()
    assert at.query_params["id"] == "82"
    assert "Patient 3 of 3 picked" in running.text
    assert at.button(key="patient_next").disabled
    at.button(key="patient_previous").click().run()
    assert "Patient 2 of 3 picked" in running.text
    shortcuts = [at.button(key=f"patient_{step}").proto.shortcut for step in ("previous", "next")]
    assert shortcuts == ["shift+left", "shift+right"]


def test_who_was_not_picked_leads_back_to_no_page(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = _open(running, "1")
    assert at.button(key="patient_previous").disabled
    assert not [link for link in at.get("page_link") if link.proto.label.startswith("Back to")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_scores_stand_at_first_sight_and_the_rest_behind_words(
    app: Callable[..., App], lang: str
) -> None:
    running, t = app(lang, sample="long"), translator(lang)
    at = _open(running, "22")
    assert len(at.get("plotly_chart")) == 6 + 1  # six scores, and doses among the visits
    control = at.segmented_control(key=part_of("patient"))
    assert list(control.options) == [t("more.standing"), t("more.source")]
    running.more("standing")
    assert len(at.get("plotly_chart")) == 6 + 1 + 2
    running.more("source")
    assert len(at.get("plotly_chart")) == 6 + 1
    assert t("patient.source_row", n=23) in running.text
    assert "SYN-" not in running.text  # the file's own label of the patient
    at.button(key="patient_next").click().run()
    assert t("patient.source_row", n=24) in running.text  # the part stays open


def test_many_scores_stand_behind_a_word(app: Callable[..., App]) -> None:
    head = "patient_id,arm," + ",".join(
        f"{score}_{visit}" for visit in ("pre", "post") for score in _EIGHT
    )
    rows = [
        f"{i},{('treatment', 'control')[i % 2]},"
        + ",".join(str(5 * ((i + k) % 7)) for k in range(16))
        for i in range(20)
    ]
    running = app("en")
    running.open("data")
    running.at.file_uploader[0].upload("eight.csv", "\n".join([head, *rows]).encode())
    running.at.run()
    at = _open(running, "3")
    assert len(at.get("plotly_chart")) == 6
    running.more("scores")
    assert len(at.get("plotly_chart")) == 8


def test_behind_a_link_there_is_no_row_of_a_file(app: Callable[..., App]) -> None:
    made = share(open_store(), sample("synthetic_156.csv"), Settings(), Terms(kind="rows"))
    reader = reader_of(made.token)
    at = _open(reader, "5", c=made.token)
    options = at.segmented_control(key=part_of("patient")).options
    assert list(options) == [translator("en")("more.standing")]


def test_a_link_of_results_alone_has_no_patient() -> None:
    made = share(open_store(), sample("synthetic_156.csv"), Settings(), Terms(kind="results"))
    reader = reader_of(made.token)
    at = _open(reader, "5", c=made.token)
    assert translator("en")("error.share_results_only") in reader.text
    assert not at.get("plotly_chart")


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
