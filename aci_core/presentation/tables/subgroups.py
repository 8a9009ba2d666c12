"""Tables of subgroups and centres: each level described and compared, and the interactions."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.analyses.centres import STRATIFIED
from aci_core.analyses.plan import Endpoint
from aci_core.analyses.responders import RESPONDER
from aci_core.analyses.response import Response
from aci_core.analyses.result import Row as ResultRow
from aci_core.analyses.subgroup_rows import HETEROGENEITY, INTERACTION
from aci_core.analyses.subgroups import Subgroup, Subgroups
from aci_core.domain.notes import note
from aci_core.domain.schema import PRE
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.subgroup_names import (
    Printed,
    column,
    kind,
    outcome_name,
    printed,
)
from aci_core.presentation.tables.model import Cell, Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_heads,
    ci_head,
    direction,
    method_heads,
    method_line,
    notes,
    of,
    ratio_direction,
    test_cell,
)
from aci_core.summaries import EFFECTIVE


def effects(result: Subgroups, variable: str, t: Translator, *, total: bool = True) -> Table:
    """The levels of each column: the arms, their difference or odds ratio, the interaction.

    Parameters
    ----------
    result : Subgroups
    variable : str
        Of one of its outcomes.
    t : Translator
    total : bool
        What the rate is called, as `Response.total`.
    """
    outcome, marks = result.of(variable), Footnotes(t)
    how = printed(result, outcome)
    heads = arm_heads(t, result.arms)
    of_kind = kind(result, outcome)
    columns = (
        Head(t("table.subgroup"), "left"),
        *(Head(head.label, spanner=t(f"table.subgroup_{of_kind}")) for head in heads),
        Head(t(f"table.subgroup_head_{of_kind}", ci=ci_head(result, t))),
        Head(t("table.test"), spanner=t("table.interaction")),
        Head(t("table.p"), spanner=t("table.interaction")),
    )
    body = list(_rows(result, outcome, how, marks, t))
    several = len(result.columns) > 1
    undeclared = any(not one.declared for one in result.columns)
    return Table(
        t("table.subgroups_title", outcome=outcome_name(t, outcome, total=total)),
        columns,
        tuple(body),
        notes(
            t(f"table.note_subgroup_{of_kind}"),
            _adjusted(result, outcome, t),
            t("caption.subgroups_coupled") if coupled(result, outcome) else "",
            t("table.note_no_p_within"),
            t("table.note_subgroup_chance", **chance(result)) if several else "",
            t("table.note_undeclared") if undeclared else "",
            ratio_direction(result, t, t("table.event_better_grade"))
            if how.ratio
            else direction(result, t),
            marks.lines(),
        ),
    )


def chance(result: Subgroups) -> dict[str, str]:
    """Tests of interaction over all outcomes, and how many lie below alpha: found, by chance."""
    tested, alpha = result.tested, result.settings.alpha
    return {
        "tests": format_number.whole(len(tested)),
        "expected": format_number.number(alpha * len(tested), 1),
        "found": format_number.whole(sum(row.p is not None and row.p < alpha for row in tested)),
        "alpha": format_number.alpha(alpha),
    }


def coupled(result: Subgroups, outcome: Endpoint) -> bool:
    """Whether the response is looked at by the score of which it is a share."""
    return outcome.variable == EFFECTIVE and any(
        one.column == f"nihss_{PRE}" for one in result.columns
    )


def _adjusted(result: Subgroups, outcome: Endpoint, t: Translator) -> str:
    names = result.adjusted_for.get(outcome.variable, ())
    listed = t("words.list").join(labels.in_covariate(t, name) for name in names)
    return t("table.note_subgroup_given", names=listed) if listed else ""


def _rows(
    result: Subgroups, outcome: Endpoint, how: Printed, marks: Footnotes, t: Translator
) -> Iterator[Row]:
    overall = result.overall(outcome)
    if overall is not None:
        sizes = [
            t("table.n_of", n=format_number.whole(n)) if n is not None else format_number.DASH
            for n in _sizes(result, overall)
        ]
        text = marks.cell(how.text(t, overall), overall)
        yield line(t("table.all_patients"), *sizes, text, "", "", bold=True)
    for one in result.columns:
        test = result.interaction(outcome, one)
        name = column(t, one) + ("" if one.declared else t("table.undeclared"))
        if test is not None and (absent := format_row.note_number(test, "missing")):
            name = marks.with_note(name, format_row.note(t, note("missing", absent)))
        per = result.slope(outcome, one)
        slope = ""
        if per is not None and per.estimate is not None:
            slope = format_row.estimate(t, per, how.slope_digits)
        cells = (test_cell(t, test), marks.cell(format_row.p_value(test), test))
        yield Row(
            (
                Cell(name, bold=True),
                Cell(""),
                Cell(""),
                Cell(
                    t("table.per_step", value=slope, step=labels.step(t, one.column, one.step))
                    if slope
                    else ""
                ),
                *map(Cell, cells),
            )
        )
        for level in one.levels:
            row = result.within(outcome, one, level)
            described = (_described(result, outcome, one, level, arm, t) for arm in result.arms)
            yield line(
                labels.level(t, level),
                *described,
                marks.cell(how.text(t, row), row),
                "",
                "",
                indent=1,
            )


def _sizes(result: Subgroups, row: ResultRow) -> list[int | None]:
    return [row.n.get(arm) if row.n and not isinstance(row.n, int) else None for arm in result.arms]


def _described(
    result: Subgroups, outcome: Endpoint, one: Subgroup, level: str, arm: str, t: Translator
) -> str:
    """An arm of a level: its rate, or mean or median with n."""
    at = {"visit": outcome.visit, "arm": arm, "level": level, "versus": one.column}
    if outcome.variable == EFFECTIVE:
        return of(result.get("count", EFFECTIVE, **at))
    row = result.get("median_iqr" if result.ratio(outcome) else "mean_sd", outcome.variable, **at)
    if row is None:
        return format_number.DASH
    text = (
        format_row.median(t, row, 0)
        if row.method == "median_iqr"
        else format_row.mean_sd(t, row, format_number.digits(row.sd))
    )
    return t("table.value_n", value=text, n=format_number.whole(row.total))


def strata(response: Response, centre: str, t: Translator) -> Table:
    """The rates compared within centres: Mantel-Haenszel, arm by centre, heterogeneity."""
    marks, body = Footnotes(t), []
    for method in (*STRATIFIED, INTERACTION, HETEROGENEITY):
        row = response.get(method, EFFECTIVE, visit=response.visit, versus=centre)
        if row is None:
            continue
        points = method == "mantel_haenszel_rd"
        body.append(
            method_line(
                response,
                t,
                row,
                marks,
                digits=1 if points else 2,
                scale=100 if points else 1,
                label=t("table.in_points", name=labels.method(t, method))
                if points
                else t("table.arm_by_centre")
                if method == INTERACTION
                else "",
            )
        )
    rules = [
        row
        for row in response.where("mantel_haenszel_rd", variable=RESPONDER)
        if row.versus == centre
    ]
    body += [
        method_line(response, t, row, marks, digits=1, scale=100, label=_of_rule(row, t))
        for row in rules
    ]
    event = labels.rate_words(t, total=response.total)["event"]
    return Table(
        t("table.strata_title", rate=labels.rate(t, total=response.total)),
        method_heads(response, t),
        tuple(body),
        notes(
            t("table.note_strata"),
            t("table.note_strata_rules") if rules else "",
            direction(response, t),
            ratio_direction(response, t, event),
            marks.lines(),
        ),
    )


def _of_rule(row: ResultRow, t: Translator) -> str:
    rule = labels.at_visit(t, labels.responder(t, row.level or ""), row.visit)
    return t("table.in_points", name=rule)
