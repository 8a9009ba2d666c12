"""Response: grades, rates, effect measures, and their sensitivity to the cut-points."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, result_cards
from aci_core.ui.state import results, view
from aci_core.ui.widgets import cards, controls, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, sentences, tables

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "grade")


def body(t: Translator) -> None:
    result = results.response()
    finding = sentences.response.finding(result, t)
    if result.scale is None:
        page.no_measures(t, "response", NEEDS, finding, choose=controls.criterion)
        return
    changed = sentences.plan.primary_changed(view.settings(), t)
    page.header(t, "title.response", (finding, changed))
    controls.criterion(t, results.cohort())
    cards.headline(headlines.response(result, t))
    left, right = layout.pair()
    with left:
        cards.figure_card(
            t,
            t("card.grades"),
            drawing(figures.rates.grades_or_rates, result, t),
            sentences.captions.response(result, t),
            table=tables.response.grades(result, t),
            key="grades",
        )
    with right:
        cards.figure_card(
            t,
            t("card.effects"),
            drawing(figures.forest.effects, result, t),
            sentences.captions.effects(result, t),
            table=tables.response.effects(result, t),
            key="effects",
        )
    result_cards.nihss_reduction(t)
    if not controls.has_cut_points(results.cohort()):
        result_cards.cut_odds(t, result)
    elif results.shared_results() is None:
        cutpoints(t, result)
    layout.not_shared(t, "response")
    result_cards.response_methods(t, result)
    layout.tables(t, "response", page_tables(t, result))
    layout.why(t, "response")


def page_tables(t: Translator, result: results.Response) -> layout.Tables:
    """The page's tables; those of recorded grades where the file has them."""
    made = tables.response.by_name(result, t)
    if results.shared_results() is not None:
        return made
    cohort = results.cohort()
    grades, audit = results.data().grades, result.audit
    if grades:
        made["patients"] = lambda: tables.cohort.ungradable(cohort, grades, t)
    if audit:
        made["audit"] = lambda: tables.response.audit(result, t)
        made["disagree"] = lambda: tables.cohort.disagreements(cohort, audit, t)
    return made


def cutpoints(t: Translator, result: results.Response) -> None:
    """Draw three sliders of cut-points, and the rate difference at every cut."""
    with layout.card("cutpoints"):
        cards.heading(t("card.cutpoints"))
        left, right = layout.columns(2, 3)
        with left:
            explored = controls.settings_with_cuts(controls.cut_sliders(t), view.settings())
        other = results.response(explored)
        sweep = results.cutpoints(explored)
        if sweep is None:
            return
        with left:
            layout.sentence(sentences.response.cutpoints(sweep, t))
        with right:
            cards.figure(drawing(figures.cutpoints.sweep, sweep, result, t), key="sweep")
        cards.table_body(tables.cutpoints.comparison(result, other, t))
        cards.as_table(t, tables.cutpoints.sweep(sweep, result, t), "sweep")
        figure = drawing(figures.grades.grades, other, t)
        cards.subfigure(t("card.explored_grades"), figure, key="explored_grades", selectable=False)
        cards.as_table(t, tables.response.grades(other, t), "explored_grades")


page.draw("response", NEEDS, body)
