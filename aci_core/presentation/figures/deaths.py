"""Strategies for deaths side by side: differences on one axis, win odds on another."""

from __future__ import annotations

from dataclasses import replace

from aci_core.analyses.course import Course
from aci_core.analyses.death_strategies import Answer, side_by_side
from aci_core.analyses.outcomes import Outcomes
from aci_core.presentation import lookup
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.forest_plot import (
    NAMES,
    WIDE_NAMES,
    Block,
    Entry,
    entry,
    stacked,
)
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

_HINT = 124  # pixels for small words under a name


def strategies(
    result: Outcomes,
    over_visits: Course | None,
    measure: str,
    visit: str,
    t: Translator,
    *,
    wide: bool = False,
) -> Drawing:
    """Each strategy for deaths before a visit with its estimate.

    Parameters
    ----------
    result : Outcomes
    over_visits : Course or None
    measure, visit : str
    t : Translator
    wide : bool
        For a sheet of paper.
    """
    answers = side_by_side(result, over_visits, measure, visit)
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    blocks = [
        Block(
            [
                _entry(one, 2 if ratio else digits, t, wide=wide)
                for one in answers
                if one.ratio is ratio
            ],
            ratio,
            labels.cue("figure.favours" if ratio else "figure.higher", result, t),
            t("figure.win_odds_axis")
            if ratio
            else t("figure.difference_in", measure=labels.measure(measure, t, unit=True)),
        )
        for ratio in (False, True)
    ]
    row = theme.ROW - 10 if wide else theme.ROW
    figure = stacked(
        [block for block in blocks if block.entries] or [Block(())], row=row, wide=wide
    )
    listed = [
        t(
            "alt.strategy",
            name=t(f"strategy.{one.strategy.deaths}"),
            method=names.method(t, one.row.method),
            value=format_row.estimate(t, one.row, 2 if one.ratio else digits),
        )
        for one in answers
    ]
    text = t(
        "alt.strategies",
        measure=names.with_unit(t, measure),
        visit=names.in_visit(t, visit),
        ci=labels.ci(result, t),
        list=labels.sentence(listed, t),
    )
    return figure.drawing(text)


def _entry(one: Answer, digits: int, t: Translator, *, wide: bool) -> Entry:
    pixels = WIDE_NAMES if wide else NAMES
    name = t(f"strategy.{one.strategy.deaths}")
    made = entry(name, one.row, format_row.estimate(t, one.row, digits), pixels=pixels)
    hint = t(f"strategy_method.{one.row.method}")
    return replace(made, detail=labels.wrap(hint, WIDE_NAMES if wide else _HINT))
