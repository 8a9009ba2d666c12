"""Tables 2 and 3, the outcomes: before and after by arm, and between the arms.

Each measure stands at its own visit, or all at one that is chosen; where the visits differ each
line names its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aci_core.analyses.result import Result
from aci_core.analyses.result import Row as ResultRow
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.comparisons import (
    SCALES,
    Comparison,
    comparisons,
    scales,
    visits_differ,
)
from aci_core.presentation.comparisons import covariates as given_columns
from aci_core.presentation.i18n import (
    Translator,
    format_estimand,
    format_number,
    format_row,
    labels,
)
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    better,
    ci_head,
    compared_label,
    compared_title,
    covariates,
    direction,
    multiplicity,
    n_by_arm,
    n_of,
    notes,
    test_cell,
)

# Methods whose name stands at the estimate: what leads where no ANCOVA difference does.
_NAMED = {
    "welch_t": "note_plain",
    "ancova_log": "note_of_ratio",
    "tobit_ratio": "note_of_tobit",
    "proportional_odds_adjusted": "note_of_odds_adjusted",
    "proportional_odds": "note_of_odds",
}


def outcomes(
    result: Result,
    t: Translator,
    *,
    visit: str | None = None,
    brief: bool = False,
    within_tests: bool = True,
) -> Table:
    """The paper's layout: arms by measures, before, after, change; and the adjusted difference.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    t : Translator
    visit : str, optional
        After; each measure's own visit if left out.
    brief : bool
        Before, after, difference and the P that counts alone.
    within_tests : bool
        With the tests within an arm, which compare nothing: a report has them in its supplement.
    """
    compared = comparisons(result, visit)
    differ, holm = visits_differ(compared), _holm(result, compared)
    mixed = any(one.scale != "difference" for one in compared)
    marks = Footnotes(t)
    within, between = t("table.within_arm"), t("table.between_arms")
    head = "compared_head" if mixed else "adjusted_head"
    first = (
        Head(t("table.measure"), "left"),
        Head(t("table.n")),
        Head(labels.visit(t, PRE)),
        Head(_after(t, compared)),
    )
    estimate = t(f"table.{head}", ci=ci_head(result, t))
    columns = (
        (*first, Head(estimate), Head(t("table.p")))
        if brief
        else (
            *first,
            Head(t("table.change_head", ci=ci_head(result, t)), spanner=within),
            *([Head(t("table.test"), spanner=within)] if within_tests else []),
            *([Head(t("table.p"), spanner=within)] if within_tests else []),
            Head(estimate, spanner=between),
            Head(t("table.test"), spanner=between),
            Head(t("table.p"), spanner=between),
            *([Head(t("table.p_holm"), spanner=between)] if holm else []),
        )
    )
    body = [
        row
        for one in compared
        for row in _measure(
            result, t, one, marks, holm=holm, differ=differ, brief=brief, tested=within_tests
        )
    ]
    return Table(
        compared_title(t, "outcomes", compared),
        columns,
        tuple(body),
        notes(
            t(f"table.note_mean_sd{'_brief' if brief else ''}"),
            "" if brief else _own_n(result, t, compared),
            t("table.note_between_leads") if within_tests and not brief else "",
            t("table.note_own_visit") if differ else "",
            format_estimand.survivors(result, t, [(c.variable, c.visit) for c in compared]),
            direction(result, t),
            _ratios(result, t, compared),
            better(result, t),
            covariates(result, t),
            multiplicity(result, t),
            marks.lines(),
        ),
    )


def _measure(
    result: Result,
    t: Translator,
    one: Comparison,
    marks: Footnotes,
    *,
    holm: bool,
    differ: bool,
    brief: bool,
    tested: bool,
) -> Iterator[Row]:
    name, at, lead = one.variable, one.visit, one.row
    sd = lookup.largest_sd(result, name)
    digits, finer = format_number.digits(sd), format_number.digits_of_difference(sd)
    estimate = marks.with_note(
        marks.estimate(
            lead, finer if one.scale == "difference" else 2, apart="\n" if brief else " "
        ),
        _named(result, t, one),
    )
    by_holm = result.get("holm", name, visit=at) if holm else None
    label, n = compared_label(t, one, differ=differ), n_of(t, result, lead) if one.known else ""
    if brief:
        # The P that counts: of the primary outcome its own.
        by = t("table.p_holm") if by_holm else ""
        p = marks.with_note(format_row.p_value(by_holm or lead), by)
        yield line(label, "", "", "", estimate, p, bold=True)
    else:
        adjusted = [format_row.p_value(by_holm)] if holm else []
        between = test_cell(t, lead), format_row.p_value(lead), *adjusted
        yield line(label, n, *[""] * (5 if tested else 3), estimate, *between, bold=True)
    ordinal = result.ordinal(name)
    for arm in result.arms:
        paired = result.get("paired_t", name, visit=at, arm=arm)
        after = result.get("mean_sd", name, visit=at, arm=arm)
        cells = [
            _median(result, t, name, one_visit, arm, marks, digits)
            if ordinal or _withheld(result, name, one_visit)
            else _mean(
                result,
                t,
                result.get("mean_sd", name, visit=one_visit, arm=arm),
                None if brief else paired,
                digits,
                marks,
            )
            for one_visit in (PRE, at)
        ]
        n = n_of(t, result, paired) if paired and not ordinal else n_of(t, result, after)
        first = labels.arm(t, arm), n, *cells
        if brief:
            yield line(*first, "", "", indent=1)
            continue
        # A mean of grades is no grade.
        change = (
            ["", "", ""]
            if ordinal
            else [marks.estimate(paired, finer), test_cell(t, paired), format_row.p_value(paired)]
        )[: 3 if tested else 1]
        yield line(*first, *change, *[""] * (4 if holm else 3), indent=1)


def _named(result: Result, t: Translator, one: Comparison) -> str:
    """The method of an estimate, where no ANCOVA difference leads."""
    if not one.known or one.method not in _NAMED:
        return ""
    names = (labels.in_covariate(t, name) for name in given_columns(result, one))
    given = t("written.comma").join(names) or t("caption.given_covariates")
    return t(f"table.{_NAMED[one.method]}", given=given)


def _mean(
    result: Result,
    t: Translator,
    row: ResultRow | None,
    paired: ResultRow | None,
    digits: int,
    marks: Footnotes,
) -> str:
    """Mean and SD, with their n where it is not that of the line."""
    text = format_row.mean_sd(t, row, digits)
    if _has_own_n(row, paired):
        text = t("table.with_own_n", value=text, n=n_of(t, result, row))
    return marks.cell(text, row)


def _has_own_n(row: ResultRow | None, paired: ResultRow | None) -> bool:
    """Whether a mean is of other patients than the change beside it."""
    return row is not None and paired is not None and row.total != paired.total


def _own_n(result: Result, t: Translator, compared: Sequence[Comparison]) -> str:
    """Note on the n of single means, where there is one."""
    for one in compared:
        for arm in () if result.ordinal(one.variable) else result.arms:
            paired = result.get("paired_t", one.variable, visit=one.visit, arm=arm)
            for at in (PRE, one.visit):
                row = result.get("mean_sd", one.variable, visit=at, arm=arm)
                if _has_own_n(row, paired):
                    return t("table.note_own_n")
    return ""


def _withheld(result: Result, name: str, at: str) -> bool:
    """Whether means are withheld because many values lie beyond a limit of detection."""
    row = result.get("mean_sd", name, visit=at)
    return row is not None and "beyond_limits" in row.notes


def _median(
    result: Result, t: Translator, name: str, at: str, arm: str, marks: Footnotes, digits: int
) -> str:
    """Median and quartiles of an ordinal scale, which has no mean."""
    row = result.get("median_iqr", name, visit=at, arm=arm)
    text = format_row.median(t, row, digits)
    known = row is not None and row.estimate is not None
    if _withheld(result, name, at):
        if not known:
            return marks.cell(text, result.get("mean_sd", name, visit=at), row)
        why = t("table.note_of_median_limits", reason=format_row.note(t, "beyond_limits"))
        return marks.cell(marks.with_note(text, why), row)
    return marks.with_note(text, t("table.note_of_median") if known else "")


def _after(t: Translator, compared: Sequence[Comparison]) -> str:
    """Head of the column after treatment."""
    if visits_differ(compared):
        return t("table.at_own_visit")
    return labels.visit(t, compared[0].visit) if compared else ""


def _ratios(result: Result, t: Translator, compared: Sequence[Comparison]) -> str:
    """Note on the direction of ratios and odds ratios, where there are any."""
    there = {one.scale for one in compared}
    treatment, control = (labels.in_arm(t, arm) for arm in result.arms)
    texts = [
        t(f"table.note_scale_{scale}", treatment=treatment, control=control)
        for scale in SCALES
        if scale in there and scale != "difference"
    ]
    return t("written.space").join(texts)


def _holm(result: Result, compared: Sequence[Comparison]) -> bool:
    """Whether P values of these comparisons were adjusted."""
    return any(result.get("holm", one.variable, visit=one.visit) for one in compared)


def between(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """Comparison of the arms, one measure a line: adjusted first, then unadjusted, then ranks.

    Differences, odds ratios and ratios stand apart; a biomarker stands among the ratios, which
    lead, and with its difference.
    """
    compared = comparisons(result, visit)
    differ, holm = visits_differ(compared), _holm(result, compared)
    marks = Footnotes(t)
    mixed = any(one.scale != "difference" for one in compared)
    adjusted = t(f"table.span_adjusted{'_all' if mixed else ''}")
    plain = t(f"table.span_{'unadjusted' if mixed else 'welch'}")
    ranks = t("table.span_ranks")
    head = t(f"table.{'estimate' if mixed else 'difference'}_head", ci=ci_head(result, t))
    columns = [
        Head(t("table.measure"), "left"),
        Head(t("table.n_both")),
        Head(head, spanner=adjusted),
        Head(t("table.p"), spanner=adjusted),
        *([Head(t("table.p_holm"), spanner=adjusted)] if holm else []),
        Head(head, spanner=plain),
        Head(t("table.p"), spanner=plain),
        Head(t("table.shift_head", ci=ci_head(result, t)), spanner=ranks),
        Head(t("table.p_mann_whitney"), spanner=ranks),
    ]
    body: list[Row] = []
    for scale in scales(compared):
        members = [one for one in compared if one.scale == scale]
        if scale == "difference":  # a biomarker's too, in the order of the measures
            members = [one for one in compared if one.scale != "odds"]
        if members and mixed:
            body.append(line(t(f"table.scale_{scale}"), *[""] * (len(columns) - 1), bold=True))
        for one in members:
            cells = _between(result, t, one, scale, marks, holm=holm, differ=differ)
            body.append(line(*cells, indent=1 if mixed else 0))
    return Table(
        compared_title(t, "between", compared),
        tuple(columns),
        tuple(body),
        notes(
            t("table.note_own_visit") if differ else "",
            direction(result, t),
            _ratios(result, t, compared),
            better(result, t),
            covariates(result, t),
            t("table.note_unadjusted") if mixed else "",
            t("table.note_shift"),
            format_estimand.survivors(result, t, [(c.variable, c.visit) for c in compared]),
            multiplicity(result, t),
            marks.lines(),
        ),
    )


def _between(
    result: Result,
    t: Translator,
    one: Comparison,
    scale: str,
    marks: Footnotes,
    *,
    holm: bool,
    differ: bool,
) -> list[str]:
    name, at = one.variable, one.visit
    digits = format_number.digits_of_difference(lookup.largest_sd(result, name))
    rows = {
        method: result.get(method, name, visit=at)
        for method in ("ancova", "welch_t", "hodges_lehmann", "mann_whitney", "holm")
    }

    def pair(row: ResultRow | None, digits: int = 2) -> list[str]:
        return [marks.estimate(row, digits), format_row.p_value(row)]

    ranks = rows["mann_whitney"]
    blurred = ranks is not None and "ranks_blurred" in ranks.notes
    by_ranks = marks.with_note(
        format_row.p_value(ranks), format_row.note(t, "ranks_blurred") if blurred else ""
    )

    leads = scale == one.scale
    adjusted = [format_row.p_value(rows["holm"]) if leads else ""] if holm else []
    unknown = ["", ""]
    if scale == "ratio":
        return [
            compared_label(t, one, differ=differ),
            n_by_arm(t, result, one.row),
            *pair(one.row),
            *adjusted,
            *unknown,
            *unknown,
        ]
    if scale == "odds":
        lead = one.row if one.adjusted else None
        return [
            compared_label(t, one, differ=differ),
            n_by_arm(t, result, one.row),
            *pair(lead),
            *adjusted,
            *pair(result.get("proportional_odds", name, visit=at)),
            "",
            by_ranks,
        ]
    means = rows["ancova"] or rows["welch_t"]
    known = means is not None and means.estimate is not None
    return [
        compared_label(t, one, differ=differ),
        # Where means are withheld the ranks have patients.
        n_by_arm(t, result, means if known else ranks or means),
        *pair(rows["ancova"], digits),
        *adjusted,
        *pair(rows["welch_t"], digits),
        marks.estimate(rows["hodges_lehmann"], digits),
        by_ranks,
    ]
