"""Forgetting can be undone for ten seconds of the server's clock, by the page that forgot."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import streamlit as st

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.server.identity.sign_ins import SignIn, SignIns
from aci_core.ui.state.session import forgotten, session, sign_in
from aci_core.ui.widgets.inputs import auth
from tests.pages.conftest import App, unfolded
from tests.unit.ui.server.clock import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of what was forgotten; its timer runs when a test says so."""
    made = Clock()
    store = forgotten.Store(made, lambda *_: None)
    monkeypatch.setattr(forgotten, "_store", lambda: store)
    return made


def _forget(running: App) -> None:
    running.at.button(key="forget").click().run()
    running.at.button(key="forget_now").click().run()
    running.check()
    assert "_loaded" not in running.at.session_state


def _offers(running: App) -> bool:
    return any(button.key == "undo_forget" for button in running.at.button)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_brings_back_cohort_plan_and_choices(app: Callable[..., App], lang: str) -> None:
    running, t = app(lang, sample="long"), translator(lang)
    at = running.open("response")
    before = at.session_state["_loaded"]
    unfolded(at, "settings_panel").button_group(key="level").set_value("99").run()
    at.session_state["primary"] = "nihss_m3"
    at.run()
    key = at.session_state["_draft_token"]
    _forget(running)
    assert t("forgetting.done") in running.text
    assert session.drafts().get(key) is None
    assert "primary" not in at.query_params
    at.button(key="undo_forget").click().run()
    running.check()
    assert at.session_state["_loaded"] is before
    assert at.session_state["level"] == "99"
    assert at.query_params["primary"] == "nihss_m3"
    assert at.session_state["_results_seen"]  # a lock after it says so
    assert t("cohort.taken_back") in [toast.value for toast in at.toast]
    assert not _offers(running)
    draft = session.drafts().draft(at.session_state["_draft_token"])  # a reload finds it again
    assert draft is not None
    assert draft.plan["primary"] == "nihss_m3"


def test_after_its_time_nothing_is_offered_or_brought_back(
    app: Callable[..., App], clock: Clock
) -> None:
    running = app("en", sample="sample")
    _forget(running)
    clock.now = forgotten.SECONDS - 1
    running.at.run()
    assert _offers(running)
    clock.now = forgotten.SECONDS + 1  # pressed on a page that is drawn already
    running.at.button(key="undo_forget").click().run()
    running.check()
    assert "_loaded" not in running.at.session_state
    said = [toast.value for toast in running.at.toast]
    assert said == [translator("en")("cohort.too_late")]
    assert not _offers(running)


@pytest.mark.usefixtures("clock")
def test_another_file_ends_it(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    _forget(running)
    store = forgotten._store()
    assert len(store._kept) == 1
    running.open("data")
    running.at.button(key="open_long").click().run()
    assert store._kept == {}
    assert not _offers(running)


@pytest.mark.usefixtures("clock")
def test_signing_out_ends_it_and_offers_nothing(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    register, one = SignIns(), SignIn("li", "1", time.time())
    for module in (auth, sign_in):
        monkeypatch.setattr(module, "can_sign_in", lambda: True)
    for module in (sign_in, session):
        monkeypatch.setattr(module, "sign_ins", lambda: register)
    monkeypatch.setattr(sign_in, "_of_cookie", lambda: one)
    monkeypatch.setattr(sign_in, "name", lambda: "Dr Li")
    monkeypatch.setattr(st, "logout", lambda: None)
    running = app("en", sample="sample")
    _forget(running)
    assert _offers(running)
    running.at.button(key="sign_out").click().run()
    running.check()
    assert forgotten._store()._kept == {}
    assert not _offers(running)
