"""Encoding of files of SPSS, Stata and SAS that declare none, or one that is not so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from aci_core.ingest.files.child.answer import FileRejected

# Each byte a character of its own: read so, a text is its bytes.
BYTES = "ISO-8859-1"
# Of Western letters and signs, which is what bytes of Chinese look like where nobody decodes them.
_WESTERN = 0x0180
_WINDOWS = frozenset("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")
_MOST = 200_000  # characters that settle an encoding
_LONGEST = 4  # bytes of a character in UTF-8
# Of many cells so few may be broken by other than a cut at the end of their field.
_BROKEN = 0.01


@dataclass(frozen=True)
class Table:
    """A file's table, before its values are formatted.

    Parameters
    ----------
    names : list of str
    columns : list of list
        The values of each column.
    labels : list of str
    meant : list of dict
        Value labels of each column.
    single : list of bool
        Columns of four-byte floats.
    """

    names: list[str]
    columns: list[list[Any]]
    labels: list[str]
    meant: list[dict[Any, str]]
    single: list[bool]

    def texts(self) -> Iterator[str]:
        """Every distinct text that is not ASCII, with the headers first."""
        yield from self.names
        yield from self.labels
        for labels in self.meant:
            yield from labels.values()
        for values in self.columns:
            yield from {v for v in values if v.__class__ is str and not v.isascii()}


def is_suspect(table: Table) -> bool:
    """Whether the texts beyond ASCII are Western letters alone: maybe nobody decoded them."""
    some = "".join(text for text in table.texts() if not text.isascii())
    beyond = {c for c in some if ord(c) > 0x7F}
    return bool(beyond) and all(ord(c) < _WESTERN or c in _WINDOWS or c == "\ufffd" for c in beyond)


def guess(as_bytes: Table) -> str | None:
    """The encoding that the bytes show; None if they are in none that is known.

    Parameters
    ----------
    as_bytes : Table
        Read as `BYTES`.
    """
    from aci_core.domain.errors import AciError
    from aci_core.ingest.files.encoding import as_utf8

    head = ",".join([*as_bytes.names, *as_bytes.labels])
    lines, length = [head], 0
    for text in as_bytes.texts():
        if length > _MOST:
            break
        if not text.isascii():
            lines.append(text)
            length += len(text)
    raw = [line.encode("latin-1") for line in lines]
    wide = [line for line in raw if not line.isascii()]
    if all(map(_is_utf8, wide)) and any(
        line.decode("utf-8", "ignore").encode() == line for line in wide
    ):
        return "utf-8"
    data = b"\n".join(map(_whole, raw))
    try:
        return as_utf8(data)[2]
    except AciError:
        return None


def decoded(as_bytes: Table, encoding: str) -> Table:
    """The table with its texts in this encoding.

    Raises
    ------
    FileRejected
        ``encoding_fails``: too many texts are not in it.
    """
    known: dict[str, str] = {}
    broken = 0

    def text(value: str) -> str:
        nonlocal broken
        made = known.get(value)
        if made is None:
            raw = value.encode("latin-1")
            try:
                made = raw.decode(encoding)
            except UnicodeDecodeError as error:
                # A field of fixed width may end within a character.
                inside = error.end < len(raw)
                made = raw.decode(encoding, ("ignore", "replace")[inside])
                broken += inside
            known[value] = made
        return made

    table = _with_texts(as_bytes, text)
    if broken > _BROKEN * len(known):
        raise FileRejected("encoding_fails", encoding=encoding)
    return table


def differs(table: Table, other: Table) -> bool:
    """Whether the texts of two readings differ."""
    return any(a != b for a, b in zip(table.texts(), other.texts(), strict=False)) or set(
        table.texts()
    ) != set(other.texts())


def _with_texts(table: Table, text: Callable[[str], str]) -> Table:
    def value(cell: Any) -> Any:
        return text(cell) if cell.__class__ is str and not cell.isascii() else cell

    return replace(
        table,
        names=[value(name) for name in table.names],
        labels=[value(label) for label in table.labels],
        meant=[{value(k): value(v) for k, v in meant.items()} for meant in table.meant],
        columns=[[value(cell) for cell in column] for column in table.columns],
    )


def _is_utf8(raw: bytes) -> bool:
    """Whether bytes are UTF-8, but for a character that the end of its field cuts."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 0 and error.end >= len(raw) and len(raw) - error.start < _LONGEST
    return True


def _whole(raw: bytes) -> bytes:
    """The bytes without half of a two-byte character at their end."""
    high = len(raw) - len(raw.rstrip(bytes(range(0x80, 0x100))))
    return raw[:-1] if high % 2 else raw
