"""The course on Outcomes: one model of all visits, its patients, and who is picked among them."""

from __future__ import annotations

from typing import Any

import pytest

from aci_core.presentation.figures import theme
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.pages.conftest import App


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_card_tells_the_difference_and_what_it_rests_on(lang: str) -> None:
    running, t = App(lang, "long"), translator(lang)
    at = running.open("outcomes")
    assert t("card.course_difference") not in running.text  # not before it is asked for
    at.session_state["measure"] = "nihss"
    running.more("course")
    for key in ("course_difference", "adjusted_course", "individual_courses"):
        assert t(f"card.{key}") in running.text
    # The contract's numbers, rounded at the page alone: difference at 6 months, patients.
    for number in ("2.21", "235", "240"):
        assert number in running.text
    rows = running.chart("course_difference")["data"]
    assert [x for trace in rows for x in _numbers(trace, "x")].count(-2.214242) == 1
    names = str(running.chart("adjusted_course")["layout"])
    assert t("visit.m6") in names.replace("<br>", " ")


def test_a_scale_of_grades_and_one_visit_have_no_model() -> None:
    running, t = App("en", "long"), translator("en")
    at = running.open("outcomes")
    at.session_state["measure"] = "mrs"
    running.more("course")
    assert t("card.course_difference") not in running.text
    single = App("en", "sample")
    single.open("outcomes")
    assert "course" not in list(single.parts("outcomes"))


def test_picked_patients_are_lit_in_the_courses_of_their_arm() -> None:
    running = App("en", "long")
    at = running.open("outcomes")
    at.session_state["measure"] = "nihss"
    running.more("course")
    lines = running.chart("individual_courses_0")["data"][0]
    picked = lines["customdata"][0]
    assert len(running.chart("individual_courses_0")["data"]) == 2  # patients, and their mean
    at.session_state["picked_chooser"] = True
    at.run()
    at.text_input(key="picked_numbers").set_value(str(picked))
    next(b for b in at.button if b.label == translator("en")("picked.do")).click().run()
    running.check()
    faded, lit, mean = running.chart("individual_courses_0")["data"]
    assert faded["opacity"] < lines["opacity"]
    assert lit["line"]["color"] == theme.TEXT
    assert {who for who in lit["customdata"] if who is not None} == {picked}
    own = [y for y, who in zip(lines["y"], lines["customdata"], strict=True) if who == picked]
    assert [y for y in lit["y"] if y is not None] == [y for y in own if y is not None]
    assert mean["line"]["width"] > lit["line"]["width"]
    # None of the other arm is lit, and its lines step back.
    other = running.chart("individual_courses_1")["data"]
    assert len(other) == 2
    assert other[0]["opacity"] == faded["opacity"]


def _numbers(trace: dict[str, Any], axis: str) -> list[float]:
    """Numbers of an axis of a trace, of six decimals; packed ones are none."""
    values = trace.get(axis)
    known = values if isinstance(values, list) else []
    return [round(x, 6) for x in known if isinstance(x, int | float)]
