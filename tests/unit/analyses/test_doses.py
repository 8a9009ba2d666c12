"""Planned against received."""

from __future__ import annotations

import pytest

from aci_core.analyses import prepare
from aci_core.analyses.doses import doses
from aci_core.domain.protocol import Protocol
from aci_core.domain.settings import Settings
from tests.build import cohort_of, sample


def test_the_sample_as_counted_by_hand() -> None:
    found = doses(prepare(sample("synthetic_156.csv"), Settings()), Settings())
    text = (sample("synthetic_156.csv").table).query("arm == 'treatment'")
    nsc, msc, courses = found.given
    assert [g.planned for g in found.given] == [6, 6, 3]
    for given, column in ((nsc, "nsc_doses"), (msc, "msc_doses"), (courses, "courses")):
        assert given.as_planned == int((text[column] >= given.planned).sum())
        assert sum(k for _, k in given.counts) == given.n == 78
        assert given.whole.value == given.as_planned / 78
    assert found.control == 0


def test_days_stand_under_their_week() -> None:
    settings = Settings(protocol=Protocol.from_json({"courses": 1}))
    cohort = cohort_of(
        nihss_pre=[5] * 8,
        nsc_doses=[2, 0, 2, 0, 1, 1, None, 0],
        nsc_day_1=[1, None, 3, None, 5, None, None, None],
        nsc_day_3=[15, None, 17, None, None, None, None, None],
    )
    found = doses(prepare(cohort, settings), settings)
    (given,) = found.given
    assert (given.planned, given.counts, given.missing) == (2, ((2.0, 2), (1.0, 1)), 1)
    first, third = found.days
    assert (first.week, first.n, first.q1, first.median, first.q3) == (1, 3, 2.0, 3.0, 4.0)
    assert (third.number, third.week) == (3, None)
    assert found.control == 1


@pytest.mark.parametrize(
    "plan", [{"nsc": {"weeks": [], "cells": 0}, "msc": {"weeks": [], "cells": 0}}]
)
def test_a_file_without_doses_and_a_plan_without_any(plan: dict[str, object]) -> None:
    settings = Settings(protocol=Protocol.from_json(plan))
    found = doses(prepare(cohort_of(nihss_pre=[5, 6]), settings), settings)
    assert (found.given, found.days, found.protocol.last_week) == ((), (), 0)
