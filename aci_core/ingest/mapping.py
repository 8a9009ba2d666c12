"""What a user says a file's columns are: the mapping file, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from aci_core.cohort import GradeScale
from aci_core.errors import AciError
from aci_core.schema import MEASURES, Measure

# What a mapping calls the column that names the visits.
VISIT = "visit"
_KEYS = ("columns", "values", "arms", "reference", "grade", "kinds", "measures", "units", "ignore")
_KINDS = ("categorical", "continuous")
_MEASURE_KEYS = ("better", "range", "step")
_MAX_TEXT = 200


@dataclass(frozen=True)
class ColumnMapping:
    """A mapping, every part optional.

    Parameters
    ----------
    columns : dict of str to str
        Header in the file to canonical name.
    values : dict of str to dict of str to (str or None)
        Canonical column to what its cells mean; None is missing.
    arms : tuple of str
        Empty, or (treatment, reference): two of several arms.
    reference : str or None
        Label of the reference arm.
    grade : GradeScale or None
        The scale of the recorded grade.
    kinds : dict of str to str
        Column, canonical or as the file writes it, to ``categorical`` or ``continuous``.
    measures : dict of str to Measure
        Further measures, and known ones with what the user declares of them.
    units : dict of str to str
        Canonical column to the unit its cells are written in.
    ignore : tuple of str
        Headers to leave out.

    Examples
    --------
    >>> ColumnMapping.from_json({"columns": {"RXASP": "arm"}}).columns
    {'RXASP': 'arm'}
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str | None]] = field(default_factory=dict)
    arms: tuple[str, ...] = ()
    reference: str | None = None
    grade: GradeScale | None = None
    kinds: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, document: object) -> ColumnMapping:
        """A mapping from a parsed JSON object.

        Raises
        ------
        AciError
            ``mapping_not_object``, ``mapping_unknown_key``, ``mapping_type``,
            ``mapping_arms``, ``mapping_grade``, ``mapping_kind``, ``mapping_measure``
            or ``mapping_twice``.
        """
        if not isinstance(document, Mapping):
            raise AciError("mapping_not_object")
        for key in document:
            if key not in _KEYS:
                raise AciError("mapping_unknown_key", key=_short(key), known=", ".join(_KEYS))
        columns = _texts(document, "columns")
        _no_target_twice(columns)
        reference = document.get("reference")
        return cls(
            columns=columns,
            values=_values(document.get("values")),
            arms=_arms(document.get("arms")),
            reference=None if reference is None else _text(reference, "reference"),
            grade=_grade(document.get("grade")),
            kinds=_kinds(_texts(document, "kinds")),
            measures=_measures(document.get("measures")),
            units=_texts(document, "units"),
            ignore=_list(document.get("ignore"), "ignore"),
        )

    def to_json(self) -> dict[str, object]:
        """The mapping as a JSON object, keys without content left out."""
        grade = self.grade and {
            "best_first": list(self.grade.best_first),
            "effective": list(self.grade.effective),
        }
        parts: dict[str, object] = {
            "columns": dict(self.columns),
            "values": {column: dict(table) for column, table in self.values.items()},
            "arms": list(self.arms),
            "reference": self.reference,
            "grade": grade,
            "kinds": dict(self.kinds),
            "measures": {name: _measure_json(m) for name, m in self.measures.items()},
            "units": dict(self.units),
            "ignore": list(self.ignore),
        }
        return {key: part for key, part in parts.items() if part}


def _short(value: object) -> str:
    return str(value)[:60]


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _MAX_TEXT:
        raise AciError("mapping_type", key=_short(key), expected="text")
    return value


def _object(value: object, key: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise AciError("mapping_type", key=_short(key), expected="object")
    return cast(Mapping[str, object], value)


def _list(value: object, key: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise AciError("mapping_type", key=_short(key), expected="list")
    return tuple(_text(item, key) for item in value)


def _texts(document: Mapping[str, object], key: str) -> dict[str, str]:
    return {
        str(name): _text(value, f"{key}.{name}").strip()
        for name, value in _object(document.get(key), key).items()
    }


def _no_target_twice(columns: Mapping[str, str]) -> None:
    targets = list(columns.values())
    for target in targets:
        if targets.count(target) > 1:
            raise AciError("mapping_twice", column=_short(target))


def _values(document: object) -> dict[str, dict[str, str | None]]:
    result: dict[str, dict[str, str | None]] = {}
    for column, table in _object(document, "values").items():
        key = f"values.{column}"
        result[str(column)] = {
            str(text): _value(value, key) for text, value in _object(table, key).items()
        }
    return result


def _value(value: object, key: str) -> str | None:
    # A number or a truth value is what a person means who leaves the quotes out.
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return None if value is None else _text(value, key)


def _arms(value: object) -> tuple[str, ...]:
    arms = _list(value, "arms")
    if arms and (len(arms) != 2 or arms[0] == arms[1]):
        raise AciError("mapping_arms", n=len(arms))
    return arms


def _grade(value: object) -> GradeScale | None:
    if value is None:
        return None
    parts = _object(value, "grade")
    for key in parts:
        if key not in ("best_first", "effective"):
            raise AciError("mapping_unknown_key", key=_short(key), known="best_first, effective")
    best_first = _list(parts.get("best_first"), "grade.best_first")
    effective = _list(parts.get("effective"), "grade.effective")
    distinct = len(set(best_first)) == len(best_first) >= 2
    # The grades that count as a response are the best ones: that is what "ordered" means.
    best = set(effective) == set(best_first[: len(effective)])
    if not distinct or not best or not 0 < len(effective) < len(best_first):
        raise AciError("mapping_grade")
    return GradeScale(best_first, best_first[: len(effective)])


def _kinds(kinds: dict[str, str]) -> dict[str, str]:
    for column, kind in kinds.items():
        if kind not in _KINDS:
            raise AciError("mapping_kind", column=_short(column), kind=_short(kind))
    return kinds


def _measures(value: object) -> dict[str, Measure]:
    result = {}
    for name, fields in _object(value, "measures").items():
        parts = _object(fields, f"measures.{name}")
        for key in parts:
            if key not in _MEASURE_KEYS:
                known = ", ".join(_MEASURE_KEYS)
                raise AciError("mapping_unknown_key", key=_short(key), known=known)
        result[name] = _measure(_text(name, "measures"), parts)
    return result


def _measure(name: str, parts: Mapping[str, object]) -> Measure:
    known = MEASURES.get(name, Measure(name))
    better = parts.get("better", known.better)
    limits = parts.get("range", [known.low, known.high])
    step = parts.get("step", known.step)
    if better not in ("higher", "lower", None):
        raise AciError("mapping_measure", measure=_short(name), key="better")
    if not isinstance(limits, list | tuple) or len(limits) != 2:
        raise AciError("mapping_measure", measure=_short(name), key="range")
    low, high = (_number(limit, name, "range") for limit in limits)
    if low is not None and high is not None and low >= high:
        raise AciError("mapping_measure", measure=_short(name), key="range")
    size = _number(step, name, "step")
    if size is not None and size <= 0:
        raise AciError("mapping_measure", measure=_short(name), key="step")
    return Measure(
        name,
        better,
        low,
        high,
        size,
        known.unit,
        known.log,
        known.factor,
        known.responder,
    )


def _number(value: object, name: str, key: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AciError("mapping_measure", measure=_short(name), key=key)
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        raise AciError("mapping_measure", measure=_short(name), key=key)
    return value


def _measure_json(measure: Measure) -> dict[str, object]:
    parts: dict[str, object] = {"better": measure.better}
    if measure.low is not None or measure.high is not None:
        parts["range"] = [measure.low, measure.high]
    if measure.step is not None:
        parts["step"] = measure.step
    return parts
