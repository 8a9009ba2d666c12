"""Supplementary results of a share: flow, doses and correlations, small counts withheld.

A part of the flow is shared only where none of its counts is small and none differs by a few
patients from another shared count. Reasons why patients are missing from an outcome are never
shared: they split the shared deaths and losses further. Nor is anything drawn per patient: the
map of missing values, the reductions, r with each patient left out.
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
from aci_core.checks import open_questions, unread_cells
from aci_core.domain.codec import decode, encode
from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.sharing.results.disclosure_control import any_small, small
from aci_core.sharing.results.dominance import dominated_columns
from aci_core.stats.multiplicity import benjamini_hochberg
from aci_core.summaries import EFFECTIVE, GRADE, Arms, Data, PatientLevelData

Json = dict[str, Any]


@dataclass(frozen=True)
class SupplementaryResults:
    """Content of a results-only share other than its Results.

    Parameters
    ----------
    flow : Flow
        `in_file` is None where few were left out of the file.
    doses : Doses
        The plan; received doses except those of few patients.
    holds : Missing
        Variables that the file holds and lacks; no count, no map.
    matrices : tuple of Matrix
        Of each visit: both arms together, and each.
    unread : tuple of (str, int)
        Headers of columns, and how many of their cells were not read: never which, nor their text.
    unread_few : tuple of str
        Headers of columns of which few cells were not read.
    asked_codes, asked_blanks : tuple of str
        Headers of columns of which is not answered whether a value, or a blank, means missing, or
        no: neither the value nor how often it stands.
    """

    flow: Flow
    doses: Doses
    holds: Missing
    matrices: tuple[Matrix, ...]
    unread: tuple[tuple[str, int], ...] = ()
    unread_few: tuple[str, ...] = ()
    asked_codes: tuple[str, ...] = ()
    asked_blanks: tuple[str, ...] = ()

    def matrix(self, visit: str, arm: str | None) -> Matrix | None:
        """Correlations of a visit; None where none were shared."""
        matches = (m for m in self.matrices if (m.visit, m.arm) == (visit, arm))
        return next(matches, None)


def supplement(
    data: PatientLevelData,
    settings: Settings,
    shared: Mapping[str, Result],
    before: int,
    min_cell: int,
    *,
    first: PatientLevelData | None = None,
) -> SupplementaryResults:
    """Compute the supplementary results of the patients whose Results are shared.

    Parameters
    ----------
    data : PatientLevelData
    settings : Settings
    shared : dict of str to Result
        After `withhold`.
    before : int
        Patients before any filter.
    min_cell : int
    first : PatientLevelData, optional
        Of whom numbers before treatment are; `data` if left out.
    """
    dominated = dominated_columns(data.cohort, min_cell)
    if first is not None:
        dominated |= dominated_columns(first.cohort, min_cell)
    shared_doses = without_few(doses(data, settings), data, min_cell)
    missing_values = missing(data, settings)
    none = np.empty((0, 0))
    return SupplementaryResults(
        _flow(flow(data, settings, before=before), shared, shared_doses, min_cell),
        shared_doses,
        replace(missing_values, gaps=(), complete=0, places=(), shares=none),
        tuple(_matrices(data, first or data, settings, dominated, min_cell)),
        tuple((column.header, column.n_unread) for column in unread_cells(data.cohort)),
        asked_codes=_asked(data, codes=True),
        asked_blanks=_asked(data, codes=False),
    )


def _asked(data: PatientLevelData, *, codes: bool) -> tuple[str, ...]:
    """Headers of the columns that wait for an answer, each once."""
    asked = (one for one in open_questions(data.cohort) if bool(one.code) == codes)
    return tuple(dict.fromkeys(column.header for one in asked for column in one.columns))


def _flow(flow: Flow, shared: Mapping[str, Result], shared_doses: Doses, min_cell: int) -> Flow:
    outside = [n for _, n in flow.left_out] + [flow.filtered]
    fates = _is_shown(flow, lambda arm: arm.fates, min_cell) and not _reveals_safety(
        flow, shared, min_cell
    )
    received = _is_shown(flow, lambda arm: arm.received, min_cell) and not _reveals_doses(
        flow, shared_doses, min_cell
    )
    arms = Arms(*(
        ArmFlow(
            arm.arm,
            arm.n,
            arm.received if received else (),
            arm.fates if fates else (),
            (),
            tuple(replace(o, absent=()) for o in arm.outcomes if _shows_n(o, flow, shared)),
        )
        for arm in flow.by_arm
    ))  # fmt: skip
    if any_small(outside, min_cell):
        return replace(flow, in_file=None, left_out=(), filtered=0, by_arm=arms, repeated=0)
    return replace(flow, by_arm=arms)


def _is_shown(flow: Flow, part: Callable[[ArmFlow], Tally], min_cell: int) -> bool:
    return not any_small((n for arm in flow.by_arm for _, n in part(arm)), min_cell)


def _reveals_safety(flow: Flow, shared: Mapping[str, Result], min_cell: int) -> bool:
    """Whether deaths and losses in the flow would reveal a small or withheld count of safety."""
    for code in ("died", "lost"):
        for arm in flow.by_arm:
            row = shared["safety"].get("count", code, arm=arm.arm)
            if row is None:
                continue
            n = arm.fate(code)
            if row.estimate is None or n is None or small(abs(row.estimate - n), min_cell):
                return True
    return False


def _reveals_doses(flow: Flow, shared_doses: Doses, min_cell: int) -> bool:
    """Whether patients without any cells differ by a few from those without one kind."""
    without = dict(flow.by_arm.treatment.received).get("none", 0)
    kinds = (dict(kind.counts).get(0.0, 0) for kind in shared_doses.given)
    return any(small(abs(n - without), min_cell) for n in kinds)


def _shows_n(outcome: Analysed, flow: Flow, shared: Mapping[str, Result]) -> bool:
    """Whether the shared results show the n of an outcome."""
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


def without_few(doses: Doses, data: Data, min_cell: int) -> Doses:
    """Withhold kinds with a small count of patients by dose; all if few controls had doses.

    Columns of the file's own are withheld where an arm has few values.
    """
    shown = tuple(
        one
        for one in doses.exposures
        if not any_small((*one.n, *(k for _, n in one.levels for k in n)), min_cell)
    )
    doses = replace(doses, exposures=shown)
    in_control = (doses.control, data.n.control - doses.control)
    if any_small(in_control if doses.control else (), min_cell):
        return replace(doses, given=(), days=(), control=0)
    return replace(
        doses,
        given=tuple(
            g
            for g in doses.given
            if not any_small((g.missing, *(k for _, k in g.counts)), min_cell)
        ),
        days=tuple(day for day in doses.days if day.n >= min_cell),
    )


def _matrices(
    data: PatientLevelData,
    first: PatientLevelData,
    settings: Settings,
    dominated: frozenset[str],
    min_cell: int,
) -> Iterator[Matrix]:
    visits = dict.fromkeys(v for visits in measured(data).values() for v in visits)
    for visit in visits:
        of = first if visit == PRE else data
        both, *each = (matrix(of, settings, visit, arm) for arm in (None, *of.arms))
        few = {
            (pair.one, pair.two)
            for one in each
            for pair in one.pairs
            # The pair is withheld everywhere: two of the three would reveal the third.
            if small(pair.n, min_cell)
            or dominated & {pair.one, pair.two, f"{pair.one}_{visit}", f"{pair.two}_{visit}"}
        }
        for one in (both, *each):
            yield _without_pairs(one, few)


def _without_pairs(matrix: Matrix, few: set[tuple[str, str]]) -> Matrix:
    pairs = [pair for pair in matrix.pairs if (pair.one, pair.two) not in few]
    # Over the pairs shown: an adjusted P may be a multiple of the P of another pair.
    adjusted = benjamini_hochberg([pair.estimate.p for pair in pairs])
    return replace(
        matrix,
        variables=tuple(n for n in matrix.variables if any(n in (p.one, p.two) for p in pairs)),
        pairs=tuple(replace(pair, adjusted=p) for pair, p in zip(pairs, adjusted, strict=True)),
    )


def to_json(supplementary: SupplementaryResults) -> Json:
    """Encode, without what is never shared or stored elsewhere."""
    return {
        "flow": encode(supplementary.flow),
        "doses": _without_keys(encode(supplementary.doses), "protocol"),
        "holds": _without_keys(encode(supplementary.holds), "gaps", "complete", "places", "shares"),
        "matrices": [encode(matrix) for matrix in supplementary.matrices],
        "unread": encode(supplementary.unread),
        "unread_few": encode(supplementary.unread_few),
        "asked_codes": encode(supplementary.asked_codes),
        "asked_blanks": encode(supplementary.asked_blanks),
    }


def _without_keys(document: Json, *keys: str) -> Json:
    return {key: part for key, part in document.items() if key not in keys}


def from_json(document: Json, settings: Settings) -> SupplementaryResults:
    """Decode."""
    doses = {**document["doses"], "protocol": settings.protocol}
    none = {"gaps": (), "complete": 0, "places": (), "shares": np.empty((0, 0))}
    return SupplementaryResults(
        decode(Flow, document["flow"], "share"),
        decode(Doses, doses, "share"),
        decode(Missing, document["holds"] | none, "share"),
        tuple(decode(Matrix, one, "share") for one in document["matrices"]),
        # A share of an earlier version has none.
        decode(tuple[tuple[str, int], ...], document.get("unread", ()), "share"),
        *(
            decode(tuple[str, ...], document.get(name, ()), "share")
            for name in ("unread_few", "asked_codes", "asked_blanks")
        ),
    )
