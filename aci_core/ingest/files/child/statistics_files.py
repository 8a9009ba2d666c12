"""Read files of SPSS, Stata and SAS."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyreadstat

from aci_core.ingest import limits
from aci_core.ingest.files.child.answer import FileRejected, SheetText, most_text, to_csv
from aci_core.ingest.files.child.cell_text import text_of

_READERS = {
    "sav": pyreadstat.read_sav,
    "dta": pyreadstat.read_dta,
    "sas7bdat": pyreadstat.read_sas7bdat,
    "xpt": pyreadstat.read_xport,
}


def read(data: bytes, kind: str) -> list[SheetText]:
    """Read the table of the file, with value labels in place of their codes."""
    columns, metadata = _columns(_READERS[kind], data)
    names = list(metadata.column_names)
    if len(names) > limits.MAX_COLUMNS:
        raise FileRejected("too_many_columns", n=len(names), limit=limits.MAX_COLUMNS)
    texts = []
    for name in names:
        meant = metadata.variable_value_labels.get(name, {})
        single = metadata.readstat_variable_types.get(name) == "float"
        texts.append(_texts(columns.pop(name), meant, single=single))
    labels = [str(label or "") for label in metadata.column_labels or [""] * len(names)]
    return [SheetText(to_csv(_rows(names, texts), most_text(len(data))), labels=labels)]


def _columns(reader: Any, data: bytes) -> tuple[dict[str, list[Any]], Any]:
    wanted = {"output_format": "dict", "row_limit": limits.MAX_ROWS + 1}
    try:
        columns, metadata = reader(io.BytesIO(data), **wanted)
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
