"""The page of methods: every method opens, its golden numbers are computed and agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aci_core.i18n import translator
from aci_core.methods import METHODS, QUESTIONS, cases
from tests.pages.conftest import App


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_sentence_counts_what_agrees(app: Callable[..., App], lang: str) -> None:
    at = app(lang).open("methods")
    assert str(len(cases())) in at.main.markdown[0].value
    assert at.metric[1].value == str(len(cases()))


@pytest.mark.parametrize("lang", ["en", "zh"])
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
