"""Planned against received."""

from __future__ import annotations

import pytest

from aci_core.analyses import prepare
from aci_core.analyses.doses import doses
from aci_core.domain.study.protocol import Protocol
from aci_core.domain.study.settings import Settings
from tests.build import cohort_of, sample


def test_the_sample_as_counted_by_hand() -> None:
    result = doses(prepare(sample("synthetic_156.csv"), Settings()), Settings())
    text = (sample("synthetic_156.csv").table).query("arm == 'treatment'")
    nsc, msc, courses = result.given
    assert [g.planned for g in result.given] == [6, 6, 3]
    for received, column in ((nsc, "nsc_doses"), (msc, "msc_doses"), (courses, "courses")):
        assert received.as_planned == int((text[column] >= received.planned).sum())
        assert sum(k for _, k in received.counts) == received.n == 78
        assert received.whole.value == received.as_planned / 78
    assert result.control == 0


def test_days_stand_under_their_week() -> None:
    settings = Settings(protocol=Protocol.from_json({"courses": 1}))
    cohort = cohort_of(
        nihss_pre=[5] * 8,
        nsc_doses=[2, 0, 2, 0, 1, 1, None, 0],
        nsc_day_1=[1, None, 3, None, 5, None, None, None],
        nsc_day_3=[15, None, 17, None, None, None, None, None],
    )
    result = doses(prepare(cohort, settings), settings)
    (received,) = result.given
    assert (received.planned, received.counts, received.missing) == (2, ((2.0, 2), (1.0, 1)), 1)
    first, third = result.days
    assert (first.week, first.n, first.q1, first.median, first.q3) == (1, 3, 2.0, 3.0, 4.0)
    assert (third.number, third.week) == (3, None)
    assert result.control == 1


@pytest.mark.parametrize(
    "plan", [{"nsc": {"weeks": [], "cells": 0}, "msc": {"weeks": [], "cells": 0}}]
)
def test_a_file_without_doses_and_a_plan_without_any(plan: dict[str, object]) -> None:
    settings = Settings(protocol=Protocol.from_json(plan))
    result = doses(prepare(cohort_of(nihss_pre=[5, 6]), settings), settings)
    assert (result.given, result.days, result.protocol.last_week) == ((), (), 0)
