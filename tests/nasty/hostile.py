"""Text that means harm, files that lie, and what is refused."""

from __future__ import annotations

import io
import zipfile

from tests import files
from tests.nasty.made import BASE, HEAD, Nasty, changed, coded, plain, with_column
from tests.nasty.usual import sav


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def _bomb() -> bytes:
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    return files.repacked(
        files.with_sheet(row), lambda _, part: part, **{"xl/media/x.bin": bytes(300 << 20)}
    )


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    return files.repacked(
        files.xlsx({"a": BASE}),
        lambda name, part: (
            f"<!DOCTYPE x [{entities}]><sst>&l9;</sst>".encode()
            if name.endswith("sharedStrings.xml")
            else part
        ),
    )


HOSTILE: tuple[Nasty, ...] = (
    # hostile text
    Nasty(
        "formula-header.csv",
        coded(with_column("=cmd|' /C calc'!A0", [1, 2]), "utf-8"),
        told=("formula_header",),
    ),
    Nasty(
        "html.csv", coded(with_column("<img src=x onerror=alert(1)>", ["<b>x</b>", "y"]), "utf-8")
    ),
    Nasty("formula-cell.csv", coded(changed((2, 0), "=1+1"), "utf-8")),
    Nasty("control.csv", coded(changed((2, 0), "a\x07\u202eb"), "utf-8")),
    Nasty("emoji.csv", coded(with_column("备注💩", ["💩", "x"]), "utf-8")),
    # refused
    Nasty("empty.csv", bytes, "empty_file"),
    Nasty("blank.csv", plain(" \n\n \n"), "empty_file"),
    Nasty("header-only.csv", coded([HEAD], "utf-8"), "no_rows"),
    Nasty("one-column.csv", plain("a\n1\n2\n"), "one_column"),
    Nasty("no-arm.csv", coded([[r[0], *r[2:]] for r in BASE], "utf-8"), "no_arm_column"),
    Nasty("binary.csv", lambda: bytes(range(256)) * 40, "not_text"),
    Nasty("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(400), "not_a_table"),
    Nasty("paper.xlsx", lambda: b"%PDF-1.7\n" + b"x" * 400, "not_a_table"),
    Nasty(
        "page.xls", plain("<html><body><table><tr><td>1</td></tr></table></body></html>"), "not_csv"
    ),
    Nasty("paper.docx", lambda: _zip({"word/document.xml": b"<x/>"}), "not_a_table"),
    Nasty("folder.zip", lambda: _zip({"a.csv": b"a,b\n1,2\n"}), "packed_file"),
    Nasty("half.xlsx", lambda: files.xlsx({"a": BASE})[:3000], "file_broken"),
    Nasty("half.sav", lambda: sav()[:300], "file_broken"),
    Nasty("bomb.xlsx", _bomb, "file_unsafe"),
    Nasty("laughs.xlsx", _laughs, "file_unsafe"),
    Nasty(
        "far-cell.xlsx",
        lambda: files.with_sheet(
            b'<row r="1"><c r="A1"><v>1</v></c></row>'
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
        "far_cell",
    ),
    Nasty(
        "5000-columns.csv",
        plain(",".join(f"c{i}" for i in range(5000)) + "\n" + "1," * 4999 + "1\n"),
        "too_many_columns",
    ),
    Nasty("long-cell.csv", plain("patient_id,arm\n1," + "x" * 10_000_000), "cell_too_long"),
    Nasty("open-quote.csv", plain('patient_id,arm\n1,"a\n' + "2,b\n" * 50), "bad_quotes"),
)
