"""Section on the data and settings of the study."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.domain.study.settings import RANDOMISED
from aci_core.presentation import sentences, tables
from aci_core.presentation.i18n import (
    Translator,
    format_filter,
    format_number,
    format_plan,
    labels,
)
from aci_core.presentation.i18n.markdown import plain
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.report.model import Section
from aci_core.report.numbering import Numbering
from aci_core.report.study import Study, primary


def data(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Patients and settings: enough to make the same numbers again."""
    columns = (Head(t("report.data.what"), "left"), Head(t("report.data.value"), "left"))
    table = Table(t("report.data.title"), columns, tuple(_lines(study, t)))
    unread = tables.unread.unread(study.unread, study.cohort.two_arms(), t)
    corrections = tables.corrections.by_column(study.whole, t)
    return Section(
        "data",
        1,
        t("report.section.data"),
        (t("report.data.lead_pooled" if study.pooled else "report.data.lead"),),
        tables=numbering.tables(
            ("data", table),
            ("deviations", tables.plan.deviations(study.used, t, study.cohort)),
            ("unread", unread),
            ("codes", tables.unread.codes(study.questions, t)),
            ("corrections", corrections),
            kind="",
        ),
    )


def _lines(study: Study, t: Translator) -> Iterator[Row]:
    def row(key: str, text: str) -> Row:
        return line(t(f"report.data.{key}"), text)

    cohort, settings = study.cohort, study.used
    treatment, control = cohort.two_arms()
    by_arm = cohort.n_by_arm
    comma = t("words.list").join
    if study.pooled is None:
        yield row("file", study.whole.name)
    else:
        yield row("centres", comma(one.centre for one in study.pooled.centres))
    yield row(
        "patients",
        t(
            "report.data.by_arm",
            n=format_number.whole(cohort.n),
            treatment=labels.arm(t, treatment),
            control=labels.arm(t, control),
            nt=format_number.whole(by_arm[treatment]),
            nc=format_number.whole(by_arm[control]),
        ),
    )
    if settings.filters:
        listed = t("words.semicolon").join(
            format_filter.describe(t, one) for one in settings.filters
        )
        yield row("filters", listed)
    if study.whole.corrections:
        yield row("steps", tables.corrections.count(study.whole, t))
    seen = comma(labels.visit(t, name) for name in cohort.visits)
    yield row("visits", seen or t("report.data.none"))
    yield row("rule", labels.rule(t, settings.rule))
    if study.response.visit:
        yield row("response_visit", labels.visit(t, study.response.visit))
    yield row("level", f"{format_number.level(settings.level)}%")
    yield row("randomised", t(f"choice_randomised.{RANDOMISED[settings.randomised]}"))
    yield row("primary", primary(study, t))
    yield row("covariates", format_plan.covariates(t, settings.covariates))
    yield from _plan(study, t)
    yield row("digest", cohort.digest)


def _plan(study: Study, t: Translator) -> Iterator[Row]:
    """What else the plan says, and whether it was locked and kept."""
    settings = study.used
    answers = settings.plan
    for key in ("secondary", "alpha", "centre", "subgroups", "population", "seed"):
        if answers[key]:
            yield line(t(f"plan_key.{key}"), format_plan.answer(t, key, answers[key]))
    if settings.registration:
        yield line(t("plan_key.registration"), settings.registration)
    yield line(t("plan_key.locked"), plain(sentences.plan.record(settings, t)))
