"""Outcomes: adjusted differences between the arms, and each measure before and after."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, result_cards
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, controls, layout
from aci_core.ui.widgets.presenters import (
    Translator,
    comparisons,
    drawing,
    figures,
    lookup,
    sentences,
    tables,
)

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "bi_pre", "bi_post", "vegf_pre", "vegf_post")


def body(t: Translator) -> None:
    large = results.large(results.cohort())
    result = results.outcomes(slow=not large)
    visits = lookup.visits_after(result)
    if not visits:
        page.no_measures(t, "outcomes", NEEDS)
        return
    header = layout.placeholder()
    visit = controls.visit_or_own(t, visits)
    with header:
        findings = sentences.outcomes.findings(result, t, visit=visit)
        page.header(t, "title.outcomes", findings)
    cards.headline(headlines.outcomes(result, t, visit))
    unadjusted = sentences.captions.unadjusted(result, t, visit=visit)
    if unadjusted:
        layout.notice(unadjusted)
    cards.figure_card(
        t,
        t("card.adjusted"),
        drawing(figures.forest.outcomes, result, visit, t),
        sentences.captions.differences(result, t, visit=visit),
        table=tables.outcomes.between(result, t, visit=visit),
        key="differences",
    )
    with layout.card("one_outcome"):
        cards.heading(t("section.outcome"))
        measure, at = one_measure(t, result, visit)
        layout.sentence(sentences.outcomes.finding(result, t, measure=measure, visit=at))
        one_outcome(t, result, measure, at)
    layout.not_shared(t, "outcomes")
    if large:
        result = layout.with_spinner(t("slow.waiting"), results.outcomes)
    result_cards.outcome_methods(t, result, measure, at)
    layout.tables(
        t,
        "outcomes",
        {
            "outcomes": lambda: tables.outcomes.outcomes(result, t, visit=visit),
            "between": lambda: tables.outcomes.between(result, t, visit=visit),
            "change": lambda: tables.outcomes.change(result, t, visit=visit),
            "sensitivity": lambda: tables.outcome_detail.sensitivity(result, measure, at, t),
            "visits": lambda: tables.outcome_detail.by_visit(result, measure, t),
            "limits": lambda: tables.outcome_detail.limits(result, t),
        },
    )
    layout.why(t, "outcomes")


def one_measure(t: Translator, result: results.Outcomes, visit: str | None) -> tuple[str, str]:
    """Choose a measure; with its visit, its own where none is chosen for all."""
    visits = comparisons.visit_of_each(result, visit)
    measure = controls.measure(t, tuple(visits), sentences.outcomes.main_measure(result))
    return measure, visits[measure]


def one_outcome(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw each patient before and after, the distributions, and the course over visits."""
    shared = results.shared_results_only() is not None  # no patient then
    if shared or not result.changed(measure, visit):
        distributions(t, result, measure, visit)
    else:
        left, right = layout.pair()
        with left:
            figure = drawing(figures.spaghetti.lines, result, measure, visit, t)
            cards.subfigure(t("card.lines"), figure, key="lines")
            cards.as_table(
                t, tables.outcome_detail.change_direction(result, measure, visit, t), "lines"
            )
        with right:
            distributions(t, result, measure, visit)
    layout.caption(sentences.captions.outcomes(result, measure, visit, t))
    if not (shared or result.ordinal(measure)):
        figure = drawing(figures.qq.normal, result, measure, visit, t)
        cards.subfigure(t("card.normal"), figure, key="normal")
        layout.caption(sentences.captions.normal(t))
    if lookup.has_course(result, measure):
        cards.subfigure(
            t("card.course"), drawing(figures.course.course, result, measure, t), key="course"
        )
    cards.as_table(t, tables.outcome_detail.by_visit(result, measure, t), "one_outcome")


def distributions(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw the distributions before treatment and at the visit."""
    figure = drawing(figures.raincloud.raincloud, result, measure, visit, t)
    cards.subfigure(t("card.raincloud"), figure, key="raincloud")


page.draw("outcomes", NEEDS, body)
