"""What the section of the response says of responders by published rules, and of fragility."""

from __future__ import annotations

from functools import partial

from aci_core.analyses.response import Response
from aci_core.presentation import figures
from aci_core.presentation.i18n import Translator
from aci_core.presentation.sentences import responders as words
from aci_core.presentation.tables import responders as tables
from aci_core.presentation.tables.model import Table
from aci_core.report.numbering import FigureParts


def exhibits(
    result: Response, t: Translator
) -> tuple[list[str], list[tuple[str, Table]], list[FigureParts]]:
    """Paragraphs, tables and figures; of what the file cannot answer nothing."""
    text = words.finding(result, t)
    texts = [said for said in (text, words.fragility(result, t)) if said]
    if not text:
        return texts, [], []
    draw = partial(figures.forest.responders, result, t)
    figure: FigureParts = (
        "responders",
        t("report.figure.responders"),
        words.caption(result, t),
        draw,
        partial(draw, wide=True),
    )
    return texts, [("responders", tables.responders(result, t))], [figure]
