"""Lines that several tables share: visits, n, one method a line, notes on what is better."""

from __future__ import annotations

from collections.abc import Mapping

from aci_core.analyses.multiplicity import study_visit
from aci_core.analyses.result import Result
from aci_core.analyses.result import Row as Found
from aci_core.domain.schema.visits import POST, PRE, visit_order
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Row
from aci_core.presentation.tables.parts import Footnotes, ci_head, line


def measures(result: Result) -> tuple[str, ...]:
    """Measures in the order of the rows."""
    return result.variables


def visits(result: Result, measure: str | None = None) -> tuple[str, ...]:
    """Visits with a value of the measure, or of any, in the order of time."""
    names = {r.visit for r in result.where("mean_sd", variable=measure) if r.visit}
    return tuple(sorted((v for v in names if "-" not in v), key=visit_order))


def visits_after(result: Result, measure: str | None = None) -> tuple[str, ...]:
    """The visits after treatment."""
    return tuple(visit for visit in visits(result, measure) if visit != PRE)


def has_course(result: Result, measure: str) -> bool:
    """Whether a measure has more visits than before and after."""
    return len(visits(result, measure)) > len((PRE, POST))


def chosen_visit(result: Result, visit: str | None) -> str | None:
    """The visit asked for, else the one that speaks for the study."""
    after = {name: visits_after(result, name) for name in measures(result)}
    known = any(visit in there for there in after.values())
    return visit if known else study_visit(result.settings, after)


def n_by_arm(result: Result, row: Found | None) -> str:
    """``78 + 78``: treatment and control."""
    if row is None or not isinstance(row.n, Mapping):
        return n_of(row)
    return " + ".join(format_number.whole(row.n.get(arm, 0)) for arm in result.arms)


def of(row: Found | None) -> str:
    """``67/78 (85.9%)``."""
    if row is None or row.estimate is None:
        return format_number.DASH
    return f"{format_row.fraction(row)} ({format_number.percent(row.share)})"


def n_of(row: Found | None) -> str:
    """Patients used, over the arms."""
    return format_number.whole(row.total) if row else format_number.DASH


def test_cell(t: Translator, row: Found | None) -> str:
    """``*t* = −4.16 (151.8)``: statistic with its degrees of freedom."""
    if row is None:
        return format_number.DASH
    found = format_row.statistic(t, row)
    if not found:
        return format_number.DASH
    return found if row.df is None else f"{found} ({format_row.degrees(t, row)})"


def better(result: Result, t: Translator) -> str:
    """Which measures are better low, and which high."""
    lower = [m for m in measures(result) if result.better(m) == "lower"]
    higher = [m for m in measures(result) if result.better(m) == "higher"]
    join = t("written.comma").join
    parts = [
        t(f"table.note_{way}_better", names=join(labels.measure(t, m) for m in found))
        for way, found in (("lower", lower), ("higher", higher))
        if found
    ]
    return t("written.space").join(parts)


def covariates(result: Result, t: Translator) -> str:
    """What the adjusted difference is adjusted for."""
    chosen = result.settings.covariates
    if not chosen:
        return t("table.note_ancova")
    names = t("written.comma").join(labels.in_column(t, c) for c in chosen)
    return t("table.note_ancova_with", names=names)


def method_heads(result: Result, t: Translator) -> tuple[Head, ...]:
    """Columns of a table with one method a line."""
    return (
        Head(t("table.method"), "left"),
        Head(t("table.estimate")),
        Head(ci_head(result, t)),
        Head(t("table.statistic")),
        Head(t("table.df")),
        Head(t("table.p")),
        Head(t("table.n_both")),
    )


def method_line(
    result: Result,
    t: Translator,
    row: Found,
    marks: Footnotes,
    *,
    digits: int = 2,
    scale: float = 1.0,
    bold: bool = False,
    label: str = "",
) -> Row:
    """One method: estimate, interval, statistic, df, P and n."""
    value = (
        format_number.DASH
        if row.estimate is None
        else format_number.number(row.estimate * scale, digits)
    )
    # A test without an estimate carries its notes at P.
    at_p = row.estimate is None and row.p is not None
    return line(
        label or labels.method(t, row.method),
        value if at_p else marks.cell(value, row),
        format_row.limits(t, row, digits, scale=scale),
        format_row.statistic(t, row) or format_number.DASH,
        format_row.degrees(t, row),
        marks.cell(format_number.p_value(row.p), row) if at_p else format_number.p_value(row.p),
        n_by_arm(result, row),
        bold=bold,
    )


def multiplicity(result: Result, t: Translator, at: str | None = None) -> str:
    """What the P values of several outcomes are worth: adjusted by Holm, or exploratory.

    Only what was adjusted is told to be: a family of one is not, and the total effective rate
    is of it only where it was tested. Of a visit, only what stands at it.
    """
    rows = [row for row in result.where("holm") if at is None or row.visit == at]
    tested = [row for row in rows if row.p is not None or "withheld" in row.notes]
    n = max((format_row.note_number(row, "family") for row in tested), default=0)
    if n < 2:
        every = [row for row in result.where("holm") if format_row.note_number(row, "family") > 1]
        other = "note_outside_family" if every else "note_exploratory"
        return t(f"table.{'note_primary' if result.settings.primary else other}")
    alone = result.analysis == "outcomes" and n == len(tested)
    primary = t("table.note_holm_primary") if result.settings.primary else ""
    return t(f"table.note_holm{'_outcomes' if alone else ''}", n=n, primary=primary)


def adjusted_at(result: Result, at: str | None) -> bool:
    """Whether P values of a visit were adjusted: a family of one is not."""
    return any(format_row.note_number(row, "family") > 1 for row in result.where("holm", visit=at))
