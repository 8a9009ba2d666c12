"""The server's timer: what has expired leaves its memory, though nobody asks for it.

Streamlit, and our own stores, drop what is too old when they are next used: on a quiet server
that is never. What is taken from Streamlit's inside stands here; without it all works, and
patients' rows stay longer.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st
from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SessionState
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from aci_core.ui.server.asked_uploads import asked_uploads
from aci_core.ui.server.identity.session_owners import session_owners

_LOG = logging.getLogger(__name__)
EVERY = 20.0  # seconds: what is kept for hours is kept so to the minute
_UNREAD = 600.0  # a file is read as it arrives: one that nobody has read by then is nobody's
_UNREAD_CLOSED = 60.0  # where the page's connection is closed too; a tab that comes back is sooner

_tasks: list[Callable[[], object]] = []
_used: dict[str, float] = {}  # by session
_arrived: dict[tuple[str, str], float] = {}  # by session and file
_closed: dict[str, float] = {}  # when the timer saw it so first, by session
_lock = threading.Lock()


def each_time(task: Callable[[], object]) -> None:
    """Call a function whenever the timer does; what it returns is how many it has dropped."""
    _tasks.append(task)


def used() -> None:
    """Note that the session of this run is in use."""
    context = get_script_run_ctx()
    if context is not None:
        with _lock:
            _used[context.session_id] = time.monotonic()


@st.cache_resource(show_spinner=False)
def start(idle: float, _over: Callable[[SessionState], bool]) -> threading.Thread:
    """Start the timer, once a server.

    Parameters
    ----------
    idle : float
        Seconds after its last use until the session of an open page is emptied.
    _over : callable
        Whether that must be done at once, since its person has signed out.
    """
    thread = threading.Thread(target=_run, args=(idle, _over), name="expiry", daemon=True)
    thread.start()
    return thread


def _run(idle: float, over: Callable[[SessionState], bool]) -> None:
    pause = threading.Event()
    while True:
        pause.wait(EVERY)
        expire(idle, over)


def expire(idle: float, over: Callable[[SessionState], bool]) -> int:
    """Drop all that has expired; how much that was."""
    dropped = 0
    tasks: list[Callable[[], object]]
    tasks = [*_tasks, closed_sessions, unread_uploads, partial(open_sessions, idle, over)]
    for task in tasks:
        dropped += bool(_done(task))
    if dropped:
        _give_memory_back()
    return dropped


def _done(task: Callable[[], object]) -> object:
    try:
        return task()
    except Exception as error:  # noqa: BLE001 - of whatever kind: the others go on
        _LOG.error("%s in the timer", type(error).__name__)  # its text may quote a cell
        return None


def session_manager() -> WebsocketSessionManager | None:
    """Streamlit's manager of sessions, if it is the one that we know."""
    # None in a test without a server, or where a later Streamlit keeps it elsewhere.
    server = runtime.get_instance() if runtime.exists() else None
    manager = getattr(server, "_session_mgr", None)
    return manager if isinstance(manager, WebsocketSessionManager) else None


def closed_sessions() -> int:
    """Drop the sessions that are kept for a tab to come back, once their time is over."""
    manager = session_manager()
    if manager is None:
        return 0
    gone = []
    storage = manager._session_storage
    if isinstance(storage, MemorySessionStorage) and isinstance(storage._cache, TTLCache):
        with manager._storage_lock:
            gone = storage._cache.expire()
    for _, info in gone:
        # With its uploads, pictures and downloads; one that fails keeps no other.
        _done(info.session.shutdown)
    alive = {info.session.id for info in manager.list_sessions()}
    with _lock:
        for session in [s for s in _used if s not in alive]:
            del _used[session]
    session_owners().keep(alive)
    asked_uploads().keep(alive)
    return len(gone)


def open_sessions(idle: float, over: Callable[[SessionState], bool]) -> int:
    """Empty the sessions of pages that nobody has used for long, or whose person signed out."""
    manager = session_manager()
    if manager is None:
        return 0
    now = time.monotonic()
    emptied = 0
    for info in manager.list_sessions():
        session = info.session
        with _lock:
            at = _used.get(session.id)
        if at is None or (now - at <= idle and not over(session.session_state)):
            continue
        with _lock:
            _used.pop(session.id, None)
        _empty(session)
        emptied += 1
    if emptied:
        runtime.get_instance().media_file_mgr.remove_orphaned_files()
    return emptied


def _empty(session: AppSession) -> None:
    server = runtime.get_instance()
    session.session_state.clear()
    server.uploaded_file_mgr.remove_session_files(session.id)
    server.dataframe_source_mgr.clear_all_for_session(session.id)
    server.media_file_mgr.clear_session_refs(session.id)


def empty_others(holds: Callable[[SessionState], bool], left: Mapping[str, object]) -> int:
    """Empty other sessions at once, and have their pages drawn anew; how many they were.

    Parameters
    ----------
    holds : callable
        Whether a session is to be emptied.
    left : mapping of str to object
        What it holds afterwards.
    """
    manager, context = session_manager(), get_script_run_ctx()
    if manager is None or context is None:
        return 0
    others = [info for info in manager.list_sessions() if info.session.id != context.session_id]
    emptied = [info for info in others if holds(info.session.session_state)]
    for info in emptied:
        _empty(info.session)
        for key, value in left.items():
            info.session.session_state[key] = value
        if info.client is not None:
            _done(partial(_draw_anew, info.session))
    if emptied:
        runtime.get_instance().media_file_mgr.remove_orphaned_files()
    return len(emptied)


def _draw_anew(session: AppSession) -> None:
    session._call_soon_on_event_loop(lambda: session.request_rerun(session._client_state))


def unread_uploads() -> int:
    """Drop the uploads that no page has taken, or whose session went as they arrived."""
    store = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(store, MemoryUploadedFileManager):
        return 0
    now = time.monotonic()
    there = {(s, file) for s, files in list(store.file_storage.items()) for file in list(files)}
    for key in [k for k in _arrived if k not in there]:
        del _arrived[key]
    manager = session_manager()
    infos = manager.list_sessions() if manager else []
    known = {info.session.id for info in infos} if manager else None
    closed = {info.session.id for info in infos if info.client is None}
    for session in [s for s in _closed if s not in closed]:
        del _closed[session]
    for session in closed:
        _closed.setdefault(session, now)
    old = [
        (session, file)
        for session, file in there
        if now - _arrived.setdefault((session, file), now) > _UNREAD
        or now - _closed.get(session, now) > _UNREAD_CLOSED
        or (known is not None and session not in known)
    ]
    for session, file in old:
        store.remove_file(session, file)
    return len(old)


def _give_memory_back() -> None:
    """Collect circles of objects, and return free memory to the system."""
    gc.collect()
    if "pyarrow" in sys.modules:
        import pyarrow as pa

        pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
