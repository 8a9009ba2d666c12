"""The results: each section's sentences, tables and figures are those of its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from aci_core.presentation import figures, lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import baseline as baseline_words
from aci_core.presentation.sentences import captions, overview
from aci_core.presentation.sentences import factors as factor_words
from aci_core.presentation.sentences import flow as flow_words
from aci_core.presentation.sentences import outcomes as outcome_words
from aci_core.presentation.sentences import protocol as protocol_words
from aci_core.presentation.sentences import response as response_words
from aci_core.presentation.sentences import safety as safety_words
from aci_core.presentation.tables import baseline as baseline_table
from aci_core.presentation.tables import factors as factor_tables
from aci_core.presentation.tables import flow as flow_table
from aci_core.presentation.tables import outcome_detail
from aci_core.presentation.tables import outcomes as outcome_tables
from aci_core.presentation.tables import protocol as protocol_tables
from aci_core.presentation.tables import response as response_tables
from aci_core.presentation.tables import safety as safety_tables
from aci_core.report.model import Picture, Section
from aci_core.report.numbering import Numbering
from aci_core.report.study import Study, arms

if TYPE_CHECKING:
    from aci_core.analyses.factors import Factors
    from aci_core.presentation.figures.drawing import Drawing

# The scatters of the paper's Figure 1; the others would fill pages.
_SCATTERS = 2


def summary(study: Study, t: Translator, _numbering: Numbering) -> Section:
    """What was found, in a few sentences."""
    found = (study.response, study.outcomes, study.safety)
    said = overview.finding(found, t, n=study.cohort.n_by_arm)
    return Section("summary", 1, t("report.section.summary"), (said,))


def flow(study: Study, t: Translator, numbering: Numbering) -> Section:
    """From the file to those who are analysed."""
    found = study.flow
    said = [t("report.flow.file", n=format_number.whole(found.in_file))]
    if found.left_out:
        reasons = (f"{t.name('left_out', code)} {count}" for code, count in found.left_out)
        listed = t("words.list").join(reasons)
        out = format_number.whole(sum(count for _, count in found.left_out))
        said.append(t("report.flow.left_out", n=out, list=listed))
    if found.filtered:
        said.append(t("report.flow.filtered", n=format_number.whole(found.filtered)))
    treatment, control = arms(study, t)
    one, two = (format_number.whole(arm.n) for arm in found.by_arm)
    said.append(t("report.flow.arms", treatment=treatment, control=control, nt=one, nc=two))
    said.append(flow_words.analysed(found, t, treatment, control))
    title = t("report.figure.flow")
    return Section(
        "flow",
        2,
        t("report.section.flow"),
        (t("written.space").join(text for text in said if text),),
        figures=(
            numbering.figure(
                "flow", title, flow_words.caption(found, t), lambda: figures.flow.patients(found, t)
            ),
        ),
    )


def treatment(study: Study, t: Translator, numbering: Numbering) -> Section | None:
    """What was given of what was planned; nothing where the file does not tell."""
    found = study.doses
    if not found.given:
        return None
    cite = numbering.cite("yang_2025") if found.published else ""
    return Section(
        "treatment",
        2,
        t("report.section.treatment"),
        (protocol_words.plan(found, t, cite=cite), protocol_words.received(found, t)),
        figures=(
            numbering.figure(
                "treatment",
                t("report.figure.treatment"),
                protocol_words.caption(found, t),
                lambda: figures.protocol.received(found, t),
            ),
        ),
    )


def baseline(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Table 1, and how far apart the arms were."""
    found = study.baseline
    heading, said = t("report.section.baseline"), (baseline_words.finding(found, t),)
    if not found.rows:
        return Section("baseline", 2, heading, said)
    return Section(
        "baseline",
        2,
        heading,
        said,
        tables=numbering.tables(("baseline", baseline_table.baseline(found, t))),
        figures=(
            numbering.figure(
                "love",
                t("report.figure.love"),
                captions.baseline(found, t),
                lambda: figures.love.balance(found, t),
            ),
        ),
    )


def response(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Grades and the total effective rate."""
    found = study.response
    heading, said = t("report.section.response"), response_words.finding(found, t)
    if found.scale is None:
        return Section("response", 2, heading, (said,))
    return Section(
        "response",
        2,
        heading,
        (said, response_words.ordered(found, t)),
        tables=numbering.tables(
            ("response_grades", response_tables.grades(found, t)),
            ("response_effects", response_tables.effects(found, t)),
        ),
        figures=(
            numbering.figure(
                "grades",
                t("report.figure.grades"),
                captions.response(found, t),
                lambda: figures.grades.grades(found, t),
            ),
            numbering.figure(
                "effects",
                t("report.figure.effects"),
                captions.effects(found, t),
                lambda: figures.forest.effects(found, t),
            ),
        ),
    )


def outcomes(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Before and after by arm, the adjusted difference leading."""
    found = study.outcomes
    heading, said = t("report.section.outcomes"), outcome_words.finding(found, t)
    visit, main = lookup.chosen_visit(found, None), outcome_words.main_measure(found)
    if visit is None or main is None:
        return Section("outcomes", 2, heading, (said,))
    pictures = [
        numbering.figure(
            "differences",
            t("report.figure.differences"),
            captions.differences(found, t),
            lambda: figures.forest.outcomes(found, visit, t),
        )
    ]
    name = literal(labels.measure(t, main))
    if found.changed(main, visit):
        pictures.append(
            numbering.figure(
                "change",
                t("report.figure.change", measure=name),
                captions.outcomes(found, main, visit, t),
                lambda: figures.spaghetti.lines(found, main, visit, t),
            )
        )
    if len(lookup.visits(found, main)) > 2:
        pictures.append(
            numbering.figure(
                "course",
                t("report.figure.course", measure=name),
                t(
                    "report.figure.course_caption",
                    ci=format_row.ci_head(t, found.settings.level),
                ),
                lambda: figures.course.course(found, main, t),
            )
        )
    return Section(
        "outcomes",
        2,
        heading,
        (said, outcome_words.within(found, t, measure=main)),
        tables=numbering.tables(
            ("outcomes", outcome_tables.outcomes(found, t)),
            ("outcomes_between", outcome_tables.between(found, t)),
        ),
        figures=tuple(pictures),
    )


def factors(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Each factor against NIHSS of the same visit."""
    found = study.factors
    heading, said = t("report.section.factors"), (factor_words.finding(found, t),)
    visits = lookup.correlation_visits(found)
    if not visits:
        return Section("factors", 2, heading, said)
    at = visits[0]
    names = found.measured_at(at)
    return Section(
        "factors",
        2,
        heading,
        said,
        tables=numbering.tables(("correlations", factor_tables.correlations(found, t, visit=at))),
        figures=tuple(
            numbering.figure(
                f"scatter_{i}",
                t("report.figure.scatter", factor=literal(labels.measure(t, name))),
                captions.factors(found, name, at, t),
                _scatter(found, name, at, t),
            )
            for i, name in enumerate(names[:_SCATTERS], start=1)
        ),
    )


def _scatter(found: Factors, name: str, visit: str, t: Translator) -> Callable[[], Drawing]:
    return lambda: figures.scatter.factor(found, name, visit, t)


def safety(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Harms by arm, deaths and losses, follow-up, and bounds of what was not seen."""
    found = study.safety
    heading, said = t("report.section.safety"), (safety_words.finding(found, t),)
    if not found.rows:
        return Section("safety", 2, heading, said)
    pictures: tuple[Picture, ...] = ()
    if lookup.adverse_events(found):
        pictures = (
            numbering.figure(
                "events",
                t("report.figure.events"),
                captions.safety(found, t),
                lambda: figures.events.events(found, t),
            ),
        )
    return Section(
        "safety",
        2,
        heading,
        said,
        tables=numbering.tables(
            ("safety_events", safety_tables.events(found, t)),
            ("safety_fate", safety_tables.fate(found, t)),
            ("safety_followup", safety_tables.followup(found, t)),
            ("safety_upper_bounds", safety_tables.upper_bounds(found, t)),
        ),
        figures=pictures,
    )


def supplement(study: Study, t: Translator, numbering: Numbering) -> Section | None:
    """The tables behind the tables: every method, every visit, those without a grade."""
    response, outcomes, factors = study.response, study.outcomes, study.factors
    flow = replace(flow_table.flow(study.flow, t), title=t("report.figure.flow"))
    found = [("flow", flow)]
    if study.doses.given:
        found.append(("treatment_planned", protocol_tables.planned(study.doses, t)))
        found.append(("treatment_received", protocol_tables.received(study.doses, t)))
    found += [
        ("response_rates", response_tables.rates(response, t)),
        ("response_ordinal", response_tables.ordinal(response, t)),
    ]
    if response.ungradable:
        found.append(("response_ungradable", response_tables.ungradable(response, t)))
        found.append(("response_sensitivity", response_tables.sensitivity(response, t)))
    if response.audit:
        found.append(("response_audit", response_tables.audit(response, t)))
    visit, main = lookup.chosen_visit(outcomes, None), outcome_words.main_measure(outcomes)
    if visit is not None and main is not None:
        found.append(("outcomes_change", outcome_tables.change(outcomes, t)))
        every = outcome_detail.sensitivity(outcomes, main, visit, t)
        found.append(("outcomes_methods", every))
        found += [
            (f"outcomes_visits_{i}", outcome_detail.by_visit(outcomes, name, t))
            for i, name in enumerate(outcomes.variables, start=1)
            if len(lookup.visits(outcomes, name)) > 2
        ]
        found.append(("outcomes_limits", outcome_detail.limits(outcomes, t)))
    visits = lookup.correlation_visits(factors)
    found += [
        (f"correlations_{at}", factor_tables.correlations(factors, t, visit=at))
        for at in visits[1:]
    ]
    found += [(f"slopes_{at}", factor_tables.slopes(factors, t, visit=at)) for at in visits[:1]]
    found.append(("safety_injections", safety_tables.injections(study.safety, t)))
    tables = numbering.tables(*found, kind="supplement")
    if not tables:
        return None
    return Section("supplement", 1, t("report.section.supplement"), tables=tables)
