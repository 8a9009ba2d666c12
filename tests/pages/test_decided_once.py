"""What the choices come to is worked out once a page run, and never shown stale."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.domain.study.settings import Settings
from aci_core.ui.state.choices import choices, view
from tests.pages.conftest import TIMEOUT, App

PAGES = ("overview", "outcomes", "response", "factors", "safety", "report")
RULES = ("pct_40", "pct_55")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often rules and filters were read, and Settings made, since it was cleared."""
    result: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            result[name] += 1
            return function(*args)

        return call

    monkeypatch.setattr(choices, "rule_named", counted("rule", choices.rule_named))
    monkeypatch.setattr(view, "filters_of", counted("filters", view.filters_of))
    made = counted("settings", Settings.__post_init__)
    monkeypatch.setattr(Settings, "__post_init__", made)
    return result


@pytest.mark.parametrize("sample", ["sample", "long"])
def test_a_page_run_reads_the_rule_once(
    app: Callable[..., App], calls: Counter[str], sample: str
) -> None:
    running = app(sample=sample)
    for place, page in enumerate(PAGES):
        at = running.open(page)
        at.session_state["rule"] = RULES[place % 2]
        at.session_state["filters"] = json.dumps([{"column": "age", "low": 50.0 + place}])
        calls.clear()
        at.run()
        running.check()
        # The visitor's, with his protocol, without his filters; on one page other cuts as well.
        assert (calls["rule"], calls["filters"]) == (1, 1), page
        assert calls["settings"] <= 5, page
        calls.clear()
        at.run()
        assert (calls["rule"], calls["filters"]) == (0, 0), page
        assert calls["settings"] <= 1, page


def test_whoever_asks_after_a_change_sees_it() -> None:
    """In a callback, before the page runs, and after the view was put to something else."""

    def script() -> None:
        import streamlit as st

        from aci_core.ui.state.choices import view

        def look() -> None:
            text = [view.analysed().level, view.settings().protocol.course_weeks]
            view.set_value("level", "99")
            view.set_value("filters", '[{"column":"age","low":60.0}]')
            text += [view.settings().level, len(view.filters()), len(view.settings().filters)]
            view.reset("filters")
            text += [len(view.settings().filters)]
            st.session_state["said"] = text

        view.get("rule")
        for name in ("level", "rule", "filters", "course_weeks"):
            st.session_state.setdefault(name, view.get(name))
        st.session_state["before"] = (view.settings().level, view.settings().protocol.course_weeks)
        st.selectbox("level", ("95", "90", "99"), key="level", on_change=look)
        st.number_input("weeks", 1, 52, key="course_weeks")

    at = AppTest.from_function(script, default_timeout=TIMEOUT).run()
    assert not at.exception
    weeks = at.session_state["before"][1]
    at.number_input(key="course_weeks").set_value(weeks + 1)
    at.selectbox(key="level").select("90").run()
    assert not at.exception
    # The callback runs before the page, on what the widgets have just been moved to.
    assert at.session_state["said"] == [0.9, weeks + 1, 0.99, 1, 1, 0]
    assert at.session_state["before"] == (0.99, weeks + 1)


def test_nothing_of_a_cohort_is_kept_when_it_goes(app: Callable[..., App]) -> None:
    running = app(sample="sample")
    at = running.open("outcomes")
    at.session_state["filters"] = '[{"column":"age","low":61.5}]'
    at.run()
    at.button(key="forget").click().run()
    at.button(key="forget_now").click().run()
    running.check()
    assert "_view_decided" not in at.session_state or "61.5" not in str(
        at.session_state["_view_decided"]
    )
