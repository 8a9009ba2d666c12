"""The sample files and a real trial."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.domain.schema import Role
from aci_core.ingest import ColumnMapping, load
from tests.build import sample


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_zh.csv"])
def test_the_sample_cohort_has_nothing_to_say(name: str) -> None:
    cohort = sample(name)
    assert (cohort.n, list(cohort.n_by_arm.values())) == (156, [78, 78])
    assert cohort.settled
    assert cohort.synthetic
    assert cohort.visits == ("pre", "post")
    assert cohort.measured == ("nihss", "bi", "perfusion", "vegf", "bfgf")
    assert [i for i in cohort.issues if i.severity != "info"] == []


def test_the_sample_cohort_in_chinese_is_the_same_but_for_its_labels() -> None:
    english, chinese = sample("synthetic_156.csv"), sample("synthetic_zh.csv")
    assert {c.name for c in english.columns} == {c.name for c in chinese.columns}
    for name in (c.name for c in english.columns if c.role is not Role.ARM):
        assert english.table[name].equals(chinese.table[name])


def test_the_long_cohort() -> None:
    cohort = sample("synthetic_long.csv")
    assert cohort.visits == ("pre", "post", "m1", "m3", "m6")
    assert cohort.table["died"].sum() == 9
    assert cohort.table["lost"].sum() == 16
    assert cohort.grade_scale is not None
    assert [i for i in cohort.issues if i.severity != "info"] == []


def test_the_bad_file_names_each_mistake() -> None:
    cohort = sample("bad.csv")
    assert {(i.row, i.code) for i in cohort.issues if i.severity == "error"} == {
        (4, "out_of_range"),
        (6, "not_whole"),
        (8, "out_of_range"),
        (9, "not_in_fives"),
        (11, "duplicate_patient"),
        (13, "missing_arm"),
        (20, "not_a_number"),
        (22, "out_of_range"),
        (24, "below_range"),
    }
    assert cohort.n == 28


def test_the_international_stroke_trial(shared: Callable[[str], Path], root: Path) -> None:
    document = json.loads((root / "sample_data" / "ist_mapping.json").read_text("utf-8"))
    mapping = ColumnMapping.from_json(document)
    cohort = load(shared("data/IST.csv").read_bytes(), "IST.csv", mapping)
    assert cohort.n_by_arm == {"aspirin": 9720, "no aspirin": 9715}
    assert cohort.reference == "no aspirin"
    deaths = cohort.table.groupby("arm", observed=True)["ae_death_14d"].sum()
    assert deaths.to_dict() == {"aspirin": 872, "no aspirin": 909}
    poor = cohort.table["grade"].isin(["dependent", "dead"])
    known = cohort.table["grade"].notna()
    by_arm = cohort.table["arm"]
    assert poor.groupby(by_arm, observed=True).sum().tolist() == [6000, 6125]
    assert known.groupby(by_arm, observed=True).sum().tolist() == [9639, 9646]
    assert [i.code for i in cohort.issues if i.severity != "info"] == []
