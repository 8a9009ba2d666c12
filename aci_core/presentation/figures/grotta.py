"""Grotta bars: ordered categories of the arms as stacked bars, their cut-points joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aci_core.analyses import Row
from aci_core.domain.study.filters import Filter
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder

SLOPE: Final = 44  # between the bars, where the cut-points are joined
GAP: Final = 0.012  # between the categories that count as good and the others
_ROOM: Final = 3.0  # least pixels between a label and the edge of its segment


@dataclass(frozen=True, slots=True)
class Segment:
    """One category of a bar.

    Parameters
    ----------
    row : Row
        Its count.
    name : str
        Inert.
    color : str
    start, size : float
        Of the bar's full length.
    texts : tuple of str
        What stands in it, a line each; the first is bold.
    about : str
        What the mouse shows.
    filters : tuple of Filter
        The patients in it; empty where they cannot be selected.
    beside : str
        What stands outside where it does not fit; its texts if left out.
    """

    row: Row
    name: str
    color: str
    start: float
    size: float
    texts: tuple[str, ...]
    about: str
    filters: tuple[Filter, ...] = ()
    beside: str = ""

    @property
    def middle(self) -> float:
        """Its middle, of the bar's full length."""
        return self.start + self.size / 2

    @property
    def fits(self) -> bool:
        """Whether its texts stand in it on a phone."""
        wide = max(labels.width(text) for text in self.texts)
        return wide + 2 * _ROOM <= self.size * theme.PHONE


def draw(
    figure: FigureBuilder, bar: Sequence[Segment], top: float, groups: Groups, height: int
) -> None:
    """A bar from its upper edge down."""
    for segment in bar:
        fields = {}
        if segment.filters:
            group = groups.add(*segment.filters)
            fields["customdata"] = [[segment.row.estimate, segment.row.pct, group]]
        figure.bar(
            base=[segment.start],
            x=[segment.size],
            y=[top - height / 2],
            width=height,
            name=segment.name,
            marker={"color": segment.color, "line": {"color": theme.PAPER, "width": 1}},
            hoverinfo="text",
            hovertext=segment.about,
            **fields,
        )
        if segment.row.estimate and segment.fits:
            first, *more = segment.texts
            figure.note(
                "<br>".join([f"<b>{first}</b>", *more]),
                x=segment.middle,
                y=top - height / 2,
                color=theme.text_on(segment.color),
                size=theme.BODY,
            )


def narrow(bar: Sequence[Segment]) -> dict[Segment, int]:
    """Segments whose label stands outside, and on which line, so that none covers another."""
    places: dict[Segment, int] = {}
    ends: list[float] = []
    for segment in bar:
        if not segment.row.estimate or segment.fits:
            continue
        half = labels.width(_outside_text(segment)) / theme.PHONE / 2 + 0.02
        place = min(max(segment.middle, half), 1 - half)
        line = next((i for i, end in enumerate(ends) if end <= place - half), len(ends))
        ends[line:] = [place + half, *ends[line + 1 :]]
        places[segment] = line
    return places


def lines(places: dict[Segment, int]) -> int:
    """Lines that the labels outside take."""
    return max(places.values(), default=-1) + 1


def _outside_text(segment: Segment) -> str:
    return segment.beside or " · ".join(segment.texts)


def outside(figure: FigureBuilder, places: dict[Segment, int], edge: float, *, up: bool) -> None:
    """Labels of narrow segments, from the bar's edge away from the joining lines."""
    sign = 1 if up else -1
    for segment, line in places.items():
        text = _outside_text(segment)
        half = labels.width(text) / theme.PHONE / 2
        at_left, at_right = segment.middle < half, segment.middle > 1 - half
        figure.note(
            text,
            x=0 if at_left else 1 + GAP if at_right else segment.middle,
            xanchor="left" if at_left else "right" if at_right else "center",
            y=edge + sign * (theme.LINE * (line + 0.5) + 1),
        )


def join(
    figure: FigureBuilder,
    above: Sequence[Segment],
    below: Sequence[Segment],
    start: float,
    end: float,
) -> None:
    """A line from each cut-point to its fellow: how far it leans is the shift."""
    x: list[float | None] = []
    y: list[float | None] = []
    for one, two in list(zip(above, below, strict=True))[:-1]:
        x += [one.start + one.size, two.start + two.size, None]
        y += [start - 2, end + 2, None]
    figure.scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": theme.RULE, "width": 1.2, "dash": "2px,3px"},
        hoverinfo="skip",
    )
