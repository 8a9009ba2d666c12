"""What has expired leaves the memory by the clock, not when it is next asked for."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.session_manager import ActiveSessionInfo, SessionClient, SessionInfo
from streamlit.runtime.state import SessionState
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from aci_core.ui.server import expiry


@pytest.fixture(autouse=True)
def _others_are_not_collected() -> Iterator[None]:
    """To collect all that a worker holds takes more than a second, each time."""
    gc.freeze()
    yield
    gc.unfreeze()


def _over(state: SessionState) -> bool:
    """Whether the person of a session has signed out."""
    return "signed out" in state


class Client(SessionClient):
    """A browser."""

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take a message."""


class Session:
    """A session that holds patients."""

    def __init__(self, name: str, uploads: MemoryUploadedFileManager) -> None:
        self.id = name
        self.session_state = {"patients": object()}
        self._uploads = uploads

    def shutdown(self) -> None:
        """As Streamlit's own does."""
        self._uploads.remove_session_files(self.id)


class Server:
    """Streamlit's own stores, with a clock of ours."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.uploads = MemoryUploadedFileManager("/_stcore/upload_file")
        storage = MemorySessionStorage(ttl_seconds=300)
        monkeypatch.setattr(storage._cache, "_timer", lambda: self.now)
        self.manager = WebsocketSessionManager(storage, self.uploads, ScriptCache(), None)
        self.cleared: list[str] = []
        server = SimpleNamespace(
            _session_mgr=self.manager,
            uploaded_file_mgr=self.uploads,
            dataframe_source_mgr=SimpleNamespace(clear_all_for_session=self.cleared.append),
            media_file_mgr=SimpleNamespace(
                clear_session_refs=self.cleared.append, remove_orphaned_files=lambda: None
            ),
        )
        monkeypatch.setattr(expiry.runtime, "exists", lambda: True)
        monkeypatch.setattr(expiry.runtime, "get_instance", lambda: server)
        monkeypatch.setattr(expiry.time, "monotonic", lambda: self.now)
        for name in ("_tasks", "_used", "_arrived", "_closed"):
            monkeypatch.setattr(expiry, name, type(getattr(expiry, name))())

    def session(self, name: str, *, closed: bool) -> Session:
        """A session with an upload, whose tab is open or was closed just now."""
        session = Session(name, self.uploads)
        streamlits = cast(AppSession, session)
        if closed:
            self.manager._session_storage.save(SessionInfo(None, streamlits))
        else:
            info = ActiveSessionInfo(Client(), streamlits)
            self.manager._active_session_info_by_id[name] = info
        self.uploads.add_file(name, UploadedFileRec("f", "f", "f", b"x"))
        return session


def test_a_closed_session_goes_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch)
    session = weakref.ref(server.session("closed", closed=True))
    server.session("open", closed=False)
    server.now = 299
    assert expiry.expire(3600, _over) == 0
    server.now = 301
    assert expiry.expire(3600, _over) == 1
    assert session() is None
    assert set(server.uploads.file_storage) == {"open"}


def test_an_open_page_is_emptied_some_hours_after_its_last_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    monkeypatch.setattr(expiry, "_UNREAD", 10_000)
    sessions = [server.session(name, closed=False) for name in ("idle", "used")]
    for at, names in ((0, ("idle", "used")), (3000, ("used",))):
        server.now = at
        for name in names:
            context = SimpleNamespace(session_id=name)
            monkeypatch.setattr(expiry, "get_script_run_ctx", lambda c=context: c)
            expiry.used()
    server.now = 3600
    assert expiry.expire(3600, _over) == 0
    server.now = 3601
    assert expiry.expire(3600, _over) == 1
    assert [bool(session.session_state) for session in sessions] == [False, True]
    assert server.cleared == ["idle", "idle"]
    assert list(server.uploads.file_storage) == ["used"]
    assert expiry.expire(3600, _over) == 0


def test_an_open_page_is_emptied_when_its_person_signs_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    sessions = [server.session(name, closed=False) for name in ("out", "in")]
    monkeypatch.setattr(expiry, "_used", {"out": 0.0, "in": 0.0})
    sessions[0].session_state["signed out"] = object()
    assert expiry.expire(3600, _over) == 1
    assert [bool(session.session_state) for session in sessions] == [False, True]


def test_the_other_pages_of_a_file_are_emptied_at_once_and_drawn_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    names = {"mine": False, "other tab": False, "closed tab": True, "colleague": False}
    sessions = {name: server.session(name, closed=closed) for name, closed in names.items()}
    for name in ("mine", "other tab", "closed tab"):
        sessions[name].session_state["file"] = object()
    drawn: list[str] = []
    monkeypatch.setattr(expiry, "_draw_anew", lambda session: drawn.append(session.id))
    monkeypatch.setattr(expiry, "get_script_run_ctx", lambda: SimpleNamespace(session_id="mine"))
    assert expiry.empty_others(lambda state: "file" in state, {"told": "why"}) == 2
    assert drawn == ["other tab"]
    assert sessions["other tab"].session_state == {"told": "why"}
    assert sessions["closed tab"].session_state == {"told": "why"}
    assert set(sessions["mine"].session_state) == {"patients", "file"}
    assert set(sessions["colleague"].session_state) == {"patients"}
    assert set(server.uploads.file_storage) == {"mine", "colleague"}


def test_an_upload_that_no_page_has_taken_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch)
    server.session("one", closed=False)
    assert expiry.expire(9e9, _over) == 0
    server.now = 500
    server.uploads.add_file("one", UploadedFileRec("later", "f", "f", b"x"))
    assert expiry.expire(9e9, _over) == 0
    server.now = 601
    assert expiry.expire(9e9, _over) == 1
    assert list(server.uploads.file_storage["one"]) == ["later"]


def test_an_upload_of_a_closed_page_that_nobody_has_read_goes_after_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    session = server.session("closed", closed=True)
    back = server.session("back", closed=True)
    assert expiry.expire(3600, _over) == 0
    server.now = 59
    server.manager._session_storage.delete("back")
    info = ActiveSessionInfo(Client(), cast(AppSession, back))
    server.manager._active_session_info_by_id["back"] = info
    assert expiry.expire(3600, _over) == 0
    server.now = 61
    assert expiry.expire(3600, _over) == 1
    assert [name for name, held in server.uploads.file_storage.items() if held] == ["back"]
    assert session.session_state  # its cohort waits for the tab as before


def test_an_upload_that_arrives_after_its_session_went_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = Server(monkeypatch)
    server.session("open", closed=False)
    server.uploads.add_file("gone", UploadedFileRec("f", "f", "f", b"x"))
    assert expiry.expire(3600, _over) == 1
    assert [name for name, held in server.uploads.file_storage.items() if held] == ["open"]


def test_a_session_that_cannot_be_shut_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(monkeypatch)
    sessions = [server.session(name, closed=True) for name in ("bad", "good")]

    def shutdown() -> None:
        raise RuntimeError

    monkeypatch.setattr(sessions[0], "shutdown", shutdown)
    server.now = 301
    expiry.expire(3600, _over)
    assert not any(server.uploads.file_storage.values())


def test_one_task_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = Server(monkeypatch)
    server.session("closed", closed=True)
    server.now = 301

    def fails() -> int:
        raise ValueError("a patient's value")

    expiry.each_time(fails)
    assert expiry.expire(3600, _over) == 1
    assert "ValueError" in caplog.text
    assert "patient" not in caplog.text


def test_without_a_server_there_is_nothing_to_do() -> None:
    assert (
        expiry.closed_sessions() == expiry.unread_uploads() == expiry.open_sessions(1, _over) == 0
    )
