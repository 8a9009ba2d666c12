"""Results of a published table: every method that its printed numbers allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from aci_core.analyses.describe import by_arm, categories, numbers
from aci_core.analyses.effects import differences, rates
from aci_core.analyses.outcomes import compared
from aci_core.analyses.response import ordered
from aci_core.analyses.result import Result, Row, row_of
from aci_core.domain.notes import note
from aci_core.domain.schema.visits import POST, PRE
from aci_core.domain.study.settings import Settings
from aci_core.published import ancova_by_correlation
from aci_core.published.typed_data import AFTER, BEFORE, SCORE, Typed, X, Y
from aci_core.stats.correlation import pearson
from aci_core.stats.estimate import not_computed
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.two_means import smd_means
from aci_core.summaries import EFFECTIVE, GRADE, Arms

NAME = "published"
EVENT, RATE = "event", "rate"


def published(data: Typed, settings: Settings) -> Result:
    """Apply the methods of a cohort's analyses to numbers typed in.

    Parameters
    ----------
    data : Typed
    settings : Settings
        The confidence level counts.

    Returns
    -------
    Result
        Variables: ``event`` of counts; ``grade`` of grades, with the best grade against the
        others as ``odds_ratio`` rows by `level`; ``score`` of means, at visits ``pre`` and
        ``post``, ``ancova`` rows with the assumed correlation as `level`; ``x`` against ``y``
        of a correlation; ``rate`` of a rate.
    """
    make: dict[str, Callable[[Typed, Settings], Iterator[Row]]] = {
        "counts": _counts,
        "grades": _grades,
        "means": _means,
        "correlation": _correlation,
        "rate": _rate,
    }
    rows = tuple(make[data.kind](data, settings))
    return Result(NAME, data.arms, settings, rows, measures=data.measures)


def _counts(data: Typed, settings: Settings) -> Iterator[Row]:
    table = data.levels(EFFECTIVE)
    events = Arms(*(int(x) for x in table[:, 0]))
    yield from rates(NAME, EVENT, data.arms, events, data.n, settings.level)
    yield from differences(NAME, EVENT, data.arms, events, data.n, settings.level)
    smd = smd_levels(table, settings.level)
    yield row_of(NAME, EVENT, "smd", smd, by_arm(data.arms, data.n))


def _grades(data: Typed, settings: Settings) -> Iterator[Row]:
    table = data.levels(GRADE)
    names = data.grading.scale.best_first if data.grading else ()
    yield from categories(data, NAME, GRADE, names, table)
    yield from ordered(NAME, GRADE, data.arms, table, names, settings.level)


def _means(data: Typed, settings: Settings) -> Iterator[Row]:
    conf_level = settings.level
    if BEFORE in data.of_moments:
        yield from numbers(data, NAME, SCORE, BEFORE, visit=PRE)
        before = data.moments(BEFORE)
        n = by_arm(data.arms, [m.n for m in before])
        yield row_of(NAME, SCORE, "smd", smd_means(*before, conf_level), n, visit=PRE)
    yield from numbers(data, NAME, SCORE, AFTER, visit=POST)
    yield from compared(data, NAME, SCORE, AFTER, conf_level, POST)
    after = data.moments(AFTER)
    n = by_arm(data.arms, [m.n for m in after])
    yield row_of(NAME, SCORE, "smd", smd_means(*after, conf_level), n, visit=POST)
    if BEFORE not in data.of_moments:
        return
    # What adjusts for baseline needs to know how before and after go together.
    for method in ("ancova", "ancova_hc3", "ancova_slopes"):
        yield row_of(NAME, SCORE, method, not_computed("needs_patients"), n, visit=POST)
    for assumed in ancova_by_correlation(data, conf_level):
        r = f"{assumed.r:.2f}"
        yield row_of(
            NAME, SCORE, "ancova", assumed.estimate, n,
            visit=POST, level=f"r={r}", notes=(note("assumed_r", r),),
        )  # fmt: skip


def _correlation(data: Typed, settings: Settings) -> Iterator[Row]:
    one, nobody = data.cross((X, Y))
    cross = one + nobody
    r = pearson(cross, settings.level)
    yield row_of(NAME, X.column, "pearson", r, cross.n, versus=Y.column)
    ranked = not_computed("needs_counts")
    yield row_of(NAME, X.column, "spearman", ranked, cross.n, versus=Y.column)


def _rate(data: Typed, settings: Settings) -> Iterator[Row]:
    events, n = int(data.levels(EFFECTIVE)[0, 0]), data.n.treatment
    one = rates(NAME, RATE, data.arms, Arms(events, 0), Arms(n, 0), settings.level)
    # One group: the rows of the first arm, as those of everybody.
    first = [row for row in one if row.arm == data.arms.treatment]
    yield from (replace(row, arm=None) for row in first)
