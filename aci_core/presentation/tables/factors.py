"""Tables of the factors against NIHSS: correlations, per arm and pooled, and slopes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aci_core.analyses.result import Result
from aci_core.analyses.result import Row as ResultRow
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import Footnotes, ci_head, n_of, notes, test_cell

if TYPE_CHECKING:
    from aci_core.analyses.factors import Factors

SCORE = "nihss"
# Three decimals, as the paper prints r.
DIGITS = 3


def correlations(
    result: Result, t: Translator, *, visit: str | None = None, brief: bool = False
) -> Table:
    """Pearson's r and Spearman's rho of each factor with NIHSS at one visit.

    Parameters
    ----------
    result : Result
        Of `analyses.factors`.
    t : Translator
    visit : str, optional
        The first one if left out.
    brief : bool
        Pearson's r of both arms together alone.
    """
    at = visit or next(iter(lookup.correlation_visits(result)), None)
    marks = Footnotes(t)
    ci = ci_head(result, t)
    adjusted = any(True for _ in result.where("benjamini_hochberg", visit=at))
    pearson, spearman = t("method.pearson"), t("method.spearman")
    columns = (
        (
            Head(t("table.factor"), "left"),
            Head(t("table.n")),
            Head(t("table.r_head", ci=ci)),
            Head(t("table.p")),
            *([Head(t("table.p_bh"))] if adjusted else []),
        )
        if brief
        else (
            Head(t("table.factor"), "left"),
            Head(t("table.n")),
            Head(t("table.r_head", ci=ci), spanner=pearson),
            Head(t("table.test"), spanner=pearson),
            Head(t("table.p"), spanner=pearson),
            *([Head(t("table.p_bh"), spanner=pearson)] if adjusted else []),
            Head(t("table.rho_head", ci=ci), spanner=spearman),
            Head(t("table.p"), spanner=spearman),
        )
    )
    body: list[Row] = []
    names = tuple(dict.fromkeys(r.variable for r in result.where("pearson", visit=at)))
    of_visit = [name in result.measures for name in names]
    blank = [""] * (len(columns) - 1)
    for i, name in enumerate(names):
        # A heading where a group begins, if characteristics are among them.
        if not all(of_visit) and (not i or of_visit[i] != of_visit[i - 1]):
            heading = "measured" if of_visit[i] else "characteristics"
            body.append(line(t(f"table.factors_{heading}"), *blank, muted=True))
        label = labels.factor_with_unit(t, name, result.measures)
        if brief:
            body.append(_brief(result, t, name, at, label, marks, adjusted=adjusted))
            continue
        body.append(line(label, *blank, bold=True))
        body.extend(_factor(result, t, name, at, marks, adjusted=adjusted))
    return Table(
        t("table.correlations_title", visit=labels.in_visit(t, at or PRE)),
        columns,
        tuple(body),
        notes(
            t("table.note_correlations"),
            "" if at in (PRE, None) else t("table.note_pooled_after"),
            t("table.note_bh", n=_family(result, at)) if adjusted else "",
            marks.lines(),
        ),
    )


def _family(result: Result, at: str | None) -> int:
    """Tests that the adjusted P values of a visit share."""
    rows = result.where("benjamini_hochberg", visit=at)
    return max((format_row.note_number(row, "family") for row in rows), default=0)


def _factor(
    result: Result, t: Translator, name: str, at: str | None, marks: Footnotes, *, adjusted: bool
) -> Iterator[Row]:
    groups = ((None, t("table.pooled")), *((arm, labels.arm(t, arm)) for arm in result.arms))
    for arm, label in groups:
        yield _group(result, t, name, at, arm, label, marks, adjusted=adjusted, indent=1)
    partial = result.get("partial_pearson", name, visit=at, versus=SCORE)
    if partial is not None:
        yield line(
            labels.method(t, "partial_pearson"),
            *_cells(result, t, partial, marks),
            *([""] if adjusted else []),
            "",
            "",
            indent=1,
        )


def _group(
    result: Result,
    t: Translator,
    name: str,
    at: str | None,
    arm: str | None,
    label: str,
    marks: Footnotes,
    *,
    adjusted: bool,
    indent: int = 0,
) -> Row:
    """Correlations of one arm, or of both together."""
    r = result.get("pearson", name, visit=at, arm=arm, versus=SCORE)
    rho = result.get("spearman", name, visit=at, arm=arm, versus=SCORE)
    bh = result.get("benjamini_hochberg", name, visit=at, versus=SCORE) if arm is None else None
    return line(
        label,
        *_cells(result, t, r, marks),
        *([format_number.p_value(bh.p) if bh else ""] if adjusted else []),
        marks.estimate(rho, DIGITS),
        format_row.p_value(rho),
        indent=indent,
    )


def _brief(
    result: Result,
    t: Translator,
    name: str,
    at: str | None,
    label: str,
    marks: Footnotes,
    *,
    adjusted: bool,
) -> Row:
    """Pearson's r of both arms together."""
    n, r, _, p = _cells(result, t, result.get("pearson", name, visit=at, versus=SCORE), marks)
    bh = result.get("benjamini_hochberg", name, visit=at, versus=SCORE)
    return line(label, n, r, p, *([format_number.p_value(bh.p) if bh else ""] if adjusted else []))


def _cells(
    result: Result, t: Translator, row: ResultRow | None, marks: Footnotes
) -> tuple[str, ...]:
    if row is None:
        return (format_number.DASH,) * 4
    return (
        n_of(t, result, row),
        marks.estimate(row, DIGITS),
        test_cell(t, row),
        format_number.p_value(row.p),
    )


def slopes(result: Factors, t: Translator, *, visit: str | None = None) -> Table:
    """Differences of slope between the arms: does the association depend on the arm."""
    at = visit or next(iter(lookup.correlation_visits(result)), None)
    marks = Footnotes(t)
    columns = (
        Head(t("table.factor"), "left"),
        Head(t("table.n")),
        Head(t("table.slope_head", ci=ci_head(result, t))),
        Head(t("table.test")),
        Head(t("table.p")),
    )
    body = []
    for row in result.where("slope_difference", visit=at):
        per = result.slope(row)
        # A slope has the size of its units: as many decimals as its interval needs.
        low, high = per.ci_low, per.ci_high
        width = None if low is None or high is None else high - low
        slope = format_row.estimate(t, per, format_number.digits(width))
        column = result.column(row.variable, row.visit or PRE)
        step = labels.step(t, column, result.slope_step(row))
        known = row.estimate is not None
        body.append(
            line(
                labels.factor(t, row.variable, result.measures),
                n_of(t, result, row),
                marks.cell(t("table.per_step", value=slope, step=step) if known else slope, row),
                test_cell(t, row),
                format_number.p_value(row.p),
            )
        )
    return Table(
        t("table.slopes_title", visit=labels.in_visit(t, at or PRE)),
        columns,
        tuple(body),
        notes(t("table.note_slopes"), marks.lines()),
    )
