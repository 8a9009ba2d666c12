"""Timeline of planned doses, courses and follow-up in weeks, and bars of doses received."""

from __future__ import annotations

from typing import Final

from aci_core.analyses.doses import Doses
from aci_core.domain.study.protocol import PRODUCTS
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.format_number import number, percent, power, whole

_LEFT: Final = 74
_ROW: Final = 50
_TOP: Final = 26
_FOOT: Final = 46
_SIZE: Final = 9
_DOSES: Final = 44  # left of the bars: how many doses
_COUNTS: Final = 76  # right of the longest bar: how many patients


def timeline(result: Doses, t: Translator) -> Drawing:
    """Planned doses by week, the courses shaded, the follow-up as a bar; days received below."""
    plan = result.protocol
    rows = [*PRODUCTS, "followup"]
    seen = {name: [d for d in result.days if d.name == name] for name in PRODUCTS}
    height = _ROW * len(rows)
    latest = max((d.q3 / 7 for d in result.days), default=0.0)
    end = max(plan.starts()[-1] + plan.course_weeks, plan.followup_weeks, latest)
    foot = _FOOT + (2 * theme.LINE if result.days else 0)
    figure = FigureBuilder(_TOP + height + foot, left=_LEFT, right=10, top=_TOP, bottom=foot)
    figure.axis("xaxis", range=[-0.6, end + 0.6], nticks=7, **theme.TICKS, showline=True)
    figure.axis("yaxis", range=[0, len(rows)], visible=False)
    _courses(figure, result, end, t)
    for i, name in enumerate(rows):
        y = len(rows) - i - 0.5
        head = t(f"protocol.{name}_short")
        if name in PRODUCTS:
            cells = power(plan.product(name).cells)
            head = f"{labels.mark(theme.PRODUCT_STYLES[name])} <b>{head}</b><br>{cells}"
        else:
            head = f"<b>{head}</b>"
        figure.note(head, xref="paper", x=0, xanchor="left", xshift=-_LEFT, y=y, align="left")
        if name == "followup":
            _followup(figure, plan.followup_weeks, y, t)
        else:
            _doses(figure, result, name, y + (0.17 if seen[name] else 0.0), t)
            _received(figure, result, name, y - 0.17, t)
    figure.below(t("protocol.axis"), 26)
    if result.days:
        figure.below(
            t("protocol.key"), 26 + theme.LINE, x=0, xanchor="left", xshift=-_LEFT, align="left"
        )
    return figure.drawing(_alt(result, t))


def _courses(figure: FigureBuilder, result: Doses, end: float, t: Translator) -> None:
    plan = result.protocol
    room = (plan.course_weeks + plan.break_weeks) / (end + 1.2) * (theme.PHONE - _LEFT)
    for k, start in enumerate(plan.starts(), 1):
        figure.box((start, start + plan.course_weeks), (0, len(PRODUCTS) + 1), fill=theme.FAINT)
        long = t("protocol.course", n=k)
        text = long if labels.width(long) + 6 < room else str(k)
        middle = start + plan.course_weeks / 2
        figure.above(text, xref="x", x=middle, xanchor="center", xshift=0)


def _followup(figure: FigureBuilder, weeks: int, y: float, t: Translator) -> None:
    figure.line((0, weeks), (y, y), color=theme.RULE, width=3)
    figure.line((weeks, weeks), (y - 0.18, y + 0.18), color=theme.RULE, width=3)
    text = t("protocol.weeks", n=weeks)
    figure.note(text, x=weeks, xanchor="right", y=y, yshift=13, xshift=-4)


def _doses(figure: FigureBuilder, result: Doses, name: str, y: float, t: Translator) -> None:
    weeks = result.protocol.weeks_of(name)
    if not weeks:
        figure.note(t("protocol.no_doses"), x=0, xanchor="left", y=y)
        return
    head, style = t(f"protocol.{name}"), theme.PRODUCT_STYLES[name]
    cells = power(result.protocol.product(name).cells)
    figure.scatter(
        x=[week - 0.5 for week in weeks],
        y=[y] * len(weeks),
        mode="markers",
        hoverinfo="text",
        hovertext=[
            f"{head}<br>{t('protocol.planned_week', n=w)}<br>{t('protocol.cells', n=cells)}"
            for w in weeks
        ],
        marker=theme.mark(style.symbol, style.color, _SIZE),
        cliponaxis=False,
    )


def _received(figure: FigureBuilder, result: Doses, name: str, y: float, t: Translator) -> None:
    """Median day and middle half of the patients, under the dose that was planned."""
    days = [d for d in result.days if d.name == name]
    if not days:
        return
    style = theme.PRODUCT_STYLES[name]
    figure.scatter(
        x=[(d.median - 0.5) / 7 for d in days],
        y=[y] * len(days),
        mode="markers",
        hoverinfo="text",
        hovertext=[_day(d.number, d.median, d.q1, d.q3, d.n, t) for d in days],
        customdata=[[d.q1, d.median, d.q3, d.n] for d in days],
        marker={
            "symbol": f"{style.symbol}-open",
            "size": _SIZE - 2,
            "color": style.color,
            "line": {"width": 1.5},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(d.q3 - d.median) / 7 for d in days],
            "arrayminus": [(d.median - d.q1) / 7 for d in days],
            "thickness": 2,
            "width": 0,
        },
        cliponaxis=False,
    )


def _day(dose: int, median: float, q1: float, q3: float, n: int, t: Translator) -> str:
    return t(
        "protocol.day",
        dose=dose,
        median=number(median, 0 if median == round(median) else 1),
        q1=number(q1, 0 if q1 == round(q1) else 1),
        q3=number(q3, 0 if q3 == round(q3) else 1),
        n=whole(n),
    )


def _alt(result: Doses, t: Translator) -> str:
    plan = result.protocol
    sentences = [
        t(
            "protocol.alt_product",
            name=t(f"protocol.{name}"),
            cells=power(plan.product(name).cells),
            weeks=t("alt.comma").join(map(str, plan.weeks_of(name))) or "0",
        )
        for name in PRODUCTS
    ]
    sentences += [
        f"{t(f'protocol.{d.name}')} {_day(d.number, d.median, d.q1, d.q3, d.n, t)}"
        for d in result.days
    ]
    return t(
        "protocol.alt",
        courses=plan.courses,
        weeks=plan.course_weeks,
        followup=plan.followup_weeks,
        list=labels.sentence(sentences, t),
    )


def received(result: Doses, t: Translator) -> Drawing:
    """For each kind of cells and the courses: how many patients received how many."""
    rows: list[tuple[str, str, float, str, bool]] = []
    texts = []
    for product in result.given:
        head = t("protocol.received_head", name=t(f"protocol.{product.name}"), n=product.planned)
        rows.append((f"<b>{head}</b>", "", 0.0, "", False))
        sentences = []
        for doses, k in product.counts:
            share = k / product.n if product.n else 0.0
            text = f"<b>{whole(k)}</b>  {percent(share)}"
            rows.append((number(doses, 0), product.name, share, text, doses >= product.planned))
            sentences.append(t("protocol.received", doses=number(doses, 0), k=whole(k)))
        if product.missing:
            rows.append(
                (t("protocol.not_recorded"), "", 0.0, f"<b>{whole(product.missing)}</b>", False)
            )
        texts.append(f"{head}: {t('alt.comma').join(sentences)}")
    step, bar, gap = 24, 16, 10
    plot = step * max(len(rows), 1) + gap * max(len(result.given) - 1, 0)
    figure = FigureBuilder(plot + 12, left=_DOSES, right=_COUNTS, top=4, bottom=8)
    figure.axis("xaxis", range=[0, 1], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    y = plot + step / 2
    for i, (label, name, share, text, enough) in enumerate(rows):
        heading = label.startswith("<b>")
        y -= step + (gap if heading and i else 0)
        side, shift = ("right", -8) if name else ("left", -_DOSES)
        figure.note(label, x=0, y=y, xanchor=side, xshift=shift)
        if name:
            color = theme.TREATMENT if enough else theme.tint(theme.TREATMENT, 0.4)
            figure.box((0, share), (y - bar / 2, y + bar / 2), fill=color)
        if text:
            figure.note(text, x=share, y=y, xanchor="left", xshift=6 if name else _COUNTS)
    alt = t("protocol.alt_received", list=labels.sentence(texts, t))
    return figure.drawing(alt)
