"""The frame: every page opens alone, in both languages, and says nothing in the wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.widgets.navigation.navigation import page_file
from tests import page_names
from tests.pages.conftest import TIMEOUT, App


def _title(name: str) -> str:
    """A page's title without a cohort: the first page says what this is."""
    return "first.title" if name == "overview" else f"title.{name}"


@pytest.mark.parametrize("name", page_names.ALL)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_opens_without_a_cohort(app: Callable[..., App], lang: str, name: str) -> None:
    at = app(lang).open(name)
    assert at.title[0].value == translator(lang)(_title(name))
    assert any(translator(lang)("app.footer") in html.value for html in at.html)


@pytest.mark.parametrize("name", page_names.ALL)
def test_a_page_opened_by_itself_draws_the_frame(name: str) -> None:
    at = AppTest.from_file(page_file(name), default_timeout=TIMEOUT).run()
    assert not at.exception
    assert at.title[0].value == translator("en")(_title(name))
    assert at.button_group(key="lang").value == "en"


@pytest.mark.parametrize("name", page_names.ALL)
def test_a_chinese_page_is_chinese(app: Callable[..., App], name: str) -> None:
    running = app("zh", sample="sample")
    running.open(name)
    text = re.sub(r"<[^>]*>|https?://\S+", " ", running.text)
    for phrase in ("the ", " of ", " with ", " and "):
        assert phrase not in text, (phrase, text[max(0, text.index(phrase) - 60) :][:120])


def test_the_language_follows_the_browser_and_the_switch(app: Callable[..., App]) -> None:
    at = app("zh").at
    assert at.title[0].value == translator("zh")(_title("overview"))
    at.button_group(key="lang").set_value("en").run()
    assert at.title[0].value == translator("en")(_title("overview"))
    assert at.query_params["lang"] == "en"
    at.button_group(key="lang").set_value("zh").run()
    assert "lang" not in at.query_params


def test_a_menu_click_keeps_the_choices(app: Callable[..., App]) -> None:
    running = app("en")
    running.at.query_params["level"] = "99"
    running.at.run()
    assert running.at.session_state["level"] == "99"
    running.at.query_params.clear()  # what a click on the menu does
    at = running.open("baseline")
    assert at.session_state["level"] == "99"
    assert at.query_params["level"] == "99"


def test_back_on_the_same_page_undoes(app: Callable[..., App]) -> None:
    at = app("en").at
    at.button_group(key="lang").set_value("zh").run()
    del at.query_params["lang"]
    at.run()
    assert at.title[0].value == translator("en")(_title("overview"))


def test_junk_in_the_link_does_no_harm(app: Callable[..., App]) -> None:
    at = AppTest.from_file(page_file("overview"), default_timeout=TIMEOUT)
    at.query_params.update({"lang": "klingon", "level": "<script>", "cut1": "1e9", "x": "y"})
    at.run()
    assert not at.exception
    assert at.title[0].value == translator("en")(_title("overview"))
    assert dict(at.query_params) == {"x": "y"}


def test_a_page_whose_question_cannot_be_answered_says_why(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    from aci_core.domain.errors import AciError
    from aci_core.ui.widgets.page import empty_states

    def empty_state(*_: object) -> None:
        raise AciError("choose_reference", arms="a*, b")

    monkeypatch.setattr(empty_states, "empty_state", empty_state)
    at = app("en").open("baseline")
    assert "a\\*" in at.warning[0].value


def test_an_unforeseen_error_shows_no_traceback(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    from aci_core.ui.widgets.page import empty_states

    def broken(*_: object) -> None:
        raise ZeroDivisionError("patient 4711")

    running = app("zh")
    monkeypatch.delenv("ACI_RAISE")
    monkeypatch.setattr(empty_states, "empty_state", broken)
    at = running.open("baseline")
    assert at.error[0].value == translator("zh")("app.failed")
    assert "4711" not in running.text
