"""Recorded grades that differ from those computed from the scores."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import MOST, header
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.study.criterion import Criterion
from aci_core.efficacy import RECORDED, grade
from aci_core.efficacy.grade import recorded_grades as grades_of_file


def recorded_grade(cohort: Cohort, criterion: Criterion) -> Iterator[Issue]:
    """`grades_differ` with their number, and `grade_differs` of the first patients.

    Grades on another scale than the rule's cannot agree with it, and are not compared.
    """
    column = cohort.column("grade")
    recorded = grades_of_file(cohort)
    if criterion.rule == RECORDED or column is None or recorded is None:
        return
    computed = grade(cohort, criterion)
    if computed is None or computed.rule is None:
        return
    if computed.scale.best_first != recorded.scale.best_first:
        return
    both = (recorded.codes >= 0) & (computed.codes >= 0)
    places = np.flatnonzero(both & (recorded.codes != computed.codes))
    if not places.size:
        return
    facts = (("n", int(places.size)), ("of", int(both.sum())), ("rule", criterion.rule))
    yield Issue("grades_differ", "warning", None, header(column), facts=facts)
    names = recorded.scale.best_first
    for place in map(int, places[:MOST]):
        was, now = names[recorded.codes[place]], names[computed.codes[place]]
        yield Issue(
            "grade_differs",
            "warning",
            cohort.row_of(place, column.header),
            header(column),
            was,
            (("recorded", was), ("computed", now)),
        )
