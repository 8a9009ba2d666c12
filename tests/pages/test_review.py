"""The card of a reviewer's questions: answered on the page Plan, they go."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aci_core.presentation.i18n import LANGUAGES, translator
from tests.pages.conftest import App


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_registration_answers_its_question(app: Callable[..., App], lang: str) -> None:
    running = app(lang, sample="sample")
    t = translator(lang)
    running.open("report")
    running.more("review")
    assert t("review_ask.not_registered") in running.text
    labels = [link.proto.label for link in running.at.get("page_link")]
    assert t("page.plan") in labels  # the page that answers it
    running.open("plan")
    running.at.text_input(key="registration").input("ChiCTR2200061234").run()
    running.check()
    assert running.at.query_params["registration"] == "ChiCTR2200061234"
    running.open("report")
    assert t("more.review") in running.text
    assert t("review_ask.not_registered") not in running.text


def test_a_primary_outcome_answers_its_question(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    t = translator("en")
    running.at.session_state["primary"] = "nihss_post"
    running.open("report")
    running.more("review")
    assert t("review_ask.primary_unnamed") not in running.text
    running.at.session_state["primary"] = "none"
    running.at.run()
    assert t("review_ask.primary_unnamed") in running.text
