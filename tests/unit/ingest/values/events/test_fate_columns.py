"""Deaths and losses however they are told: by a date, a status, a reason, mRS 6; or asked about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from aci_core.checks import checked, fixes
from aci_core.checks.events.blank_events import FATES
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.domain.steps import FillBlank
from aci_core.ingest import ColumnMapping, load
from tests.build import cohort_of

N = 12
DEAD, GONE = 3, 7  # the patients whose later score is blank
PRE = [9 + i % 4 for i in range(N)]
POST = [None if i in (DEAD, GONE) else 5 + i % 3 for i in range(N)]


def column(rest: object, by_place: Mapping[int, object]) -> list[object]:
    return [by_place.get(place, rest) for place in range(N)]


def trial(mapping: ColumnMapping | None = None, **columns: list[object]) -> Cohort:
    return checked(cohort_of(mapping, nihss_pre=PRE, nihss_post=POST, **columns))


def of(cohort: Cohort, fate: str) -> list[int] | None:
    """The places of those who died, or were lost; None without such a column."""
    if not cohort.usable(fate):
        return None
    return np.flatnonzero(cohort.table[fate].to_numpy(float) == 1).tolist()


def codes(cohort: Cohort) -> set[str]:
    return {i.code for i in cohort.issues}


@pytest.mark.parametrize(
    ("header", "rest", "dead"),
    [
        ("death_date", None, "2023-05-13"),
        ("死亡日期", None, "2023/5/13"),
        ("死亡时间", "未死亡", "2023年5月13日"),
        ("date died", "-", "13/05/2023"),
        ("DTHDT", None, "2023-05-13"),
        ("Date of death", "NA", "2023-05-13"),
        ("死亡日期", None, "2023-05"),
        ("死亡日期", "9999-12-31", "2023-05-13"),
        ("去世日期", "/", "20230513"),
    ],
)
def test_who_has_a_date_of_death_died(header: str, rest: object, dead: str) -> None:
    cohort = trial(**{header: column(rest, {DEAD: dead})})
    assert of(cohort, "died") == [DEAD]
    assert not cohort.table["died"].isna().any()
    # The exact date is gone, before anything is kept.
    assert header not in [c.header for c in cohort.columns]
    assert "impossible_date" not in codes(cohort)


@pytest.mark.parametrize("start", ["入院日期", "treatment date", "随机日期", "TRTSDT"])
def test_the_day_of_death_stands_where_a_start_does(start: str) -> None:
    cohort = trial(**{"death date": column(None, {DEAD: "2023-05-13"}), start: ["2023-05-01"] * N})
    assert of(cohort, "died") == [DEAD]
    assert cohort.table["died_day"].to_numpy(float)[DEAD] == 12


@pytest.mark.parametrize("header", ["失访日期", "withdrawal date", "脱落时间"])
def test_who_has_a_date_of_loss_was_lost(header: str) -> None:
    assert of(trial(**{header: column(None, {GONE: "2023-06-01"})}), "lost") == [GONE]


def test_a_date_of_death_for_everybody_or_nobody_tells_nothing() -> None:
    everybody = trial(death_date=["2023-05-13"] * N)
    assert of(everybody, "died") is None
    assert "all_yes" in codes(everybody)
    assert of(trial(death_date=[None] * N), "died") is None


def test_a_date_of_death_beside_a_column_of_deaths_is_held_against_it() -> None:
    dates = column(None, {DEAD: "2023-05-13", 4: "2023-05-14"})
    cohort = trial(死亡=column("否", {DEAD: "是"}), 死亡日期=dates)
    assert of(cohort, "died") == [DEAD]
    assert [i.row for i in cohort.issues if i.code == "death_date_differs"] == [4 + 2]


@pytest.mark.parametrize(
    ("header", "rest", "dead", "gone"),
    [
        ("status", "alive", "dead", None),
        ("患者状态", "存活", "死亡", None),
        ("Vital status", "Alive", "Deceased", None),
        ("生存状态", "存活", "死亡", "失访"),
        ("follow-up status", "completed", "died", "withdrawn"),
        ("随访结果", "完成随访", "死亡", "失访"),
        ("转归", "存活", "病故", "失联"),
        ("Disposition", "COMPLETED", "Death", "Lost to Follow-up"),
        ("是否存活", "是", "否", None),
        ("alive", 1, 0, None),
        ("status (0=alive 1=dead)", 0, 1, None),
        ("状态(1存活2死亡3失访)", 1, 2, 3),
        ("死亡", "存活", "死亡", "失访"),
        ("died", "alive", "dead", "lost"),
        ("EOSSTT", "COMPLETED", "Dead", "DISCONTINUED"),
    ],
)
def test_a_status_tells_who_died_and_who_was_lost(
    header: str, rest: object, dead: object, gone: object
) -> None:
    cohort = trial(**{header: column(rest, {DEAD: dead} | ({GONE: gone} if gone else {}))})
    assert of(cohort, "died") == [DEAD]
    assert of(cohort, "lost") == ([GONE] if gone else None)
    assert not list(cohort.columns_with(Role.COVARIATE))
    # Who is known to have died or left is not asked about.
    left = [dict(i.facts)["n"] for i in cohort.issues if i.code == "pre_without_post"]
    assert left == ([] if gone else [1])


@pytest.mark.parametrize(
    ("header", "rest", "dead"),
    [("转归", "治愈", "死亡"), ("outcome", "Discharged", "Dead"), ("出院情况", "好转", "去世")],
)
def test_of_an_outcome_only_the_deaths_are_taken(header: str, rest: str, dead: str) -> None:
    cohort = trial(**{header: column(rest, {DEAD: dead})})
    assert of(cohort, "died") == [DEAD]
    assert "deaths_taken" in codes(cohort)
    assert not list(cohort.columns_with(Role.COVARIATE))


@pytest.mark.parametrize(
    ("header", "rest", "reason", "dead"),
    [
        ("失访原因", None, "搬家", None),
        ("脱落原因", "无", "不良反应", "死亡"),
        ("DCSREAS", None, "Adverse Event", "Death"),
        ("reason for withdrawal", None, "consent withdrawn", None),
        ("退出原因", "完成", "撤回知情同意", "死亡"),
    ],
)
def test_a_reason_for_leaving_is_a_loss(
    header: str, rest: object, reason: str, dead: object
) -> None:
    told = {GONE: reason} | ({DEAD: dead} if dead else {})
    cohort = trial(**{header: column(rest, told)})
    assert of(cohort, "lost") == [GONE]
    assert of(cohort, "died") == ([DEAD] if dead else None)
    assert cohort.column("lost_reason") is not None


def test_a_column_of_losses_goes_before_their_reasons() -> None:
    cohort = trial(失访=column(0, {GONE: 1}), 失访原因=column(None, {GONE: "搬家", 1: "出国"}))
    assert of(cohort, "lost") == [GONE]
    assert [i.row for i in cohort.issues if i.code == "lost_not_recorded"] == [1 + 2]


@pytest.mark.parametrize("header", ["mrs_m3", "3个月mRS", "mRS 90 days"])
def test_mrs_6_is_a_death_and_stays_the_worst_grade(header: str) -> None:
    cohort = trial(**{header: column(2, {DEAD: 6, GONE: None})})
    assert of(cohort, "died") == [DEAD]
    name = next(c.name for c in cohort.columns if c.stem == "mrs")
    assert cohort.table[name].to_numpy(float)[DEAD] == 6
    # Whose mRS is not known is not known to live.
    assert np.flatnonzero(cohort.table["died"].isna()).tolist() == [GONE]
    assert [dict(i.facts)["n"] for i in cohort.issues if i.code == "died_by_mrs"] == [1]


def test_mrs_6_before_treatment_is_no_death() -> None:
    assert of(trial(mrs_pre=column(2, {DEAD: 6})), "died") is None


def test_mrs_6_of_one_who_lives_by_the_file_is_named_and_not_counted() -> None:
    cohort = trial(died=column(0, {}), mrs_m3=column(2, {DEAD: 6}))
    assert of(cohort, "died") == []
    assert "mrs_not_died" in codes(cohort)


@pytest.mark.parametrize(
    ("header", "rest", "cause"),
    [
        ("死亡原因", None, "脑疝"),
        ("直接死因", "无", "肺部感染"),
        ("死亡诊断", "存活", "多器官功能衰竭"),
        ("Cause of death", "NA", "pneumonia"),
        ("DTHCAUS", None, "CARDIAC ARREST"),
        ("死因(1脑疝 2感染)", None, 2),
    ],
)
def test_who_has_a_cause_of_death_died(header: str, rest: object, cause: object) -> None:
    cohort = trial(**{header: column(rest, {DEAD: cause})})
    assert of(cohort, "died") == [DEAD]
    assert not cohort.table["died"].isna().any()
    assert "read_as_died" in codes(cohort)
    assert not list(cohort.columns_with(Role.COVARIATE))


def test_a_cause_of_death_of_everybody_is_asked_about() -> None:
    cohort = trial(死亡原因=["脑疝"] * N)
    assert of(cohort, "died") is None
    assert "may_tell_fate" in codes(cohort)


@pytest.mark.parametrize(
    ("other", "says", "dead", "code"),
    [
        ("死亡", "否", [], "died_not_recorded"),
        ("died", 0, [], "died_not_recorded"),
        ("存活状态", "存活", [DEAD], "died_differs"),
        ("vital status", "alive", [DEAD], "died_differs"),
        ("随访结果", "失访", [DEAD], ""),
    ],
)
def test_a_cause_of_death_of_the_living_is_named(
    other: str, says: object, dead: list[int], code: str
) -> None:
    cohort = trial(**{other: column(says, {}), "死因": column(None, {DEAD: "脑疝"})})
    assert of(cohort, "died") == dead
    named = [(i.code, i.row) for i in cohort.issues if i.column == "死因" and i.row]
    assert named == ([(code, DEAD + 2)] if code else [])


AE = column("无", {DEAD: "肺部感染", 1: "发热"})


@pytest.mark.parametrize(
    ("told", "severity"),
    [
        ({"不良事件": AE, "不良事件转归": column(None, {DEAD: "死亡", 1: "好转"})}, "info"),
        ({"不良事件": AE, "不良事件严重程度": column(None, {DEAD: "致死", 1: "轻度"})}, "info"),
        ({"AE term": AE, "AE outcome": column("", {DEAD: "FATAL", 1: "RECOVERED"})}, "info"),
        ({"AE term": AE, "AE grade": column(None, {DEAD: 5, 1: 2})}, "warning"),
        ({"肺部感染": column(0, {DEAD: 1}), "肺部感染转归": column(None, {DEAD: "死亡"})}, "info"),
    ],
)  # fmt: skip
def test_a_fatal_event_is_a_death(told: dict[str, list[object]], severity: str) -> None:
    cohort = trial(**told)
    assert of(cohort, "died") == [DEAD]
    said = [(i.column, i.severity) for i in cohort.issues if i.code == "fatal_events"]
    assert said == [([*told][-1], severity)]


def test_a_fatal_event_of_the_living_is_named_and_not_counted() -> None:
    ends = column(None, {DEAD: "死亡", 1: "好转"})
    cohort = trial(死亡=column("否", {}), 不良事件=AE, 不良事件转归=ends)
    assert of(cohort, "died") == []
    named = [(i.column, i.row) for i in cohort.issues if i.code == "died_not_recorded"]
    assert named == [("不良事件转归", DEAD + 2)]


@pytest.mark.parametrize(
    "told",
    [
        {"AE term": AE, "AE grade": column(None, {DEAD: 4, 1: 2})},
        {"不良事件": AE, "不良事件转归": column(None, {DEAD: "好转", 1: "痊愈"})},
        {"不良事件": AE, "不良事件持续天数": column(None, {DEAD: 5, 1: 2})},
    ],
)
def test_an_event_that_was_not_fatal_is_no_death(told: dict[str, list[object]]) -> None:
    assert of(trial(**told), "died") is None


def test_a_day_of_death_is_a_death() -> None:
    assert of(trial(died_day=column(None, {DEAD: 12})), "died") == [DEAD]
    assert of(trial(died_day=[12] * N), "died") is None


def test_the_dead_are_not_lost() -> None:
    cohort = trial(
        EOSSTT=column("COMPLETED", {DEAD: "DISCONTINUED", GONE: "DISCONTINUED"}),
        DCSREAS=column(None, {DEAD: "Death", GONE: "Lost to Follow-up"}),
    )
    assert (of(cohort, "died"), of(cohort, "lost")) == ([DEAD], [GONE])


def test_flags_of_a_standard_say_no_by_nothing() -> None:
    columns = {"USUBJID": [f"S{i}" for i in range(N)], "TRT01P": ["A", "B"] * 6}
    cohort = cohort_of(ColumnMapping(reference="B"), **columns, DTHFL=column(None, {DEAD: "Y"}))
    assert of(cohort, "died") == [DEAD]
    assert not cohort.table["died"].isna().any()


def test_elsewhere_a_blank_is_asked_about() -> None:
    cohort = trial(是否死亡=column(None, {DEAD: "是"}))
    assert np.isnan(cohort.table["died"].to_numpy(float)).sum() == N - 1
    [fix] = [one for one in fixes(cohort) if one.rule in FATES]
    assert fix.step == FillBlank("是否死亡", "0")
    assert not fix.safe


def test_cells_alone_are_read_with_a_warning() -> None:
    cohort = trial(col5=column("alive", {DEAD: "dead"}))
    assert of(cohort, "died") == [DEAD]
    assert [(i.code, i.severity) for i in cohort.issues if i.column == "col5"] == [
        ("read_as_died", "warning")
    ]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("discharged_to", column("home", {DEAD: "dead", 4: "rehab"})),
        ("去向", column("回家", {DEAD: "死亡", 4: "转院"})),
        ("note2", column("kept", {GONE: "lost to follow-up"})),
        ("status", column(0, {DEAD: 1})),
        ("患者状态", column("A", {DEAD: "B"})),
    ],
)
def test_what_may_tell_it_is_asked_about_and_nobody_is_said_to_live(
    header: str, cells: list[object]
) -> None:
    cohort = trial(**{header: cells})
    assert (of(cohort, "died"), of(cohort, "lost")) == (None, None)
    asked = [i for i in cohort.issues if i.column == header and i.severity == "warning"]
    assert [i.code for i in asked][:1] in (["may_tell_fate"], ["outcome_like"])
    assert not list(cohort.columns_with(Role.COVARIATE))
    [left] = [i for i in cohort.issues if i.code.startswith("pre_without_post")]
    assert (left.code, dict(left.facts)["headers"]) == ("pre_without_post_asked", header)


def test_a_day_of_last_contact_may_tell_it() -> None:
    cohort = trial(末次随访日期=["2023-06-01"] * N)
    assert "pre_without_post_asked" in codes(cohort)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("父亲", column("存活", {DEAD: "死亡"})),
        ("mother alive", column("yes", {DEAD: "no"})),
        ("marital_status", column("married", {DEAD: "single"})),
        ("smoking_status", column("never", {DEAD: "active"})),
        ("aspirin before", column("continued", {DEAD: "discontinued"})),
        ("梗死部位", column("基底节", {DEAD: "脑干"})),
    ],
)
def test_what_tells_something_else_stays_a_characteristic(header: str, cells: list[object]) -> None:
    cohort = trial(**{header: cells})
    assert (of(cohort, "died"), of(cohort, "lost")) == (None, None)
    assert len(list(cohort.columns_with(Role.COVARIATE))) == 1


def test_a_mapping_says_what_a_coded_status_is() -> None:
    mapping = ColumnMapping(columns={"status": "died"}, values={"died": {"1": "yes", "0": "no"}})
    assert of(trial(mapping, status=column(0, {DEAD: 1})), "died") == [DEAD]


def test_in_a_file_with_a_row_a_visit_a_later_death_counts() -> None:
    rows = [
        f"{who},{('treatment', 'control')[who % 2]},{visit},{9 - who % 3},{status}"
        for who in range(1, 9)
        for visit, status in (("pre", "alive"), ("m3", {3: "dead", 4: "lost"}.get(who, "alive")))
    ]
    cohort = load(("id,arm,visit,nihss,status\n" + "\n".join(rows)).encode(), "long.csv")
    assert (of(cohort, "died"), of(cohort, "lost")) == ([2], [3])
