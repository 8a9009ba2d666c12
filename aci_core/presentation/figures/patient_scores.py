"""Course of one score of a patient, before the band of the own arm: one of small multiples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aci_core.analyses.patient import Number, Patient
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.visit_panel import panel
from aci_core.presentation.i18n import Translator, format_number
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import quantile

_PLOT: Final = 112
_TOP: Final = 30
_TICKS: Final = 210  # pixels for what stands under all visits
_TITLE: Final = 230  # the narrowest panel
_ROOM: Final = 0.16  # of the scale, above and below: a value stands over its mark


def course(
    patient: Patient, scores: Sequence[Number], arms: Sequence[str], t: Translator
) -> Drawing:
    """The patient's scores by visit; behind them the arm's median and quartiles.

    Parameters
    ----------
    patient : Patient
    scores : sequence of Number
        Of one measure, in the order of time.
    arms : sequence of str
        Treatment and reference, for the colour of the patient's.
    t : Translator
    """
    measure = scores[0].measure or ""
    visits = [score.visit or "" for score in scores]
    figure = panel(visits, t, plot=_PLOT, top=_TOP, right=8, ticks=_TICKS, side=0.3)
    figure.axis("yaxis", range=_range(scores), nticks=4, showgrid=True)
    style = theme.ARM_STYLES[arms.index(patient.arm) if patient.arm in arms[:2] else 0]
    _arm(figure, scores, style)
    _own(figure, scores, style, t)
    title = labels.wrap(names.with_unit(t, measure), _TITLE, lines=1)
    figure.above(f"<b>{title}</b>", lift=8)
    alt = t(
        "alt.patient_score",
        n=patient.ordinal,
        arm=names.arm(t, patient.arm),
        measure=names.with_unit(t, measure),
        list=labels.sentence([_text(score, t) for score in scores], t),
    )
    return figure.drawing(alt)


def _range(scores: Sequence[Number]) -> list[float]:
    """Ends of the scale: all that is drawn, with room for the words."""
    arm = [end for one in scores if (place := one.standing) for end in (place.q1, place.q3)]
    drawn = [*arm, *(one.place for one in scores if one.place is not None)]
    room = _ROOM * (max(drawn) - min(drawn)) or 1.0
    return [min(drawn) - room, max(drawn) + 1.5 * room]


def _arm(figure: FigureBuilder, scores: Sequence[Number], style: theme.MarkStyle) -> None:
    """The band from the lower to the upper quartile, and the median in it."""
    there = [(x, place) for x, one in enumerate(scores) if (place := one.standing) is not None]
    across = [x for x, _ in there]
    figure.scatter(
        x=[*across, *reversed(across)],
        y=[*(place.q3 for _, place in there), *(place.q1 for _, place in reversed(there))],
        mode="none",
        fill="toself",
        fillcolor=theme.tint(style.color, 0.2),
        hoverinfo="skip",
    )
    figure.scatter(
        x=across,
        y=[place.median for _, place in there],
        mode="lines",
        line={"color": style.color, "width": 1.5, "dash": "2px,3px"},
        hoverinfo="skip",
    )


def _own(
    figure: FigureBuilder, scores: Sequence[Number], style: theme.MarkStyle, t: Translator
) -> None:
    """The patient's own line, which a missing visit breaks, with its values."""
    values = [one.place for one in scores]
    marks = [
        theme.mark(f"{style.symbol}{'-open' if one.beyond else ''}", style.color, 9, edge=1.5)
        for one in scores
    ]
    figure.scatter(
        x=list(range(len(scores))),
        y=values,
        mode="lines+markers+text",
        line={"color": style.color, "width": 2.5},
        marker={
            **marks[0],
            "color": [mark["color"] for mark in marks],
            "line": {key: [mark["line"][key] for mark in marks] for key in ("color", "width")},
        },
        text=["" if one.value is None else f"<b>{labels.inert(_value(one))}</b>" for one in scores],
        textposition="top center",
        textfont={"color": theme.TEXT, "size": theme.SMALL},
        hoverinfo="text",
        hovertext=[labels.inert(_text(one, t)) for one in scores],
        cliponaxis=False,
    )


def _value(score: Number) -> str:
    return format_number.with_limit(score.value, score.beyond)


def _text(score: Number, t: Translator) -> str:
    """``3 months 4; arm 5 (3 to 8), n = 57``."""
    value = t("figure.unknown") if score.value is None else _value(score)
    visit = names.visit(t, score.visit or "")
    place = score.standing
    if place is None:
        return t("alt.patient_alone", visit=visit, value=value)
    facts = {"median": place.median, "q1": place.q1, "q3": place.q3}
    written = {name: quantile(value, place.q1, place.q3) for name, value in facts.items()}
    return t("alt.patient_visit", visit=visit, value=value, n=f"{place.n:,}", **written)
