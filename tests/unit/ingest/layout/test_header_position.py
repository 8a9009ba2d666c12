"""What stands around the patients of a sheet."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Issue
from aci_core.domain.errors import AciError
from aci_core.ingest import RawTable, build
from aci_core.ingest.files.sheet import Reading, Sheet
from aci_core.ingest.layout.tabulate import tabulate

BARE = "编号,组别,治疗前NIHSS,治疗后NIHSS\n1,观察组,9,3\n2,对照组,8,7\n"
HEADERS = ("编号", "组别", "治疗前NIHSS", "治疗后NIHSS")
Merged = tuple[tuple[int, int, int, int], ...]


def laid_out(text: str, reading: Reading | None = None, merged: Merged = ()) -> RawTable:
    return tabulate(Sheet(text.encode(), merged=merged), "x.csv", reading or Reading())


def cells(raw: RawTable) -> list[list[str | None]]:
    columns = [raw.frame[i].array.__arrow_array__().to_pylist() for i in raw.frame]
    return [list(row) for row in zip(*columns, strict=True)]


def codes_and_rows(raw: RawTable) -> list[tuple[str, int | None]]:
    return [(i.code, i.row) for i in raw.issues]


def facts(raw: RawTable, code: str) -> dict[str, object]:
    return next(dict(i.facts) for i in raw.issues if i.code == code)


# ------------------------------------------------------------------------------------- titles


def test_a_header_in_row_1_is_read_as_it_stands() -> None:
    raw = laid_out(BARE)
    assert raw.headers == HEADERS
    assert raw.issues == ()
    assert raw.rows is None
    assert raw.reading == Reading(None, "utf-8", ",", 1, 1)


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        ("某某医院急性脑梗死患者资料表,,,\n", 2),
        ("某某医院急性脑梗死患者资料表\n", 2),
        ("资料表,,,\n日期：2024-05-01,,,\n\n", 4),
        ("资料表,,,\n科室：,神经内科,,\n", 3),
        ('"资料表\n(2024)",,,\n,,,\n', 3),
        ("\n资料表,资料表,资料表,资料表\n", 3),
        ("科室,神经内科,日期,2024-05-01\n", 2),
    ],
)
def test_rows_above_the_header_are_titles(titles: str, row: int) -> None:
    raw = laid_out(titles + BARE)
    assert raw.headers == HEADERS
    assert raw.reading.header_row == row
    assert raw.row_numbers().tolist() == [row + 1, row + 2]
    assert [code for code, _ in codes_and_rows(raw)] == ["title_rows"]
    assert facts(raw, "title_rows")["header"] == row


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_title_does_not_settle_the_delimiter(delimiter: str) -> None:
    raw = laid_out("某院,2024年资料表\n" + BARE.replace(",", delimiter))
    assert raw.headers == HEADERS
    assert raw.delimiter == delimiter


def test_headers_of_days_are_numbers_and_headers() -> None:
    raw = laid_out("资料表\n编号,组别,NIHSS(d0),NIHSS(d7),30,60\n1,a,9,3,1,2\n2,b,8,3,1,2\n")
    assert raw.headers[-2:] == ("30", "60")


def test_a_title_over_headers_that_mean_nothing() -> None:
    raw = laid_out("My trial,,\na,b,c\n1,x,2\n2,y,3\n")
    assert raw.headers == ("a", "b", "c")


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,x\n2,y\n",
        "a,b\nu,x\nv,y\n",
        ",arm\n1,x\n2,y\n",
        "x,y,诊断,史\n1,A,高血压,糖尿病\n2,B,高血压,糖尿病\n",
        "code,who,d1\nA,治疗,高血压\nB,对照,冠心病\n",
    ],
)
def test_row_1_stays_the_header_where_no_other_is_clearly_better(text: str) -> None:
    raw = laid_out(text)
    assert raw.reading.header_row == 1
    assert raw.reading.header_rows == 1
    assert "title_rows" not in dict(codes_and_rows(raw))


def test_issues_of_a_header_name_its_row() -> None:
    raw = laid_out("资料表,,\n编号,组别,=x,=x\n1,a,2,3\n")
    assert [i.row for i in raw.issues if i.code == "duplicate_header"] == [2]
    same = build(laid_out("资料表,,\n编号,组别,NIHSS前,前NIHSS\n1,a,2,3\n2,b,4,4\n"))
    assert [i.row for i in same.issues if i.code == "same_meaning"] == [2]


# ------------------------------------------------------------------------------ two rows of it

TWO = [
    # The upper name stands in the first cell of its group.
    (
        "编号,组别,治疗前,,治疗后,\n,,NIHSS,BI,NIHSS,BI\n1,a,9,30,3,80\n2,b,8,35,7,60\n",
        ("编号", "组别", "治疗前 NIHSS", "治疗前 BI", "治疗后 NIHSS", "治疗后 BI"),
    ),
    # It is repeated, and the single names stand below.
    (
        ",,NIHSS,NIHSS,,\n编号,组别,治疗前,治疗后,性别,死亡\n1,a,9,3,男,0\n2,b,8,7,女,0\n",
        ("编号", "组别", "NIHSS 治疗前", "NIHSS 治疗后", "性别", "死亡"),
    ),
    # A measure nobody knows, told apart by the upper row alone.
    (
        ",,治疗前,,治疗后,\n编号,组别,握力,步速,握力,步速\n1,a,9,3,4,5\n2,b,8,7,4,5\n",
        ("编号", "组别", "治疗前 握力", "治疗前 步速", "治疗后 握力", "治疗后 步速"),
    ),
    # Behind the last group, a name of its own.
    (
        "编号,组别,NIHSS,,\n,,治疗前,治疗后,职业\n1,a,9,3,工人\n2,b,8,7,农民\n",
        ("编号", "组别", "NIHSS 治疗前", "NIHSS 治疗后", "职业"),
    ),
    # Units, and units that change a number.
    (
        "编号,组别,年龄,治疗前NIHSS,VEGF治疗前\n,,岁,(分),ng/mL\n1,a,60,3,4\n2,b,61,7,5\n",
        ("编号", "组别", "年龄(岁)", "治疗前NIHSS (分)", "VEGF治疗前(ng/mL)"),
    ),
    # Codes below the names.
    (
        "编号,组别,年龄,治疗前NIHSS\nid,grp,x1,x2\n1,a,60,3\n2,b,61,7\n",
        ("编号", "组别", "年龄", "治疗前NIHSS"),
    ),
]


@pytest.mark.parametrize(("text", "headers"), TWO)
@pytest.mark.parametrize("title", ["", "资料表\n\n"])
def test_two_rows_are_one_header(title: str, text: str, headers: tuple[str, ...]) -> None:
    raw = laid_out(title + text)
    first = 3 if title else 1
    assert raw.headers == headers
    assert raw.reading.header_row == first
    assert raw.reading.header_rows == 2
    assert raw.row_numbers().tolist() == [first + 2, first + 3]
    assert facts(raw, "two_header_rows")["rows"] == f"{first}, {first + 1}"


def test_a_unit_below_the_header_converts_its_column() -> None:
    cohort = build(laid_out("编号,组别,VEGF治疗前\n,,ng/mL\n1,观察组,2\n2,对照组,3\n"))
    assert cohort.table["vegf_pre"].tolist() == [2000, 3000]


def test_units_below_two_rows_of_names() -> None:
    raw = laid_out(
        "编号,组别,治疗前,,治疗后,\n,,NIHSS,VEGF,NIHSS,VEGF\n,,分,ng/mL,分,ng/mL\n1,a,9,3,4,5\n2,b,8,7,4,5\n"
    )
    assert raw.headers[3] == "治疗前 VEGF(ng/mL)"
    assert facts(raw, "two_header_rows")["rows"] == "1, 2, 3"
    assert raw.row_numbers().tolist() == [4, 5]


def test_merged_cells_say_how_far_a_name_reaches() -> None:
    # Unmerged, 前 and 后 would be one group of four.
    text = "编号,组别,FMA,,WMFT,,年限\n,,前,后,前,后,\n1,a,9,3,4,5,1\n2,b,8,7,4,5,2\n"
    merged = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 1, 6))
    raw = laid_out(text, merged=merged)
    assert raw.headers == ("编号", "组别", "FMA 前", "FMA 后", "WMFT 前", "WMFT 后", "年限")


def test_merged_cells_settle_what_texts_leave_open() -> None:
    text = "编号,组别,职业,\n,,现在,从前\n甲,a,工人,农民\n乙,b,农民,工人\n"
    assert laid_out(text).reading.header_rows == 1
    raw = laid_out(text, merged=((0, 2, 0, 3),))
    assert raw.headers == ("编号", "组别", "职业 现在", "职业 从前")


def test_a_merged_title_is_no_upper_header() -> None:
    raw = laid_out("治疗前后资料,,,\n" + BARE, merged=((0, 0, 0, 3),))
    assert raw.headers == HEADERS
    assert raw.reading.header_rows == 1


@pytest.mark.parametrize(
    "patient",
    ["1,观察组,失访,失访", "P1,观察组,,", "P1,观察组,拒查,3", "P1,对照组,未查,/"],
)
def test_a_first_patient_without_numbers_is_no_header(patient: str) -> None:
    lines = BARE.splitlines()
    raw = laid_out("\n".join([lines[0], patient, *lines[1:]]))
    assert raw.reading.header_rows == 1
    assert len(raw.frame) == 3


# ------------------------------------------------------------------- what the user says instead


def test_the_header_row_that_is_named_is_taken() -> None:
    text = "编号,组别,x\n说明,说明,说明\nid,group,y\n1,a,2\n2,b,3\n"
    raw = laid_out(text, Reading(header_row=3))
    assert raw.headers == ("id", "group", "y")
    assert raw.reading.header_row == 3
    assert raw.row_numbers().tolist() == [4, 5]


def test_a_header_may_be_named_far_below() -> None:
    raw = laid_out("x,y\n" * 500 + BARE, Reading(header_row=501))
    assert raw.headers == HEADERS
    assert raw.row_numbers().tolist() == [502, 503]


@pytest.mark.parametrize("row", [2, 99])
def test_a_header_row_without_a_header(row: int) -> None:
    with pytest.raises(AciError, match="header_row_empty"):
        laid_out("a,b\n,\n1,2\n", Reading(header_row=row))


def test_one_header_row_where_two_are_found() -> None:
    raw = laid_out(TWO[0][0], Reading(header_rows=1))
    assert raw.headers[2:4] == ("治疗前", "column 4")
    assert len(raw.frame) == 3


def test_two_header_rows_where_one_is_found() -> None:
    raw = laid_out("a,b,c\nu,v,1\n1,2,3\n", Reading(header_rows=2))
    assert raw.headers == ("a u", "b v", "c 1")
    assert raw.reading.header_rows == 2


def test_what_was_found_reads_the_same_again() -> None:
    for text, headers in TWO:
        first = laid_out("资料表\n" + text)
        again = laid_out("资料表\n" + text, first.reading)
        assert again.headers == headers
        assert again.row_numbers().tolist() == first.row_numbers().tolist()


# ------------------------------------------------------------------------ rows below that are none


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("合计,,17,10", "total_row"),
        ("合 计,,17,10", "total_row"),
        ("總計,,17,10", "total_row"),
        (",合计,17,10", "total_row"),
        ("观察组均值,观察组,9,3", "total_row"),
        ("x±s,,8.5±1,5±2", "total_row"),
        ("Mean ± SD,,8.5,5", "total_row"),
        ("平均值（n=2）,,8.5,5", "total_row"),
        ("SD,,1.2,2", "total_row"),
        ("N=2,,,", "total_row"),
        ("TOTAL:,,17,10", "total_row"),
        ("备注,,,", "note_row"),
        ("注：NIHSS为卒中量表", "note_row"),
        ("注:一,二,三,四,五,六", "note_row"),
        ("Note: see text,,,", "note_row"),
        ("制表人：某人,,,", "note_row"),
        ("编号,组别,治疗前NIHSS,治疗后NIHSS", "repeated_header"),
    ],
)
def test_rows_that_are_no_patients_are_left_out_and_told(row: str, code: str) -> None:
    raw = laid_out(BARE + row + "\n3,对照组,1,1\n")
    assert raw.left_out == ((4, code),)
    assert raw.row_numbers().tolist() == [2, 3, 5]
    issue = {"total_row": "total_rows", "note_row": "note_rows"}.get(code, code)
    assert raw.issues == (Issue(issue, "info", 4, facts=(("n", 1),)),)


@pytest.mark.parametrize(
    "row",
    ["SD,观察组,5,4", "N,对照组,5,4", "总某,观察组,5,4", "注某,对照组,5,4", "Meaney,对照组,5,4"],
)
def test_patients_who_are_called_like_a_total_stay(row: str) -> None:
    raw = laid_out(BARE + row + "\n")
    assert len(raw.frame) == 3
    assert raw.left_out == ()


def test_a_first_column_of_remarks_holds_remarks() -> None:
    raw = laid_out("备注,编号,组别,NIHSS前\n注：转院,1,a,9\n备注,2,b,8\n")
    assert len(raw.frame) == 2


def test_pages_repeat_title_and_header() -> None:
    page = "资料表\n编号,组别,治疗前,\n,,NIHSS,BI\n"
    raw = laid_out(page + "1,a,9,30\n2,b,8,35\n" + page + "3,a,7,40\n")
    assert raw.row_numbers().tolist() == [4, 5, 9]
    assert {code for _, code in raw.left_out} == {"repeated_header"}
    assert facts(raw, "repeated_header")["n"] == 3


def test_a_cohort_counts_patients_not_totals() -> None:
    cohort = build(laid_out(BARE + "合计,,17,10\n"))
    assert cohort.n == 2
    assert cohort.left_out == ((4, "total_row"),)


def test_a_sheet_of_totals_alone_has_no_rows() -> None:
    with pytest.raises(AciError, match="no_rows"):
        laid_out("编号,组别,NIHSS前\n合计,,3\n")


def test_cells_merged_over_patients_say_the_same_of_each() -> None:
    text = "组别,编号,NIHSS前\n观察组,1,9\n,2,8\n对照组,3,7\n,4,6\n,5,6\n"
    raw = laid_out(text, merged=((1, 0, 2, 0), (3, 0, 4, 0)))
    assert [row[0] for row in cells(raw)] == ["观察组", "观察组", "对照组", "对照组", None]
    assert facts(raw, "merged_cells")["n"] == 2


# ----------------------------------------------------------------------------------------- labels


def test_a_label_says_what_a_name_does_not() -> None:
    text = "id,gp,v1,v2,v3,x\n1,T,9,3,60,1\n2,C,8,7,70,2\n"
    labels = ("", "Group", "NIHSS before treatment", "NIHSS评分", "年龄", "")
    raw = tabulate(Sheet(text.encode(), labels=labels), "x.sav", Reading())
    cohort = build(raw, reference="C")
    assert {c.name: c.header for c in cohort.columns} == {
        "patient_id": "id", "arm": "gp", "nihss_pre": "v1", "v2": "v2", "age": "v3", "x": "x"
    }  # fmt: skip
    # A measure without a visit is no baseline value, whoever says that it is one.
    assert not cohort.usable("v2")
    assert [i.column for i in cohort.issues if i.code == "label_used"] == ["gp", "v1", "v3"]


def test_a_header_that_is_understood_goes_before_its_label() -> None:
    text = "id,arm,nihss_pre\n1,T,9\n2,C,8\n"
    labels = ("", "", "NIHSS after treatment")
    cohort = build(tabulate(Sheet(text.encode(), labels=labels), "x", Reading()), reference="C")
    assert cohort.column("nihss_pre") is not None


# --------------------------------------------------------------------------------- outcome-like


@pytest.mark.parametrize(
    "header",
    [
        "总有效", "总有效率(%)", "是否有效", "存活状态", "结局", "90天结局", "转归", "临床转归",
        "预后", "effective", "Outcome", "functional outcome", "survival status", "NIHSS差值",
        "NIHSS下降率", "BI改善",
    ],
)  # fmt: skip
def test_what_came_of_the_treatment_is_no_baseline_characteristic(header: str) -> None:
    cohort = build(laid_out(f"编号,组别,{header}\n1,观察组,1\n2,对照组,0\n"))
    column = cohort.columns[2]
    assert column.stopped
    issue = next(i for i in cohort.issues if i.column == header)
    assert (issue.code, issue.severity) == ("outcome_like", "warning")


@pytest.mark.parametrize("header", ["预后营养指数", "职业", "既往疗效", "年龄", "有效剂量"])
def test_characteristics_stay(header: str) -> None:
    cohort = build(laid_out(f"编号,组别,{header}\n1,观察组,1\n2,对照组,0\n"))
    assert not cohort.columns[2].stopped
