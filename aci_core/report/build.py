"""Build the report of a study: its sections in the order of a manuscript."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from aci_core.presentation import sentences
from aci_core.presentation.i18n import Translator, format_filter, labels, translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.report.model import Meta, Options, Report, Section
from aci_core.report.numbering import Numbering, label_ranges
from aci_core.report.sections import (
    consort,
    data_and_settings,
    explored,
    limitations,
    methods,
    results,
    subgroups,
)
from aci_core.report.study import Study, arms, versions
from aci_core.summaries import EFFECTIVE, GRADE

Maker = Callable[[Study, Translator, Numbering], Section | None]
# Sections under the heading "Results".
RESULTS: Mapping[str, Maker] = {
    "flow": results.flow,
    "treatment": results.treatment,
    "baseline": results.baseline,
    "response": results.response,
    "outcomes": results.outcomes,
    "factors": results.factors,
    "subgroups": subgroups.subgroups,
    "safety": results.safety,
    "explored": explored.explored,
}
BEFORE: Mapping[str, Maker] = {
    "summary": results.summary,
    "data": data_and_settings.data,
    "methods": methods.methods,
}


def build(study: Study, language: str, options: Options | None = None) -> Report:
    """Build the report of a study.

    Parameters
    ----------
    study : Study
    language : str
        A code of `languages.TABLE`.
    options : Options, optional
        Everything, in the generic style, if left out.

    Returns
    -------
    Report
        A section for which the file holds nothing says so; it is not left out.
    """
    chosen = options or Options()
    t = labels.of_cohort(translator(language), study.whole)
    numbering = Numbering(t, chosen.style, cites="references" in chosen.sections)
    sections = tuple(_sections(study, t, chosen, numbering))
    return Report(study, chosen, t, title(study, t), sections, meta(study, t))


def _sections(
    study: Study, t: Translator, options: Options, numbering: Numbering
) -> Iterator[Section]:
    def make_all(makers: Mapping[str, Maker]) -> Iterator[Section]:
        for key, make in makers.items():
            section = make(study, t, numbering) if key in options.sections else None
            if section is not None:
                yield section

    before = list(make_all(BEFORE))
    ordered = {key: RESULTS[key] for key in study.order(tuple(RESULTS))}
    sections = [_with_pointer(section, t) for section in make_all(ordered)]
    if sections:
        sections.insert(0, Section("results", 1, t("report.results")))
    every = [*before, *sections]
    if "limitations" in options.sections:
        reviewed = "review" in options.sections
        every.append(limitations.limitations(study, t, reviewed=reviewed))
    if "review" in options.sections and study.pooled is None:
        every.append(limitations.review(study, t))
    if "references" in options.sections and (cited := numbering.references()):
        every.append(Section("references", 1, t("report.section.references"), items=cited))
    more = results.supplement(study, t, numbering) if "supplement" in options.sections else None
    last = [more] if more else []
    if "consort" in options.sections:
        last.insert(0, consort.checklist(study, t, [*every, *last]))
    yield from (*every, *last)


def _with_pointer(section: Section, t: Translator) -> Section:
    inside = label_ranges(t, section.tables, section.figures)
    return replace(section, pointer=t("report.pointer", inside=inside)) if inside else section


def title(study: Study, t: Translator) -> str:
    """Title of the report as of a paper: the arms, the primary outcome, the design if said."""
    _, control = arms(study, t)
    # A name of a file or a user keeps its letters: "rt-PA" begins with a small one.
    first = literal(labels.arm(t, study.cohort.two_arms()[0]))
    key = f"report_title.{study.settings.design}"
    outcome = _primary_inside(study, t)
    if not outcome:
        return t(key, treatment=first, control=control)
    return t(f"{key}_primary", treatment=first, control=control, primary=outcome)


def _primary_inside(study: Study, t: Translator) -> str:
    """Name of the primary outcome inside a sentence; empty where none is named, or not there."""
    named = study.settings.judged.primary or ""
    if named == EFFECTIVE:
        return t("report_title.rate", rate=sentences.response.rate_name(study.response, t))
    if named == GRADE:
        return t("report_title.grade")
    stem, _, visit = named.rpartition("_")
    if visit not in study.cohort.visits_of(stem):
        return ""
    return labels.at_visit(t, literal(labels.in_measure(t, stem)), visit)


def meta(study: Study, t: Translator) -> Meta:
    """Provenance of the report's numbers."""
    filters = study.settings.filters
    only = format_filter.describe_all(t, filters) if filters else ""
    synthetic = t("app.synthetic_note") if study.whole.synthetic else ""
    return Meta(
        digest=study.cohort.digest,
        settings=study.used.to_json(),
        versions=versions(),
        filters=only,
        synthetic=study.whole.synthetic,
        provenance=tuple(line for line in (only, synthetic, t("app.footer")) if line),
        notice=study.notice(t),
    )
