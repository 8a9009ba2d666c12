"""A published table in words: what it says, for a manuscript."""

from __future__ import annotations

from aci_core.analyses.from_table import FromTable
from aci_core.analyses.result import Row
from aci_core.i18n import Translator, findings, numbers, written

PERCENT = 100.0


def finding(found: FromTable, t: Translator) -> str:
    """What the table says, in one or two sentences for a manuscript."""
    result = found.result
    if found.kind == "counts":
        row = result.first("risk_difference", "event")
        rates = [result.first("count", "event", arm=arm) for arm in result.arms]
        return t(
            "published.finding_counts",
            treatment=_share(rates[0]),
            control=_share(rates[1]),
            difference=numbers.points(row.estimate),
            ci=written.ci(t, row, 1, scale=PERCENT),
            test=written.test(t, result.first("pearson_chi2", "event")),
        )
    if found.kind == "grades":
        row = result.first("win_odds", "grade")
        ordered = result.first("proportional_odds", "grade")
        return t(
            "published.finding_grades",
            odds=written.estimate(t, row),
            common=written.estimate(t, ordered),
            level=numbers.level(result.settings.level),
            p=written.p(t, row.p) or numbers.DASH,
        )
    if found.kind == "means":
        row = result.first("welch_t", "score", visit="post")
        g = result.first("hedges_g", "score", visit="post")
        return t(
            "published.finding_means",
            difference=numbers.number(row.estimate),
            ci=written.ci(t, row) or numbers.DASH,
            test=written.test(t, row) or numbers.DASH,
            g=numbers.number(g.estimate),
        )
    if found.kind == "correlation":
        row = result.first("pearson", "x", versus="y")
        return t(
            "published.finding_correlation",
            r=numbers.number(row.estimate, 3),
            ci=written.ci(t, row, 3) or numbers.DASH,
            p=written.p(t, row.p) or numbers.DASH,
            n=numbers.whole(row.total),
        )
    sentence = findings.check(found.findings[0], t)
    rows = [row for row in result.rows if row.method == "wilson"]
    if len(rows) != 1:
        return sentence
    return (
        sentence
        + t("written.space")
        + t("published.finding_rate", ci=written.ci(t, rows[0], 1, scale=PERCENT))
    )


def _share(row: Row) -> str:
    return f"{written.fraction(row)} ({numbers.percent(row.share)})"
