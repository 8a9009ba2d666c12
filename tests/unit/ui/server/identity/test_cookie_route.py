"""A claim gives its cookie once, soon, to a page of this server, and no script can read it."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from aci_core.ui.server.identity import cookie_claims, cookie_route
from aci_core.ui.server.identity.cookie_claims import Claim, Claims, Cookie
from tests.unit.ui.server.asgi import HOST, ask
from tests.unit.ui.server.clock import Clock


@pytest.fixture
def clock() -> Clock:
    """The clock of the claims."""
    return Clock()


@pytest.fixture
def claims(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Claims:
    """Claims of a server of the test's own."""
    made = Claims(clock=clock)
    monkeypatch.setattr(cookie_route, "claims", lambda: made)
    return made


def _offer(claims: Claims, value: str | None = "key") -> Claim:
    return claims.offer(Cookie("aci_draft", value), lambda _: None)


def _post(nonce: str, **headers: str) -> httpx.Response:
    app = Starlette(routes=[cookie_route.route()])
    given = {"Origin": f"http://{HOST}", "X_Aci_Claim": nonce} | headers
    return ask(app, cookie_route.path(), "POST", **{k: v for k, v in given.items() if v})


def test_the_cookie_is_for_this_browser_session_and_for_no_script(claims: Claims) -> None:
    answer = _post(_offer(claims).nonce)
    assert answer.status_code == 204
    [cookie] = answer.headers.get_list("set-cookie")
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert parts == {"aci_draft=key", "path=/", "httponly", "samesite=strict"}


def test_a_nonce_is_good_once_and_for_a_minute(claims: Claims, clock: Clock) -> None:
    spent, late, next_one = _offer(claims), _offer(claims), _offer(claims)
    assert _post(spent.nonce).headers.get_list("set-cookie")
    assert spent.taken
    clock.now = 30
    in_time = _offer(claims)
    clock.now = cookie_claims.SECONDS + 1
    for nonce in (spent.nonce, late.nonce, "made up"):
        answer = _post(nonce)
        # The same answer as to a good one: nobody learns which are.
        assert (answer.status_code, answer.headers.get_list("set-cookie")) == (204, [])
    assert not late.taken
    assert [claims.is_open(c) for c in (spent, late, next_one, in_time)] == [False] * 3 + [True]
    claims.withdraw(in_time)
    assert not _post(in_time.nonce).headers.get_list("set-cookie")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://{HOST}.evil.example"},
        {"Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "", "Sec_Fetch_Site": "same-site"},
    ],
)
def test_no_other_site_hands_in_a_claim(claims: Claims, headers: dict[str, str]) -> None:
    claim = _offer(claims)
    assert _post(claim.nonce, **headers).status_code == 403
    assert claims.is_open(claim)


def test_whoever_offered_hears_what_the_browser_had_before(claims: Claims) -> None:
    heard: list[str] = []
    new = claims.offer(Cookie("aci_draft", "new"), heard.append)
    _post(new.nonce, Cookie="aci_draft=old; other=x")
    gone = claims.offer(Cookie("aci_draft", None), heard.append)
    [cookie] = _post(gone.nonce).headers.get_list("set-cookie")
    assert "max-age=0" in cookie.lower()
    assert heard == ["old", ""]


def test_claims_are_bounded() -> None:
    claims = Claims(most=2)
    offered = [_offer(claims) for _ in range(3)]
    assert [claims.is_open(claim) for claim in offered] == [False, True, True]


def test_the_script_names_the_route_and_every_nonce() -> None:
    script = cookie_route.script(["one", "two"])
    assert script.count(f'fetch("{cookie_route.path()}"') == 2
    assert '"one"' in script
    assert cookie_route.script([]) == ""
