"""Cookies of a browser: the page fetches them, which takes a moment."""

from __future__ import annotations

from playwright.sync_api import Page

MOST = 900  # looks at the browser's cookies, a tenth of a second between


def cookie(page: Page, name: str, *, other_than: str = "") -> dict[str, object]:
    """The cookie whose name begins so, once it is there with another value."""
    for _ in range(MOST):
        found = [dict(c) for c in page.context.cookies() if c["name"].startswith(name)]
        if found and found[0]["value"] != other_than:
            assert len(found) == 1
            return found[0]
        page.wait_for_timeout(100)  # no event tells of a cookie
    raise AssertionError(f"no cookie {name}")


def wait_gone(page: Page, name: str) -> None:
    """Wait until the browser has no cookie of that name."""
    for _ in range(MOST):
        if name not in {c["name"] for c in page.context.cookies()}:
            return
        page.wait_for_timeout(100)  # no event tells of a cookie
    raise AssertionError(f"the cookie {name} stays")
