"""Scores of a patient that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import (
    cell_issues,
    header,
    number_text,
    numbers,
    scores,
)
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.errors import Fact
from aci_core.domain.schema import PRE
from aci_core.domain.study.criterion import Criterion
from aci_core.efficacy.grade import graded_visit

_RISE = 10


def score_agreement(cohort: Cohort, criterion: Criterion) -> Iterator[Issue]:
    """`bi_mrs` and `nihss_rise`.

    Without symptoms (mRS 0) nobody needs help with most of a day (Barthel 40 or less); who
    is bedridden (mRS 5) is not independent in all of it (Barthel 100).
    """
    measures = scores(cohort)
    for visit, column in measures.get("mrs", {}).items():
        bi_column = measures.get("bi", {}).get(visit)
        mrs, bi = numbers(cohort, column), numbers(cohort, bi_column)
        if mrs is None or bi is None or bi_column is None:
            continue
        wrong = ((mrs == 0) & (bi >= 0) & (bi <= 40)) | ((mrs == 5) & (bi == 100))
        other = header(bi_column)

        def facts(place: int, bi: object = bi, other: str = other) -> dict[str, Fact]:
            return {"other": other, "bi": number_text(float(np.asarray(bi)[place]))}

        yield from cell_issues(
            cohort, "bi_mrs", "warning", column, np.flatnonzero(wrong), mrs, facts
        )
    yield from _rise(cohort, criterion)


def _rise(cohort: Cohort, criterion: Criterion) -> Iterator[Issue]:
    visit = graded_visit(cohort, criterion)
    before, after = cohort.column(f"nihss_{PRE}"), cohort.column(f"nihss_{visit}")
    if before is None or after is None:
        return
    pre, post = numbers(cohort, before), numbers(cohort, after)
    if pre is None or post is None:
        return
    # 42 is how some files write that a patient died.
    places = np.flatnonzero((post - pre > _RISE) & (post < 42))
    yield from cell_issues(
        cohort,
        "nihss_rise",
        "info",
        after,
        places,
        post,
        lambda place: {"first": header(before), "before": number_text(float(pre[place]))},
    )
