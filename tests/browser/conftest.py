"""Fixtures of the browser tests: a server, a browser, pages.

What they share ends with them: Playwright's event loop runs on as long as its browser, and a worker
that has driven one goes on to tests with loops of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import chromium, idle
from tests.browser.hosts import Hosts, running
from tests.browser.server import SLOWED, Server, serve
from tests.conftest import ROOT

FAILURES = ROOT / "screenshots" / "failures"
_STORED = "local_storage,indexeddb,service_workers,cache_storage"


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    """URL of one server that the tests share."""
    with serve() as running:
        yield running.url


@pytest.fixture(scope="package")
def hosts() -> Iterator[Hosts]:
    """PostgreSQL, two servers on it, nginx before them, that the tests share."""
    with running() as result:
        yield result


@pytest.fixture
def start_server() -> Iterator[Callable[..., Server]]:
    """``start_server({"ACI_X": "1"})``: a fresh server with an environment of its own."""
    with ExitStack() as stack:

        def start(env: Mapping[str, str] | None = None, **options: Any) -> Server:
            return stack.enter_context(serve(env, **options))

        yield start


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, or Playwright's."""
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium: bash scripts/chromium.sh .venv finds or installs one")
    expect.set_options(timeout=idle.PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=path, args=chromium.ARGUMENTS, timeout=2 * idle.PATIENCE
        )
        yield launched
        launched.close()


def slowed(page: Page) -> Page:
    """The page, its processor as many times slower as SLOWED says: as on a loaded machine."""
    if SLOWED > 1:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    return page


class Visitors:
    """Contexts of the browser, each used again once its visitor is gone and forgotten.

    A page that stays open keeps the process in which Streamlit's scripts are compiled: the next
    visitor costs half.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._parked: dict[BrowserContext, Page] = {}
        self._free: dict[str, list[BrowserContext]] = {}

    def take(self, options: Mapping[str, Any]) -> BrowserContext:
        """A context with these options that has seen nothing."""
        free = self._free.setdefault(repr(sorted(options.items())), [])
        if free:
            return free.pop()
        context = self._browser.new_context(**options)
        context.set_default_timeout(idle.PATIENCE)
        context.add_init_script(idle.WATCH)
        page = self._parked[context] = context.new_page()
        page.route("http://127.0.0.1/", lambda route: route.fulfill(body=""))
        page.goto("http://127.0.0.1/")
        return context

    def pages(self, context: BrowserContext) -> list[Page]:
        """The pages that a test opened."""
        return [page for page in context.pages if page != self._parked[context]]

    def give_back(self, context: BrowserContext, options: Mapping[str, Any]) -> None:
        """Close the visitor's pages and forget all that they left."""
        for page in self.pages(context):
            page.close()
        context.clear_cookies()
        session = context.new_cdp_session(self._parked[context])
        session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": _STORED})
        session.detach()
        self._free[repr(sorted(options.items()))].append(context)


@pytest.fixture(scope="package")
def visitors(browser: Browser) -> Visitors:
    """What the tests' visitors are made of."""
    return Visitors(browser)


@pytest.fixture
def new_page(visitors: Visitors, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """``new_page(locale="zh-CN", width=390, height=844, scheme="dark")``: a visitor of its own.

    Further options go to Playwright's ``new_context``. Forgotten at the end; a failed test leaves a
    picture of each page in screenshots/failures.
    """
    taken: list[tuple[BrowserContext, dict[str, Any]]] = []

    def make(
        *,
        locale: str = "en-GB",
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        **options: Any,
    ) -> Page:
        viewport = {"width": width, "height": height}
        options |= {"locale": locale, "viewport": viewport, "color_scheme": scheme}
        context = visitors.take(options)
        taken.append((context, options))
        return slowed(context.new_page())

    yield make

    failed = getattr(request.node, "failed", False)
    for number, (context, options) in enumerate(taken):
        if failed:
            FAILURES.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.nodeid).strip("-")
            for page in visitors.pages(context):
                page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)
        visitors.give_back(context, options)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """An English visitor at a desk, in daylight."""
    return new_page()


@pytest.fixture
def wait_idle() -> Callable[..., None]:
    """``wait_idle(page)``: until Streamlit has nothing left to do."""
    return idle.wait_idle


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Tell `new_page` whether its test failed."""
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
