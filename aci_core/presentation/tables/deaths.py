"""Table of the strategies for deaths before a visit, side by side."""

from __future__ import annotations

from aci_core.analyses.course import Course
from aci_core.analyses.death_strategies import side_by_side
from aci_core.analyses.outcomes import Outcomes
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_estimand, format_number, labels
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    ci_head,
    covariates,
    direction,
    n_by_arm,
    notes,
)


def strategies(
    result: Outcomes, over_visits: Course | None, measure: str, visit: str, t: Translator
) -> Table:
    """A strategy a line: its method, its patients, its estimate; no *P*.

    Parameters
    ----------
    result : Outcomes
    over_visits : Course or None
    measure, visit : str
    t : Translator
    """
    marks = Footnotes(t)
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    answers = side_by_side(result, over_visits, measure, visit)
    died = format_estimand.survivors(result, t, ((measure, visit),))
    body = [
        line(
            marks.with_note(
                t(f"strategy.{one.strategy.deaths}"),
                died if one.strategy.deaths == "survivors" else "",
            ),
            labels.method(t, one.row.method),
            n_by_arm(t, result, one.row),
            marks.estimate(one.row, 2 if one.ratio else digits),
        )
        for one in answers
    ]
    known = {one.strategy: None for one in answers}
    better = result.better(measure)
    return Table(
        t(
            "table.strategies_title",
            measure=labels.with_unit(t, measure),
            visit=labels.in_visit(t, visit),
        ),
        (
            Head(t("table.strategy"), "left"),
            Head(t("table.method"), "left"),
            Head(t("table.n_both")),
            Head(t("table.estimate_head", ci=ci_head(result, t))),
        ),
        tuple(body),
        notes(
            # That of survivors is said at their lines, with the number of the dead.
            (format_estimand.deaths(s, t) for s in known if s.deaths != "survivors"),
            (format_estimand.losses(strategy, t) for strategy in known),
            direction(result, t) if body else "",
            covariates(result, t) if body else "",
            t(f"table.note_win_{better}") if better and body else "",
            t("table.note_strategies_n") if body else "",
            t("table.note_strategies") if body else "",
            marks.lines(),
        ),
    )
