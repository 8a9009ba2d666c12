"""Unknown scores are asked about, and names of events moved to history and back, on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, translator
from tests.pages.conftest import App, unfolded

_ROWS = range(1, 25)


def _csv(head: str, row: Callable[[int], str]) -> bytes:
    arms = ("treatment", "control")
    return "\n".join([head, *(f"P{i:02},{arms[i % 2]},{row(i)}" for i in _ROWS)]).encode()


HISTORY = _csv(
    "id,arm,age,hypertension,epilepsy,headache,nihss_pre,nihss_post,UTI",
    lambda i: (
        f"{50 + 7 * i % 23},{i % 2},{i % 3 % 2},{i % 4 % 2},{9 + i % 7},{5 + i % 6},{i % 5 % 2}"
    ),
)
SCORES = _csv(
    "id,arm,FMA.pre,FMA.2m,FMA.6m",
    lambda i: f"{20 + 7 * i % 13},{30 + 5 * i % 17},{40 + 3 * i % 19}",
)
GRADES = _csv("id,arm,nihss_pre,nihss_post,AE grade", lambda i: f"{9 + i % 7},{5 + i % 6},{i % 4}")


def _open(app: Callable[..., App], content: bytes, lang: str = "en") -> tuple[App, AppTest]:
    opened = app(lang)
    at = opened.open("data")
    at.file_uploader(key="upload_file").upload("clinic.csv", content).run()
    opened.check()
    return opened, at


def _cohort(at: AppTest) -> Any:
    return at.session_state["_loaded"].cohort


def _names(at: AppTest) -> dict[str, str]:
    return {c.header: c.name for c in _cohort(at).columns}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_history_is_moved_to_events_and_back(app: Callable[..., App], lang: str) -> None:
    opened, at = _open(app, HISTORY, lang)
    assert _names(at)["epilepsy"] == "baseline_seizure"
    unfolded(at, "notes").button(key="event_names_read_as_history").click().run()
    opened.check()
    assert [_names(at)[h] for h in ("epilepsy", "headache")] == ["ae_seizure", "ae_headache"]
    assert translator(lang)("event_names.moved_adverse", columns="epilepsy")[:8] in opened.text
    at.button(key="event_names_back_ae_").click().run()
    opened.check()
    assert _names(at)["epilepsy"] == "baseline_seizure"


def test_a_bare_name_is_moved_to_history_and_back(app: Callable[..., App]) -> None:
    opened, at = _open(app, HISTORY)
    assert _names(at)["UTI"] == "ae_urinary_infection"
    unfolded(at, "notes").button(key="event_names_events_by_name").click().run()
    opened.check()
    assert _names(at)["UTI"] == "baseline_urinary_infection"
    at.button(key="event_names_back_baseline_").click().run()
    opened.check()
    assert _names(at)["UTI"] == "ae_urinary_infection"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_direction_of_an_unknown_score_is_asked(app: Callable[..., App], lang: str) -> None:
    opened, at = _open(app, SCORES, lang)
    assert translator(lang)("scores.title") in opened.text
    assert "FMA" in opened.text
    box = next(s for s in at.selectbox if str(s.key).startswith("better_"))
    assert box.value is None
    box.set_value("higher").run()
    opened.check()
    measure = _cohort(at).measures["fma"]
    assert (measure.better, measure.low, measure.high) == ("higher", None, None)
    high = next(n for n in at.number_input if str(n.key).startswith("high_"))
    high.set_value(50.0).run()
    opened.check()
    assert _cohort(at).measures["fma"].high == 50
    assert "above_range" in {i.code for i in _cohort(at).issues}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outcomes_of_an_unknown_score_tell_no_benefit(app: Callable[..., App], lang: str) -> None:
    opened, _ = _open(app, SCORES, lang)
    opened.open("outcomes")
    assert "FMA" in opened.text
    for word in ("better", "benefit", "优于", "获益", "更好"):
        assert word not in opened.text.lower(), word


@pytest.mark.parametrize("lang", LANGUAGES)
def test_grades_without_their_event_are_counted_on_safety(
    app: Callable[..., App], lang: str
) -> None:
    opened, _ = _open(app, GRADES, lang)
    opened.open("safety")
    assert translator(lang)("words.safety.details_alone")[:20] in opened.text.replace("**", "")


NO_EVENTS = _csv(
    "id,arm,nihss_pre,nihss_post,died", lambda i: f"{9 + i % 7},{5 + i % 6},{i % 8 == 0:d}"
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_events_safety_says_what_to_write_and_shows_no_empty_table(
    app: Callable[..., App], lang: str
) -> None:
    opened, at = _open(app, NO_EVENTS, lang)
    at = opened.open("safety")
    t = translator(lang)
    assert t("empty.events") in opened.text
    assert "ae_fever" in opened.text
    assert t("table.events_title") not in [heading.value for heading in at.header]
    assert t("table.note_events") not in opened.text
