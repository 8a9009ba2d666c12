"""Adverse-event plot: rates by arm and risk differences (Amit, Pharm Stat 2008; 7: 20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aci_core.analyses import Result, Row
from aci_core.domain.schema import ANY
from aci_core.domain.study.filters import Among, Between, Filter
from aci_core.presentation import lookup
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import DASH, percent, whole
from aci_core.presentation.lookup import FATE

_WORDS: Final = 2 * theme.LINE + 2  # two lines of words above the marks
_MARKS: Final = 26
_ASIDE: Final = 6  # from the middle of a row to either arm's mark: never on one another
_ROW: Final = _WORDS + _MARKS + 4
_HEAD: Final = 40
_SPLIT: Final = (0.44, 0.52)  # where the percents end and the differences begin


@dataclass(frozen=True, slots=True)
class _Term:
    variable: str
    visit: str | None
    name: str
    rates: tuple[Row | None, Row | None]
    exact: tuple[Row | None, Row | None]
    difference: Row


def events(result: Result, t: Translator) -> Drawing:
    """Percent with each event by arm, left; the risk difference, right; any event first."""
    terms = _terms(result, t)
    plot = _ROW * max(len(terms), 1)
    figure = FigureBuilder(plot + _HEAD + 48, left=2, right=8, top=_HEAD, bottom=48)
    _axes(figure, terms, plot)
    treatment, control = labels.arms(result, t)
    _heads(figure, result, t)
    texts = []
    groups = Groups()
    for i, term in enumerate(terms):
        texts.append(_term(figure, term, plot - _ROW * i, result, groups, t))
    figure.note(
        labels.cue("figure.more_with", result, t),
        xref="paper",
        x=1,
        xanchor="right",
        yref="paper",
        y=0,
        yanchor="top",
        yshift=-25,
    )
    figure.note(
        t("figure.percent"),
        xref="paper",
        x=0,
        xanchor="left",
        yref="paper",
        y=0,
        yanchor="top",
        yshift=-25,
    )
    text = t(
        "alt.events" if terms else "alt.no_events",
        treatment=labels.plain(treatment),
        control=labels.plain(control),
        ci=labels.ci(result, t),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text, groups.items)


def _terms(result: Result, t: Translator) -> list[_Term]:
    """Any and serious events, kinds from the largest difference, deaths and losses, follow-up."""
    together = lookup.events_together(result)
    terms = []
    for row in result.where("risk_difference"):
        if row.level is not None:
            continue
        name = names.variable(t, row.variable)
        if row.visit:
            name = t("figure.of_visit", name=name, visit=names.visit(t, row.visit))
        rates = tuple(
            result.get("wilson", row.variable, visit=row.visit, arm=arm) for arm in result.arms
        )
        exact = tuple(
            result.get("clopper_pearson", row.variable, visit=row.visit, arm=arm)
            for arm in result.arms
        )
        terms.append(
            _Term(row.variable, row.visit, name, (rates[0], rates[1]), (exact[0], exact[1]), row)
        )

    def order(term: _Term) -> tuple[int, float]:
        if term.variable in together:
            return (together.index(term.variable) - 2, 0.0)
        if term.visit is not None or term.variable in FATE:
            return (3 if term.visit is not None else 2, 0.0)
        return (1, -(term.difference.estimate or 0.0))

    return sorted(terms, key=order)


def _axes(figure: FigureBuilder, terms: list[_Term], plot: int) -> None:
    highest = [
        100 * x
        for term in terms
        for rate, exact in zip(term.rates, term.exact, strict=True)
        if rate is not None and rate.estimate is not None
        for x in (rate.estimate, _limits(rate, exact)[1])
        if x is not None
    ]
    ends = [0.0] + [
        100 * x
        for term in terms
        for x in (term.difference.ci_low, term.difference.ci_high)
        if x is not None
    ]
    most = max(highest, default=1.0) or 1.0
    low, high = min(ends), max(ends)
    pad = 0.06 * (high - low) or 1.0
    for name, domain, ends in (
        ("xaxis", [0, _SPLIT[0]], [-0.04 * most, most * 1.08]),
        ("xaxis2", [_SPLIT[1], 1], [low - pad, high + pad]),
    ):
        figure.axis(
            name,
            domain=domain,
            range=ends,
            showline=True,
            **theme.TICKS,
            nticks=4,
            anchor="y",
        )
    figure.axis("yaxis", range=[0, plot], visible=False)
    figure.line((0, 0), (0, plot), xref="x2")


def _heads(figure: FigureBuilder, result: Result, t: Translator) -> None:
    for text, side, up in (
        (f"{labels.key(result, t, 0)}   {labels.key(result, t, 1)}", "left", 18),
        (t("figure.difference_points", ci=labels.ci(result, t)), "right", 1),
        (t("figure.patients_with"), "left", 1),
    ):
        figure.note(
            text,
            xref="paper",
            x=0 if side == "left" else 1,
            xanchor=side,
            yref="paper",
            y=1,
            yanchor="bottom",
            yshift=up,
        )


def _term(
    figure: FigureBuilder, term: _Term, top: float, result: Result, groups: Groups, t: Translator
) -> str:
    counts = [result.get("count", term.variable, visit=term.visit, arm=arm) for arm in result.arms]
    of = "  ".join(
        f"{labels.colored(style.glyph, style.color)} {format_row.fraction(count)}"
        for style, count in zip(theme.ARM_STYLES, counts, strict=True)
    )
    waits = any(count is not None and format_row.waits(count) for count in counts)
    text = t("figure.waits") if waits else labels.difference(term.difference, t)
    name = labels.fit(term.name, theme.PHONE - 12 - labels.width(text))
    name = f"<b>{name}</b>" if term.variable in lookup.events_together(result) else name
    line = theme.LINE
    figure.note(name, xref="paper", x=0, xanchor="left", y=top - line * 0.6)
    figure.note(text, xref="paper", x=1, xanchor="right", y=top - line * 0.6)
    figure.note(of, size=11, xref="paper", x=0, xanchor="left", y=top - line * 1.55)
    figure.line((0, 1), (top, top), xref="paper", color=theme.FAINT)
    y = top - _WORDS - _MARKS / 2
    for i, aside in ((1, -_ASIDE), (0, _ASIDE)):
        with_it = _with(term)
        group = groups.add(Among("arm", (result.arms[i],)), with_it) if with_it else None
        _rate(figure, term.rates[i], term.exact[i], theme.ARM_STYLES[i], y + aside, group)
    _difference(figure, term.difference, y + theme.LINE / 2)
    return t(
        "alt.event",
        name=term.name,
        treatment=_share(counts[0], term.exact[0], t),
        control=_share(counts[1], term.exact[1], t),
        difference=text,
    )


def _with(term: _Term) -> Filter | None:
    """Who had the event; any event is several columns, which one filter cannot name."""
    if term.variable == ANY:
        return None
    if term.visit is not None:
        column = f"{term.variable}_{term.visit}"
    else:
        column = term.variable if term.variable in FATE else f"ae_{term.variable}"
    return Between(column, 1.0)


def _share(count: Row | None, exact: Row | None, t: Translator) -> str:
    if count is None or count.estimate is None:
        return DASH
    text = format_row.fraction(count)
    if format_row.waits(count):
        return text
    text = f"{text} ({format_row.rate(count)})"
    if not count.estimate and exact is not None and exact.ci_high is not None:
        return t("alt.at_most", share=text, limit=percent(exact.ci_high))
    return text


def _limits(rate: Row, exact: Row | None) -> tuple[float | None, float | None]:
    """Wilson's interval; where none was seen, up to how many there could be."""
    if not rate.estimate and exact is not None and exact.ci_high is not None:
        return 0.0, exact.ci_high
    return rate.ci_low, rate.ci_high


def _rate(
    figure: FigureBuilder,
    rate: Row | None,
    exact: Row | None,
    style: theme.MarkStyle,
    y: float,
    group: str | None,
) -> None:
    if rate is None or rate.estimate is None:
        return
    low, high = _limits(rate, exact)
    if low is not None and high is not None:
        figure.scatter(
            x=[100 * low, 100 * high],
            y=[y, y],
            mode="lines",
            hoverinfo="skip",
            line={
                "color": style.color,
                "width": 1.5,
                # None was seen: dotted, for only the limit is known.
                "dash": "solid" if rate.estimate else "2px,2px",
            },
            cliponaxis=False,
        )
    label = f"{percent(rate.estimate)} (n = {whole(rate.total)})"
    figure.scatter(
        x=[100 * rate.estimate],
        y=[y],
        mode="markers",
        customdata=[group if rate.estimate else None],
        hoverinfo="text",
        hovertext=label if rate.estimate or high is None else f"{label}, ≤ {percent(high)}",
        marker=theme.mark(style.symbol, style.color, 9),
        cliponaxis=False,
    )


def _difference(figure: FigureBuilder, row: Row, y: float) -> None:
    if row.estimate is None:
        return
    if row.ci_low is not None and row.ci_high is not None:
        figure.scatter(
            x=[100 * row.ci_low, 100 * row.ci_high],
            y=[y, y],
            xaxis="x2",
            mode="lines",
            line={"color": theme.TREATMENT, "width": 2.5},
            hoverinfo="skip",
        )
    figure.scatter(
        x=[100 * row.estimate],
        y=[y],
        xaxis="x2",
        mode="markers",
        hoverinfo="skip",
        marker=theme.mark("diamond", theme.TREATMENT, 10),
    )
