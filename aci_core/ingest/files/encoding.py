"""Encoding detection: byte order mark, UTF-8, GB18030 or Big5, else a Western encoding."""

from __future__ import annotations

import codecs
import contextlib
import re

from aci_core.domain.errors import AciError
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.files.control_characters import refuse_binary

_STEP = 1 << 20
# Codec, the standard within it, and the leading bytes of its common characters.
_COMMON = (("gb18030", "gb2312", 0xB0, 0xD7), ("big5hkscs", "big5", 0xA4, 0xC6))
_CLEARLY = 0.2
_SAMPLE = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Encodings that may be requested, by Python's name for them.
_ACCEPTED = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "cp1252": "cp1252",
    "iso8859-1": "cp1252",
    "shift_jis": "cp932",
    "cp932": "cp932",
    "euc_kr": "cp949",
    "cp949": "cp949",
}
NAMES = ("utf-8", "utf-16", "gb18030", "big5", "latin-1", "shift_jis", "euc_kr")
# Chinese words are runs of bytes above 127; accented Western letters are single.
_WORDS = re.compile(rb"[\x80-\xff]{4}")
_LONELY = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?:[\x80-\xff]{2})?(?![\x80-\xff])")
_RARE = re.compile(rb"[\xd8-\xfe][\x80-\xff]")
# Of cp1252: no letter, or none in common use.
_NO_LETTER = re.compile(rb"[\x81\x8d\x8f\x90\x9d\xfe\xff]")


def as_utf8(data: bytes, wanted: str | None = None) -> tuple[bytes, int, str]:
    """Convert a file to UTF-8.

    Parameters
    ----------
    data : bytes
    wanted : str, optional
        The encoding, if it is known.

    Returns
    -------
    utf8 : bytes
        `data` itself where it already is UTF-8.
    start : int
        Start of the text, after a byte order mark.
    encoding : str

    Raises
    ------
    AciError
        ``not_text``, ``encoding_unknown``, ``encoding_name`` or ``encoding_fails``.
    """
    if wanted is not None:
        return _decode_as(data, wanted)
    for bom, name in _BOMS:
        if data.startswith(bom):
            if name == "utf-8-sig":
                if not _decodes(data, "utf-8"):
                    raise AciError("encoding_unknown")
                refuse_binary(data)
                return data, len(bom), name
            text = _transcode(data, len(bom), name)
            refuse_binary(text)
            return text, 0, name
    if (wide := _utf16(data)) and _decodes(data, wide):
        text = _transcode(data, 0, wide)
        refuse_binary(text)
        return text, 0, wide
    refuse_binary(data)
    if data.isascii() or _decodes(data, "utf-8"):
        return data, 0, "utf-8"
    if _clearly_chinese(data):
        with contextlib.suppress(AciError):  # an invalid byte later on: guessed from the whole file
            return _transcode(data, 0, "gb18030"), 0, "gb18030"
    name = _guess(data)
    return _transcode(data, 0, name), 0, name


def _utf16(data: bytes) -> str | None:
    """Detect UTF-16 without a byte order mark: ASCII characters have one zero byte."""
    head = data[:4096]
    first, second = head[0::2].count(0), head[1::2].count(0)
    if min(first, second) or 10 * max(first, second) < len(head[1::2]):
        return None
    return "utf-16-le" if second else "utf-16-be"


def _clearly_chinese(data: bytes) -> bool:
    """Whether the beginning settles what `_guess` would return, without decoding twice."""
    head = data[:_STEP]
    return _WORDS.search(head) is not None and not _reads_better_in_big5(data)


def codec_name(wanted: str) -> str:
    """Python's name of an encoding that may be requested.

    Raises
    ------
    AciError
        ``encoding_name``.

    Examples
    --------
    >>> codec_name("GBK"), codec_name("latin-1")
    ('gb18030', 'cp1252')
    """
    try:
        return _ACCEPTED[codecs.lookup(wanted).name]
    except (LookupError, ValueError) as error:  # ValueError: a null character in the name
        raise AciError("encoding_name", encoding=wanted[:40], known=", ".join(NAMES)) from error


def _decode_as(data: bytes, wanted: str) -> tuple[bytes, int, str]:
    name = codec_name(wanted)
    start = 0
    for bom, its in _BOMS:
        if data.startswith(bom) and its.startswith(name.removesuffix("-sig")):
            name, start = its, len(bom)
    try:
        text = _transcode(data, start, name.removesuffix("-sig"))
    except AciError as error:
        raise AciError("encoding_fails", encoding=wanted[:40]) from error
    refuse_binary(text)
    return text, 0, name


def _guess(data: bytes) -> str:
    """Guess the encoding of a file that is not UTF-8."""
    if _reads_better_in_big5(data):
        return "big5hkscs"
    chinese = _decodes(data, "gb18030")
    western = _NO_LETTER.search(data) is None
    if chinese and (not western or _looks_chinese(data)):
        return "gb18030"
    both = [name for name, is_one in (("gb18030", chinese), ("cp1252", western)) if is_one]
    if not chinese and _decodes(data, "big5hkscs"):
        both.append("big5hkscs")
    if len(both) < 2:
        return both[0] if both else "gb18030"  # which then fails
    known = {name: _known_headers(_first_line(data), name) for name in both}
    best = [name for name in both if known[name] == max(known.values())]
    return best[0] if len(best) == 1 else _tie(data, best)


def _looks_chinese(data: bytes) -> bool:
    """Whether words of two or more characters occur, or only the commonest characters."""
    if _WORDS.search(data):
        return True
    return not _LONELY.search(data) and not _RARE.search(data)


def _tie(data: bytes, names: list[str]) -> str:
    """Choose among encodings that all decode the file; the first if nothing tells."""
    from charset_normalizer import from_bytes

    lines = [line for line in data.splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=names, threshold=1.0, preemptive_behaviour=False).best()
    return best.encoding if best is not None and best.encoding in names else names[0]


def _first_line(data: bytes) -> bytes:
    return next((line for line in data[:_STEP].splitlines() if line.strip()), b"")


def _reads_better_in_big5(data: bytes) -> bool:
    """Whether more headers are known in Big5, or more characters common: most is GB18030 too."""
    line = _first_line(data)
    in_gb, in_big5 = (_known_headers(line, name) for name in ("gb18030", "big5hkscs"))
    if in_big5 == in_gb:
        sample = b"\n".join(line for line in data[:_SAMPLE].splitlines() if not line.isascii())
        common_gb, common_big5 = (_common(sample, *of) for of in _COMMON)
        return common_big5 > common_gb + _CLEARLY and _decodes(data, "big5hkscs")
    return in_big5 > in_gb and _decodes(data, "big5hkscs")


def _common(sample: bytes, codec: str, standard: str, first: int, last: int) -> float:
    """Share of the characters beyond ASCII that are common: the first level of the standard."""
    beyond = [c for c in sample.decode(codec, "replace") if ord(c) > 0x7F]
    leads = (c.encode(standard, "ignore") for c in beyond)
    common = sum(len(lead) == 2 and first <= lead[0] <= last for lead in leads)
    return common / max(1, len(beyond))


def _known_headers(line: bytes, encoding: str) -> int:
    cells = re.split(r"[,;\t]", line.decode(encoding, "ignore"))
    return sum(meaning(cell.strip(' "')).recognised != "covariate" for cell in cells)


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether the bytes decode, checked in slices without keeping the text."""
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
