"""Pages show each measure at its own visit, and one visit of all where it is chosen (rule 4)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aci_core.presentation.i18n import LANGUAGES, labels, translator
from tests.pages.conftest import App

MEASURES = ("nihss", "bi", "perfusion", "vegf", "bfgf")


def _planned(app: Callable[..., App], lang: str) -> App:
    running = app(lang, sample="long")
    running.at.query_params["primary"] = "nihss_m3"
    return running


def _label(lang: str, measure: str, visit: str) -> str:
    t = translator(lang)
    return labels.outcome_at(t, labels.with_unit(t, measure), visit)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["overview", "outcomes"])
def test_every_measure_stands_with_its_visit(app: Callable[..., App], name: str, lang: str) -> None:
    running = _planned(app, lang)
    running.open(name)
    if name == "overview":
        running.more("differences")
        running.at.session_state["numbers_differences"] = True  # unfolded
        running.at.run()
    assert _label(lang, "nihss", "m3") in running.text
    for measure in MEASURES[1:]:
        assert _label(lang, measure, "m6") in running.text


@pytest.mark.parametrize("name", ["overview", "outcomes"])
def test_headline_numbers_name_their_visit_and_the_primary_comes_first(
    app: Callable[..., App], name: str
) -> None:
    at = _planned(app, "en").open(name)
    ours = [m.label for m in at.metric if "difference" in m.label or "ratio" in m.label]
    assert all("months" in label or "treatment" in label for label in ours)
    first = ours[-1 if name == "overview" else 0]
    assert first == f"NIHSS difference, 3 months :small[{translator('en')('headline.primary')}]"
    assert name == "overview" or 1 < len(ours) <= 5


def test_a_chosen_visit_shows_that_visit_only(app: Callable[..., App]) -> None:
    running = _planned(app, "en")
    running.at.query_params["visit"] = "m1"
    at = running.open("outcomes")
    assert at.session_state["visit"] == "m1"
    assert _label("en", "bi", "m6") not in running.text
    assert all("1 month" in m.label for m in at.metric)
    running.more("tables")
    assert "Outcomes before treatment and at 1 month" in running.text


def test_figures_of_patients_follow_the_measure_and_its_visit(app: Callable[..., App]) -> None:
    running = _planned(app, "en")
    running.open("outcomes")
    at = running.more("patients")
    assert at.session_state["measure"] == "nihss"
    for key in ("raincloud", "lines"):
        text = _words(running, key)
        assert "3 months" in text
        assert "6 months" not in text
        assert "Before treatment" in text
    at.session_state["measure"] = "bi"
    at.run()
    assert "6 months" in _words(running, "raincloud")
    assert "3 months" not in _words(running, "raincloud")


def _words(running: App, key: str) -> str:
    """What stands in a figure."""
    return json.dumps(running.chart(key)["layout"], ensure_ascii=False).replace("<br>", " ")
