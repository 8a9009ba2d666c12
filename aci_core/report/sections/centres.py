"""What the report says of the response compared within centres; nothing without a centre."""

from __future__ import annotations

from aci_core.analyses.centres import CENTRE
from aci_core.presentation.i18n import Translator
from aci_core.presentation.sentences import subgroups as words
from aci_core.presentation.tables import subgroups as tables
from aci_core.presentation.tables.model import Table
from aci_core.report.study import Study


def paragraph(study: Study, t: Translator) -> str:
    """The rates compared within centres, or why they were not; empty without a centre."""
    centre = _column(study)
    return words.centres(study.response, centre, t) if centre else ""


def exhibits(study: Study, t: Translator) -> list[tuple[str, Table]]:
    """The table of the methods, for the supplement."""
    centre = _column(study)
    if not centre:
        return []
    table = tables.strata(study.response, centre, t)
    return [("response_centres", table)] if table.rows else []


def _column(study: Study) -> str | None:
    """The plan's column of the centres; of a pooled trial the centres themselves."""
    return CENTRE if study.pooled else study.settings.centre
