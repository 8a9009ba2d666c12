"""Files of every format that the app reads, written for tests."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil
import pyreadstat
import pytest
import xlsxwriter
import xlwt

from aci_core.ingest.files import reader_process

Rows = Sequence[Sequence[object]]
ROOT = Path(__file__).resolve().parents[1]


def cells_of(data: bytes) -> list[list[str]]:
    """The cells of a CSV."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def number(cell: str) -> object:
    """A cell as a spreadsheet would hold it: a number where it is one, None where empty."""
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell


def xlsx(
    sheets: dict[str, Rows],
    *,
    hidden: Sequence[str] = (),
    merged: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
) -> bytes:
    """A workbook; `merged` are ranges of the first sheet, such as ``A1:C1``.

    `hidden_rows` are rows of each sheet, the first 1, hidden as a filter does.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, str) and value.startswith("#"):
                        sheet.write_formula(r, c, "=0", None, value)
                    elif hasattr(value, "hour"):
                        sheet.write_datetime(r, c, value, moment)
                    elif hasattr(value, "year"):
                        sheet.write_datetime(r, c, value, day)
                    elif value is not None:
                        sheet.write(r, c, value)
            if hidden_rows:
                sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
                sheet.filter_column(0, "x != a")
            for row_number in hidden_rows:
                sheet.set_row(row_number - 1, None, None, {"hidden": True})
        for place in merged:
            book.worksheets()[0].merge_range(place, "")
    return stream.getvalue()


def xls(rows: Rows, name: str = "Sheet1", hidden_rows: Sequence[int] = ()) -> bytes:
    """An old workbook; `hidden_rows` are rows, the first 1, hidden as a filter does."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    for row_number in hidden_rows:
        sheet.row(row_number - 1).hidden = True
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def frame(rows: Rows) -> pd.DataFrame:
    """Rows under a header, numbers where a column holds nothing else."""
    table = pd.DataFrame([list(row) for row in rows[1:]], columns=[str(h) for h in rows[0]])
    for name in table:
        values = [v for v in table[name] if v is not None]
        if all(isinstance(v, float) for v in values):
            table[name] = table[name].astype("float64")
        else:
            table[name] = [v if v is None else str(v) for v in table[name]]
    return table


def statistics(rows: Rows, kind: str, **options: Any) -> bytes:
    """A file of SPSS (``sav``, ``zsav``), Stata (``dta``) or SAS (``xpt``)."""
    write: Callable[..., None] = {
        "sav": pyreadstat.write_sav,
        "zsav": pyreadstat.write_sav,
        "dta": pyreadstat.write_dta,
        "xpt": pyreadstat.write_xport,
    }[kind]
    if kind == "zsav":
        options["compress"] = True
    if kind == "xpt":
        options["file_format_version"] = 5
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{kind}"
        write(frame(rows), str(path), **options)
        return path.read_bytes()


def legacy(rows: Rows, kind: str, encoding: str) -> bytes:
    """A file of a statistics package whose texts are in an encoding that it does not declare.

    ``dta117`` and ``dta114`` are Stata 13 and 10. The writers know Unicode alone: each text
    stands there as ASCII of its length, and is then put in its place.
    """
    stands: dict[str, bytes] = {}
    for text in sorted({str(c) for row in rows for c in row if not str(c).isascii()}):
        raw = text.encode(encoding)
        stands[text] = f"{'~`^|'[len(stands) % 4]}{len(stands):x}".ljust(len(raw), "=").encode()
        assert len(stands[text]) == len(raw)
    ascii_rows = [[stands[str(c)].decode() if str(c) in stands else c for c in row] for row in rows]
    if kind.startswith("dta1"):
        stream = io.BytesIO()
        version: Any = int(kind.removeprefix("dta"))
        frame(ascii_rows).to_stata(stream, write_index=False, version=version)
        data = stream.getvalue()
    else:
        data = statistics(ascii_rows, kind)
    for text, stand in sorted(stands.items(), key=lambda pair: -len(pair[1])):
        data = data.replace(stand, text.encode(encoding))
    return data


def parquet(rows: Rows) -> bytes:
    """A Parquet file."""
    stream = io.BytesIO()
    frame(rows).to_parquet(stream)
    return stream.getvalue()


def short(rows: Rows) -> tuple[list[list[object]], dict[str, str]]:
    """Headers of eight letters, as SAS wants them, and what they stand for."""
    names = {str(header): f"v{i}" for i, header in enumerate(rows[0])}
    return [list(names.values()), *map(list, rows[1:])], {v: k for k, v in names.items()}


def one_of_each(n: int = 12) -> dict[str, bytes]:
    """A small trial in every format."""
    cells = cells_of((ROOT / "sample_data" / "synthetic_156.csv").read_bytes())[: n + 1]
    keep = [i for i, h in enumerate(cells[0]) if h in _FEW]
    cells = [[row[i] for i in keep] for row in cells]
    rows = [cells[0], *([number(cell) for cell in row] for row in cells[1:])]
    text = "\n".join(",".join(row) for row in cells)
    return {
        "csv": text.encode(),
        "utf-16": text.encode("utf-16"),
        "gb18030": text.replace("control", "对照组").encode("gb18030"),
        "xlsx": xlsx({"基线": rows, "说明": [["a", "b"], [1, 2]]}, merged=["H1:I1"]),
        "xls": xls(rows),
        "sav": statistics(rows, "sav"),
        "zsav": statistics(rows, "zsav"),
        "dta": statistics(rows, "dta"),
        "xpt": statistics(short(rows)[0], "xpt"),
        "parquet": parquet(rows),
    }


_FEW = ("patient_id", "arm", "age", "sex", "nihss_pre", "nihss_post", "vegf_pre")


def repacked(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A workbook with its parts changed, and further ones."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return stream.getvalue()


def with_sheet(xml: bytes, n: int = 1) -> bytes:
    """A workbook of one sheet, or several, whose rows are this XML."""

    def change(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        start, end = part.index(b"<sheetData"), part.index(b"<pageMargins")
        return part[:start] + b"<sheetData>" + xml + b"</sheetData>" + part[end:]

    return repacked(xlsx({f"Sheet{i}": [["a"]] for i in range(1, n + 1)}), change)


class Kept:
    """One child for many files: a new one only where the last has died."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._worker: reader_process.Worker | None = None
        self.started = 0

    @contextmanager
    def __call__(self, memory: int) -> Iterator[reader_process.Worker]:
        if self._worker is None or not self._worker.alive:
            self._worker = reader_process.Worker(self._memory)
            self.started += 1
        yield self._worker

    def cpu(self) -> float:
        """Seconds that the child has worked."""
        if self._worker is None or not self._worker.alive:
            return 0.0
        times = psutil.Process(self._worker.pid).cpu_times()
        return float(times.user + times.system)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()


@contextmanager
def kept_worker(memory: int = 500 << 20) -> Iterator[Kept]:
    """Within it, files are read by one child that holds no more than this."""
    kept = Kept(memory)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader_process, "worker", kept)
        yield kept
    kept.close()


def shuffled(data: bytes, seed: int, many: int) -> bytes:
    """The bytes with some of them changed."""
    rng = np.random.default_rng(seed)
    changed = np.frombuffer(data, np.uint8).copy()
    changed[rng.integers(0, len(data), many)] = rng.integers(0, 256, many)
    return changed.tobytes()
