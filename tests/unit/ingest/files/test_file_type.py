"""Which kind of file it is, and what each kind gives."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load, read
from aci_core.ingest.files.file_type import kind_of
from aci_core.ingest.files.sheet import Reading
from aci_core.ingest.read import sheets
from tests import files

EACH = files.one_of_each()
HALF_PAST = dt.datetime(2024, 3, 1, 8, 30)  # noqa: DTZ001 - cells have no zone
HEAD = ["patient_id", "arm", "nihss_pre"]
TRIAL = [HEAD, ["1", "treatment", 9.0], ["2", "control", 8.0]]


def packed(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


def ole(stream: str) -> bytes:
    """The start of an OLE file and its folder's entry of one stream."""
    entry = (stream + "\0").encode("utf-16-le").ljust(128, b"\0")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry


ODS = packed(mimetype="application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize("form", EACH)
def test_known_by_what_it_holds(form: str) -> None:
    kinds = {"zsav": "sav", "utf-16": "csv", "gb18030": "csv"}
    assert kind_of(EACH[form]) == kinds.get(form, form)


def test_sas_by_its_first_bytes() -> None:
    magic = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c")
    assert kind_of(magic + bytes(100)) == "sas7bdat"
    assert kind_of(b"\x72\x02\x01\x00") == "dta"  # Stata 8 to 12


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        (packed(word__document="<w/>"), "not_a_table", "docx"),
        (packed(ppt__presentation="<p/>"), "not_a_table", "pptx"),
        (b"%PDF-1.7\n", "not_a_table", "pdf"),
        (b"{\\rtf1 a}", "not_a_table", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table", "png"),
        (ole("WordDocument"), "not_a_table", "doc"),
        (packed(a="b"), "packed_file", "zip"),
        (b"\x1f\x8b\x08", "packed_file", "gzip"),
        (ODS, "not_csv", "ods"),
        (packed(xl__workbook="", **{"xl__workbook.bin": ""}), "not_csv", "xlsb"),
        (b"<html><table></table></html>", "not_csv", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "not_csv", "xml"),
        (ole("Something"), "not_csv", "ole"),
    ],
)
def test_what_is_no_table_says_what_to_do(data: bytes, code: str, kind: str) -> None:
    with pytest.raises(AciError, match=code) as caught:
        load(data, "trial.xlsx")
    assert caught.value.facts == {"kind": kind}


def test_a_password_is_told() -> None:
    with pytest.raises(AciError, match="file_locked"):
        load(ole("EncryptedPackage"), "trial.xlsx")


# ------------------------------------------------------------------------------------ workbooks


def test_cells_of_a_workbook_are_what_a_person_would_type() -> None:
    row = [12.0, 5.2, True, dt.date(2024, 3, 1), HALF_PAST, "#DIV/0!", " x"]
    (sheet,) = sheets(files.xlsx({"A": [[None], [None, *row]]}))
    assert sheet.text.decode() == (
        ",,,,,,,\n,12,5.2,TRUE,2024-03-01,2024-03-01 08:30:00,#DIV/0!, x\n"
    )


def test_an_error_cell_is_missing_and_told() -> None:
    cohort = load(files.xlsx({"A": [*TRIAL, ["3", "control", "#DIV/0!"]]}), "a.xlsx")
    assert cohort.table["nihss_pre"].isna().tolist() == [False, False, True]
    assert [(i.code, i.value) for i in cohort.issues] == [("formula_errors", "#DIV/0!")]


def test_rows_are_those_of_the_spreadsheet() -> None:
    raw = read(files.xlsx({"A": [[], [], *TRIAL]}), "a.xlsx")
    assert raw.headers == tuple(HEAD)
    assert raw.row_numbers().tolist() == [4, 5]


def test_merged_cells_are_told() -> None:
    (sheet,) = sheets(files.xlsx({"A": [["x", "y"], [1, 2]]}, merged=["A3:B4"]))
    assert sheet.merged == ((2, 0, 3, 1),)


def test_the_likeliest_sheet_is_first_and_hidden_ones_are_last() -> None:
    book = {
        "Readme": [["text"] * 9] * 40,
        "hidden": [HEAD, *[["1", "control", 9]] * 99],
        "small": TRIAL,
        "trial": [*TRIAL, *TRIAL[1:]],
        "empty": [],
    }
    raw = read(files.xlsx(book, hidden=["hidden"]), "a.xlsx")
    assert raw.sheets == ("trial", "small", "Readme", "hidden")
    assert raw.reading == Reading(sheet="trial", header_row=1, header_rows=1)
    assert raw.kind == "xlsx"
    assert len(raw.frame) == 4


def test_a_sheet_is_chosen_by_name() -> None:
    data = files.xlsx({"甲": [*TRIAL, *TRIAL[1:]], "乙": TRIAL})
    assert len(read(data, "a", Reading(sheet="乙")).frame) == 2
    with pytest.raises(AciError, match="sheet_unknown") as caught:
        read(data, "a", Reading(sheet="丙"))
    assert caught.value.facts == {"sheet": "丙", "known": "甲, 乙"}


def test_an_empty_workbook() -> None:
    with pytest.raises(AciError, match="empty_file"):
        load(files.xlsx({"A": []}), "a.xlsx")


def test_old_workbooks() -> None:
    raw = read(files.xls([["a", "b"], [12.0, "中"], [True, 0.1]]), "a.xls")
    assert raw.kind == "xls"
    assert raw.frame[0].tolist() == ["12", "TRUE"]
    assert raw.frame[1].tolist() == ["中", "0.1"]


# --------------------------------------------------------------------------- statistics packages


@pytest.mark.parametrize("kind", ["sav", "zsav", "dta"])
def test_labels_stand_in_place_of_codes_only_where_there_are_some(kind: str) -> None:
    rows = [["id", "arm", "x"], [1.0, 1.0, 5.2], [2.0, 2.0, 12.0], [None, 3.0, None]]
    data = files.statistics(
        rows,
        kind,
        variable_value_labels={"arm": {1: "观察组", 2: "对照组"}},
        column_labels=["编号", "组别", ""],
    )
    (sheet,) = sheets(data)
    assert sheet.text.decode() == "id,arm,x\n1,观察组,5.2\n2,对照组,12\n,3,\n"
    assert read(data, "x").labels == ("编号", "组别", "")


def test_user_missing_of_spss_is_empty() -> None:
    rows = [["id", "x"], [1.0, 99.0], [2.0, 5.0]]
    (sheet,) = sheets(files.statistics(rows, "sav", missing_ranges={"x": [99]}))
    assert sheet.text == b"id,x\n1,\n2,5\n"


@pytest.mark.parametrize("kind", ["sav", "dta", "xpt"])
def test_dates_of_statistics_packages(kind: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"d": [dt.date(2024, 3, 1)], "t": [HALF_PAST], "x": [1.5]})
    path = tmp_path / "x"
    write = {
        "sav": pyreadstat.write_sav,
        "dta": pyreadstat.write_dta,
        "xpt": pyreadstat.write_xport,
    }
    write[kind](table, str(path))
    (sheet,) = sheets(path.read_bytes())
    assert sheet.text == b"d,t,x\n2024-03-01,2024-03-01 08:30:00,1.5\n"


def test_parquet_is_text() -> None:
    stream = io.BytesIO()
    pd.DataFrame(
        {
            "i": [1, 2],
            "f": [12.0, None],
            "c": pd.Categorical(["是", None]),
            "b": [True, False],
            "d": [dt.date(2024, 3, 1), None],
            "t": pd.to_datetime(["2024-03-01 08:30:00", "2024-03-02 00:00:00"]),
        },
        index=pd.Index([7, 8], name=None),
    ).to_parquet(stream)
    (sheet,) = sheets(stream.getvalue())
    # Two marks for one empty cell would be read alike.
    assert sheet.text.decode().replace('"', "") == (
        "i,f,c,b,d,t\n1,12,是,TRUE,2024-03-01,2024-03-01 08:30:00\n2,,,FALSE,,2024-03-02\n"
    )


def test_nested_columns_are_refused() -> None:
    stream = io.BytesIO()
    pd.DataFrame({"a": [1], "b": [[1, 2]]}).to_parquet(stream)
    with pytest.raises(AciError, match="nested_column") as caught:
        load(stream.getvalue(), "x")
    assert caught.value.facts == {"column": "b"}


def test_a_file_that_sas_wrote() -> None:
    data = gzip.decompress((files.ROOT / "tests" / "data" / "sample.sas7bdat.gz").read_bytes())
    raw = read(data, "sample.sas7bdat")
    assert (raw.kind, len(raw.frame)) == ("sas7bdat", 5)
    assert raw.headers == ("mychar", "mynum", "mydate", "dtime", "mylabl", "myord", "mytime")
    assert raw.frame[1].tolist() == ["1.1", "1.2", "-1000.3", "-1.4", "1000.3"]
    assert raw.frame[3].tolist()[:2] == ["2018-05-06 10:10:10", "1880-05-06 10:10:10"]
    made = load(data, "sample.sas7bdat", ColumnMapping(columns={"mylabl": "arm"}))
    assert made.n_by_arm == {"1": 3, "2": 2}
    assert made.table["mynum"].tolist() == [1.1, 1.2, -1000.3, -1.4, 1000.3]
