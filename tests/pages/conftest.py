"""What the page tests share: the app in memory, in one language, with or without a cohort."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from aci_core.presentation.i18n import translator
from aci_core.presentation.i18n.languages import language
from aci_core.ui.state.choices.choices import part_of
from aci_core.ui.state.session import undecided
from aci_core.ui.widgets.navigation.navigation import page_file
from aci_core.ui.widgets.page import cards
from tests import page_names
from tests.conftest import ROOT

# A cold import of the statistics takes longer than AppTest's own three seconds.
TIMEOUT = 240


def app_test() -> AppTest:
    """A new session; `app.py` is the server, which AppTest does without."""
    return AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=TIMEOUT)


@pytest.fixture(scope="session", autouse=True)
def _lean_harness() -> Iterator[None]:
    """AppTest as it is, but for the third of its time in which it does nothing for a test.

    Each session looks through all packages for components that none of them has, and each run
    asks every millisecond whether it is over, over all that it has sent so far.
    """
    expect_end = local_script_runner.require_widgets_deltas

    def wait(runner: LocalScriptRunner, timeout: float = TIMEOUT) -> None:
        runner._script_thread.join(timeout)
        expect_end(runner, 0 if runner._script_thread.is_alive() else timeout)

    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        patch.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(autouse=True)
def _raise(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of a page reaches the test instead of a polite sentence."""
    monkeypatch.setenv("ACI_RAISE", "1")


@pytest.fixture(autouse=True)
def _log_ends_with_the_test() -> Iterator[None]:
    """A server's log of shares writes to the standard error that this test alone has."""
    yield
    log = logging.getLogger("aci.share")
    log.handlers.clear()
    log.propagate = True


@pytest.fixture(autouse=True)
def _no_file_waits() -> Iterator[None]:
    """Every session of AppTest has the same id: what one test leaves would count in the next."""
    yield
    undecided._store()._kept.clear()


def opened(at: AppTest, page: str, part: str) -> AppTest:
    """A page with one of its parts open."""
    at.segmented_control(key=part_of(page)).set_value(part).run()
    assert not at.exception, at.exception
    return at


def unfolded(at: AppTest, key: str) -> AppTest:
    """Open what is drawn only when it is open: the filters, the settings, a figure's numbers."""
    at.session_state[key] = True
    at.run()
    assert not at.exception, at.exception
    return at


class App:
    """The app as a visitor has it.

    Parameters
    ----------
    lang : str
    sample : str or None
        The sample to load at once: ``sample``, ``long``, ``bad``.
    """

    def __init__(self, lang: str = "en", sample: str | None = None) -> None:
        self.at, self.page = app_test(), ""
        self.at.context = {"locale": language(lang).word_tag}
        self.at.run()
        if sample:
            self.open("data")
            self.at.button(key=f"open_{sample}").click().run()
        self.check()

    def open(self, name: str) -> AppTest:
        """Go to a page."""
        self.page = name
        self.at.switch_page(page_file(name)).run()
        self.check()
        return self.at

    def more(self, part: str) -> AppTest:
        """Open a part of the page behind its first sight."""
        return opened(self.at, self.page, part)

    def parts(self, page: str) -> Iterator[str]:
        """Open the parts of a page one after the other, as far as it has them."""
        for part in page_names.PARTS.get(page, ()):
            offered = [one for one in self.at.segmented_control if one.key == part_of(page)]
            label = translator(str(self.at.session_state["lang"]))(f"more.{part}")
            if any(option.startswith(label) for one in offered for option in one.options):
                self.more(part)
                yield part

    def check(self) -> None:
        """No traceback and no apology."""
        assert not self.at.exception, self.at.exception

    @property
    def text(self) -> str:
        """Every word on the page, without what only says where a line may break."""
        at = self.at
        parts = [e.value for kind in ("title", "header", "subheader", "markdown", "caption",
                 "error", "warning", "info", "html") for e in at.get(kind)]  # fmt: skip
        parts += [f"{m.label} {m.value} {m.delta}" for m in at.metric]
        parts += [b.label for b in at.get("button")]
        text = "\n".join(str(part) for part in parts)
        return (
            text.replace("\N{NO-BREAK SPACE}", " ")
            .replace("\N{WORD JOINER}", "")
            .replace("<wbr>", "")
        )

    def chart(self, key: str) -> dict[str, Any]:
        """What a figure of the page is made of, as the browser gets it."""
        charts = self.at.get("plotly_chart")
        [chart] = [one for one in charts if one.proto.id.endswith(f"-{key}")]
        spec: dict[str, Any] = json.loads(chart.proto.spec)
        return spec


def reader_of(token: str, lang: str = "en", /, **query: str) -> App:
    """A visitor who opens a link."""
    app = App.__new__(App)
    app.at, app.page = app_test(), ""
    app.at.context = {"locale": language(lang).word_tag}
    for key, value in {"c": token, **query}.items():
        app.at.query_params[key] = value
    app.at.run()
    app.check()
    return app


@pytest.fixture
def app() -> Callable[..., App]:
    """``app("zh", sample="long")``."""
    return App


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What each download button of the last run would call, by its key."""
    result: dict[str, Callable[[], bytes]] = {}
    real = st.download_button

    def button(label: str, data: object, **options: object) -> bool:
        if callable(data):
            result[str(options["key"])] = data
        return bool(real(label, data, **options))  # type: ignore[call-overload]

    monkeypatch.setattr(cards.st, "download_button", button)
    return result
