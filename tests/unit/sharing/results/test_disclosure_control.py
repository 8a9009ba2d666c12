"""Adjusted P values beside the tests that are shown."""

from __future__ import annotations

import math
import time

from aci_core.analyses import Result, Row
from aci_core.domain.notes import note
from aci_core.domain.study.settings import Settings
from aci_core.sharing.results.disclosure_control import NOTE, withhold
from tests.build import cohort_of

TESTS = 60  # of a trial with many visits and biomarkers


def _rows() -> list[Row]:
    shown = [
        Row("factors", f"m{i}", "post", None, None, None, "pearson", p=math.sqrt(i + 2) / 997)
        for i in range(TESTS)
    ]
    family = note("family", TESTS)
    adjusted = [
        Row(
            "factors", f"m{i}", "post", None, None, None, "benjamini_hochberg",
            p=row.p * TESTS / (i + 1) * (1 if i % 2 else 1 + 1e-6), note=family,
        )
        for i, row in enumerate(shown)
        if row.p is not None
    ]  # fmt: skip
    return [*shown, *adjusted]


def test_an_adjusted_p_is_shown_where_it_is_a_multiple_of_one_that_is_shown() -> None:
    cohort = cohort_of(nihss_pre=list(range(20)), nihss_post=list(range(20)))
    result = Result("factors", cohort.arms, Settings(), tuple(_rows()))
    begun = time.process_time()
    left, _ = withhold({"factors": result}, cohort, 5)
    assert time.process_time() - begun < 1  # pair by pair it took ten seconds
    rows = left["factors"].where("benjamini_hochberg")
    assert [row.note == NOTE for row in rows] == [i % 2 == 0 for i in range(TESTS)]
