"""The visit at which the response is graded: shown, chosen, kept in the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pages.conftest import App


def test_the_visit_is_chosen_beside_the_rule(app: Callable[..., App]) -> None:
    running = app(sample="long")
    at = running.open("response")
    visits = at.button_group(key="response_visit")
    assert len(visits.options) == 4
    assert visits.value == "post"
    assert "response_visit" not in at.query_params
    before = running.text
    at.session_state["response_visit"] = "m3"
    at.run()
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
    assert at.button_group(key="response_visit").value == "m6"
    assert "response_visit" not in at.query_params


def test_one_visit_leaves_nothing_to_choose(app: Callable[..., App]) -> None:
    at = app(sample="sample").open("response")
    assert not [one for one in at.get("button_group") if one.key == "response_visit"]


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
