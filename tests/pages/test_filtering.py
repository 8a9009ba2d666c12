"""Filters: chosen in the frame, counted, in the link, on every page, undone one by one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.i18n import translator
from tests.pages.conftest import App

OLD = [{"column": "age", "low": 60.0}]


def _headline(at: AppTest) -> str:
    return at.metric[0].value


def test_a_link_with_a_filter_says_so_and_computes_anew(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps(OLD)
    at = running.open("response")
    said = " ".join(c.value for c in at.caption)
    assert "Only patients with\\: Age, years 60 or more." in said
    cohort = at.session_state["_loaded"].cohort
    n = int((cohort.table["age"] >= 60).sum())
    assert 0 < n < 156
    assert f"(156 → {n})" in running.text
    assert at.query_params["filters"] == '[{"column":"age","low":60.0}]'


def test_a_named_set_is_added_and_taken_away(app: Callable[..., App]) -> None:
    at = app("en", sample="long").open("response")
    at.button(key="set_graded").click().run()
    assert not at.exception
    assert at.query_params["filters"] == '[{"set":"graded"}]'
    said = " ".join(c.value for c in at.caption)
    assert "graded" in said
    assert "Left: Treatment 117, Control 116" in said
    at.button(key="unfilter_0").click().run()
    assert "filters" not in at.query_params


def test_a_condition_on_a_number_and_on_a_category(app: Callable[..., App]) -> None:
    at = app("zh", sample="sample").open("response")
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
    assert "性别：男" in " ".join(c.value for c in at.caption)


@pytest.mark.parametrize("name", ["overview", "baseline", "outcomes", "factors", "safety"])
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
