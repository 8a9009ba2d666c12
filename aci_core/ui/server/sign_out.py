"""Sign-out at the server: whoever's sign-in an answer takes from the browser has signed out.

Streamlit takes the cookie from the browser and leaves every open page of that person as it is.
"""

from __future__ import annotations

from http.cookies import SimpleCookie

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aci_core.ui.server.sign_ins import cookie_hash, sign_ins

_LOGOUT = "/auth/logout"
_CALLBACK = "/oauth2callback"


class SignOut:
    """Middleware that ends sign-ins in the register when their cookie goes.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.endswith((_LOGOUT, _CALLBACK)):
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        leaves = path.endswith(_LOGOUT)
        if leaves and asked.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            await Response(status_code=403)(scope, receive, send)  # no other site signs one out
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and _sets_user(message):
                _end(asked.cookies, everywhere=leaves)
            await send(message)

        await self._app(scope, receive, answer)


def _sets_user(message: Message) -> bool:
    lines = [v.decode("latin-1") for n, v in message["headers"] if n.lower() == b"set-cookie"]
    return any(cookie_hash({name: ""}) for line in lines for name in SimpleCookie(line))


def _end(cookies: dict[str, str], *, everywhere: bool) -> None:
    sign_in = sign_ins().find(cookies)
    if sign_in is None:
        return
    if everywhere:
        sign_ins().end_person(sign_in.person)
    sign_ins().end(sign_in)
