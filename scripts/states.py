"""The states of the pages beside the usual one, for `screenshots.py`: how each comes about."""

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
HUGE = 100_000  # long enough to be seen while it is read
Setter = Callable[[Page, str], None]


@dataclass(frozen=True, slots=True)
class State:
    """A state.

    Parameters
    ----------
    page, query : str
        What is opened, once it has come about.
    begin : callable, optional
        Brings it about on the data page; nothing is loaded if left out.
    waits : bool
        Wait until all is drawn; else the picture is taken when a toast shows.
    """

    page: str
    query: str = ""
    begin: Setter | None = None
    waits: bool = True


def sample(name: str) -> Setter:
    """One of the synthetic cohorts."""

    def open_it(page: Page, url: str) -> None:
        page.goto(f"{url}/data")
        wait_idle(page)
        page.locator(f".st-key-open_{name} button").click()
        wait_idle(page)

    return open_it


def upload(data: Callable[[], bytes], *, wait: bool = True) -> Setter:
    """A file of one's own."""

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
    """Filters as a link carries them."""
    return f"filters={quote(json.dumps(filters))}"


def _grades() -> bytes:
    rows = [f"{i},{'treatment' if i % 2 else 'control'},{i % 3}" for i in range(60)]
    return "\n".join(["patient_id,arm,mrs_post", *rows]).encode()


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
    "bad_link": State("overview", "c=no-such-link"),
    "nobody_there": State("patient", "id=999", sample("sample")),
    "follow_up": State("overview", begin=sample("long")),
    "follow_up_outcomes": State("outcomes", begin=sample("long")),
    "follow_up_patient": State("patient", "id=22", sample("long")),
    "large": State("overview", begin=upload(lambda: csv_of(LARGE))),
    "large_outcomes": State("outcomes", begin=upload(lambda: csv_of(LARGE))),
    "large_factors": State("factors", begin=upload(lambda: csv_of(LARGE))),
}
PRINTED = ("overview", "outcomes", "response")
