"""Register of sign-ins: who is signed in by the app's own clock, and who has signed out.

Streamlit's cookie says for 30 days who has signed in. What counts is this register: a sign-in ends
after some minutes without use, after some hours at most, and at once for all who signed in as the
same person when one of them signs out. What the register does not know (the server was started
anew, or it is another replica) counts from the moment at which the provider issued it, unless
another server says that it has ended (`sign_in_exchange`).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.web.server.server_util import get_cookie_secret

from aci_core.domain.host_limit import host_limit

MINUTES = 20
HOURS = 8
LEEWAY = 120.0  # seconds by which a provider's clock may differ from ours
_ANSWER_HOLDS = 10.0  # seconds
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
    since: float
    used: float
    cookie: str


@dataclass(frozen=True, slots=True)
class End:
    """The end of a sign-in, or of all that a person had.

    Parameters
    ----------
    mark : str
        Keyed hash of what has ended.
    at : float
        When; seconds since 1970.
    until : float
        From when on the clock says the same.
    """

    mark: str
    at: float
    until: float


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
    secret : bytes, optional
        Of the hashes under which ends are kept, the same on every server.
    """

    def __init__(
        self,
        minutes: int = MINUTES,
        hours: int = HOURS,
        clock: Callable[[], float] = time.time,
        secret: bytes | None = None,
    ) -> None:
        self.minutes = minutes
        self._idle = 60 * minutes
        self._most = 3600 * hours
        self._clock = clock
        self._secret = secret or secrets.token_bytes(32)
        self._known: dict[str, _Known] = {}
        self._ends: dict[str, End] = {}
        self._listeners: list[Callable[[SignIn], None]] = []
        self._tellers: list[Callable[[End], None]] = []
        self._lock = threading.Lock()

    def on_end(self, listener: Callable[[SignIn], None]) -> None:
        """Tell the listener of each sign-in of this server that ends, for whatever reason."""
        self._listeners.append(listener)

    def on_sign_out(self, listener: Callable[[End], None]) -> None:
        """Tell the listener of each end that no clock has brought about."""
        self._tellers.append(listener)

    def remaining(self, sign_in: SignIn) -> float:
        """Seconds that a sign-in has left if it is not used; 0 or less where it has ended."""
        now = self._clock()
        with self._lock:
            return self._remaining(sign_in, now)

    def _remaining(self, sign_in: SignIn, now: float) -> float:
        if sign_in.issued > now + LEEWAY or self._mark_of(sign_in) in self._ends:
            return 0.0
        known = self._known.get(sign_in.key)
        left = self._ends.get(self._mark_of(sign_in.person))
        began = known.since if known else sign_in.issued + LEEWAY
        if left is not None and began < left.at:
            return 0.0
        used = known.used if known else min(sign_in.issued, now)
        return min(used + self._idle, sign_in.issued + self._most) - now

    def _mark_of(self, ended: SignIn | str) -> str:
        """What tells an end from others: of a sign-in, or of a person."""
        told = f"sign-in|{ended.key}" if isinstance(ended, SignIn) else f"person|{ended}"
        return hmac.new(self._secret, told.encode(), hashlib.sha256).hexdigest()

    def is_open(self, sign_in: SignIn) -> bool:
        """Whether a sign-in counts; asking is no use of it."""
        return self.remaining(sign_in) > 0

    def is_known(self, sign_in: SignIn) -> bool:
        """Whether this server has seen it, in use or ended."""
        with self._lock:
            return sign_in.key in self._known or self._mark_of(sign_in) in self._ends

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
                known = self._known.get(sign_in.key)
                since = known.since if known else now
                self._known[sign_in.key] = _Known(sign_in, since, now, cookie_hash(cookies))
                return True
        self._close(sign_in)
        return False

    def end(self, sign_in: SignIn) -> None:
        """End one sign-in, on every server."""
        end = self._close(sign_in)
        if end is not None:
            self._tell(end)

    def end_person(self, person: str) -> None:
        """End every sign-in of a person, on every server."""
        now = self._clock()
        end = End(self._mark_of(person), now, now + self._most + LEEWAY)
        with self._lock:
            self._ends[end.mark] = end
            ended = [k.sign_in for k in self._known.values() if k.sign_in.person == person]
        self._tell(end)
        for sign_in in ended:
            self.end(sign_in)

    def learn(self, ends: Iterable[End]) -> None:
        """Take over what other servers have ended."""
        with self._lock:
            for end in ends:
                there = self._ends.get(end.mark)
                if there is None or there.at < end.at:
                    self._ends[end.mark] = end
        self.sweep()

    def _tell(self, end: End) -> None:
        for listener in self._tellers:
            listener(end)

    def _close(self, sign_in: SignIn) -> End | None:
        """End a sign-in here; None where it had ended."""
        now = self._clock()
        end = End(self._mark_of(sign_in), now, sign_in.issued + self._most + LEEWAY)
        with self._lock:
            known = self._known.pop(sign_in.key, None)
            new = end.mark not in self._ends
            if new:
                self._ends[end.mark] = end
        if new or known is not None:
            for listener in self._listeners:
                listener(sign_in)
        return end if new else None

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
            self._close(sign_in)
        with self._lock:
            for mark in [mark for mark, end in self._ends.items() if end.until < now]:
                del self._ends[mark]


def cookie_hash(cookies: Mapping[str, str]) -> str:
    """Hash of the cookies that say who has signed in; empty where there are none."""
    parts = sorted((n, v) for n, v in cookies.items() if _COOKIE.fullmatch(n))
    return hashlib.sha256(repr(parts).encode()).hexdigest() if parts else ""


def can_sign_in() -> bool:
    """Whether this host has authentication.

    Asked several times in each run of a page, and where there are no secrets Streamlit looks for
    their files each time: for some seconds the answer holds.
    """
    return _has_authentication(int(time.monotonic() // _ANSWER_HOLDS))


@lru_cache(maxsize=1)
def _has_authentication(_turn: int) -> bool:
    try:
        return "auth" in st.secrets
    except (StreamlitSecretNotFoundError, FileNotFoundError):
        return False


@st.cache_resource(show_spinner=False)
def sign_ins() -> SignIns:
    """The register of this server."""
    minutes = host_limit("ACI_SIGN_IN_MINUTES", MINUTES)
    # What signs the cookies: with another one they all are void, and so may the ends be.
    secret = get_cookie_secret().encode()
    return SignIns(minutes, host_limit("ACI_SIGN_IN_HOURS", HOURS), secret=secret)
