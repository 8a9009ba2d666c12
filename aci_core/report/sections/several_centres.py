"""What the report of a pooled trial says of its centres: who is in, what each kept back, effects.

Of counts that few patients make nothing comes back: numbers are those of the pooled trial, and of
what a centre keeps back the names of columns alone.
"""

from __future__ import annotations

from functools import partial

from aci_core.federation.kept_back import kept_back
from aci_core.federation.pooled_study import PooledStudy
from aci_core.presentation import figures
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import centres as words
from aci_core.presentation.subgroup_names import outcome_name
from aci_core.presentation.tables import centres as tables
from aci_core.presentation.tables.model import Table
from aci_core.report.model import Section
from aci_core.report.numbering import FigureParts, Numbering
from aci_core.report.study import Study


def who(pooled: PooledStudy, t: Translator, numbering: Numbering) -> Section:
    """The centres with their patients, what each kept back, and what no summary can make."""
    kept = kept_back(pooled.centres)
    paragraphs = (
        t("report.centres.lead", k=len(pooled.centres)),
        words.only_at(pooled.only_at, t),
        words.cannot(pooled.results.values(), t),
        t("report.centres.kept_back" if kept else "report.centres.nothing_kept_back"),
    )
    return Section(
        "flow",
        2,
        t("report.section.centres"),
        tuple(filter(None, paragraphs)),
        tables=numbering.tables(
            ("centres_members", tables.in_report(pooled.centres, t)),
            ("centres_kept_back", tables.kept_back(kept, pooled.data.columns, t)),
        ),
    )


def effects(
    study: Study, t: Translator
) -> tuple[list[str], list[tuple[str, Table]], list[FigureParts]]:
    """The primary outcome by centre: its text, table and forest; nothing where there is none."""
    result = study.pooled.effects if study.pooled else None
    if result is None or not result.outcomes:
        return [], [], []
    [outcome] = result.outcomes
    text = t("written.space").join(words.finding(result, t))
    draw = partial(figures.subgroups.by_level, result, outcome.variable, t)
    figure: FigureParts = (
        "centres",
        t("report.figure.centres", outcome=literal(outcome_name(t, outcome))),
        words.caption(result, t),
        draw,
        partial(draw, wide=True),
    )
    return [text], [("centres_effects", tables.by_centre(result, t))], [figure]
