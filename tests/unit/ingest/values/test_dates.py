"""Exact dates become durations and are gone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load
from aci_core.ingest.cells import Cells
from aci_core.ingest.values.dates import holds_dates, read_dates
from tests.build import cohort_of

ADMISSION = ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"]


def day(header: str, cells: Sequence[str | None]) -> list[str]:
    result = read_dates(
        Cells.from_column(pa.chunked_array([pa.array(cells, pa.string())])), 0, header
    )
    return [str(moment) for moment in result.moments]


def codes(cohort: Cohort) -> list[str]:
    return [i.code for i in cohort.issues]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-01",
        "2024-3-1",
        "2024/3/1",
        "2024.3.1",
        "2024年3月1日",
        "2024 年 3 月 1 日",
        "20240301",
        "2024-03-01 00:00:00",
        "2024-03-01T00:00",
        "２０２４年３月１日",
        "45352",
        " 2024-03-01 ",
    ],
)
def test_a_way_to_write_a_date(cell: str) -> None:
    assert day("入院日期", [cell, None]) == ["2024-03-01T00:00", "NaT"]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-03-01 08:30", "2024-03-01T08:30"),
        ("2024/3/1 8:30:59", "2024-03-01T08:30"),
        ("2024年3月1日8时30分", "2024-03-01T08:30"),
        ("2024年3月1日 8点", "2024-03-01T08:00"),
        ("45352.5", "2024-03-01T12:00"),
    ],
)
def test_a_time_of_day(cell: str, moment: str) -> None:
    assert day("发病时间", [cell]) == [moment]


@pytest.mark.parametrize(
    "cell",
    ["2024-02-30", "2024-13-01", "3024-01-01", "2024-03", "x", "01/02/2024", "2024-03-01 25:00"],
)
def test_no_date(cell: str) -> None:
    assert day("入院日期", [cell]) == ["NaT"]


def test_a_day_above_twelve_tells_the_order() -> None:
    assert day("date", ["01/02/2024", "13/02/2024"]) == ["2024-02-01T00:00", "2024-02-13T00:00"]
    assert day("date", ["01/02/2024", "02/13/2024"]) == ["2024-01-02T00:00", "2024-02-13T00:00"]
    assert day("date", ["13/02/2024", "02/13/2024"]) == ["NaT", "NaT"]


@pytest.mark.parametrize(
    ("header", "cells", "dated"),
    [
        ("x", ["2024-03-01", "2024-03-02", "?"], True),
        ("x", ["2024-03-01", "a", "b"], False),
        ("x", ["45352", "20240301"], False),  # only a header makes a date of a number
        ("入院时间", ["45352", "45353"], True),
        ("发病时间", ["5", "7.5", "24"], False),
        ("治疗日期", ["3月1日", "3月2日"], True),
        ("visit date", ["some day", "another"], True),
        ("治疗日期", ["1", "14"], False),
        ("candidate", ["yes", "no"], False),
        ("update", ["a", "b"], False),
        ("BP", ["120/80/5"], False),
        ("version", ["1.2.3"], False),
    ],
)
def test_what_is_a_column_of_dates(header: str, cells: list[str], dated: bool) -> None:
    assert holds_dates(header, cells) is dated


def test_onset_and_admission_are_days() -> None:
    cohort = cohort_of(发病日期=["2024-02-28", "2024-03-02", "", "2024-03-03"], 入院日期=ADMISSION)
    assert cohort.table["onset_days"].fillna(-1).tolist() == [2, 0, -1, 1]
    assert cohort.column("入院日期") is None
    assert codes(cohort) == ["date_became"] * 2
    assert {dict(i.facts)["name"] for i in cohort.issues} == {"onset_days"}


def test_with_times_of_day_they_are_hours() -> None:
    cohort = cohort_of(
        发病时间=["2024-02-29 22:30", "2024-03-02 8:00"],
        入院时间=["2024-03-01 01:00", "2024-03-02 10:15"],
    )
    assert cohort.table["onset_hours"].tolist() == [2.5, 2.25]
    assert cohort.column("onset_days") is None


def test_treatment_stands_in_for_admission() -> None:
    cohort = cohort_of(**{"Onset date": ["2024-03-01"] * 2, "Treatment date": ["2024-03-04"] * 2})
    assert cohort.table["onset_days"].tolist() == [3, 3]


def test_a_file_that_has_the_duration_keeps_its_own() -> None:
    cohort = cohort_of(发病日期=ADMISSION, 入院日期=ADMISSION, 发病天数=[5, 6, 7, 8.5])
    assert cohort.table["onset_days"].tolist() == [5, 6, 7, 8.5]
    assert codes(cohort) == ["date_dropped"] * 2


def test_birth_and_admission_are_full_years() -> None:
    cohort = cohort_of(
        出生日期=["1950-03-01", "1950-03-03", "2024-03-03", "1800-01-01"], 入院日期=ADMISSION
    )
    assert cohort.table["age"].fillna(-1).tolist() == [74, 73, 0, -1]
    assert "date_became" in codes(cohort)


def test_an_age_of_the_file_goes_before() -> None:
    cohort = cohort_of(出生日期=["1950-03-01"] * 4, 入院日期=ADMISSION, 年龄=[60, 61, 62, 63])
    assert cohort.table["age"].tolist() == [60, 61, 62, 63]
    assert codes(cohort) == ["date_dropped"] * 2


def test_the_stay_is_no_baseline_characteristic() -> None:
    cohort = cohort_of(入院日期=ADMISSION, 出院日期=["2024-04-01"] * 4)
    assert codes(cohort) == ["date_dropped", "stay_dropped"]
    assert [c.name for c in cohort.columns] == ["patient_id", "arm"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("入院日期", "出院日期"),
        ("发病日期", "入院日期"),
        ("入院日期", "死亡日期"),
        ("入院日期", "随访日期"),
        ("出生日期", "入院日期"),
    ],
)
def test_dates_out_of_order_are_told_by_row_without_the_date(earlier: str, later: str) -> None:
    late = ["2024-05-01", "2024-02-01", "", "2024-03-04"]
    cohort = cohort_of(**{earlier: ADMISSION, later: late})
    [issue] = [i for i in cohort.issues if i.code == "dates_out_of_order"]
    assert (issue.row, issue.column, issue.value) == (3, later, None)
    assert dict(issue.facts) == {"other": earlier}
    assert issue.severity == "warning"


def test_a_duration_below_zero_is_missing() -> None:
    cohort = cohort_of(发病日期=["2024-03-05", "2024-03-01"], 入院日期=ADMISSION[:2])
    assert np.isnan(cohort.table["onset_days"].iloc[0])
    assert cohort.table["onset_days"].iloc[1] == 1


def test_hours_written_under_a_time_of_onset_are_hours() -> None:
    cohort = cohort_of(发病时间=[5, 7.5, 24, 3])
    assert cohort.table["onset_hours"].tolist() == [5, 7.5, 24, 3]
    assert cohort.issues == ()


def test_a_mapped_date_is_dropped_all_the_same() -> None:
    cohort = cohort_of(ColumnMapping(columns={"入院日期": "day"}), 入院日期=ADMISSION)
    assert codes(cohort) == ["date_dropped"]
    assert cohort.column("day") is None


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2023.6.31", True),
        ("2023-02-29", True),
        ("2024-02-29", False),
        ("2023年13月1日", True),
        ("未查", False),
    ],
)
def test_a_date_in_no_calendar_is_named_without_the_cell(cell: str, told: bool) -> None:
    days = ["2023-06-01", "2023-06-02", cell, "2023-06-04"]
    cohort = cohort_of(入院日期=days, age=[60, 61, 62, 63])
    issues = [i for i in cohort.issues if i.code == "impossible_date"]
    assert [(i.severity, i.row, i.column, i.value) for i in issues] == (
        [("warning", 4, "入院日期", None)] if told else []
    )


def test_it_is_an_error_where_a_duration_was_made_of_it() -> None:
    cohort = cohort_of(
        发病日期=["2023-05-30", "2023-06-31", "2023-06-01", "2023-06-03"],
        入院日期=["2023-06-01", "2023-07-02", "2023-06-03", "2023-06-04"],
    )
    [issue] = [i for i in cohort.issues if i.code == "impossible_date"]
    assert (issue.severity, issue.row, issue.column) == ("error", 3, "发病日期")
    assert cohort.table["onset_days"].isna().tolist() == [False, True, False, False]


@pytest.mark.parametrize("header", ["death.dt", "DT_DEATH", "death date"])
def test_the_day_of_death_under_a_short_header_tells_who_died(header: str) -> None:
    cohort = cohort_of(**{"entry.dt": ADMISSION, header: ["", "2024-03-12", "", ""]})
    assert cohort.table["died"].tolist() == [0, 1, 0, 0]
    assert cohort.table["died_day"].dropna().tolist() == [10]


def test_days_that_a_mapping_names_as_deaths_or_losses_tell_who() -> None:
    text = "id,arm,tx,gone\n" + "\n".join(
        f"{i},{'AB'[i % 2]},{'2024-03-1' + str(i) if i < 3 else ''},{'2024-05-01' if i > 6 else ''}"
        for i in range(1, 10)
    )
    cohort = load(text.encode(), "x.csv", ColumnMapping(columns={"tx": "died", "gone": "lost"}))
    assert cohort.table["died"].tolist() == [1, 1, *[0] * 7]
    assert cohort.table["lost"].tolist() == [*[0] * 6, 1, 1, 1]
