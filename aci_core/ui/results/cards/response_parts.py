"""What lies behind the response: its measures of effect, patients, cut-points, methods, tables."""

from __future__ import annotations

from functools import partial

from aci_core.ui.results.cards import result_cards, subgroup_parts
from aci_core.ui.state import results, supplementary
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.inputs import controls
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    drawing,
    figures,
    lookup,
    sentences,
    tables,
)


def parts(t: Translator, result: results.Response) -> list[more.Part]:
    """Parts of the page."""
    swings = supplementary.swings(result, lookup.rated(result), result.visit)
    against = sentences.multiverse.response_dissent(result, t, swings=swings)
    shown = [more.Part("effects", partial(_effects, t, result))]
    if sentences.responders.finding(result, t):
        shown.append(more.Part("responders", partial(_responders, t, result)))
    if supplementary.nihss_reduction() is not None:
        shown.append(more.Part("patients", partial(result_cards.nihss_reduction, t)))
    if not controls.has_cut_points(results.cohort()):
        shown.append(more.Part("cuts", partial(result_cards.cut_odds, t, result)))
    elif results.shared_results() is None:
        shown.append(more.Part("cuts", partial(_cutpoints, t, result)))
    by_centre = results.centres()
    if by_centre is not None:
        draw = partial(subgroup_parts.centres, t, by_centre, result)
        shown.append(more.Part("centres", draw))
    return [
        *shown,
        more.Part("methods", partial(result_cards.response_methods, t, result), against),
        more.Part("tables", lambda: layout.tables(t, "response", _tables(t, result))),
        more.Part("why", partial(layout.why, t, "response")),
    ]


def _effects(t: Translator, result: results.Response) -> None:
    """Draw the measures of effect."""
    cards.figure_card(
        t,
        t("card.effects"),
        drawing(figures.forest.effects, result, t),
        sentences.captions.effects(result, t),
        table=partial(tables.response.effects, result, t),
        key="effects",
    )


def _responders(t: Translator, result: results.Response) -> None:
    """Draw the responders by published rules, and how fragile the rate's *P* is."""
    with layout.card("responders"):
        cards.heading(t("card.responders"))
        cards.figure(drawing(figures.forest.responders, result, t), key="responders")
        layout.caption(sentences.responders.caption(result, t))
        cards.as_table(t, tables.responders.responders(result, t), "responders")
        layout.sentence(sentences.responders.fragility(result, t))


def _tables(t: Translator, result: results.Response) -> layout.Tables:
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


def _cutpoints(t: Translator, result: results.Response) -> None:
    """Draw three sliders of cut-points, and the rate difference at every cut."""
    with layout.card("cutpoints"):
        cards.heading(t("card.cutpoints"))
        left, right = layout.columns(2, 3)
        with left:
            explored = controls.settings_with_cuts(controls.cut_sliders(t), view.settings())
        other = results.response(explored)
        sweep = supplementary.cutpoints(explored)
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
