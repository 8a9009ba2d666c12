"""Sign-out at the server: whoever's sign-in an answer takes from the browser has signed out.

Streamlit takes the cookie from the browser and leaves every open page of that person as it is.
"""

from __future__ import annotations

from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from aci_core.ui.server.identity.sign_ins import cookie_hash, sign_ins
from aci_core.ui.server.layer import Layer, on_start, refusal

_LOGOUT = "/auth/logout"
_CALLBACK = "/oauth2callback"


class SignOut(Layer):
    """Middleware that ends sign-ins in the register when their cookie goes."""

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope["path"]
        if not path.endswith((_LOGOUT, _CALLBACK)):
            await self.app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        leaves = path.endswith(_LOGOUT)
        if leaves and asked.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            await refusal(403)(scope, receive, send)  # no other site signs one out
            return

        def end(headers: MutableHeaders) -> None:
            if _sets_user(headers):
                _end(asked.cookies, everywhere=leaves)

        await self.app(scope, receive, on_start(send, end))


def _sets_user(headers: MutableHeaders) -> bool:
    lines = headers.getlist("set-cookie")
    return any(cookie_hash({name: ""}) for line in lines for name in SimpleCookie(line))


def _end(cookies: dict[str, str], *, everywhere: bool) -> None:
    sign_in = sign_ins().find(cookies)
    if sign_in is None:
        return
    if everywhere:
        sign_ins().end_person(sign_in.person)
    sign_ins().end(sign_in)
