"""Browser that draws figures: one for all concurrent users, its page loaded once."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from pathlib import Path
from string import Template
from threading import Lock, Thread
from typing import Any, Final

from aci_core.domain.errors import AciError

_SECONDS: Final = 60.0
# A placeholder in the PDF, at least as long as the title that replaces it.
TITLE: Final = "A figure of the report"


@dataclass(frozen=True, slots=True)
class Job:
    """Figure to be drawn.

    Parameters
    ----------
    figure : dict
        Plotly's data and layout.
    width, height : int
        In pixels of the figure.
    dots : float
        Of a bitmap, for each pixel; 0 for none.
    paper : float
        Pixels of a PDF's paper for each pixel; 0 for none.
    """

    figure: dict[str, Any] = field(repr=False)
    width: int
    height: int
    dots: float = 0.0
    paper: float = 0.0


@dataclass(frozen=True, slots=True)
class Rendering:
    """Result of a job: its SVG, and the PNG and PDF that it asked for."""

    svg: str = field(repr=False)
    png: bytes = field(repr=False)
    pdf: bytes = field(repr=False)


def find_browser() -> str | None:
    """Path of a Chromium, Chrome or Edge: that of BROWSER_PATH, else one that is installed."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named if Path(named).is_file() else None
    from choreographer.browsers.chromium import Chromium

    return Chromium.find_browser(skip_local=False)


def install_command() -> str:
    """Command that installs a browser, with Chinese fonts where apt is available."""
    if shutil.which("apt-get"):
        return "sudo apt-get install chromium fonts-noto-cjk"
    return f"{Path(sys.executable).with_name('choreo_get_chrome')}"


class _BrowserError(Exception):
    """The browser replied with an error."""


def _failures() -> tuple[type[BaseException], ...]:
    from choreographer.errors import BrowserClosedError, BrowserFailedError, DevtoolsProtocolError

    cut = (CancelledError, OSError, TimeoutError, RuntimeError, _BrowserError)
    return BrowserClosedError, BrowserFailedError, DevtoolsProtocolError, *cut


class _Browser:
    """Browser with its own thread and event loop: the caller's thread may have a loop too."""

    def __init__(self, path: str) -> None:
        self._loop = asyncio.new_event_loop()
        # One page: a second costs as much as it saves, and twice that where others work too.
        self._turn = asyncio.Lock()
        self._tab: Any = None
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._browser: Any = None
        Thread(target=self._loop.run_forever, daemon=True, name="figures").start()
        self._opened = self._soon(self._open(path))

    def _soon(self, coroutine: Any) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def draw(self, jobs: Sequence[Job]) -> list[Rendering]:
        self._opened.result(_SECONDS)
        return list(self._soon(self._all(jobs)).result())

    def close(self) -> None:
        with suppress(*_failures()):
            self._soon(self._close()).result(_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._folder.cleanup()

    async def _open(self, path: str) -> None:
        from choreographer import Browser

        page = Path(self._folder.name) / "index.html"
        page.write_text(_page(), "utf-8")
        self._browser = Browser(path)
        await self._browser.open()
        self._tab = self._browser.get_tab()
        await _send(self._tab, "Page.enable")
        loaded = self._tab.subscribe_once("Page.loadEventFired")
        await _send(self._tab, "Page.navigate", url=page.as_uri())
        await loaded

    async def _all(self, jobs: Sequence[Job]) -> list[Rendering]:
        return [await self._one(job) for job in jobs]

    async def _one(self, job: Job) -> Rendering:
        async with self._turn:  # figures of several reports take turns
            return await asyncio.wait_for(_draw(self._tab, job), _SECONDS)

    async def _close(self) -> None:
        self._opened.cancel()
        if self._browser is not None:
            await self._browser.close()


@dataclass
class _Shared:
    """The open browser and the number of its users."""

    lock: Lock = field(default_factory=Lock)
    users: int = 0
    open: _Browser | None = None


_shared = _Shared()


@contextmanager
def shared_browser() -> Iterator[None]:
    """Start the browser now, and keep it open for everything drawn meanwhile.

    Nothing happens where there is none: `draw` says so.
    """
    path = find_browser()
    with _shared.lock:
        _shared.users += 1
        if _shared.open is None and path is not None:
            _shared.open = _Browser(path)
    try:
        yield
    finally:
        with _shared.lock:
            _shared.users -= 1
            done = None if _shared.users else _detach()
        if done is not None:
            done.close()


def _detach() -> _Browser | None:
    """Return the open browser and forget it; the next user opens a new one."""
    was, _shared.open = _shared.open, None
    return was


def draw(jobs: Sequence[Job]) -> list[Rendering]:
    """Draw the jobs, in their order.

    Raises
    ------
    AciError
        ``no_picture_engine``, ``picture_engine_failed``.
    """
    try:
        return _attempt(jobs)
    except _failures():  # now and then a machine under load cuts a browser off
        try:
            return _attempt(jobs)
        except _failures() as error:
            raise AciError("picture_engine_failed", command=install_command()) from error


def _attempt(jobs: Sequence[Job]) -> list[Rendering]:
    with shared_browser():
        browser = _shared.open
        if browser is None:
            raise AciError("no_picture_engine", command=install_command())
        try:
            return browser.draw(jobs)
        except _failures():
            _discard(browser)
            raise


def _discard(failed: _Browser) -> None:
    """Close a browser that failed; whoever draws next has another."""
    with _shared.lock:
        mine = _shared.open is failed and _detach() is not None
    if mine:
        failed.close()


async def _draw(tab: Any, job: Job) -> Rendering:
    from plotly.io.json import to_json_plotly

    spec = to_json_plotly(
        {
            "figure": job.figure,
            "width": job.width,
            "height": job.height,
            "dots": job.dots,
            "paper": job.paper,
        }
    )
    reply = await _send(
        tab,
        "Runtime.evaluate",
        expression=f"render({spec})",
        awaitPromise=True,
        returnByValue=True,
    )
    if "exceptionDetails" in reply:
        raise _BrowserError(reply["exceptionDetails"].get("text"))
    value = reply["result"]["value"]
    pdf = ""
    if job.paper:
        printed = await _send(
            tab, "Page.printToPDF", printBackground=True, preferCSSPageSize=True, pageRanges="1"
        )
        pdf = printed["data"]
    return Rendering(value["svg"], base64.b64decode(value["png"]), base64.b64decode(pdf))


async def _send(tab: Any, command: str, **params: Any) -> Any:
    answer = await tab.send_command(command, params)
    if "error" in answer:
        raise _BrowserError(command)
    return answer["result"]


def _page() -> str:
    """HTML of the page that draws, with Plotly's installed script."""
    import plotly

    library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    folder = resources.files("aci_core.report")
    page, script = (
        folder.joinpath(f"renderer.{kind}").read_text("utf-8") for kind in ("html", "js")
    )
    return Template(page).substitute(title=TITLE, library=escape(library.as_uri()), script=script)
