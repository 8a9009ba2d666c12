"""A control with a dose is asked about; of the others none is missing."""

from __future__ import annotations

import pytest

from aci_core.analyses.missing import missing
from aci_core.analyses.study import prepare
from aci_core.checks import checked
from aci_core.checks.values.control_doses import CODE
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of


def dosed(control: list[object]) -> Cohort:
    cells = [cell for pair in zip([10, 10, 8, 10, 5] * 4, control, strict=True) for cell in pair]
    columns = {
        "arm": ["treatment", "control"] * 20,
        "nihss_pre": [5 + i % 9 for i in range(40)],
        "给药剂量(mg)": cells,
    }
    return checked(load(csv_of(columns), "a.csv", ColumnMapping(reference="control")))


def asked(cohort: Cohort) -> list[tuple[int | None, str | None, object]]:
    found = [issue for issue in cohort.issues if issue.code == CODE]
    return [(issue.row, issue.value, dict(issue.facts)["n"]) for issue in found]


@pytest.mark.parametrize(
    ("control", "found"),
    [
        ([None, 10, *[None] * 18], [(5, "10", 1)]),
        ([0, 10, *[0] * 18], [(5, "10", 1)]),
        ([None] * 20, []),
        ([0] * 20, []),
        ([5] * 20, []),  # the treatment of their arm
        ([5] * 10 + [None] * 10, []),
    ],
)
def test_a_control_with_a_dose_is_asked_about(
    control: list[object], found: list[tuple[int, str, int]]
) -> None:
    assert asked(dosed(control)) == found


def test_no_dose_is_missing_of_the_controls_though_one_of_them_has_one() -> None:
    cohort = dosed([None, 10, *[None] * 18])
    result = missing(prepare(cohort, Settings()), Settings())
    [gap] = [gap for gap in result.gaps if gap.column.role is Role.DOSE]
    assert (tuple(gap.n), gap.total) == ((20, 0), 0)
    assert result.complete == cohort.n
