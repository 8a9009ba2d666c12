"""Uploads that a page has asked for: a file comes under no other name.

Streamlit makes a name for each file that a page is about to send, and takes any other as well. What
is taken from its inside stands here; without it all works, and made-up names are taken.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import streamlit as st
from starlette.types import Scope
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadFileUrlInfo

MOST = 100  # names that a session may have: each page has some uploaders, of one file each
_PATH = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)/?$")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a session, as an address names it.

    Parameters
    ----------
    session, file : str
    """

    session: str
    file: str


def upload_in(scope: Scope, *methods: str) -> Upload | None:
    """The upload that a request of one of these methods is about; None for other requests."""
    match = _PATH.search(scope["path"]) if scope["method"] in methods else None
    return Upload(*match.groups()) if match else None


class AskedUploads:
    """The names that pages of this server have asked for."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, None]] = {}  # by session, the newest last
        self._store: MemoryUploadedFileManager | None = None
        self._lock = threading.Lock()

    def watch(self) -> None:
        """Learn of all names that Streamlit makes from now on."""
        store = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
        if not isinstance(store, MemoryUploadedFileManager) or store is self._store:
            return
        make = store.get_upload_urls

        def noted(session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
            # A page asks for one at a time; a message could ask for millions.
            made = make(session_id, file_names[:MOST])
            self.add(session_id, (info.file_id for info in made))
            return made

        store.get_upload_urls = noted  # type: ignore[method-assign]
        self._store = store

    def add(self, session: str, names: Iterable[str]) -> None:
        """Note names that a session's page may use."""
        with self._lock:
            its = self._names.setdefault(session, {})
            its.update(dict.fromkeys(names))
            for name in list(its)[:-MOST]:
                del its[name]

    def may_come(self, upload: Upload) -> bool:
        """Whether a page asked for it, so far as that can be known."""
        with self._lock:
            return self._store is None or upload.file in self._names.get(upload.session, ())

    def keep(self, alive: Collection[str]) -> None:
        """Forget the names of all sessions but these."""
        with self._lock:
            for session in [s for s in self._names if s not in alive]:
                del self._names[session]


@st.cache_resource(show_spinner=False)
def asked_uploads() -> AskedUploads:
    """The names that pages of this server have asked for."""
    return AskedUploads()
