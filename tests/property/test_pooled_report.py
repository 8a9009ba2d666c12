"""The report of a pooled trial shows the joined file's numbers, and gives none back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aci_core.analyses import prepare
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import centre_summary
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.pooled_study import pooled
from aci_core.presentation.i18n import format_number
from aci_core.report import Report, Study, build
from aci_core.report.xlsx.cell_values import split_marks
from aci_core.selection import subset
from tests.build import sample
from tests.property.test_pooled_trial import cohort_named, split

CHOSEN = Settings(randomised=True, primary="nihss_m6")
Cells = dict[tuple[str, int], tuple[str, ...]]
# Tables of which each row speaks of one outcome, event or factor, whatever the others are.
ROW_BY_ROW = ("outcomes_between", "safety_events", "response_effects", "correlations")


def cells(report: Report, key: str) -> Cells:
    """The cells of a table without the marks of its notes, by its first cell and its turn."""
    found: Cells = {}
    [exhibit] = [one for one in report.tables if one.key == key]
    for row in exhibit.table.rows:
        first, *rest = (split_marks(cell.text)[0] for cell in row.cells)
        turn = sum(name == first for name, _ in found)
        found[first, turn] = tuple(rest)
    return found


@pytest.mark.parametrize(("k", "seed"), [(2, 0), (6, 1)])  # a report takes a second: few splits
def test_a_number_of_the_pooled_report_is_that_of_the_joined_file(k: int, seed: int) -> None:
    cohort = cohort_named("synthetic_long.csv")
    of = split(cohort.n, k, seed)
    parts = [prepare(subset(cohort, of == i), CHOSEN) for i in range(int(of.max()) + 1)]
    together = pooled(centre_summary(part, CHOSEN, f"c{i}") for i, part in enumerate(parts))
    ours = build(Study.of_centres(together), "en")
    whole = build(Study.of(cohort, replace(CHOSEN, centre=None)), "en")
    compared = 0
    for key in ROW_BY_ROW:
        joined = cells(whole, key)
        for name, row in cells(ours, key).items():
            for mine, theirs in zip(row, joined[name], strict=True):
                # What needs patients is a dash; nothing else is.
                assert mine in (theirs, format_number.DASH), (key, name, mine, theirs)
                compared += mine != format_number.DASH and bool(mine)
    assert compared > 150


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_count_that_stays_at_a_centre_is_in_no_table_of_the_report(lang: str) -> None:
    """Of the columns that one centre keeps back no table tells a count."""
    cohort = sample("synthetic_long.csv")
    of = np.arange(cohort.n) % 3
    sent = [
        for_outsiders(prepare(subset(cohort, of == i), CHOSEN), CHOSEN, f"c{i}").centre
        for i in range(3)
    ]
    study = Study.of_centres(pooled(sent))
    kept = set.union(*({*one.summary.of_levels} for one in sent)) - set.intersection(
        *({*one.summary.of_levels} for one in sent)
    )
    assert kept
    rows = [r for result in study.results.values() for r in result.rows if r.method == "count"]
    told = [row for row in rows if row.variable in kept]
    assert told
    assert all(row.estimate is None and row.pct is None for row in told)
    report = build(study, lang)
    assert "centres_kept_back" in [one.key for one in report.tables]
