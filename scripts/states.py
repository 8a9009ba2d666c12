"""States of the pages for `screenshots.py`, with the steps that lead to each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.frame import csv_of  # noqa: E402 - needs the path set above
from tests.browser.idle import wait_idle  # noqa: E402

LARGE = 20_000  # patients; the International Stroke Trial has 19,435
HUGE = 250_000  # long enough to be seen while it is read
Setter = Callable[[Page, str], None]


@dataclass(frozen=True, slots=True)
class State:
    """State of a page.

    Parameters
    ----------
    page, query : str
        Opened once the state is reached.
    begin : callable, optional
        Steps on the data page that lead to it; nothing is loaded if left out.
    waits : bool
        Wait until all is drawn; else the picture is taken when a toast shows.
    then : callable, optional
        Steps on the page, at the width of the picture.
    """

    page: str
    query: str = ""
    begin: Setter | None = None
    waits: bool = True
    then: Callable[[Page], None] | None = None


def sample(name: str) -> Setter:
    """Open one of the synthetic cohorts."""

    def open_it(page: Page, url: str) -> None:
        page.goto(f"{url}/data")
        wait_idle(page)
        page.locator(f".st-key-open_{name} button").click()
        wait_idle(page)

    return open_it


def upload(data: Callable[[], bytes], *, wait: bool = True) -> Setter:
    """Upload a file."""

    def choose(page: Page, url: str) -> None:
        page.goto(f"{url}/data")
        wait_idle(page)
        file = {"name": "trial.csv", "mimeType": "text/csv", "buffer": data()}
        page.locator('[class*="st-key-upload_file"] input[type=file]').set_input_files(
            file  # type: ignore[arg-type]
        )
        if wait:
            wait_idle(page, still=1500, timeout=120_000)

    return choose


def filtered(*filters: dict[str, object]) -> str:
    """Filters as a URL query."""
    return f"filters={quote(json.dumps(filters))}"


def opens(*keys: str) -> Callable[[Page], None]:
    """Press the buttons of these keys, the sidebar's first where it is folded."""

    def press(page: Page) -> None:
        for key in keys:
            button = page.locator(f".st-key-{key} button").first
            box = button.bounding_box()
            if box is None or box["x"] < 0:
                page.get_by_test_id("stExpandSidebarButton").click()
                page.wait_for_timeout(500)
            button.click()
            wait_idle(page)

    return press


def shared(kind: str = "rows", phrase: str = "") -> Setter:
    """Share the sample and open the link as another visitor."""

    def share(page: Page, url: str) -> None:
        sample("sample")(page, url)
        page.goto(f"{url}/response")
        wait_idle(page)
        page.locator(".st-key-share button").click()
        if kind != "results":  # sharing starts from results alone
            page.locator(".st-key-share_what button").nth(("results", "rows").index(kind)).click()
            wait_idle(page)
        page.locator(".st-key-share_phrase input").fill(phrase)
        page.locator(".st-key-share_make button").click()
        link = page.locator(".st-key-share_link_made code").inner_text().strip()
        page.context.clear_cookies()
        page.goto(link)
        wait_idle(page)

    return share


def _grades() -> bytes:
    rows = [f"{i},{'treatment' if i % 2 else 'control'},{i % 3}" for i in range(60)]
    return "\n".join(["patient_id,arm,mrs_post", *rows]).encode()


def _own(name: str) -> bytes:
    """A sample as a file of one's own: nothing in it says that it is synthetic."""
    return (ROOT / "sample_data" / name).read_bytes().replace(b"SYN-", b"P")


_ANSWERED = (
    "primary=mrs_m3&secondary=nihss_m6~bi_m6&response_visit=m3&covariates=nihss_pre~age"
    "&centre=centre&subgroups=sex"
)

STATES = {
    "first_visit": State("overview"),
    "empty": State("factors"),
    "loading": State("", begin=upload(lambda: csv_of(HUGE), wait=False), waits=False),
    "refused": State("", begin=upload(lambda: bytes(range(256)) * 9)),
    "problems": State("data", begin=sample("bad")),
    "problems_results": State("outcomes", begin=sample("bad")),
    "lacking": State("factors", begin=upload(_grades)),
    "one_arm": State(
        "response", filtered({"column": "arm", "among": ["treatment"]}), sample("sample")
    ),
    "nobody": State(
        "response",
        filtered({"column": "age", "low": 80}, {"column": "nihss_pre", "low": 40}),
        sample("sample"),
    ),
    "filtered": State("overview", filtered({"column": "age", "low": 60}), sample("sample")),
    "explored_split": State("explore", "x=arm&y=effective&by=sex", sample("sample")),
    "explored_heat": State("explore", "x=mrs_pre&y=mrs_m6", sample("long")),
    "explored_many": State("explore", "x=centre&y=nihss_m3&chart=histogram", sample("long")),
    "bad_link": State("overview", "c=no-such-link"),
    "share": State("response", begin=sample("sample"), then=opens("share")),
    "share_made": State("response", begin=sample("sample"), then=opens("share", "share_make")),
    "filters": State(
        "response",
        filtered({"column": "age", "low": 60}, {"column": "sex", "among": ["female"]}),
        sample("sample"),
        then=opens("filter_panel"),
    ),
    "settings": State("response", begin=sample("sample"), then=opens("settings_panel")),
    "plan": State("plan", begin=upload(lambda: _own("synthetic_long.csv"))),
    "plan_answered": State("plan", _ANSWERED, sample("long")),
    "plan_lock": State("plan", _ANSWERED, sample("long"), then=opens("plan_lock")),
    "reader": State("", begin=shared()),
    "reader_results": State("", begin=shared("results")),
    "reader_phrase": State("", begin=shared(phrase="seven birds")),
    "nobody_there": State("patient", "id=999", sample("sample")),
    "follow_up": State("overview", begin=sample("long")),
    "follow_up_outcomes": State("outcomes", begin=sample("long")),
    "follow_up_patient": State("patient", "id=22", sample("long")),
    "large": State("overview", begin=upload(lambda: csv_of(LARGE))),
    "large_outcomes": State("outcomes", begin=upload(lambda: csv_of(LARGE))),
    "large_factors": State("factors", begin=upload(lambda: csv_of(LARGE))),
}
PRINTED = ("overview", "outcomes", "response")
