"""Section on the subgroups that the plan declares."""

from __future__ import annotations

from functools import partial

from aci_core.presentation import figures, subgroup_names
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import subgroups as words
from aci_core.presentation.tables import subgroups as tables
from aci_core.report.model import Section
from aci_core.report.numbering import FigureParts, Numbering
from aci_core.report.study import Study


def subgroups(study: Study, t: Translator, numbering: Numbering) -> Section | None:
    """Each outcome by the declared subgroups; None where the plan declares none."""
    result, total = study.subgroups, study.response.total
    if not study.settings.subgroups:
        return None
    heading = t("report.section.subgroups")
    if not result.outcomes:
        return Section("subgroups", 2, heading, words.finding(result, "", t))
    paragraphs: list[str] = []
    drawn: list[FigureParts] = []
    made = []
    for outcome in result.outcomes:
        name = outcome.variable
        text = words.finding(result, name, t, total=total, counted=not paragraphs)
        paragraphs.append(t("written.space").join(text))
        made.append((f"subgroups_{name}", tables.effects(result, name, t, total=total)))
        titled = literal(subgroup_names.outcome_name(t, outcome, total=total))
        drawn.append(
            (
                f"subgroups_{name}",
                t("report.figure.subgroups", outcome=titled),
                words.caption(result, name, t, total=total),
                partial(figures.subgroups.by_level, result, name, t, total=total),
                partial(figures.subgroups.by_level, result, name, t, total=total, wide=True),
            )
        )
        drawn += [
            (
                f"over_{line.versus}_{name}",
                t(
                    "report.figure.over_range",
                    outcome=titled,
                    column=literal(labels.in_covariate(t, line.versus)),
                ),
                words.range_caption(result, name, t),
                partial(figures.subgroups.over_range, result, name, line.versus, t, total=total),
            )
            for line in result.lines_of(outcome)
        ]
    paragraphs.append(t("words.subgroups.exploratory"))
    return Section(
        "subgroups",
        2,
        heading,
        tuple(paragraphs),
        tables=numbering.tables(*made),
        figures=numbering.figures(*drawn),
    )
