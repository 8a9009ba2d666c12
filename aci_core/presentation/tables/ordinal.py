"""Tables of an ordinal outcome: counts of its grades by arm, and the arms compared."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.analyses.adjustment import COMPLETE_CASES
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_row, labels
from aci_core.presentation.tables.model import Cell, Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_head,
    method_heads,
    method_line,
    notes,
    ratio_direction,
)


def grades(result: Result, measure: str, visit: str, t: Translator) -> Table:
    """Patients with each grade by arm, and with the usual good outcome."""
    marks = Footnotes(t)
    levels = lookup.grades(result, measure)
    cut = lookup.good_outcome(result, measure)
    rows = {
        level: [
            result.get("count", measure, visit=visit, arm=arm, level=level) for arm in result.arms
        ]
        for level in (*levels, *((cut,) if cut else ()))
    }
    body = [
        line(
            labels.cut(level),
            *(marks.cell(format_row.share(row), row) for row in counted),
            bold=level == cut,
        )
        for level, counted in rows.items()
        if any(counted)
    ]
    first = rows[levels[0]] if levels else [None, None]
    sizes = [row.total if row is not None else None for row in first]
    return Table(
        _title(t, "ordinal_grades", measure, visit),
        (
            Head(t("table.grade_of", measure=labels.measure(t, measure)), "left"),
            *(arm_head(t, arm, n) for arm, n in zip(result.arms, sizes, strict=True)),
        ),
        tuple(body),
        notes(t("table.note_grades_better_first") if body else "", marks.lines()),
    )


def compared(result: Result, measure: str, visit: str, t: Translator) -> Table:
    """The common odds ratio adjusted and not, its test, each cut, and the good outcome."""
    marks = Footnotes(t)
    body = list(_odds(result, measure, visit, t, marks))
    cuts = list(_cuts(result, measure, visit, t, marks))
    risk = list(good_outcome(result, measure, visit, t, marks))
    return Table(
        _title(t, "ordinal_compared", measure, visit),
        method_heads(result, t),
        (*body, *cuts, *risk),
        notes(
            ordinal_covariates(result, measure, t),
            ratio_direction(
                result, t, t("table.event_better_grade_of", measure=labels.measure(t, measure))
            ),
            t("table.note_proportionality") if body else "",
            t("table.note_adjusted_risk") if risk else "",
            marks.lines(),
        ),
    )


def _title(t: Translator, key: str, measure: str, visit: str) -> str:
    return t(
        f"table.{key}_title", measure=labels.measure(t, measure), visit=labels.in_visit(t, visit)
    )


def _odds(
    result: Result, measure: str, visit: str, t: Translator, marks: Footnotes
) -> Iterator[Row]:
    asked = (
        ("proportional_odds_adjusted", None),
        ("proportional_odds_adjusted", COMPLETE_CASES),
        ("proportional_odds", None),
        ("proportional_odds_test", None),
    )
    for method, level in asked:
        row = result.get(method, measure, visit=visit, level=level)
        if row is not None:
            label = t(f"table.{method}_complete") if level else ""
            leads = (method, level) == asked[0]
            yield method_line(result, t, row, marks, bold=leads, label=label)


def _cuts(
    result: Result, measure: str, visit: str, t: Translator, marks: Footnotes
) -> Iterator[Row]:
    rows = [r for r in result.where("odds_ratio", variable=measure, visit=visit) if r.level]
    if rows:
        yield line(t("table.cut_odds"), *[""] * 6, bold=True)
    for row in rows:
        cells = method_line(result, t, row, marks, label=labels.cut(row.level or ""))
        yield Row((Cell(labels.cut(row.level or ""), 1), *cells.cells[1:]))


def good_outcome(
    result: Result, measure: str, visit: str, t: Translator, marks: Footnotes
) -> Iterator[Row]:
    """Lines of the usual good outcome: its risk difference, not adjusted and adjusted."""
    cut = lookup.good_outcome(result, measure)
    asked = (
        ("risk_difference", cut),
        ("adjusted_risk_difference", cut),
        ("adjusted_risk_difference", COMPLETE_CASES),
    )
    rows = [result.get(method, measure, visit=visit, level=level) for method, level in asked]
    if cut is None or not any(rows):
        return
    name = t("table.at_cut", measure=labels.measure(t, measure), level=labels.cut(cut))
    yield line(name, *[""] * 6, bold=True)
    for row in rows:
        if row is None:
            continue
        complete = row.level == COMPLETE_CASES
        label = t(f"table.{row.method}_complete") if complete else labels.method(t, row.method)
        cells = method_line(result, t, row, marks, digits=1, scale=100, label=label)
        yield Row((Cell(label, 1), *cells.cells[1:]))


def ordinal_covariates(result: Result, measure: str, t: Translator) -> str:
    """Note on what the adjusted estimates are adjusted for."""
    chosen = result.adjusted_for.get(measure, ()) if isinstance(result, Outcomes) else ()
    if not chosen:
        return ""
    names = t("written.comma").join(labels.in_column(t, name) for name in chosen)
    return t("table.note_ordinal_adjusted", names=names)
