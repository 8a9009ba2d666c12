"""Nobody but a session's own browser and person changes its files."""

from __future__ import annotations

import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from aci_core.ui.server import asked_uploads
from aci_core.ui.server.asked_uploads import MOST, AskedUploads, Upload
from aci_core.ui.server.identity import upload_sign_in
from aci_core.ui.server.identity.session_owners import COOKIE, Owner, SessionOwners, browser_hash
from aci_core.ui.server.identity.sign_ins import SignIn, SignIns
from tests.unit.ui.server.asgi import ask

PATH = "/_stcore/upload_file/session/file"


class Door:
    """A server whose uploads all succeed, if they get there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, configured: bool) -> None:
        self.register = SignIns()
        self.owners = SessionOwners()
        self.asked = AskedUploads()
        monkeypatch.setattr(upload_sign_in, "asked_uploads", lambda: self.asked)
        monkeypatch.setattr(upload_sign_in, "exchange", lambda: None)
        monkeypatch.setattr(upload_sign_in, "sign_ins", lambda: self.register)
        monkeypatch.setattr(upload_sign_in, "session_owners", lambda: self.owners)
        monkeypatch.setattr(upload_sign_in, "can_sign_in", lambda: configured)
        done = Route("/{rest:path}", lambda _: Response(status_code=204), methods=["PUT", "DELETE"])
        self.app = Starlette(routes=[done], middleware=[Middleware(upload_sign_in.UploadSignIn)])

    def ask(self, cookie: str = "x=1", path: str = PATH, method: str = "PUT") -> int:
        """The status of an upload."""
        return ask(self.app, path, method, Cookie=cookie).status_code


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("configured", [True, False])
def test_an_upload_needs_a_sign_in_where_there_is_one(
    configured: bool, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(monkeypatch, configured=configured)
    sign_in = SignIn("li", "1", time.time())
    assert door.register.use(sign_in, {"_streamlit_user": "good"})
    door.owners.register("session", Owner("", "li"))
    refused = 403 if configured else 204
    assert door.ask(method=method) == refused
    assert door.ask("_streamlit_user=forged", method=method) == refused
    assert door.ask("_streamlit_user=good", method=method) == 204
    assert door.ask(path="/other", method=method) == 204
    door.register.end_person("li")
    assert door.ask("_streamlit_user=good", method=method) == refused


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_another_person_changes_no_files_of_mine(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(monkeypatch, configured=True)
    for person in ("li", "wang"):
        assert door.register.use(SignIn(person, person, time.time()), {"_streamlit_user": person})
    door.owners.register("session", Owner("", "li"))
    door.owners.register("of nobody", Owner("", ""))
    assert door.ask("_streamlit_user=wang", method=method) == 403
    assert door.ask("_streamlit_user=li", method=method) == 204
    for unowned in ("of nobody", "that has not run"):
        path = f"/_stcore/upload_file/{unowned}/file"
        assert door.ask("_streamlit_user=li", path, method) == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_without_sign_in_another_browser_changes_none_either(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(monkeypatch, configured=False)
    door.owners.register("session", Owner(browser_hash({COOKIE: "mine"}), ""))
    assert door.ask(f"{COOKIE}=mine", method=method) == 204
    assert door.ask(f"{COOKIE}=another", method=method) == 403
    assert door.ask(method=method) == 403
    path = "/_stcore/upload_file/that has not run/file"
    assert door.ask(f"{COOKIE}=mine", path, method) == 403


def _watched(door: Door, monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """Streamlit's store, of whose names the door learns."""
    store = MemoryUploadedFileManager("/_stcore/upload_file")
    runtime = type("Runtime", (), {"uploaded_file_mgr": store})()
    monkeypatch.setattr(asked_uploads.runtime, "exists", lambda: True)
    monkeypatch.setattr(asked_uploads.runtime, "get_instance", lambda: runtime)
    door.asked.watch()
    door.asked.watch()  # with every page: it does so once
    return store


def test_a_file_comes_under_a_name_that_its_page_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch, configured=False)
    for session in ("session", "other"):
        door.owners.register(session, Owner("", ""))
    assert door.ask() == 204  # where nobody can know what was asked for
    store = _watched(door, monkeypatch)
    [one, two] = store.get_upload_urls("session", ["a.csv", "b.csv"])
    for info in (one, two, one):  # once more where it broke off
        assert door.ask(path=info.upload_url) == 204
    assert door.ask() == 403
    assert door.ask(path=one.upload_url.replace("session", "other")) == 403
    assert door.ask(path=one.delete_url, method="DELETE") == 204
    door.asked.keep({"other"})
    assert door.ask(path=one.upload_url) == 403


def test_the_names_of_a_session_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door(monkeypatch, configured=False)
    store = _watched(door, monkeypatch)
    assert len(store.get_upload_urls("session", ["a"] * 10 * MOST)) == MOST
    [last] = store.get_upload_urls("session", ["a"])
    assert door.asked.may_come(Upload("session", last.file_id))
    assert len(door.asked._names["session"]) == MOST


def test_owners_go_with_their_sessions() -> None:
    owners = SessionOwners()
    for session in ("gone", "alive"):
        owners.register(session, Owner("", "li"))
    owners.keep({"alive"})
    assert owners.find("gone") is None
    assert owners.find("alive") == Owner("", "li")
