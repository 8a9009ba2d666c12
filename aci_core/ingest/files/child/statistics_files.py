"""Read files of SPSS, Stata and SAS."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyreadstat

from aci_core.ingest.files import limits
from aci_core.ingest.files.child import legacy_text
from aci_core.ingest.files.child.answer import FileRejected, SheetText, most_text, to_csv
from aci_core.ingest.files.child.cell_text import text_of
from aci_core.ingest.files.child.legacy_text import Table

_READERS = {
    "sav": pyreadstat.read_sav,
    "dta": pyreadstat.read_dta,
    "sas7bdat": pyreadstat.read_sas7bdat,
    "xpt": pyreadstat.read_xport,
}


def read(data: bytes, kind: str, encoding: str | None = None) -> list[SheetText]:
    """Read the table of the file, with value labels in place of their codes.

    Parameters
    ----------
    data : bytes
    kind : str
    encoding : str, optional
        Python's name of the encoding of its texts, if the user says it; else as the file
        declares, or as its texts show where the file declares nothing, or what is not so.
    """
    reader = _READERS[kind]
    if encoding is not None:
        told = legacy_text.decoded(_table(reader, data, legacy_text.BYTES), encoding)
        return [_sheet(told, len(data), encoding)]
    table: Table | None = None
    with contextlib.suppress(UnicodeDecodeError, pyreadstat.ReadstatError):
        table = _table(reader, data)
    if table is not None and not legacy_text.is_suspect(table):
        return [_sheet(table, len(data))]
    as_bytes = _table(reader, data, legacy_text.BYTES)
    found = legacy_text.guess(as_bytes)
    made = None if found is None else legacy_text.decoded(as_bytes, found)
    if made is not None and (table is None or legacy_text.differs(made, table)):
        return [_sheet(made, len(data), found)]
    if table is None:
        raise FileRejected("encoding_unknown")
    return [_sheet(table, len(data))]


def _table(reader: Any, data: bytes, encoding: str | None = None) -> Table:
    columns, metadata = _columns(reader, data, encoding)
    names = list(metadata.column_names)
    if len(names) > limits.MAX_COLUMNS:
        raise FileRejected("too_many_columns", n=len(names), limit=limits.MAX_COLUMNS)
    labels = [str(label or "") for label in metadata.column_labels or [""] * len(names)]
    meant = [metadata.variable_value_labels.get(name, {}) for name in names]
    single = [metadata.readstat_variable_types.get(name) == "float" for name in names]
    return Table(names, [columns.pop(name) for name in names], labels, meant, single)


def _sheet(table: Table, length: int, encoding: str | None = None) -> SheetText:
    texts = [
        _texts(values, meant, single=single)
        for values, meant, single in zip(table.columns, table.meant, table.single, strict=True)
    ]
    text = to_csv(_rows(table.names, texts), most_text(length))
    return SheetText(text, labels=table.labels, encoding=encoding)


def _columns(reader: Any, data: bytes, encoding: str | None) -> tuple[dict[str, list[Any]], Any]:
    wanted = {
        "output_format": "dict", "row_limit": limits.MAX_ROWS + 1, "encoding": encoding,
    }  # fmt: skip
    try:
        columns, metadata = reader(io.BytesIO(data), **wanted)
    except UnicodeDecodeError:
        raise
    except (OverflowError, ValueError):
        # A date after the year 9999: read as a number.
        columns, metadata = reader(io.BytesIO(data), disable_datetime_conversion=True, **wanted)
    if max(map(len, columns.values()), default=0) > limits.MAX_ROWS:
        raise FileRejected("too_many_rows", limit=limits.MAX_ROWS)
    return columns, metadata


def _texts(values: list[Any], meant: dict[Any, str], *, single: bool) -> list[str]:
    """Format the values of a column, each distinct value once."""
    known: dict[Any, str] = {}
    result = []
    for value in values:
        text = known.get(value)
        if text is None:
            label = meant.get(value)
            text = str(label) if label else text_of(_shortest(value) if single else value)
            known[value] = text
        result.append(text)
    return result


def _shortest(value: Any) -> Any:
    """The shortest decimal of a four-byte float: 5.2, not 5.199999809."""
    return float(str(np.float32(value))) if isinstance(value, float) else value


def _rows(names: list[str], texts: list[list[str]]) -> Iterator[tuple[str, ...]]:
    yield tuple(names)
    yield from zip(*texts, strict=True)
