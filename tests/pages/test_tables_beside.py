"""Under every figure of every page stands its table with a download; its words have numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.pages.conftest import App

FIRST = ""  # at first sight
FIGURES = {
    ("overview", FIRST): {"flow", "grades"},
    ("overview", "differences"): {"differences"},
    ("overview", "mechanism"): {"mechanism"},
    ("plan", "given"): {"protocol", "received"},
    ("baseline", FIRST): {"love"},
    ("outcomes", FIRST): {"differences"},
    ("outcomes", "patients"): {"lines", "raincloud"},
    ("outcomes", "methods"): {"ways_units", "ways_ratios"},
    ("response", FIRST): {"grades"},
    ("response", "effects"): {"effects"},
    ("response", "patients"): {"waterfall", "reach"},
    ("response", "cuts"): {"sweep", "explored_grades"},
    ("factors", FIRST): {"scatter"},
    ("factors", "influence"): {"influence"},
    ("factors", "matrix"): {"matrix"},
    ("safety", FIRST): {"events"},
    ("patient", FIRST): {"scores", "course"},
    ("patient", "standing"): {"standing_one", "standing_two"},
    ("published", FIRST): {"published_effect"},
}
# Their table is the card beside or below.
OWN_CARD = {"love", "differences", "grades", "scatter", "events"}


def _inside(node: Any) -> Iterator[Any]:
    """A block and all that it holds, in the order of the page."""
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _inside(child)


def _card_of(root: Any, chart: Any) -> Any:
    """The innermost card that holds the chart."""
    cards = [
        node
        for node in _inside(root)
        if "-card_" in getattr(getattr(node, "proto", None), "id", "")
        and any(one is chart for one in _inside(node))
    ]
    return cards[-1] if cards else root


@pytest.mark.parametrize("sample", ["sample", "long"])
@pytest.mark.parametrize("name", sorted({name for name, _ in FIGURES}))
def test_a_table_stands_under_every_figure(app: Callable[..., App], name: str, sample: str) -> None:
    running = app("en", sample=sample)
    if name == "patient":
        running.at.query_params["id"] = "3"
    for key in (key for keys in FIGURES.values() for key in keys):
        running.at.session_state[f"numbers_{key}"] = True  # unfolded
    running.open(name)
    for part in (part for page, part in FIGURES if page == name):
        if part:
            running.more(part)
        _check(running.at, name, part)


def _check(at: Any, name: str, part: str) -> None:
    charts = [node for node in _inside(at.main) if getattr(node, "type", "") == "plotly_chart"]
    keys = {chart.proto.id.rpartition("-")[2] for chart in charts}
    first = FIGURES.get((name, FIRST), set())
    assert keys == first | FIGURES[name, part] or name in ("plan", "patient", "published"), keys
    for chart in charts:
        key = chart.proto.id.rpartition("-")[2]
        parts = list(_inside(at.main if key in OWN_CARD else _card_of(at.main, chart)))
        after = parts[next(i for i, one in enumerate(parts) if one is chart) :]
        beside = parts if key in OWN_CARD else after
        tables = [p for p in beside if p.type == "html" and "<table" in p.proto.body]
        assert tables, f"{name}: {key} has no table"
        assert any(p.type == "download_button" for p in beside), f"{name}: {key} has no download"
        assert re.search(r"\d", chart.proto.alt), f"{name}: {key} says no number"
