"""Maps of missing values: a row for each variable or visit, a column for each patient, by arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

import numpy as np

from aci_core.analyses.missing import SCORED, STATES, Missing, MissingScores, Place
from aci_core.domain.arrays import Floats
from aci_core.domain.schema import Column
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import percent, whole
from aci_core.summaries import Arms

_LEFT: Final = 168
_RIGHT: Final = 42
_ROW: Final = 20
_GAP: Final = 0.012  # between the arms, as a share of the width
_APART: Final = 24  # of the arms' names: the first begins beside the map, for on a phone they meet
_TOP: Final = 24
_FOOT: Final = 14


class _Mapped(Protocol):
    """A result with a map of patients."""

    @property
    def arms(self) -> Arms[str]: ...
    @property
    def places(self) -> tuple[Place, ...]: ...
    @property
    def shares(self) -> Floats: ...


def gaps(result: Missing, t: Translator) -> Drawing:
    """A map of what is missing, the emptiest variable on top, patients with most gaps first."""
    rows = result.with_gaps[: len(result.shares)]
    heads = [(_head(gap.column, t), percent(gap.share)) for gap in rows]
    figure = _mapped(result, heads, _key(result, len(rows), t), t)
    return figure.drawing(_alt(result, t))


def scores(result: MissingScores, t: Translator) -> Drawing:
    """A map of the scores that are missing, a row a visit, and of who had died before it."""
    n = sum(result.n)
    absent = {v: n - sum(result.counts[v, SCORED]) for v in result.visits}
    heads = [
        (labels.fit(labels.visit(visit, t), _LEFT - 7), percent(absent[visit] / max(n, 1)))
        for visit in result.visits
    ]
    several = [place.patients for place in result.places if place.ordinal is None]
    key = t("missing.key_many", n=whole(max(several))) if several else t("missing.key")
    died = f"{labels.colored('■', theme.ACCENT)} {t('missing.dead')}"
    figure = _mapped(result, heads, f"{key}<br>{died}", t, result.dead)
    listed = [
        t(
            "missing.alt_scores_at",
            visit=names.visit(t, visit),
            **{
                side + state: whole(result.counts[visit, state][arm])
                for arm, side in enumerate("tc")
                for state in STATES
            },
        )
        for visit in result.visits
    ]
    return figure.drawing(
        t(
            "missing.alt_scores",
            measure=names.measure(t, result.measure),
            list=labels.sentence(listed, t),
        )
    )


def _mapped(
    result: _Mapped,
    heads: Sequence[tuple[str, str]],
    key: str,
    t: Translator,
    dead: Floats | None = None,
) -> FigureBuilder:
    """The map: names of the rows left, percent right, an arm a panel."""
    height = _ROW * max(len(heads), 1)
    foot = _FOOT + theme.LINE * (key.count("<br>") + 1)
    figure = FigureBuilder(_TOP + height + foot, left=_LEFT, right=_RIGHT, top=_TOP, bottom=foot)
    figure.axis("yaxis", range=[len(heads) - 0.5, -0.5], visible=False)
    sizes = [sum(place.arm == arm for place in result.places) for arm in (0, 1)]
    split = sizes[0] / max(sum(sizes), 1)
    # An arm of a few still has room for its mark.
    split = min(max(split, 0.12), 0.88)
    domains = ([0, split - _GAP / 2], [split + _GAP / 2, 1])
    for arm, (axis, domain) in enumerate(zip(("xaxis", "xaxis2"), domains, strict=True)):
        _panel(figure, result, arm, axis, t, dead)
        figure.axis(axis, domain=domain, range=[-0.5, max(sizes[arm], 1) - 0.5], visible=False)
        figure.above(
            labels.key(result, t, arm, 10),
            xref=f"{axis.replace('axis', '')} domain",
            x=0,
            xshift=0 if arm else -_APART,
        )
    for i, (head, share) in enumerate(heads):
        figure.note(head, xref="paper", x=0, xanchor="right", xshift=-6, y=i)
        figure.note(share, xref="paper", x=1, xanchor="left", xshift=4, y=i)
    figure.below(key, 8, x=0, xanchor="left", xshift=-_LEFT, align="left")
    return figure


def _key(result: Missing, shown: int, t: Translator) -> str:
    """How to read the map, and how many variables it leaves to the table."""
    several = [place.patients for place in result.places if place.ordinal is None]
    key = t("missing.key_many", n=whole(max(several))) if several else t("missing.key")
    more = len(result.with_gaps) - shown
    return f"{t('missing.more', n=more)}<br>{key}" if more > 0 else key


def _head(column: Column, t: Translator) -> str:
    """A column's name, its visit whole where it has one."""
    if not column.visit:
        return labels.fit(names.of_column(t, column), _LEFT - 7)
    return labels.fit_both(*names.brief(t, column.stem, column.visit), _LEFT - 7)


def _panel(
    figure: FigureBuilder,
    result: _Mapped,
    arm: int,
    axis: str,
    t: Translator,
    dead: Floats | None,
) -> None:
    at = [i for i, place in enumerate(result.places) if place.arm == arm]
    if not at:
        return
    shares = result.shares[:, at]
    ordinals = [result.places[i].ordinal for i in at]
    color = theme.ARM_STYLES[arm].color
    single = ordinals[0] is not None
    patient = t("figure.patient", n="%{customdata}")
    where = patient if single else f"{t('missing.absent')} %{{z}}%"
    common: dict[str, Any] = {
        "y": list(range(len(shares))),
        "xaxis": axis.replace("axis", ""),
        "zmin": 0,
        "zmax": 100,
        "showscale": False,
        "ygap": 2,
        **({"customdata": [ordinals] * len(shares)} if single else {}),
    }
    figure.heat(
        z=np.round(100 * shares).astype(np.uint8),
        colorscale=[[0, theme.FAINT], [1e-9, theme.tint(color, 0.25)], [1, color]],
        hovertemplate=f"{where}<extra></extra>",
        **common,
    )
    if dead is not None and dead[:, at].any():
        who = patient if single else f"{t('missing.dead')} %{{z}}%"
        figure.heat(
            z=[[round(100 * x) or None for x in row] for row in dead[:, at].tolist()],
            colorscale=[[0, theme.tint(theme.ACCENT, 0.25)], [1, theme.ACCENT]],
            hovertemplate=f"{who}<extra></extra>",
            **common,
        )


def _alt(result: Missing, t: Translator) -> str:
    listed = [
        t(
            "missing.alt_gap",
            name=names.of_column(t, gap.column),
            a=whole(gap.missing.treatment),
            b=whole(gap.missing.control),
            share=percent(gap.share),
        )
        for gap in result.with_gaps
    ]
    if not listed:
        return t("missing.none", n=whole(sum(result.n)))
    return t("missing.alt", list=labels.sentence(listed, t))
