"""Cookies that this session wants its browser to have; no script can read them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from aci_core.ui.server.identity import cookie_route
from aci_core.ui.server.identity.cookie_claims import Claim, Cookie, claims

_WANTED = "_cookies_wanted"  # by name, the claim that the page hands in


def _wanted() -> dict[str, Claim]:
    wanted: dict[str, Claim] = st.session_state.setdefault(_WANTED, {})
    return wanted


def want(name: str, value: str | None, replaced: Callable[[str], None] = lambda _: None) -> None:
    """Give the browser a cookie that ends with it; None takes the cookie away.

    Parameters
    ----------
    name : str
    value : str or None
    replaced : callable
        Told the value that the browser had before, empty for none.
    """
    before = _wanted().pop(name, None)
    if before is not None:  # handed in late, it would take the new one's place
        claims().withdraw(before)
    _wanted()[name] = claims().offer(Cookie(name, value), replaced)


def script() -> str:
    """JavaScript that fetches the cookies which the browser does not have yet."""
    wanted = _wanted()
    for name, claim in tuple(wanted.items()):
        if claim.taken:
            del wanted[name]
        elif not claims().is_open(claim):  # the page was slow, or never got it: once more
            wanted[name] = claims().offer(claim.cookie, claim.replaced)
    return cookie_route.script([claim.nonce for claim in wanted.values()])
