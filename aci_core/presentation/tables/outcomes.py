"""Tables 2 and 3, the outcomes: before and after by arm, between the arms, and change."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.analyses.result import Result
from aci_core.analyses.result import Row as ResultRow
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.outcome_detail import METHODS
from aci_core.presentation.tables.parts import (
    Footnotes,
    better,
    ci_head,
    covariates,
    direction,
    heads,
    multiplicity,
    n_by_arm,
    n_of,
    notes,
    test_cell,
)


def outcomes(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """The paper's layout: arms by measures, before, after, change; and the adjusted difference.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    t : Translator
    visit : str, optional
        After; the primary visit if left out.
    """
    at = lookup.chosen_visit(result, visit)
    marks = Footnotes(t)
    within, between = t("table.within_arm"), t("table.between_arms")
    heading = labels.visit(t, at) if at else ""
    columns = (
        Head(t("table.measure"), "left"),
        Head(t("table.n")),
        Head(labels.visit(t, PRE)),
        Head(heading),
        Head(t("table.change_head", ci=ci_head(result, t)), spanner=within),
        Head(t("table.test"), spanner=within),
        Head(t("table.p"), spanner=within),
        Head(t("table.adjusted_head", ci=ci_head(result, t)), spanner=between),
        Head(t("table.test"), spanner=between),
        Head(t("table.p"), spanner=between),
    )
    body: list[Row] = []
    for name in result.variables:
        if at is not None and at in lookup.visits(result, name):
            body.extend(_measure(result, t, name, at, marks))
    return Table(
        _title(t, "outcomes", at),
        columns,
        tuple(body),
        notes(
            t("table.note_mean_sd"),
            t("table.note_between_leads"),
            direction(result, t),
            better(result, t),
            covariates(result, t),
            multiplicity(result, t),
            marks.lines(),
        ),
    )


def _measure(result: Result, t: Translator, name: str, at: str, marks: Footnotes) -> Iterator[Row]:
    sd = lookup.largest_sd(result, name)
    digits, finer = format_number.digits(sd), format_number.digits_of_difference(sd)
    lead = lookup.between_arms(result, name, at) or result.get("ancova", name, visit=at)
    plain = lead is not None and lead.method == "welch_t"
    yield line(
        _primary(result, t, name, at),
        n_of(lead) if lead and lead.estimate is not None else "",
        *[""] * 5,
        marks.with_note(
            marks.estimate(lead, finer),
            t("table.note_plain") if plain else "",
        ),
        test_cell(t, lead),
        format_row.p_value(lead),
        bold=True,
    )
    for arm in result.arms:
        before = result.get("mean_sd", name, visit=PRE, arm=arm)
        after = result.get("mean_sd", name, visit=at, arm=arm)
        paired = result.get("paired_t", name, visit=at, arm=arm)
        yield line(
            labels.arm(t, arm),
            format_number.whole(paired.total) if paired else n_of(after),
            _mean(t, before, paired, digits, marks),
            _mean(t, after, paired, digits, marks),
            marks.estimate(paired, finer),
            test_cell(t, paired),
            format_row.p_value(paired),
            "",
            "",
            "",
            indent=1,
        )


def _mean(
    t: Translator, row: ResultRow | None, paired: ResultRow | None, digits: int, marks: Footnotes
) -> str:
    """Mean and SD; a footnote with their n where it is not that of the line."""
    text = marks.cell(format_row.mean_sd(t, row, digits), row)
    differs = row is not None and paired is not None and row.total != paired.total
    return marks.with_note(text, t("words.n", n=n_of(row)) if differs else "")


def _title(t: Translator, key: str, at: str | None) -> str:
    return t(f"table.{key}_title", visit=labels.in_visit(t, at) if at else t("table.after"))


def _primary(result: Result, t: Translator, name: str, at: str) -> str:
    label = labels.with_unit(t, name)
    named = result.settings.primary in (name, f"{name}_{at}")
    return t("table.primary_mark", name=label) if named else label


def between(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """Comparison of the arms, one measure a line: adjusted difference first, then sensitivity."""
    at = lookup.chosen_visit(result, visit)
    marks = Footnotes(t)
    adjusted, plain, ranks = (
        t(f"table.{key}") for key in ("span_adjusted", "span_welch", "span_ranks")
    )
    holm = lookup.adjusted_at(result, at)
    columns = [
        Head(t("table.measure"), "left"),
        Head(t("table.n_both")),
        Head(t("table.difference_head", ci=ci_head(result, t)), spanner=adjusted),
        Head(t("table.p"), spanner=adjusted),
        *([Head(t("table.p_holm"), spanner=adjusted)] if holm else []),
        Head(t("table.difference_head", ci=ci_head(result, t)), spanner=plain),
        Head(t("table.p"), spanner=plain),
        Head(t("table.shift_head", ci=ci_head(result, t)), spanner=ranks),
        Head(t("table.p_mann_whitney"), spanner=ranks),
    ]
    body = [
        line(*_between(result, t, name, str(at), marks, holm=holm))
        for name in result.variables
        if at in lookup.visits(result, name)
    ]
    return Table(
        _title(t, "between", at),
        tuple(columns),
        tuple(body),
        notes(
            direction(result, t),
            better(result, t),
            covariates(result, t),
            t("table.note_shift"),
            multiplicity(result, t),
            marks.lines(),
        ),
    )


def _between(
    result: Result, t: Translator, name: str, at: str, marks: Footnotes, *, holm: bool
) -> list[str]:
    digits = format_number.digits_of_difference(lookup.largest_sd(result, name))
    rows = {m: result.get(m, name, visit=at) for m in METHODS}
    lead = rows["ancova"] or rows["welch_t"]

    def value(method: str) -> str:
        return marks.estimate(rows[method], digits)

    def p(method: str) -> str:
        return format_row.p_value(rows[method])

    return [
        _primary(result, t, name, at),
        n_by_arm(result, lead),
        value("ancova"),
        p("ancova"),
        *([p("holm")] if holm else []),
        value("welch_t"),
        p("welch_t"),
        value("hodges_lehmann"),
        p("mann_whitney"),
    ]


def change(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """Change since before treatment by arm: mean, median, paired tests."""
    at = lookup.chosen_visit(result, visit)
    marks = Footnotes(t)
    body: list[Row] = []
    for name in result.variables:
        rows = [result.get("paired_t", name, visit=at, arm=arm) for arm in result.arms]
        if at is None or not any(rows):
            continue
        sd = lookup.largest_sd(result, name)
        body.append(line(labels.with_unit(t, name), *[""] * 7, bold=True))
        for arm, paired in zip(result.arms, rows, strict=True):
            body.append(_changed(result, t, name, at, arm, paired, marks, sd))
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
        _title(t, "change", at),
        columns,
        tuple(body),
        notes(t("table.note_change"), t("table.note_within"), better(result, t), marks.lines()),
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
        n_of(paired),
        format_row.mean_sd(t, result.get("mean_sd", name, visit=diff, arm=arm), digits),
        format_row.median(t, result.get("median_iqr", name, visit=diff, arm=arm), digits),
        marks.estimate(paired, finer),
        format_row.p_value(paired),
        marks.estimate(ranks, finer),
        format_number.statistic(ranks.statistic if ranks else None, ranks=True),
        format_row.p_value(ranks),
        indent=1,
    )
