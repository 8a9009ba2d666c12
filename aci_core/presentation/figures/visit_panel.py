"""A panel over visits, one of small multiples: its height and its axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n import labels as names

_LEFT: Final = 40


def panel(
    visits: Sequence[str],
    t: Translator,
    *,
    plot: int,
    top: int,
    right: int,
    ticks: int,
    side: float,
) -> FigureBuilder:
    """An empty panel with the visits under it, at 0, 1, ...

    Parameters
    ----------
    visits : sequence of str
        In the order of time.
    t : Translator
    plot, top, right : int
        Pixels of the plot, above it and right of it.
    ticks : int
        Pixels for what stands under all visits.
    side : float
        Room before the first visit and after the last, of the step between two.
    """
    texts = [labels.wrap(names.brief_visit(t, visit), ticks / len(visits)) for visit in visits]
    foot = theme.LINE * (1 + max(text.count("<br>") for text in texts)) + 8
    figure = FigureBuilder(top + plot + foot, left=_LEFT, right=right, top=top, bottom=foot)
    figure.axis(
        "xaxis",
        range=[-side, len(visits) - 1 + side],
        tickvals=list(range(len(visits))),
        ticktext=texts,
        showline=True,
    )
    return figure
