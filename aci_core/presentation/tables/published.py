"""Tables of a published table: results of every method, and consistency checks."""

from __future__ import annotations

from aci_core.analyses.result import Row as ResultRow
from aci_core.presentation.i18n import Translator, format_finding, format_number, format_row, labels
from aci_core.presentation.tables.model import Cell, Head, Row, Table, line
from aci_core.presentation.tables.parts import Footnotes, ci_head, method_heads, method_line, notes
from aci_core.published.from_table import FromTable

_SHARES = frozenset({"wilson", "clopper_pearson"})
_POINTS = frozenset({"risk_difference", "risk_difference_mn"})
_DESCRIBE = frozenset({"count", "mean_sd", "median_iqr"})


def results(published: FromTable, t: Translator) -> Table:
    """Results of every method that the printed numbers allow."""
    result, marks = published.result, Footnotes(t)
    body = [
        _line(published, row, marks, t)
        for row in result.rows
        if row.method not in _DESCRIBE and not _assumed(row)
    ]
    return Table(
        t("published.results"),
        method_heads(result, t),
        tuple(body),
        notes(
            t("published.direction") if published.kind in ("counts", "grades", "means") else "",
            t("table.note_nnt") if published.kind == "counts" else "",
            t("table.note_fisher_or") if published.kind == "counts" else "",
            marks.lines(),
        ),
    )


def _assumed(row: ResultRow) -> bool:
    return row.level is not None and row.level.startswith("r=")


def _line(published: FromTable, row: ResultRow, marks: Footnotes, t: Translator) -> Row:
    result = published.result
    label = labels.method(t, row.method)
    if published.kind == "grades" and row.method == "fisher_exact":
        label = t("table.fisher_kx2")
    if row.arm is not None:
        label = t("published.arm_method", method=label, arm=labels.arm(t, row.arm))
    elif row.level is not None:
        name = format_finding.grade(row.level, t) if published.kind == "grades" else row.level
        label = t("published.arm_method", method=label, arm=name)
    elif row.visit == "pre":
        label = t("published.arm_method", method=label, arm=labels.visit(t, "pre"))
    share = row.method in _SHARES
    points = row.method in _POINTS
    return method_line(
        result,
        t,
        row,
        marks,
        digits=1 if share or points else 3 if published.kind == "correlation" else 2,
        scale=100 if share or points else 1,
        label=t("table.in_points", name=label) if points else f"{label} (%)" if share else label,
    )


def adjusted(published: FromTable, t: Translator) -> Table:
    """Difference adjusted for baseline, one assumed correlation a line."""
    marks = Footnotes(t)
    body = tuple(
        line(
            (row.level or "").removeprefix("r="),
            format_number.number(row.estimate),
            format_row.limits(t, row),
            format_row.statistic(t, row) or format_number.DASH,
            format_number.p_value(row.p),
        )
        for row in published.result.rows
        if _assumed(row)
    )
    return Table(
        t("published.adjusted"),
        (
            Head(t("published.assumed"), "left"),
            Head(t("table.estimate")),
            Head(ci_head(published.result, t)),
            Head(t("table.statistic")),
            Head(t("table.p")),
        ),
        body,
        notes(t("consistency_limits.ancova"), marks.lines()),
    )


def checks(published: FromTable, t: Translator) -> Table:
    """Consistency checks with verdict, limits and source."""
    keys = ("check", "verdict", "says", "limits", "source")
    body = tuple(
        Row(
            (
                Cell(format_finding.about(finding, t)),
                Cell(format_finding.verdict(finding, t)),
                Cell(format_finding.check(finding, t)),
                Cell(format_finding.limits(finding, t)),
                Cell(finding.source),
            )
        )
        for finding in published.findings
    )
    none = () if body else (t("published.checks_none"),)
    return Table(
        t("published.checks"),
        tuple(Head(t(f"published.{key}"), "left") for key in keys),
        body,
        none,
    )
