"""The visit at which the response is graded: shown, chosen, kept in the address."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aci_core.presentation.i18n import LANGUAGES, labels, translator
from tests.pages.conftest import App


def test_the_visit_is_chosen_beside_the_rule(app: Callable[..., App]) -> None:
    running = app(sample="long")
    at = running.open("response")
    visits = at.selectbox(key="response_visit")
    assert len(visits.options) == 5  # by rule, or one of four
    assert visits.value == "auto"
    assert "After treatment" in visits.options[0]
    assert "response_visit" not in at.query_params
    before = running.text
    visits.select("m3").run()
    running.check()
    assert at.query_params["response_visit"] == "m3"
    assert running.text != before
    assert "3 months" in running.text


def test_the_primary_s_visit_is_graded_until_another_is_chosen(app: Callable[..., App]) -> None:
    """What follows of the plan is no choice of the visitor's: it moves with the plan."""
    running = app(sample="long")
    at = running.open("response")
    at.session_state["primary"] = "nihss_m6"
    at.run()
    running.check()
    assert "6 months" in at.selectbox(key="response_visit").options[0]
    assert "response_visit" not in at.query_params


def test_a_visit_of_a_locked_plan_is_a_deviation_where_it_is_chosen_and_not_where_it_is_drawn(
    app: Callable[..., App],
) -> None:
    running = app(sample="long")
    at = running.open("plan")
    at.button(key="plan_lock_confirm").click().run()
    running.open("response")
    running.open("plan")
    assert "Nothing has been changed since" in running.text
    running.open("response")
    at.selectbox(key="response_visit").select("m3").run()
    running.open("plan")
    assert [d[0] for d in json.loads(at.session_state["deviations"])] == ["response_visit"]
    assert at.selectbox(key="plan_response_visit").value == "m3"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_control_that_changes_a_locked_plan_says_so_before_and_after(
    app: Callable[..., App], lang: str
) -> None:
    t = translator(lang)
    running = app(lang, sample="long")
    at = running.open("response")
    assert t("plan.locked_beside") not in running.text
    at.selectbox(key="response_visit").select("m6").run()
    assert not at.toast  # nothing was locked
    at.selectbox(key="response_visit").select("auto").run()
    running.open("plan")
    at.button(key="plan_lock_confirm").click().run()
    running.open("response")
    assert t("plan.locked_beside") in running.text
    assert not at.toast
    at.selectbox(key="response_visit").select("m3").run()
    told = t("plan.changed_now", list=t("plan_key.response_visit"))
    assert [one.value for one in at.toast] == [told]
    running.open("plan")
    running.check()
    usual = t("plan.automatic_visit", visit=labels.visit(t, "post"))
    assert usual in running.text  # the visit before the change has its name


def test_one_visit_leaves_nothing_to_choose(app: Callable[..., App]) -> None:
    at = app(sample="sample").open("response")
    assert not [one for one in at.selectbox if one.key == "response_visit"]


@pytest.mark.parametrize(("lang", "worse"), [("en", "Worse"), ("zh", "恶化")])
def test_the_chinese_five_grades_on_the_page(
    app: Callable[..., App], lang: str, worse: str
) -> None:
    running = app(lang, sample="long")
    at = running.open("response")
    at.session_state["rule"] = "cn_five"
    at.session_state["response_visit"] = "m6"
    at.run()
    running.check()
    assert worse in running.text
    assert "1995" in running.text
    running.open("overview")
    running.open("report")
