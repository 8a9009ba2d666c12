"""From page to page by the menu, which costs a browser a third of what an address costs it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.idle import wait_idle


def go(page: Page, name: str) -> None:
    """Go to a page by the menu, also where it is folded away, as on a phone."""
    link = page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]')
    link.dispatch_event("click")
    wait_idle(page)
