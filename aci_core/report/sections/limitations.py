"""Section on the limitations that apply to this study, and on what a reviewer will ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aci_core.analyses.objection import Code
from aci_core.domain.schema import Column, Role
from aci_core.domain.schema.visits import POST, PRE
from aci_core.efficacy import RECORDED
from aci_core.presentation import tables
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import review as words
from aci_core.report.model import Section
from aci_core.report.study import Study

# Objections that are limitations too: said once, in the section on the review where there is one.
SAID_THERE: Final[frozenset[Code]] = frozenset(
    {
        "randomisation_unstated",
        "not_randomised",
        "primary_unnamed",
        "primary_not_analysed",
        "plan_not_locked",
        "plan_changed",
        "plan_locked_after_results",
        "response_visit_changed",
        "rule_chosen",
        "chosen_after_allocation",
        "one_subgroup",
        "cells_not_read",
        "completers_only",
        "mechanism",
        "harms_none_seen",
        "harms_rare",
        "harms_not_recorded",
    }
)


def limitations(study: Study, t: Translator, *, reviewed: bool) -> Section:
    """Limitations of the study, one item each.

    Parameters
    ----------
    study : Study
    t : Translator
    reviewed : bool
        The report has the section `review`, which says some of them.
    """
    parts = (_data, _design, _grading, _missing, _multiplicity, _other)
    items = [text for make in parts for text in make(study, t)]
    if not reviewed:
        raised = (one for one in study.review if one.code in SAID_THERE)
        items += [words.sentence(one, study.response, t) for one in raised]
    return Section("limitations", 1, t("report.section.limitations"), items=tuple(items))


def review(study: Study, t: Translator) -> Section:
    """What a reviewer will ask: question and sentence, the most serious first."""
    items = tuple(words.item(one, study.response, t) for one in study.review)
    lead = t("review.lead" if items else "review.none")
    return Section("review", 1, t("report.section.review"), (lead,), items=items)


def _raised(study: Study, *codes: Code) -> bool:
    return any(one.code in codes for one in study.review)


def _data(study: Study, t: Translator) -> Iterator[str]:
    if study.whole.synthetic:
        yield t("limitation.synthetic")
    if study.whole.corrections:
        yield t("limitation.steps", n=tables.corrections.count(study.whole, t))
    stopped = sum(column.stopped for column in study.whole.columns)
    yield from _limits(study, t)
    if stopped and not _raised(study, "cells_not_read"):
        yield t("limitation.stopped_one" if stopped == 1 else "limitation.stopped", n=stopped)


def _limits(study: Study, t: Translator) -> Iterator[str]:
    """Values written as a limit of detection (>1000), by column: read by a rule, not measured."""
    columns = {column.header: column for column in study.cohort.columns if not column.stopped}
    for code in ("read_below", "read_above"):
        cells = [
            t(
                "limitation.limit_cells",
                name=_name(columns[issue.column], t),
                n=dict(issue.facts)["count"],
            )
            for issue in study.whole.issues
            if issue.code == code and issue.column in columns
        ]
        if cells:
            yield t(f"limitation.{code}", list=t("words.list").join(cells))


def _name(column: Column, t: Translator) -> str:
    if column.role is not Role.MEASURE or not column.visit:
        return literal(labels.of_column(t, column))
    visit = labels.visit_inside(t, column.visit)
    return literal(t("figure.of_visit", name=labels.measure(t, column.stem), visit=visit))


def _design(study: Study, t: Translator) -> Iterator[str]:
    if study.settings.randomised:
        yield t("limitation.randomised")
    if POST in study.cohort.visits:
        yield t("limitation.time")


def _grading(study: Study, t: Translator) -> Iterator[str]:
    response = study.response
    if response.scale is None:
        return
    if response.rule == RECORDED:
        yield t("limitation.recorded")
    else:
        yield t("limitation.rule")
    n = sum(count for _, _, count in response.ungradable)
    if n:
        yield t(
            "limitation.ungradable",
            n=format_number.whole(n),
            of=format_number.whole(study.cohort.n),
        )


def _missing(study: Study, t: Translator) -> Iterator[str]:
    """Patients lost or dead."""
    gone = {name: study.safety.get("count", name) for name in ("lost", "died")}
    known = {
        name: format_number.whole(row.estimate) for name, row in gone.items() if row is not None
    }
    if any(row is not None and row.estimate for row in gone.values()):
        only = "" if len(known) == len(gone) else f"_{next(iter(known))}"
        lost = gone["lost"]
        if not only and lost is not None and not lost.estimate:
            only = "_none_lost"
        yield t(f"limitation.gone{only}", **known)
    elif "lost" not in known:
        yield t("limitation.no_losses")


def _multiplicity(study: Study, t: Translator) -> Iterator[str]:
    """Multiplicity of the comparisons."""
    later = [visit for visit in study.cohort.visits if visit != PRE]
    if len(later) > 1:
        yield t("limitation.visits", n=len(later))


def _other(study: Study, t: Translator) -> Iterator[str]:
    if study.outcomes.rows:
        yield t("limitation.within")
    if any(True for _ in study.factors.where("pearson")) and not _raised(study, "mechanism"):
        yield t("limitation.association")
    harms = _raised(study, "harms_none_seen", "harms_rare", "harms_not_recorded")
    if study.safety.rows and not harms:
        yield t("limitation.harms")
