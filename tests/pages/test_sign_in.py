"""Where people sign in, patients come in by nobody else: no page offers it, no way takes it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import translator
from aci_core.ui.server.identity.sign_ins import SignIn, SignIns
from aci_core.ui.state.session import session, sign_in
from aci_core.ui.widgets.inputs import auth
from tests.pages.conftest import TIMEOUT, App

T = translator("en")


@pytest.fixture
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host with sign-in, and a visitor who has not signed in."""
    _come(monkeypatch, None)


def _come(monkeypatch: pytest.MonkeyPatch, who: SignIn | None) -> None:
    for module in (auth, sign_in):
        monkeypatch.setattr(module, "can_sign_in", lambda: True)
    monkeypatch.setattr(sign_in, "_of_cookie", lambda: who)
    monkeypatch.setattr(sign_in, "name", lambda: "Dr Li")


@pytest.mark.usefixtures("_nobody")
def test_the_page_of_data_offers_samples_alone(app: Callable[..., App]) -> None:
    running = app("en", "sample")
    at = running.open("data")
    assert T("sign_in.needed") in running.text
    assert not at.get("file_uploader")
    assert not at.text_area
    assert at.button(key="sign_in_data")
    at.button(key="open_long").click().run()
    running.check()
    assert at.session_state["_loaded"].cohort.synthetic


@pytest.mark.usefixtures("_nobody")
def test_no_way_takes_a_file() -> None:
    def script() -> None:
        import streamlit as st

        from aci_core.ingest import Project, Reading
        from aci_core.ui.state.session import loading, session, undecided

        rows = "".join(f"{i},{'treatment' if i % 2 else 'control'},{i}\n" for i in range(40))
        data = f"patient_id,arm,nihss_pre\n{rows}".encode()
        undecided.keep(data, "a.csv")
        for way in (
            lambda: loading.adopt_file(data, "a.csv"),
            lambda: loading.reread(data, "a.csv", Reading()),
            lambda: loading.apply_project(Project()),
        ):
            st.session_state.pop(session.ERROR, None)
            way()
            st.text(f"{st.session_state[session.ERROR].code} {session.loaded()}")

    at = AppTest.from_function(script, default_timeout=TIMEOUT).run()
    assert not at.exception
    assert [text.value for text in at.text] == ["sign_in_needed None"] * 3


def test_who_is_not_known_here_is_asked_of_the_other_servers(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    register, one = SignIns(), SignIn("li", "1", time.time())
    for module in (sign_in, session):
        monkeypatch.setattr(module, "sign_ins", lambda: register)

    class Others:
        """Another server, on which he has signed out."""

        def wait_for(self, asked: SignIn) -> None:
            assert asked == one
            register.end(asked)

    monkeypatch.setattr(sign_in, "exchange", Others)
    _come(monkeypatch, one)
    running = app("en", "sample")
    at = running.open("data")
    assert T("sign_in.ended") in running.text
    assert not at.get("file_uploader")


def test_a_page_tells_before_a_sign_in_ends_and_is_empty_after(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    register = SignIns(clock=lambda: now)
    for module in (sign_in, session):
        monkeypatch.setattr(module, "sign_ins", lambda: register)
    _come(monkeypatch, SignIn("li", "1", now))
    running = app("en", "sample")
    at = running.open("data")
    token = at.session_state["_draft_token"]
    assert not [b for b in at.button if b.key == "stay_signed_in"]
    with monkeypatch.context() as looked_at:
        looked_at.setattr(sign_in, "begin", lambda: None)
        now += 19 * 60
        at.run()
    assert at.button(key="stay_signed_in").label == T("sign_in.stay")
    assert T("sign_in.ended") not in running.text
    now += 2 * 60
    at.run()
    running.check()
    assert T("sign_in.ended") in running.text
    assert T("cohort.none") in running.text
    assert [k for k in ("_loaded", "_draft_token", "_results") if k in at.session_state] == []
    assert session.drafts().get(token) is None
