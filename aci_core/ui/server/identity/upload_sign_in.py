"""Uploads at the door: nobody but a session's own browser and person changes its files.

The page offers no upload before the sign-in, but the way in is open to whoever knows a session.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from aci_core.ui.server.asked_uploads import Upload, asked_uploads, upload_in
from aci_core.ui.server.identity.session_owners import browser_hash, session_owners
from aci_core.ui.server.identity.sign_in_exchange import exchange
from aci_core.ui.server.identity.sign_ins import can_sign_in, sign_ins
from aci_core.ui.server.layer import Layer, refusal


class UploadSignIn(Layer):
    """Middleware that refuses uploads and deletions in a session of somebody else."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        sign_ins()  # a time that is none is told as the server starts
        if can_sign_in():
            exchange()

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        upload = upload_in(scope, "PUT", "DELETE")
        answer = self.app
        if upload is not None and not _may(upload, HTTPConnection(scope).cookies):
            answer = refusal(403, "Not your page. Reload it, and sign in if it says so.")
        elif upload is not None and scope["method"] == "PUT":
            answer = (
                self.app
                if asked_uploads().may_come(upload)
                else refusal(403, "No file was asked for.")
            )
        await answer(scope, receive, send)

    async def websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a connection, by which a page asks for uploads."""
        asked_uploads().watch()
        await self.app(scope, receive, send)


def _may(upload: Upload, cookies: Mapping[str, str]) -> bool:
    owner = session_owners().find(upload.session)
    # One that has not run has shown no page, and asks for no file.
    if owner is None or owner.browser != browser_hash(cookies):
        return False
    if not can_sign_in():
        return True
    sign_in = sign_ins().find(cookies)
    return sign_in is not None and sign_ins().is_open(sign_in) and owner.person == sign_in.person
