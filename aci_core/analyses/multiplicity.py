"""Multiplicity: Holm's adjustment over the declared family of outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from aci_core.analyses.result import Result, Row
from aci_core.domain.notes import join_notes, note
from aci_core.domain.schema.visits import POST, visit_order
from aci_core.domain.settings import Settings
from aci_core.stats.multiplicity import holm
from aci_core.summaries import EFFECTIVE


def primary_visit(settings: Settings, visits: Sequence[str]) -> str | None:
    """The visit of the named primary outcome, else `post`, else the last one."""
    named = (settings.primary or "").rpartition("_")[2]
    if named in visits:
        return named
    if POST in visits:
        return POST
    return max(visits, key=visit_order) if visits else None


def study_visit(settings: Settings, visits: Mapping[str, Sequence[str]]) -> str | None:
    """The study's main visit: that of the named primary outcome, else the graded one.

    Parameters
    ----------
    settings : Settings
    visits : dict of str to sequence of str
        Visits after treatment of each measure. Without `post` the last of NIHSS is graded, also
        where another measure goes on for longer.
    """
    all_visits = [visit for visits_of_measure in visits.values() for visit in visits_of_measure]
    named = (settings.primary or "").rpartition("_")[2]
    scored = visits.get("nihss", ())
    return primary_visit(settings, all_visits if named in all_visits or not scored else scored)


def family(results: Sequence[Result], settings: Settings) -> list[Row]:
    """The tests that share one error rate, without the named primary.

    The `ancova` of each measure at the primary visit, and the plain chi-square of
    effective at the visit that is graded.
    """
    tests = [
        r for result in results for r in result.rows if r.method == "ancova" and r.level is None
    ]
    visits_by_measure: dict[str, list[str]] = {}
    for r in tests:
        visits_by_measure.setdefault(r.variable, []).extend([r.visit] if r.visit else [])
    visit = study_visit(settings, visits_by_measure)
    tests = [r for r in tests if r.visit == visit]
    tests += [
        r
        for result in results
        for r in result.rows
        if (r.variable, r.method, r.level) == (EFFECTIVE, "pearson_chi2", None)
    ]
    named = settings.primary
    return [r for r in tests if named not in (r.variable, f"{r.variable}_{r.visit}")]


def adjusted(results: Sequence[Result], settings: Settings) -> list[Row]:
    """One `holm` row for each test of the family."""
    return list(adjusted_rows(family(results, settings), "holm", holm))


def adjusted_rows(
    tests: Sequence[Row],
    method: str,
    adjust: Callable[[Sequence[float | None]], list[float | None]],
) -> Iterator[Row]:
    """A row with the adjusted P for each test of a family."""
    # A test that was not computed takes no share of the error rate.
    members = sum(row.p is not None for row in tests)
    for row, p in zip(tests, adjust([r.p for r in tests]), strict=True):
        name = (row.analysis, row.variable, row.visit, None, None, row.versus, method)
        notes = row.note if p is None else join_notes([note("family", members)])
        yield Row(*name, row.n, p=p, note=notes)
