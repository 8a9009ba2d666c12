"""Figures of subgroups and centres: a forest by level, and effects over a column's range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aci_core.analyses.plan import Endpoint
from aci_core.analyses.result import Row
from aci_core.analyses.subgroup_rows import EffectOverRange
from aci_core.analyses.subgroups import Subgroup, Subgroups
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.forest_plot import NAMES, WIDE_NAMES, Entry, entry, forest
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.subgroup_names import (
    Printed,
    column,
    in_column,
    outcome_name,
    printed,
    without_limits,
)
from aci_core.summaries import EFFECTIVE

_ROW: Final = 34
_WIDE_ROW: Final = 30
_HEADING: Final = (
    160  # pixels: the hint beneath is as wide, and a second line would heighten all rows
)
_PLOT: Final = 190
_LEFT: Final = 44
_FOOT: Final = 48


def by_level(
    result: Subgroups, variable: str, t: Translator, *, total: bool = True, wide: bool = False
) -> Drawing:
    """The difference or odds ratio in all patients and within each level, P by column.

    Parameters
    ----------
    result : Subgroups
    variable : str
        Of one of its outcomes.
    t : Translator
    total : bool
        What the rate is called, as `Response.total`.
    wide : bool
        For a sheet of paper.
    """
    outcome = result.of(variable)
    how = printed(result, outcome)
    overall = result.overall(outcome)
    entries: list[Entry] = []
    if overall is not None:
        name = t("table.all_patients")
        entries.append(_entry(result, name, overall, how, t, wide=wide, whole=True))
    for one in result.columns:
        entries += _column(result, outcome, one, how, t, wide=wide)
    cue, title = _words(result, outcome, t)
    row = _WIDE_ROW if wide else _ROW
    figure = forest(entries, log=how.ratio, cue=cue, title=title, row=row, wide=wide)
    listed = [labels.plain(f"{e.name} {e.text}{e.p}") for e in entries if e.text or e.p]
    text = t(
        "alt.subgroups",
        outcome=labels.plain(outcome_name(t, outcome, total=total)),
        ci=labels.ci(result, t),
        list=labels.sentence(listed, t),
    )
    return figure.drawing(text)


def over_range(
    result: Subgroups, variable: str, versus: str, t: Translator, *, total: bool = True
) -> Drawing:
    """The difference or odds ratio over the range of a continuous column, with its band."""
    outcome = result.of(variable)
    one = next(line for line in result.lines_of(outcome) if line.versus == versus)
    figure = FigureBuilder(_PLOT + _FOOT + 26, left=_LEFT, right=8, top=26, bottom=_FOOT)
    x, fit, low, high = (values.tolist() for values in one.band())
    scale = "log" if one.ratio else "linear"
    figure.axis("xaxis", **theme.TICKS, showline=True, nticks=6, range=[one.low, one.high])
    figure.axis("yaxis", type=scale, nticks=6, showgrid=True)
    figure.scatter(
        x=[*x, *reversed(x)],
        y=[*high, *reversed(low)],
        fill="toself",
        mode="none",
        fillcolor=theme.tint(theme.TREATMENT, 0.16),
        hoverinfo="skip",
    )
    figure.scatter(
        x=x,
        y=fit,
        mode="lines",
        line={"color": theme.TREATMENT, "width": 2.5},
        hoverinfo="skip",
    )
    null = 1.0 if one.ratio else 0.0
    figure.line((one.low, one.high), (null, null), dash="dot")
    figure.above(_axis(result, outcome, t, over=True))
    subgroup = next(s for s in result.columns if s.column == versus)
    figure.below(labels.inert(names.factor_with_unit(t, versus, result.measures)), 24)
    return figure.drawing(_in_words(result, one, subgroup, outcome, t, total=total))


def _in_words(
    result: Subgroups,
    one: EffectOverRange,
    subgroup: Subgroup,
    outcome: Endpoint,
    t: Translator,
    *,
    total: bool,
) -> str:
    ends = [(x, f) for x, f, *_ in zip(*(v.tolist() for v in one.band(2)), strict=True)]
    digits = 2 if one.ratio else printed(result, outcome).digits
    listed = [
        t("alt.at_place", x=format_number.as_written(x), y=format_number.number(fit, digits))
        for x, fit in ends
    ]
    return t(
        "alt.over_range",
        outcome=labels.plain(outcome_name(t, outcome, total=total)),
        column=labels.plain(in_column(t, subgroup)),
        ci=labels.ci(result, t),
        list=labels.sentence(listed, t),
    )


def _column(
    result: Subgroups,
    outcome: Endpoint,
    one: Subgroup,
    how: Printed,
    t: Translator,
    *,
    wide: bool,
) -> Iterator[Entry]:
    """A column's heading with its interaction, then its levels."""
    test = result.interaction(outcome, one)
    p = format_row.p(t, test.p if test else None).replace("*", "")
    said = t("figure.interaction", p=p) if p else ""
    hints = [] if one.declared else [t("figure.undeclared")]
    if not one.levels:
        hints.append(t("figure.continuous"))
    pixels = WIDE_NAMES if wide else _HEADING
    name = f"<b>{labels.wrap(column(t, one), pixels, 2)}</b>"
    hint = labels.inert(t("words.list").join(hints))
    yield Entry(name, None, None, None, "", detail=hint, p=said)
    for level in one.levels:
        row = result.within(outcome, one, level)
        if row is not None:
            label = names.level(t, level)
            detail = _counts(result, outcome, one, level, row, t)
            yield _entry(result, label, row, how, t, detail=detail, wide=wide)


def _entry(
    result: Subgroups,
    name: str,
    row: Row,
    how: Printed,
    t: Translator,
    *,
    detail: str = "",
    wide: bool,
    whole: bool = False,
) -> Entry:
    pixels = WIDE_NAMES if wide else NAMES
    color, symbol = (theme.ACCENT, "diamond") if whole else (theme.TREATMENT, "square")
    made = entry(
        name,
        without_limits(row) or row,
        how.text(t, row),
        color,
        symbol,
        scale=how.scale,
        pixels=pixels,
        lines=2,
    )
    return Entry(
        made.name, made.value, made.low, made.high, made.text, color, symbol,
        detail or labels.inert(_by_arm(result, row, t)),
    )  # fmt: skip


def _counts(
    result: Subgroups, outcome: Endpoint, one: Subgroup, level: str, row: Row, t: Translator
) -> str:
    """Events of patients, or patients, of both arms."""
    if outcome.variable != EFFECTIVE:
        return labels.inert(_by_arm(result, row, t))
    at = {"visit": outcome.visit, "level": level, "versus": one.column}
    counts = (result.get("count", EFFECTIVE, arm=arm, **at) for arm in result.arms)
    a, b = (format_row.fraction(count) for count in counts)
    return labels.inert(t("figure.versus", a=a, b=b))


def _by_arm(result: Subgroups, row: Row, t: Translator) -> str:
    if row.n is None or isinstance(row.n, int):
        return ""
    a, b = (format_number.whole(row.n.get(arm)) for arm in result.arms)
    return t("figure.versus", a=a, b=b)


def _words(result: Subgroups, outcome: Endpoint, t: Translator) -> tuple[str, str]:
    """What lies to the right of no difference, and what is on the axis."""
    better = outcome.variable == EFFECTIVE or result.ratio(outcome)
    cue = labels.cue("figure.favours" if better else "figure.higher", result, t)
    return cue, _axis(result, outcome, t)


def _axis(result: Subgroups, outcome: Endpoint, t: Translator, *, over: bool = False) -> str:
    if outcome.variable == EFFECTIVE:  # over a range it is of the logistic model
        return t("figure.odds_ratio_of_response" if over else "figure.points")
    if result.ratio(outcome):
        return t(
            "figure.effect_proportional_odds_adjusted"
            if result.adjusted_for.get(outcome.variable)
            else "figure.effect_proportional_odds"
        )
    return t("figure.difference_of", measure=labels.measure(outcome.variable, t, unit=True))
