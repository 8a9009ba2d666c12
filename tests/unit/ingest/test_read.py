"""Bytes to text cells."""

from __future__ import annotations

import codecs

import pytest

from aci_core.domain.errors import AciError
from aci_core.ingest import read

PLAIN = "编号,组别\n1,对照组\n2,观察组\n"


def cells(data: bytes) -> list[list[str | None]]:
    frame = read(data, "x.csv").frame
    columns = [frame[i].array.__arrow_array__().to_pylist() for i in frame]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (codecs.BOM_UTF8 + PLAIN.encode(), "utf-8-sig"),
        (PLAIN.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), "utf-16-be"),
        (PLAIN.encode("gb18030"), "gb18030"),
        (PLAIN.encode("gbk"), "gb18030"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    raw = read(data, "x.csv")
    assert raw.encoding == encoding
    assert raw.headers == ("编号", "组别")
    assert cells(data) == [["1", "对照组"], ["2", "观察组"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(delimiter: str) -> None:
    raw = read(PLAIN.replace(",", delimiter).encode(), "x.csv")
    assert raw.delimiter == delimiter
    assert len(raw.headers) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert cells(PLAIN.replace("\n", end).encode()) == [["1", "对照组"], ["2", "观察组"]]


def test_a_quoted_delimiter_line_end_and_quote_stay_in_their_cell() -> None:
    assert cells(b'a,"b;c"\n1,"x,y"\n2,"x\ny"\n3,"say ""x"""\n') == [
        ["1", "x,y"],
        ["2", "x\ny"],
        ["3", 'say "x"'],
    ]


def test_empty_cells_are_missing() -> None:
    assert cells(b'a,b\n1,\n,""\n3,4\n') == [["1", None], ["3", "4"]]


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    # Rows: 1 blank, 2 header, 3 first, 4 blank, 5 of two lines, 6 empty cells, 7 last.
    raw = read(b'\na,b\n1,x\n\n2,"y\nz"\n,\n3,w\n\n\n', "x.csv")
    assert raw.first_row == 3
    assert raw.row_numbers().tolist() == [3, 5, 7]


def test_blank_rows_at_the_end_leave_rows_in_sequence() -> None:
    raw = read(b"a,b\n1,x\n2,y\n,\n\n", "x.csv")
    assert raw.rows is None
    assert raw.row_numbers().tolist() == [2, 3]


def test_a_short_row_is_filled_and_told() -> None:
    raw = read(b"a,b,c\n1,2,3\n4,5\n", "x.csv")
    assert cells(b"a,b,c\n1,2,3\n4,5\n") == [["1", "2", "3"], ["4", "5", None]]
    assert [(i.code, i.severity, i.row) for i in raw.issues] == [("short_row", "warning", 3)]


def test_a_long_row_is_left_out_and_told() -> None:
    raw = read(b"a,b\n1,2\n3,4,5\n6,7\n", "x.csv")
    assert cells(b"a,b\n1,2\n3,4,5\n6,7\n") == [["1", "2"], ["6", "7"]]
    assert [(i.code, i.severity, i.row) for i in raw.issues] == [("long_row", "error", 3)]
    assert raw.left_out == ((3, "long_row"),)
    assert raw.row_numbers().tolist() == [2, 4]


def test_empty_cells_too_many_are_no_problem() -> None:
    raw = read(b"a,b\n1,2,,\n3,4,\n", "x.csv")
    assert raw.issues == ()
    assert len(raw.frame) == 2


def test_a_lone_quote_inside_a_cell_is_text() -> None:
    assert cells(b'a,b\n1,5" tall\n2,3\n') == [["1", '5" tall'], ["2", "3"]]


def test_columns_without_header_and_cells_are_dropped() -> None:
    assert read(b"a,,b,\n1,,2,\n", "x.csv").headers == ("a", "b")


def test_a_column_without_header_but_with_cells_is_named_by_place() -> None:
    assert read(b"a,,b\n1,x,2\n", "x.csv").headers == ("a", "column 2", "b")


def test_duplicate_headers_are_told() -> None:
    issue = read(b"a,b,a\n1,2,3\n", "x.csv").issues[0]
    assert (issue.code, issue.column, dict(issue.facts)) == ("duplicate_header", "a", {"place": 3})


@pytest.mark.parametrize("header", ["=cmd|' /C calc'!A0", "+1", "-x", "@SUM(A1)"])
def test_a_header_like_a_formula_is_kept_as_text_and_told(header: str) -> None:
    raw = read(f'a,"{header}"\n1,2\n'.encode(), "x.csv")
    assert raw.headers[1] == header
    assert [i.code for i in raw.issues] == ["formula_header"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("trial.csv", "trial"),
        ("../../etc/trial.csv", "trial"),
        ("C:\\Users\\me\\a.b.csv", "a.b"),
        ("", "cohort"),
        (".csv", ".csv"),
        ("x\u202egnp.csv", "x gnp"),
    ],
)
def test_only_the_last_part_of_a_name_is_kept(name: str, expected: str) -> None:
    assert read(b"a,b\n1,2\n", name).name == expected


def test_one_more_row_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aci_core.ingest.files.limits.MAX_ROWS", 3)
    assert len(read(b"a,b\n" + b"1,2\n" * 3, "x").frame) == 3
    for quoted in (b"1,2\n", b'"1",2\n'):
        with pytest.raises(AciError, match="too_many_rows"):
            read(b"a,b\n" + quoted * 4, "x")


def test_a_cell_of_the_limit_is_read_and_one_more_character_refused() -> None:
    assert len(read(b"a,b\n1," + "字".encode() * 32_767 + b"\n", "x").frame) == 1
    with pytest.raises(AciError, match="cell_too_long"):
        read(b"a,b\n1," + "字".encode() * 32_768 + b"\n", "x")


def test_a_broken_row_far_down_a_large_file_is_named() -> None:
    row = "1,control,9\n2,treatment,8\n"
    n = (5 << 20) // len(row)
    data = ("patient_id,arm,nihss_pre\n" + row * n + "3,control\n" + row).encode()
    raw = read(data, "large.csv")
    assert [(i.code, i.row) for i in raw.issues] == [("short_row", 2 * n + 2)]
    assert len(raw.frame) == 2 * n + 3
    assert raw.row_numbers()[-1] == 2 * n + 4
