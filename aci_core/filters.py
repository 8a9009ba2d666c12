"""Which patients a question is about: filters as data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from aci_core.errors import AciError

GRADE = "@grade"  # the grade in use, computed or recorded
SETS = ("graded", "not_lost", "not_died")
_MOST = 20
_MAX_NAME = 120
_MOST_LEVELS = 60


@dataclass(frozen=True, slots=True)
class Filter(ABC):
    """One condition on the patients; who does not meet it, or is not known to, is left out.

    Parameters
    ----------
    column : str
        Canonical column, or ``@grade``.
    """

    column: str

    @abstractmethod
    def to_json(self) -> dict[str, object]:
        """The filter as a JSON object."""

    @staticmethod
    def from_json(document: object) -> Filter:
        """A filter from a parsed JSON object.

        Raises
        ------
        AciError
            ``filter_unknown``.

        Examples
        --------
        >>> Filter.from_json({"column": "age", "low": 60})
        Between(column='age', low=60.0, high=None)
        """
        if not isinstance(document, Mapping):
            raise AciError("filter_unknown")
        keys = set(document)
        if keys == {"set"} and document["set"] in SETS:
            return NamedSet("", document["set"])
        column = document.get("column")
        if not isinstance(column, str) or not 0 < len(column) <= _MAX_NAME:
            raise AciError("filter_unknown")
        if keys <= {"column", "low", "high"} and len(keys) > 1:
            return _between(column, document.get("low"), document.get("high"))
        if keys == {"column", "among"}:
            return Among(column, _levels(document["among"]))
        if keys == {"column", "known"} and document["known"] is True:
            return Known(column)
        raise AciError("filter_unknown")


@dataclass(frozen=True, slots=True)
class Between(Filter):
    """A number from `low` to `high`, both included; None is open."""

    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, object]:
        """The filter as a JSON object."""
        ends = {"low": self.low, "high": self.high}
        return {"column": self.column, **{k: v for k, v in ends.items() if v is not None}}


@dataclass(frozen=True, slots=True)
class Among(Filter):
    """A category that is one of `levels`."""

    levels: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The filter as a JSON object."""
        return {"column": self.column, "among": list(self.levels)}


@dataclass(frozen=True, slots=True)
class Known(Filter):
    """A value is there: who was examined at a visit."""

    def to_json(self) -> dict[str, object]:
        """The filter as a JSON object."""
        return {"column": self.column, "known": True}


@dataclass(frozen=True, slots=True)
class NamedSet(Filter):
    """A set with a name: ``graded``, ``not_lost``, ``not_died``; its `column` is empty."""

    name: str = ""

    def to_json(self) -> dict[str, object]:
        """The filter as a JSON object."""
        return {"set": self.name}


def filters_from_json(document: object) -> tuple[Filter, ...]:
    """Filters from a parsed JSON list.

    Raises
    ------
    AciError
        ``filter_unknown``, ``filters_too_many``.
    """
    if not isinstance(document, list | tuple):
        raise AciError("filter_unknown")
    if len(document) > _MOST:
        raise AciError("filters_too_many", limit=_MOST)
    return tuple(dict.fromkeys(Filter.from_json(part) for part in document))


def _between(column: str, low: object, high: object) -> Between:
    ends: list[float | None] = []
    for end in (low, high):
        if end is None:
            ends.append(None)
        elif isinstance(end, int | float) and not isinstance(end, bool) and abs(end) < 1e15:
            ends.append(float(end))
        else:
            raise AciError("filter_unknown")
    first, last = ends
    if first is not None and last is not None and first > last:
        raise AciError("filter_unknown")
    return Between(column, first, last)


def _levels(document: object) -> tuple[str, ...]:
    if not isinstance(document, list | tuple) or not 0 < len(document) <= _MOST_LEVELS:
        raise AciError("filter_unknown")
    if not all(isinstance(level, str) and len(level) <= _MAX_NAME for level in document):
        raise AciError("filter_unknown")
    return tuple(dict.fromkeys(document))
