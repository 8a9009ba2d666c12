"""Baseline balance of the arms: Table 1 of characteristics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aci_core.analyses.describe import by_arm, categories, numbers, uncounted
from aci_core.analyses.result import Result, Row, row_of, try_query
from aci_core.domain.schema import PRE, Column, Kind, Role
from aci_core.domain.settings import Settings
from aci_core.stats.chi_square import pearson_chi2
from aci_core.stats.estimate import not_computed
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.two_means import smd_means, welch_t
from aci_core.summaries import Data, Var

NAME = "baseline"


def baseline(data: Data, settings: Settings) -> Result:
    """Characteristics by arm with standardised differences.

    P values are made only for a study that is not randomised: in a randomised one
    they test what is known to be true (CONSORT 2025, item 25).
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
    return Result(NAME, data.arms, settings, tuple(rows))


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
    tests = (
        {"smd": smd_means}
        if settings.randomised is not False
        else {"smd": smd_means, "welch_t": welch_t}
    )
    for method, test in tests.items():
        estimate = test(*moments, settings.level) if moments else not_computed(*reasons)
        yield row_of(NAME, column.name, method, estimate, n)


def _category(data: Data, settings: Settings, column: Column) -> Iterator[Row]:
    table, reasons = try_query(lambda: data.levels(column.name))
    if table is None:
        yield from uncounted(NAME, column.name, (*data.arms, None), column.levels, reasons)
        for method in ("smd", *(() if settings.randomised is not False else ("pearson_chi2",))):
            yield row_of(NAME, column.name, method, not_computed(*reasons), None)
        return
    yield from categories(data, NAME, column.name, column.levels, table)
    n = by_arm(data.arms, table.sum(axis=1).tolist())
    yield row_of(NAME, column.name, "smd", smd_levels(table, settings.level), n)
    if settings.randomised is False:
        yield row_of(NAME, column.name, "pearson_chi2", pearson_chi2(table), n)
