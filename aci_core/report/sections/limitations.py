"""Section on the limitations that apply to this study."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.domain.schema.visits import POST, PRE
from aci_core.efficacy import PRESETS, RECORDED
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.lookup import chosen_visit, main_measure
from aci_core.report.model import Section
from aci_core.report.study import Study, primary


def limitations(study: Study, t: Translator) -> Section:
    """Limitations of the study, one item each."""
    parts = (_data, _design, _grading, _missing, _multiplicity, _other)
    items = tuple(text for make in parts for text in make(study, t))
    return Section("limitations", 1, t("report.section.limitations"), items=items)


def _data(study: Study, t: Translator) -> Iterator[str]:
    if study.whole.synthetic:
        yield t("limitation.synthetic")
    if study.settings.filters:
        n, of = format_number.whole(study.cohort.n), format_number.whole(study.whole.n)
        yield t("limitation.filters", n=n, of=of)
    if study.whole.steps:
        yield t("limitation.steps", n=format_number.whole(len(study.whole.steps)))
    stopped = sum(column.stopped for column in study.whole.columns)
    if stopped:
        yield t("limitation.stopped", n=stopped)


def _design(study: Study, t: Translator) -> Iterator[str]:
    yield t(f"limitation.{study.settings.design}")
    if POST in study.cohort.visits:
        yield t("limitation.time")


def _grading(study: Study, t: Translator) -> Iterator[str]:
    response = study.response
    if response.scale is None:
        return
    if response.rule == RECORDED:
        yield t("limitation.recorded")
    else:
        if response.rule not in PRESETS:
            yield t("limitation.typed", rule=literal(labels.rule(t, response.rule)))
        yield t("limitation.rule")
    n = sum(count for _, _, count in response.ungradable)
    if n:
        yield t(
            "limitation.ungradable",
            n=format_number.whole(n),
            of=format_number.whole(study.cohort.n),
        )


def _missing(study: Study, t: Translator) -> Iterator[str]:
    """Patients missing from the leading comparison, lost or dead."""
    outcomes, main = study.outcomes, main_measure(study.outcomes)
    visit = chosen_visit(outcomes, None)
    row = outcomes.get("ancova", main, visit=visit) if main else None
    if main and visit and row is not None and row.estimate is not None:
        absent = study.cohort.n - row.total
        if absent:
            yield t(
                "limitation.missing",
                measure=literal(labels.in_measure(t, main)),
                visit=labels.in_visit(t, visit),
                n=format_number.whole(row.total),
                of=format_number.whole(study.cohort.n),
            )
    gone = {name: study.safety.get("count", name) for name in ("lost", "died")}
    known = {
        name: format_number.whole(row.estimate) for name, row in gone.items() if row is not None
    }
    if any(row is not None and row.estimate for row in gone.values()):
        only = "" if len(known) == len(gone) else f"_{next(iter(known))}"
        yield t(f"limitation.gone{only}", **known)
    elif "lost" not in known:
        yield t("limitation.no_losses")


def _multiplicity(study: Study, t: Translator) -> Iterator[str]:
    """Multiplicity of the comparisons."""
    if study.settings.primary:
        yield t("limitation.primary", primary=literal(primary(study, t)))
    else:
        yield t("limitation.no_primary")
    later = [visit for visit in study.cohort.visits if visit != PRE]
    if len(later) > 1:
        yield t("limitation.visits", n=len(later))


def _other(study: Study, t: Translator) -> Iterator[str]:
    if study.outcomes.rows:
        yield t("limitation.within")
    if any(True for _ in study.factors.where("pearson")):
        yield t("limitation.association")
    if study.safety.rows:
        yield t("limitation.harms")
