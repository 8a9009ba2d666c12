"""Files made to harm: one clear error, and the app lives."""

from __future__ import annotations

import io
import os
import re
import string
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aci_core.domain.errors import AciError
from aci_core.ingest import load
from aci_core.ingest.files import reader_process
from aci_core.ingest.files.reader_queue import ReaderQueue
from aci_core.ingest.read import sheets
from aci_core.presentation.i18n import LANGUAGES, translator
from tests import files

EACH = files.one_of_each()
BOOK = EACH["xlsx"]
LAUGHS = b'<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]>'


def cell(place: bytes) -> bytes:
    return b'<row r="%d"><c r="%s"><v>1</v></c></row>' % (
        int(place.lstrip(string.ascii_uppercase.encode())),
        place,
    )


def entities() -> bytes:
    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"<sst", LAUGHS + b"<sst") if "sharedStrings" in name else part

    return files.repacked(BOOK, change)


def many_rows() -> bytes:
    """A few kilobytes that say a thousand million rows."""
    sink = pa.BufferOutputStream()
    ones = pa.table({"a": pa.nulls(1 << 20, pa.int8()), "b": pa.nulls(1 << 20, pa.int8())})
    with pq.ParquetWriter(sink, ones.schema) as writer:
        for _ in range(3):
            writer.write_table(ones)
    return bytes(sink.getvalue())


def empty_columns() -> bytes:
    """Some kilobytes that become hundreds of megabytes of text."""
    sink = pa.BufferOutputStream()
    rows = 1 << 20
    pq.write_table(pa.table({f"c{i}": pa.nulls(rows, pa.int8()) for i in range(100)}), sink)
    return bytes(sink.getvalue())


def shortened(data: bytes) -> bytes:
    """The same archive, but its list of contents says less of the first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    at = data.rindex(b"PK\1\2", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    assert data[at + 24 : at + 28] == struct.pack("<I", entry.file_size)
    return data[: at + 24] + struct.pack("<I", 1000) + data[at + 28 :]


ROW = b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"
HARM = {
    "a bomb": (
        lambda: files.repacked(BOOK, lambda _, part: part, **{"xl/media/x.xml": bytes(99 << 20)}),
        "file_unsafe",
    ),
    "far cell": (lambda: files.with_sheet(cell(b"A1") + cell(b"XFD1048576")), "far_cell"),
    "far cell in a full sheet": (
        lambda: files.with_sheet(
            b"".join(cell(b"A%d" % i) for i in range(1, 99)) + cell(b"ZZ900000")
        ),
        "far_cell",
    ),
    "far cell without its place": (
        lambda: files.with_sheet(b'<row r="1048576">' + b"<c><v>1</v></c>" * 16384 + b"</row>"),
        "far_cell",
    ),
    "billion laughs": (entities, "file_unsafe"),
    "path-like names": (
        lambda: files.repacked(BOOK, lambda _, part: part, **{"../../x.xml": b"<x/>"}),
        "file_unsafe",
    ),
    "xlsx cut in half": (lambda: BOOK[: len(BOOK) // 2], "file_broken"),
    "xlsx without its end": (lambda: BOOK[:-30], "file_broken"),
    "xls cut in half": (lambda: EACH["xls"][:3000], "file_broken"),
    "sav cut in half": (lambda: EACH["sav"][: len(EACH["sav"]) // 2], "file_broken"),
    "dta cut in half": (lambda: EACH["dta"][: len(EACH["dta"]) // 2], "file_broken"),
    "xpt cut short": (lambda: EACH["xpt"][:300], "file_broken"),
    "many sheets, each small enough": (
        lambda: files.with_sheet(ROW * 5_000, 9),
        "file_too_heavy",
    ),
    "cells in a part of another name": (
        lambda: files.repacked(BOOK, lambda _, part: part, **{"xl/x.bin": b"<c/>" * 4_100_000}),
        "file_too_heavy",
    ),
    "merged ranges": (
        lambda: files.with_sheet(cell(b"A1") + b'<mergeCell ref="A1:B2"/>' * 110_000),
        "file_too_heavy",
    ),
    "an entry that is longer than it says": (
        lambda: shortened(files.with_sheet(cell(b"A1") + b" " * 99_000)),
        "file_unsafe",
    ),
    "parquet of empty columns": (empty_columns, "file_too_heavy"),
    "parquet cut in half": (lambda: EACH["parquet"][:900], "file_broken"),
    "parquet of 3,000,000 rows": (many_rows, "too_many_rows"),
    "nothing behind the magic": (lambda: b"PAR1", "file_broken"),
}


@pytest.mark.parametrize("name", HARM)
def test_one_error_with_a_sentence_in_both_languages(name: str) -> None:
    make, code = HARM[name]
    with pytest.raises(AciError) as caught:
        load(make(), "trial.xlsx")
    assert caught.value.code == code
    for lang in LANGUAGES:
        assert "{" not in translator(lang).error(caught.value)


@pytest.mark.parametrize("place", ["J200000", "AZ20000"], ids=["deep, not wide", "wide, not deep"])
def test_a_stray_cell_nearby_is_no_harm(place: str) -> None:
    xml = cell(b"A1") + cell(b"B2") + cell(place.encode())
    (sheet,) = sheets(files.with_sheet(xml))
    assert sheet.text.startswith(b"1,,")


def test_formatted_cells_without_content_do_not_count() -> None:
    xml = cell(b"A1") + cell(b"B2") + b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    (sheet,) = sheets(files.with_sheet(xml))
    assert sheet.text == b"1,\n,1\n"


def test_a_child_that_does_not_end_is_ended() -> None:
    worker = reader_process.Worker()
    with pytest.raises(AciError, match="file_too_slow"):
        worker.read(BOOK, "xlsx", 0.001)
    assert not worker.alive


def test_the_time_is_the_processors_and_other_work_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A workbook that takes seconds, in a child that may wait an hour for its turn."""
    # Windows has no limit of the processor's time: there it is the clock's.
    monkeypatch.setattr(reader_process, "_BUSY", 3600 if os.name != "nt" else 1)
    data = files.with_sheet(ROW.replace(b"1", b"0.12345678901234567") * 4_900, 8)
    worker = reader_process.Worker(4 << 30)
    with pytest.raises(AciError, match="file_too_slow"):
        worker.read(data, "xlsx", 1)
    assert not worker.alive


def test_pages_go_before_readers() -> None:
    worker = reader_process.Worker()
    worker.read(BOOK, "xlsx", 20)
    own, its = (psutil.Process(pid).nice() for pid in (None, worker.pid))
    assert its == min(19, own + 10) if os.name != "nt" else its != own
    worker.close()


def test_a_file_takes_its_turn_and_no_more_memory_than_all_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = []

    class Queue(ReaderQueue):
        @contextmanager
        def turn(self, memory: int) -> Iterator[int]:
            with super().turn(memory) as granted:
                given.append(granted)
                yield granted

    queue = Queue(at_once=1, memory=300 << 20)
    monkeypatch.setattr(reader_process, "queue", lambda: queue)
    for _ in range(2):
        assert len(reader_process.open_file(BOOK, "xlsx")) == 2
    with pytest.raises(AciError, match="file_broken"):
        reader_process.open_file(BOOK[:900], "xlsx")
    assert given == [300 << 20] * 3


def test_a_child_that_dies_is_a_broken_file() -> None:
    worker = reader_process.Worker()
    with pytest.raises(AciError, match="file_broken"):
        worker.read(BOOK, "no kind", 20)
    assert not worker.alive


def test_a_child_holds_no_more_than_it_may() -> None:
    data = files.with_sheet(cell(b"A1") + cell(b"J300000"))  # 3,000,000 cells of nothing
    assert len(sheets(data)) == 1
    # Windows has no limit of memory for a process: there it is the time that ends it.
    memory, seconds = (None, 0.01) if os.name == "nt" else (60 << 20, 20)
    worker = reader_process.Worker() if memory is None else reader_process.Worker(memory)
    with pytest.raises(AciError, match="file_too_heavy"):
        worker.read(data, "xlsx", seconds)
    worker.close()


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for form in ("xlsx", "sav", "dta", "xpt", "parquet"):
        load(EACH[form], "x") if form != "xpt" else sheets(EACH[form])
    assert list(tmp_path.iterdir()) == []


def test_the_child_sees_no_secret_and_says_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACI_SECRET", "x")
    worker = reader_process.Worker()
    if (environment := Path(f"/proc/{worker.pid}/environ")).exists():
        worker.read(BOOK, "xlsx", 20)
        assert b"ACI_SECRET" not in environment.read_bytes()
    worker.close()
    with pytest.raises(AciError):
        load(BOOK[:2000], "x")
    assert capfd.readouterr() == ("", "")


def test_one_worker_reads_many_files() -> None:
    worker = reader_process.Worker()
    for _ in range(2):
        assert len(worker.read(BOOK, "xlsx", 20)) == 2
        with pytest.raises(AciError, match="file_broken"):
            worker.read(b"PAR1", "parquet", 20)
        assert worker.read(EACH["sav"], "sav", 20)[0][0].kind == "sav"
    assert worker.alive
    assert worker.close() == 0


PROGRAM = """
import runpy, sys
from pathlib import Path
child = runpy.run_path(sys.argv[1])
child["_stub_packages"]()
assert child["_read"](sys.argv[2], Path(sys.argv[3]).read_bytes())
print(sorted({"pandas", "numpy", "pyarrow", "aci_core.domain.cohort"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("form", "brought"),
    [("xlsx", []), ("xls", []), ("sav", ["numpy"]), ("parquet", ["numpy", "pyarrow"])],
)
def test_the_child_brings_little_with_it(form: str, brought: list[str], tmp_path: Path) -> None:
    """So that it starts soon: pandas takes half a second, and most of what is here brings it."""
    file = tmp_path / "x"
    file.write_bytes(EACH[form])
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, str(reader_process._MAIN), form, str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(brought)


def test_everything_the_child_refuses_has_a_sentence() -> None:
    source = "".join(path.read_text("utf-8") for path in reader_process._MAIN.parent.glob("*.py"))
    codes = set(re.findall(r'(?:FileRejected\(|else |target, )"([a-z_]+)"', source))
    assert {"far_cell", "file_broken", "file_too_heavy", "nested_column"} <= codes
    assert {code for code in codes if not translator("zh").has(f"error.{code}")} == set()
