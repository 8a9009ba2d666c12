"""What the report says of the centres, where the plan names their column or several are pooled."""

from __future__ import annotations

from functools import partial

from aci_core.analyses.centres import CENTRE
from aci_core.presentation import figures
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import centres as primary_words
from aci_core.presentation.sentences import subgroups as rate_words
from aci_core.presentation.subgroup_names import outcome_name
from aci_core.presentation.tables import centres as primary_tables
from aci_core.presentation.tables import subgroups as rate_tables
from aci_core.presentation.tables.model import Table
from aci_core.report.numbering import FigureParts
from aci_core.report.study import Study


def rates(study: Study, t: Translator) -> str:
    """The rates compared within centres, or why they were not; empty without a centre."""
    centre = column(study)
    return rate_words.centres(study.response, centre, t) if centre else ""


def primary(study: Study, t: Translator) -> tuple[list[str], list[FigureParts]]:
    """Text and forest of the primary outcome by centre; nothing without a centre or an outcome."""
    result = study.centres
    if not column(study) or not result.outcomes:
        return [], []
    [outcome] = result.outcomes
    draw = partial(figures.subgroups.by_level, result, outcome.variable, t)
    forest: FigureParts = (
        "centres",
        t("report.figure.centres", outcome=literal(outcome_name(t, outcome))),
        primary_words.caption(result, t),
        draw,
        partial(draw, wide=True),
    )
    return [t("written.space").join(primary_words.finding(result, t))], [forest]


def exhibits(study: Study, t: Translator) -> list[tuple[str, Table]]:
    """The tables of the rates and of the primary outcome by centre, for the supplement.

    The latter is no supplement of a pooled trial: it stands beside the primary outcome.
    """
    centre = column(study)
    if not centre:
        return []
    table = rate_tables.strata(study.response, centre, t)
    made = [("response_centres", table)] if table.rows else []
    return made if study.pooled else [*made, *of_primary(study, t)]


def of_primary(study: Study, t: Translator) -> list[tuple[str, Table]]:
    """The table of the primary outcome by centre; nothing without an outcome."""
    if not study.centres.outcomes:
        return []
    return [("outcomes_centres", primary_tables.by_centre(study.centres, t))]


def column(study: Study) -> str | None:
    """The plan's column of the centres; of a pooled trial the centres themselves."""
    return CENTRE if study.pooled else study.settings.centre
