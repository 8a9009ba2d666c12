"""Budget of memory that visitors may fill: uploads and messages, of a session, a browser and all.

Streamlit takes a file under any made-up name for a session that lives. What it holds is asked of
its own store, so that what is deleted, replaced, read, or left by a session gives its bytes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from aci_core.domain.host_limit import host_limit
from aci_core.ui.server.identity.session_owners import Owner, session_owners
from aci_core.ui.server.limits.open_pages import open_pages

_MB = 1 << 20
LEAST = 1 << 16  # what the smallest file counts: many empty ones are something too


@dataclass(frozen=True, slots=True)
class Budget:
    """Bytes that may be held and on their way.

    Parameters
    ----------
    session : int
        Of uploads of one session: the file that it loads beside the one before.
    browser : int
        Of all that one browser, or one person who has signed in, has in this server.
    total : int
        Of all together.
    """

    session: int
    browser: int
    total: int

    @classmethod
    def from_environment(cls) -> Budget:
        """What the host has set in ``ACI_UPLOAD_SESSION_MB``, ``_BROWSER_MB``, ``_TOTAL_MB``.

        Where only the total is set, a browser has half of it; a session no more than a browser.

        Raises
        ------
        AciError
            ``store_limit`` for one that is no whole number above 0.
        """
        total = host_limit("ACI_UPLOAD_TOTAL_MB", 1024)
        browser = host_limit("ACI_UPLOAD_BROWSER_MB", max(1, total // 2))
        session = host_limit("ACI_UPLOAD_SESSION_MB", min(410, browser))
        return cls(session * _MB, browser * _MB, total * _MB)


class Over(Enum):
    """Whose part of the budget is used up: status of the answer, and its words."""

    SESSION = 413, "This session holds too many uploads."
    BROWSER = 429, "This browser holds too much just now. Try again in a few minutes."
    ALL = 429, "The server holds too many uploads just now. Try again in a few minutes."


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
            session: sum(max(LEAST, len(file.data)) for file in list(files.values()))
            for session, files in list(store.file_storage.items())
        }
    )


class Ledger:
    """Who holds how much of the budget.

    Parameters
    ----------
    budget : Budget
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._coming: Counter[str] = Counter()  # by session

    def upload(self, session: str, owner: Owner, more: int) -> Over | None:
        """What an upload of so many more bytes would go over; None if it may come."""
        if (held() + self._coming)[session] + more > self.budget.session:
            return Over.SESSION
        return self.more(owner, more)

    def more(self, owner: Owner, more: int) -> Over | None:
        """What so many more bytes of a visitor would go over."""
        uploads = held() + self._coming
        sums = open_pages().held()
        sums[""] += uploads.total()
        for session, n in uploads.items():
            its = session_owners().find(session)
            for share in its.shares if its else ():
                sums[share] += n
        if any(sums[share] + more > self.budget.browser for share in owner.shares):
            return Over.BROWSER
        return Over.ALL if sums[""] + more > self.budget.total else None

    def take(self, session: str, n: int) -> None:
        """Count bytes of an upload that is on its way; what has arrived is taken with -n."""
        self._coming[session] += n
        self._coming += Counter()  # without those that are done


@st.cache_resource(show_spinner=False)
def ledger() -> Ledger:
    """The ledger of this server."""
    return Ledger(Budget.from_environment())
