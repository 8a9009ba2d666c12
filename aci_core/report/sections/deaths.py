"""What the section of outcomes says of deaths before the main measure's visit."""

from __future__ import annotations

from functools import partial

from aci_core.analyses.death_strategies import side_by_side
from aci_core.presentation import figures
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import deaths as words
from aci_core.presentation.tables import deaths as tables
from aci_core.presentation.tables.model import Table
from aci_core.report.numbering import FigureParts
from aci_core.report.study import Study


def exhibits(
    study: Study, measure: str, visit: str, t: Translator
) -> tuple[list[str], list[tuple[str, Table]], list[FigureParts]]:
    """Text, table and figure of the strategies; nothing where nobody died without the score."""
    result, over_visits = study.outcomes, study.course
    if not side_by_side(result, over_visits, measure, visit):
        return [], [], []
    draw = partial(figures.deaths.strategies, result, over_visits, measure, visit, t)
    figure: FigureParts = (
        "deaths",
        t("report.figure.deaths", measure=literal(labels.measure(t, measure))),
        words.caption(result, t),
        draw,
        partial(draw, wide=True),
    )
    table = tables.strategies(result, over_visits, measure, visit, t)
    text = words.finding(result, over_visits, t, measure, visit)
    return [text], [("outcomes_deaths", table)], [figure]
