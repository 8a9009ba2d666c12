"""Sentences on the course of a measure: the difference by the model, and what it rests on."""

from __future__ import annotations

from aci_core.analyses.course import DIFFERENCE, Course
from aci_core.analyses.estimand import strategy
from aci_core.analyses.plan import own_visit
from aci_core.presentation import lookup
from aci_core.presentation.i18n import (
    Translator,
    format_estimand,
    format_number,
    format_row,
    labels,
)
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import amount, arms, brackets, join, listing, reasons
from aci_core.presentation.sentences.parts import measure as named


def finding(result: Course, t: Translator, measure: str) -> str:
    """The difference at the measure's own visit, and its range over the others; no verdict."""
    rows = list(result.where(DIFFERENCE, variable=measure))
    known = [row for row in rows if row.estimate is not None]
    if not known:
        facts = {"measure": named(t, measure), "reason": reasons(t, *rows)}
        return t("words.course.not_compared", **facts)
    own = own_visit(result.settings, measure, [row.visit or "" for row in known])
    row = next(row for row in known if row.visit == own)
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    others = (
        t(
            "words.course.at",
            visit=labels.in_visit(t, one.visit or ""),
            size=amount(t, one.estimate, measure, digits),
        )
        for one in known
        if one is not row
    )
    return t(
        "words.course.difference",
        **arms(result, t),
        measure=named(t, measure),
        visit=labels.in_visit(t, row.visit or ""),
        size=bold(amount(t, row.estimate, measure, digits)),
        inside=brackets(t, format_row.ci(t, row, digits)),
        others=listing(t, others),
    )


def basis(result: Course, t: Translator, measure: str) -> str:
    """How many patients and scores the model rests on, and what is assumed of the others."""
    of = result.bases[measure]
    count = format_number.whole
    scores = []
    for row in result.where(DIFFERENCE, variable=measure):
        if row.visit in of.visits:
            n = t("figure.n", n=count(row.total))
            scores.append(f"{literal(labels.visit_inside(t, row.visit or ''))} {n}")
    assumed = strategy(measure, method=DIFFERENCE)
    died = of.dead.get(of.visits[-1])
    out = (literal(labels.visit_inside(t, visit)) for visit in of.left_out)
    return join(
        t,
        (
            t(
                "words.course.basis",
                n=count(sum(of.patients)),
                all=count(sum(of.patients) + sum(of.without)),
                list=t("words.list").join(scores),
            ),
            t("words.course.left_out", list=t("words.list").join(out)) if of.left_out else "",
            t("words.course.simple") if of.simple else "",
            format_estimand.losses(assumed, t),
            format_estimand.deaths(assumed, t),
            t("words.course.died", n=count(sum(died))) if died else "",
        ),
    )
