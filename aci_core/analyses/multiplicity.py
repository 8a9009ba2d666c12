"""Verdicts: the primary outcome first, then the secondary ones by Holm, nothing else.

Of a plan that was locked, the outcomes that it had: what was added since results were seen is
exploratory.

Rule 1 of `docs/decisions/statistics.md` (EMA/CHMP/44762/2017).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from aci_core.analyses.leading import lead
from aci_core.analyses.plan import GRADED, Endpoint, endpoint
from aci_core.analyses.result import Result, Row
from aci_core.domain.notes import Note, join_notes, note
from aci_core.domain.schema import PRE, visit_order
from aci_core.domain.study.settings import GRADING, Settings
from aci_core.stats.multiplicity import holm

_SEEN: Final[Mapping[bool | None, Literal["seen", "unseen", "unknown"]]] = {
    True: "seen",
    False: "unseen",
    None: "unknown",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the plan lets one say of an outcome.

    Parameters
    ----------
    role : {"primary", "secondary", "exploratory"}
    p : float or None
        The *P* that counts: its own of the primary outcome, Holm's of a secondary one.
    verdict : bool or None
        Whether a difference may be told; None where nothing is judged: outside the plan, and of
        secondary outcomes where the primary one did not reach significance.
    family : int
        Tests that Holm's adjustment covers.
    unknown : bool
        Nothing is judged since no primary outcome could be computed.
    added : {"", "seen", "unseen", "unknown"}
        Of an outcome that was added after the plan was locked, or whose rule or visit was changed
        since: whether results had been seen by then.
    regraded : bool
        What was changed is the rule or the visit by which the response is graded.
    """

    role: Literal["primary", "secondary", "exploratory"]
    p: float | None = None
    verdict: bool | None = None
    family: int = 0
    unknown: bool = False
    added: Literal["", "seen", "unseen", "unknown"] = ""
    regraded: bool = False


def place(result: Result, name: str) -> Endpoint | None:
    """The outcome and visit in a result that a name of the plan stands for; None if not there."""
    outcome = endpoint(name, result.variables)
    if outcome.variable not in result.variables:
        return None
    if outcome.variable in GRADED:
        visits = {row.visit for row in result.where("count", variable=outcome.variable)}
        return Endpoint(outcome.variable, next(iter(visits), None))
    after = [
        row.visit
        for row in result.where("mean_sd", variable=outcome.variable)
        if row.visit and row.visit != PRE and "-" not in row.visit
    ]
    at = outcome.visit or max(after, key=visit_order, default=None)
    return Endpoint(outcome.variable, at) if at in after else None


def standing(result: Result, variable: str, visit: str | None) -> Standing:
    """What the plan lets one say of an outcome at a visit.

    Parameters
    ----------
    result : Result
        With the rows of `adjusted`.
    variable : str
    visit : str or None
    """
    settings, here = result.settings, Endpoint(variable, visit)
    judged = settings.judged
    added = {place(result, name): seen for name, seen in judged.added.items()}
    since = _SEEN[added[here]] if here in added else ""
    if regraded(settings, variable) and any(place(result, x) == here for x in judged.named):
        return Standing("exploratory", added=_SEEN[settings.late_seen(GRADING)], regraded=True)
    if judged.primary and place(result, judged.primary) == here:
        led = lead(result, variable, visit)
        p = led.p if led else None
        return Standing("primary", p, None if p is None else p < settings.alpha, added=since)
    row = result.get("holm", variable, visit=visit)
    planned = any(place(result, name) == here for name in judged.secondary)
    # Results kept by an earlier version hold rows of a family that was not the plan's.
    if row is None or not planned:
        return Standing("exploratory", added=since)
    members = next((int(n.partition(":")[2]) for n in row.notes if n.startswith("family:")), 1)
    closed = {"gate_closed", "gate_unknown"} & set(row.notes)
    verdict = None if row.p is None or closed else row.p < settings.alpha
    unknown = "gate_unknown" in row.notes
    return Standing("secondary", row.p, verdict, members, unknown, since)


def regraded(settings: Settings, variable: str) -> bool:
    """Whether an outcome is graded otherwise than the plan had it when results were seen."""
    return variable in GRADED and any(map(settings.changed_late, GRADING))


def family(results: Sequence[Result], settings: Settings) -> tuple[list[Row], int]:
    """The tests of the secondary outcomes, one of each at its own visit, and the number declared.

    One that is graded otherwise since results were seen counts still: the family was set before.
    So does one that could not be tested, since its values stayed at a centre or for any reason:
    whether it could was not known when the family was set.
    """
    tests: list[Row] = []
    declared: set[Endpoint | str] = set()
    primary = settings.judged.primary
    for name in settings.judged.secondary:
        found = [(one, at) for one in results if (at := place(one, name)) is not None]
        # A measure named without its visit may turn out to be the primary outcome.
        if any(primary and at == place(one, primary) for one, at in found):
            continue
        declared.add(found[0][1] if found else name)
        for one, at in found:
            led = lead(one, at.variable, at.visit)
            if led is not None and led.test not in tests:
                tests.append(led.test)
    return tests, len(declared)


def gate(results: Sequence[Result], settings: Settings) -> tuple[Note, ...]:
    """Why no secondary outcome is judged; nothing where the primary one reached significance."""
    primary = settings.judged.primary
    for result in results:
        at = place(result, primary) if primary and not regraded(settings, primary) else None
        led = lead(result, at.variable, at.visit) if at is not None else None
        if led is not None and led.p is not None:
            return () if led.p < settings.alpha else (note("gate_closed"),)
    return (note("gate_unknown"),)


def adjusted(results: Sequence[Result], settings: Settings) -> list[Row]:
    """One `holm` row for each secondary outcome.

    It has the note ``gate_closed`` where the primary outcome did not reach significance, and
    ``gate_unknown`` where none is named or it could not be computed.
    """
    tests, declared = family(results, settings)
    untested = declared - sum(row.p is not None for row in tests)
    said = (note("family_untested", untested),) if untested > 0 else ()
    closed = gate(results, settings)
    rows = adjusted_rows(tests, "holm", partial(holm, m=declared), declared)
    return [replace(row, note=join_notes((*row.notes, *said, *closed))) for row in rows]


def adjusted_rows(
    tests: Sequence[Row],
    method: str,
    adjust: Callable[[Sequence[float | None]], list[float | None]],
    declared: int = 0,
) -> Iterator[Row]:
    """A row with the adjusted P for each test of a family, of as many as were declared at least."""
    members = max(declared, sum(row.p is not None for row in tests))
    for row, p in zip(tests, adjust([r.p for r in tests]), strict=True):
        name = (row.analysis, row.variable, row.visit, None, None, row.versus, method)
        notes = row.note if p is None else join_notes([note("family", members)])
        yield Row(*name, row.n, p=p, note=notes)
