"""Mechanism diagram: boxes and numbered arrows, styled by their status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aci_core.analyses.mechanism import STATUSES, Link, Mechanism
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_row
from aci_core.presentation.i18n.format_number import number

_HEIGHT: Final = 440
_KEY: Final = 14 + 3 * theme.LINE
_GREY: Final = theme.SAME
_STYLES: Final = {
    "measured": (theme.TREATMENT, 2.5, "solid"),
    "absent": (_GREY, 1.5, "dash"),
    "withheld": (_GREY, 1.5, "dash"),
    "arms": (theme.ACCENT, 1.8, "dot"),
    "proposed": (_GREY, 1.5, "dash"),
}


_KEYED: Final = ("measured", "arms", "proposed")


@dataclass(frozen=True, slots=True)
class _Place:
    """A box: its middle and its size, in parts of the width and pixels from the top."""

    x: float
    y: float
    width: float
    height: float


_BOXES: Final = {
    "cells": _Place(0.5, 52, 0.98, 92),
    "msc": _Place(0.2, 66, 0.3, 44),
    "nsc": _Place(0.8, 66, 0.3, 44),
    "vegf": _Place(0.22, 196, 0.22, 44),
    "bfgf": _Place(0.53, 196, 0.25, 44),
    "neurons": _Place(0.87, 196, 0.21, 44),
    "apoptosis": _Place(0.22, 304, 0.22, 60),
    "survival": _Place(0.53, 304, 0.25, 60),
    "nihss": _Place(0.5, 412, 0.98, 36),
}
# From where to where each arrow goes, and where on it its number stands (0 to 1).
_ARROWS: Final = {
    "cells_vegf": ((0.28, 98), (0.28, 174), 0.5),
    "cells_bfgf": ((0.53, 98), (0.53, 174), 0.5),
    "cells_nihss": ((0.99, 98), (0.99, 394), 0.62),
    "vegf_nihss": ((0.05, 196), (0.05, 394), 0.4),
    "bfgf_nihss": ((0.73, 196), (0.73, 394), 0.4),
    "msc_vegf": ((0.16, 88), (0.16, 174), 0.6),
    "msc_bfgf": ((0.34, 88), (0.46, 174), 0.5),
    "nsc_bfgf": ((0.7, 88), (0.6, 174), 0.5),
    "msc_nsc": ((0.36, 66), (0.64, 66), 0.5),
    "nsc_neurons": ((0.87, 88), (0.87, 174), 0.6),
    "vegf_apoptosis": ((0.22, 218), (0.22, 274), 0.5),
    "bfgf_survival": ((0.53, 218), (0.53, 274), 0.5),
    "apoptosis_nihss": ((0.22, 334), (0.22, 394), 0.5),
    "survival_nihss": ((0.53, 334), (0.53, 394), 0.5),
    "neurons_nihss": ((0.87, 218), (0.87, 394), 0.5),
}
# Beside the boxes: from the factor's box to the side, then down.
_BENDS: Final = {"vegf_nihss": (0.11,), "bfgf_nihss": (0.655,)}


def paths(result: Mechanism, t: Translator) -> Drawing:
    """The mechanism as the trial's report gives it; the numbers are those of its table."""
    figure = FigureBuilder(_HEIGHT + _KEY, left=2, right=8, top=0, bottom=0)
    figure.axis("xaxis", range=[0, 1.02], visible=False)
    figure.axis("yaxis", range=[_HEIGHT + _KEY, 0], visible=False)
    raised = {link.end: _value(link) for link in result.links if link.row and link.start == "cells"}
    for name, place in _BOXES.items():
        _box(figure, name, place, raised.get(name, "") if name != "nihss" else "", t)
    for i, link in enumerate(result.links, 1):
        _arrow(figure, link, i, t)
    _key(figure, t)
    listed = (
        f"{i} {t(f'mechanism.link_{link.name}')}: {describe_link(link, t)}"
        for i, link in enumerate(result.links, 1)
    )
    return figure.drawing(t("mechanism.alt", list=labels.sentence(listed, t)))


def describe_link(link: Link, t: Translator) -> str:
    """A link's status, with its estimate where it is measured."""
    if link.row is None:
        return t(f"mechanism.{link.status}")
    kind = "r" if link.row.versus else "difference"
    return t(f"mechanism.{kind}", value=format_row.estimate(t, link.row))


def _box(figure: FigureBuilder, name: str, place: _Place, value: str, t: Translator) -> None:
    half = place.width / 2
    low, high = place.y - place.height / 2, place.y + place.height / 2
    fill = theme.FAINT if name == "cells" else theme.tint(theme.TREATMENT, 0.14)
    figure.box((place.x - half, place.x + half), (low, high), fill=fill, width=1)
    if name == "cells":
        text = f"<b>{t('mechanism.box_cells')}</b>"
        figure.note(text, x=0.5, y=low, yanchor="top", yshift=-2)
        return
    room = place.width * theme.PHONE - 4
    head = labels.wrap(t(f"mechanism.box_{name}"), room, 4)
    head = f"<b>{head}</b>" if place.height < 50 else head
    figure.note(f"{head}<br>{value}" if value else head, x=place.x, y=place.y)


def _arrow(figure: FigureBuilder, link: Link, place: int, t: Translator) -> None:
    (x0, y0), (x1, y1), at = _ARROWS[link.name]
    color, width, dash = _STYLES[link.status]
    bend = _BENDS.get(link.name, ())
    x, y = x0 + at * (x1 - x0), y0 + at * (y1 - y0)
    figure.scatter(
        x=[*bend, x0, x1],
        y=[*(y0 for _ in bend), y0, y1],
        mode="lines+markers",
        line={"color": color, "width": width, "dash": dash},
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": [*(0 for _ in bend), 0, 9],
            "line": {"width": 0},
            "color": color,
            "opacity": 1,
        },
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.scatter(
        x=[x],
        y=[y],
        mode="markers",
        hoverinfo="text",
        hovertext=f"{t(f'mechanism.link_{link.name}')}<br>{describe_link(link, t)}",
        marker={
            "symbol": "circle",
            "size": 18,
            "color": theme.PAPER,
            "line": {"color": color, "width": 1.5},
        },
        cliponaxis=False,
    )
    figure.note(str(place), x=x, y=y, size=11)
    if link.row is not None and link.end == "nihss":
        edge = x > 0.9
        figure.note(
            f"<b>{_value(link)}</b>",
            x=1.02 if edge else x,
            y=y,
            xanchor="right" if edge else "center",
            yshift=-19,
            bgcolor=theme.PAPER,
        )


def _value(link: Link) -> str:
    """The estimate alone, with its sign."""
    estimate = link.row.estimate if link.row else None
    text = number(estimate, 1 if estimate is not None and abs(estimate) >= 10 else 2)
    return text if (estimate or 0) <= 0 or (link.row and link.row.versus) else f"+{text}"


def _key(figure: FigureBuilder, t: Translator) -> None:
    """A piece of each line as it is drawn above, and what it says."""
    for i, status in enumerate(status for status in STATUSES if status in _KEYED):
        color, width, dash = _STYLES[status]
        y = _HEIGHT + 14 + theme.LINE * (i + 0.5)
        figure.scatter(
            x=[0.01, 0.1],
            y=[y, y],
            mode="lines",
            line={"color": color, "width": width, "dash": dash},
            hoverinfo="skip",
        )
        figure.note(t(f"mechanism.key_{status}"), x=0.11, y=y, xanchor="left")
