"""Forest plot of the estimates of a published table."""

from __future__ import annotations

from aci_core.analyses import Row
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.forest_plot import Entry, entry, forest
from aci_core.presentation.i18n import Translator, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_finding import grade
from aci_core.published.from_table import FromTable

_RATIOS = ("risk_ratio", "risk_ratio_koopman", "odds_ratio", "fisher_exact")
# A figure of each twentieth would be a table.
_SHOWN = ("r=0.00", "r=0.25", "r=0.50", "r=0.75", "r=0.95")


def effect(published: FromTable, t: Translator) -> Drawing:
    """Ratios of counts and grades on a log axis; means, r and a rate on a linear one."""
    make = {
        "counts": _ratios,
        "grades": _grades,
        "means": _means,
        "correlation": _correlation,
        "rate": _rate,
    }
    entries, title = make[published.kind](published, t)
    log = published.kind in ("counts", "grades")
    cue = labels.cue("figure.favours", published.result, t) if published.kind == "grades" else ""
    figure = forest(entries, log=log, cue=cue, title=t(title) if title else "")
    listed = [f"{labels.plain(e.name)} {e.text}" for e in entries]
    text = t("published.alt", ci=labels.ci(published.result, t), list=labels.sentence(listed, t))
    return figure.drawing(text)


Entries = tuple[list[Entry], str]


def _entry(
    name: str, row: Row, t: Translator, *, digits: int = 2, scale: float = 1.0, color: str = ""
) -> Entry:
    text = format_row.estimate(t, row, digits, scale=scale)
    return entry(name, row, text, color or theme.TREATMENT, scale=scale)


def _ratios(published: FromTable, t: Translator) -> Entries:
    rows = [published.result.first(method, "event") for method in _RATIOS]
    entries = [_entry(t(f"published.short_{row.method}"), row, t) for row in rows]
    return entries, "published.figure_ratio"


def _grades(published: FromTable, t: Translator) -> Entries:
    rows = [r for r in published.result.where("odds_ratio", variable="grade") if r.level]
    entries = [_entry(grade(str(row.level), t), row, t) for row in rows]
    for method in ("proportional_odds", "win_odds"):
        row = published.result.first(method, "grade")
        entries.append(_entry(t(f"figure.effect_{method}"), row, t, color=theme.ACCENT))
    return entries, ""


def _means(published: FromTable, t: Translator) -> Entries:
    result = published.result
    entries = [
        _entry(names.method(t, method), result.first(method, "score", visit="post"), t)
        for method in ("welch_t", "student_t")
    ]
    for level in _SHOWN:
        row = result.get("ancova", "score", visit="post", level=level)
        if row is not None:
            name = f"ANCOVA, {t('published.r_is', r=level.removeprefix('r='))}"
            entries.append(_entry(name, row, t, color=theme.ACCENT))
    return entries, "published.figure_difference"


def _correlation(published: FromTable, t: Translator) -> Entries:
    row = published.result.first("pearson", "x", versus="y")
    return [_entry(names.method(t, "pearson"), row, t)], "published.figure_r"


def _rate(published: FromTable, t: Translator) -> Entries:
    rows = [row for row in published.result.rows if row.method in ("wilson", "clopper_pearson")]
    entries = [
        _entry(
            names.method(t, row.method) + (f", {row.level}" if row.level else ""),
            row,
            t,
            digits=1,
            scale=100,
        )
        for row in rows
    ]
    return entries, "published.figure_rate"
