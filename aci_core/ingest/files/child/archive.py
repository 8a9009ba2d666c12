"""Safety checks of a workbook's ZIP archive before it is parsed, and what the parser omits."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aci_core.ingest.files.child.answer import FileRejected

MAX_ENTRIES = 10_000
# What takes no longer than some seconds, and more for a larger file: tables of patients are
# compressed 5 to 15 to 1, and a cell takes 2 bytes or more.
_UNPACKED = 128 << 20
_UNPACKED_A_BYTE = 20
_CELLS = 4_000_000
_CELLS_A_BYTE = 1
_MERGED = 100_000
# A sheet of one repeated number is compressed 100 to 1; a ZIP bomb 1,000 to 1.
MAX_RATIO = 200
_SMALL = 16 << 20
# A sheet of this extent without as many cells is an accident or malicious.
MAX_SPARSE = 4_000_000
_FILLED = 50  # one cell in so many
_PIECE = 1 << 20
_OVERLAP = 4096
_DIGITS = 7  # of a row's number
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_LOCAL_HEADER = 30  # bytes; the lengths of name and extra field are its last four

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0?!\0?(?:D\0O\0C|E\0N\0T)", re.IGNORECASE)
_WIDE = re.compile(rb' r="([A-Z]{2,3})(\d{1,7})"[^>/]*>')
_ROW = re.compile(rb'row [^<>]*?\br="(\d{1,7})"[^>/]*>')
_FULL = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"[^>/]*>\s*<(?:\w+:)?(?:v|is|f)\b')
_FAULT = re.compile(
    rb' r="([A-Z]{1,3})(\d{1,7})"[^>/]* t="e"[^>/]*>'
    rb"(?:<f[^<>]*/>|<f[^<>]*>[^<>]*</f>)?<v>(#[^<>]{1,14})</v>"
)
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row ([^<>]*\bhidden=\"(?:1|true)\"[^<>]*)>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet ([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship ([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')

Errors = dict[tuple[int, int], str]


@dataclass
class SheetExtras:
    """What the parser omits of a sheet.

    Parameters
    ----------
    errors : dict of (int, int) to str
        Row and column, the first 0, of each error cell to its text.
    hidden_rows : set of int
        Rows hidden by a filter or by hand; the first is 1.
    """

    errors: Errors = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


@dataclass
class ArchiveScan:
    """Result of a scan of a workbook.

    Parameters
    ----------
    sheets : dict of str to SheetExtras
        By name.
    cells : int
        Approximate number in all sheets.
    """

    sheets: dict[str, SheetExtras] = field(default_factory=dict)
    cells: int = 0


def scan(data: bytes) -> ArchiveScan:
    """Reject what no spreadsheet program writes; collect the cells that the parser omits.

    Raises
    ------
    Refused
        ``file_broken``, ``file_locked``, ``file_unsafe``, ``file_too_heavy`` or ``far_cell``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _scan(archive, data)
    except (
        zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError, zlib.error,
        struct.error,
    ) as error:  # fmt: skip
        raise FileRejected("file_broken", kind="xlsx") from error


def _scan(archive: zipfile.ZipFile, data: bytes) -> ArchiveScan:
    entries = archive.infolist()
    _check_entries(entries, len(data))
    sheets: dict[str, SheetExtras] = {}
    count = _Count(max(_CELLS, _CELLS_A_BYTE * len(data)))
    # Every one: the parser reads as a sheet what the workbook calls so, whatever its name.
    for entry in entries:
        name = entry.filename.replace("\\", "/").lstrip("/")
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            sheets[name] = _sheet(data, entry, count)
        else:
            for window in _windows(data, entry):
                _check_markup(window)
                count.add(window)
    told = {path: one for path, one in sheets.items() if one.errors or one.hidden_rows}
    names = _names(archive) if told else {}
    return ArchiveScan(
        {names[path]: one for path, one in told.items() if path in names}, count.cells
    )


@dataclass
class _Count:
    """Cells and merged ranges so far."""

    most: int
    cells: int = 0
    merged: int = 0

    def add(self, window: bytes) -> int:
        """Count those of a piece, and return its cells."""
        cells = sum(map(window.count, (b"<c ", b":c ", b"<c>", b":c>", b"<c/", b":c/")))
        self.cells += cells
        self.merged += window.count(b"mergeCell ")
        if self.cells > self.most or self.merged > _MERGED:
            raise FileRejected("file_too_heavy", kind="xlsx")
        return cells


def _check_entries(entries: list[zipfile.ZipInfo], length: int) -> None:
    """Check the table of contents, without unpacking."""
    if len(entries) > MAX_ENTRIES:
        raise FileRejected("file_unsafe")
    total = 0
    for entry in entries:
        parts = re.split(r"[\\/]", entry.filename)
        if ".." in parts or ":" in parts[0] or (not parts[0] and len(parts) > 2 and not parts[1]):
            raise FileRejected("file_unsafe")
        if entry.flag_bits & 1:
            raise FileRejected("file_locked")
        total += entry.file_size
        if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
            raise FileRejected("file_unsafe")
    if total > max(_UNPACKED, _UNPACKED_A_BYTE * length):
        raise FileRejected("file_too_heavy", kind="xlsx")


def _pieces(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an entry unpacked; no more than it says, since the parser heeds no such word."""
    at = entry.header_offset + _LOCAL_HEADER
    name, extra = struct.unpack("<HH", data[at - 4 : at])
    begin = at + name + extra
    packed = memoryview(data)[begin : begin + entry.compress_size]
    if entry.compress_type == _STORED:
        made: Iterable[bytes] = (
            bytes(packed[i : i + _PIECE]) for i in range(0, len(packed), _PIECE)
        )
    elif entry.compress_type == _DEFLATED:
        made = _inflated(packed)
    else:
        raise FileRejected("file_unsafe")
    left, checksum = entry.file_size, 0
    for piece in made:
        left -= len(piece)
        if left < 0:
            raise FileRejected("file_unsafe")
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if left or checksum != entry.CRC:
        raise zipfile.BadZipFile


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for i in range(0, len(packed), _PIECE):
        rest: bytes | memoryview = packed[i : i + _PIECE]
        while rest and not inflater.eof:
            yield inflater.decompress(rest, _PIECE)
            rest = inflater.unconsumed_tail
    # What it still holds back; at most a piece, since each call above has made one.
    yield inflater.flush()
    if not inflater.eof:
        raise EOFError


def _windows(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an entry in overlapping pieces, so that each tag is whole in one of them."""
    tail = b""
    for piece in filter(None, _pieces(data, entry)):
        window = tail + piece
        yield window
        tail = window[-_OVERLAP:]


def _check_markup(window: bytes) -> None:
    marked = b"<!" in window or b"<\0!" in window  # searching by pattern is ten times slower
    if marked and _DECLARED.search(window):
        raise FileRejected("file_unsafe")


def _sheet(data: bytes, entry: zipfile.ZipInfo, count: _Count) -> SheetExtras:
    rows, columns, cells = 0, 26, 0
    extras = SheetExtras()
    for window in _windows(data, entry):
        _check_markup(window)
        # Columns up to Z need no check: they are never too wide.
        for letters, digits in set(_WIDE.findall(window)):
            columns = max(columns, _column(letters) + 1)
            rows = max(rows, int(digits))
        rows = max(rows, max(map(int, _ROW.findall(window)), default=0))
        cells += count.add(window)
        if b't="e"' in window:
            for letters, digits, text in _FAULT.findall(window):
                extras.errors[int(digits) - 1, _column(letters)] = html.unescape(text.decode())
        if b"hidden=" in window:
            for attributes in _HIDDEN_ROW.findall(window):
                number = dict(_ATTRIBUTE.findall(attributes)).get(b"r", b"")
                if number.isdigit() and len(number) <= _DIGITS:
                    extras.hidden_rows.add(int(number))
    if is_sparse(rows, columns, cells):
        _check_reach(data, entry, cells)
    return extras


def is_sparse(rows: int, columns: int, cells: int) -> bool:
    """Whether a sheet is far larger than its number of cells."""
    return rows * columns > max(MAX_SPARSE, _FILLED * cells)


def _check_reach(data: bytes, entry: zipfile.ZipInfo, cells: int) -> None:
    """Reject a sheet whose filled cells lie too far apart."""
    rows, columns = 1, 1
    far = ""
    for window in _windows(data, entry):
        for letters, digits in _FULL.findall(window):
            column, row = _column(letters) + 1, int(digits)
            if row * column > rows * columns or row > rows or column > columns:
                far = f"{letters.decode()}{row}"
            rows, columns = max(rows, row), max(columns, column)
    if is_sparse(rows, columns, cells):
        raise FileRejected("far_cell", cell=far)


def _column(letters: bytes) -> int:
    """Index of a column from its letters, the first 0.

    Examples
    --------
    >>> _column(b"A"), _column(b"AA"), _column(b"XFD")
    (0, 26, 16383)
    """
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place - 1


def _names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Path of each sheet to its name."""
    try:
        book = archive.read("xl/workbook.xml")
        relations = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    targets = {}
    for match in _RELATION.finditer(relations):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        target = attributes.get(b"Target", b"").decode("utf-8", "replace").lstrip("/")
        targets[attributes.get(b"Id")] = target if target.startswith("xl/") else f"xl/{target}"
    names = {}
    for match in _SHEET.finditer(book):
        attributes = dict(_ATTRIBUTE.findall(match[1]))
        path = targets.get(next((v for k, v in attributes.items() if k.endswith(b":id")), None))
        if path:
            names[path] = html.unescape(attributes.get(b"name", b"").decode("utf-8", "replace"))
    return names
