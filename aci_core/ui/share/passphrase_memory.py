"""Pass-phrases already typed in this browser: a reload does not ask for them again.

The browser gets a random key in a cookie that ends with it and that no script reads, the server's
memory keeps the key's hash, and both together stand for the phrase only: the link is needed
too, and is looked up in the store each time, so that what is revoked or expired stays shut. A
key is new with each phrase and never taken from the browser, so nobody can plant one of his, and
is good for whoever had signed in as it was typed.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import streamlit as st

from aci_core.ui.server import expiry
from aci_core.ui.share import links
from aci_core.ui.state.session import browser_cookies, sign_in

MOST = 5_000
_COOKIE = "aci_pass_"  # and the share's number, which opens nothing
_KEYS = "_share_passes"  # by share, the key of this session


class KeyStore:
    """Keys of browsers in the server's memory, each for one share and a limited time.

    Parameters
    ----------
    minutes : float
        How long a key lives after its last use.
    most : int
        The one not used for longest goes first.
    clock : callable
        Seconds.
    """

    def __init__(
        self, minutes: float, most: int = MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = 60 * minutes
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def issue(self, share: str, person: str | None = None) -> str:
        """Issue a new key for a share, to a person who has signed in or to nobody known."""
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._kept[_hash(key, person), share] = self._clock()
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return key

    def is_valid(self, key: str, share: str, person: str | None = None) -> bool:
        """Whether the key was issued for them and has not expired; its time starts again."""
        place, now = (_hash(key, person), share), self._clock()
        with self._lock:
            at = self._kept.pop(place, None)
            if at is None or now - at > self._seconds:
                return False
            self._kept[place] = now
        return True

    def expire(self) -> int:
        """Delete the keys whose time is over; how many that were."""
        now = self._clock()
        with self._lock:
            old = [place for place, at in self._kept.items() if now - at > self._seconds]
            for place in old:
                del self._kept[place]
        return len(old)

    def revoke(self, key: str, share: str, person: str | None = None) -> None:
        """Delete a key."""
        with self._lock:
            self._kept.pop((_hash(key, person), share), None)


def _hash(key: str, person: str | None) -> str:
    return hashlib.sha256(repr((key, person)).encode()).hexdigest()


@st.cache_resource(show_spinner=False)
def _key_store() -> KeyStore:
    """The keys of this server."""
    made = KeyStore(links.store().limits.pass_minutes)
    expiry.each_time(made.expire)
    return made


def _keys() -> dict[str, str]:
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    return keys


def remember(share: str) -> None:
    """Remember that this browser has typed the pass-phrase of a share."""
    key = _keys()[share] = _key_store().issue(share, sign_in.user())
    browser_cookies.want(_COOKIE + share, key)


def is_remembered(share: str) -> bool:
    """Whether this browser has typed the pass-phrase of a share lately; its time starts again."""
    key = _keys().get(share) or st.context.cookies.get(_COOKIE + share)
    if not isinstance(key, str) or not _key_store().is_valid(key, share, sign_in.user()):
        return False
    _keys()[share] = key
    return True


def forget(share: str) -> None:
    """Forget the pass-phrase of a share: the next visitor types it."""
    key = _keys().pop(share, None)
    if key:
        _key_store().revoke(key, share, sign_in.user())
        browser_cookies.want(_COOKIE + share, None)
