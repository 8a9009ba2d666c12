"""Descriptive rows: mean and SD, median and quartiles, counts, by arm and overall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aci_core.analyses.result import Row, try_query
from aci_core.domain.arrays import Ints, Mask
from aci_core.domain.notes import Note, Notes, join_notes, note
from aci_core.domain.schema import Measure
from aci_core.stats.estimate import finite
from aci_core.summaries import Arms, Counts, Data, Variable
from aci_core.summaries.moments import Moments

QUARTILES = (0.25, 0.5, 0.75)


def by_arm(arms: Arms[str], n: Sequence[int]) -> Mapping[str, int]:
    """N of each arm by its label."""
    return {arms.treatment: int(n[0]), arms.control: int(n[1])}


def numbers(
    data: Data,
    analysis: str,
    variable: str,
    what: Variable,
    *,
    visit: str | None = None,
    measure: Measure | None = None,
) -> Iterator[Row]:
    """`mean_sd` and `median_iqr` of each arm and of both together.

    `measure` has the least value that is possible: a mean less than two SD above it
    cannot belong to a symmetric distribution, and the row says so; of a concentration, which
    has no scale, in other words.
    """
    low = measure.low if measure else None
    free = measure is not None and measure.high is None and low == 0
    skewed = note("skewed_zero" if free else "skewed")
    moments, no_means = try_query(lambda: data.moments(what))
    quartiles, no_cuts = try_query(lambda: data.quantiles(what, QUARTILES))
    known = (None,) * 3 if moments is None else (*moments, moments.treatment + moments.control)
    groups = zip(
        (*data.arms, None),
        known,
        _sizes(data, what, moments),
        quartiles or (None,) * 3,
        (*data.n, sum(data.n)),
        strict=True,
    )
    for arm, m, n, cuts, patients in groups:
        missing = (note("missing", patients - n),) if n is not None and patients > n else ()
        name = (analysis, variable, visit, arm, None, None)
        mean, sd = (m.mean, m.sd) if m and m.n else (None, None)
        far_from_low = low is None or mean is None or sd is None or mean - 2 * sd >= low
        notes = (*missing, *no_means, *(() if far_from_low else (skewed,)))
        yield Row(*name, "mean_sd", n, mean, sd=sd, note=join_notes(notes))
        q1, median, q3 = (None,) * 3 if cuts is None else map(finite, cuts.tolist())
        unknown = cuts is not None and None in (q1, median, q3)
        notes = (*missing, *no_cuts, *((note("quartile_beyond_limit"),) if unknown else ()))
        yield Row(*name, "median_iqr", n, median, q1=q1, q3=q3, note=join_notes(notes))


def _sizes(
    data: Data, what: Variable, moments: Arms[Moments] | None
) -> tuple[int | None, int | None, int | None]:
    """Values of each arm and of both, also where they have no mean."""
    if moments is not None:
        treatment, control = (m.n for m in moments)
    else:
        counts, _ = try_query(lambda: data.counts(what))
        if counts is None:
            return None, None, None
        treatment, control = counts.n_treatment, counts.n_control
    return treatment, control, treatment + control


def categories(
    data: Data,
    analysis: str,
    variable: str,
    levels: Sequence[str],
    table: Ints,
    *,
    visit: str | None = None,
) -> Iterator[Row]:
    """`count` of each level, with the percentage of those not missing."""
    groups = [
        (data.arms.treatment, table[0], data.n.treatment),
        (data.arms.control, table[1], data.n.control),
        (None, table.sum(axis=0), sum(data.n)),
    ]
    for arm, counted, patients in groups:
        n = int(counted.sum())
        absent = join_notes([note("missing", patients - n)]) if patients > n else None
        for level, count in zip(levels, counted.tolist(), strict=True):
            yield count_row(
                analysis, variable, count, n, visit=visit, arm=arm, level=level, note=absent
            )


def uncounted(
    analysis: str,
    variable: str,
    arms: Sequence[str | None],
    levels: Sequence[str | None],
    notes: tuple[Note, ...],
    *,
    visit: str | None = None,
) -> Iterator[Row]:
    """`count` rows of a Data that cannot count: without a number, with the reason."""
    why = join_notes(notes)
    for arm in arms:
        for level in levels:
            yield Row(analysis, variable, visit, arm, level, None, "count", note=why)


def count_row(
    analysis: str,
    variable: str,
    count: int,
    n: int,
    *,
    visit: str | None = None,
    arm: str | None = None,
    level: str | None = None,
    note: Notes | None = None,
) -> Row:
    """A `count` of `n` with its percentage."""
    pct = 100 * count / n if n else None
    return Row(
        analysis, variable, visit, arm, level, None, "count", n, float(count), pct=pct, note=note
    )


def counts_by_arm(counts: Counts, keep: Mask) -> Arms[int]:
    """Patients of each arm whose value is selected by a mask."""
    return Arms(int(counts.treatment[keep].sum()), int(counts.control[keep].sum()))
