"""What the report of a pooled trial says of its centres: who is in, and what each kept back.

Of counts that few patients make nothing comes back: numbers are those of the pooled trial, and of
what a centre keeps back the names of columns alone.
"""

from __future__ import annotations

from aci_core.federation.kept_back import kept_back
from aci_core.federation.pooled_study import PooledStudy
from aci_core.presentation.i18n import Translator
from aci_core.presentation.sentences import centres as words
from aci_core.presentation.tables import centres as tables
from aci_core.report.model import Section
from aci_core.report.numbering import Numbering


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
