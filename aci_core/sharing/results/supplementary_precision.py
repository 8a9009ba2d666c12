"""Precision of the supplementary results of a share: flow, doses, correlations, unread cells."""

from __future__ import annotations

from dataclasses import replace

from aci_core.analyses.doses import Doses, Exposure
from aci_core.analyses.flow import Flow
from aci_core.analyses.matrix import Matrix
from aci_core.sharing.results.counts_in_steps import CountsInSteps
from aci_core.sharing.results.grids import Grid, Grids
from aci_core.sharing.results.rounding import p_as_printed, rounded, step_of_quartiles
from aci_core.sharing.results.supplementary_results import SupplementaryResults
from aci_core.summaries import Arms

Quartiles = tuple[float, float, float]


def rounded_supplement(
    more: SupplementaryResults, counts: CountsInSteps, grids: Grids
) -> SupplementaryResults:
    """Round the numbers of flow, doses and correlations; unread cells by steps."""
    counted = [(header, counts.stepped(n), n) for header, n in more.unread]
    return replace(
        more,
        flow=_flow(more.flow, counts),
        doses=_doses(more.doses, counts, grids),
        matrices=tuple(_matrix(one, more.matrices, counts) for one in more.matrices),
        unread=tuple((header, n) for header, n, _ in counted if n),
        unread_few=tuple(header for header, n, exact in counted if exact and not n),
    )


def _flow(flow: Flow, counts: CountsInSteps) -> Flow:
    arms = (
        replace(
            arm,
            outcomes=tuple(replace(o, n=counts.n(o.n, arm.n)) for o in arm.outcomes),
        )
        for arm in flow.by_arm
    )
    repeated = counts.stepped(flow.repeated)
    return replace(flow, by_arm=Arms(*arms), repeated=repeated, step=counts.least)


def _doses(doses: Doses, counts: CountsInSteps, grids: Grids) -> Doses:
    days = []
    for day in doses.days:
        n = counts.n(day.n, counts.sizes[doses.arm])
        grid = grids.of(f"{day.name}_day_{day.number}")
        cuts = _quartiles((day.q1, day.median, day.q3), n, counts, grid)
        if cuts is not None:
            q1, median, q3 = cuts
            days.append(replace(day, n=n, q1=q1, median=median, q3=q3))
    return replace(
        doses,
        step=counts.least,
        days=tuple(days),
        exposures=tuple(_exposure(one, counts, grids) for one in doses.exposures),
        given=tuple(
            replace(one, whole=rounded(one.whole, "wilson", 0, 0.001)) for one in doses.given
        ),
    )


def _quartiles(
    cuts: Quartiles | None, n: int, counts: CountsInSteps, grid: Grid
) -> Quartiles | None:
    """Quartiles on the grid of their column; None of few patients."""
    if cuts is None or not counts.shows_quartiles(n):
        return None
    size = step_of_quartiles(cuts, n)
    of = grid if counts.least > 1 else Grid()
    q1, median, q3 = (of.nearest(x, size) or 0.0 for x in cuts)
    return q1, median, q3


def _exposure(one: Exposure, counts: CountsInSteps, grids: Grids) -> Exposure:
    of = zip(one.n, counts.sizes.values(), strict=True)
    # An arm without any value was not given it: that is no missing value.
    n = Arms(*(counts.n(known, size) if known else 0 for known, size in of))
    grid = grids.of(one.name)
    cuts = (
        _quartiles(three, known, counts, grid)
        for three, known in zip(one.quartiles, n, strict=True)
    )
    return replace(one, n=n, quartiles=Arms(*cuts))


def _matrix(matrix: Matrix, every: tuple[Matrix, ...], counts: CountsInSteps) -> Matrix:
    by_arm = {m.arm: m for m in every if m.visit == matrix.visit and m.arm is not None}
    pairs = []
    for pair in matrix.pairs:
        if matrix.arm is not None:
            n = counts.n(pair.n, counts.sizes[matrix.arm])
        else:
            parts = {arm: m.get(pair.one, pair.two) for arm, m in by_arm.items()}
            n = sum(counts.n(p.n, counts.sizes[arm]) for arm, p in parts.items() if p is not None)
        estimate = rounded(pair.estimate, matrix.method, n, 0.01)
        if n != pair.n:
            estimate = replace(estimate, statistic=None, df=None)
        pairs.append(replace(pair, n=n, estimate=estimate, adjusted=p_as_printed(pair.adjusted)))
    return replace(matrix, step=counts.least, pairs=tuple(pairs))
