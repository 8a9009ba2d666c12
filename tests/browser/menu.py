"""To a page with its cohort by the way that costs a browser least."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.idle import wait_idle


def go(page: Page, name: str) -> None:
    """Go to a page by the menu, also where it is folded away, as on a phone.

    It costs a third of what an address costs.
    """
    link = page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]')
    link.dispatch_event("click")
    # The address changes when the page's run begins; before that a slow server is idle too.
    page.wait_for_url(lambda url: urlsplit(url).path.endswith(f"/{name}"), wait_until="commit")
    wait_idle(page)


def open_sample(page: Page, server: str, name: str) -> None:
    """Open the sample on the page that the test is about.

    The page of data is the one that costs a browser most, to be left at once.
    """
    page.goto(f"{server}/{name}")
    button = ".st-key-sample_sidebar button"
    page.locator(button).wait_for(state="attached")
    # In one step: an event that takes its own button away is taken for lost, and waits for it.
    page.evaluate("button => document.querySelector(button).click()", button)
    wait_idle(page)
