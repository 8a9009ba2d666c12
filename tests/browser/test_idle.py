"""The browser tests' own waiting: a click that a slow server has not yet answered is waited for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

_WRITE_DOWN = """() => {
    let run = window.__owed.run;
    window.told = [];
    Object.defineProperty(
        window.__owed, 'run', {get: () => run, set: now => window.told.push(run = now)});
}"""


def test_idle_is_who_owes_nothing(server: str, page: Page, wait_idle: Callable[..., None]) -> None:
    page.goto(f"{server}/methods")
    wait_idle(page)
    page.evaluate(_WRITE_DOWN)
    page.locator(".st-key-lang").get_by_text("中文", exact=True).click()
    wait_idle(page)
    told = page.evaluate("window.told")
    assert (told[0], told[-1]) == (True, False)  # by the click, and by the run that it began

    page.evaluate("window.__owed.run = true")  # as by a click that is on its way
    with pytest.raises(Error, match="Timeout"):
        wait_idle(page, timeout=1500)
    page.locator(".st-key-lang").get_by_text("English", exact=True).click()
    wait_idle(page)
