"""Forest plots: estimates with their intervals on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from aci_core.analyses import Result
from aci_core.analyses.responders import RESPONDER
from aci_core.analyses.response import CASES, Response
from aci_core.presentation import lookup
from aci_core.presentation.comparisons import (
    Comparison,
    axis_scale,
    comparisons,
    scales,
    visits_differ,
)
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.forest_plot import (
    NAMES,
    WIDE_NAMES,
    Block,
    Entry,
    entry,
    forest,
    stacked,
)
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

_TALL: Final = theme.ROW + 14  # a row with a hint under its name
_HINT: Final = 124  # pixels for small words under a name


def effects(result: Response, t: Translator) -> Drawing:
    """Ratios of the response on a log axis: risk, odds, common odds and win odds."""
    wanted = (
        ("risk_ratio", "effective"),
        ("odds_ratio", "effective"),
        ("proportional_odds_adjusted", "grade"),
        ("proportional_odds", "grade"),
        ("win_odds", "grade"),
    )
    rows = [result.get(method, variable, visit=result.visit) for method, variable in wanted]
    entries = [
        entry(
            t(f"figure.effect_{row.method}"),
            row,
            format_row.estimate(t, row) + ("*" if "half_added" in row.notes else ""),
        )
        for row in rows
        if row is not None
    ]
    return _finish(result, t, entries, "alt.effects", "figure.favours", log=True)


def cut_odds(result: Response, t: Translator) -> Drawing:
    """The odds of each grade or better, beside the common odds ratio that stands for them."""
    rows = [
        row
        for row in result.where("odds_ratio", variable="grade", visit=result.visit)
        if row.level is not None
    ]
    entries = [
        entry(
            t("figure.or_better", grade=names.grade(t, str(row.level)))
            if i
            else names.grade(t, str(row.level)),
            row,
            format_row.estimate(t, row),
        )
        for i, row in enumerate(rows)
    ]
    common = result.get("proportional_odds", "grade", visit=result.visit)
    if common is not None and len(rows) > 1:
        name = t("figure.effect_proportional_odds")
        entries.append(entry(name, common, format_row.estimate(t, common), theme.ACCENT, "diamond"))
    return _finish(result, t, entries, "alt.cut_odds", "figure.favours", log=True)


def risk_difference(result: Response, t: Translator) -> Drawing:
    """The difference of the total effective rates, and what the ungradable could make of it."""
    rows = [
        (case, result.get("risk_difference", "effective", visit=result.visit, level=case))
        for case in (None, *(CASES if result.ungradable else ()))
    ]
    entries = [
        entry(
            t(f"figure.case_{case or 'graded'}"),
            row,
            labels.difference(row, t),
            theme.PALE if case else theme.TREATMENT,
            scale=100,
        )
        for case, row in rows
        if row is not None
    ]
    return _finish(
        result, t, entries, "alt.risk_difference", "figure.favours", title="figure.points"
    )


def responders(result: Response, t: Translator, *, wide: bool = False) -> Drawing:
    """The difference in the share of responders by each rule.

    Parameters
    ----------
    result : Response
    t : Translator
    wide : bool
        For a sheet of paper.
    """
    rows = list(result.where("risk_difference", variable=RESPONDER))
    differ = len({row.visit for row in rows}) > 1
    entries = [
        replace(
            entry(
                names.responder(t, row.level or ""),
                row,
                labels.difference(row, t),
                scale=100,
                pixels=WIDE_NAMES if wide else NAMES,
            ),
            detail=labels.visit(row.visit, t) if differ else "",
        )
        for row in rows
    ]
    return _finish(
        result, t, entries, "alt.responders", "figure.favours", title="figure.points", wide=wide
    )


def outcomes(result: Result, visit: str | None, t: Translator, *, wide: bool = False) -> Drawing:
    """Each measure between the arms by the row that leads, each scale on an axis of its own.

    Differences are placed in SDs, so that all of them share an axis; the numbers beside the
    marks stay in the measure's own unit, as in the sentence and the cards. Odds ratios and
    ratios of geometric means follow below, but the primary outcome's scale is on top.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    visit : str or None
        Of all; None for each measure's own.
    t : Translator
    wide : bool
        For a sheet of paper.
    """
    compared = comparisons(result, visit)
    differ = visits_differ(compared)
    blocks = []
    for scale in scales(compared):
        members = [one for one in compared if one.scale == scale]
        if members:
            entries = [_compared(result, one, t, differ=differ, wide=wide) for one in members]
            cue = labels.cue("figure.favours" if scale == "odds" else "figure.higher", result, t)
            title = t(f"figure.scale_{scale}")
            blocks.append(Block(entries, scale != "difference", cue, title))
    listed = [_in_words(one, result, t) for one in compared]
    text = t("alt.compared", list=labels.sentence(listed, t), ci=labels.ci(result, t))
    row = theme.ROW - 10 if wide else _TALL
    return stacked(blocks or [Block(())], row=row, wide=wide).drawing(text)


def _estimate(result: Result, one: Comparison, t: Translator) -> str:
    digits = format_number.digits_of_difference(lookup.largest_sd(result, one.variable))
    return format_row.estimate(t, one.row, digits if one.scale == "difference" else 2)


def _in_words(one: Comparison, result: Result, t: Translator) -> str:
    return t(
        "alt.compared_one",
        measure=names.with_unit(t, one.variable),
        visit=names.in_visit(t, one.visit),
        method=t(f"figure.compared_{one.method}"),
        value=_estimate(result, one, t),
    )


def _compared(result: Result, one: Comparison, t: Translator, *, differ: bool, wide: bool) -> Entry:
    room, join = (WIDE_NAMES, "  ") if wide else (NAMES, "<br>")
    better = result.better(one.variable)
    hints = [names.visit_inside(t, one.visit)] if differ else []
    hints += [t("figure.primary")] if one.primary else []
    lines = [labels.wrap(hint, room if wide else _HINT) for hint in hints]
    lines += [t(f"figure.{better}_better")] if better and one.scale != "odds" else []
    if one.known and not one.adjusted:
        lines.append(t("figure.not_adjusted"))
    name, text = names.with_unit(t, one.variable), _estimate(result, one, t)
    if one.row is None:
        return Entry(labels.wrap(name, room, 3), None, None, None, text, detail=join.join(lines))
    return replace(
        entry(name, one.row, text, scale=axis_scale(result, one), pixels=room),
        detail=join.join(lines),
    )


def win_odds(result: Result, visit: str, t: Translator) -> Drawing:
    """Each directed measure's win odds at one visit: above 1 the treatment is better."""
    rows = list(result.where("win_odds", visit=visit))
    entries = [
        entry(names.measure(t, row.variable), row, format_row.estimate(t, row)) for row in rows
    ]
    return _finish(result, t, entries, "alt.win_odds", "figure.favours", log=True, visit=visit)


def _finish(
    result: Result,
    t: Translator,
    entries: Sequence[Entry],
    alt: str,
    cue: str,
    *,
    log: bool = False,
    title: str = "",
    visit: str | None = None,
    row: int = theme.ROW,
    wide: bool = False,
) -> Drawing:
    treatment, _ = labels.arms(result, t)
    place = labels.cue(cue, result, t)
    figure = forest(
        entries, log=log, cue=place, title=t(title) if title else "", row=row, wide=wide
    )
    listed = [f"{labels.plain(e.name)} {e.text}" for e in entries]
    text = t(
        alt,
        list=labels.sentence(listed, t),
        ci=labels.ci(result, t),
        arm=labels.plain(treatment),
        visit=labels.visit(visit, t),
    )
    return figure.drawing(text)
