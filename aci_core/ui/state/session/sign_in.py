"""Who has signed in, where the host has set it up (``[auth]`` in secrets), by the app's clock."""

from __future__ import annotations

import hashlib

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.ui.server.identity.sign_in_exchange import exchange
from aci_core.ui.server.identity.sign_ins import SignIn, can_sign_in, sign_ins


def _of_cookie() -> SignIn | None:
    """The sign-in of Streamlit's cookie, whether it still counts or not."""
    if not can_sign_in() or not st.user.is_logged_in:
        return None
    claims = st.user.to_dict()
    if not claims.get("sub"):
        return None
    person = f"{claims.get('iss', '')}|{claims['sub']}"
    iat = claims.get("iat")
    issued = float(iat) if isinstance(iat, int | float) else 0.0  # without it, long ago
    told = f"{person}|{issued}|{claims.get('nonce', '')}"
    return SignIn(person, hashlib.sha256(told.encode()).hexdigest(), issued)


def current() -> SignIn | None:
    """The sign-in of this session, None for nobody."""
    found = _of_cookie()
    return found if found is not None and sign_ins().is_open(found) else None


def user() -> str | None:
    """Identifier of the signed-in person; None for nobody."""
    found = current()
    return found.person if found else None


def name() -> str:
    """Name of the signed-in person."""
    claims = st.user.to_dict()
    return str(claims.get("name") or claims.get("email") or claims.get("sub") or "")


def begin() -> None:
    """Count a run of a page as a use of the sign-in."""
    sign_ins().sweep()
    found = _of_cookie()
    if found is not None:
        exchange().wait_for(found)
        sign_ins().use(found, st.context.cookies)


def has_ended() -> bool:
    """Whether the browser still has the cookie of a sign-in that is over."""
    return _of_cookie() is not None and current() is None


def remaining() -> float:
    """Seconds until the sign-in ends if nothing is used; 0 for nobody."""
    found = current()
    return sign_ins().remaining(found) if found else 0.0


def minutes() -> int:
    """Minutes without use after which a sign-in ends."""
    return sign_ins().minutes


def leave() -> None:
    """End every sign-in of this person: in other tabs and browsers too."""
    found = _of_cookie()
    if found is not None:
        sign_ins().end_person(found.person)
        sign_ins().end(found)


def require() -> None:
    """Check that whoever brings patients is known, where the host knows people.

    Raises
    ------
    AciError
        ``sign_in_needed``.
    """
    if can_sign_in() and current() is None:
        raise AciError("sign_in_needed")
