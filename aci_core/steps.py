"""What a user has decided to read otherwise than the file writes it: steps, as data.

A step says nothing of how it is done; `aci_core.ingest.steps` does it, on the cells as text,
before anything is understood. The file is never changed: a step that is taken away is undone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeGuard

from aci_core.errors import AciError

MAX_STEPS = 10_000
MAX_TEXT = 1000
_MAX_ROW = 2_000_000
_MAX_FACTOR = 1e9


class Step(ABC):
    """One step; its parts in JSON are those of its kind."""

    kind: ClassVar[str]

    @staticmethod
    def from_json(document: object, place: int = 1) -> Step:
        """A step from a parsed JSON object.

        Parameters
        ----------
        document : object
        place : int
            Of the step in its list, for the error.

        Raises
        ------
        AciError
            ``step_kind`` or ``step_part``.

        Examples
        --------
        >>> Step.from_json({"kind": "scale", "column": "BI", "factor": 5})
        ScaleColumn(header='BI', factor=5.0)
        """
        kind = document.get("kind") if isinstance(document, Mapping) else None
        if not isinstance(document, Mapping) or kind not in tuple(_KEYS):
            raise AciError("step_kind", n=place, known=", ".join(_KEYS))
        parts = _Parts(document, place)
        for key in document:
            if key not in _KEYS[kind]:
                raise parts.wrong(str(key))
        match kind:
            case "set":
                return SetCell(parts.row(), parts.header(), parts.text("text"))
            case "scale":
                return ScaleColumn(parts.header(), parts.factor())
            case "scale_where":
                where = parts.header("where"), parts.old()
                return ScaleWhere(parts.header(), parts.factor(), *where)
            case "omit":
                return OmitRow(parts.row())
            case "fill_down":
                return FillDown(parts.header())
            case _:
                return ReplaceText(parts.header(), parts.old(), parts.text("with"))

    @abstractmethod
    def to_json(self) -> dict[str, object]:
        """The step as a JSON object."""


@dataclass(frozen=True, slots=True)
class SetCell(Step):
    """A cell reads as `text`; None empties it.

    Parameters
    ----------
    row : int
        As a spreadsheet counts.
    header : str
    text : str or None
    """

    kind: ClassVar[str] = "set"
    row: int
    header: str
    text: str | None

    def to_json(self) -> dict[str, object]:
        """The step as a JSON object."""
        return {"kind": self.kind, "row": self.row, "column": self.header, "text": self.text}


@dataclass(frozen=True, slots=True)
class ScaleColumn(Step):
    """Every number of a column is multiplied by `factor`.

    Parameters
    ----------
    header : str
    factor : float
    """

    kind: ClassVar[str] = "scale"
    header: str
    factor: float

    def to_json(self) -> dict[str, object]:
        """The step as a JSON object."""
        return {"kind": self.kind, "column": self.header, "factor": self.factor}


@dataclass(frozen=True, slots=True)
class ScaleWhere(Step):
    """Every number of a column is multiplied by `factor` in the rows of one arm, or the like.

    Parameters
    ----------
    header : str
    factor : float
    where : str
        Header of the column that tells which rows.
    text : str
        What it says there; compared without case, width and spaces.
    """

    kind: ClassVar[str] = "scale_where"
    header: str
    factor: float
    where: str
    text: str

    def to_json(self) -> dict[str, object]:
        """The step as a JSON object."""
        return {
            "kind": self.kind,
            "column": self.header,
            "factor": self.factor,
            "where": self.where,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class OmitRow(Step):
    """A patient is left out.

    Parameters
    ----------
    row : int
        As a spreadsheet counts.
    """

    kind: ClassVar[str] = "omit"
    row: int

    def to_json(self) -> dict[str, object]:
        """The step as a JSON object."""
        return {"kind": self.kind, "row": self.row}


@dataclass(frozen=True, slots=True)
class FillDown(Step):
    """An empty cell of a column reads as the one above it.

    Parameters
    ----------
    header : str
    """

    kind: ClassVar[str] = "fill_down"
    header: str

    def to_json(self) -> dict[str, object]:
        """The step as a JSON object."""
        return {"kind": self.kind, "column": self.header}


@dataclass(frozen=True, slots=True)
class ReplaceText(Step):
    """Every cell of a column that says `old` reads as `new`; None empties it.

    Parameters
    ----------
    header : str
    old : str
        Compared without case, width and spaces.
    new : str or None
    """

    kind: ClassVar[str] = "replace"
    header: str
    old: str
    new: str | None

    def to_json(self) -> dict[str, object]:
        """The step as a JSON object."""
        return {"kind": self.kind, "column": self.header, "text": self.old, "with": self.new}


def steps_from_json(document: object) -> tuple[Step, ...]:
    """The steps of a parsed JSON list.

    Raises
    ------
    AciError
        ``steps_not_list``, ``steps_too_many``, ``step_kind`` or ``step_part``.
    """
    if not isinstance(document, list | tuple):
        raise AciError("steps_not_list")
    if len(document) > MAX_STEPS:
        raise AciError("steps_too_many", limit=MAX_STEPS)
    return tuple(Step.from_json(part, place) for place, part in enumerate(document, 1))


_KEYS = {
    "set": ("kind", "row", "column", "text"),
    "scale": ("kind", "column", "factor"),
    "scale_where": ("kind", "column", "factor", "where", "text"),
    "omit": ("kind", "row"),
    "fill_down": ("kind", "column"),
    "replace": ("kind", "column", "text", "with"),
}


def _fits(text: object) -> TypeGuard[str]:
    """Whether it can stand in a cell: half of a surrogate pair, as JSON may hold, cannot."""
    return (
        isinstance(text, str)
        and len(text) <= MAX_TEXT
        and not any("\ud800" <= c <= "\udfff" for c in text)
    )


class _Parts:
    """The parts of one step's object, each checked; an error never quotes a cell's text."""

    def __init__(self, document: Mapping[str, object], place: int) -> None:
        self._document = document
        self._place = place

    def wrong(self, key: str) -> AciError:
        return AciError("step_part", n=self._place, key=key[:60])

    def row(self) -> int:
        row = self._document.get("row")
        if isinstance(row, bool) or not isinstance(row, int) or not 1 <= row <= _MAX_ROW:
            raise self.wrong("row")
        return row

    def header(self, key: str = "column") -> str:
        header = self._document.get(key)
        if not _fits(header) or not header.strip():
            raise self.wrong(key)
        return header.strip()

    def text(self, key: str) -> str | None:
        # Left out, it could mean either: a slip must not empty cells.
        text = self._document.get(key, 0)
        if text is None:
            return None
        if not _fits(text):
            raise self.wrong(key)
        return text.strip() or None

    def old(self) -> str:
        text = self.text("text")
        if text is None:
            raise self.wrong("text")
        return text

    def factor(self) -> float:
        factor = self._document.get("factor")
        if isinstance(factor, bool) or not isinstance(factor, int | float):
            raise self.wrong("factor")
        # Of NaN, too, this is not so.
        if factor == 0 or not abs(factor) <= _MAX_FACTOR:
            raise self.wrong("factor")
        return float(factor)
