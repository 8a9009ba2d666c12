"""Correlation matrix of all scores and factors of a visit, P adjusted for multiplicity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations

from aci_core.analyses.outcomes import measured
from aci_core.analyses.result import try_query
from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.stats.correlation import partial_pearson, pearson
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.multiplicity import benjamini_hochberg
from aci_core.summaries import Arms, Data, Var


@dataclass(frozen=True, slots=True)
class Pair:
    """Correlation of two measures.

    Parameters
    ----------
    one, two : str
    n : int
        Patients with both.
    estimate : Estimate
    adjusted : float or None
        P by Benjamini and Hochberg over all pairs.
    """

    one: str
    two: str
    n: int
    estimate: Estimate
    adjusted: float | None


@dataclass(frozen=True)
class Matrix:
    """Correlations of every pair of measures of one visit.

    Parameters
    ----------
    visit : str
    arm : str or None
        None for both arms together.
    method : {"pearson", "partial_pearson"}
        Given arm where both arms are together after treatment: the pooled r would hold the
        arm's effect.
    arms : Arms of str
    level : float
    variables : tuple of str
    pairs : tuple of Pair
    step : int
        Of shared results: n is given in such steps in each arm, as of a `Result`.
    """

    visit: str
    arm: str | None
    method: str
    arms: Arms[str]
    level: float
    variables: tuple[str, ...]
    pairs: tuple[Pair, ...]
    step: int = 1

    @cached_property
    def _index(self) -> dict[frozenset[str], Pair]:
        return {frozenset((pair.one, pair.two)): pair for pair in self.pairs}

    @property
    def tested(self) -> int:
        """Pairs with a P."""
        return sum(pair.adjusted is not None for pair in self.pairs)

    def get(self, one: str, two: str) -> Pair | None:
        """The pair of two measures, in whichever order."""
        return self._index.get(frozenset((one, two)))


def matrix(data: Data, settings: Settings, visit: str, arm: str | None = None) -> Matrix:
    """Correlate every pair of measures of a visit, each over the patients who have both.

    Parameters
    ----------
    data : Data
    settings : Settings
    visit : str
    arm : str, optional
        One arm alone; both if left out.
    """
    names = tuple(name for name, visits in measured(data).items() if visit in visits)
    method = "partial_pearson" if arm is None and visit != PRE else "pearson"
    all_pairs = list(_pairs(data, settings, names, visit, arm, method))
    adjusted = benjamini_hochberg([estimate.p for _, _, _, estimate in all_pairs])
    pairs = tuple(Pair(*pair, p) for pair, p in zip(all_pairs, adjusted, strict=True))
    return Matrix(visit, arm, method, data.arms, settings.level, names, pairs)


def _pairs(
    data: Data, settings: Settings, names: tuple[str, ...], visit: str, arm: str | None, method: str
) -> Iterator[tuple[str, str, int, Estimate]]:
    for one, two in combinations(names, 2):
        columns = [Var(f"{name}_{visit}") for name in (one, two)]
        crosses, reasons = try_query(partial(data.cross, columns))
        if crosses is None:
            yield one, two, 0, not_computed(*reasons)
            continue
        t, c = crosses
        if method == "partial_pearson":
            yield one, two, t.n + c.n, partial_pearson(t, c, settings.level)
        else:
            cross = t + c if arm is None else (t if arm == data.arms.treatment else c)
            yield one, two, cross.n, pearson(cross, settings.level)
