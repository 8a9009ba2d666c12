"""The page of methods: every method opens, its golden numbers are computed and agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aci_core.methods import METHODS, QUESTIONS, cases
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.widgets.navigation.navigation import page_file
from tests.pages.conftest import App, app_test


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sentence_counts_what_agrees(app: Callable[..., App], lang: str) -> None:
    at = app(lang).open("methods")
    assert str(len(cases())) in at.main.markdown[0].value
    assert at.metric[1].value == str(len(cases()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_method_opens(app: Callable[..., App], lang: str) -> None:
    running = app(lang)
    at, t = running.open("methods"), translator(lang)
    for question in QUESTIONS:
        at.button_group(key="question").set_value(question).run()
        for name, method in METHODS.items():
            if method.question != question:
                continue
            at.button_group(key="method").set_value(name).run()
            running.check()
            assert at.header[0].value == t(f"method.{name}")
            assert at.get("latex")
            assert t("methods_table.yes") in running.text
            assert t("methods_table.no") not in running.text


def test_a_method_of_another_question_gives_way(app: Callable[..., App]) -> None:
    at = app().open("methods")
    at.run()  # AppTest alone: the run of a page switch gives its widgets other identities
    at.button_group(key="question").set_value("several").run()
    assert at.button_group(key="method").value == "holm"


def test_it_works_with_a_cohort_too(app: Callable[..., App]) -> None:
    at = app("en", sample="sample").open("methods")
    assert at.metric[1].value == str(len(cases()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_to_a_method_alone_opens_it(lang: str) -> None:
    at = app_test()
    at.query_params["method"] = "hodges_lehmann"
    at.query_params["lang"] = lang
    at.run()
    at.switch_page(page_file("methods"))
    at.query_params["method"] = "hodges_lehmann"
    at.query_params["lang"] = lang
    at.run()
    assert not at.exception
    assert at.header[0].value == translator(lang)("method.hodges_lehmann")
    assert at.button_group(key="question").value == METHODS["hodges_lehmann"].question


@pytest.mark.parametrize(
    ("words", "name"),
    [("shift median", "hodges_lehmann"), ("koopman", "risk_ratio_koopman"), ("胜算比", "win_odds")],
)
def test_words_find_a_method(app: Callable[..., App], words: str, name: str) -> None:
    at = app("en").open("methods")
    at.run()
    at.text_input(key="find").set_value(words).run()
    assert not at.exception
    assert name in at.button_group(key="method").options or at.button_group(key="method").value
    at.button_group(key="method").set_value(name).run()
    assert at.header[0].value == translator("en")(f"method.{name}")
    # The search cleared, the reader stays where it led.
    at.text_input(key="find").set_value("").run()
    assert at.header[0].value == translator("en")(f"method.{name}")
    assert at.button_group(key="question").value == METHODS[name].question


def test_words_that_no_method_has_say_so_and_hide_nothing(app: Callable[..., App]) -> None:
    running = app("en")
    at = running.open("methods")
    at.run()
    at.text_input(key="find").set_value("phlogiston").run()
    running.check()
    assert translator("en")("methods.found_none") in running.text
    assert at.button_group(key="question").value == QUESTIONS[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_coverage_stands_beside_the_method(app: Callable[..., App], lang: str) -> None:
    running = app(lang)
    at, t = running.open("methods"), translator(lang)
    at.run()
    at.button_group(key="question").set_value("adjusted").run()
    assert t("coverage.title") in running.text
    assert t("coverage.badge_below") in running.text
    assert "85.9%" in running.text
    at.button_group(key="question").set_value("several").run()
    assert t("coverage.title") not in running.text
