"""A cohort as it leaves: which columns, in which form, and what the plan says of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from aci_core.analyses import prepare
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.steps import OmitRow, ReplaceText, SetCell
from aci_core.domain.study.filters import Among, Patients
from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.sharing.rows.deidentify import deidentified, deidentify, mapping_for
from aci_core.sharing.rows.k_anonymity import anonymity
from aci_core.sharing.rows.shared_columns import refuse_unshareable
from tests.build import cohort_of, csv_of
from tests.shares import body_of, holds

N = 40
HOSPITALS = [("市第一医院", "中心医院", "市第一医院", "县人民医院")[i % 4] for i in range(N)]


def _cohort(**columns: Any) -> Cohort:
    base = {"age": [50 + i for i in range(N)], "nihss_pre": [5 + i % 12 for i in range(N)],
            "nihss_post": [3 + i % 9 for i in range(N)]}  # fmt: skip
    return cohort_of(**{**base, **columns})


def _fates(cohort: Cohort, settings: Settings | None = None, *more: str) -> dict[str, str]:
    shared = deidentified(cohort, "", settings or Settings(), more=more)
    return {one.column.name: one.why for one in shared.columns if not one.leaves}


def test_a_centre_leaves_as_the_plan_s_alone_and_by_number() -> None:
    cohort = _cohort(centre=HOSPITALS)
    assert _fates(cohort) == {"centre": "place"}
    plan = Settings(centre="centre")
    shared = deidentified(cohort, "", plan)
    # By size, the largest first; names of the same size in their order.
    assert shared.renamed == {"centre": {"市第一医院": "1", "中心医院": "2", "县人民医院": "3"}}
    assert shared.cohort.table["centre"].tolist()[:4] == ["1", "2", "1", "3"]
    assert shared.cohort.column("centre").levels == ("1", "2", "3")  # type: ignore[union-attr]
    assert not any(holds(body_of(cohort, plan), name) for name in HOSPITALS)
    assert _fates(cohort, None, "centre") == {}  # ticked


def test_codes_of_centres_stay_codes() -> None:
    shared = deidentified(_cohort(centre=["A", "B"] * 20), "", Settings(centre="centre"))
    assert shared.renamed == {}
    assert shared.cohort.table["centre"].tolist()[:2] == ["A", "B"]


def test_the_plan_and_its_lock_follow_the_numbers() -> None:
    cohort = _cohort(centre=HOSPITALS)
    chosen = Among("centre", ("中心医院", "县人民医院"))
    plan = Settings(centre="centre", population=(chosen,), filters=(chosen,))
    plan = replace(
        plan,
        locked=Lock("2024-01-01T00:00:00Z", plan.plan_digest),
        deviations=(Deviation("population", "[]", '[{"among":["中心医院"]}]', ""),),
    )
    shared = deidentified(cohort, "", plan)
    theirs = shared.settings(plan)
    assert theirs.filters == theirs.population == (Among("centre", ("2", "3")),)
    assert theirs.deviations[0].after == '[{"among":["2"]}]'
    assert not theirs.changed_since_lock
    assert shared.text('[{"column":"centre","among":["县人民医院"]}]') == (
        '[{"column":"centre","among":["3"]}]'
    )
    mapping = ColumnMapping(values={"centre": {"x": "中心医院"}}, columns={"centre": "centre"})
    assert mapping_for(mapping, shared).values == {}


@pytest.mark.parametrize(
    ("header", "cells", "left"),
    [
        ("籍贯", ["江苏苏州", "江苏省无锡市", "浙江杭州"], {"江苏", "浙江"}),
        ("居住地区", ["城市", "农村", "城镇"], {"城市", "农村", "城镇"}),
        ("省份", ["江苏省", "浙江省", "安徽省"], {"江苏省", "浙江省", "安徽省"}),
        ("梗死部位", ["基底节区", "额颞顶区", "脑干"], {"基底节区", "额颞顶区", "脑干"}),
    ],
)
def test_a_place_is_generalised_to_its_province(
    header: str, cells: list[str], left: set[str]
) -> None:
    cohort = _cohort(**{header: [cells[i % 3] for i in range(N)]})
    table = deidentified(cohort, "", Settings(), more=(header,)).cohort.table
    assert {*table[header]} == left


@pytest.mark.parametrize(
    ("header", "cells", "why"),
    [
        ("城市", ["苏州", "无锡", "常州"], "place"),
        ("病区", ["一病区", "二病区"], "place"),
        ("甲", ["苏州", "无锡", "南京"], "place"),
        ("甲", ["姑苏区", "虎丘区"], "place"),
        ("甲", ["苏大附一院", "上海华山医院"], "place"),
        ("甲", ["苏州电力公司", "建设银行苏州分行"], "place"),
        ("甲", ["王珏滢", "李翀"], "name"),
        ("甲", [*["好转"] * 39, "王丽"], "name"),
        ("Ward", ["7 North", "8 South"], "place"),
        ("甲", ["苏州市", "昆山市", "常熟市"], "place"),
        ("状态", ["好转", "王建国", "好转"], "person"),
        ("序列", [*range(101, 101 + N)], "unique"),
        ("诊断", [f"脑梗死{i}型" for i in range(N)], "unique"),
    ],
)
def test_what_stays_here(header: str, cells: list[object], why: str) -> None:
    cohort = _cohort(**{header: [cells[i % len(cells)] for i in range(N)]})
    assert _fates(cohort) == {header: why}
    ticked = _fates(cohort, None, header)
    assert ticked == ({} if why in ("place", "name") else {header: why})


def test_a_plan_on_what_never_leaves_is_refused() -> None:
    cohort = _cohort(状态=["好转", "王建国", "好转", "无效"] * 10)
    plan = Settings(filters=(Among("状态", ("好转",)),))
    with pytest.raises(AciError) as error:
        refuse_unshareable(cohort, plan)
    assert (error.value.code, error.value.facts) == ("share_column", {"column": "状态"})
    refuse_unshareable(cohort, Settings())


def test_a_list_of_patients_follows_its_cohort_and_the_old_digest_stays_here() -> None:
    cohort = _cohort()
    plan = Settings(filters=(Patients.from_ordinals(range(1, 31), cohort.digest),))
    shared = deidentified(cohort, "", plan)
    theirs = shared.settings(plan)
    assert prepare(shared.cohort, theirs).cohort.n == 30
    text = shared.text(f'[{{"patients":"1-30","of":"{cohort.digest[:8]}"}}]')
    assert cohort.digest[:8] not in text + repr(theirs)
    assert shared.cohort.digest[:8] in text


def test_codes_of_places_that_are_numbers_are_numbered_too() -> None:
    codes = [(320500, 320200, 330100, 330200, 340100, 340200)[i % 6] for i in range(N)]
    shared = deidentified(_cohort(城市=codes), "", Settings(), more=("城市",))
    assert {*shared.cohort.table["城市"]} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    "cells",
    [
        [458_811 + 997 * i for i in range(N)],  # numbers of a register
        [45_300 + 3 * i for i in range(N)],  # days of a spreadsheet
        [20_160_110_000 + 37 * i for i in range(N)],
    ],
)
def test_numbers_that_are_no_characteristic_stay_here(cells: list[int]) -> None:
    cohort = _cohort(甲=cells)
    assert "甲" not in deidentified(cohort, "", Settings(), more=("甲",)).cohort.table
    fine = _cohort(甲=[120_000 + 1000 * i for i in range(N)], 乙=[60 + 3.7 * i for i in range(N)])
    assert _fates(fine) == {"甲": "unknown", "乙": "unknown"}
    assert _fates(fine, None, "甲", "乙") == {}


def test_an_event_whose_name_is_a_person_stays_here() -> None:
    cohort = _cohort(ae_家属王建国签字=[0, 1] * 20)
    assert [*_fates(cohort).values()] == ["person"]


def test_sets_of_the_owner_on_what_stays_here_stay_too() -> None:
    cohort = _cohort(城市=["苏州", "无锡"] * 20, toast=["LAA", "CE"] * 20)
    sets = '{"a":[{"column":"城市","among":["苏州"]}],"b":[{"column":"toast","among":["CE"]}]}'
    shared = deidentified(cohort, "", Settings())
    assert json.loads(shared.view({"sets": sets, "lang": "zh"}, rows=True)["sets"]) == {
        "b": [{"column": "toast", "among": ["CE"]}]
    }
    assert shared.view({"sets": sets, "lang": "zh"}, rows=False) == {"lang": "zh"}


def test_results_alone_keep_places_and_no_persons() -> None:
    cohort = _cohort(centre=HOSPITALS, 状态=["好转", "王建国", "好转", "无效"] * 10)
    names = {c.name for c in deidentify(cohort).columns}
    assert "centre" in names
    assert "状态" not in names


@pytest.mark.parametrize(("years", "ages"), [(5, [52, 57, 87, 90]), (10, [55, 85, 90])])
def test_ages_in_bands_stand_for_their_middle(years: int, ages: list[int]) -> None:
    cohort = _cohort(age=[(50, 53, 57, 88, 90, 97, 54, 59)[i % 8] for i in range(N)])
    table = deidentified(cohort, "", Settings(), age_years=years).cohort.table
    assert sorted({*table["age"]}) == ages


def test_corrections_that_name_somebody_and_of_held_columns_stay_here() -> None:
    columns = {
        "patient_id": range(N),
        "arm": ["treatment", "control"] * 20,
        "nihss_pre": ["x?", *([9] * (N - 1))],
        "sex": ["王小明", *(["男", "女"] * N)[: N - 1]],
        "病区": ["一病区", "二病区"] * 20,
    }
    steps = (
        ReplaceText("sex", "王小明", "男"), SetCell(2, "nihss_pre", "9"),
        ReplaceText("病区", "一病区", "1"), OmitRow(9), SetCell(3, "sex", "解放路12号"),
    )  # fmt: skip
    cohort = load(csv_of(columns), "a.csv", steps=steps)
    shared = deidentified(cohort, "", Settings()).cohort
    assert shared.steps == (steps[1], steps[3])
    assert [one.header for one in shared.corrections] == ["nihss_pre", "sex", ""]
    assert "病区" not in {issue.column for issue in shared.issues}
    assert not holds(body_of(cohort), "王小明")


def test_only_numbers_of_ours_stay_as_identifiers_of_synthetic_patients() -> None:
    ours = _cohort(patient_id=[f"SYN-{i:03d}" for i in range(N)])
    assert deidentify(ours).table["patient_id"][0] == "SYN-000"
    other = _cohort(patient_id=[f"SYN-王小明{i}" for i in range(N)])
    assert deidentify(other).table["patient_id"][0] == "1"


def test_k_anonymity_counts_age_sex_and_place() -> None:
    cohort = _cohort(age=[60] * 38 + [60, 81], sex=["男"] * 20 + ["女"] * 20, toast=["A", "B"] * 20)
    one = anonymity(cohort)
    assert (one.least, one.n_unique, one.n, one.by) == (1, 1, N, ("age", "sex"))
    cohort = _cohort(age=[60] * N, sex=["男"] * 17 + ["女"] * 23)
    assert (anonymity(cohort).least, anonymity(cohort).n_unique) == (17, 0)
    parts = _cohort(
        age=[60 + i % 5 / 10 for i in range(N)], onset_hours=[1 + i % 7 for i in range(N)]
    )
    assert anonymity(parts).least == N  # years and days, as a neighbour knows them
    assert anonymity(cohort_of(nihss_pre=[1, 2, 3, 4])).by == ()
