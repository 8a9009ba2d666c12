"""Unknown columns with a time: a measure, a characteristic before treatment, or an outcome."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.analyses import analyse, prepare
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from tests.build import cohort_of

N = 12
SCORES = [20 + 7 * i % 13 for i in range(N)]
LATER = [25 + 5 * i % 13 for i in range(N)]
WORDS = ["better", "same", "worse"] * 4
FLAGS = [0, 1] * 6


def characteristics(cohort: Cohort) -> list[str]:
    return [c.header for c in cohort.columns_with(Role.COVARIATE)]


def measures(cohort: Cohort) -> dict[str, str]:
    return {c.header: c.name for c in cohort.columns_with(Role.MEASURE)}


def said(cohort: Cohort) -> list[tuple[str, str | None]]:
    return [(i.code, i.column) for i in cohort.issues]


@pytest.mark.parametrize(
    ("headers", "stem", "visits"),
    [
        (("fma.pre", "fma.2m", "fma.6m"), "fma", ("pre", "m2", "m6")),
        (("fma_pre", "fma_2m", "fma_6m"), "fma", ("pre", "m2", "m6")),
        (("baseline", "number3m", "number12m"), "number", ("pre", "m3", "m12")),
        (("MMSE治疗前", "MMSE 3月"), "mmse", ("pre", "m3")),
        (("MMSE评分治疗前", "MMSE 3月"), "mmse", ("pre", "m3")),
        (("SSS d0", "SSS d14"), "sss", ("pre", "d14")),
        (("治疗前握力", "治疗后握力", "3个月握力"), "握力", ("pre", "post", "m3")),
        (("FMA(入院)", "FMA(出院)"), "fma", ("pre", "post")),
        (("VAS baseline", "VAS 2 weeks", "VAS 24 weeks"), "vas", ("pre", "w2", "w24")),
        (("preFMA", "postFMA"), "fma", ("pre", "post")),
        (("bdi.2m", "bdi.8m"), "bdi", ("m2", "m8")),
        (("SF36 pre", "SF36 6m"), "sf36", ("pre", "m6")),
        (("治疗前", "治疗后"), "score", ("pre", "post")),
        (("Prewt", "Postwt"), "wt", ("pre", "post")),
        (("pre_grip", "postgrip"), "grip", ("pre", "post")),
        (("start_grip", "end_grip"), "grip", ("pre", "post")),
        (("FIM.initial", "FIM.final"), "fim", ("pre", "post")),
        (("wtbefore", "wtafter"), "wt", ("pre", "post")),
        (("握力开始", "握力结束"), "握力", ("pre", "post")),
        (("前测握力", "后测握力"), "握力", ("pre", "post")),
    ],
)
def test_one_name_at_several_times_is_a_measure(
    headers: Sequence[str], stem: str, visits: Sequence[str]
) -> None:
    cohort = cohort_of(**{h: [x + 3 * k for x in SCORES] for k, h in enumerate(headers)})
    assert measures(cohort) == {h: f"{stem}_{v}" for h, v in zip(headers, visits, strict=True)}
    assert characteristics(cohort) == []
    assert cohort.measures[stem].better is None
    asked = [i for i in cohort.issues if i.code == "undeclared_measure"]
    assert [dict(i.facts)["headers"] for i in asked] == [", ".join(headers)]


def test_its_direction_and_range_are_what_is_declared() -> None:
    mapping = ColumnMapping.from_json({"measures": {"fma": {"better": "higher", "range": [0, 40]}}})
    cohort = cohort_of(mapping, **{"FMA.pre": SCORES, "FMA.2m": [*LATER[:-1], 99]})
    assert cohort.measures["fma"].better == "higher"
    assert said(cohort) == [("out_of_range", "FMA.2m")]


def test_a_word_of_the_file_s_own_stays() -> None:
    cohort = cohort_of(**{"FMA.pre": SCORES, "fma.2m": LATER})
    assert cohort.measure_words == {"fma": "FMA"}


def test_a_score_after_treatment_alone_is_no_characteristic() -> None:
    cohort = cohort_of(**{"FMA 6m": SCORES})
    assert measures(cohort) == {"FMA 6m": "fma_m6"}


@pytest.mark.parametrize(
    "header", ["baseline_condition", "基线病情", "baseline_severity", "治疗前舌象", "入院诊断"]
)
def test_words_before_treatment_are_a_characteristic(header: str) -> None:
    cohort = cohort_of(**{header: WORDS})
    assert characteristics(cohort) == [header]
    assert said(cohort) == [("unmapped", header)]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("mri_result_6m", WORDS),
        ("6月复查MRI", WORDS),
        ("治疗后舌象", WORDS),
        ("recanalised 24 weeks", ["yes", "no"] * 6),
        ("独立行走_3个月", FLAGS),
        ("diet_post", WORDS),
    ],
)
def test_words_after_treatment_are_an_outcome_and_said(header: str, cells: list[object]) -> None:
    cohort = cohort_of(**{header: cells})
    assert characteristics(cohort) == []
    assert measures(cohort) == {}
    assert said(cohort) == [("outcome_at_visit", header)]
    column = next(c for c in cohort.columns if c.header == header)
    assert (column.role, column.stopped, column.visit) == (Role.ENDPOINT, False, None)


def test_yes_and_no_before_treatment_are_a_characteristic_and_later_an_outcome() -> None:
    cohort = cohort_of(aphasia_pre=FLAGS, aphasia_m3=FLAGS[::-1])
    assert characteristics(cohort) == ["aphasia_pre"]
    assert ("outcome_at_visit", "aphasia_m3") in said(cohort)


def test_a_score_with_two_values_at_one_visit_stays_a_score() -> None:
    cohort = cohort_of(pain_pre=SCORES, pain_d90=FLAGS)
    assert measures(cohort) == {"pain_pre": "pain_pre", "pain_d90": "pain_d90"}


def test_what_is_a_score_by_its_numbers_is_no_event_before_treatment() -> None:
    cohort = cohort_of(**{"baseline pain": SCORES, "pain 3m": LATER})
    assert list(measures(cohort).values()) == ["pain_pre", "pain_m3"]


def test_visits_by_number_are_not_known_and_said() -> None:
    cohort = cohort_of(SSS_T0=SCORES, SSS_T1=LATER, SSS_T2=LATER[::-1])
    assert measures(cohort) == {"SSS_T0": "sss_pre"}
    assert characteristics(cohort) == []
    assert {c for code, c in said(cohort) if code == "measure_unclear"} == {"SSS_T1", "SSS_T2"}


@pytest.mark.parametrize(
    "headers",
    [
        ("BL.GE", "V3.GE", "V5.GE"),
        ("preOp_pain", "postOp4hour_pain"),
        ("血肿体积6小时", "血肿体积24小时"),
        ("lactate 6h", "lactate 24h"),
    ],
)
def test_a_time_that_is_no_visit_is_said(headers: Sequence[str]) -> None:
    cohort = cohort_of(**{h: [x + k for x in SCORES] for k, h in enumerate(headers)})
    first = "GE" in headers[0] or "pain" in headers[0]
    unclear = {c for code, c in said(cohort) if code == "measure_unclear"}
    unclear |= {dict(i.facts)["headers"] for i in cohort.issues if i.code == "later_columns"}
    assert unclear == set(headers[first:])
    assert characteristics(cohort) in ([], list(headers[:first]))


@pytest.mark.parametrize("headers", [("first_grip", "last_grip"), ("首次握力", "末次握力")])
def test_the_first_and_the_last_are_not_known_when_and_said(headers: Sequence[str]) -> None:
    cohort = cohort_of(**{headers[0]: SCORES, headers[1]: LATER})
    assert measures(cohort) == {}
    assert characteristics(cohort) == []
    assert {c for code, c in said(cohort) if code == "measure_unclear"} == set(headers)


def test_yes_and_no_at_the_end_is_an_outcome() -> None:
    cohort = cohort_of(start_walks=FLAGS, end_walks=FLAGS[::-1])
    assert characteristics(cohort) == ["start_walks"]
    assert ("outcome_at_visit", "end_walks") in said(cohort)


@pytest.mark.parametrize(
    ("header", "code"), [("baseline_condition", "unmapped"), ("radiologic_6m", "outcome_at_visit")]
)
def test_codes_with_their_labels_are_words(header: str, code: str) -> None:
    cohort = cohort_of(**{header: ["1_Good", "2_Fair", "3_Poor"] * 4})
    assert code in {i.code for i in cohort.issues}
    assert measures(cohort) == {}


@pytest.mark.parametrize(
    "headers",
    [
        ("CD4", "CD8"),
        ("occlusion_M1", "occlusion_M2"),
        ("ASPECTS M1", "ASPECTS M3"),
        ("D1", "D2"),
        ("vitamin D2", "vitamin D3"),
        ("item1", "item2"),
        ("前循环", "后循环"),
        ("baseline", "albumin"),
        ("prealbumin", "albumin"),
        ("prewt", "wt"),
        ("start_day", "end_day"),
        ("pretend", "postpone"),
    ],
)
def test_what_only_looks_like_a_time_is_a_characteristic(headers: Sequence[str]) -> None:
    cohort = cohort_of(**{h: [x + k for x in SCORES] for k, h in enumerate(headers)})
    assert characteristics(cohort) == list(headers)


def test_two_spellings_of_one_visit_are_told_apart_or_said() -> None:
    cohort = cohort_of(**{"FMA score 3m": SCORES, "FMA index 3m": LATER})
    assert sorted(measures(cohort).values()) == ["fma_index_m3", "fma_score_m3"]


def test_a_bare_time_of_two_scores_belongs_to_none() -> None:
    cohort = cohort_of(**{"baseline": SCORES, "FMA 3m": LATER, "GOS 3m": LATER})
    assert characteristics(cohort) == ["baseline"]
    assert sorted(measures(cohort).values()) == ["fma_m3", "gos_m3"]


def test_what_the_mapping_says_goes_before() -> None:
    mapping = ColumnMapping(columns={"FMA 6m": "site"})
    cohort = cohort_of(mapping, **{"FMA 6m": ["a", "b"] * 6})
    assert [c.name for c in cohort.columns_with(Role.COVARIATE)] == ["site"]


@pytest.mark.parametrize(
    "header",
    [
        "survtime",
        "Survival time (days)",
        "生存时间(月)",
        "overall survival",
        "time_to_death",
        "生存时间",
    ],
)
def test_how_long_a_patient_lived_is_no_characteristic(header: str) -> None:
    cohort = cohort_of(**{header: SCORES})
    assert characteristics(cohort) == []
    assert [c for code, c in said(cohort) if code == "outcome_like"] == [header]


def test_of_a_header_that_stands_twice_the_score_has_the_name() -> None:
    rows = [
        f"{i},{('treatment', 'control')[i % 2]},{9 + i % 4},{5 + i % 3},{'x' * 99},{2 + i % 5}"
        for i in range(12)
    ]
    lines = ["id,group,nihss_pre,nihss_post,effort_post,effort_post", *rows]
    cohort = load("\n".join(lines).encode(), "x.csv")
    named = {c.name: (c.role, c.visit) for c in cohort.columns if "effort" in c.name}
    assert named["effort_post"] == (Role.MEASURE, "post")
    assert len(named) == 2
    results = analyse(prepare(cohort, Settings()), Settings())
    assert any(row.variable == "effort" and row.n for r in results for row in r.rows)
