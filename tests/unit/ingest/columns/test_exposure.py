"""Doses, injections and other exposure: never a baseline characteristic, none due to controls."""

from __future__ import annotations

import pytest

from aci_core.analyses.baseline import baseline
from aci_core.analyses.missing import missing
from aci_core.analyses.study import prepare
from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Kind, Role
from aci_core.domain.settings import Settings
from aci_core.ingest import ColumnMapping, Project, load
from aci_core.presentation.i18n import translator
from aci_core.presentation.tables import missing as tables
from tests.build import csv_of


def trial(header: str, given: list[object], mapping: ColumnMapping | None = None) -> Cohort:
    """Twelve patients an arm; the column is filled in the treated alone."""
    cells = [cell for dose in given for cell in (dose, None)]
    columns = {
        "arm": ["treatment", "control"] * 12,
        "age": [60 + i % 17 for i in range(24)],
        "nihss_pre": [5 + i % 9 for i in range(24)],
        "nihss_post": [3 + i % 7 for i in range(24)],
        header: cells,
    }
    return checked(load(csv_of(columns), "a.csv", mapping))


DOSES: list[object] = [2, 2.5, 3, 3.5, 4, 4.5, 5, 2, 2.5, 3, 4, 6]
TIMES: list[object] = [4, 4, 3, 4, 4, 2, 4, 4, 4, 4, 1, 4]


@pytest.mark.parametrize(
    ("header", "given"),
    [
        ("单次细胞剂量(×10^7)", DOSES),
        ("输注次数", TIMES),
        ("累计剂量(×10^7)", DOSES),
        ("干细胞移植次数", TIMES),
        ("回输细胞数(×10^6/kg)", DOSES),
        ("Cumulative dose (10^6 cells)", DOSES),
        ("number of infusions", TIMES),
        ("Injections", TIMES),
        ("给药剂量", ["低剂量", "高剂量"] * 6),
    ],
)
def test_what_was_given_is_no_baseline_characteristic(header: str, given: list[object]) -> None:
    cohort = trial(header, given)
    column = cohort.columns[-1]
    assert column.role is Role.DOSE
    assert column.kind is (Kind.NUMBER if isinstance(given[0], int | float) else Kind.CATEGORY)
    assert not column.stopped
    assert [i.code for i in cohort.issues if i.column == header] == []  # no warning of any kind
    data = prepare(cohort, Settings())
    assert {row.variable for row in baseline(data, Settings()).rows} == {"age", "nihss_pre"}
    # A saved project reads it the same way.
    project = Project(ColumnMapping()).with_recognised_columns(cohort)
    assert trial(header, given, project.mapping).digest == cohort.digest


@pytest.mark.parametrize(
    "header",
    [
        "剂量组", "白细胞数", "淋巴细胞数", "既往用药剂量", "注射部位", "dose group", "prior dose",
        "injection site", "卒中次数",
    ],
)  # fmt: skip
def test_what_only_sounds_like_it_stays_what_it_was(header: str) -> None:
    column = trial(header, TIMES).columns[-1]
    assert (column.role, column.recognised) == (Role.COVARIATE, "covariate")


def test_nothing_is_missing_of_the_controls() -> None:
    data = prepare(trial("输注次数", [*TIMES[:11], None]), Settings())
    result = missing(data, Settings())
    [gap] = [gap for gap in result.gaps if gap.column.role is Role.DOSE]
    assert (tuple(gap.missing), tuple(gap.n), gap.total) == ((1, 0), (12, 0), 1)
    assert result.complete == 23
    for lang, word in (("en", "not applicable"), ("zh", "不适用")):
        [row] = tables.gaps(result, translator(lang)).rows
        assert [cell.text for cell in row.cells][2] == word


def test_a_control_that_was_given_some_makes_the_others_missing() -> None:
    cohort = trial("输注次数", TIMES)
    cohort.table.loc[1, cohort.columns[-1].name] = 1
    result = missing(prepare(cohort, Settings()), Settings())
    [gap] = [gap for gap in result.gaps if gap.column.role is Role.DOSE]
    assert (tuple(gap.missing), tuple(gap.n)) == ((0, 11), (12, 12))


def test_the_mapping_says_otherwise_both_ways() -> None:
    own = trial("输注次数", TIMES, ColumnMapping(columns={"输注次数": "输注次数"}))
    assert own.columns[-1].role is Role.COVARIATE
    made = trial("药量 X", TIMES, ColumnMapping(columns={"药量 X": "dose_药量 X"}))
    assert made.columns[-1].role is Role.DOSE


def test_a_column_of_exposure_that_identifies_is_removed_as_any_other() -> None:
    dates: list[object] = [f"2024-03-{day:02d}" for day in range(1, 13)]
    assert [c.header for c in trial("首次细胞输注", dates).columns][-1] == "nihss_post"
    names: list[object] = [f"{a}{b}" for a in "张王李赵" for b in ("伟强", "秀英", "建国")]
    assert [c.header for c in trial("给药剂量(医师)", names).columns][-1] == "nihss_post"
