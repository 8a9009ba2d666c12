"""What was chosen about a file goes with it, and the visitor is told; a corrected file keeps it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import translator
from aci_core.ui.widgets.navigation.navigation import page_file
from tests.pages.conftest import App, app_test

OLD = [{"column": "age", "low": 60.0}]


def _choose(running: App) -> AppTest:
    """Look at the old ones of the sample by the recorded grade, and keep them as a set."""
    running.open("baseline")
    running.at.query_params.update(
        filters=json.dumps(OLD), sets=json.dumps({"old": OLD}), rule="recorded",
        primary="nihss_post", level="99",
    )  # fmt: skip
    at = running.open("response")
    assert json.loads(at.query_params["filters"]) == OLD
    return at


def _csv(name: str = "other.csv", **columns: list[object]) -> tuple[str, bytes]:
    lines = [",".join(columns)]
    lines += [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    return name, "\n".join(lines).encode()


ARMS = ["treatment", "treatment", "control", "control"]
SCORED = {"arm": ARMS, "nihss_pre": [10, 9, 8, 7], "nihss_post": [2, 4, 6, 7]}


def test_forgetting_forgets_every_choice_and_says_so(app: Callable[..., App]) -> None:
    running = app("zh", sample="sample")
    at = _choose(running)
    at.button(key="forget").click().run()
    at.button(key="forget_now").click().run()
    running.check()
    assert not set(at.query_params) & {"filters", "sets", "rule", "primary", "level", "id"}
    assert at.session_state["filters"] == ""
    assert translator("zh")("forgetting.done") in running.text
    running.open("data")
    at.button(key="open_sample").click().run()
    at = running.open("response")
    assert "filters" not in at.query_params


def test_another_file_drops_what_spoke_of_the_one_before(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    _choose(running)
    at = running.open("data")
    at.file_uploader(key="upload_file").upload(*_csv(**SCORED)).run()
    running.check()
    assert at.session_state["_loaded"].cohort.n == 4
    assert not set(at.query_params) & {"filters", "sets", "rule", "primary"}
    assert at.query_params["level"] == ["99"] or at.query_params["level"] == "99"
    [toast] = at.toast
    for word in ("filters", "own sets", "primary outcome", "recorded grades"):
        assert word in toast.value


def test_another_sample_drops_the_filters_too(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    _choose(running)
    at = running.open("data")
    at.button(key="open_long").click().run()
    running.check()
    assert "filters" not in at.query_params


def test_a_corrected_file_keeps_them(app: Callable[..., App]) -> None:
    running = app("en", sample="bad")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps(OLD)
    at = running.open("data")
    before = at.session_state["_loaded"].cohort.digest
    at.button(key="empty_all").click().run()
    running.check()
    assert at.session_state["_loaded"].cohort.digest != before
    assert json.loads(at.query_params["filters"]) == OLD
    assert not at.toast


@pytest.mark.parametrize("first", [None, "long"])
def test_a_link_of_the_view_keeps_its_filters_for_its_cohort(
    app: Callable[..., App], first: str | None
) -> None:
    digest = app("en", sample="sample").at.session_state["_loaded"].cohort.digest
    at = app_test()
    at.query_params.update(d=digest[:12], filters=json.dumps(OLD))
    at.run()
    at.switch_page(page_file("data")).run()
    for name in filter(None, (first, "sample")):
        at.button(key=f"open_{name}").click().run()
    assert not at.exception
    assert json.loads(at.query_params["filters"]) == OLD


def test_where_no_grade_is_recorded_the_rule_can_still_be_chosen(app: Callable[..., App]) -> None:
    running = app("en")
    at = running.open("data")
    at.file_uploader(key="upload_file").upload(*_csv(**SCORED)).run()
    running.open("baseline")
    at.query_params["rule"] = "recorded"
    at = running.open("response")
    assert "the rule is the recorded grade, and the file has no usable one" in running.text
    assert at.selectbox(key="rule").value == "recorded"
    at.selectbox(key="rule").set_value("points_8_1").run()
    running.check()
    assert at.metric
    assert at.query_params["rule"] in ("points_8_1", ["points_8_1"])


def test_filters_are_counted_above_the_page_and_in_the_card(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = _choose(running)
    cohort = at.session_state["_loaded"].cohort
    n = int((cohort.table["age"] >= 60).sum())
    text = [c.value for c in at.caption]
    assert any("Only patients with" in one and f"{n} of 156 patients" in one for one in text)
    assert any(f"Analysed: {n} of 156 patients · Treatment" in one for one in text)
