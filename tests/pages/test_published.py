"""The page of a published table: filled in as the trial prints, typed, checked, in the link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, translator
from tests.pages.conftest import App


def opened(app: Callable[..., App], lang: str = "en") -> tuple[App, AppTest]:
    running = app(lang)
    at = running.open("published")
    # AppTest alone: the run after a page switch gives its widgets new identities, and no value.
    at.run().run()
    return running, at


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_opens_with_what_the_trial_prints(app: Callable[..., App], lang: str) -> None:
    running, at = opened(app, lang)
    assert at.text_input(key="events_t").value == "67/78"
    assert "67/78 (85.9%)" in running.text
    assert "16.7" in running.text
    t = translator(lang)
    assert t("verdict.possible") in running.text
    assert t("verdict.impossible") not in running.text
    assert t("consistency_limits.rate") in running.text.replace("\\", "")
    assert "Brown NJL" in running.text
    assert t("published.trial_counts") in running.text


def test_another_rate_is_found_impossible_and_kept_in_the_link(app: Callable[..., App]) -> None:
    running, at = opened(app)
    at.text_input(key="rate_t").set_value("85.0%").run()
    running.check()
    assert translator("en")("verdict.impossible") in running.text
    assert "67/78 = 85.90%" in running.text
    assert at.query_params["rate_t"] == "85.0%"
    at.text_input(key="rate_t").set_value("").run()
    assert at.query_params["rate_t"] == "~"
    assert translator("en")("verdict.impossible") not in running.text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["counts", "rate", "grades", "means", "correlation"])
def test_every_kind_opens_and_invents_nothing(
    app: Callable[..., App], lang: str, kind: str
) -> None:
    running, at = opened(app, lang)
    at.button_group(key="published").set_value(kind).run()
    running.check()
    t = translator(lang)
    assert t(f"published.trial_{kind}") in running.text
    if kind in ("grades", "means"):
        assert all(field.value == "" for field in at.text_input)
        assert at.info[0].value == t("published.waiting")
    else:
        assert at.get("plotly_chart")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_means_before_and_after_show_the_range_of_the_adjusted(
    app: Callable[..., App], lang: str
) -> None:
    running, at = opened(app, lang)
    at.button_group(key="published").set_value("means").run()
    for key, text in (
        ("mean_t", "78,8.20,3.10"),
        ("mean_c", "78, 10.40, 3.50"),
        ("before_t", "78,12.2,4.1"),
        ("before_c", "78,12.4,4.5"),
        ("mean_stat", "4.16"),
    ):
        at.text_input(key=key).set_value(text).run()
    at.button_group(key="mean_scale").set_value("nihss").run()
    running.check()
    t = translator(lang)
    assert t("published.adjusted") in running.text
    assert "0.95" in running.text
    assert t("verdict.impossible") in running.text  # a mean of 8.20 with n = 78
    at.text_input(key="before_t").set_value("").run()
    assert at.warning[0].value  # one before without the other is told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("junk", ["79/78", "x", "<b>1</b>/2", "6.7/78", "/", "9" * 30 + "/1"])
def test_what_is_no_number_is_told(app: Callable[..., App], lang: str, junk: str) -> None:
    running, at = opened(app, lang)
    at.text_input(key="events_t").set_value(junk).run()
    running.check()
    assert len(at.warning) == 1
    assert not at.get("plotly_chart")


def test_published_numbers_are_never_called_synthetic(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    running.open("published")
    note = translator("en")("app.synthetic_note")

    def said() -> str:
        return " ".join(element.value for element in running.at.code)  # what Copy offers

    assert "67/78" in said()
    assert note not in said()
    running.open("response")
    assert note in said()
