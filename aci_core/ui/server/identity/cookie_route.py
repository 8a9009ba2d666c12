"""The route that answers a claim with its cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import config

from aci_core.ui.server.identity.cookie_claims import claims

HEADER = "X-Aci-Claim"  # a header of our own: no form and no other site can send it unasked


def path() -> str:
    """Path of the route, under the app's base."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/_aci/cookie" if base else "/_aci/cookie"


def route() -> Route:
    """The route, for the server."""
    return Route(path(), _answer, methods=["POST"])


def script(nonces: list[str]) -> str:
    """JavaScript that hands in these nonces; also where the page is left at that moment."""
    return "".join(
        f'fetch("{path()}",{{method:"POST",keepalive:true,headers:{{"{HEADER}":"{nonce}"}}}})'
        ".catch(()=>{});"
        for nonce in nonces
    )


def _from_own_page(request: Request) -> bool:
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site is not None
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")


async def _answer(request: Request) -> Response:
    if not _from_own_page(request):
        return Response(status_code=403)
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    claim = claims().take(request.headers.get(HEADER, ""))
    if claim is not None:  # else nothing is said: nobody learns which nonces are good
        cookie = claim.cookie
        answer.set_cookie(
            cookie.name,
            cookie.value or "",
            max_age=None if cookie.value else 0,
            path="/",
            httponly=True,
            samesite="strict",
        )
        claim.replaced(request.cookies.get(cookie.name, ""))
    return answer
