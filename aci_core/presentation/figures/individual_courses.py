"""Individual courses: a line for each patient over all visits, and the means, a panel an arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from aci_core.analyses.course import Course
from aci_core.analyses.result import Points
from aci_core.domain.schema import PRE
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import whole

_LEFT: Final = 40
_LINES: Final = 260  # pixels of a panel
_TOP: Final = 46
_TICKS: Final = 150  # pixels for what stands under all visits of a panel


def drawn(result: Course) -> bool:
    """Whether there are patients, and few enough to tell their lines apart."""
    points = result.points
    return points is not None and len(points.ordinals) <= theme.RAW_POINTS


def courses(result: Course, measure: str, t: Translator) -> Drawing:
    """Each patient's line over the visits of the model, which a missing score breaks.

    Parameters
    ----------
    result : Course
        With `points`: see `drawn`.
    measure : str
    t : Translator
    """
    basis = result.bases[measure]
    visits = (PRE, *basis.visits)
    ticks = [labels.wrap(names.brief_visit(t, v), _TICKS / len(visits), 3) for v in visits]
    foot = theme.LINE * (1 + max(text.count("<br>") for text in ticks)) + 8
    figure = FigureBuilder(_TOP + _LINES + foot, left=_LEFT, right=2, top=_TOP, bottom=foot)
    figure.axis("yaxis", nticks=6, showgrid=True)
    figure.above(labels.measure(measure, t, unit=True))
    texts = []
    for arm, (axis, name, domain) in enumerate(theme.PANELS):
        figure.axis(
            name,
            domain=domain,
            range=[-0.3, len(visits) - 0.7],
            tickvals=list(range(len(visits))),
            ticktext=ticks,
        )
        n = 0 if result.points is None else _patients(figure, result.points, measure, visits, arm)
        _means(figure, result, measure, visits, arm)
        head = f"{labels.key(result, t, arm, 12)}  {t('figure.n', n=whole(n))}"
        figure.above(head, lift=24, size=theme.BODY, xref=f"{axis} domain", xshift=0)
        counted = t("figure.n", n=whole(n))
        texts.append(f"{labels.plain(labels.arms(result, t)[arm])} {counted}")
    text = t(
        "alt.individual_courses",
        measure=labels.plain(labels.measure(measure, t, unit=True)),
        visits=t("alt.comma").join(names.visit(t, v) for v in visits),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text)


def _patients(
    figure: FigureBuilder, points: Points, measure: str, visits: Sequence[str], arm: int
) -> int:
    """The lines of an arm's patients who have a score after treatment; how many they are."""
    scores = np.column_stack([points.columns[f"{measure}_{visit}"] for visit in visits])
    who = (points.treated == (arm == 0)) & ~np.isnan(scores[:, 0])
    who &= ~np.isnan(scores[:, 1:]).all(axis=1)
    y: list[float | None] = []
    patients: list[int] = []
    for ordinal, row in zip(points.ordinals[who].tolist(), scores[who].tolist(), strict=True):
        y += [*(None if value != value else value for value in row), None]  # noqa: PLR0124 - NaN
        patients += [ordinal] * (len(visits) + 1)
    style = theme.ARM_STYLES[arm]
    figure.scatter(
        x=[*range(len(visits)), None] * int(who.sum()),
        y=y,
        xaxis=theme.PANELS[arm][0],
        mode="lines+markers",  # a line's points can be picked, the line cannot
        opacity=0.35,
        line={"color": style.color, "width": 1},
        marker={"color": style.color, "size": 4},
        customdata=patients,
        hovertemplate="%{customdata}: %{y}<extra></extra>",
    )
    return int(who.sum())


def _means(
    figure: FigureBuilder, result: Course, measure: str, visits: Sequence[str], arm: int
) -> None:
    """The observed means of the arm."""
    rows = [result.get("mean_sd", measure, visit=visit, arm=result.arms[arm]) for visit in visits]
    there = [(x, row.estimate) for x, row in enumerate(rows) if row is not None]
    style = theme.ARM_STYLES[arm]
    figure.scatter(
        x=[x for x, _ in there],
        y=[mean for _, mean in there],
        xaxis=theme.PANELS[arm][0],
        mode="lines+markers",
        line={"color": style.color, "width": 3.5},
        marker=theme.mark(style.symbol, style.color, 12, edge=1.5),
        hoverinfo="skip",
    )
