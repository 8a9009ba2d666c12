"""Table of the primary comparison under other assumptions about its missing scores."""

from __future__ import annotations

from aci_core.analyses.estimand import strategy
from aci_core.analyses.sensitivity import TIPPING, Sensitivity
from aci_core.presentation.i18n import Translator, format_estimand, format_number, labels
from aci_core.presentation.sensitivity_names import digits, named, shown
from aci_core.presentation.tables.model import Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    direction,
    method_heads,
    method_line,
    notes,
)


def sensitivity(result: Sensitivity, t: Translator) -> Table:
    """The comparison as seen and under each assumption, with the tipping point.

    Parameters
    ----------
    result : Sensitivity
        With an outcome.
    t : Translator
    """
    marks = Footnotes(t)
    rows = [
        method_line(
            result,
            t,
            row,
            marks,
            digits=digits(result),
            bold=row is result.lead,
            label=named(row, t),
        )
        for row in shown(result)
    ]
    heads = method_heads(result, t)
    tip = result.row(TIPPING)
    if tip is not None:
        dash = format_number.DASH
        value = dash if tip.estimate is None else format_number.number(tip.estimate, 1)
        empty = [dash] * (len(heads) - 2)
        rows.append(line(labels.method(t, TIPPING), marks.cell(value, tip), *empty))
    outcome = result.outcome
    variable, visit = (outcome.variable, outcome.visit) if outcome else ("", None)
    title = t("sensitivity.title", measure=labels.at_visit(t, labels.measure(t, variable), visit))
    of_scores = not result.ordinal(variable)
    return Table(
        title,
        heads,
        tuple(rows),
        notes(
            direction(result, t),
            t("sensitivity.note" if of_scores else "sensitivity.note_grades"),
            t("sensitivity.note_resampled") if result.resampled else "",
            format_estimand.deaths(strategy(variable), t),
            marks.lines(),
        ),
    )
