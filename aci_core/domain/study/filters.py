"""Filters: conditions that select patients, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise
from typing import Annotated, Any, Literal, Self

from msgspec import Meta, Struct

from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError
from aci_core.domain.schema.columns import ENDPOINT
from aci_core.domain.schema.visits import PRE, is_visit

GRADE = "@grade"  # the grade in use, computed or recorded
# Columns of what comes after allocation, beside measures and follow-up at a later visit.
_LATER = frozenset({GRADE, "grade", "died", "died_day", "lost", "lost_reason", "courses"})
_LATER_STARTS = ("ae_", "nsc_", "msc_", ENDPOINT)
SETS = ("graded", "not_lost", "not_died")
_MAX_FILTERS = 20
_MAX_NAME = 120
MAX_SET_NAME = 40
_MAX_PATIENT_LIST = 3000  # characters of a list of patients: a link holds no more
_DIGEST_DIGITS = 8  # of the digest of the cohort whose patients are numbered
_MAX_LEVELS = 60


Name = Annotated[str, Meta(min_length=1, max_length=_MAX_NAME)]
Levels = Annotated[
    tuple[Annotated[str, Meta(max_length=_MAX_NAME)], ...],
    Meta(min_length=1, max_length=_MAX_LEVELS),
]
PatientList = Annotated[str, Meta(max_length=_MAX_PATIENT_LIST)]
Bound = Annotated[float, Meta(gt=-1e15, lt=1e15)]


class Filter(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One condition; patients who do not meet it, or whose value is missing, are left out.

    Parameters
    ----------
    column : str
        Canonical column, or ``@grade``.
    """

    column: Name

    @property
    def after_allocation(self) -> bool:
        """Whether it selects by what came after the patients were allocated to the arms.

        Examples
        --------
        >>> Between("age", 60).after_allocation, Between("nihss_m3", 4).after_allocation
        (False, True)
        >>> NamedSet("", "not_died").after_allocation, Complete("", "pre").after_allocation
        (True, False)
        """
        stem, _, visit = self.column.rpartition("_")
        visited = bool(stem) and is_visit(visit) and visit != PRE
        return visited or self.column in _LATER or self.column.startswith(_LATER_STARTS)

    def to_json(self) -> dict[str, Any]:
        """The filter as a JSON object."""
        document: dict[str, Any] = encode(self)
        return document

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
        # The codec tells objects apart by a tag; these go by the key that only one kind has.
        if isinstance(document, Mapping):
            for key, kind in _BY_KEY.items():
                if key in document:
                    return kind.read(document)
        raise AciError("filter_unknown")

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """A filter of this kind from its JSON object."""
        return decode(cls, document, "filter")


class Between(Filter, frozen=True):
    """A number between `low` and `high`, both included; None is open."""

    low: Bound | None = None
    high: Bound | None = None

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """A filter of this kind from its JSON object."""
        parsed = decode(cls, document, "filter")
        if parsed.low is not None and parsed.high is not None and parsed.low > parsed.high:
            raise AciError("filter_unknown")
        return parsed


class Among(Filter, frozen=True, rename={"levels": "among"}):
    """A category among `levels`."""

    levels: Levels = ()

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """A filter of this kind from its JSON object."""
        parsed = decode(cls, document, "filter")
        return cls(parsed.column, tuple(dict.fromkeys(parsed.levels)))


class Known(Filter, frozen=True):
    """A value is not missing: who was examined at a visit."""

    def to_json(self) -> dict[str, Any]:
        """The filter as a JSON object."""
        return {"column": self.column, "known": True}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """A filter of this kind from its JSON object."""
        if document["known"] is not True:
            raise AciError("filter_unknown")
        return decode(cls, {key: x for key, x in document.items() if key != "known"}, "filter")


class NamedSet(Filter, frozen=True, rename={"name": "set"}):
    """A predefined set: ``graded``, ``not_lost``, ``not_died``; its `column` is empty."""

    column: Literal[""] = ""
    name: Annotated[str, Meta(pattern=rf"^(?:{'|'.join(SETS)})\Z")] = ""

    @property
    def after_allocation(self) -> bool:
        """Each of them follows of what came after."""
        return True


class Complete(Filter, frozen=True, rename={"visit": "complete"}):
    """No measure of a visit is missing; its `column` is empty."""

    column: Literal[""] = ""
    visit: Name = ""

    @property
    def after_allocation(self) -> bool:
        """Whether the visit is one after baseline."""
        return self.visit != PRE


class Patients(Filter, frozen=True, rename={"ordinals": "patients"}):
    """Patients by their numbers in the whole cohort; its `column` is empty.

    Parameters
    ----------
    ordinals : tuple of int
        Ascending, from 1.
    left_out : bool
        Leave these patients out, not the others.
    of : str
        First digits of the whole cohort's digest: in another file the same number is another
        patient. Empty if the filter was written by hand for the file it is used on.
    """

    column: Literal[""] = ""
    ordinals: Annotated[tuple[int, ...], Meta(min_length=1)] = ()
    left_out: bool = False
    of: Annotated[str, Meta(pattern=r"^[0-9a-f]{8}\Z")] = ""

    def to_json(self) -> dict[str, Any]:
        """The filter as a JSON object, the numbers as ranges in a text."""
        return {**encode(self), "patients": format_ordinals(self.ordinals)}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Self:
        """A filter of this kind from its JSON object."""
        parts = {key: part for key, part in document.items() if part is not None}
        text = decode(PatientList, parts.get("patients"), "filter")
        try:
            parts["patients"] = parse_ordinals(text)
        except AciError as error:
            raise AciError("filter_unknown") from error
        return decode(cls, parts, "filter")

    @classmethod
    def from_ordinals(
        cls, ordinals: Iterable[int], digest: str, *, left_out: bool = False
    ) -> Patients:
        """A filter for these patients of the cohort with that digest."""
        return cls("", tuple(sorted(set(ordinals))), left_out, digest[:_DIGEST_DIGITS])

    @property
    def too_long(self) -> bool:
        """Whether there are more patients than fit in a link."""
        gaps = (1 for a, b in pairwise(self.ordinals) if b != a + 1)
        most = _MAX_PATIENT_LIST // 2  # each run takes two characters at least
        if sum(islice(gaps, most)) == most:
            return True
        return len(format_ordinals(self.ordinals)) > _MAX_PATIENT_LIST


class PickedElsewhere(Filter, frozen=True, rename={"n": "picked"}):
    """Patients were picked, who is not said: in a share of results alone; its `column` is empty.

    Parameters
    ----------
    n : int
        How many were picked; 0 where they were few.
    left_out : bool
        They were left out, not the others.
    """

    column: Literal[""] = ""
    n: Annotated[int, Meta(ge=0)] = 0
    left_out: bool = False

    def to_json(self) -> dict[str, Any]:
        """The filter as a JSON object."""
        return {"picked": self.n, **encode(self)}


_BY_KEY: Mapping[str, type[Filter]] = {
    "set": NamedSet,
    "picked": PickedElsewhere,
    "patients": Patients,
    "complete": Complete,
    "among": Among,
    "known": Known,
    "low": Between,
    "high": Between,
}


def format_ordinals(ordinals: Sequence[int]) -> str:
    """Format ascending numbers as ranges.

    Examples
    --------
    >>> format_ordinals((3, 7, 8, 9, 12, 13))
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


def parse_ordinals(text: str, most: int = 10_000_000) -> tuple[int, ...]:
    """Parse numbers written as ranges, in ascending order.

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
    >>> parse_ordinals("12, 3、7–9"), parse_ordinals("")
    ((3, 7, 8, 9, 12), ())
    """
    ordinals: set[int] = set()
    for part in re.split(r"[\s,;，、；]+", text.strip()):
        ends = re.fullmatch(r"([0-9]{1,8})(?:[-–~～]([0-9]{1,8}))?", part)
        if not part:
            continue
        low = int(ends[1]) if ends else 0
        high = int(ends[2] or low) if ends else 0
        if not 1 <= low <= high <= most:
            raise AciError("patients_unknown", text=part[:40], most=most)
        ordinals.update(range(low, high + 1))
    return tuple(sorted(ordinals))


def filters_from_json(document: object) -> tuple[Filter, ...]:
    """Filters from a parsed JSON list.

    Raises
    ------
    AciError
        ``filter_unknown``, ``filters_too_many``.
    """
    if not isinstance(document, list | tuple):
        raise AciError("filter_unknown")
    if len(document) > _MAX_FILTERS:
        raise AciError("filters_too_many", limit=_MAX_FILTERS)
    return tuple(dict.fromkeys(Filter.from_json(part) for part in document))


def sets_from_json(document: object) -> dict[str, tuple[Filter, ...]]:
    """A user's named sets, each a tuple of filters, from a parsed JSON object.

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
    if len(document) > _MAX_FILTERS:
        raise AciError("filters_too_many", limit=_MAX_FILTERS)
    sets = {}
    for name, filters in document.items():
        if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_SET_NAME:
            raise AciError("filter_unknown")
        sets[name.strip()] = filters_from_json(filters)
    return sets
