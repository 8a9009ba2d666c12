"""Outcomes after treatment: before and after by arm, with the adjusted difference leading."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, method_comparison
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, controls, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, lookup, sentences, tables

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "bi_pre", "bi_post", "vegf_pre", "vegf_post")


def body(t: Translator) -> None:
    large = results.large(results.cohort())
    found = results.outcomes(slow=not large)
    visits = lookup.visits_after(found)
    if not visits:
        page.lacking(t, "outcomes", NEEDS)
        return
    header = layout.place()
    visit = controls.visit(t, visits, leading=lookup.chosen_visit(found, None))
    with header:
        said = sentences.outcomes.findings(found, t, visit=visit)
        page.header(t, "title.outcomes", said)
    cards.headline(headlines.outcomes(found, t, visit))
    cards.figure_card(
        t,
        t("card.adjusted"),
        drawing(figures.forest.outcomes, found, visit, t),
        sentences.captions.differences(found, t),
        table=tables.outcomes.between(found, t, visit=visit),
        key="differences",
    )
    with layout.card("one_outcome"):
        cards.heading(t("section.outcome"))
        measure = controls.measure(t, found.measured_at(visit))
        layout.sentence(sentences.outcomes.finding(found, t, measure=measure, visit=visit))
        one_outcome(t, found, measure, visit)
    layout.left_out(t, "outcomes")
    if large:
        found = layout.later(t("slow.waiting"), results.outcomes)
    method_comparison.outcomes(t, found, measure, visit)
    layout.tables(
        t,
        "outcomes",
        {
            "outcomes": lambda: tables.outcomes.outcomes(found, t, visit=visit),
            "between": lambda: tables.outcomes.between(found, t, visit=visit),
            "change": lambda: tables.outcomes.change(found, t, visit=visit),
            "sensitivity": lambda: tables.outcome_detail.sensitivity(found, measure, visit, t),
            "visits": lambda: tables.outcome_detail.by_visit(found, measure, t),
            "limits": lambda: tables.outcome_detail.limits(found, t),
        },
    )
    layout.why(t, "outcomes")


def one_outcome(t: Translator, found: results.Outcomes, measure: str, visit: str) -> None:
    """Each patient before and after, the distributions, and the course over more visits."""
    shared = results.shared_results_only() is not None  # no patient then
    if shared or not found.changed(measure, visit):
        cloud(t, found, measure)
    else:
        left, right = layout.pair()
        with left:
            figure = drawing(figures.spaghetti.lines, found, measure, visit, t)
            cards.part(t("card.lines"), figure, key="lines")
            cards.as_table(
                t, tables.outcome_detail.change_direction(found, measure, visit, t), "lines"
            )
        with right:
            cloud(t, found, measure)
    layout.caption(sentences.captions.outcomes(found, measure, visit, t))
    if not (shared or found.ordinal(measure)):
        figure = drawing(figures.qq.normal, found, measure, visit, t)
        cards.part(t("card.normal"), figure, key="normal")
        layout.caption(sentences.captions.normal(t))
    if lookup.has_course(found, measure):
        cards.part(
            t("card.course"), drawing(figures.course.course, found, measure, t), key="course"
        )
    cards.as_table(t, tables.outcome_detail.by_visit(found, measure, t), "one_outcome")


def cloud(t: Translator, found: results.Outcomes, measure: str) -> None:
    """The distributions."""
    figure = drawing(figures.raincloud.raincloud, found, measure, t)
    cards.part(t("card.raincloud"), figure, key="raincloud")


page.draw("outcomes", NEEDS, body)
