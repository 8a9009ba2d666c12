"""Open pages: whose each is, and how much its session holds of what the browser said.

A session keeps what it is told until a run of its page has ended, which drops what no widget of the
page stands for; what the widgets hold then, it keeps as long as it lives.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from aci_core.ui.server.identity.session_owners import Owner

# Of each websocket another, chosen by its browser; of two with one name the second is refused.
HEADER = "sec-websocket-key"
_LETTER = 4  # bytes that a byte of a message becomes: a text with one wide letter is wide


@dataclass(slots=True, eq=False)
class Page:
    """A page that a browser has open.

    Parameters
    ----------
    owner : Owner
    kept : int
        Bytes of what its widgets held as its last run ended.
    said : int
        Bytes that the browser has said since that run began.
    """

    owner: Owner
    kept: int = 0
    said: int = 0
    _before: int = field(default=0, repr=False)  # of `said`, when the run began

    @property
    def held(self) -> int:
        """Bytes that the session may hold of it."""
        return self.kept + self.said


class OpenPages:
    """The open pages of this server."""

    def __init__(self) -> None:
        self._pages: dict[str, Page] = {}
        self._lock = threading.Lock()

    def open(self, name: str, page: Page) -> bool:
        """Count a page; its name is that of its websocket, False where another has it."""
        with self._lock:
            return self._pages.setdefault(name, page) is page

    def close(self, name: str) -> None:
        """Count a page no longer."""
        with self._lock:
            self._pages.pop(name, None)

    def hear(self, page: Page, n: int) -> None:
        """Count bytes that a page's browser has said."""
        with self._lock:
            page.said += n

    def n_open(self) -> Counter[str]:
        """How many are open, by browser and by person; under "" how many there are."""
        return self._sum(dict.fromkeys(self._all(), 1))

    def held(self) -> Counter[str]:
        """Bytes that their sessions hold, as `n_open`."""
        return self._sum({page: page.held for page in self._all()})

    def own(self, headers: Mapping[str, str], owner: Owner) -> None:
        """Note whose the page with these headers is: its handshake may have come too soon."""
        with self._lock:
            page = self._pages.get(headers.get(HEADER) or "")
            if page is not None:
                page.owner = owner

    def run_began(self, headers: Mapping[str, str]) -> None:
        """Note that a run of the page with these headers begins."""
        with self._lock:
            page = self._pages.get(headers.get(HEADER) or "")
            if page is not None:
                page._before = page.said

    def run_ended(self, headers: Mapping[str, str], n_kept: int) -> None:
        """Note that it has ended as a whole, and how many characters its widgets hold."""
        with self._lock:
            page = self._pages.get(headers.get(HEADER) or "")
            if page is not None:
                page.kept, page.said = _LETTER * n_kept, page.said - page._before
                page._before = 0

    def _all(self) -> list[Page]:
        with self._lock:
            return list(self._pages.values())

    @staticmethod
    def _sum(of_pages: Mapping[Page, int]) -> Counter[str]:
        sums: Counter[str] = Counter()
        for page, n in of_pages.items():
            for share in ("", *page.owner.shares):
                sums[share] += n
        return sums


def weight(said: bytes, n_parts: int) -> int:
    """Bytes that a session may make of a message with so many parts."""
    return _LETTER * len(said) + 512 * n_parts


@st.cache_resource(show_spinner=False)
def open_pages() -> OpenPages:
    """The open pages of this server."""
    return OpenPages()
