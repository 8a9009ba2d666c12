"""Small files that were once read wrong: what stands in them is read, or asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.ingest import load

Shared = Callable[[str], Path]


def opened(shared: Shared, name: str) -> Cohort:
    file = shared(f"faults/{name}")
    return checked(load(file.read_bytes(), file.name))


def test_names_of_cdisc(shared: Shared) -> None:
    cohort = opened(shared, "02_cdisc_names.csv")
    assert cohort.n == 24
    assert cohort.two_arms() == ("treatment", "control")
    assert [c.name for c in cohort.columns] == [
        "patient_id", "arm", "age", "sex", "nihss_pre", "nihss_post",
    ]  # fmt: skip
    [seen] = [dict(i.facts) for i in cohort.issues if i.code == "standard_seen"]
    assert seen == {"standard": "CDISC ADaM", "n": 4, "of": 6}


@pytest.mark.parametrize(
    ("name", "died"),
    [
        ("09_death_date.csv", 3), ("09b_mrs6_is_death.csv", 2), ("09c_dthfl.csv", 2),
        ("13_status_alive_dead.csv", 2), ("13b_zhuangtai.csv", 2),
    ],
)  # fmt: skip
def test_deaths_however_told(shared: Shared, name: str, died: int) -> None:
    cohort = opened(shared, name)
    assert int((cohort.table["died"] == 1).sum()) == died
    told = {c.header for c in cohort.columns_with(Role.COVARIATE)}
    assert not told & {"status", "患者状态", "DTHFL"}
    assert not any(i.code.startswith("pre_without_post") for i in cohort.issues)
