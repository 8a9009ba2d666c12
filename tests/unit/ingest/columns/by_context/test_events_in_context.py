"""Events and their attributes by what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from tests.build import cohort_of

N = 12
FLAGS = [0, 1] * 6
NUMBERS = list(range(5, 5 + N))


def made(headers: Sequence[str]) -> Cohort:
    columns: dict[str, Sequence[object]] = {}
    for header in headers:
        score = any(word in header.lower() for word in ("nihss", "age", "年龄", "bi", "mmse"))
        columns[header] = NUMBERS if score else FLAGS
    return cohort_of(**columns)


def events(cohort: Cohort) -> list[str]:
    return [c.header for c in cohort.columns_with(Role.EVENT)]


def history(cohort: Cohort) -> list[str]:
    listed = [dict(i.facts)["headers"] for i in cohort.issues if i.code == "read_as_history"]
    return [str(part) for headers in listed for part in str(headers).split(", ")]


@pytest.mark.parametrize(
    ("headers", "past"),
    [
        (
            ("age", "hypertension", "epilepsy", "headache", "ICH", "nihss_pre", "nihss_post"),
            ["epilepsy", "headache", "ICH"],
        ),
        (
            ("年龄", "高血压", "癫痫", "肺部感染", "治疗前NIHSS", "治疗后NIHSS"),
            ["癫痫", "肺部感染"],
        ),
        (("失眠", "年龄", "便秘", "糖尿病", "BI治疗前"), ["失眠", "便秘"]),
        (("性别", "是否癫痫", "MMSE治疗前", "MMSE 3月"), ["是否癫痫"]),
    ],
)
def test_a_disease_among_the_characteristics_is_history(
    headers: Sequence[str], past: list[str]
) -> None:
    cohort = made(headers)
    assert history(cohort) == past
    assert events(cohort) == []


@pytest.mark.parametrize(
    ("headers", "harms"),
    [
        (("age", "nihss_pre", "nihss_post", "fever", "headache"), ["fever", "headache"]),
        (("发热", "头痛", "NIHSS治疗前", "NIHSS治疗后"), ["发热", "头痛"]),
        (("年龄", "出血转化", "NIHSS治疗前"), ["出血转化"]),
        (("age", "AE: fever", "headache", "nihss_pre"), ["AE: fever", "headache"]),
        (("年龄", "发热", "头痛"), ["发热", "头痛"]),
    ],
)
def test_elsewhere_it_is_an_event(headers: Sequence[str], harms: list[str]) -> None:
    cohort = made(headers)
    assert events(cohort) == harms
    assert history(cohort) == []


def test_history_is_yes_and_no_with_a_name_of_its_own() -> None:
    cohort = made(("age", "hypertension", "epilepsy", "nihss_pre"))
    column = cohort.column("baseline_seizure")
    assert column is not None
    assert (column.levels, column.label) == (("no", "yes"), "epilepsy")


def test_an_attribute_beside_its_event_is_its_own() -> None:
    cohort = cohort_of(
        nihss_pre=NUMBERS,
        发热=FLAGS,
        严重程度=["", "轻度"] * 6,
        转归=["", "好转"] * 6,
        年龄=NUMBERS,
    )
    names = [c.name for c in cohort.columns if c.role is Role.EVENT_DETAIL]
    assert names == ["ae_fever_severity", "ae_fever_outcome"]
    assert cohort.table["ae_fever_severity"].dropna().unique().tolist() == ["mild"]


def test_behind_several_events_it_is_of_any() -> None:
    cohort = cohort_of(nihss_pre=NUMBERS, fever=FLAGS, headache=FLAGS, severity=["", "mild"] * 6)
    assert cohort.column("ae_unspecified_severity") is not None


def test_without_its_event_it_is_a_characteristic() -> None:
    cohort = cohort_of(**{"pain severity": ["mild", "severe"] * 6, "nihss_pre": NUMBERS})
    assert [c.header for c in cohort.columns_with(Role.COVARIATE)] == ["pain severity"]


def test_a_severity_without_an_event_before_it_is_the_stroke_s() -> None:
    cohort = cohort_of(年龄=NUMBERS, 严重程度=["轻", "重"] * 6, nihss_pre=NUMBERS)
    assert "严重程度" in [c.header for c in cohort.columns_with(Role.COVARIATE)]


@pytest.mark.parametrize("header", ["转归", "结局", "outcome"])
@pytest.mark.parametrize(("fate", "deaths"), [(("存活", "死亡"), 2), (("痊愈", "好转"), 0)])
def test_an_outcome_that_says_who_lives_is_the_patient_s(
    header: str, fate: tuple[str, str], deaths: int
) -> None:
    cohort = cohort_of(
        nihss_pre=NUMBERS,
        nihss_post=NUMBERS,
        不良事件=["发热", "无"] * 6,
        **{header: [fate[1] if i in (3, 8) else fate[0] for i in range(N)]},
    )
    died = [c for c in cohort.columns if c.role is Role.DIED]
    assert sum(int(cohort.table[c.name].sum()) for c in died) == deaths


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("AE: 脱发", "ae_脱发"),
        ("不良反应-脱发", "ae_脱发"),
        ("脱发（不良事件）", "ae_脱发"),
        ("AE - Hair loss", "ae_hair_loss"),
        ("Side effect: dry mouth", "ae_dry_mouth"),
        ("副作用｜手足综合征", "ae_手足综合征"),
        ("Adverse event [taste change]", "ae_taste_change"),
    ],
)
@pytest.mark.parametrize("yes_no", [("1", "0"), ("有", "无"), ("轻度", "无"), ("severe", "none")])
def test_an_event_that_no_table_knows(header: str, name: str, yes_no: tuple[str, str]) -> None:
    cells = [*yes_no] * (N // 2)
    cohort = cohort_of(**{header: cells}, nihss_pre=NUMBERS, nihss_post=NUMBERS)
    [column] = cohort.columns_with(Role.EVENT)
    assert (column.name, column.stopped) == (name, False)
    assert cohort.table[name].tolist() == [1.0, 0.0] * (N // 2)
    told = [i.value for i in cohort.issues if i.code == "event_by_severity"]
    assert told == ([yes_no[0]] if yes_no[0] in ("轻度", "severe") else [])


@pytest.mark.parametrize(
    ("event", "severity"),
    [
        ("AE: 脱发", "AE: 脱发程度"),
        ("不良反应-耳鸣", "不良反应-耳鸣严重程度"),
        ("AE: hair loss", "AE: hair loss severity"),
    ],
)
def test_severity_of_an_event_that_no_table_knows(event: str, severity: str) -> None:
    graded = ["mild", "none"] * (N // 2)
    cohort = cohort_of(**{event: FLAGS, severity: graded}, nihss_pre=NUMBERS)
    [detail] = cohort.columns_with(Role.EVENT_DETAIL)
    [column] = cohort.columns_with(Role.EVENT)
    assert detail.name == f"{column.name}_severity"


@pytest.mark.parametrize("header", ["不良反应-其他", "AE: 情况说明", "Adverse event: comment"])
def test_words_behind_a_word_for_adverse_are_no_characteristic(header: str) -> None:
    words = ["观察", "停药", "换药"] * (N // 3)
    cohort = cohort_of(**{header: words}, nihss_pre=NUMBERS, nihss_post=NUMBERS)
    column = next(c for c in cohort.columns if c.header == header)
    assert column.stopped or column.role is Role.EVENT_DETAIL
    assert "unmapped" not in {i.code for i in cohort.issues if i.column == header}


@pytest.mark.parametrize("header", ["aesthetic: nose", "左侧-病灶", "aerobic - fitness"])
def test_words_that_only_begin_like_adverse(header: str) -> None:
    cohort = cohort_of(**{header: FLAGS}, nihss_pre=NUMBERS, nihss_post=NUMBERS)
    assert not [*cohort.columns_with(Role.EVENT)]


@pytest.mark.parametrize("header", ["nrAdvE", "n_adverse", "No. of adverse events", "不良反应次数"])
def test_how_many_adverse_events_is_no_characteristic(header: str) -> None:
    cohort = cohort_of(**{header: [0, 3, 1, 0, 2, 0] * 2}, nihss_pre=NUMBERS, nihss_post=NUMBERS)
    [column] = cohort.columns_with(Role.EVENT)
    assert (column.header, column.name) == (header, "ae_unspecified")
    assert cohort.table["ae_unspecified"].sum() == 12
