"""Security headers: on every answer of the app, in the place of what stood there."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aci_core.ui.server.middleware import middleware
from aci_core.ui.server.security_headers import headers, policy
from tests.unit.ui.server.asgi import HOST, ask


def _answer(request: Request) -> Response:
    old = {"Cache-Control": "public", "X-Frame-Options": "ALLOWALL"}
    return PlainTextResponse(request.url.path, headers=old)


def _ask(path: str) -> httpx.Response:
    app = Starlette(routes=[Route("/{rest:path}", _answer)], middleware=middleware())
    return ask(app, path)


@pytest.mark.parametrize("path", ["/", "/media/a.png", "/static/media/font.woff2", "/_stcore/x"])
def test_every_answer_has_them_once(path: str) -> None:
    answer = _ask(path)
    for name, value in headers(HOST).items():
        assert answer.headers.get_list(name) == [value]


def test_what_belongs_to_a_session_is_kept_by_no_browser() -> None:
    assert _ask("/media/a.png").headers["Cache-Control"] == "no-store"
    assert _ask("/static/media/font.woff2").headers["Cache-Control"] == "public"


def test_the_policy_names_no_other_host() -> None:
    assert "connect-src 'self' ws://aci.example.org wss://aci.example.org data: blob:" in policy(
        "aci.example.org"
    )
    for forged in ("a.example; script-src *", "a b", "*", "a.example\r\nX: y", ""):
        assert "connect-src 'self' data: blob:" in policy(forged)
        assert "script-src *" not in policy(forged)
