"""Register of sign-ins: who is signed in by the app's own clock, and who has signed out.

Streamlit's cookie says for 30 days who has signed in. What counts is this register: a sign-in ends
after some minutes without use, after some hours at most, and at once for all who signed in as the
same person when one of them signs out. What the register does not know (the server was started
anew, or it is another replica) counts from the moment at which the provider issued it.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from aci_core.domain.host_limit import host_limit

MINUTES = 20
HOURS = 8
LEEWAY = 120.0  # seconds by which a provider's clock may differ from ours
_COOKIE = re.compile(r"_streamlit_user(_\d+)?")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in.

    Parameters
    ----------
    person : str
        Issuer and subject: an address of mail may pass to somebody else, these never do.
    key : str
        Tells it from other sign-ins of the person.
    issued : float
        When, by the provider's clock; seconds since 1970.
    """

    person: str
    key: str
    issued: float


@dataclass(slots=True)
class _Known:
    sign_in: SignIn
    used: float
    cookie: str = ""


class SignIns:
    """The sign-ins that this server knows.

    Parameters
    ----------
    minutes : int
        A sign-in ends after so many without use.
    hours : int
        And after so many at most.
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self,
        minutes: int = MINUTES,
        hours: int = HOURS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.minutes = minutes
        self._idle = 60 * minutes
        self._most = 3600 * hours
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._over: dict[str, SignIn] = {}
        self._left: dict[str, float] = {}  # person -> when he signed out
        self._listeners: list[Callable[[SignIn], None]] = []
        self._lock = threading.Lock()

    def on_end(self, listener: Callable[[SignIn], None]) -> None:
        """Tell the listener of each sign-in that ends."""
        self._listeners.append(listener)

    def remaining(self, sign_in: SignIn) -> float:
        """Seconds that a sign-in has left if it is not used; 0 or less where it has ended."""
        now = self._clock()
        with self._lock:
            return self._remaining(sign_in, now)

    def _remaining(self, sign_in: SignIn, now: float) -> float:
        if sign_in.key in self._over or sign_in.issued > now + LEEWAY:
            return 0.0
        known = self._known.get(sign_in.key)
        left = self._left.get(sign_in.person)
        if known is None and left is not None and sign_in.issued + LEEWAY < left:
            return 0.0
        used = known.used if known else min(sign_in.issued, now)
        return min(used + self._idle, sign_in.issued + self._most) - now

    def is_open(self, sign_in: SignIn) -> bool:
        """Whether a sign-in counts; asking is no use of it."""
        return self.remaining(sign_in) > 0

    def use(self, sign_in: SignIn, cookies: Mapping[str, str]) -> bool:
        """Count a use of a sign-in; False where it has ended.

        Parameters
        ----------
        sign_in : SignIn
        cookies : mapping of str to str
            Those of the browser: it may sign out where no page of ours is asked.
        """
        now = self._clock()
        with self._lock:
            if self._remaining(sign_in, now) > 0:
                self._known[sign_in.key] = _Known(sign_in, now, cookie_hash(cookies))
                return True
        self.end(sign_in)
        return False

    def end(self, sign_in: SignIn) -> None:
        """End one sign-in."""
        with self._lock:
            new = sign_in.key not in self._over
            self._over[sign_in.key] = sign_in
            self._known.pop(sign_in.key, None)
        if new:
            for listener in self._listeners:
                listener(sign_in)

    def end_person(self, person: str) -> None:
        """End every sign-in of a person."""
        with self._lock:
            self._left[person] = self._clock()
            ended = [k.sign_in for k in self._known.values() if k.sign_in.person == person]
        for sign_in in ended:
            self.end(sign_in)

    def find(self, cookies: Mapping[str, str]) -> SignIn | None:
        """The sign-in in use that a browser's cookies stand for."""
        wanted = cookie_hash(cookies)
        with self._lock:
            found = (k.sign_in for k in self._known.values() if wanted and k.cookie == wanted)
            return next(found, None)

    def sweep(self) -> None:
        """End what has run out, also where nobody asks; forget what cannot come back."""
        now = self._clock()
        with self._lock:
            over = [k.sign_in for k in self._known.values() if self._remaining(k.sign_in, now) <= 0]
        for sign_in in over:
            self.end(sign_in)
        with self._lock:
            gone = [k for k, s in self._over.items() if s.issued + self._most < now]
            for key in gone:
                del self._over[key]
            for person in [p for p, at in self._left.items() if at + self._most + LEEWAY < now]:
                del self._left[person]


def cookie_hash(cookies: Mapping[str, str]) -> str:
    """Hash of the cookies that say who has signed in; empty where there are none."""
    parts = sorted((n, v) for n, v in cookies.items() if _COOKIE.fullmatch(n))
    return hashlib.sha256(repr(parts).encode()).hexdigest() if parts else ""


def can_sign_in() -> bool:
    """Whether this host has authentication."""
    try:
        return "auth" in st.secrets
    except (StreamlitSecretNotFoundError, FileNotFoundError):
        return False


@st.cache_resource(show_spinner=False)
def sign_ins() -> SignIns:
    """The register of this server."""
    minutes = host_limit("ACI_SIGN_IN_MINUTES", MINUTES)
    return SignIns(minutes, host_limit("ACI_SIGN_IN_HOURS", HOURS))
