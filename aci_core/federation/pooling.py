"""Whether the centres of a trial mean the same: what differs, where, and from what.

Whatever most centres have is what the others differ from; the version is the one that pools.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aci_core import __version__
from aci_core.domain.codec import encode
from aci_core.domain.schema import Role, visit_order
from aci_core.domain.study.settings import PLAN
from aci_core.federation.centre import CentreSummary

# Of the plan, what no number of a pooled trial depends on: the stratum is the centre itself.
_FREE: Final = ("centre", "seed", "protocol")
COMPARED: Final = tuple(key for key in PLAN if key not in _FREE)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which a centre differs from the others, so that they cannot be added up.

    Parameters
    ----------
    part : str
        ``version``, ``synthetic``, ``arms``, ``reference``, ``level``, ``filters``, ``judged``,
        ``grading``, ``visits``, ``unit``, ``measure``, ``column``, or one of `COMPARED`.
    centre : str
    what : str
        Measure or column; empty where `part` says it all.
    theirs, others : str
        What the centre has and what the others have, as JSON.
    """

    part: str
    centre: str
    what: str
    theirs: str
    others: str


def differences(centres: Sequence[CentreSummary]) -> tuple[Difference, ...]:
    """Everything in which one of the centres differs, in the order in which to mend it.

    Parameters
    ----------
    centres : sequence of CentreSummary

    Returns
    -------
    tuple of Difference
        Empty where they can be added up.
    """
    found = [
        *_version(centres),
        *_each("synthetic", {one.centre: one.synthetic for one in centres}),
        *_arms(centres),
        *_plan(centres),
        *_graded(centres),
        *_measured(centres),
        *_columns(centres),
    ]
    return tuple(found)


def only_at(centres: Sequence[CentreSummary]) -> Mapping[str, tuple[str, ...]]:
    """Measures that some centres lack, by name, with the centres that have them."""
    having: dict[str, list[str]] = {}
    for one in centres:
        for measure in _visits(one):
            having.setdefault(measure, []).append(one.centre)
    return {k: tuple(v) for k, v in having.items() if len(v) < len(centres)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _each(part: str, values: Mapping[str, object], what: str = "") -> Iterator[Difference]:
    """The centres whose value is not the commonest; of equally common ones the first's."""
    texts = {centre: _json(value) for centre, value in values.items()}
    if len(set(texts.values())) > 1:
        [(usual, _)] = Counter(texts.values()).most_common(1)
        for centre, text in texts.items():
            if text != usual:
                yield Difference(part, centre, what, text, usual)


def _version(centres: Sequence[CentreSummary]) -> Iterator[Difference]:
    for one in centres:
        if one.version != __version__:
            yield Difference("version", one.centre, "", _json(one.version), _json(__version__))


def _arms(centres: Sequence[CentreSummary]) -> Iterator[Difference]:
    names = list(_each("arms", {one.centre: sorted(one.summary.arms) for one in centres}))
    yield from names
    if not names:
        yield from _each("reference", {one.centre: one.summary.arms.control for one in centres})


def _plan(centres: Sequence[CentreSummary]) -> Iterator[Difference]:
    plans = {one.centre: one.settings.plan for one in centres}
    found = [
        difference
        for key in COMPARED
        for difference in _each(key, {centre: plan[key] for centre, plan in plans.items()})
    ]
    yield from found
    if not found:
        # The same plan, and not the same one locked: another outcome is the primary.
        yield from _each("judged", {one.centre: one.settings.judged.named for one in centres})
    yield from _each("level", {one.centre: one.settings.level for one in centres})
    filters = {one.centre: [f.to_json() for f in one.settings.filters] for one in centres}
    yield from _each("filters", filters)


def _graded(centres: Sequence[CentreSummary]) -> Iterator[Difference]:
    """Rule, visit and grades, of the centres whose response left them."""
    gradings = {one.centre: one.summary.grading for one in centres}
    known = {
        centre: [one.rule, one.visit, list(one.scale.best_first)]
        for centre, one in gradings.items()
        if one is not None
    }
    yield from _each("grading", known)


def _visits(one: CentreSummary) -> dict[str, list[str]]:
    """Visits of each measure, in the order of time."""
    visits: dict[str, list[str]] = {}
    for column in one.summary.columns:
        if column.role is Role.MEASURE and column.visit:
            visits.setdefault(column.stem, []).append(column.visit)
    return {name: sorted(at, key=visit_order) for name, at in visits.items()}


def _measured(centres: Sequence[CentreSummary]) -> Iterator[Difference]:
    """Units, definitions and visits of the measures that several centres have."""
    visits = {one.centre: _visits(one) for one in centres}
    for name in _names(visits):
        having = [one for one in centres if name in visits[one.centre]]
        known = {one.centre: one.summary.measures[name] for one in having}
        units = list(_each("unit", {k: measure.unit for k, measure in known.items()}, name))
        yield from units
        if not units:
            yield from _each("measure", {k: encode(m) for k, m in known.items()}, name)
        yield from _each("visits", {k: visits[k][name] for k in known}, name)


def _columns(centres: Sequence[CentreSummary]) -> Iterator[Difference]:
    """What any other column that several centres have is."""
    kinds = {
        one.centre: {
            c.name: [c.role.value, c.kind.value, c.stem]
            for c in one.summary.columns
            if c.role is not Role.MEASURE
        }
        for one in centres
    }
    for name in _names(kinds):
        having = {k: columns[name] for k, columns in kinds.items() if name in columns}
        yield from _each("column", having, name)


def _names(by_centre: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in by_centre.values() for name in names))
