"""Which event a header names, and which of its attributes."""

from __future__ import annotations

import pytest

from aci_core.domain.schema import Role
from aci_core.ingest.columns.headers.event_headers import is_bare
from aci_core.ingest.columns.headers.header_meaning import meaning


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("AE severity", "ae_unspecified_severity"),
        ("ae_severity", "ae_unspecified_severity"),
        ("AE grade", "ae_unspecified_grade"),
        ("CTCAE grade", "ae_unspecified_grade"),
        ("AESEV", "ae_unspecified_severity"),
        ("AE related", "ae_unspecified_related"),
        ("AE causality", "ae_unspecified_related"),
        ("AE start day", "ae_unspecified_day"),
        ("AE end date", "ae_unspecified_end"),
        ("AE outcome", "ae_unspecified_outcome"),
        ("AE action taken", "ae_unspecified_action"),
        ("AE duration", "ae_unspecified_duration"),
        ("AE2 grade", "ae_unspecified_grade_2"),
        ("AE term", "ae_unspecified_name"),
        ("AE1 term", "ae_unspecified_name_1"),
        ("不良反应2名称", "ae_unspecified_name_2"),
        ("fever severity", "ae_fever_severity"),
        ("ae_fever_grade", "ae_fever_grade"),
        ("发热程度", "ae_fever_severity"),
        ("头痛严重程度", "ae_headache_severity"),
        ("不良反应程度", "ae_unspecified_severity"),
        ("不良事件分级", "ae_unspecified_grade"),
        ("不良反应与治疗关系", "ae_unspecified_related"),
        ("与试验药物的关系", "ae_unspecified_related"),
        ("不良事件开始日期", "ae_unspecified_day"),
        ("不良事件结束日期", "ae_unspecified_end"),
        ("不良事件转归", "ae_unspecified_outcome"),
        ("不良事件处理措施", "ae_unspecified_action"),
        ("不良反应持续时间", "ae_unspecified_duration"),
    ],
)
def test_an_attribute_is_no_event(header: str, name: str) -> None:
    known = meaning(header)
    assert known.name == name
    assert known.role in (Role.EVENT_DETAIL, Role.EVENT_DAY)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("AE count", "ae_unspecified"),
        ("不良反应次数", "ae_unspecified"),
        ("发热次数", "ae_fever"),
        ("AE seriousness", "ae_serious"),
        ("不良反应是否严重", "ae_serious"),
        ("ae_serious", "ae_serious"),
        ("SAE", "ae_serious"),
        ("是否SAE", "ae_serious"),
        ("ae_death_14d", "ae_death_14d"),
        ("ae_fever_day", "ae_fever_day"),
    ],
)
def test_events_and_their_counts_are(header: str, name: str) -> None:
    assert meaning(header).name == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("history of epilepsy", "baseline_seizure"),
        ("headache at onset", "baseline_headache"),
        ("previous ICH", "baseline_intracranial_bleeding"),
        ("既往癫痫", "baseline_seizure"),
        ("癫痫病史", "baseline_seizure"),
        ("发病时头痛", "baseline_headache"),
        ("入院时肺部感染", "baseline_pneumonia"),
        ("baseline headache", "baseline_headache"),
    ],
)
def test_a_word_of_the_past_makes_it_history(header: str, name: str) -> None:
    known = meaning(header)
    assert (known.name, known.role) == (name, Role.COVARIATE)


def test_bare_names() -> None:
    bare = (
        "癫痫",
        "是否癫痫",
        "ICH",
        "Headache",
        "头痛（有/无）".replace("（有/无）", ""),
        "发热次数",
    )
    assert all(map(is_bare, bare))
    assert not any(
        map(is_bare, ("AE: fever", "不良反应-头痛", "ae_fever", "SAE", "不良反应", "age"))
    )
