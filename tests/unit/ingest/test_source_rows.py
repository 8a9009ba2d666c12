"""The rows of the file that a patient was read from: all of them, as written, nobody named."""

from __future__ import annotations

from aci_core.ingest import ColumnMapping, RawTable, build, read
from aci_core.ingest.source_rows import SourceRows, source_rows
from aci_core.ingest.subjects.privacy import privacy
from tests import files


def _read(text: str) -> RawTable:
    return privacy.remove_identifiers(read(text.encode(), "trial.csv"))


def _rows_of(text: str, ordinal: int) -> SourceRows | None:
    raw = _read(text)
    return source_rows(raw, build(raw), ordinal)


WIDE = """姓名,住院号,组别,年龄,治疗前NIHSS评分,治疗后NIHSS评分
王小明,ZY220673,治疗组,6 1,12分,5
李建国,ZY220674,对照组,70,9,7
合计,,,,,
张秀英,ZY220675,治疗组,58,,4
陈志强,ZY220676,对照组,66,11,8
"""


def test_a_row_stands_as_written_without_names_or_numbers() -> None:
    rows = _rows_of(WIDE, 1)
    assert rows is not None
    assert rows.numbers == (2,)
    cells = dict(zip(rows.headers, rows.cells, strict=True))
    assert cells["年龄"] == ("6 1",)
    assert cells["治疗前NIHSS评分"] == ("12分",)
    assert "姓名" not in cells
    assert "住院号" not in cells
    assert "patient_id" not in cells


def test_the_row_is_counted_as_a_spreadsheet_counts() -> None:
    rows = _rows_of(WIDE, 3)
    assert rows is not None
    assert rows.numbers == (5,)  # a row of sums stands between
    assert dict(zip(rows.headers, rows.cells, strict=True))["治疗前NIHSS评分"] == (None,)


def test_every_visit_of_a_patient_is_there() -> None:
    lines = [
        f"{who},{('treatment', 'control')[who % 2]},{visit},{who + day}"
        for who in range(1, 13)
        for day, visit in enumerate(("baseline", "day 7", "month 3"))
    ]
    rows = _rows_of("\n".join(["patient_id,arm,visit,nihss", *lines]), 2)
    assert rows is not None
    assert rows.numbers == (5, 6, 7)
    cells = dict(zip(rows.headers, rows.cells, strict=True))
    assert cells["visit"] == ("baseline", "day 7", "month 3")
    assert cells["nihss"] == ("2", "3", "4")
    assert "patient_id" not in cells


def test_a_column_that_a_mapping_calls_an_identifier_is_not_shown() -> None:
    raw = _read(WIDE.replace("年龄", "code"))
    mapping = ColumnMapping.from_json({"columns": {"code": "patient_id"}})
    rows = source_rows(raw, build(raw, mapping), 2)
    assert rows is not None
    assert "code" not in rows.headers


def test_of_joined_columns_the_rows_of_their_sheet_stand_there() -> None:
    who = ["P1", "P2", "P3", "P4"]
    arms = ("试验组", "对照组")
    main = [["编号", "组别", "NIHSS治疗前"], *([p, arms[i % 2], 9] for i, p in enumerate(who))]
    labs = [["编号", "CRP"], *([p, i] for i, p in enumerate(reversed(who)))]
    visits = [["编号", "访视", "BI"], *([p, v, 50] for v in ("14天", "3个月") for p in who)]
    events = [["编号", "不良事件", "程度"], ["P2", "发热", "轻度"], ["P2", "头痛", "中度"]]
    book = {"基线": main, "化验": labs, "随访": visits, "AE": events}
    raw = privacy.remove_identifiers(read(files.xlsx(book), "a.xlsx"))
    rows = source_rows(raw, build(raw), 2)
    assert rows is not None
    assert rows.numbers == (3,)
    assert rows.elsewhere["CRP"] == ("化验", (4,))
    assert rows.elsewhere["BI 3个月"] == ("随访", (3, 7))
    assert rows.elsewhere["ae_fever"] == ("AE", (2, 3))
    assert "NIHSS治疗前" not in rows.elsewhere
    other = source_rows(raw, build(raw), 3)
    assert other is not None
    assert other.elsewhere["ae_fever"] == ("AE", ())  # he had none


def test_without_the_file_there_is_no_row() -> None:
    raw = _read(WIDE)
    cohort = build(raw)
    gone = RawTable(raw.frame.head(0), raw.headers, 2, "", ",", "")
    assert source_rows(gone, cohort, 1) is None
