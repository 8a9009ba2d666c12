"""Headline numbers of an exploration: what answers it, and how many patients it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation import exploration, field_names
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.ui.state import supplementary
from aci_core.ui.widgets.page.cards import Metric

if TYPE_CHECKING:  # it brings the analyses: not before there is something to explore
    from aci_core.analyses.result import Row

_DIFFERENCES = ("welch_t", "risk_difference")
_RATIOS = ("odds_ratio", "proportional_odds", "win_odds")


def headline(result: supplementary.Exploration, t: Translator) -> list[Metric]:
    """The leading number, one beside it, and n."""
    shown = [
        _metric(result, row, t) for panel in result.panels[:1] for row in exploration.leads(panel)
    ]
    if not shown and result.panels and result.group is None and result.form == "groups":
        shown = _alone(result, t)
    return [*shown, _patients(result, t)]


def _metric(result: supplementary.Exploration, row: Row, t: Translator) -> Metric:
    panel = result.panels[0]
    if row.estimate is None:  # a test alone, or what could not be computed
        note = labels.method(t, row.method)
        return Metric(t(f"headline.explore_{row.method}"), format_number.p_value(row.p), note)
    digits, scale = exploration.digits(panel, row), exploration.scale(row)
    value = format_number.number(row.estimate * scale, digits)
    unit = t("headline.points") if row.method == "risk_difference" else ""
    note = t("written.comma").join(
        text
        for text in (_direction(result, row, t), format_row.ci(t, row, digits, scale=scale))
        if text
    )
    return Metric(
        t(f"headline.explore_{row.method}"), value, note, labels.method(t, row.method), unit
    )


def _direction(result: supplementary.Exploration, row: Row, t: Translator) -> str:
    """Which group is set against which."""
    group = result.group
    if group is None or len(group.levels) != 2:
        return ""
    a, b = (field_names.level(t, group, code) for code in group.levels)
    if row.method in _DIFFERENCES:
        return t("headline.explore_versus", a=a, b=b)
    if row.method == "mann_whitney":
        return t("headline.explore_above", a=a, b=b)
    return t("headline.explore_ratio", a=a, b=b) if row.method in _RATIOS else ""


def _alone(result: supplementary.Exploration, t: Translator) -> list[Metric]:
    panel = result.panels[0]
    digits = exploration.mean_digits(panel)
    mean = exploration.row_of_level(panel, "mean_sd", None)
    median = exploration.row_of_level(panel, "median_iqr", None)
    unit = field_names.unit_of(t, result.outcome)
    return [
        Metric(
            t("headline.explore_mean_sd"),
            format_number.number(mean.estimate if mean else None, digits),
            format_row.ci(t, mean, digits) if mean else "",
            unit=unit,
        ),
        Metric(
            t("headline.explore_median_iqr"),
            format_number.number(median.estimate if median else None, digits),
            format_number.interval(median.q1, median.q3, digits, lang=t.lang) if median else "",
            unit=unit,
        ),
    ]


def _patients(result: supplementary.Exploration, t: Translator) -> Metric:
    every = format_number.whole(result.n + result.n_missing)
    missing = format_number.whole(result.n_missing)
    whole = t("explore.n_any" if result.form == "course" else "explore.n_whole")
    note = t("explore.n_note", n=missing, every=every) if result.n_missing else whole
    return Metric(t("explore.n"), format_number.whole(result.n), note, t("explore.n_help"))
