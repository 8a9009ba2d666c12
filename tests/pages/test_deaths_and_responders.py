"""Deaths on Outcomes, responders on Response: drawn when asked for, in each language."""

from __future__ import annotations

import pytest

from aci_core.presentation.i18n import LANGUAGES, translator
from tests.pages.conftest import App


@pytest.mark.parametrize("lang", LANGUAGES)
def test_strategies_for_deaths_stand_side_by_side(lang: str) -> None:
    running, t = App(lang, "long"), translator(lang)
    at = running.open("outcomes")
    assert t("card.deaths") not in running.text
    at.session_state["measure"] = "nihss"
    running.more("deaths")
    assert t("card.deaths") in running.text
    # Among survivors, as if nobody had died, and the win odds with the nine dead worst.
    for number in ("2.23", "2.21", "2.00"):
        assert number in running.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_responders_and_the_fragility_of_the_rate(lang: str) -> None:
    running, t = App(lang, "sample"), translator(lang)
    running.open("response")
    assert t("card.responders") not in running.text
    running.more("responders")
    assert t("card.responders") in running.text
    assert "0.073" in running.text
