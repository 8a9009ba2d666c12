"""Table of the change since before treatment, by arm."""

from __future__ import annotations

from aci_core.analyses.result import Result
from aci_core.analyses.result import Row as ResultRow
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.comparisons import comparisons, visits_differ
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    better,
    ci_head,
    compared_label,
    compared_title,
    heads,
    n_of,
    notes,
)


def change(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """Change since before treatment by arm: mean, median, paired tests."""
    compared = comparisons(result, visit)
    differ = visits_differ(compared)
    marks = Footnotes(t)
    body: list[Row] = []
    for one in compared:
        name = one.variable
        rows = [result.get("paired_t", name, visit=one.visit, arm=arm) for arm in result.arms]
        # A mean of grades is no grade.
        if not any(rows) or result.ordinal(name):
            continue
        sd = lookup.largest_sd(result, name)
        body.append(line(compared_label(t, one, differ=differ), *[""] * 7, bold=True))
        for arm, paired in zip(result.arms, rows, strict=True):
            body.append(_changed(result, t, name, one.visit, arm, paired, marks, sd))
    keys = ("n", "mean_sd", "median_iqr")
    columns = (
        *heads(t, *keys, first="measure"),
        Head(t("table.mean_head", ci=ci_head(result, t)), spanner=t("method.paired_t")),
        Head(t("table.p"), spanner=t("method.paired_t")),
        Head(
            t("table.walsh_head", ci=ci_head(result, t)), spanner=t("method.wilcoxon_signed_rank")
        ),
        Head(t("table.v"), spanner=t("method.wilcoxon_signed_rank")),
        Head(t("table.p"), spanner=t("method.wilcoxon_signed_rank")),
    )
    return Table(
        compared_title(t, "change", compared),
        columns,
        tuple(body),
        notes(
            t("table.note_change"),
            t("table.note_within"),
            t("table.note_own_visit") if differ else "",
            better(result, t),
            marks.lines(),
        ),
    )


def _changed(
    result: Result,
    t: Translator,
    name: str,
    at: str,
    arm: str,
    paired: ResultRow | None,
    marks: Footnotes,
    sd: float | None,
) -> Row:
    digits, finer = format_number.digits(sd), format_number.digits_of_difference(sd)
    diff = f"{at}-{PRE}"
    ranks = result.get("wilcoxon_signed_rank", name, visit=at, arm=arm)
    return line(
        labels.arm(t, arm),
        n_of(t, result, paired),
        format_row.mean_sd(t, result.get("mean_sd", name, visit=diff, arm=arm), digits),
        format_row.median(t, result.get("median_iqr", name, visit=diff, arm=arm), digits),
        marks.estimate(paired, finer),
        format_row.p_value(paired),
        marks.estimate(ranks, finer),
        format_number.statistic(ranks.statistic if ranks else None, ranks=True),
        format_row.p_value(ranks),
        indent=1,
    )
