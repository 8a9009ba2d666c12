"""Picking without a mouse, what becomes of the picked, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import translator
from benchmarks.frame import csv_of
from tests.pages.conftest import App, unfolded


def _pick(at: AppTest, numbers: str = "", label: str = "Pick") -> None:
    _open_form(at)
    at.text_input(key="picked_numbers").set_value(numbers)
    [button] = [b for b in at.button if b.label == label]
    button.click().run()
    assert not at.exception


def _open_form(at: AppTest) -> None:
    if not at.session_state["picked_chooser"]:
        at.session_state["picked_chooser"] = True
        at.run()


def _picked(at: AppTest) -> tuple[int, ...]:
    result = at.session_state.get("_picked", None)
    return result.ordinals if result else ()


def test_numbers_are_listed_and_become_a_filter_that_back_can_undo(
    app: Callable[..., App],
) -> None:
    running = app("en", sample="sample")
    at = running.open("response")
    _pick(at, "82, 1-3")
    assert _picked(at) == (1, 2, 3, 82)
    assert "4 patients picked" in running.text
    assert '<th scope="row"' in running.text
    assert "Patient 82" in running.text
    at.button(key="picked_leave").click().run()
    digest = at.session_state["_loaded"].cohort.digest[:8]
    made = json.loads(at.query_params["filters"])
    assert made == [{"patients": "1-3,82", "left_out": True, "of": digest}]
    assert "all but patients 1–3, 82" in running.text.replace("\\", "")
    assert _picked(at) == ()
    unfolded(at, "filter_panel")
    assert "156 → 152:" in running.text


def test_arm_and_grade_pick_who_meets_both(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = running.open("response")
    _open_form(at)
    at.button_group(key="picked_arms").set_value(["treatment"])
    at.button_group(key="picked_grades").set_value(["ineffective"])
    _pick(at)
    assert len(_picked(at)) == 78 - 67
    # Only these would leave nobody in the other arm.
    assert at.button(key="picked_keep").disabled
    assert not at.button(key="picked_leave").disabled


def test_only_these_when_both_arms_are_there(app: Callable[..., App]) -> None:
    running = app("zh", sample="sample")
    at = running.open("factors")
    _pick(at, "1-40", translator("zh")("picked.do"))
    at.button(key="picked_keep").click().run()
    assert not at.exception
    assert "仅限以下患者：患者1–40" in running.text
    unfolded(at, "filter_panel")
    assert "156 → 40" in running.text


@pytest.mark.parametrize("text", ["157", "0", "x", "9-3", "=1+1"])
def test_what_is_no_number_is_told_and_picks_nobody(app: Callable[..., App], text: str) -> None:
    running = app("en", sample="sample")
    at = running.open("safety")
    _pick(at, text)
    assert "is no patient's number" in running.text.replace("\\", "")
    assert _picked(at) == ()


def test_the_picked_survive_page_language_and_option_and_not_another_cohort(
    app: Callable[..., App],
) -> None:
    running = app("en", sample="sample")
    _pick(running.open("response"), "5, 6")
    at = running.open("outcomes")
    assert "2 patients picked" in running.text
    at.button_group(key="lang").set_value("zh").run()
    assert "已选中2例患者" in running.text
    unfolded(at, "settings_panel").button_group(key="level").set_value("99").run()
    assert "已选中2例患者" in running.text
    running.open("data").button(key="open_long").click().run()
    running.open("outcomes")
    assert "已选中" not in running.text


def test_forgetting_the_data_forgets_the_picked(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = running.open("response")
    _pick(at, "5")
    assert at.session_state["_picked_list_shown"][1] == (5,)
    at.button(key="forget").click().run()
    at.button(key="forget_now").click().run()
    assert "_picked" not in at.session_state
    assert "_picked_list_shown" not in at.session_state


def test_who_is_filtered_out_is_told_in_the_list(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = running.open("response")
    _pick(at, "1-156")
    at.query_params["filters"] = json.dumps([{"column": "age", "low": 60}])
    at.run()
    n = int((at.session_state["_loaded"].cohort.table["age"] < 60).sum())
    assert f"{n} of them left out by the filters" in running.text


def test_events_pick_whoever_had_one_of_them(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = running.open("safety")
    table = at.session_state["_loaded"].cohort.table
    names = ["ae_fever", "ae_headache"]
    had = (table[names] >= 1).any(axis=1)
    _open_form(at)
    at.multiselect(key="picked_events").set_value(names)
    at.button_group(key="picked_arms").set_value(["treatment"])
    _pick(at)
    wanted = table.index[had & (table["arm"] == "treatment")] + 1
    assert len(wanted) > 1
    assert list(_picked(at)) == wanted.tolist()


def test_the_list_is_drawn_when_it_is_opened_and_shows_who_is_picked(
    app: Callable[..., App],
) -> None:
    running = app("en", sample="sample")
    at = running.open("safety")
    assert not at.dataframe
    _pick(at, "4, 9")
    [result] = at.dataframe
    assert result.value["Patient"].tolist() == list(range(1, 157))
    assert result.value["Fall of NIHSS, %"][3] == 100.0
    assert json.loads(result.proto.selection_default)["selection"]["rows"] == [3, 8]


def test_a_list_of_very_many_says_how_to_make_it_shorter(app: Callable[..., App]) -> None:
    running = app("en")
    at = running.open("data")
    at.file_uploader(key="upload_file").upload("trial.csv", csv_of(5_001))
    at.run()
    at.session_state["picked_chooser"] = True
    at = running.open("baseline")
    assert not at.dataframe
    assert "5,001 patients are too many to list here (at most 5,000)" in running.text
