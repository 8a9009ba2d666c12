"""Which patients a question is about: filters as data."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from aci_core.errors import AciError

GRADE = "@grade"  # the grade in use, computed or recorded
SETS = ("graded", "not_lost", "not_died")
_MOST = 20
_MAX_NAME = 120
MAX_SET_NAME = 40
_MAX_PATIENTS = 3000  # characters of a list of patients: a link holds no more
_DIGITS = 8  # of the digest of the cohort whose patients are numbered
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
        if "patients" in keys and keys <= {"patients", "left_out", "of"}:
            return _patients(document)
        visit = document.get("complete")
        if keys == {"complete"} and isinstance(visit, str) and 0 < len(visit) <= _MAX_NAME:
            return Complete("", visit)
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


@dataclass(frozen=True, slots=True)
class Complete(Filter):
    """Every measure that the file has at a visit is known; its `column` is empty."""

    visit: str = ""

    def to_json(self) -> dict[str, object]:
        """The filter as a JSON object."""
        return {"complete": self.visit}


@dataclass(frozen=True, slots=True)
class Patients(Filter):
    """Patients by their numbers in the whole cohort; its `column` is empty.

    Parameters
    ----------
    ordinals : tuple of int
        Rising, from 1.
    left_out : bool
        These stay out, all others stay.
    of : str
        The first digits of the whole cohort's digest: in another file the same number is
        somebody else. Empty where the filter was written by hand for the file it is used on.
    """

    ordinals: tuple[int, ...] = ()
    left_out: bool = False
    of: str = ""

    def to_json(self) -> dict[str, object]:
        """The filter as a JSON object."""
        parts: dict[str, object] = {"patients": written_ordinals(self.ordinals)}
        if self.left_out:
            parts["left_out"] = True
        return parts | ({"of": self.of} if self.of else {})

    @classmethod
    def chosen(cls, ordinals: Iterable[int], digest: str, *, left_out: bool = False) -> Patients:
        """Patients of the cohort of that digest."""
        return cls("", tuple(sorted(set(ordinals))), left_out, digest[:_DIGITS])

    @property
    def too_long(self) -> bool:
        """Whether there are more than a link can name."""
        gaps = (1 for a, b in pairwise(self.ordinals) if b != a + 1)
        most = _MAX_PATIENTS // 2  # each run takes two characters at least
        if sum(islice(gaps, most)) == most:
            return True
        return len(written_ordinals(self.ordinals)) > _MAX_PATIENTS


def written_ordinals(ordinals: Sequence[int]) -> str:
    """Numbers as ranges; `ordinals` rise.

    Examples
    --------
    >>> written_ordinals((3, 7, 8, 9, 12, 13))
    '3,7-9,12,13'
    """
    runs: list[list[int]] = []
    for number in ordinals:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    parts = []
    for run in runs:
        low, high = run[0], run[-1]
        parts.append(f"{low}-{high}" if high > low + 1 else ",".join(map(str, dict.fromkeys(run))))
    return ",".join(parts)


def read_ordinals(text: str, most: int = 10_000_000) -> tuple[int, ...]:
    """Numbers that a person or a link writes as ranges, rising.

    Parameters
    ----------
    text : str
    most : int
        The largest number there can be.

    Raises
    ------
    AciError
        ``patients_unknown``: the text is no list of numbers up to `most`.

    Examples
    --------
    >>> read_ordinals("12, 3、7–9"), read_ordinals("")
    ((3, 7, 8, 9, 12), ())
    """
    found: set[int] = set()
    for part in re.split(r"[\s,;，、；]+", text.strip()):
        ends = re.fullmatch(r"([0-9]{1,8})(?:[-–~～]([0-9]{1,8}))?", part)
        if not part:
            continue
        low = int(ends[1]) if ends else 0
        high = int(ends[2] or low) if ends else 0
        if not 1 <= low <= high <= most:
            raise AciError("patients_unknown", text=part[:40], most=most)
        found.update(range(low, high + 1))
    return tuple(sorted(found))


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


def sets_from_json(document: object) -> dict[str, tuple[Filter, ...]]:
    """A user's own sets of patients, each a name and its filters, from a parsed JSON object.

    Raises
    ------
    AciError
        ``filter_unknown``, ``filters_too_many``.

    Examples
    --------
    >>> sets_from_json({"old": [{"column": "age", "low": 75}]})
    {'old': (Between(column='age', low=75.0, high=None),)}
    """
    if not isinstance(document, Mapping):
        raise AciError("filter_unknown")
    if len(document) > _MOST:
        raise AciError("filters_too_many", limit=_MOST)
    found = {}
    for name, filters in document.items():
        if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_SET_NAME:
            raise AciError("filter_unknown")
        found[name.strip()] = filters_from_json(filters)
    return found


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


def _patients(document: Mapping[str, object]) -> Patients:
    text, left_out, of = (document.get(key) for key in ("patients", "left_out", "of"))
    if not isinstance(text, str) or len(text) > _MAX_PATIENTS:
        raise AciError("filter_unknown")
    if left_out is not None and not isinstance(left_out, bool):
        raise AciError("filter_unknown")
    if of is not None and not (isinstance(of, str) and re.fullmatch(r"[0-9a-f]{8}", of)):
        raise AciError("filter_unknown")
    try:
        ordinals = read_ordinals(text)
    except AciError as error:
        raise AciError("filter_unknown") from error
    if not ordinals:
        raise AciError("filter_unknown")
    return Patients("", ordinals, bool(left_out), str(of or ""))


def _levels(document: object) -> tuple[str, ...]:
    if not isinstance(document, list | tuple) or not 0 < len(document) <= _MOST_LEVELS:
        raise AciError("filter_unknown")
    if not all(isinstance(level, str) and len(level) <= _MAX_NAME for level in document):
        raise AciError("filter_unknown")
    return tuple(dict.fromkeys(document))
