"""What stands beside shared Results: the flow, doses and correlations, small counts left out.

A part of the flow stays only where each of its counts may be shown and no count shared beside
it differs from it by a few patients. Why patients are absent from an outcome stays behind: it
cuts the deaths and losses, which are told, once more. What is drawn patient by patient never
comes here: the map of missing values, the falls, r with each patient left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from aci_core.analyses import Result, doses, flow, matrix, missing
from aci_core.analyses.doses import Doses
from aci_core.analyses.flow import Analysed, ArmFlow, Flow, Tally
from aci_core.analyses.matrix import Matrix
from aci_core.analyses.missing import Missing
from aci_core.analyses.outcomes import measured
from aci_core.domain.codec import decode, encode
from aci_core.domain.settings import Settings
from aci_core.sharing.disclosure_control import any_small, disclosed_by_moments, small
from aci_core.stats.multiplicity import benjamini_hochberg
from aci_core.summaries import EFFECTIVE, GRADE, Arms, PatientLevelData

Json = dict[str, Any]


@dataclass(frozen=True)
class SupplementaryResults:
    """What a results-only share holds beside its Results.

    Parameters
    ----------
    flow : Flow
        `in_file` is None where what was left out of the file is of few.
    doses : Doses
        The plan always; of what was given, what is not of few.
    holds : Missing
        What the file holds and lacks; no count, no map.
    matrices : tuple of Matrix
        Of each visit: both arms, and each.
    """

    flow: Flow
    doses: Doses
    holds: Missing
    matrices: tuple[Matrix, ...]

    def matrix(self, visit: str, arm: str | None) -> Matrix | None:
        """The correlations of a visit; None where none were shared."""
        matches = (m for m in self.matrices if (m.visit, m.arm) == (visit, arm))
        return next(matches, None)


def supplement(
    data: PatientLevelData,
    settings: Settings,
    shared: Mapping[str, Result],
    before: int,
    min_cell: int,
) -> SupplementaryResults:
    """Make it of the patients behind results that are shared.

    Parameters
    ----------
    data : PatientLevelData
    settings : Settings
    shared : dict of str to Result
        As `withheld` has left them.
    before : int
        Patients before any filter.
    min_cell : int
    """
    disclosive = disclosed_by_moments(data.cohort, min_cell)
    shared_doses = _doses(doses(data, settings), data, disclosive, min_cell)
    missing_values = missing(data, settings)
    none = np.empty((0, 0))
    return SupplementaryResults(
        _flow(flow(data, settings, before=before), shared, shared_doses, min_cell),
        shared_doses,
        replace(missing_values, gaps=(), complete=0, places=(), shares=none),
        tuple(_matrices(data, settings, disclosive, min_cell)),
    )


def _flow(flow: Flow, shared: Mapping[str, Result], shared_doses: Doses, least: int) -> Flow:
    outside = [n for _, n in flow.left_out] + [flow.filtered]
    fates = _may(flow, lambda arm: arm.fates, least) and not _apart(flow, shared, least)
    received = _may(flow, lambda arm: arm.received, least) and not _none_apart(
        flow, shared_doses, least
    )
    arms = Arms(*(
        ArmFlow(
            arm.arm,
            arm.n,
            arm.received if received else (),
            arm.fates if fates else (),
            (),
            tuple(replace(o, absent=()) for o in arm.outcomes if _published(o, flow, shared)),
        )
        for arm in flow.by_arm
    ))  # fmt: skip
    if any_small(outside, least):
        return replace(flow, in_file=None, left_out=(), filtered=0, by_arm=arms)
    return replace(flow, by_arm=arms)


def _may(flow: Flow, part: Callable[[ArmFlow], Tally], least: int) -> bool:
    return not any_small((n for arm in flow.by_arm for _, n in part(arm)), least)


def _apart(flow: Flow, shared: Mapping[str, Result], least: int) -> bool:
    """Whether deaths and losses are withheld, or told apart by a few, in the table of safety."""
    for code in ("died", "lost"):
        for arm in flow.by_arm:
            row = shared["safety"].get("count", code, arm=arm.arm)
            if row is None:
                continue
            n = arm.fate(code)
            if row.estimate is None or n is None or small(abs(row.estimate - n), least):
                return True
    return False


def _none_apart(flow: Flow, shared_doses: Doses, least: int) -> bool:
    """Whether who had no cells at all differs by a few from who had none of a kind."""
    without = dict(flow.by_arm.treatment.received).get("none", 0)
    kinds = (dict(kind.counts).get(0.0, 0) for kind in shared_doses.given)
    return any(small(abs(n - without), least) for n in kinds)


def _published(outcome: Analysed, flow: Flow, shared: Mapping[str, Result]) -> bool:
    """Whether the results say of how many patients the outcome is."""
    place = [(o.variable, o.visit) for o in flow.by_arm[0].outcomes].index(
        (outcome.variable, outcome.visit)
    )
    n = {arm.arm: arm.outcomes[place].n for arm in flow.by_arm}
    names = (GRADE, EFFECTIVE) if outcome.variable == GRADE else (outcome.variable,)
    rows = shared["response" if outcome.variable == GRADE else "outcomes"].rows
    return any(
        row.variable in names
        and row.visit == outcome.visit
        and isinstance(row.n, Mapping)
        and dict(row.n) == n
        for row in rows
    )


def _doses(doses: Doses, data: PatientLevelData, disclosive: frozenset[str], least: int) -> Doses:
    """Nothing of a kind of which a few had so many doses; nothing at all if a few controls had."""
    in_control = (doses.control, data.n.control - doses.control)
    if any_small(in_control if doses.control else (), least):
        return replace(doses, given=(), days=(), control=0)
    return replace(
        doses,
        given=tuple(g for g in doses.given if not any_small((k for _, k in g.counts), least)),
        days=tuple(
            day
            for day in doses.days
            if day.n >= least and f"{day.name}_day_{day.number}" not in disclosive
        ),
    )


def _matrices(
    data: PatientLevelData, settings: Settings, disclosive: frozenset[str], least: int
) -> Iterator[Matrix]:
    visits = dict.fromkeys(v for visits in measured(data).values() for v in visits)
    for visit in visits:
        both, *each = (matrix(data, settings, visit, arm) for arm in (None, *data.arms))
        few = {
            (pair.one, pair.two)
            for one in each
            for pair in one.pairs
            # Of one arm the other's and both together would give back the rest.
            if small(pair.n, least)
            or disclosive & {pair.one, pair.two, f"{pair.one}_{visit}", f"{pair.two}_{visit}"}
        }
        for one in (both, *each):
            yield _without(one, few)


def _without(matrix: Matrix, few: set[tuple[str, str]]) -> Matrix:
    pairs = [pair for pair in matrix.pairs if (pair.one, pair.two) not in few]
    # Over those that are told: the adjusted P of one may be a multiple of another's.
    adjusted = benjamini_hochberg([pair.estimate.p for pair in pairs])
    return replace(
        matrix,
        variables=tuple(n for n in matrix.variables if any(n in (p.one, p.two) for p in pairs)),
        pairs=tuple(replace(pair, adjusted=p) for pair, p in zip(pairs, adjusted, strict=True)),
    )


def to_json(supplementary: SupplementaryResults) -> Json:
    """As a JSON object, without what is never shared or stands elsewhere."""
    return {
        "flow": encode(supplementary.flow),
        "doses": _without_keys(encode(supplementary.doses), "protocol"),
        "holds": _without_keys(encode(supplementary.holds), "gaps", "complete", "places", "shares"),
        "matrices": [_without_keys(encode(matrix), "_index") for matrix in supplementary.matrices],
    }


def _without_keys(document: Json, *keys: str) -> Json:
    return {key: part for key, part in document.items() if key not in keys}


def from_json(document: Json, settings: Settings) -> SupplementaryResults:
    """What a JSON object holds."""
    doses = {**document["doses"], "protocol": settings.protocol}
    none = {"gaps": (), "complete": 0, "places": (), "shares": np.empty((0, 0))}
    return SupplementaryResults(
        decode(Flow, document["flow"], "share"),
        decode(Doses, doses, "share"),
        decode(Missing, document["holds"] | none, "share"),
        tuple(decode(Matrix, {**one, "_index": {}}, "share") for one in document["matrices"]),
    )
