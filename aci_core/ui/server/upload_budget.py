"""A budget of uploads, counted at the door: so many bytes a session, and all together.

Streamlit takes a file under any made-up name for a session that lives. What it holds is asked of
its own store, so that what is deleted, replaced, read, or left by a session gives its bytes back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from aci_core.domain.host_limit import host_limit
from aci_core.ui.server.layer import Layer, refusal

_MB = 1 << 20
_PATH = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+/?$")
_LEAST = 1 << 16  # what the smallest file counts: many empty ones are something too
_LATER = {"Retry-After": "60"}


@dataclass(frozen=True, slots=True)
class Budget:
    """Bytes that may be held and on their way.

    Parameters
    ----------
    session : int
        Of one session: the file that it loads beside the one before.
    total : int
        Of all sessions.
    """

    session: int
    total: int

    @classmethod
    def from_environment(cls) -> Budget:
        """What the host has set in ``ACI_UPLOAD_SESSION_MB`` and ``ACI_UPLOAD_TOTAL_MB``."""
        return cls(
            host_limit("ACI_UPLOAD_SESSION_MB", 410) * _MB,
            host_limit("ACI_UPLOAD_TOTAL_MB", 1024) * _MB,
        )

    def refusal(self, of_session: int, of_all: int) -> int | None:
        """Status of the answer to an upload with which these would be held; None if it may."""
        if of_session > self.session:
            return 413
        return 429 if of_all > self.total else None


_others: list[Callable[[], Counter[str]]] = []


def count_too(held_elsewhere: Callable[[], Counter[str]]) -> None:
    """Count what is held elsewhere, by session, as uploads."""
    _others.append(held_elsewhere)


def held() -> Counter[str]:
    """Bytes of uploads that Streamlit and our own stores hold, by session."""
    return sum((each() for each in _others), _held_by_streamlit())


def _held_by_streamlit() -> Counter[str]:
    store = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if not isinstance(store, MemoryUploadedFileManager):
        return Counter()
    # Copies: the page's threads take files away meanwhile.
    return Counter(
        {
            session: sum(max(_LEAST, len(file.data)) for file in list(files.values()))
            for session, files in list(store.file_storage.items())
        }
    )


class UploadBudget(Layer):
    """Middleware that refuses uploads beyond the budget, also in their middle.

    Parameters
    ----------
    app : ASGIApp
    budget : Budget, optional
        What the host has set, if left out.
    """

    def __init__(self, app: ASGIApp, budget: Budget | None = None) -> None:
        super().__init__(app)
        self._budget = budget or Budget.from_environment()
        self._coming: Counter[str] = Counter()
        # A file that is on its way stays in memory too: no disk holds a patient's row.
        MultiPartParser.spool_max_size = self._budget.session + _MB

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        match = _PATH.search(scope["path"])
        if match is None or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        session = match[1]
        length = dict(scope["headers"]).get(b"content-length", b"")
        status = self._refusal(session, int(length) if length.isdigit() else _LEAST)
        if status is not None:
            await refusal(status, _WORDS[status], _LATER)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            coming = len(message.get("body", b""))
            status = self._refusal(session, coming)
            if status is not None:
                raise HTTPException(status, _WORDS[status], _LATER)
            taken += coming
            self._coming[session] += coming
            return message

        try:
            await self.app(scope, counted, send)
        finally:
            self._coming[session] -= taken
            self._coming += Counter()  # without those that are done

    def _refusal(self, session: str, more: int) -> int | None:
        now = held() + self._coming
        return self._budget.refusal(now[session] + more, now.total() + more)


_WORDS = {
    413: "This session holds too many uploads.",
    429: "The server holds too many uploads just now. Try again in a few minutes.",
}
