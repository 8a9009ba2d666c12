"""Rows that a workbook hides: read, asked about, and left out by one step."""

from __future__ import annotations

import struct

import pytest

from aci_core.checks import checked, fixes
from aci_core.domain.steps import OmitHidden, steps_from_json
from aci_core.ingest import build, load, read
from aci_core.ingest.files.child import legacy_rows
from aci_core.presentation.i18n import LANGUAGES, format_issue, translator
from aci_core.presentation.tables.fixes import describe_step
from tests import files

CHINESE = [
    ["编号", "组别", "年龄", "治疗前NIHSS", "治疗后NIHSS"],
    *([f"P{i}", ("观察组", "对照组")[i % 2], 60.0 + i, 9.0, 4.0] for i in range(12)),
]
ENGLISH = [
    ["id", "arm", "age", "nihss_pre", "nihss_post"],
    *([f"P{i}", ("treatment", "control")[i % 2], 60.0 + i, 9.0, 4.0] for i in range(12)),
]
TITLED = [["某医院病例", *[""] * 4], *CHINESE]
MANY = [
    ENGLISH[0],
    *([f"P{i}", ("treatment", "control")[i % 2], 60.0, 9.0, 4.0] for i in range(4000)),
]
LONG = [
    ["编号", "组别", "时间点", "NIHSS"],
    *(
        [f"P{i // 2}", ("观察组", "对照组")[i // 2 % 2], ("治疗前", "治疗后")[i % 2], 4.0 + i]
        for i in range(24)
    ),
]


@pytest.mark.parametrize(
    ("rows", "hidden", "n", "of"),
    [
        (CHINESE, (3, 5, 7), 3, 12),
        (ENGLISH, (2, 13), 2, 12),
        (TITLED, (4, 14), 2, 12),
        (LONG, (2, 3), 2, 24),
    ],
)
def test_asked_about_and_left_out(
    rows: files.Rows, hidden: tuple[int, ...], n: int, of: int
) -> None:
    data = files.xlsx({"基线": rows}, hidden_rows=hidden)
    cohort = checked(load(data, "x.xlsx"))
    [issue] = [i for i in cohort.issues if i.code == "rows_hidden"]
    assert (issue.severity, issue.row, dict(issue.facts)) == ("warning", None, {"n": n, "of": of})
    [fix] = [fix for fix in fixes(cohort) if fix.rule == "rows_hidden"]
    assert fix.step == OmitHidden()
    assert not fix.safe  # patients go: by a click of its own alone
    after = load(data, "x.xlsx", steps=[OmitHidden()])
    assert not [i for i in after.issues if i.code == "rows_hidden"]
    assert [row for row, why in after.left_out if why == "hidden_row"] == list(hidden)
    assert after.n == cohort.n - (1 if rows is LONG else n)
    for lang in LANGUAGES:
        t = translator(lang)
        assert str(n) in format_issue.sentence(t, "issue", issue)
        assert format_issue.sentence(t, "proposal", issue, page=True)
        assert describe_step(OmitHidden(), t)


@pytest.mark.parametrize(
    ("rows", "name", "hidden"),
    [
        (CHINESE, "基线", (3,)),
        (ENGLISH, "Sheet1", ()),
        (MANY, "Sheet1", (5, 7, 4000)),
    ],
)
def test_an_old_workbook_hides_them_too(
    rows: files.Rows, name: str, hidden: tuple[int, ...]
) -> None:
    data = files.xls(rows, name, hidden)
    assert read(data, "x.xls").hidden == hidden
    told = [dict(i.facts)["n"] for i in load(data, "x.xls").issues if i.code == "rows_hidden"]
    assert told == ([len(hidden)] if hidden else [])


def test_a_short_old_workbook_stands_in_small_sectors() -> None:
    """As Excel writes it below 4096 bytes: in the stream of the directory's root."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def entry(name: str, first: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        start = text.ljust(64, b"\0") + struct.pack("<H", len(text) + 2)
        return start.ljust(116, b"\0") + struct.pack("<II4x", first, size)

    begin = record(0x0809, bytes(16))
    at = len(begin) + 4 + 10 + 4
    sheet = record(0x0085, struct.pack("<IHBB", at, 0, 2, 0) + b"ab")
    rows = b"".join(
        record(0x0208, struct.pack("<H10xHH", row, 0x20 * (row == 6), 0)) for row in range(9)
    )
    book = begin + sheet + record(0x0A) + begin + rows + record(0x0A)
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    n_small = -(-len(book) // 64)
    chain = [*range(1, n_small), end]
    sectors = [
        struct.pack("<128I", 0xFFFFFFFD, end, end, *[end] * 125),
        entry("Root Entry", 3, n_small * 64) + entry("Workbook", 0, len(book)) + bytes(256),
        struct.pack("<128I", *chain, *[free] * (128 - len(chain))),
        book.ljust(512, b"\0"),
    ]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<HH", 9, 6)
    head = head.ljust(44, b"\0") + struct.pack("<II4xIIIII", 1, 1, 4096, 2, 1, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    assert (len(head), [len(sector) for sector in sectors]) == (512, [512] * 4)
    assert legacy_rows.hidden_rows(head + b"".join(sectors)) == {"ab": {7}}


@pytest.mark.parametrize("damage", [b"", b"\xff" * 64, bytes(range(256))])
def test_a_broken_old_workbook_says_nothing_of_rows(damage: bytes) -> None:
    data = files.xls(CHINESE, hidden_rows=(3,))
    for at in range(24, 2048, 111):
        broken = data[:at] + damage + data[at + len(damage) :]
        rows = legacy_rows.hidden_rows(broken)
        assert all(isinstance(row, int) and row > 0 for own in rows.values() for row in own)
        assert isinstance(legacy_rows.hidden_rows(data[:at]), dict)


def test_nothing_hidden_nothing_asked() -> None:
    data = files.xlsx({"基线": CHINESE})
    assert not [i for i in load(data, "x.xlsx").issues if i.code == "rows_hidden"]
    unused = load(data, "x.xlsx", steps=[OmitHidden()])
    assert [i.code for i in unused.issues] == ["step_unused"]


def test_a_hidden_column_or_header_is_no_hidden_patient() -> None:
    def change(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        columns = b'<cols><col min="2" max="2" width="9" hidden="1" customWidth="1"/></cols>'
        return part.replace(b"<sheetData>", columns + b"<sheetData>")

    data = files.repacked(files.xlsx({"基线": CHINESE}, hidden_rows=(1,)), change)
    assert read(data, "x.xlsx").hidden == (1,)
    assert not [i for i in load(data, "x.xlsx").issues if i.code == "rows_hidden"]


def test_only_of_the_sheet_that_is_read() -> None:
    data = files.xlsx({"基线": CHINESE, "说明": [["a", "b"], [1, 2]]}, hidden_rows=(2,))
    assert len(read(data, "x.xlsx").hidden_places()) == 1


def test_the_step_survives_its_json_and_other_steps_count_without_the_rows() -> None:
    assert steps_from_json([OmitHidden().to_json()]) == (OmitHidden(),)
    data = files.xlsx({"基线": CHINESE}, hidden_rows=(3,))
    cohort = build(read(data, "x.xlsx"), steps=[OmitHidden()])
    assert [c.n for c in cohort.corrections] == [1]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!"])
@pytest.mark.parametrize("column", [2, 3])
def test_errors_of_formulas_are_missing_and_told_once(error: str, column: int) -> None:
    rows = [list(row) for row in CHINESE]
    for place in (2, 5, 6):
        rows[place][column] = error
    cohort = load(files.xlsx({"基线": rows}), "x.xlsx")
    [issue] = [i for i in cohort.issues if i.code == "formula_errors"]
    assert (issue.severity, issue.column, issue.value) == ("warning", rows[0][column], error)
    assert dict(issue.facts) == {"count": 3}
    name = next(c.name for c in cohort.columns if c.header == rows[0][column])
    assert int(cohort.table[name].isna().sum()) == 3
    assert not [i for i in cohort.issues if i.severity == "error"]
