"""Where people sign in, nobody else's bytes come in."""

from __future__ import annotations

import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from aci_core.ui.server import upload_sign_in
from aci_core.ui.server.sign_ins import SignIn, SignIns
from tests.unit.ui.server.asgi import ask

PATH = "/_stcore/upload_file/session/file"


@pytest.mark.parametrize("configured", [True, False])
def test_an_upload_needs_a_sign_in_where_there_is_one(
    configured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = SignIns()
    monkeypatch.setattr(upload_sign_in, "sign_ins", lambda: register)
    monkeypatch.setattr(upload_sign_in, "can_sign_in", lambda: configured)
    routes = [Route("/{rest:path}", lambda _: Response(status_code=204), methods=["PUT", "DELETE"])]
    app = Starlette(routes=routes, middleware=[Middleware(upload_sign_in.UploadSignIn)])

    def put(cookie: str = "x=1", path: str = PATH, method: str = "PUT") -> int:
        return ask(app, path, method, Cookie=cookie).status_code

    sign_in = SignIn("li", "1", time.time())
    assert register.use(sign_in, {"_streamlit_user": "good"})
    refused = 403 if configured else 204
    assert put() == refused
    assert put("_streamlit_user=forged") == refused
    assert put("_streamlit_user=good") == 204
    assert put(path="/other") == 204
    assert put(method="DELETE") == 204
    register.end_person("li")
    assert put("_streamlit_user=good") == refused
