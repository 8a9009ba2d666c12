"""Individual courses of an arm: a line for each patient over all visits, and their mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from aci_core.analyses.course import Course
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.schema import PRE
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.points import at_limits
from aci_core.presentation.figures.visit_panel import panel
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import whole

_LINES: Final = 240  # pixels of the plot
_TOP: Final = 46
_TICKS: Final = 290  # for what stands under all visits
_ROOM: Final = 0.05  # of the scale, above and below


def drawn(result: Course) -> bool:
    """Whether there are patients, and few enough to tell their lines apart."""
    points = result.points
    return points is not None and len(points.ordinals) <= theme.RAW_POINTS


def courses(result: Course, measure: str, arm: int, t: Translator) -> Drawing:
    """Each patient's line over the visits of the model, which a missing score breaks.

    Parameters
    ----------
    result : Course
    measure : str
        One that has a model.
    arm : int
        0 treatment, 1 control: both on the same scale.
    t : Translator
    """
    visits = (PRE, *result.bases[measure].visits)
    figure = panel(visits, t, plot=_LINES, top=_TOP, right=6, ticks=_TICKS, side=0.2)
    scores, treated, ordinals, beyond = _followed(result, measure, visits)
    low, high = (0.0, 1.0) if not scores.size else (np.nanmin(scores), np.nanmax(scores))
    room = _ROOM * (float(high) - float(low)) or 1.0
    figure.axis("yaxis", range=[float(low) - room, float(high) + room], nticks=6, showgrid=True)
    who = treated == (arm == 0)
    _patients(figure, scores[who], ordinals[who], theme.ARM_STYLES[arm])
    _at_limits(figure, scores[who], ordinals[who], beyond[who], theme.ARM_STYLES[arm])
    below = at_limits(int(beyond[who].sum()), t)
    if below:
        figure.note(below, size=11, xref="paper", x=0, xanchor="left", yref="paper", y=1)
    _mean(figure, result, measure, visits, arm)
    n = t("figure.n", n=whole(int(who.sum())))
    figure.above(f"{labels.key(result, t, arm)}  {n}", lift=24, size=theme.BODY)
    title = labels.measure(measure, t, unit=True)
    figure.above(title)
    text = t(
        "alt.individual_courses",
        arm=labels.plain(labels.arms(result, t)[arm]),
        measure=labels.plain(title),
        visits=t("alt.comma").join(names.visit(t, v) for v in visits),
        n=n,
    )
    return figure.drawing(text)


def _followed(
    result: Course, measure: str, visits: Sequence[str]
) -> tuple[Floats, Ints, Ints, Mask]:
    """Scores of the patients with one before treatment and one later; arm and number of each.

    A score beyond a limit stands at the limit; which do comes last.
    """
    points = result.points
    if points is None:
        nobody = np.empty((0, len(visits)))
        return nobody, np.empty(0, np.int64), np.empty(0, np.int64), nobody.astype(bool)
    columns = [points.at_limits(f"{measure}_{visit}") for visit in visits]
    scores, beyond = (np.column_stack(parts) for parts in zip(*columns, strict=True))
    known = ~np.isnan(scores)
    who = known[:, 0] & known[:, 1:].any(axis=1)
    return scores[who], points.treated[who].astype(np.int64), points.ordinals[who], beyond[who]


def _patients(
    figure: FigureBuilder, scores: Floats, ordinals: Ints, style: theme.MarkStyle
) -> None:
    """The patients' lines, one after another in a single trace."""
    y: list[float | None] = []
    patients: list[int] = []
    for ordinal, row in zip(ordinals.tolist(), scores.tolist(), strict=True):
        y += [*(None if np.isnan(value) else value for value in row), None]
        patients += [ordinal] * (len(row) + 1)
    figure.scatter(
        x=[*range(scores.shape[1]), None] * len(scores),
        y=y,
        mode="lines+markers",  # a line's points can be picked, the line cannot
        opacity=0.35,
        line={"color": style.color, "width": 1},
        marker={"color": style.color, "size": 4},
        customdata=patients,
        hovertemplate="%{customdata}: %{y}<extra></extra>",
    )


def _at_limits(
    figure: FigureBuilder, scores: Floats, ordinals: Ints, beyond: Mask, style: theme.MarkStyle
) -> None:
    """Hollow marks at the limits beyond which scores lie."""
    rows, places = np.nonzero(beyond & ~np.isnan(scores))
    if not len(rows):
        return
    figure.scatter(
        x=places,
        y=scores[rows, places],
        mode="markers",
        marker=theme.mark(f"{style.symbol}-open", style.color, 7, edge=1.5),
        customdata=ordinals[rows],
        hovertemplate="%{customdata}: %{y}<extra></extra>",
    )


def _mean(
    figure: FigureBuilder, result: Course, measure: str, visits: Sequence[str], arm: int
) -> None:
    """The observed means of the arm."""
    rows = [result.get("mean_sd", measure, visit=visit, arm=result.arms[arm]) for visit in visits]
    there = [(x, row.estimate) for x, row in enumerate(rows) if row is not None]
    style = theme.ARM_STYLES[arm]
    figure.scatter(
        x=[x for x, _ in there],
        y=[mean for _, mean in there],
        mode="lines+markers",
        line={"color": style.color, "width": 3.5},
        marker=theme.mark(style.symbol, style.color, 12, edge=1.5),
        hoverinfo="skip",
    )
