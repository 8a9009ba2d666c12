"""A store of links that fails: its readers are told, and nobody else notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Link, Terms, share
from aci_core.sharing.store import open_store
from aci_core.sharing.store.store import Store
from aci_core.ui.share import reader
from tests import page_names
from tests.build import sample
from tests.pages.conftest import App, reader_of

FAILURES = ("store_unreachable", "store_disk_full", "store_read_only", "store_damaged")


def _shared(**terms: Any) -> Link:
    return share(open_store(), sample("synthetic_156.csv"), Settings(), Terms(**terms))


@pytest.fixture
def fails() -> Iterator[Callable[[str], Callable[[], None]]]:
    """``fails(code)``: every question to the store fails so; what it returns ends that."""
    with pytest.MonkeyPatch.context() as patch:

        def begin(code: str) -> Callable[[], None]:
            def failing(_: Store) -> None:
                raise AciError(code)

            patch.setattr(Store, "transaction", failing)
            return patch.undo

        yield begin


Fails = Callable[[str], Callable[[], None]]


def _said(code: str, lang: str) -> str:
    t = translator(lang)
    return t(f"error.{code}_page" if t.has(f"error.{code}_page") else f"error.{code}")


@pytest.mark.parametrize(
    ("code", "lang"), [(code, LANGUAGES[i % 2]) for i, code in enumerate(FAILURES)]
)
def test_a_reader_is_told_and_may_try_again(fails: Fails, code: str, lang: str) -> None:
    link = _shared()
    mend = fails(code)
    running = reader_of(link.token, lang)
    assert _said(code, lang) in running.text
    assert running.at.query_params["c"] in (link.token, [link.token])
    running.at.button(key="retry_link").click().run()
    running.check()
    assert _said(code, lang) in running.text
    mend()
    running.at.button(key="retry_link").click().run()
    running.check()
    assert _said(code, lang) not in running.text
    assert translator(lang)("shared.badge_rows") in running.text


@pytest.mark.parametrize("phrase", ["", "correct horse"])
def test_an_open_page_goes_and_comes_back(fails: Fails, phrase: str) -> None:
    running = reader_of(_shared(phrase=phrase).token)
    if phrase:
        running.at.text_input(key="phrase").set_value(phrase)
        running.at.button(key="open_shared").click().run()
    running.open("response")
    assert "85.9" in running.text
    mend = fails("store_unreachable")
    running.open("safety")
    assert _said("store_unreachable", "en") in running.text
    assert not running.at.metric
    mend()
    running.at.button(key="retry_link").click().run()
    running.check()
    running.open("response")
    assert "85.9" in running.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_s_own_cohort_asks_no_store(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("a page of one's own cohort asked the store")

    monkeypatch.setattr("aci_core.sharing.store.open_store", asked)
    monkeypatch.setattr(Store, "transaction", asked)
    running = app(lang, sample="sample")
    for page in page_names.ALL:
        running.open(page)
    running.open("response")
    running.at.button(key="share").click().run()
    running.check()


@pytest.mark.parametrize("code", FAILURES)
def test_a_link_that_cannot_be_stored_is_not_made(
    app: Callable[..., App], fails: Fails, code: str
) -> None:
    running = app("en", sample="sample")
    mend = fails(code)
    running.at.button(key="share").click().run()
    running.at.button(key="share_make").click().run()
    running.check()
    assert running.at.session_state["_share_error"].code == code
    assert "_share_made" not in running.at.session_state
    running.open("response")
    assert "85.9" in running.text
    mend()
    running.at.button(key="share").click().run()
    running.at.button(key="share_make").click().run()
    assert running.at.session_state["_share_made"].token


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_one_s_links_says_what_was_not_revoked(
    fails: Fails, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    link = _shared()
    running = reader_of("", lang, manage=link.manage)
    monkeypatch.setattr(
        Store, "revoke", lambda *_, **__: (_ for _ in ()).throw(AciError("share_not_revoked"))
    )
    running.at.button(key=f"revoke_{link.entry.id}").click().run()
    running.check()
    assert translator(lang)("error.share_not_revoked") in running.text
    mend = fails("store_unreachable")
    running.at.run()
    assert _said("store_unreachable", lang) in running.text
    mend()
    running.at.button(key="retry_links").click().run()
    running.check()
    assert f"revoke_{link.entry.id}" in [b.key for b in running.at.button]


def test_what_could_not_be_purged_is_tried_again_soon(
    fails: Fails, monkeypatch: pytest.MonkeyPatch
) -> None:
    _shared()
    pauses: list[float] = []

    class Pause:
        def wait(self, seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 2:
                mend()
            if len(pauses) == 3:
                raise KeyboardInterrupt

    monkeypatch.setattr(reader.threading, "Event", Pause)
    mend = fails("store_disk_full")
    with pytest.raises(KeyboardInterrupt):
        reader._purge_hourly()
    assert pauses == [reader._SOON, reader._AGAIN, reader._HOUR]
