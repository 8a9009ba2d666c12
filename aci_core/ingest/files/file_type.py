"""File type detection by content, not by extension."""

from __future__ import annotations

import re

from aci_core.domain.errors import AciError

TABLES = ("xlsx", "xls", "sav", "dta", "sas7bdat", "xpt", "parquet")
CSV = "csv"
STATISTICS = ("sav", "dta", "sas7bdat", "xpt")  # whose texts have an encoding

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"$FL2", "sav"),
    (b"$FL3", "sav"),
    (b"<stata_dta>", "dta"),
    (b"HEADER RECORD*******LIB", "xpt"),
    (b"PAR1", "parquet"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
_SAS7BDAT = bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c"
# Version, byte order, always 1, always 0: Stata before 13.
_OLD_STATA = re.compile(rb"^[\x66-\x6f\x71-\x73](?:\x01|\x02)\x01\x00")
_DOCUMENTS = frozenset({"pdf", "rtf", "png", "jpeg", "docx", "pptx", "doc", "ppt"})
_PACKED = frozenset({"zip", "gzip", "rar", "7z"})
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table)", re.IGNORECASE)
# Names in an archive that determine its type.
_PARTS = (
    (b"xl/workbook.bin", "xlsb"),
    (b"xl/work", "xlsx"),
    (b"word/document", "docx"),
    (b"ppt/presentation", "pptx"),
)
# Names of streams in an OLE file's directory.
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
_FOLDER_ENTRY = 128


def kind_of(data: bytes) -> str:
    r"""Detect the type of a file that can be read.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    str
        One of `TABLES`, or ``csv`` for anything that may be text.

    Raises
    ------
    AciError
        ``not_csv``, ``not_a_table``, ``packed_file`` or ``file_locked``.

    Examples
    --------
    >>> kind_of(b"arm,nihss_pre\n"), kind_of(b"$FL2@(#) SPSS DATA FILE"), kind_of(b"PAR1")
    ('csv', 'sav', 'parquet')
    """
    kind = _detect(data)
    if kind != CSV and kind not in TABLES:
        raise _refusal(kind)
    return kind


def _detect(data: bytes) -> str:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(_SAS7BDAT):
        return "sas7bdat"
    if _OLD_STATA.match(data):
        return "dta"
    head = data[:4096]
    if _MARKUP.match(head):
        return "xml" if b"<?xml" in head[:100] and b"<html" not in head.lower() else "html"
    return CSV


def _refusal(kind: str) -> AciError:
    if kind == "locked":
        return AciError("file_locked")
    if kind in _DOCUMENTS:
        return AciError("not_a_table", kind=kind)
    if kind in _PACKED:
        return AciError("packed_file", kind=kind)
    return AciError("not_csv", kind=kind)


def _archive(data: bytes) -> str:
    if data[30:38] == b"mimetype" and b"opendocument.spreadsheet" in data[38:120]:
        return "ods"
    names = _archive_directory(data)
    return next((kind for part, kind in _PARTS if part in names), "zip")


def _archive_directory(data: bytes) -> bytes:
    """The archive's table of contents; the whole archive if it is truncated."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0:
        return data
    size, start = (int.from_bytes(data[end + at : end + at + 4], "little") for at in (12, 16))
    return data[start : start + size] or data


def _ole(data: bytes) -> str:
    """Detect an OLE file's type by the names in its directory, whose entries are 128 bytes long."""
    for name, kind in _STREAMS:
        sought = (name + "\0").encode("utf-16-le")
        at = data.find(sought)
        while at >= 0:
            if at % _FOLDER_ENTRY == 0:
                return kind
            at = data.find(sought, at + 1)
    # Truncated before its directory: most such files are workbooks.
    sector, folder = (
        1 << int.from_bytes(data[30:32], "little") % 16,
        int.from_bytes(data[48:52], "little"),
    )
    return "xls" if (folder + 1) * sector >= len(data) else "ole"
