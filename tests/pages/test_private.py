"""What a file holds stays with its owner: not in the log, not in another session."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.data import upload
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from tests import page_names
from tests.pages.conftest import App

MARK = "Qzmarker"


def _rows(note: str = "") -> bytes:
    rows = [
        f"{MARK}{i},{('treatment', 'control')[i % 2]},{50 + i},{9 + i},{i},{note or 5}"
        for i in range(20)
    ]
    return "\n".join(["patient_id,arm,age,nihss_pre,nihss_post,bi_pre", *rows]).encode()


FILES = {
    "good": _rows(),
    "a bad column": _rows(MARK),
    "no arm": f"patient_id,x\n{MARK},1\n".encode(),
    "too many arms": "\n".join(["id,arm", *(f"{i},{MARK}{i}" for i in range(60))]).encode(),
    "ragged": b"id,arm\n" + f"1,2,{MARK}\n".encode() * 50,
    "quotes": f'id,arm\n1,"{MARK}\n2,3\n'.encode(),
    "long cell": f"id,arm\n1,{MARK * 9000}\n".encode(),
    "binary": b"\x00" + MARK.encode(),
}


def _upload(at: AppTest, data: bytes) -> None:
    [uploader] = [
        u
        for u in at.file_uploader
        if str(u.key).startswith("upload_file") and "again" not in str(u.key)
    ]
    uploader.upload("file.csv", data)
    at.run()
    assert not at.exception


def test_no_value_reaches_the_log_or_the_link(
    app: Callable[..., App], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    running = app("en")
    for data in FILES.values():
        running.open("data")
        _upload(running.at, data)
        for error in running.at.error:
            assert MARK not in error.value
    for page in page_names.ALL:
        running.open(page)
        assert MARK not in str(running.at.query_params)
    assert MARK not in caplog.text
    assert MARK not in "".join(capfd.readouterr())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_nobody_foresaw_is_told_without_its_text(
    app: Callable[..., App],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    lang: str,
) -> None:
    running = app(lang, "sample")
    before = session_of(running.at)
    monkeypatch.delenv("ACI_RAISE")

    def fail(*_: object) -> None:
        raise ValueError(MARK)

    monkeypatch.setattr(loading, "_load", fail)
    _upload(running.at, FILES["good"])
    assert running.at.error[0].value == translator(lang)("error.unforeseen")
    assert session_of(running.at) is before
    assert MARK not in caplog.text
    assert "ValueError at" in caplog.text


def session_of(at: AppTest) -> Loaded:
    result: Loaded = at.session_state["_loaded"]
    return result


def test_forgetting_leaves_no_trace_of_the_file(app: Callable[..., App]) -> None:
    running = app("en")
    at = running.open("data")
    _upload(at, FILES["good"])
    assert len(session.drafts().get(at.session_state["_draft_token"]).cohort.table) == 20  # type: ignore[union-attr]
    running.open("safety")
    running.open("data")
    at.button(key="forget").click().run()
    at.button(key="forget_now").click().run()
    assert not at.exception
    state = at.session_state._state.filtered_state  # as the server holds it
    assert MARK not in repr(state)
    for gone in ("_loaded", "_results", "_draft_token", "_upload_error", "_mapping"):
        assert gone not in state
    # Not even the uploader holds it: it is another one, and takes the next file.
    assert all(u.value is None for u in at.file_uploader)
    _upload(at, FILES["good"])
    assert session_of(at).cohort.n == 20


def test_two_visitors_do_not_see_each_other(app: Callable[..., App]) -> None:
    one, other = app("en", "sample"), app("en")
    assert "_loaded" not in other.at.session_state
    one.at.button(key="forget").click().run()
    one.at.button(key="forget_now").click().run()
    again = app("en", "sample")
    assert session_of(again.at).cohort.n == 156


def test_the_browser_refuses_in_our_words(app: Callable[..., App]) -> None:
    for lang in LANGUAGES:
        running = app(lang)
        running.open("data")
        message = translator(lang)("data.not_taken", mb=upload.MAX_MB)
        styles = [html.value for html in running.at.html if "--not-taken" in html.value]
        assert any(message in style for style in styles)
        # It stands in a style sheet: a quotation mark would end it.
        assert not re.search(r'["\\<]', message)
