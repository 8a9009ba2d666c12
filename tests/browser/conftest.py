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
from tests.browser.server import Server, serve
from tests.conftest import ROOT

FAILURES = ROOT / "screenshots" / "failures"


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
        launched = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """``new_page(locale="zh-CN", width=390, height=844, scheme="dark")``: a visitor of its own.

    Further options go to Playwright's ``new_context``. Closed at the end; a failed test leaves a
    picture of each page in screenshots/failures.
    """
    contexts: list[BrowserContext] = []

    def make(
        *,
        locale: str = "en-GB",
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            **options,
        )
        context.set_default_timeout(idle.PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield make

    failed = getattr(request.node, "failed", False)
    for number, context in enumerate(contexts):
        if failed:
            FAILURES.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.nodeid).strip("-")
            for page in context.pages:
                page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)
        context.close()


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
