"""Table of the course: means of each arm at each visit, and the difference by the model."""

from __future__ import annotations

from aci_core.analyses.course import DIFFERENCE, MEAN, Course
from aci_core.analyses.estimand import strategy
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.i18n import (
    Translator,
    format_estimand,
    format_number,
    format_row,
    labels,
)
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import Footnotes, ci_head, direction, n_of, notes


def course(result: Course, measure: str, t: Translator) -> Table:
    """One measure at every visit: observed and adjusted means, the difference, df and *P*.

    Parameters
    ----------
    result : Course
    measure : str
        One that has a model.
    t : Translator
    """
    marks = Footnotes(t)
    sd = lookup.largest_sd(result, measure)
    digits, finer = format_number.digits(sd), format_number.digits_of_difference(sd)
    ci = ci_head(result, t)
    basis = result.bases[measure]
    keys = ("n", "mean_sd", "adjusted_mean_head")
    body = []
    for at in (PRE, *basis.visits, *basis.left_out):
        cells = []
        for arm in result.arms:
            observed = result.get("mean_sd", measure, visit=at, arm=arm)
            adjusted = result.get(MEAN, measure, visit=at, arm=arm)
            cells += [
                n_of(t, result, observed),
                format_row.mean_sd(t, observed, digits),
                format_row.estimate(t, adjusted, digits) if adjusted else "",
            ]
        row = result.get(DIFFERENCE, measure, visit=at)
        tested = row is not None and row.df is not None
        cells += [
            marks.estimate(row, finer) if row else "",
            format_number.number(row.df, 1) if row is not None and tested else "",
            format_row.p_value(row) if tested else "",
        ]
        body.append(line(labels.visit(t, at), *cells))
    arms = (
        Head(t(f"table.{key}", ci=ci), spanner=labels.arm(t, arm))
        for arm in result.arms
        for key in keys
    )
    assumed = strategy(measure, method=DIFFERENCE)
    return Table(
        t("table.course_title", measure=labels.with_unit(t, measure)),
        (
            Head(t("table.visit"), "left"),
            *arms,
            Head(t("table.adjusted_head", ci=ci)),
            Head(t("table.df")),
            Head(t("table.p")),
        ),
        tuple(body),
        notes(
            given(result, measure, t),
            direction(result, t),
            t("table.note_course_means"),
            format_estimand.deaths(assumed, t),
            format_estimand.losses(assumed, t),
            t("table.note_visits"),
            marks.lines(),
        ),
    )


def given(result: Course, measure: str, t: Translator) -> str:
    """Which model it is, and what it is adjusted for."""
    basis = result.bases[measure]
    names = [labels.at_visit(t, labels.in_measure(t, measure), PRE)]
    names += [labels.in_column(t, name) for name in basis.covariates]
    key = "note_course_cs" if basis.simple else "note_course"
    return t(f"table.{key}", names=t("words.list").join(names))
