"""Which encoding a file has: byte order mark, else UTF-8, else GB18030 or Big5."""

from __future__ import annotations

import codecs
import re

from aci_core.errors import AciError
from aci_core.ingest.headers import meaning

_STEP = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a file starts with that is no text.
_MAGIC = (
    (b"PK\x03\x04", "xlsx"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"$FL2", "sav"),
    (b"$FL3", "sav"),
    (b"PAR1", "parquet"),
    (b"{\\rtf", "rtf"),
)
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table)", re.IGNORECASE)
# Control characters that no spreadsheet writes into text.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def as_utf8(data: bytes, wanted: str | None = None) -> tuple[bytes, int, str]:
    """The file as UTF-8.

    Parameters
    ----------
    data : bytes
    wanted : str, optional
        The encoding, where it is known.

    Returns
    -------
    utf8 : bytes
        `data` itself where it already is UTF-8.
    start : int
        Where the text starts in it, after a byte order mark.
    encoding : str

    Raises
    ------
    AciError
        ``not_csv``, ``not_text`` or ``encoding_unknown``.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            if name == "utf-8-sig":
                if not _is(data, "utf-8"):
                    raise AciError("encoding_unknown")
                _refuse_binary(data)
                return data, len(bom), name
            text = _transcode(data, len(bom), name)
            _refuse_binary(text)
            return text, 0, name
    _refuse_binary(data)
    if wanted is not None:
        return _transcode(data, 0, wanted), 0, wanted
    if data.isascii() or _is(data, "utf-8"):
        return data, 0, "utf-8"
    name = "big5hkscs" if _reads_better_in_big5(data) else "gb18030"
    return _transcode(data, 0, name), 0, name


def _reads_better_in_big5(data: bytes) -> bool:
    """Whether more headers are known words in Big5: most Big5 is some GB18030 as well."""
    line = next((line for line in data[:_STEP].splitlines() if line.strip()), b"")
    in_gb, in_big5 = (_known(line, name) for name in ("gb18030", "big5hkscs"))
    return in_big5 > in_gb and _is(data, "big5hkscs")


def _known(line: bytes, encoding: str) -> int:
    cells = re.split(r"[,;\t]", line.decode(encoding, "ignore"))
    return sum(meaning(cell.strip(' "')).recognised != "covariate" for cell in cells)


def _refuse_binary(data: bytes) -> None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise AciError("not_csv", kind=kind)
    head = data[:4096]
    if _MARKUP.match(head):
        raise AciError("not_csv", kind="html")
    if b"\x00" in data or len(_CONTROL.findall(head)) > len(head) // 100:
        raise AciError("not_text")


def _is(data: bytes, encoding: str) -> bool:
    """Whether the bytes decode, a slice at a time: the text itself is not needed."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(view[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _transcode(data: bytes, start: int, encoding: str) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    places = range(start, len(data), _STEP)
    try:
        parts = [decoder.decode(view[at : at + _STEP]).encode() for at in places]
        parts.append(decoder.decode(b"", final=True).encode())
    except UnicodeError as error:
        raise AciError("encoding_unknown") from error
    return b"".join(parts)
