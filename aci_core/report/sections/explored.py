"""Section of exploratory figures: each with its sentence, apart from what was planned."""

from __future__ import annotations

from functools import partial

from aci_core.analyses.explore import Exploration, explore, problem
from aci_core.analyses.fields import fields
from aci_core.presentation import figures
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.i18n import Translator
from aci_core.presentation.sentences import explore as words
from aci_core.report.model import Section
from aci_core.report.numbering import FigureParts, Numbering
from aci_core.report.study import Study


def explored(study: Study, t: Translator, numbering: Numbering) -> Section | None:
    """The pinned questions that the file can answer; None where there is none."""
    if not study.settings.explored:
        return None
    known = fields(study.patients)
    asked = [one for one in study.settings.explored if problem(known, one) is None]
    if not asked:
        return None
    results = [explore(study.patients, study.settings, one) for one in asked]
    shown: list[FigureParts] = [
        (
            f"explored_{place}",
            words.title(one, known, t),
            t("written.space").join((words.seen(result, t), words.caption(result, t))),
            partial(_draw, result, t),
        )
        for place, (one, result) in enumerate(zip(asked, results, strict=True), start=1)
    ]
    return Section(
        "explored",
        2,
        t("report.section.explored"),
        (t("report.explored_lead"),),
        figures=numbering.figures(*shown),
    )


def _draw(result: Exploration, t: Translator) -> Drawing:
    return figures.explore.chart(result, t)
