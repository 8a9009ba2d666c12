"""Bytes to a table of text: nothing is understood yet, and nothing is changed."""

from __future__ import annotations

from dataclasses import replace

from aci_core.errors import AciError
from aci_core.ingest import limits
from aci_core.ingest.encoding import as_utf8
from aci_core.ingest.formats import CSV, kind_of
from aci_core.ingest.likely import likeliest
from aci_core.ingest.raw import RawTable
from aci_core.ingest.records import SOMETHING
from aci_core.ingest.sandbox import open_file
from aci_core.ingest.sheet import Reading, Sheet
from aci_core.ingest.tabulate import tabulate

_AS_FOUND = Reading()


def read(data: bytes, name: str, reading: Reading | None = None) -> RawTable:
    """The cells of a file, of the sheet that is asked for or the likeliest.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name; only its last part is kept.
    reading : Reading, optional

    Returns
    -------
    RawTable

    Raises
    ------
    AciError
        Those of `sheets`, ``sheet_unknown``, ``one_column``, ``too_many_columns``,
        ``too_many_rows``, ``cell_too_long``, ``no_rows``, ``ragged_rows`` or ``bad_quotes``.
    """
    wanted = reading or _AS_FOUND
    found = sheets(data, wanted.encoding)
    sheet = _chosen(found, wanted.sheet)
    raw = tabulate(sheet, name, replace(wanted, delimiter=sheet.delimiter or wanted.delimiter))
    used = raw.reading
    if sheet.kind != CSV:  # the format settles them
        used = replace(used, encoding=None, delimiter=None)
    return replace(raw, sheets=tuple(each.name for each in found if each.name), reading=used)


def sheets(data: bytes, encoding: str | None = None) -> tuple[Sheet, ...]:
    """The sheets of a file that hold anything, the likeliest first.

    Parameters
    ----------
    data : bytes
    encoding : str, optional
        Of a file of text; any other settles it itself.

    Raises
    ------
    AciError
        ``file_too_large``, ``empty_file``, those of `kind_of`, `as_utf8` and `open_file`.
    """
    if len(data) > limits.MAX_BYTES:
        raise AciError("file_too_large", limit_mb=limits.MAX_BYTES >> 20, mb=len(data) >> 20)
    if not SOMETHING.search(data):
        raise AciError("empty_file")
    kind = kind_of(data)
    if kind != CSV:
        found = likeliest(open_file(data, kind))
        if not found:
            raise AciError("empty_file")
        return found
    # A line end a row: quoted ones only make it more, so without quotes it is exact.
    if _may_be_too_long(data) and b'"' not in data and data.count(b"\n") > limits.MAX_ROWS + 1:
        raise AciError("too_many_rows", limit=limits.MAX_ROWS)
    text, start, encoding = as_utf8(data, encoding)
    return (Sheet(text, start, encoding=encoding),)


def _may_be_too_long(data: bytes) -> bool:
    """Whether there may be too many rows, by its beginning: the rest is counted when it is read."""
    head = data[: 1 << 20]
    return head.count(b"\n") * (len(data) // max(1, len(head)) + 1) > 3 * limits.MAX_ROWS // 4


def _chosen(found: tuple[Sheet, ...], name: str | None) -> Sheet:
    """The sheet of that name; a file that has no sheets is one."""
    if name is None or not any(sheet.name for sheet in found):
        return found[0]
    for sheet in found:
        if sheet.name == name:
            return sheet
    known = ", ".join(sheet.name for sheet in found[:20])
    raise AciError("sheet_unknown", sheet=name[:60], known=known[:1000])
