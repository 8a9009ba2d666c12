"""Tables of an exploration: its numbers by method, and what is described in each group."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.analyses.explore import DESCRIPTIVE, Exploration, Panel
from aci_core.domain.schema import visit_order
from aci_core.presentation import field_names
from aci_core.presentation.exploration import digits, mean_digits, row_of_level, scale
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import Footnotes, notes


def numbers(result: Exploration, t: Translator, title: str) -> Table:
    """Each number with its interval, test and n; of all patients, then by level.

    Without rows where each group is only described.
    """
    marks = Footnotes(t)
    columns = (
        Head(t("table.explore_method"), "left"),
        Head(t("table.estimate")),
        Head(format_row.ci_head(t, result.settings.level)),
        Head(t("table.statistic")),
        Head(t("table.p")),
        Head(t("table.n")),
    )
    body: list[Row] = []
    for panel in result.panels:
        rows = [row for row in panel.result.rows if row.method not in DESCRIPTIVE]
        if rows and result.split is not None:
            blank = [""] * (len(columns) - 1)
            body.append(line(_panel(result, panel, t), *blank, bold=True))
        for row in rows:
            known = format_number.number(
                None if row.estimate is None else row.estimate * scale(row), digits(panel, row)
            )
            body.append(
                line(
                    labels.method(t, row.method),
                    marks.cell(known, row),
                    format_row.limits(t, row, digits(panel, row), scale=scale(row)),
                    format_row.statistic(t, row) or format_number.DASH,
                    format_number.p_value(row.p),
                    format_number.whole(row.total),
                    indent=int(result.split is not None),
                )
            )
    return Table(title, columns, tuple(body), notes(t("words.explore.exploratory"), marks.lines()))


def described(result: Exploration, t: Translator, title: str) -> Table:
    """Means and medians, or counts, of each group: the figure's numbers; without rows of a pair."""
    if result.course is not None:
        return _course(result, t, title)
    if result.form == "table":
        return _counts(result, t, title)
    marks = Footnotes(t)
    columns = (
        Head(t("table.explore_level"), "left"),
        Head(t("table.n")),
        Head(t("method.mean_sd")),
        Head(format_row.ci_head(t, result.settings.level)),
        Head(t("method.median_iqr")),
    )
    body: list[Row] = []
    for panel, indent in _panels(result, t, body, len(columns)):
        at = mean_digits(panel)
        for code in _levels(result):
            mean = row_of_level(panel, "mean_sd", code)
            median = row_of_level(panel, "median_iqr", code)
            if mean is None:
                continue
            body.append(
                line(
                    _level(result, code, t),
                    format_number.whole(mean.total),
                    marks.cell(format_row.mean_sd(t, mean, at), mean),
                    format_row.limits(t, mean, at),
                    marks.cell(format_row.median(t, median, at), median),
                    indent=indent,
                )
            )
    return Table(title, columns, tuple(body), notes(t("words.explore.exploratory"), marks.lines()))


def _panels(
    result: Exploration, t: Translator, body: list[Row], width: int
) -> Iterator[tuple[Panel, int]]:
    """Each panel, with its heading put before its lines."""
    for panel in result.panels:
        if result.split is not None:
            body.append(line(_panel(result, panel, t), *[""] * (width - 1), bold=True))
        yield panel, int(result.split is not None)


def _counts(result: Exploration, t: Translator, title: str) -> Table:
    outcome = result.outcome
    columns = (
        Head(t("table.explore_level"), "left"),
        Head(t("table.n")),
        *(Head(field_names.level(t, outcome, code)) for code in outcome.levels),
    )
    body: list[Row] = []
    for panel, indent in _panels(result, t, body, len(columns)):
        for code in _levels(result):
            rows = [row_of_level(panel, "count", code, level) for level in outcome.levels]
            n = next((row.total for row in rows if row is not None), 0)
            shares = (format_row.share(row) for row in rows)
            body.append(
                line(_level(result, code, t), format_number.whole(n), *shares, indent=indent)
            )
    return Table(title, columns, tuple(body), notes(t("words.explore.exploratory")))


def _course(result: Exploration, t: Translator, title: str) -> Table:
    course, name = result.course, result.outcome.name
    if course is None:
        return Table(title, (), ())
    columns = (
        Head(t("table.visit"), "left"),
        *(
            Head(text, spanner=labels.arm(t, arm))
            for arm in course.arms
            for text in (t("table.n"), t("method.mean_sd"))
        ),
    )
    sds = (row.sd or 0.0 for row in course.where("mean_sd", variable=name))
    at = format_number.digits(max(sds, default=None))
    body = []
    for visit in sorted({mean.visit for mean in course.means}, key=visit_order):
        cells: list[str] = []
        for arm in course.arms:
            row = course.get("mean_sd", name, visit=visit, arm=arm)
            cells += [
                format_number.whole(row.total if row else 0),
                format_row.mean_sd(t, row, at),
            ]
        body.append(line(labels.visit(t, visit), *cells))
    return Table(title, columns, tuple(body), notes(t("words.explore.exploratory")))


def _levels(result: Exploration) -> tuple[str | None, ...]:
    if result.form == "pair" or result.group is None:
        return (None,)
    return result.group.levels


def _level(result: Exploration, code: str | None, t: Translator) -> str:
    if code is None or result.group is None:
        return t("explore.everybody")
    return field_names.level(t, result.group, code)


def _panel(result: Exploration, panel: Panel, t: Translator) -> str:
    if panel.level is None or result.split is None:
        return t("explore.everybody")
    name = field_names.heading(t, result.split)
    level = field_names.level(t, result.split, panel.level)
    return t("explore.block", name=name, level=level)
