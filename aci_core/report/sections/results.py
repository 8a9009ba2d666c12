"""Sections of the results, with the sentences, tables and figures of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from aci_core.presentation import figures, lookup
from aci_core.presentation.comparisons import visit_of_each
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import baseline as baseline_words
from aci_core.presentation.sentences import captions, overview
from aci_core.presentation.sentences import course as course_words
from aci_core.presentation.sentences import factors as factor_words
from aci_core.presentation.sentences import flow as flow_words
from aci_core.presentation.sentences import ordinal as ordinal_words
from aci_core.presentation.sentences import outcomes as outcome_words
from aci_core.presentation.sentences import plan as plan_words
from aci_core.presentation.sentences import protocol as protocol_words
from aci_core.presentation.sentences import response as response_words
from aci_core.presentation.sentences import safety as safety_words
from aci_core.presentation.sentences import sensitivity as sensitivity_words
from aci_core.presentation.tables import baseline as baseline_table
from aci_core.presentation.tables import change as change_tables
from aci_core.presentation.tables import course as course_table
from aci_core.presentation.tables import factors as factor_tables
from aci_core.presentation.tables import flow as flow_table
from aci_core.presentation.tables import ordinal as ordinal_tables
from aci_core.presentation.tables import outcome_detail
from aci_core.presentation.tables import outcomes as outcome_tables
from aci_core.presentation.tables import protocol as protocol_tables
from aci_core.presentation.tables import response as response_tables
from aci_core.presentation.tables import safety as safety_tables
from aci_core.presentation.tables import sensitivity as sensitivity_tables
from aci_core.presentation.tables.model import Table
from aci_core.report.model import Section
from aci_core.report.numbering import FigureParts, Numbering
from aci_core.report.sections import centres, deaths, responders, several_centres
from aci_core.report.study import Study, arms

if TYPE_CHECKING:
    from aci_core.analyses.factors import Factors
    from aci_core.analyses.outcomes import Outcomes
    from aci_core.presentation.figures.drawing import Drawing

# The scatters of the paper's Figure 1; the others would fill pages.
_SCATTERS = 2


def _section(
    key: str,
    t: Translator,
    numbering: Numbering,
    *paragraphs: str,
    tables: Sequence[tuple[str, Table]] = (),
    figures: Sequence[FigureParts] = (),
) -> Section:
    """A section under the heading of the results: paragraphs, then tables, then figures."""
    return Section(
        key,
        2,
        t(f"report.section.{key}"),
        paragraphs,
        tables=numbering.tables(*tables),
        figures=numbering.figures(*figures),
    )


def summary(study: Study, t: Translator, _numbering: Numbering) -> Section:
    """The main results in a few sentences."""
    results = (study.response, study.outcomes, study.safety)
    text = overview.finding(results, t, n=study.cohort.n_by_arm)
    changed = plan_words.primary_changed(study.used, t)
    by_centre, _ = centres.primary(study, t) if study.pooled else ((), ())
    paragraphs = (text, *by_centre, changed)
    return Section("summary", 1, t("report.section.summary"), tuple(filter(None, paragraphs)))


def flow(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Patients from the file to the analyses; of a pooled trial its centres."""
    if study.pooled is not None:
        return several_centres.who(study.pooled, t, numbering)
    result = study.flow
    texts = [t("report.flow.file", n=format_number.whole(result.in_file))]
    if result.repeated:
        texts.append(t("report.flow.repeated", n=format_number.whole(result.repeated)))
    if result.left_out:
        reasons = (f"{t.name('left_out', code)} {count}" for code, count in result.left_out)
        listed = t("words.list").join(reasons)
        out = format_number.whole(sum(count for _, count in result.left_out))
        texts.append(t("report.flow.left_out", n=out, list=listed))
    if result.filtered:
        texts.append(t("report.flow.filtered", n=format_number.whole(result.filtered)))
    treatment, control = arms(study, t)
    one, two = (format_number.whole(arm.n) for arm in result.by_arm)
    texts.append(t("report.flow.arms", treatment=treatment, control=control, nt=one, nc=two))
    texts.append(flow_words.analysed(result, t, treatment, control))
    title, caption = t("report.figure.flow"), flow_words.caption(result, t)
    return _section(
        "flow",
        t,
        numbering,
        t("written.space").join(text for text in texts if text),
        figures=[("flow", title, caption, lambda: figures.flow.patients(result, t))],
    )


def treatment(study: Study, t: Translator, numbering: Numbering) -> Section | None:
    """Planned and received treatment; None where the file holds no dose and no exposure."""
    result = study.doses
    recorded = protocol_words.exposure(result, t)
    exposures = protocol_tables.exposure(result, t, study.cohort.two_arms())
    tables = [("treatment_exposure", exposures)] if recorded else []
    if not result.given:
        return _section("treatment", t, numbering, recorded, tables=tables) if recorded else None
    cite = numbering.cite("yang_2025") if result.published else ""
    title, caption = t("report.figure.treatment"), protocol_words.caption(result, t)
    return _section(
        "treatment",
        t,
        numbering,
        protocol_words.plan(result, t, cite=cite),
        protocol_words.received(result, t),
        *([recorded] if recorded else []),
        tables=tables,
        figures=[("treatment", title, caption, lambda: figures.protocol.received(result, t))],
    )


def baseline(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Table 1, and the balance of the arms."""
    result = study.baseline
    text = baseline_words.finding(result, t)
    if not result.rows:
        return _section("baseline", t, numbering, text)
    title, caption = t("report.figure.love"), captions.baseline(result, t)
    return _section(
        "baseline",
        t,
        numbering,
        text,
        tables=[("baseline", baseline_table.baseline(result, t, show="declared"))],
        figures=[
            (
                "love",
                title,
                caption,
                lambda: figures.love.balance(result, t),
                lambda: figures.love.balance(result, t, wide=True),
            )
        ],
    )


def response(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Grades and the total effective rate."""
    result = study.response
    text = response_words.finding(result, t)
    if result.scale is None or not response_words.is_known(result):
        return _section("response", t, numbering, text)
    texts, tables, drawn = responders.exhibits(result, t)
    return _section(
        "response",
        t,
        numbering,
        text,
        response_words.ordered(result, t),
        *filter(None, (centres.rates(study, t), *texts)),
        tables=[
            ("response_grades", response_tables.grades(result, t)),
            ("response_effects", response_tables.effects(result, t)),
            *tables,
        ],
        figures=[
            (
                "grades",
                t("report.figure.grades"),
                captions.response(result, t),
                lambda: figures.grades.grades(result, t),
            ),
            (
                "effects",
                t("report.figure.effects"),
                captions.effects(result, t),
                lambda: figures.forest.effects(result, t),
            ),
            *drawn,
        ],
    )


def outcomes(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Every outcome at its own visit; then the change and the course of the main one."""
    result = study.outcomes
    text = outcome_words.finding(result, t)
    main = lookup.main_measure(result)
    visit = lookup.main_visit(result, None, main) if main else None
    if visit is None or main is None:
        return _section("outcomes", t, numbering, text)
    shown: list[FigureParts] = [
        (
            "differences",
            t("report.figure.differences"),
            captions.differences(result, t),
            lambda: figures.forest.outcomes(result, None, t),
            lambda: figures.forest.outcomes(result, None, t, wide=True),
        )
    ]
    tables_of_grades, bars = _ordinal(result, t)
    shown += bars
    name = literal(labels.measure(t, main))
    means = not result.ordinal(main)  # a mean of grades is no grade
    if means and study.pooled is None and result.changed(main, visit):
        shown.append(
            (
                "change",
                t("report.figure.change", measure=name),
                captions.outcomes(result, main, visit, t),
                lambda: figures.spaghetti.lines(result, main, visit, t),
            )
        )
    if means and len(lookup.visits(result, main)) > 2:
        shown.append(
            (
                "course",
                t("report.figure.course", measure=name),
                captions.course(result, main, t),
                lambda: figures.course.course(result, main, t),
            )
        )
    paragraphs, modelled, drawn = _course(study, main, t)
    strategies, by_strategy, answers = deaths.exhibits(study, main, visit, t)
    supposed, under, pictures = _missing(study, t)
    within, forest = centres.primary(study, t)
    pooled = study.pooled is not None  # then the centres are the trial, and stand first
    after = [*drawn, *answers, *pictures]
    shown = [*forest, *shown, *after] if pooled else [*shown, *after, *forest]
    return _section(
        "outcomes",
        t,
        numbering,
        text,
        *(within if pooled else ()),
        *((outcome_words.within(result, t, measure=main),) if means else ()),
        *paragraphs,
        *strategies,
        *supposed,
        *(() if pooled else within),
        tables=[
            *(centres.of_primary(study, t) if pooled else ()),
            ("outcomes", outcome_tables.outcomes(result, t, within_tests=False)),
            ("outcomes_between", outcome_tables.between(result, t)),
            *tables_of_grades,
            *modelled,
            *by_strategy,
            *under,
        ],
        figures=shown,
    )


def _ordinal(result: Outcomes, t: Translator) -> tuple[list[tuple[str, Table]], list[FigureParts]]:
    """Tables and figures of the ordinal measures, each at its own visit."""
    tables: list[tuple[str, Table]] = []
    drawn: list[FigureParts] = []
    for name, at in visit_of_each(result).items():
        if not lookup.has_grades(result, name, at):
            continue
        tables += [
            (f"grades_{name}", ordinal_tables.grades(result, name, at, t)),
            (f"ordinal_{name}", ordinal_tables.compared(result, name, at, t)),
        ]
        drawn.append(
            (
                f"grades_{name}",
                t("report.figure.scale_grades", measure=literal(labels.measure(t, name))),
                ordinal_words.caption(result, t, name, at),
                partial(figures.ordinal.grades, result, name, t, visit=at),
            )
        )
    return tables, drawn


def _course(
    study: Study, main: str, t: Translator
) -> tuple[list[str], list[tuple[str, Table]], list[FigureParts]]:
    """Text, table and figure of the main measure over all visits; nothing without a model."""
    result = study.course
    if main not in result.bases:
        return [], [], []
    title = t("report.figure.course_difference", measure=literal(labels.measure(t, main)))
    texts = (course_words.finding(result, t, main), course_words.basis(result, t, main))
    figure: FigureParts = (
        "course_difference",
        title,
        course_table.given(result, main, t),
        lambda: figures.course_difference.differences(result, main, t),
        lambda: figures.course_difference.differences(result, main, t, wide=True),
    )
    table = course_table.course(result, main, t)
    return [t("written.space").join(texts)], [("outcomes_course", table)], [figure]


def _missing(
    study: Study, t: Translator
) -> tuple[list[str], list[tuple[str, Table]], list[FigureParts]]:
    """Text, table and figures of what the primary outcome's missing scores could change."""
    result = study.sensitivity
    if result.outcome is None or result.lead is None:
        return [], [], []
    text = sensitivity_words.finding(result, t)
    if not result.assumed:
        return [text], [], []
    name = literal(labels.measure(t, result.outcome.variable))
    figures_made: list[FigureParts] = [
        (
            "sensitivity",
            t("report.figure.sensitivity", measure=name),
            sensitivity_words.caption(result, t, printed=True),
            lambda: figures.sensitivity.estimates(result, t),
            lambda: figures.sensitivity.estimates(result, t, wide=True),
        )
    ]
    if result.tipping_map is not None:
        figures_made.append(
            (
                "tipping",
                t("report.figure.tipping", measure=name),
                sensitivity_words.map_caption(result, t),
                lambda: figures.sensitivity.tipping(result, t),
            )
        )
    table = ("outcomes_sensitivity", sensitivity_tables.sensitivity(result, t))
    return [text], [table], figures_made


def factors(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Each factor against NIHSS of the same visit."""
    result = study.factors
    text = factor_words.finding(result, t)
    visits = lookup.correlation_visits(result)
    if not visits:
        return _section("factors", t, numbering, text)
    visit = visits[0]
    # Without patients there is a line, where the measures were taken together.
    drawn = {line.variable for line in result.lines if line.visit == visit}
    every = result.measured_at(visit)
    names = tuple(name for name in every if name in drawn or study.pooled is None)[:_SCATTERS]
    return _section(
        "factors",
        t,
        numbering,
        text,
        tables=[("correlations", factor_tables.correlations(result, t, visit=visit))],
        figures=[
            (
                f"scatter_{i}",
                t("report.figure.scatter", factor=literal(labels.factor(t, name, result.measures))),
                captions.factors(result, name, visit, t),
                partial(_scatter, result, name, visit, t),
            )
            for i, name in enumerate(names, start=1)
        ],
    )


def _scatter(result: Factors, name: str, visit: str, t: Translator) -> Drawing:
    return figures.scatter.factor(result, name, visit, t)


def safety(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Harms by arm, deaths and losses, follow-up, and bounds for events not seen."""
    result = study.safety
    text = safety_words.finding(result, t)
    if not result.rows:
        return _section("safety", t, numbering, text)
    title, caption = t("report.figure.events"), captions.safety(result, t)
    details = lookup.event_details(result)
    events: FigureParts = ("events", title, caption, lambda: figures.events.events(result, t))
    return _section(
        "safety",
        t,
        numbering,
        text,
        tables=[
            ("safety_events", safety_tables.events(result, t)),
            *([("safety_details", safety_tables.details(result, t))] if details else []),
            ("safety_fate", safety_tables.fate(result, t)),
            ("safety_followup", safety_tables.followup(result, t)),
            ("safety_upper_bounds", safety_tables.upper_bounds(result, t)),
        ],
        figures=[events] if lookup.events_drawn(result) else [],
    )


def supplement(study: Study, t: Translator, numbering: Numbering) -> Section | None:
    """Supplementary tables: every method, every visit, patients without a grade."""
    response, outcomes, factors = study.response, study.outcomes, study.factors
    tables: list[tuple[str, Table]] = []
    if study.pooled is None:
        flow = replace(flow_table.flow(study.flow, t), title=t("report.figure.flow"))
        tables.append(("flow", flow))
    if study.doses.given:
        tables.append(("treatment_planned", protocol_tables.planned(study.doses, t)))
        tables.append(("treatment_received", protocol_tables.received(study.doses, t)))
    if response_words.is_known(response):
        tables += [
            ("response_rates", response_tables.rates(response, t)),
            ("response_ordinal", response_tables.ordinal(response, t)),
            *centres.exhibits(study, t),
        ]
    if response.ungradable:
        tables.append(("response_ungradable", response_tables.ungradable(response, t)))
        tables.append(("response_sensitivity", response_tables.sensitivity(response, t)))
    if response.audit:
        tables.append(("response_audit", response_tables.audit(response, t)))
    main = lookup.main_measure(outcomes)
    visit = lookup.main_visit(outcomes, None, main) if main else None
    if visit is not None and main is not None:
        tables.append(("outcomes_change", change_tables.change(outcomes, t)))
        every = outcome_detail.sensitivity(outcomes, main, visit, t)
        tables.append(("outcomes_methods", every))
        tables += [
            (f"outcomes_visits_{i}", outcome_detail.by_visit(outcomes, name, t))
            for i, name in enumerate(outcomes.variables, start=1)
            if len(lookup.visits(outcomes, name)) > 2
        ]
        tables.append(("outcomes_limits", outcome_detail.limits(outcomes, t)))
    visits = lookup.correlation_visits(factors)
    tables += [
        (f"correlations_{at}", factor_tables.correlations(factors, t, visit=at))
        for at in visits[1:]
    ]
    tables += [(f"slopes_{at}", factor_tables.slopes(factors, t, visit=at)) for at in visits[:1]]
    tables.append(("safety_injections", safety_tables.injections(study.safety, t)))
    exhibits = numbering.tables(*tables, kind="supplement")
    if not exhibits:
        return None
    return Section("supplement", 1, t("report.section.supplement"), tables=exhibits)
