"""What lies behind the difference of one outcome: its patients, its course, its other methods."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from aci_core.presentation import subgroup_names
from aci_core.ui.results.cards import missing_parts, result_cards
from aci_core.ui.state import results, supplementary
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.inputs import controls
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    comparisons,
    drawing,
    figures,
    lookup,
    sentences,
    tables,
)

Draw = Callable[[Translator, "results.Outcomes", str, str], None]


def parts(t: Translator, result: results.Outcomes, visit: str | None) -> list[more.Part]:
    """Parts of the page, each of one measure that is chosen in it.

    Parameters
    ----------
    t : Translator
    result : Outcomes
    visit : str or None
        Each measure's own where none is chosen for all.
    """
    measure, at = _measure(result, visit)
    against = _against(t, result, measure, at)
    shown = [more.Part("patients", partial(_card, t, result, visit, _patients))]
    if any(lookup.has_course(result, name) for name in _visits(result, visit)):
        shown.append(more.Part("course", partial(_card, t, result, visit, _course)))
    if any(place in result.survivors for place in _visits(result, visit).items()):
        shown.append(more.Part("deaths", partial(_card, t, result, visit, _deaths)))
    by_centre = results.primary_by_centre()
    if by_centre is not None and by_centre.outcomes:
        shown.append(more.Part("centres", partial(_centres, t, by_centre)))
    if results.shared_results_only() is None:
        shown.append(more.Part("missing", partial(missing_parts.draw, t)))
        shown.append(more.Part("normal", partial(_card, t, result, visit, _normal)))
    return [
        *shown,
        more.Part("methods", partial(_methods, t, result, visit), against),
        more.Part("tables", partial(_tables, t, result, visit)),
        more.Part("why", partial(layout.why, t, "outcomes")),
    ]


def _visits(result: results.Outcomes, visit: str | None) -> dict[str, str]:
    return dict(comparisons.visit_of_each(result, visit))


def _measure(result: results.Outcomes, visit: str | None) -> tuple[str, str]:
    """The chosen measure, at first the plan's; with its visit."""
    visits = _visits(result, visit)
    chosen = str(view.get("measure"))
    name = chosen if chosen in visits else lookup.main_measure(result)
    name = name if name in visits else next(iter(visits))
    return name, visits[name]


def _against(t: Translator, result: results.Outcomes, measure: str, visit: str) -> str:
    if results.large(results.cohort()):  # the other methods are not paid for before they are asked
        return ""
    swings = supplementary.swings(result, measure, visit)
    return sentences.multiverse.outcome_dissent(result, measure, visit, t, swings=swings)


def _chosen(t: Translator, result: results.Outcomes, visit: str | None) -> tuple[str, str]:
    """Draw the choice of a measure; return it with its visit."""
    visits = _visits(result, visit)
    measure = controls.measure(t, tuple(visits), lookup.main_measure(result))
    return measure, visits[measure]


def _card(t: Translator, result: results.Outcomes, visit: str | None, draw: Draw) -> None:
    """Draw a card of one measure: its choice, its finding, and what is behind it."""
    with layout.card("one_outcome"):
        measure, at = _chosen(t, result, visit)
        layout.sentence(sentences.outcomes.finding(result, t, measure=measure, visit=at))
        draw(t, result, measure, at)


def _patients(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw each patient before and after, and the distributions; of a scale its grades."""
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
    cards.as_table(t, tables.outcome_detail.by_visit(result, measure, t), "one_outcome")


def _distributions(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw the distributions before treatment and at the visit."""
    figure = drawing(figures.raincloud.raincloud, result, measure, visit, t)
    cards.subfigure(t("card.raincloud"), figure, key="raincloud")


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


def _course(t: Translator, result: results.Outcomes, measure: str, _: str) -> None:
    """Draw the course over the visits, where there are several: by the model of all of them."""
    made = _over_visits(t) if lookup.has_course(result, measure) else None
    if made is not None and measure in made.variables:
        _modelled(t, made, measure)
        return
    if lookup.has_course(result, measure) and not result.ordinal(measure):
        cards.subfigure(
            t("card.course"), drawing(figures.course.course, result, measure, t), key="course"
        )
    cards.as_table(t, tables.outcome_detail.by_visit(result, measure, t), "one_outcome")


def _deaths(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw the strategies for deaths before the visit, side by side."""
    over_visits = _over_visits(t)
    layout.sentence(sentences.deaths.finding(result, over_visits, t, measure, visit))
    table = tables.deaths.strategies(result, over_visits, measure, visit, t)
    if not table.rows:
        return
    figure = drawing(figures.deaths.strategies, result, over_visits, measure, visit, t)
    cards.subfigure(t("card.deaths"), figure, key="deaths")
    layout.caption(sentences.deaths.caption(result, t))
    cards.as_table(t, table, "deaths")


def _centres(t: Translator, result: results.CentreEffects) -> None:
    """Draw the primary outcome by centre, whatever measure is chosen."""
    [outcome] = result.outcomes
    with layout.card("primary_by_centre"):
        cards.heading(t("report.figure.centres", outcome=subgroup_names.outcome_name(t, outcome)))
        layout.sentence(t("written.space").join(sentences.centres.finding(result, t)))
        figure = drawing(figures.subgroups.by_level, result, outcome.variable, t)
        cards.figure(figure, key="primary_by_centre")
        layout.caption(sentences.centres.caption(result, t))
        cards.as_table(t, tables.centres.by_centre(result, t), "primary_by_centre")


def _over_visits(t: Translator) -> results.Course | None:
    """The model of all visits, which a large cohort waits for."""
    if not results.large(results.cohort()):
        return results.course()
    return layout.with_spinner(t("slow.waiting"), results.course)


def _modelled(t: Translator, made: results.Course, measure: str) -> None:
    """Draw the differences and adjusted means by the model, its table and the patients' courses."""
    layout.sentence(sentences.course.finding(made, t, measure))
    if measure not in made.bases:
        return
    left, right = layout.pair()
    with left:
        figure = drawing(figures.course_difference.differences, made, measure, t)
        cards.subfigure(t("card.course_difference"), figure, key="course_difference")
    with right:
        figure = drawing(figures.course.course, made, measure, t)
        cards.subfigure(t("card.adjusted_course"), figure, key="adjusted_course")
    layout.caption(sentences.course.basis(made, t, measure))
    cards.as_table(t, tables.course.course(made, measure, t), "course")
    if figures.individual_courses.drawn(made):
        cards.heading(t("card.individual_courses"), 3)
        for arm, column in enumerate(layout.pair()):
            with column:
                figure = drawing(figures.individual_courses.courses, made, measure, arm, t)
                cards.figure(figure, key=f"individual_courses_{arm}")


def _normal(t: Translator, result: results.Outcomes, measure: str, visit: str) -> None:
    """Draw the values against those of a normal distribution."""
    figure = drawing(figures.qq.normal, result, measure, visit, t)
    cards.subfigure(t("card.normal"), figure, key="normal")
    layout.caption(sentences.captions.normal(t))


def _methods(t: Translator, result: results.Outcomes, visit: str | None) -> None:
    """Draw the comparison of methods, which a large cohort waits for."""
    measure, at = _chosen(t, result, visit)
    result_cards.outcome_methods(t, _slowly(t, result), measure, at)


def _slowly(t: Translator, result: results.Outcomes) -> results.Outcomes:
    """The result with what a large cohort waits for."""
    if not results.large(results.cohort()):
        return result
    return layout.with_spinner(t("slow.waiting"), results.outcomes)


def _tables(t: Translator, result: results.Outcomes, visit: str | None) -> None:
    result = _slowly(t, result)
    measure, at = _measure(result, visit)
    layout.tables(
        t,
        "outcomes",
        {
            "outcomes": lambda: tables.outcomes.outcomes(result, t, visit=visit),
            "between": lambda: tables.outcomes.between(result, t, visit=visit),
            "change": lambda: tables.change.change(result, t, visit=visit),
            "sensitivity": lambda: tables.outcome_detail.sensitivity(result, measure, at, t),
            "visits": lambda: tables.outcome_detail.by_visit(result, measure, t),
            "limits": lambda: tables.outcome_detail.limits(result, t),
        },
    )
