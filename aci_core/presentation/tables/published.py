"""A published table worked out: every method a line, and what its checks say."""

from __future__ import annotations

from aci_core.analyses.result import Row as Found
from aci_core.presentation.i18n import Translator, format_finding, format_number, format_row, labels
from aci_core.presentation.tables.lines import method_heads, method_line
from aci_core.presentation.tables.model import Cell, Head, Row, Table
from aci_core.presentation.tables.parts import Footnotes, ci_head, line, notes
from aci_core.published.from_table import FromTable

_SHARES = frozenset({"wilson", "clopper_pearson"})
_POINTS = frozenset({"risk_difference", "risk_difference_mn"})
_DESCRIBE = frozenset({"count", "mean_sd", "median_iqr"})


def results(found: FromTable, t: Translator) -> Table:
    """Every method that the numbers allow, and those that need more than a paper prints."""
    result, marks = found.result, Footnotes(t)
    body = [
        _line(found, row, marks, t)
        for row in result.rows
        if row.method not in _DESCRIBE and not _assumed(row)
    ]
    return Table(
        t("published.results"),
        method_heads(result, t),
        tuple(body),
        notes(
            t("published.direction") if found.kind in ("counts", "grades", "means") else "",
            t("table.note_nnt") if found.kind == "counts" else "",
            t("table.note_fisher_or") if found.kind == "counts" else "",
            marks.lines(),
        ),
    )


def _assumed(row: Found) -> bool:
    return row.level is not None and row.level.startswith("r=")


def _line(found: FromTable, row: Found, marks: Footnotes, t: Translator) -> Row:
    result = found.result
    if row.method == "nnt":
        return _needed(found, row, marks, t)
    label = labels.method(t, row.method)
    if found.kind == "grades" and row.method == "fisher_exact":
        label = t("table.fisher_kx2")
    if row.arm is not None:
        label = t("published.arm_method", method=label, arm=labels.arm(t, row.arm))
    elif row.level is not None:
        name = format_finding.grade(row.level, t) if found.kind == "grades" else row.level
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
        digits=1 if share or points else 3 if found.kind == "correlation" else 2,
        scale=100 if share or points else 1,
        label=t("table.in_points", name=label) if points else f"{label} (%)" if share else label,
    )


def _needed(found: FromTable, row: Found, marks: Footnotes, t: Translator) -> Row:
    # Its interval may run through infinity: value and limits are written as one.
    known = row.estimate is not None or "no_difference" in row.notes
    value = format_number.nnt(row.estimate) if known else format_number.DASH
    limits = (
        format_number.nnt_interval(row.ci_low, row.ci_high, t.lang) if known else format_number.DASH
    )
    last = method_line(found.result, t, row, marks).cells[-1].text
    dash = format_number.DASH
    return line(labels.method(t, "nnt"), marks.cell(value, row), limits, dash, dash, dash, last)


def adjusted(found: FromTable, t: Translator) -> Table:
    """The difference adjusted for baseline, one assumed correlation a line."""
    marks = Footnotes(t)
    body = tuple(
        line(
            (row.level or "").removeprefix("r="),
            format_number.number(row.estimate),
            format_row.limits(t, row),
            format_row.statistic(t, row) or format_number.DASH,
            format_number.p_value(row.p),
        )
        for row in found.result.rows
        if _assumed(row)
    )
    return Table(
        t("published.adjusted"),
        (
            Head(t("published.assumed"), "left"),
            Head(t("table.estimate")),
            Head(ci_head(found.result, t)),
            Head(t("table.statistic")),
            Head(t("table.p")),
        ),
        body,
        notes(t("consistency_limits.ancova"), marks.lines()),
    )


def checks(found: FromTable, t: Translator) -> Table:
    """Each check with its verdict, what it cannot tell, and its source."""
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
        for finding in found.findings
    )
    none = () if body else (t("published.checks_none"),)
    return Table(
        t("published.checks"),
        tuple(Head(t(f"published.{key}"), "left") for key in keys),
        body,
        none,
    )
