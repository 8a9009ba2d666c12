"""Middleware of the server, outermost first: a request passes from top to bottom."""

from __future__ import annotations

from starlette.middleware import Middleware

from aci_core.ui.server.closed_routes import ClosedRoutes
from aci_core.ui.server.identity.browser_binding import BrowserBinding
from aci_core.ui.server.identity.sign_out import SignOut
from aci_core.ui.server.identity.upload_sign_in import UploadSignIn
from aci_core.ui.server.limits.page_limit import PageLimit
from aci_core.ui.server.limits.upload_budget import UploadBudget
from aci_core.ui.server.security_headers import SecurityHeaders


def middleware() -> list[Middleware]:
    """What stands between the network and Streamlit."""
    return [
        Middleware(SecurityHeaders),  # outermost: also on what a later one refuses
        Middleware(ClosedRoutes),
        Middleware(PageLimit),
        Middleware(BrowserBinding),
        Middleware(SignOut),
        Middleware(UploadSignIn),  # who may, before how much
        Middleware(UploadBudget),
    ]
