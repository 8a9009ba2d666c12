"""Column mapping: a user's declarations of a file's columns, validated."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from aci_core.domain.codec import decode, encode
from aci_core.domain.cohort import GradeScale
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, Better, Measure
from aci_core.domain.schema.aliases import clean, value_key

# Canonical name of the column of visits in a mapping.
VISIT = "visit"
MAX_ARM_NAME = 60
CATEGORICAL, LIST = "categorical", "list"
_KINDS = (CATEGORICAL, "continuous", LIST)
Text = Annotated[str, Meta(max_length=200, pattern=r"\S")]
# Whole numbers stay whole.
Number = int | Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]


class _Scale(Struct, forbid_unknown_fields=True):
    best_first: tuple[Text, ...] | None = None
    effective: tuple[Text, ...] | None = None


class _Declared(Struct, forbid_unknown_fields=True):
    better: Better | None
    range: tuple[Number | None, Number | None]
    step: Number | None


# Type of each part in JSON; None is the same as absent.
_PARTS: Mapping[str, Any] = {
    "columns": dict[str, Text],
    "values": dict[str, dict[str, Text | float | bool | None] | None],
    "arms": tuple[Text, ...],
    "arm_names": dict[str, str],
    "reference": Text,
    "grade": _Scale,
    "kinds": dict[str, Text],
    "measures": dict[str, dict[str, Any] | None],
    "units": dict[str, Text],
    "ignore": tuple[Text, ...],
    "numbered_within": tuple[Literal["centre", "arm"], ...],
}


@dataclass(frozen=True)
class ColumnMapping:
    """A mapping of the file's columns, every part optional.

    Parameters
    ----------
    columns : dict of str to str
        Header in the file to canonical name.
    values : dict of str to dict of str to (str or None)
        Canonical column to the meaning of its texts; None is missing.
    arms : tuple of str
        Empty, or (treatment, reference): two of several arms.
    arm_names : dict of str to str
        Label of an arm to the name that is shown in its place.
    reference : str or None
        Label of the reference arm.
    grade : GradeScale or None
        The scale of the recorded grade.
    kinds : dict of str to str
        Column, canonical or as in the file, to ``categorical``, ``continuous`` or ``list``: cells
        of several items, each of which is a yes or no of its own.
    measures : dict of str to Measure
        Further measures, and known ones with the user's declarations.
    units : dict of str to str
        Canonical column to the unit of its cells.
    ignore : tuple of str
        Headers of columns to leave out.
    numbered_within : tuple of str
        ``centre`` or ``arm``, or both: in each of them other patients bear the same numbers.

    Examples
    --------
    >>> ColumnMapping.from_json({"columns": {"RXASP": "arm"}}).columns
    {'RXASP': 'arm'}
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str | None]] = field(default_factory=dict)
    arms: tuple[str, ...] = ()
    arm_names: dict[str, str] = field(default_factory=dict)
    reference: str | None = None
    grade: GradeScale | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    numbered_within: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, document: object) -> ColumnMapping:
        """A mapping from a parsed JSON object.

        Raises
        ------
        AciError
            ``mapping_not_object``, ``mapping_unknown_key``, ``mapping_type``,
            ``mapping_arms``, ``mapping_grade``, ``mapping_kind``, ``mapping_measure``,
            ``mapping_twice``, ``arm_name_long`` or ``arm_names_same``.
        """
        document = decode(dict[str, Any], document, "mapping")
        for key in document:
            if key not in _PARTS:
                raise AciError("mapping_unknown_key", key=key[:60], known=", ".join(_PARTS))
        parts = {
            key: decode(kind, document[key], "mapping", key)
            for key, kind in _PARTS.items()
            if document.get(key) is not None
        }
        for key in ("columns", "kinds", "units"):
            parts[key] = {name: text.strip() for name, text in parts.get(key, {}).items()}
        for key, check in _CHECKS.items():
            if key in parts:
                parts[key] = check(parts[key])
        return cls(**parts)

    def with_arm_name(self, label: str, name: str) -> ColumnMapping:
        """The mapping with a name shown for an arm; an empty one is the file's own.

        Raises
        ------
        AciError
            ``arm_name_long`` or ``arm_names_same``.
        """
        return replace(self, arm_names=_arm_names({**self.arm_names, label: name}))

    def to_json(self) -> dict[str, object]:
        """The mapping as a JSON object, without empty parts."""
        parts = encode(self)
        parts["measures"] = {name: _measure_json(m) for name, m in self.measures.items()}
        return {key: part for key, part in parts.items() if part}


def _columns(columns: dict[str, str]) -> dict[str, str]:
    targets = list(columns.values())
    for target in targets:
        if targets.count(target) > 1:
            raise AciError("mapping_twice", column=target[:60])
    return columns


def _values(
    tables: dict[str, dict[str, str | float | bool | None] | None],
) -> dict[str, dict[str, str | None]]:
    return {
        column: {text: _value(value) for text, value in (table or {}).items()}
        for column, table in tables.items()
    }


def _value(value: str | float | bool | None) -> str | None:
    # Numbers and truth values are accepted where the quotes were forgotten.
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, int | float) else value


def _arms(arms: tuple[str, ...]) -> tuple[str, ...]:
    if arms and (len(arms) != 2 or arms[0] == arms[1]):
        raise AciError("mapping_arms", n=len(arms))
    return arms


def _arm_names(names: dict[str, str]) -> dict[str, str]:
    """The names as one line each; an empty one is none."""
    written = {label: clean(name) for label, name in names.items()}
    written = {label: name for label, name in written.items() if name}
    for name in written.values():
        if len(name) > MAX_ARM_NAME:
            raise AciError("arm_name_long", name=name[:MAX_ARM_NAME], limit=MAX_ARM_NAME)
        if [value_key(one) for one in written.values()].count(value_key(name)) > 1:
            raise AciError("arm_names_same", name=name)
    return written


def _grade(scale: _Scale) -> GradeScale:
    best_first, effective = scale.best_first or (), scale.effective or ()
    distinct = len(set(best_first)) == len(best_first) >= 2
    # The grades that count as a response must be the best ones of an ordered scale.
    best = set(effective) == set(best_first[: len(effective)])
    if not distinct or not best or not 0 < len(effective) < len(best_first):
        raise AciError("mapping_grade")
    return GradeScale(best_first, best_first[: len(effective)])


def _kinds(kinds: dict[str, str]) -> dict[str, str]:
    for column, kind in kinds.items():
        if kind not in _KINDS:
            raise AciError("mapping_kind", column=column[:60], kind=kind[:60])
    return kinds


def _measures(declared: dict[str, dict[str, Any] | None]) -> dict[str, Measure]:
    return {
        decode(Text, name, "mapping", "measures"): _measure(name, parts or {})
        for name, parts in declared.items()
    }


def _measure(name: str, parts: dict[str, Any]) -> Measure:
    known = MEASURES.get(name, Measure(name))
    defaults = {"better": known.better, "range": [known.low, known.high], "step": known.step}
    declared = decode(_Declared, defaults | parts, "measure", measure=name[:60])
    low, high = declared.range
    if low is not None and high is not None and low >= high:
        raise AciError("mapping_measure", measure=name[:60], key="range")
    if declared.step is not None and declared.step <= 0:
        raise AciError("mapping_measure", measure=name[:60], key="step")
    # A declared scale may have more than a few grades.
    return replace(
        known, better=declared.better, low=low, high=high, step=declared.step, ordinal=False
    )


def _measure_json(measure: Measure) -> dict[str, object]:
    parts: dict[str, object] = {"better": measure.better}
    if measure.low is not None or measure.high is not None:
        parts["range"] = [measure.low, measure.high]
    if measure.step is not None:
        parts["step"] = measure.step
    return parts


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "columns": _columns,
    "values": _values,
    "arms": _arms,
    "arm_names": _arm_names,
    "grade": _grade,
    "kinds": _kinds,
    "measures": _measures,
}
