"""Plots of one patient: values among the arm's, and doses and events over time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from aci_core.analyses.patient import CourseEvent, Number, Patient
from aci_core.domain.schema.visits import is_visit
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_filter, format_number
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import as_written

_WORDS: Final = theme.LINE + 4
_STRIP: Final = 20
_ROW: Final = _WORDS + _STRIP + 6
_LANES: Final = ("nsc", "msc", "event", "death", "visit")
_LANE: Final = 62
_STYLES: Final = {
    **theme.PRODUCT_STYLES,
    "event": theme.MarkStyle(theme.TEXT, "x", ""),
    "death": theme.MarkStyle(theme.TEXT, "square", ""),
    "visit": theme.MarkStyle(theme.TEXT, "line-ns-open", ""),
}


def standing(
    patient: Patient, part: Sequence[Number], arms: Sequence[str], t: Translator
) -> Drawing:
    """A strip a value: the arm from lowest to highest, its middle half, its median, the patient.

    Parameters
    ----------
    patient : Patient
    part : sequence of Number
        Known numbers of the patient.
    arms : sequence of str
        Treatment and reference, for the colour of the patient's.
    t : Translator
    """
    style = theme.ARM_STYLES[1 if len(arms) > 1 and patient.arm == arms[1] else 0]
    plot = _ROW * max(len(part), 1)
    figure = FigureBuilder(plot + 4, left=2, right=2, top=4, bottom=0)
    figure.axis("xaxis", range=[-0.02, 1.02], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    sentences = []
    for i, one in enumerate(part):
        sentences.append(_strip(figure, one, plot - _ROW * i, style, t))
    alt = t(
        "alt.patient_standing",
        n=patient.ordinal,
        arm=names.arm(t, patient.arm),
        list=labels.sentence(sentences, t),
    )
    return figure.drawing(alt)


def _strip(
    figure: FigureBuilder, one: Number, top: float, style: theme.MarkStyle, t: Translator
) -> str:
    place, value = one.standing, one.place
    if place is None or value is None or place.percentile is None:
        return ""
    wide = (place.high - place.low) or 1.0
    flat = place.high == place.low

    def at(x: float) -> float:
        return 0.5 if flat else (x - place.low) / wide

    symbol = f"{style.symbol}-open" if one.beyond else style.symbol
    name, written = _name_of(one.column, t), format_number.with_limit(value, one.beyond)
    y = top - _WORDS - _STRIP / 2
    figure.note(name, xref="paper", x=0, xanchor="left", y=top - _WORDS / 2)
    rank = t("figure.percentile", n=format_number.number(place.percentile, 0))
    figure.note(
        f"<b>{labels.inert(written)}</b>  {rank}",
        xref="paper",
        x=1,
        xanchor="right",
        y=top - _WORDS / 2,
    )
    figure.line((at(place.low), at(place.high)), (y, y), width=1.5)
    figure.box((at(place.q1), at(place.q3)), (y - 6, y + 6), fill=theme.tint(style.color, 0.25))
    figure.line((at(place.median), at(place.median)), (y - 6, y + 6), color=theme.TEXT, width=2)
    quantile = partial(format_number.quantile, q1=place.q1, q3=place.q3)
    middle = t(
        "figure.middle",
        low=as_written(place.low), q1=quantile(place.q1), median=quantile(place.median),
        q3=quantile(place.q3), high=as_written(place.high), n=format_number.whole(place.n),
    )  # fmt: skip
    figure.scatter(
        x=[at(value)],
        y=[y],
        mode="markers",
        hoverinfo="text",
        hovertext=f"{name}: {labels.inert(written)}<br>{middle}",
        marker=theme.mark(symbol, style.color, 12, edge=1.5),
        cliponaxis=False,
    )
    return t(
        "alt.patient_value",
        name=labels.plain(name),
        value=written,
        percentile=format_number.number(place.percentile, 0),
        median=quantile(place.median),
    )


def _name_of(column: str, t: Translator) -> str:
    """A column's name, its visit whole where it has one; what stands at its right has room."""
    stem, _, visit = column.rpartition("_")
    parts = (
        names.brief(t, stem, visit) if is_visit(visit) else (format_filter.column(t, column), "")
    )
    return labels.fit_both(*parts, theme.PHONE - 120)


def course(patient: Patient, t: Translator) -> Drawing | None:
    """Doses and events among the visits, by day; None where the file dates neither."""
    dated = [m for m in patient.course if m.day is not None]
    if all(m.kind == "visit" for m in dated):
        return None
    lanes = [lane for lane in _LANES if any(m.kind == lane for m in dated)]
    plot = _LANE * len(lanes)
    figure = FigureBuilder(plot + 54, left=2, right=14, top=8, bottom=46)
    last = max(m.day or 0.0 for m in dated)
    first = min(0.0, *(m.day or 0.0 for m in dated))
    room = 0.03 * (last - first or 1.0)
    figure.axis("yaxis", range=[0, plot], visible=False)
    figure.axis(
        "xaxis",
        range=[first - room, last + room],
        nticks=7,
        **theme.TICKS,
        showline=True,
    )
    figure.below(t("figure.day"), 24)
    sentences = []
    for i, lane in enumerate(lanes):
        there = [m for m in dated if m.kind == lane]
        top = plot - _LANE * i
        _lane(figure, lane, there, top, t)
        listed = t("alt.comma").join(_describe(m, t) for m in there)
        sentences.append(t("alt.lane", name=t(f"figure.lane_{lane}"), list=listed))
    alt = t("alt.patient_course", n=patient.ordinal, list=labels.sentence(sentences, t))
    return figure.drawing(alt)


def _lane(
    figure: FigureBuilder, lane: str, there: Sequence[CourseEvent], top: float, t: Translator
) -> None:
    y = top - 44
    color = _STYLES[lane].color
    head = f"{t(f'figure.lane_{lane}')} ({format_number.whole(len(there))})"
    figure.note(head, xref="paper", x=0, xanchor="left", y=top - 10)
    figure.line((0, 1), (y, y), xref="x domain", color=theme.FAINT)
    figure.scatter(
        x=[m.day for m in there],
        y=[y] * len(there),
        mode="markers",
        hoverinfo="text",
        hovertext=[labels.inert(_describe(m, t)) for m in there],
        marker={
            "symbol": _STYLES[lane].symbol,
            "size": 13 if lane == "visit" else 11,
            "color": color,
            "line": {"color": color if lane == "visit" else theme.PAPER, "width": 2},
        },
        cliponaxis=False,
    )
    if lane in ("event", "death", "visit"):
        _names(figure, there, y, t)


def _names(figure: FigureBuilder, there: Sequence[CourseEvent], y: float, t: Translator) -> None:
    """What each mark is, above it where there is room for the word."""
    ends = -1e9
    span = max((m.day or 0.0) for m in there) or 1.0
    for moment in there:
        name = labels.shorten(_name(moment, t), 16)
        half = labels.width(name) / theme.PHONE * span / 2
        day = moment.day or 0.0
        if day - half < ends:
            continue
        ends = day + half
        figure.note(labels.inert(name), x=day, y=y + 15, size=11)


def _name(moment: CourseEvent, t: Translator) -> str:
    if moment.kind == "visit":
        return names.visit(t, moment.name)
    return names.variable(t, moment.name)


def _describe(moment: CourseEvent, t: Translator) -> str:
    day = format_number.whole(moment.day)
    if moment.kind in ("nsc", "msc"):
        return t("figure.dose_on", n=moment.name, day=day)
    return t("figure.on_day", name=_name(moment, t), day=day)
