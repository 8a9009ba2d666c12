"""Filters: chosen in the frame, counted, in the link, on every page, undone one by one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.ingest import Project
from aci_core.presentation.i18n import translator
from tests import page_names
from tests.pages.conftest import App, unfolded

OLD = [{"column": "age", "low": 60.0}]


def _headline(at: AppTest) -> str:
    return at.metric[0].value


def test_a_link_with_a_filter_says_so_and_computes_anew(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps(OLD)
    at = running.open("response")
    text = " ".join(c.value for c in at.caption)
    assert "Only patients with: Age 60 years or more." in text
    cohort = at.session_state["_loaded"].cohort
    n = int((cohort.table["age"] >= 60).sum())
    assert 0 < n < 156
    unfolded(at, "filter_panel")
    assert f"156 → {n}:" in running.text
    assert at.query_params["filters"] == '[{"column":"age","low":60.0}]'


def test_a_named_set_is_added_and_taken_away(app: Callable[..., App]) -> None:
    at = unfolded(app("en", sample="long").open("response"), "filter_panel")
    at.button(key="set_graded").click().run()
    assert not at.exception
    assert at.query_params["filters"] == '[{"set":"graded"}]'
    text = " ".join(c.value for c in at.caption)
    assert "graded" in text
    assert "240 → 233: Treatment 120 → 117, Control 120 → 116" in text
    at.button(key="unfilter_0").click().run()
    assert "filters" not in at.query_params


def test_a_condition_on_a_number_and_on_a_category(app: Callable[..., App]) -> None:
    at = unfolded(app("zh", sample="sample").open("response"), "filter_panel")
    at.selectbox(key="filter_by").set_value("age").run()
    [slider] = [s for s in at.slider if s.label == translator("zh")("covariate.age")]
    _, high = slider.value
    slider.set_value((60.0, high)).run()
    at.button(key="filter_add").click().run()
    assert json.loads(at.query_params["filters"]) == [{"column": "age", "low": 60.0}]
    at.selectbox(key="filter_by").set_value("sex").run()
    [levels] = [m for m in at.multiselect if m.label == "取值"]
    levels.set_value(["male"]).run()
    at.button(key="filter_add").click().run()
    assert not at.exception
    assert json.loads(at.query_params["filters"])[1] == {"column": "sex", "among": ["male"]}
    assert "性别为男" in " ".join(c.value for c in at.caption)


@pytest.mark.parametrize("name", page_names.RESULTS)
def test_filters_that_leave_nobody_say_so_and_are_taken_away(
    app: Callable[..., App], name: str
) -> None:
    running = app("en", sample="sample")
    running.at.query_params["filters"] = json.dumps([{"column": "age", "low": 200}])
    at = running.open(name)
    assert "leave no patient" in " ".join(e.value for e in (*at.error, *at.warning))
    at.button(key="unfilter_stopped").click().run()
    assert not at.exception
    assert not at.error


def test_junk_in_the_link_filters_nobody(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.at.query_params["filters"] = '[{"column": 1}]'
    at = running.open("overview")
    assert not at.exception
    assert _headline(at) == "156"


def test_a_filter_is_changed_in_its_place(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps([*OLD, {"column": "sex", "among": ["male"]}])
    at = unfolded(running.open("response"), "filter_panel")
    at.button(key="edit_0").click().run()
    [slider] = [s for s in at.slider if s.label == "Age, years"]
    assert slider.value[0] == 60.0
    assert at.button(key="filter_save_0").disabled  # nothing changed yet
    slider.set_value((50.0, 70.0)).run()
    at.button(key="filter_save_0").click().run()
    assert not at.exception
    assert json.loads(at.query_params["filters"]) == [
        {"column": "age", "low": 50.0, "high": 70.0},
        {"column": "sex", "among": ["male"]},
    ]
    at.button(key="edit_1").click().run()
    [levels] = [m for m in at.multiselect if m.label == "One of"]
    assert levels.value == ["male"]
    assert not [b for b in at.button if b.key == "filter_save_0"]  # one at a time


def test_a_complete_visit(app: Callable[..., App]) -> None:
    at = unfolded(app("en", sample="long").open("response"), "filter_panel")
    at.selectbox(key="filter_by").set_value("@complete").run()
    [pills] = [b for b in at.button_group if b.label == "Every measure known"]
    pills.set_value("m3").run()
    at.button(key="filter_add").click().run()
    assert not at.exception
    assert json.loads(at.query_params["filters"]) == [{"complete": "m3"}]
    assert "every measure known at 3 months" in " ".join(c.value for c in at.caption)


def test_own_sets_are_kept_applied_renamed_and_removed(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps(OLD)
    at = unfolded(running.open("response"), "filter_panel")
    at.text_input(key="set_name").set_value("elderly").run()
    assert json.loads(at.query_params["sets"]) == {"elderly": OLD}
    at.button(key="unfilter_all").click().run()
    assert "filters" not in at.query_params
    [own] = [b for b in at.button if b.label == "elderly"]
    own.click().run()
    assert json.loads(at.query_params["filters"]) == OLD
    [name] = [i for i in at.text_input if i.label == "Name of the set"]
    name.set_value("60 and over").run()
    assert json.loads(at.query_params["sets"]) == {"60 and over": OLD}
    [remove] = [b for b in at.button if b.label == "Remove the set"]
    remove.click().run()
    assert not at.exception
    assert "sets" not in at.query_params


def test_own_sets_are_in_the_project_file(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.at.query_params["sets"] = json.dumps({"old": OLD})
    running.open("data")
    project = Project.from_json({"sets": {"old": OLD}, "mapping": {}})
    assert project.to_json() == {"sets": {"old": OLD}}
    at = app("en", sample="sample").open("data")
    document = json.dumps({"sets": {"kept": OLD}}).encode()
    at.file_uploader(key="upload_mapping").upload("project.json", document)
    at.run()
    assert not at.exception
    assert json.loads(at.query_params["sets"]) == {"kept": OLD}


def test_what_to_widen_names_who_comes_back(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps(
        [{"column": "arm", "among": ["control"]}, {"column": "age", "low": 60}, {"set": "graded"}]
    )
    at = running.open("outcomes")
    table = at.session_state["_loaded"].cohort.table
    old = table[table["age"] >= 60]["arm"].value_counts()
    offers = [b for b in at.button if str(b.key).startswith("widen_stopped_")]
    [offer] = offers  # without another one there would still be one arm
    assert f"Treatment {old['treatment']}, Control {old['control']}" in offer.label
    offer.click().run()
    assert not at.exception
    assert not at.error
    assert len(json.loads(at.query_params["filters"])) == 2


def test_a_report_of_nobody_asks_for_nothing(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps([{"column": "age", "low": 200}])
    at = running.open("report")
    assert "leave no patient" in running.text
    assert not [b for b in at.get("button_group") if b.key == "report_lang"]


def test_where_none_alone_brings_patients_back_each_is_told(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    filters = [{"column": "age", "low": 200}, {"column": "nihss_pre", "low": 41}]
    running.at.query_params["filters"] = json.dumps(filters)
    at = running.open("outcomes")
    age = at.session_state["_loaded"].cohort.table["age"]
    text = "\n".join(m.value for m in at.main.markdown)
    for line in ("Age 200 years or more: Treatment 0, Control 0", "NIHSS before treatment 41"):
        assert line in text
    assert f"(the file has {age.min():g} to {age.max():g})" in text
    assert not [b for b in at.button if str(b.key).startswith("widen_stopped_")]


@pytest.mark.parametrize("junk", ["x", "[]", '{"a": 1}', '{"": []}', '{"a": [{"column": 1}]}'])
def test_junk_names_no_set(app: Callable[..., App], junk: str) -> None:
    running = app("en", sample="sample")
    running.at.query_params["sets"] = junk
    at = running.open("overview")
    assert not at.exception
    assert "sets" not in at.query_params


def test_an_arm_left_without_patients_is_named_in_the_readers_language(
    app: Callable[..., App],
) -> None:
    running = app("zh", sample="sample")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps([{"column": "arm", "among": ["treatment"]}])
    text = " ".join(one.value for one in running.open("response").warning)
    assert "对照组" in text
    assert "control" not in text
