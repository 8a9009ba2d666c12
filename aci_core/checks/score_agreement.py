"""Whether a patient's scores contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import cells, header, numbers, on_scale, scores, written
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import PRE
from aci_core.efficacy.grade import graded_visit

_RISE = 10


def agreement(cohort: Cohort) -> Iterator[Issue]:
    """`bi_mrs` and `nihss_rise`.

    Without symptoms (mRS 0) nobody needs help with most of a day (Barthel 40 or less); who
    is bedridden (mRS 5) is not independent in all of it (Barthel 100).
    """
    measures = scores(cohort)
    for visit, column in measures.get("mrs", {}).items():
        beside = measures.get("bi", {}).get(visit)
        mrs, bi = numbers(cohort, column), numbers(cohort, beside)
        if mrs is None or bi is None or beside is None:
            continue
        wrong = ((mrs == 0) & (bi >= 0) & (bi <= 40)) | ((mrs == 5) & (bi == 100))
        other = header(beside)

        def facts(place: int, bi: object = bi, other: str = other) -> dict[str, str | int | float]:
            return {"other": other, "bi": written(float(np.asarray(bi)[place]))}

        yield from cells(cohort, "bi_mrs", "warning", column, np.flatnonzero(wrong), mrs, facts)
    yield from _rise(cohort)


def _rise(cohort: Cohort) -> Iterator[Issue]:
    visit = graded_visit(cohort)
    before, after = cohort.column(f"nihss_{PRE}"), cohort.column(f"nihss_{visit}")
    if before is None or after is None:
        return
    pre, post = on_scale(cohort, before), on_scale(cohort, after)
    if pre is None or post is None:
        return
    # 42 is how some files write that a patient died.
    places = np.flatnonzero((post - pre > _RISE) & (post < 42))
    yield from cells(
        cohort,
        "nihss_rise",
        "info",
        after,
        places,
        post,
        lambda place: {"first": header(before), "before": written(float(pre[place]))},
    )
