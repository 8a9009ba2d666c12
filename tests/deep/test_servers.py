"""Servers started again and again, and many visitors on one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from aci_core.presentation.i18n import LANGUAGES, translator
from tests import page_names
from tests.browser import chromium, idle
from tests.browser.server import Server, serve

STARTS = 20
VISITORS = 10
WARM = 4
PAGES = tuple(name for name in page_names.IN_MENU if name != "report")
PATIENCE = 60_000  # ms


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium of this file's own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        yield launched
        launched.close()


def _titled(page: Page, name: str, lang: str, *, empty: bool = False) -> None:
    title = "first.title" if empty and name == "overview" else f"title.{name}"
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(translator(lang)(title), timeout=PATIENCE)
    idle.wait_idle(page, timeout=PATIENCE)
    assert page.get_by_test_id("stException").count() == 0


def _sound(server: Server) -> None:
    assert server.process.poll() is None
    assert "Traceback" not in server.log.read_text("utf-8", "replace")


@pytest.mark.parametrize("start", range(STARTS))
def test_a_cold_server_answers_three_deep_links_at_once(browser: Browser, start: int) -> None:
    """Its first visitors come together, each with a link into the middle."""
    links = list(itertools.product(PAGES, LANGUAGES))
    chosen = [links[(3 * start + i) % len(links)] for i in range(3)]
    with serve() as server:
        context = browser.new_context()
        opened = [(context.new_page(), name, lang) for name, lang in chosen]
        for page, name, lang in opened:
            page.goto(f"{server.url}/{name}?lang={lang}&rule=pct_40", wait_until="commit")
        for page, name, lang in opened:
            _titled(page, name, lang, empty=True)
        context.close()
        _sound(server)


def test_many_visitors_cost_little(browser: Browser) -> None:
    """Each opens the sample and walks through every page; the server keeps all their sessions."""
    with serve() as server:
        process = psutil.Process(server.process.pid)
        sizes = []
        for visitor in range(VISITORS):
            lang = LANGUAGES[visitor % len(LANGUAGES)]
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{server.url}/data?lang={lang}", timeout=PATIENCE)
            page.locator(".st-key-open_sample button").click(timeout=PATIENCE)
            idle.wait_idle(page, timeout=PATIENCE)
            for name in PAGES:
                page.goto(f"{server.url}/{name}?lang={lang}")
                _titled(page, name, lang)
            context.close()
            sizes.append(process.memory_info().rss)
        _sound(server)
        # The first visitors pay for the imports.
        each = (sizes[-1] - sizes[WARM - 1]) / (VISITORS - WARM)
        assert each < 8e6, sizes
