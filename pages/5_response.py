"""Response to treatment: grades, rates, every effect measure, and the cut-points."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, method_comparison, response_cards
from aci_core.ui.state import results, view
from aci_core.ui.widgets import cards, controls, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, sentences, tables

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "grade")


def body(t: Translator) -> None:
    found = results.response()
    finding = sentences.response.finding(found, t)
    if found.scale is None:
        page.lacking(t, "response", NEEDS, finding, choose=controls.rule)
        return
    page.header(t, "title.response", finding)
    controls.rule(t, results.cohort())
    cards.headline(headlines.response(found, t))
    left, right = layout.pair()
    with left:
        cards.figure_card(
            t,
            t("card.grades"),
            drawing(figures.rates.grades_or_rates, found, t),
            sentences.captions.response(found, t),
            table=tables.response.grades(found, t),
            key="grades",
        )
    with right:
        cards.figure_card(
            t,
            t("card.effects"),
            drawing(figures.forest.effects, found, t),
            sentences.captions.effects(found, t),
            table=tables.response.effects(found, t),
            key="effects",
        )
    response_cards.card(t)
    if not controls.scored(results.cohort()):
        response_cards.recorded(t, found)
    elif results.shared_results() is None:
        cutpoints(t, found)
    layout.left_out(t, "response")
    method_comparison.response(t, found)
    layout.tables(t, "response", shown(t, found))
    layout.why(t, "response")


def shown(t: Translator, found: results.Response) -> layout.Tables:
    """The page's tables; those of recorded grades where the file has them."""
    made = tables.response.by_name(found, t)
    if results.shared_results() is not None:
        return made
    cohort = results.cohort()
    grades, audit = results.data().grades, found.audit
    if grades:
        made["patients"] = lambda: tables.cohort.ungradable(cohort, grades, t)
    if audit:
        made["audit"] = lambda: tables.response.audit(found, t)
        made["disagree"] = lambda: tables.cohort.disagreements(cohort, audit, t)
    return made


def cutpoints(t: Translator, found: results.Response) -> None:
    """Does the verdict hang on the cut-points? Three sliders, the rate at every cut."""
    with layout.card("cutpoints"):
        cards.heading(t("card.cutpoints"))
        left, right = layout.columns(2, 3)
        with left:
            explored = controls.explored_settings(controls.explored(t), view.settings())
        other = results.response(explored)
        sweep = results.cutpoints(explored)
        if sweep is None:
            return
        with left:
            layout.sentence(sentences.response.cutpoints(sweep, t))
        with right:
            cards.figure(drawing(figures.cutpoints.sweep, sweep, found, t), key="sweep")
        cards.table_body(tables.cutpoints.comparison(found, other, t))
        cards.as_table(t, tables.cutpoints.sweep(sweep, found, t), "sweep")
        figure = drawing(figures.grades.grades, other, t)
        cards.part(t("card.explored_grades"), figure, key="explored_grades", pick=False)
        cards.as_table(t, tables.response.grades(other, t), "explored_grades")


page.draw("response", NEEDS, body)
