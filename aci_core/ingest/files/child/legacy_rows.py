"""Rows that an old workbook (xls) hides, which its parser omits: ROW records of BIFF in OLE."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER = 512
_REGULAR = 0xFFFFFFFA  # sectors from here on are no sectors
_IN_HEADER = 109  # entries of the table of tables in the header
_ENTRY = 128  # bytes of an entry of the directory
_STREAMS = ("Workbook", "Book")
# Types of records, and what is read of them.
_BEGIN, _SHEET, _ROW = (0x0809, 0x0409, 0x0209, 0x0009), 0x0085, 0x0208
_HIDDEN = 0x20


def hidden_rows(data: bytes) -> dict[str, set[int]]:
    """The rows that each sheet hides by a filter or by hand; the first is 1.

    Parameters
    ----------
    data : bytes
        An xls workbook of Excel 97 or later.

    Returns
    -------
    dict of str to set of int
        By name of the sheet, of those that hide any; empty where the file is built otherwise.
    """
    try:
        return _hidden(_stream(data))
    except (struct.error, IndexError, ValueError):  # of an older Excel, or broken: calamine decides
        return {}


def _hidden(book: bytes) -> dict[str, set[int]]:
    names: dict[int, str] = {}
    found: dict[str, set[int]] = {}
    sheet = ""
    for at, kind, body in _records(book):
        if kind in _BEGIN:
            sheet = names.get(at, "")
        elif kind == _SHEET:
            begin, _, length = struct.unpack_from("<IHB", body)
            wide = body[7] & 1
            text = body[8 : 8 + length * (1 + wide)]
            names[begin] = text.decode("utf-16-le" if wide else "latin-1")
        elif kind == _ROW and sheet:
            row, flags = struct.unpack_from("<H10xH", body)
            if flags & _HIDDEN:
                found.setdefault(sheet, set()).add(row + 1)
    return found


def _records(book: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, type and content of each record."""
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield at, kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(data: bytes) -> bytes:
    """The workbook's stream, put together from its sectors; a short one stands in the root's."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    small = 1 << struct.unpack_from("<H", data, 32)[0]
    table = _table(data, size)

    def chain(first: int) -> bytes:
        return b"".join(_chain(data, table, first, size, _HEADER))

    first_directory, cutoff, first_small = struct.unpack_from("<I4xII", data, 48)
    directory = chain(first_directory)
    for at in range(_ENTRY, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[at : at + _ENTRY]
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(0, length - 2)].decode("utf-16-le", "replace") in _STREAMS:
            first, total = struct.unpack_from("<II", entry, 116)
            if total >= cutoff:
                return chain(first)[:total]
            root = chain(struct.unpack_from("<I", directory, 116)[0])
            listed = chain(first_small)
            smalls = list(struct.unpack(f"<{len(listed) // 4}I", listed))
            return b"".join(_chain(root, smalls, first, small, 0))[:total]
    return b""


def _table(data: bytes, size: int) -> list[int]:
    """Which sector follows each."""
    sectors = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    each = size // 4
    for _ in range(len(data) // size):
        if more >= _REGULAR:
            break
        listed = struct.unpack_from(f"<{each}I", data, _HEADER + more * size)
        sectors += listed[:-1]
        more = listed[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _REGULAR:
            table += struct.unpack_from(f"<{each}I", data, _HEADER + sector * size)
    return table


def _chain(data: bytes, table: list[int], first: int, size: int, start: int) -> Iterator[bytes]:
    """The sectors from a first one on; of a circle no more than the table has."""
    sector = first
    for _ in range(len(table)):
        if sector >= _REGULAR:
            return
        begin = start + sector * size
        yield data[begin : begin + size]
        sector = table[sector]
