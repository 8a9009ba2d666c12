"""Card of one outcome: what lies behind its difference, at its visit and over all of them."""

from __future__ import annotations

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


def draw(t: Translator, result: results.Outcomes, visit: str | None) -> tuple[str, str]:
    """Draw the card of a chosen measure, at first the plan's; returns it with its visit."""
    with layout.card("one_outcome"):
        cards.heading(t("section.outcome"))
        measure, at = _one_measure(t, result, visit)
        layout.sentence(sentences.outcomes.finding(result, t, measure=measure, visit=at))
        _one_outcome(t, result, measure, at)
    return measure, at


def _one_measure(t: Translator, result: results.Outcomes, visit: str | None) -> tuple[str, str]:
    """Choose a measure; with its visit, its own where none is chosen for all."""
    visits = comparisons.visit_of_each(result, visit)
    measure = controls.measure(t, tuple(visits), lookup.main_measure(result))
    return measure, visits[measure]


def _one_outcome(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw each patient before and after, the distributions, and the course over visits."""
    if result.ordinal(measure):
        _grades(t, result, measure, visit)
        return
    shared = results.shared_results_only() is not None  # no patient then
    if shared or not result.changed(measure, visit):
        _distributions(t, result, measure, visit)
    else:
        left, right = layout.pair()
        with left:
            figure = drawing(figures.spaghetti.lines, result, measure, visit, t)
            cards.subfigure(t("card.lines"), figure, key="lines")
            cards.as_table(
                t, tables.outcome_detail.change_direction(result, measure, visit, t), "lines"
            )
        with right:
            _distributions(t, result, measure, visit)
    layout.caption(sentences.captions.outcomes(result, measure, visit, t))
    if not shared:
        figure = drawing(figures.qq.normal, result, measure, visit, t)
        cards.subfigure(t("card.normal"), figure, key="normal")
        layout.caption(sentences.captions.normal(t))
    if lookup.has_course(result, measure):
        cards.subfigure(
            t("card.course"), drawing(figures.course.course, result, measure, t), key="course"
        )
    cards.as_table(t, tables.outcome_detail.by_visit(result, measure, t), "one_outcome")


def _grades(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw the grades of an ordinal scale as bars with counts, and the arms compared."""
    if lookup.graded_visits(result, measure):
        cards.subfigure(
            t("card.scale_grades"),
            drawing(figures.ordinal.grades, result, measure, t),
            key="scale_grades",
        )
        layout.caption(sentences.ordinal.caption(result, t, measure, visit))
        cards.as_table(t, tables.ordinal.grades(result, measure, visit, t), "scale_grades")
    compared = tables.ordinal.compared(result, measure, visit, t)
    cards.heading(compared.title, 3)
    cards.table_body(compared)
    cards.table_download(t, compared, "scale_compared")


def _distributions(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw the distributions before treatment and at the visit."""
    figure = drawing(figures.raincloud.raincloud, result, measure, visit, t)
    cards.subfigure(t("card.raincloud"), figure, key="raincloud")
