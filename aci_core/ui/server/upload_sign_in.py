"""Uploads at the door: where people sign in, nobody else's bytes come in.

The page offers no upload before, but the way in is open to whoever has a session.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from aci_core.ui.server.sign_ins import can_sign_in, sign_ins

_PATH = "/_stcore/upload_file/"


class UploadSignIn:
    """Middleware that refuses uploads of whoever has not signed in.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        sign_ins()  # a time that is none is told as the server starts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["method"] == "PUT" and _PATH in scope["path"]:
            sign_in = sign_ins().find(HTTPConnection(scope).cookies) if can_sign_in() else None
            if can_sign_in() and (sign_in is None or not sign_ins().is_open(sign_in)):
                await PlainTextResponse("Sign in to upload.", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)
