"""Numbers that stand for a missing value: read so off a scale, else asked about once a column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from aci_core.checks import checked, fixes
from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import ReplaceText
from aci_core.ingest import ColumnMapping, load
from tests.build import cohort_of, csv_of

ASKED = ("missing_code_suspect", "missing_code_level")
MEASURED = [3.0, 3.3, 4.1, 3.9, 4.2, 6.5, 4.8, 9.7, 5.1, 12.4, 7.7, 2.9]


def asked(cohort: Cohort) -> list[tuple[str, str | None, str | None]]:
    return [(i.code, i.column, i.value) for i in checked(cohort).issues if i.code in ASKED]


def with_code(code: object, n: int = 3, values: Sequence[object] = MEASURED) -> list[object]:
    """Twice the values, of which the first n are the code."""
    return [*[code] * n, *values, *values][: 2 * len(values)]


@pytest.mark.parametrize("header", ["crp", "血糖", "D-二聚体", "BMI", "vegf_pre"])
@pytest.mark.parametrize("code", [999, 9999, 888, 99, 999.9, "99.9", "９９９"])
def test_a_code_far_above_is_asked_about_once(header: str, code: object) -> None:
    cohort = checked(cohort_of(**{header: with_code(code)}))
    [issue] = [i for i in cohort.issues if i.code == "missing_code_suspect"]
    assert (issue.severity, issue.row, issue.column, issue.value) == (
        "warning",
        None,
        header,
        str(code),
    )
    facts = dict(issue.facts)
    assert facts["n"] == 3
    assert float(facts["mean_with"]) > 2 * float(facts["mean_without"])
    assert float(facts["mean_without"]) < 13
    # Nothing else is said of these cells.
    beside = {"outlier", "outlier_log", "decimal_slip"}
    assert not [i for i in cohort.issues if i.code in beside and i.value == str(code)]


@pytest.mark.parametrize("code", [-1, -9, -99, -88, -999, -99.9])
@pytest.mark.parametrize("header", ["crp", "梗死体积(ml)"])
def test_a_number_below_zero_among_others(header: str, code: object) -> None:
    [(kind, column, value)] = asked(cohort_of(**{header: with_code(code)}))
    assert (kind, column, value) == ("missing_code_suspect", header, str(code))


@pytest.mark.parametrize("code", [-9, -99, -999])
def test_one_cell_is_enough_where_nothing_else_is_below_zero(code: int) -> None:
    assert asked(cohort_of(crp=with_code(code, 1))) == [("missing_code_suspect", "crp", str(code))]
    assert asked(cohort_of(crp=with_code(code, 1, [-3.5, *MEASURED]))) == []
    assert asked(cohort_of(crp=with_code(-3, 1))) == []


def test_the_means_are_those_of_the_column() -> None:
    cells = with_code(-99, 4)
    [issue] = [i for i in cohort_of(crp=cells).issues if i.code == "missing_code_suspect"]
    numbers = np.array(cells, dtype=float)
    facts = dict(issue.facts)
    assert float(facts["mean_with"]) == pytest.approx(numbers.mean(), rel=1e-3)
    assert float(facts["mean_without"]) == pytest.approx(numbers[numbers > 0].mean(), rel=1e-3)


def test_each_code_is_asked_about_and_the_mean_is_without_all() -> None:
    cells = [-99, -99, 999, 999, 999, *MEASURED, *MEASURED][:24]
    issues = [i for i in cohort_of(crp=cells).issues if i.code == "missing_code_suspect"]
    assert [i.value for i in issues] == ["-99", "999"]
    assert len({dict(i.facts)["mean_without"] for i in issues}) == 1


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("SpO2", [98, 99, 97, 95, 96, 99, 100, 88, 90, 94, 99, 98]),  # within the others
        ("心率", [77, 88, 99, 66, 101, 72, 88, 77, 99, 58, 110, 60]),
        ("crp", [*MEASURED[:-1], 999]),  # once: a slip or a true value
        ("血小板", [99, 120, 180, 200, 88, 99, 155, 99, 240, 130, 88, 260]),
        ("剩余碱", [-1, -2, 0, 1, 2, -1, -3, 3, 1, -1, -2, 0.5]),  # signed
        ("体重变化", [-1, -4.5, 3, 2, -1, 0, -6, -2, -1, 1.5, 2, 4]),
        ("ck", [88, 99, 120, 999, 4000, 777, 88, 560, 999, 2100, 99, 3000]),
    ],
)
def test_what_may_be_measured_is_not(header: str, cells: list[object]) -> None:
    assert asked(cohort_of(**{header: cells * 2 if header != "crp" else cells})) == []


@pytest.mark.parametrize("header", ["crp", "年龄组别分", "vegf_pre"])
def test_the_click_makes_it_missing_and_the_mapping_does_too(header: str) -> None:
    columns: dict[str, Sequence[object]] = {
        "arm": ["treatment", "control"] * 12,
        header: with_code(999),
    }
    cohort = checked(load(csv_of(columns), "a.csv"))
    [fix] = [fix for fix in fixes(cohort) if fix.rule == "missing_code_suspect"]
    assert fix.step == ReplaceText(header, "999", None)
    assert not fix.safe  # never done with all others by one click
    name = next(c.name for c in cohort.columns if c.header == header)
    mapping = ColumnMapping.from_json({"values": {name: {"999": None}}})
    for after in (
        checked(load(csv_of(columns), "a.csv", steps=[fix.step])),
        checked(load(csv_of(columns), "a.csv", mapping)),
    ):
        assert asked(after) == []
        assert int(after.table[name].isna().sum()) == 3


# ------------------------------------------------------------------------------- a known range


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("nihss_post", 8, "-9"),
        ("nihss_post", 8, "99"),
        ("NIHSS治疗后", 8, "999"),
        ("mrs_m3", 2, "9"),
        ("mrs_m3", 2, "-1"),
        ("bi_post", 60, "999"),
        ("bi_post", 60, "99"),
        ("年龄", 63, "999"),
        ("vegf_pre", 180.5, "-99"),
        ("died", 0, "9"),
        ("ae_fever", 0, "-9"),
        ("高血压", 0, "9"),
        ("性别", "男", "9"),
    ],
)
def test_off_the_scale_it_is_missing_and_said_once(header: str, value: object, code: str) -> None:
    other = {"性别": "女", "年龄": 70, "died": 1, "高血压": 1, "ae_fever": 1}.get(header, value)
    cohort = checked(cohort_of(**{header: [code, code, code, *[value, other] * 9]}))
    [issue] = [i for i in cohort.issues if i.value == code]
    assert (issue.code, issue.severity, issue.row) == ("missing_code_read", "warning", None)
    assert dict(issue.facts) == {"n": 3}
    [column] = [c for c in cohort.columns if c.header == header]
    assert cohort.usable(column.name)
    assert int(cohort.table[column.name].isna().sum()) == 3
    assert not [i for i in cohort.issues if i.severity == "error"]


def test_once_or_unusual_it_is_an_impossible_cell_as_before() -> None:
    cohort = cohort_of(nihss_pre=[99, 60, 60, *[9] * 60])
    assert [(i.code, i.value) for i in cohort.issues] == [
        ("out_of_range", v) for v in ["99", "60", "60"]
    ]


def test_a_modified_barthel_index_has_77_and_88_and_99() -> None:
    cohort = cohort_of(bi_pre=[99, 99, 88, 77, 51, 62, 33, 48, 90, 71, 56, 83])
    assert [i.code for i in cohort.issues] == ["modified_barthel"]
    assert cohort.table["bi_pre"].tolist()[:2] == [99, 99]


# ----------------------------------------------------------------------------------- categories


@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("吸烟编码", [0, 1, 9], "9"),
        ("education", [1, 2, 3, 99], "99"),
        ("toast_code", [1, 2, 3, 4, 9], "9"),
        ("ward type", [1, 2, -1], "-1"),
    ],
)
def test_a_code_among_codes_is_asked_about(header: str, cells: list[object], code: str) -> None:
    cohort = checked(cohort_of(**{header: cells * 6}))
    assert asked(cohort) == [("missing_code_level", header, code)]
    [fix] = [fix for fix in fixes(cohort) if fix.rule == "missing_code_level"]
    assert fix.step == ReplaceText(header, code, None)


@pytest.mark.parametrize("cells", [[5, 6, 7, 8, 9], [1, 2, 3], [7, 8, 9], [0, 1]])
def test_codes_that_follow_each_other_are_levels(cells: list[object]) -> None:
    assert asked(cohort_of(stage=cells * 6)) == []


def test_events_counted_in_the_nines_are_asked_about() -> None:
    assert asked(cohort_of(ae_fever=[0, 1, 9, 0, 0, 1] * 4)) == [
        ("missing_code_level", "ae_fever", "9")
    ]
