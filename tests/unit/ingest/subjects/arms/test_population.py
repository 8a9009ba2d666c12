"""Who was not randomised: screen failures are no arm, flags of a standard are asked about."""

from __future__ import annotations

import pytest

from aci_core.checks import checked, fixes
from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import OmitWhere
from aci_core.ingest import ColumnMapping, load
from tests.build import cohort_of, csv_of


def said(cohort: Cohort, code: str) -> list[tuple[str | None, str | None, object]]:
    return [(i.column, i.value, dict(i.facts)["n"]) for i in cohort.issues if i.code == code]


@pytest.mark.parametrize(
    "word", ["Screen Failure", "SCRNFAIL", "Not Assigned", "筛选失败", "未入组", "not randomized"]
)
def test_who_was_never_assigned_is_no_third_arm(word: str) -> None:
    arm = [*("treatment", "control") * 4, word, word]
    cohort = cohort_of(arm=arm, nihss_pre=[9] * 10)
    assert cohort.settled
    assert cohort.n == 8
    assert said(cohort, "not_randomised") == [("arm", word, 2)]
    assert [why for _, why in cohort.left_out] == ["not_randomised"] * 2
    assert not [i for i in cohort.issues if i.severity == "error"]


def test_a_mapping_says_otherwise() -> None:
    arm = ["treatment"] * 4 + ["未入组"] * 4
    mapping = ColumnMapping(values={"arm": {"未入组": "control"}})
    cohort = cohort_of(mapping, arm=arm, nihss_pre=[9] * 8)
    assert cohort.n_by_arm == {"treatment": 4, "control": 4}


def population(flag: str = "RANDFL", no: str = "N") -> bytes:
    n = 16
    arms: list[object] = [("Active", "Placebo")[i % 2] for i in range(n)]
    flags = ["Y"] * n
    for place in (2, 3):  # in an arm, and not randomised
        flags[place] = no
    for place in (4, 5, 6):
        arms[place], flags[place] = None, no
    return csv_of(
        {
            "USUBJID": [f"S-{i:02d}" for i in range(n)], "TRT01P": arms, flag: flags,
            "nihss_pre": [9] * n, "nihss_post": [i % 5 for i in range(n)],
        }
    )  # fmt: skip


@pytest.mark.parametrize(("flag", "no"), [("RANDFL", "N"), ("ITTFL", "N"), ("FASFL", "No")])
def test_a_flag_in_an_arm_is_asked_about(flag: str, no: str) -> None:
    data = population(flag, no)
    cohort = checked(load(data, "adsl.csv"))
    assert cohort.n == 13
    assert said(cohort, "not_randomised") == [(flag, no, 3)]
    assert said(cohort, "not_in_population") == [(flag, no, 2)]
    assert "missing_arm" not in [i.code for i in cohort.issues]
    [fix] = [one for one in fixes(cohort) if one.rule == "not_in_population"]
    assert fix.step == OmitWhere(flag, no)
    assert not fix.safe
    taken_out = checked(load(data, "adsl.csv", steps=[fix.step]))
    assert taken_out.n == 11
    assert said(taken_out, "not_in_population") == []


def test_a_flag_without_its_standard_is_a_column_like_another() -> None:
    cohort = cohort_of(ITTFL=["Y", "N"] * 4, nihss_pre=[9] * 8)
    assert cohort.n == 8
    assert said(cohort, "not_in_population") == []
