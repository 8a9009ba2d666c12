"""Sentences on a published table, for a manuscript."""

from __future__ import annotations

from aci_core.analyses.result import Row
from aci_core.presentation.i18n import Translator, format_finding, format_number, format_row
from aci_core.published.from_table import FromTable

PERCENT = 100.0


def finding(published: FromTable, t: Translator) -> str:
    """Main result of the table in one or two sentences."""
    result = published.result
    if published.kind == "counts":
        row = result.first("risk_difference", "event")
        rates = [result.first("count", "event", arm=arm) for arm in result.arms]
        return t(
            "published.finding_counts",
            treatment=_share(rates[0]),
            control=_share(rates[1]),
            difference=format_number.points(row.estimate),
            ci=format_row.ci(t, row, 1, scale=PERCENT),
            test=format_row.test(t, result.first("pearson_chi2", "event")),
        )
    if published.kind == "grades":
        row = result.first("win_odds", "grade")
        ordered = result.first("proportional_odds", "grade")
        return t(
            "published.finding_grades",
            odds=format_row.estimate(t, row),
            common=format_row.estimate(t, ordered),
            level=format_number.level(result.settings.level),
            p=format_row.p(t, row.p) or format_number.DASH,
        )
    if published.kind == "means":
        row = result.first("welch_t", "score", visit="post")
        g = result.first("hedges_g", "score", visit="post")
        return t(
            "published.finding_means",
            difference=format_number.number(row.estimate),
            ci=format_row.ci(t, row) or format_number.DASH,
            test=format_row.test(t, row) or format_number.DASH,
            g=format_number.number(g.estimate),
        )
    if published.kind == "correlation":
        row = result.first("pearson", "x", versus="y")
        return t(
            "published.finding_correlation",
            r=format_number.number(row.estimate, 3),
            ci=format_row.ci(t, row, 3) or format_number.DASH,
            p=format_row.p(t, row.p) or format_number.DASH,
            n=format_number.whole(row.total),
        )
    sentence = format_finding.check(published.findings[0], t)
    rows = [row for row in result.rows if row.method == "wilson"]
    if len(rows) != 1:
        return sentence
    return (
        sentence
        + t("written.space")
        + t("published.finding_rate", ci=format_row.ci(t, rows[0], 1, scale=PERCENT))
    )


def _share(row: Row) -> str:
    return f"{format_row.fraction(row)} ({format_number.percent(row.share)})"
