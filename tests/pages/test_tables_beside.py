"""Under every figure of every page stands its table with a download; its words have numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.pages.conftest import App

FIGURES = {
    "overview": {"flow", "grades", "differences", "mechanism"},
    "plan": {"protocol", "received"},
    "baseline": {"love"},
    "outcomes": {"differences", "lines", "raincloud", "normal", "ways_units"},
    "response": {"grades", "effects", "waterfall", "reach", "sweep", "explored_grades"},
    "factors": {"scatter", "influence", "matrix"},
    "safety": {"events"},
    "patient": {"standing_one"},
    "published": {"published_effect"},
}
OWN_CARD = {"published_effect"}  # its table is the card below


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
@pytest.mark.parametrize("name", FIGURES)
def test_a_table_stands_under_every_figure(app: Callable[..., App], name: str, sample: str) -> None:
    running = app("en", sample=sample)
    if name == "patient":
        running.at.query_params["id"] = "3"
    at = running.open(name)
    charts = [node for node in _inside(at.main) if getattr(node, "type", "") == "plotly_chart"]
    keys = {chart.proto.id.rpartition("-")[2] for chart in charts}
    assert keys >= FIGURES[name], keys
    for chart in charts:
        key = chart.proto.id.rpartition("-")[2]
        parts = list(_inside(at.main if key in OWN_CARD else _card_of(at.main, chart)))
        after = parts[next(i for i, part in enumerate(parts) if part is chart) :]
        tables = [p for p in after if p.type == "html" and "<table" in p.proto.body]
        assert tables, f"{name}: {key} has no table"
        assert any(p.type == "download_button" for p in after), f"{name}: {key} has no download"
        assert re.search(r"\d", chart.proto.alt), f"{name}: {key} says no number"
