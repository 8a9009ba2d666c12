"""Tables of the multiverse analysis: each method's estimate, and why it leads or does not."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.analyses.multiverse import Specification, outcome_multiverse, response_multiverse
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Cell, Head, Row, Table, line
from aci_core.presentation.tables.ordinal import ordinal_covariates
from aci_core.presentation.tables.parts import (
    Footnotes,
    ci_head,
    covariates,
    direction,
    n_by_arm,
    notes,
)


def outcomes(result: Result, measure: str, visit: str, t: Translator) -> Table:
    """Methods to compare a measure at a visit.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure, visit : str
    t : Translator
    """
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    title = t(
        "way_table.outcomes", measure=labels.measure(t, measure), visit=labels.in_visit(t, visit)
    )
    better, ordinal = result.better(measure), result.ordinal(measure)
    extra = (
        t("way_table.note_p"),
        t("table.note_theta_ordinal" if ordinal else "table.note_theta"),
        t(f"table.note_win_{better}") if better else "",
        ordinal_covariates(result, measure, t) if ordinal else covariates(result, t),
    )
    return _table(result, t, outcome_multiverse(result, measure, visit), title, extra, digits, 1.0)


def response(result: Response, t: Translator) -> Table:
    """Methods to compare the response."""
    specs = response_multiverse(result)
    # An interval of rates has no P of its own: the test is named.
    extra = [t("way_table.note_test", name=t(f"way_test.{one.test}")) for one in specs if one.test]
    return _table(result, t, specs, t("way_table.response"), extra, 1, 100.0)


def _table(
    result: Result,
    t: Translator,
    specs: Sequence[Specification],
    title: str,
    extra: Sequence[str],
    digits: int,
    scale: float,
) -> Table:
    marks = Footnotes(t)
    groups = (
        ("units", [spec for spec in specs if spec.in_units]),
        ("ratios", [spec for spec in specs if not spec.in_units and spec.null is not None]),
        ("tests", [spec for spec in specs if spec.null is None]),
    )
    body: list[Row] = []
    for name, members in groups:
        if members:
            key = "points" if name == "units" and scale != 1.0 else name
            body.append(line(t(f"way_table.{key}"), *[""] * 4, bold=True))
        for spec in members:
            own = spec.in_units
            text = format_row.estimate(
                t, spec.row, digits if own else 2, scale=scale if own else 1.0
            )
            body.append(_line(result, t, spec, marks.cell(text, spec.row)))
    columns = (
        Head(t("way_table.way"), "left"),
        Head(t("table.difference_head", ci=ci_head(result, t))),
        Head(t("table.p")),
        Head(t("table.n_both")),
        Head(t("way_table.why"), "left"),
    )
    return Table(
        title,
        columns,
        tuple(body),
        notes(t("way_table.note"), direction(result, t), extra, marks.lines()),
    )


def _line(result: Result, t: Translator, spec: Specification, text: str) -> Row:
    name = t(f"way.{spec.code}")
    return Row(
        (
            Cell(t("way_table.leads", name=name) if spec.leads else name, 1, bold=spec.leads),
            Cell(text),
            Cell(format_number.p_value(spec.p)),
            Cell(n_by_arm(t, result, spec.row)),
            Cell(t(f"way_why.{spec.code}")),
        )
    )
