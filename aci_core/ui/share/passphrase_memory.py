"""Who has typed a link's pass-phrase in this browser: a reload need not ask for it again.

The browser gets a random key in a cookie that ends with it (SameSite=Strict), the server's
memory keeps the key's hash, and both together stand for the phrase alone: the link is needed
too, and is looked up in the store each time, so that what is revoked or expired stays shut. A
key is new with each phrase and never taken from the browser, so nobody can plant one of his.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import streamlit as st

from aci_core.ui.share import links

MOST = 5_000
_COOKIE = "aci_pass_"  # and the share's number, which opens nothing
_KEYS = "_share_passes"  # by share, the key of this session; None where it goes


class KeyStore:
    """Keys of browsers in the server's memory, each for one share and for a while.

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

    def issue(self, share: str) -> str:
        """A new key for a share."""
        key = secrets.token_urlsafe(24)
        with self._lock:
            self._kept[_hash(key), share] = self._clock()
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return key

    def is_valid(self, key: str, share: str) -> bool:
        """Whether the key was given for the share and is not too old; its time begins anew."""
        place, now = (_hash(key), share), self._clock()
        with self._lock:
            at = self._kept.pop(place, None)
            if at is None or now - at > self._seconds:
                return False
            self._kept[place] = now
        return True

    def revoke(self, key: str, share: str) -> None:
        """Forget a key."""
        with self._lock:
            self._kept.pop((_hash(key), share), None)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@st.cache_resource(show_spinner=False)
def _key_store() -> KeyStore:
    """Those of this server."""
    return KeyStore(links.store().limits.pass_minutes)


def _keys() -> dict[str, str | None]:
    keys: dict[str, str | None] = st.session_state.setdefault(_KEYS, {})
    return keys


def remember(share: str) -> None:
    """The phrase was right: this browser need not type it again for a while."""
    _keys()[share] = _key_store().issue(share)


def is_remembered(share: str) -> bool:
    """Whether this browser has typed the phrase of a share lately; the while begins anew."""
    key = _keys().get(share) or st.context.cookies.get(_COOKIE + share)
    if not isinstance(key, str) or not _key_store().is_valid(key, share):
        return False
    _keys()[share] = key
    return True


def forget(share: str) -> None:
    """The visitor left: the next one types it."""
    key = _keys().get(share)
    if key:
        _key_store().revoke(key, share)
        _keys()[share] = None


def cookie_script(tail: str) -> str:
    """What the browser runs to keep its keys, and to delete those that are gone."""
    parts = (
        f'document.cookie="{_COOKIE}{share}={key or ""}; {"" if key else "max-age=0; "}{tail}";'
        for share, key in _keys().items()
    )
    return "".join(parts)
