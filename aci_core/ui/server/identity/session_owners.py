"""Whose a session is: the browser and the person under whom it last ran.

A session's name stands in addresses and logs; to know it must open nothing.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import streamlit as st

from aci_core.ui.server.identity.sign_ins import sign_ins

COOKIE = "aci_browser"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a session is.

    Parameters
    ----------
    browser : str
        Hash of the browser's cookie; empty for a browser that keeps none.
    person : str
        As a `SignIn` names him; empty for nobody.
    """

    browser: str
    person: str

    @property
    def shares(self) -> tuple[str, ...]:
        """By what his share of the server's memory is counted; all without a cookie have one."""
        of_person = (f"person {self.person}",) if self.person else ()
        return (f"browser {self.browser}", *of_person)


class SessionOwners:
    """The owners of this server's sessions."""

    def __init__(self) -> None:
        self._owners: dict[str, Owner] = {}
        self._lock = threading.Lock()

    def register(self, session: str, owner: Owner) -> None:
        """Note under whom a session runs."""
        with self._lock:
            self._owners[session] = owner

    def find(self, session: str) -> Owner | None:
        """The owner of a session; None of one that has not run."""
        with self._lock:
            return self._owners.get(session)

    def keep(self, alive: Collection[str]) -> None:
        """Forget all sessions but these."""
        with self._lock:
            for session in [s for s in self._owners if s not in alive]:
                del self._owners[session]


def browser_hash(cookies: Mapping[str, str]) -> str:
    """Hash of the cookie that tells this browser from others; empty without."""
    value = cookies.get(COOKIE)
    return hashlib.sha256(value.encode()).hexdigest() if isinstance(value, str) and value else ""


def visitor(cookies: Mapping[str, str]) -> Owner:
    """Who comes with these cookies."""
    sign_in = sign_ins().find(cookies)
    return Owner(browser_hash(cookies), sign_in.person if sign_in else "")


@st.cache_resource(show_spinner=False)
def session_owners() -> SessionOwners:
    """The owners of this server's sessions."""
    return SessionOwners()
