"""Files of Stata, SAS and SPSS that declare no encoding, or one that is not so."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.domain.errors import AciError
from aci_core.ingest import build, load, read
from aci_core.ingest.files.child.legacy_text import Table, differs, is_suspect
from aci_core.ingest.files.sheet import Reading
from tests import files

CHINESE = [
    ["id", "arm", "sex", "site", "v1", "v2"],
    *(
        [f"P{i}", ("观察组", "对照组")[i % 2], "女男男"[i % 3], "基底节区", 8.0 + i % 5, 4.0]
        for i in range(12)
    ),
]
TRADITIONAL = [
    CHINESE[0],
    *(
        [f"P{i}", ("觀察組", "對照組")[i % 2], "女男男"[i % 3], "腦幹及小腦", 8.0 + i % 5, 4.0]
        for i in range(12)
    ),
]
FRENCH = [
    CHINESE[0],
    *(
        [f"P{i}", ("traité", "témoin")[i % 2], "âgé", "hémisphère gauche", 8.0 + i % 5, 4.0]
        for i in range(12)
    ),
]
KINDS = ("dta117", "dta114", "xpt", "sav")


def name(kind: str) -> str:
    return f"x.{kind[:3]}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("rows", "written", "said", "arms"),
    [
        (CHINESE, "gb18030", "gb18030", ("观察组", "对照组")),
        (TRADITIONAL, "big5", "big5hkscs", ("觀察組", "對照組")),
        (CHINESE, "utf-8", "utf-8", ("观察组", "对照组")),
    ],
)
def test_read_by_what_the_bytes_show(
    kind: str, rows: files.Rows, written: str, said: str, arms: tuple[str, str]
) -> None:
    data = files.legacy(rows, kind, written)
    cohort = load(data, name(kind))
    assert cohort.two_arms() == arms
    raw = read(data, name(kind))
    notes = [i for i in raw.issues if i.code == "encoding_guessed"]
    if written == "utf-8" and kind in ("xpt", "sav"):  # as it declares, or is taken to
        assert (notes, raw.reading.encoding) == ([], None)
    else:
        assert [dict(i.facts) for i in notes] == [{"encoding": said.upper()}]
        assert raw.reading.encoding == said
        # What a project keeps reads the same without a note.
        again = read(data, name(kind), raw.reading)
        assert again.headers == raw.headers
        assert again.frame.equals(raw.frame)
        assert not [i for i in again.issues if i.code == "encoding_guessed"]


@pytest.mark.parametrize("kind", KINDS)
def test_western_letters_stay(kind: str) -> None:
    raw = read(files.legacy(FRENCH, kind, "cp1252"), name(kind))
    assert raw.frame[1].tolist()[:2] == ["traité", "témoin"]
    assert raw.frame[3].tolist()[0] == "hémisphère gauche"


@pytest.mark.parametrize("kind", KINDS)
def test_the_user_says_another(kind: str) -> None:
    data = files.legacy(CHINESE, kind, "gb18030")
    raw = read(data, name(kind), Reading(encoding="big5"))
    assert raw.reading.encoding == raw.encoding == "big5hkscs"
    assert raw.frame[1].tolist()[0] != "观察组"
    raw = read(data, name(kind), Reading(encoding="gbk"))
    assert raw.frame[1].tolist()[:2] == ["观察组", "对照组"]
    with pytest.raises(AciError, match="encoding_fails"):
        read(data, name(kind), Reading(encoding="utf-8"))
    with pytest.raises(AciError, match="encoding_name"):
        read(data, name(kind), Reading(encoding="klingon"))


def test_a_field_that_ends_within_a_character() -> None:
    rows = [*CHINESE[:6], *([*row[:3], "基底节区放射冠", *row[4:]] for row in CHINESE[6:])]
    data = files.legacy(rows, "dta117", "gb18030")
    cut = "基底节区放射冠".encode("gb18030")
    assert data.count(cut) == 7
    data = data.replace(cut, cut[:-1] + b"\0")  # as SAS and Stata cut at the width of a field
    raw = read(data, "x.dta")
    assert raw.frame[1].tolist()[:2] == ["观察组", "对照组"]
    assert raw.frame[3].tolist()[-1] == "基底节区放射"


def test_labels_of_values_and_columns() -> None:
    stand = {"观察组": b"~00001", "对照组": b"~00002", "治疗前NIHSS": b"~0000000003"}
    rows = [["id", "arm", "v"], *([f"P{i}", float(i % 2), 5.0 + i % 3] for i in range(8))]
    data = files.statistics(
        rows,
        "sav",
        column_labels=["", "", stand["治疗前NIHSS"].decode()],
        variable_value_labels={
            "arm": {0.0: stand["对照组"].decode(), 1.0: stand["观察组"].decode()}
        },
    )
    for text, ascii_text in stand.items():
        assert data.count(ascii_text) == 1
        data = data.replace(ascii_text, text.encode("gb18030"))
    cohort = build(read(data, "x.sav"))
    assert cohort.two_arms() == ("观察组", "对照组")
    assert cohort.column("nihss_pre") is not None


def test_sas_data_sets_are_read_by_their_bytes_too() -> None:
    folder = Path(files.ROOT) / "tests" / "data"
    data = gzip.decompress((folder / "sample.sas7bdat.gz").read_bytes())
    raw = read(data, "x.sas7bdat")
    assert not [i for i in raw.issues if i.code == "encoding_guessed"]
    told = read(data, "x.sas7bdat", Reading(encoding="latin-1"))
    assert told.frame.equals(raw.frame)
    assert told.reading.encoding == "cp1252"


def table(*texts: str) -> Table:
    return Table(["a"], [list(texts)], [""], [{}], [False])


@pytest.mark.parametrize(
    ("text", "suspect"),
    [("¹Û²ì×é", True), ("âgé", True), ("观察组", False), ("control", False), ("µg", True)],
)
def test_what_may_be_bytes_that_nobody_decoded(text: str, suspect: bool) -> None:
    assert is_suspect(table("plain", text)) is suspect


def test_two_readings_differ() -> None:
    assert differs(table("é"), table("è"))
    assert not differs(table("é", "a"), table("é", "b"))  # ASCII is the same in any


def test_a_workbook_heeds_no_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    book: Callable[..., bytes] = files.xlsx
    data = book({"s": [["id", "arm"], ["1", "对照组"], ["2", "观察组"]]})
    raw = read(data, "x.xlsx", Reading(encoding="big5"))
    assert raw.frame[1].tolist() == ["对照组", "观察组"]
    assert raw.reading.encoding is None
