"""Claims to a cookie: what a page's script hands in once, for a cookie that no script can read.

A run of a page has no answer in which a cookie could be set, and a cookie that a script sets can be
read by every script. So a run offers a claim: the page posts its nonce, and the answer sets it.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

SECONDS = 60.0
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that ends with the browser.

    Parameters
    ----------
    name : str
    value : str or None
        None deletes it.
    """

    name: str
    value: str | None


@dataclass(slots=True)
class Claim:
    """A claim to a cookie.

    Parameters
    ----------
    cookie : Cookie
    nonce : str
        Good once.
    until : float
        When it ends, by the clock of its `Claims`.
    replaced : callable
        Told the value that the browser had before, empty for none.
    taken : bool
        Whether the browser has the cookie.
    """

    cookie: Cookie
    nonce: str
    until: float
    replaced: Callable[[str], None]
    taken: bool = False


class Claims:
    """Claims that are open on this server.

    Parameters
    ----------
    seconds : float
        How long a claim is good.
    most : int
        The oldest goes first.
    clock : callable
        Seconds.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._open: OrderedDict[str, Claim] = OrderedDict()
        self._lock = threading.Lock()

    def offer(self, cookie: Cookie, replaced: Callable[[str], None]) -> Claim:
        """Offer a cookie to whoever hands in the claim's nonce."""
        now = self._clock()
        claim = Claim(cookie, secrets.token_urlsafe(24), now + self._seconds, replaced)
        with self._lock:
            self._open[claim.nonce] = claim
            while self._open and (
                len(self._open) > self._most or next(iter(self._open.values())).until < now
            ):
                self._open.popitem(last=False)
        return claim

    def is_open(self, claim: Claim) -> bool:
        """Whether the claim can still be handed in."""
        with self._lock:
            return claim.nonce in self._open and self._clock() <= claim.until

    def withdraw(self, claim: Claim) -> None:
        """Take back a claim: what it promised is no longer wanted."""
        with self._lock:
            self._open.pop(claim.nonce, None)

    def take(self, nonce: str) -> Claim | None:
        """The claim of this nonce, which is spent with it; None where there is none."""
        with self._lock:
            claim = self._open.pop(nonce, None)
            if claim is None or self._clock() > claim.until:
                return None
            claim.taken = True
            return claim


@st.cache_resource(show_spinner=False)
def claims() -> Claims:
    """The claims of this server."""
    return Claims()
