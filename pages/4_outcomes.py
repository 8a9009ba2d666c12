"""Outcomes after treatment: before and after by arm, with the adjusted difference leading."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, result_cards
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, controls, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, lookup, sentences, tables

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
    visit = controls.visit(t, visits, leading=lookup.chosen_visit(result, None))
    with header:
        findings = sentences.outcomes.findings(result, t, visit=visit)
        page.header(t, "title.outcomes", findings)
    cards.headline(headlines.outcomes(result, t, visit))
    cards.figure_card(
        t,
        t("card.adjusted"),
        drawing(figures.forest.outcomes, result, visit, t),
        sentences.captions.differences(result, t),
        table=tables.outcomes.between(result, t, visit=visit),
        key="differences",
    )
    with layout.card("one_outcome"):
        cards.heading(t("section.outcome"))
        measure = controls.measure(t, result.measured_at(visit))
        layout.sentence(sentences.outcomes.finding(result, t, measure=measure, visit=visit))
        one_outcome(t, result, measure, visit)
    layout.not_shared(t, "outcomes")
    if large:
        result = layout.with_spinner(t("slow.waiting"), results.outcomes)
    result_cards.outcome_methods(t, result, measure, visit)
    layout.tables(
        t,
        "outcomes",
        {
            "outcomes": lambda: tables.outcomes.outcomes(result, t, visit=visit),
            "between": lambda: tables.outcomes.between(result, t, visit=visit),
            "change": lambda: tables.outcomes.change(result, t, visit=visit),
            "sensitivity": lambda: tables.outcome_detail.sensitivity(result, measure, visit, t),
            "visits": lambda: tables.outcome_detail.by_visit(result, measure, t),
            "limits": lambda: tables.outcome_detail.limits(result, t),
        },
    )
    layout.why(t, "outcomes")


def one_outcome(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Each patient before and after, the distributions, and the course over more visits."""
    shared = results.shared_results_only() is not None  # no patient then
    if shared or not result.changed(measure, visit):
        distributions(t, result, measure)
    else:
        left, right = layout.pair()
        with left:
            figure = drawing(figures.spaghetti.lines, result, measure, visit, t)
            cards.subfigure(t("card.lines"), figure, key="lines")
            cards.as_table(
                t, tables.outcome_detail.change_direction(result, measure, visit, t), "lines"
            )
        with right:
            distributions(t, result, measure)
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


def distributions(t: Translator, result: results.Outcomes, measure: str) -> None:
    """The distributions."""
    figure = drawing(figures.raincloud.raincloud, result, measure, t)
    cards.subfigure(t("card.raincloud"), figure, key="raincloud")


page.draw("outcomes", NEEDS, body)
