"""Baseline balance of the arms: Table 1 of characteristics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aci_core.analyses.code_counted import marked
from aci_core.analyses.describe import by_arm, categories, numbers, uncounted
from aci_core.analyses.result import Result, Row, row_of, try_query
from aci_core.domain.schema import PRE, Column, Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.stats.chi_square import pearson_chi2
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.fisher import fisher_2xk
from aci_core.stats.smd_chance import smd_beyond_chance, smd_chance
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.two_means import smd_means, welch_t
from aci_core.summaries import Data, Var

NAME = "baseline"
NOTABLE = 0.1  # a standardised difference beyond it is often called an imbalance
BEYOND = f">{NOTABLE:g}"  # the level of a row on how often chance alone gives one


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Standardised differences of a Result, beside what chance alone gives.

    Parameters
    ----------
    compared, beyond : tuple of Row
        Those that could be computed, and those among them beyond `NOTABLE`.
    expected : float or None
        How many of `compared` chance alone brings beyond it; None where the Result does not
        say, as one of an earlier version.
    largest : Row or None
        The largest by its percentile under chance: by size alone a variable of many levels wins.
    percentile : float or None
        That percentile, 0 to 100.
    reached : float or None
        Probability that chance brings at least one of `compared` so far, were they independent:
        1 - p^k. The largest of many has a high percentile by being the largest.
    """

    compared: tuple[Row, ...]
    beyond: tuple[Row, ...]
    expected: float | None
    largest: Row | None
    percentile: float | None
    reached: float | None = None


def imbalance(result: Result) -> Imbalance:
    """Count the notable differences, those expected by chance, and name the largest."""
    compared = tuple(row for row in result.where("smd") if row.estimate is not None)
    beyond = tuple(row for row in compared if abs(row.estimate or 0.0) > NOTABLE)
    below = [result.get("smd_chance", row.variable) for row in compared]
    shares = [row.estimate for row in below if row is not None and row.estimate is not None]
    of_chance = [result.get("smd_chance", row.variable, level=BEYOND) for row in compared]
    chances = [row.estimate for row in of_chance if row is not None and row.estimate is not None]
    if not compared or len(shares) < len(compared) or len(chances) < len(compared):
        largest = max(compared, key=lambda row: abs(row.estimate or 0.0), default=None)
        return Imbalance(compared, beyond, None, largest, None)
    # Far out every percentile is 100: the size then decides.
    share, largest = max(
        zip(shares, compared, strict=True), key=lambda one: (one[0], abs(one[1].estimate or 0.0))
    )
    reached = 1.0 - share ** len(compared)
    return Imbalance(compared, beyond, sum(chances), largest, 100 * share, reached)


def baseline(data: Data, settings: Settings) -> Result:
    """Characteristics by arm with standardised differences.

    P values are made only for a study that is not randomised, or where they are asked for: in a
    randomised one they test what is known to be true (CONSORT 2025, item 25).
    """
    return describe_columns(data, settings, [c.name for c in characteristics(data)])


def describe_columns(data: Data, settings: Settings, names: Sequence[str]) -> Result:
    """Describe and compare any columns that are numbers or categories."""
    by_name = {column.name: column for column in data.columns}
    rows: list[Row] = []
    for name in names:
        column = by_name[name]
        describe = _category if column.kind is Kind.CATEGORY else _number
        rows.extend(describe(data, settings, column))
    made = marked(rows, data, settings)
    return Result(NAME, data.arms, settings, made, measures=data.measures)


def _is_tested(settings: Settings) -> bool:
    return settings.randomised is False or settings.baseline_tests


def characteristics(data: Data) -> list[Column]:
    """The columns of Table 1: covariates in the file's order, then scores before treatment."""
    covariates = [c for c in data.columns if c.role is Role.COVARIATE and c.kind is not Kind.TEXT]
    scores = [c for c in data.columns if c.role is Role.MEASURE and c.visit == PRE]
    order = list(data.measures)
    return covariates + sorted(scores, key=lambda c: order.index(c.stem))


def _number(data: Data, settings: Settings, column: Column) -> Iterator[Row]:
    what = Var(column.name)
    measure = data.measures.get(column.stem) if column.role is Role.MEASURE else None
    yield from numbers(data, NAME, column.name, what, measure=measure)
    moments, reasons = try_query(lambda: data.moments(what))
    n = by_arm(data.arms, [m.n for m in moments]) if moments else None
    tests = {"smd": smd_means, "welch_t": welch_t} if _is_tested(settings) else {"smd": smd_means}
    for method, test in tests.items():
        estimate = test(*moments, settings.level) if moments else not_computed(*reasons)
        yield row_of(NAME, column.name, method, estimate, n)
        if method == "smd":
            yield from _chance(column.name, estimate, n)


def _category(data: Data, settings: Settings, column: Column) -> Iterator[Row]:
    table, reasons = try_query(lambda: data.levels(column.name))
    if table is None:
        yield from uncounted(NAME, column.name, (*data.arms, None), column.levels, reasons)
        for method in ("smd", *(("pearson_chi2",) if _is_tested(settings) else ())):
            yield row_of(NAME, column.name, method, not_computed(*reasons), None)
        yield from _chance(column.name, not_computed(*reasons), None)
        return
    yield from categories(data, NAME, column.name, column.levels, table)
    n = by_arm(data.arms, table.sum(axis=1).tolist())
    smd = smd_levels(table, settings.level)
    yield row_of(NAME, column.name, "smd", smd, n)
    yield from _chance(column.name, smd, n, levels=int((table.sum(axis=0) > 0).sum()))
    if _is_tested(settings):
        pearson = pearson_chi2(table)
        yield row_of(NAME, column.name, "pearson_chi2", pearson, n)
        if "min_expected_below_5" in pearson.notes:
            yield row_of(NAME, column.name, "fisher_exact", fisher_2xk(table), n)


def _chance(
    name: str, smd: Estimate, n: Mapping[str, int] | None, levels: int = 2
) -> Iterator[Row]:
    """How often chance gives a smaller difference, and how often one beyond `NOTABLE`."""
    if smd.value is None or n is None:
        for level in (None, BEYOND):
            yield row_of(NAME, name, "smd_chance", not_computed(*smd.notes), n, level=level)
        return
    treatment, control = n.values()
    below = smd_chance(smd.value, treatment, control, levels)
    beyond = smd_beyond_chance(NOTABLE, treatment, control, levels)
    for level, estimate in ((None, below), (BEYOND, beyond)):
        yield row_of(NAME, name, "smd_chance", estimate, n, level=level)
