"""Whoever's cookie Streamlit takes away or replaces has signed out, by whatever way it came."""

from __future__ import annotations

import time

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aci_core.ui.server.identity import sign_out
from aci_core.ui.server.identity.sign_ins import SignIn, SignIns
from tests.unit.ui.server.asgi import ask

HERE, THERE = ({"_streamlit_user": value} for value in ("here", "there"))


def _clear(_: Request) -> Response:
    answer = Response(status_code=302, headers={"Location": "/"})
    answer.delete_cookie("_streamlit_user")
    return answer


def _set(request: Request) -> Response:
    answer = Response(status_code=302, headers={"Location": "/"})
    if "code" in request.query_params:
        answer.set_cookie("_streamlit_user", "new")
    return answer


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> SignIns:
    """The register of the middleware."""
    made = SignIns()
    monkeypatch.setattr(sign_out, "sign_ins", lambda: made)
    return made


def _ask(path: str, cookie: str = "here", **headers: str) -> int:
    routes = [Route("/auth/logout", _clear), Route("/oauth2callback", _set), Route("/", _set)]
    app = Starlette(routes=routes, middleware=[Middleware(sign_out.SignOut)])
    return ask(app, path, Cookie=f"_streamlit_user={cookie}; a=b", **headers).status_code


def _two(register: SignIns) -> list[SignIn]:
    both = [SignIn("li", key, time.time()) for key in ("1", "2")]
    assert all(register.use(one, c) for one, c in zip(both, (HERE, THERE), strict=True))
    return both


def test_the_cookie_cleared_ends_all_of_the_person(register: SignIns) -> None:
    both = _two(register)
    assert _ask("/?code=1") == 302  # no page for signing out
    assert _ask("/auth/logout", "unknown") == 302
    assert all(map(register.is_open, both))
    assert _ask("/auth/logout") == 302
    assert not any(map(register.is_open, both))


def test_the_cookie_replaced_ends_the_one_that_it_stood_for(register: SignIns) -> None:
    here, there = _two(register)
    assert _ask("/oauth2callback") == 302  # nobody signed in
    assert register.is_open(here)
    assert _ask("/oauth2callback?code=1") == 302
    assert [register.is_open(one) for one in (here, there)] == [False, True]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_other_site_signs_anybody_out(register: SignIns, site: str) -> None:
    both = _two(register)
    assert _ask("/auth/logout", Sec_Fetch_Site=site) == 403
    assert all(map(register.is_open, both))
    assert _ask("/auth/logout", Sec_Fetch_Site="same-origin") == 302
    assert not any(map(register.is_open, both))
