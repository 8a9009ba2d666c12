"""Numbers that fit the kinds of what is explored: of two numbers, of groups, of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from aci_core.analyses.describe import QUARTILES, by_arm, count_row
from aci_core.analyses.detection_limits import ranks_blurred
from aci_core.analyses.effects import differences
from aci_core.analyses.fields import Field
from aci_core.analyses.result import ONE_BY_ONE, Row, row_of
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import Note, join_notes, note
from aci_core.stats.chi_square import pearson_chi2
from aci_core.stats.correlation import partial_pearson, pearson, spearman
from aci_core.stats.estimate import not_computed
from aci_core.stats.fisher import fisher_2xk
from aci_core.stats.ordinal import proportional_odds
from aci_core.stats.paired import paired_t
from aci_core.stats.proportion import wilson
from aci_core.stats.ranks import mann_whitney, win_odds
from aci_core.stats.shift import hodges_lehmann
from aci_core.stats.two_means import welch_t
from aci_core.summaries import Arms, Counts
from aci_core.summaries.counts import Joint
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.quantiles import quantiles_type7

NAME = "explore"


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Patients who have all that is asked.

    Parameters
    ----------
    ordinals : ndarray of int, shape (n,)
        Their numbers in the whole cohort.
    treated : ndarray of bool, shape (n,)
    outcome, group : ndarray of float, shape (n,)
        Of a number its value, of other kinds the place among the levels; 0 where there is none.
    limits : tuple of ndarray of float, each of shape (n,), or None
        Of outcome and group, the limit beyond which a number lies, NaN where it is known; None
        where there is none.
    changes : (bool, bool)
        Whether outcome and group are changes: one of a value beyond a limit may be anything.
    """

    ordinals: Ints
    treated: Mask
    outcome: Floats
    group: Floats
    limits: tuple[Floats, Floats] | None = None
    changes: tuple[bool, bool] = (False, False)

    @property
    def n(self) -> int:
        """How many they are."""
        return len(self.ordinals)

    def where(self, keep: Mask) -> Sample:
        """Some of them."""
        limits = None if self.limits is None else (self.limits[0][keep], self.limits[1][keep])
        return replace(
            self,
            ordinals=self.ordinals[keep],
            treated=self.treated[keep],
            outcome=self.outcome[keep],
            group=self.group[keep],
            limits=limits,
        )

    @property
    def beyond(self) -> Mask:
        """Who has a number beyond a limit."""
        if self.limits is None:
            return np.zeros(self.n, dtype=bool)
        of_outcome, of_group = self.limits
        return ~np.isnan(of_outcome) | ~np.isnan(of_group)

    @property
    def drawn(self) -> tuple[Floats, Floats]:
        """Group and outcome, at its limit a number beyond one."""
        if self.limits is None:
            return self.group, self.outcome
        of_outcome, of_group = self.limits
        return (
            np.where(np.isnan(of_group), self.group, of_group),
            np.where(np.isnan(of_outcome), self.outcome, of_outcome),
        )

    @property
    def halved(self) -> tuple[Note, ...]:
        """The note of a number that rests on halves of limits."""
        n = int(self.beyond.sum())
        return (note("half_limit", n),) if n else ()

    @property
    def blurred(self) -> tuple[Note, ...]:
        """The note of ranks that limits leave open."""
        for limits, values, change in zip(
            self.limits or (), (self.outcome, self.group), self.changes, strict=False
        ):
            open_ranks = bool((~np.isnan(limits)).any()) if change else False
            if open_ranks or ranks_blurred(values, limits):
                return (note("ranks_blurred"),)
        return ()

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """Least and largest value that each outcome may have."""
        if self.limits is None:
            return self.outcome, self.outcome
        limits = self.limits[0]
        beyond = ~np.isnan(limits)
        below = beyond & (self.changes[0] | (self.outcome < limits))
        above = beyond & (self.changes[0] | (self.outcome >= limits))
        value = self.drawn[1]
        return np.where(below, -np.inf, value), np.where(above, np.inf, value)


def of_pair(
    sample: Sample,
    outcome: Field,
    group: Field,
    conf_level: float,
    *,
    both_arms: bool,
    withheld: tuple[Note, ...] = (),
) -> Iterator[Row]:
    """Correlations of two numbers, the leading one first.

    After treatment the pooled correlation holds the arm's effect: that given the arm leads.
    Where means are `withheld` that of the ranks does.
    """
    x, y = sample.group, sample.outcome
    t, c = (Cross.of([x[side], y[side]]) for side in (sample.treated, ~sample.treated))
    given_arm = both_arms and (outcome.after or group.after)
    joint = Joint(x, y, np.ones(sample.n, dtype=np.int64))
    none = not_computed(*withheld) if withheld else None
    by_mean = {
        **({"partial_pearson": none or partial_pearson(t, c, conf_level)} if given_arm else {}),
        "pearson": none or pearson(Cross.of([x, y]), conf_level),
    }
    by_rank = {"spearman": spearman(joint, conf_level)}
    estimates = {**by_rank, **by_mean} if withheld else {**by_mean, **by_rank}
    for method, estimate in estimates.items():
        notes = sample.blurred if method in by_rank else () if withheld else sample.halved
        yield row_of(NAME, outcome.name, method, estimate, sample.n, versus=group.name, notes=notes)


def of_groups(
    sample: Sample,
    outcome: Field,
    group: Field | None,
    conf_level: float,
    withheld: tuple[Note, ...] = (),
) -> Iterator[Row]:
    """A number compared between two groups, then described in each; the difference leads.

    Where means are `withheld` the comparison by ranks does.
    """
    versus, levels = _names(group)
    parts = [sample.outcome[sample.group == place] for place in range(len(levels))]
    if len(levels) == 2:
        n = by_arm(Arms(str(levels[0]), str(levels[1])), [len(part) for part in parts])
        one, two = map(Moments.of, parts)
        counts = _counts(*parts)
        none = not_computed(*withheld) if withheld else None
        by_mean = {"welch_t": none or welch_t(one, two, conf_level)}
        by_rank = {"mann_whitney": mann_whitney(counts, conf_level)}
        estimates = {**by_rank, **by_mean} if withheld else {**by_mean, **by_rank}
        if sample.n <= ONE_BY_ONE:  # it sorts every difference
            estimates["hodges_lehmann"] = none or hodges_lehmann(counts, conf_level)
        for method, estimate in estimates.items():
            notes = sample.blurred if method in by_rank else () if withheld else sample.halved
            yield row_of(NAME, outcome.name, method, estimate, n, versus=versus, notes=notes)
    elif group is not None and group.kind == "ordered":
        yield _ranked(sample, outcome, group, conf_level)
    for place, level in enumerate(levels):
        part = sample.where(sample.group == place)
        yield from _described(outcome.name, versus, level, part, conf_level, withheld)


def of_table(
    sample: Sample, outcome: Field, group: Field | None, conf_level: float
) -> Iterator[Row]:
    """Categories compared between two groups, then counted in each; an estimate leads a test."""
    versus, levels = _names(group)
    table = tabulate(sample, len(levels), len(outcome.levels))
    if group is not None:
        yield from _compared(sample, outcome, group, table, conf_level)
    for level, counted in zip(levels, table.tolist(), strict=True):
        n = sum(counted)
        for name, count in zip(outcome.levels, counted, strict=True):
            row = count_row(NAME, outcome.name, count, n, arm=level, level=name)
            yield _against(row, versus)
        if len(outcome.levels) == 2:
            yield row_of(
                NAME, outcome.name, "wilson", wilson(counted[0], n, conf_level), n,
                arm=level, level=outcome.levels[0], versus=versus,
            )  # fmt: skip


def tabulate(sample: Sample, n_groups: int, n_levels: int) -> Ints:
    """Patients by level of the group and of the outcome, shape (n_groups, n_levels)."""
    place = sample.group.astype(np.int64) * n_levels + sample.outcome.astype(np.int64)
    return np.bincount(place, minlength=n_groups * n_levels).reshape(n_groups, n_levels)


def _names(group: Field | None) -> tuple[str | None, tuple[str | None, ...]]:
    """What the outcome is set against, and its levels; one of all patients without a group."""
    return (None, (None,)) if group is None else (group.name, group.levels)


def _compared(
    sample: Sample, outcome: Field, group: Field, table: Ints, conf_level: float
) -> Iterator[Row]:
    two, of_two = len(group.levels) == 2, len(outcome.levels) == 2
    if two and outcome.kind == "ordered":
        yield from _grades(outcome, group, table, conf_level)
    elif two and of_two:
        arms = Arms(*group.levels)
        events, n = Arms(*map(int, table[:, 0])), Arms(*map(int, table.sum(axis=1)))
        methods = ("risk_difference", "odds_ratio", "risk_ratio", _test(table))
        rows = differences(NAME, outcome.name, arms, events, n, conf_level, methods=methods)
        for row in rows:
            yield _against(row, group.name)
    elif two or of_two:
        method = _test(table if two else table.T)
        test = pearson_chi2 if method == "pearson_chi2" else fisher_2xk
        estimate = test(table if two else table.T)
        yield row_of(NAME, outcome.name, method, estimate, sample.n, versus=group.name)
    elif outcome.kind == group.kind == "ordered":
        yield _ranked(sample, outcome, group, conf_level)


def _grades(outcome: Field, group: Field, table: Ints, conf_level: float) -> Iterator[Row]:
    """Grades of two groups; they are in the order from best to worst."""
    n = by_arm(Arms(*group.levels), table.sum(axis=1).tolist())
    places = np.arange(table.shape[1], dtype=np.float64)
    estimates = {
        "proportional_odds": proportional_odds(table[:, ::-1], conf_level),
        "win_odds": win_odds(Counts(places, table[0], table[1]), "lower", conf_level),
    }
    for method, estimate in estimates.items():
        yield row_of(NAME, outcome.name, method, estimate, n, versus=group.name)


def _test(table: Ints) -> str:
    """The test of a table of two rows: Fisher's where an expected count is below 5."""
    rare = "min_expected_below_5" in pearson_chi2(table).notes
    return "fisher_exact" if rare else "pearson_chi2"


def _ranked(sample: Sample, outcome: Field, group: Field, conf_level: float) -> Row:
    joint = Joint(sample.group, sample.outcome, np.ones(sample.n, dtype=np.int64))
    estimate = spearman(joint, conf_level)
    return row_of(NAME, outcome.name, "spearman", estimate, sample.n, versus=group.name)


def _described(
    variable: str,
    versus: str | None,
    level: str | None,
    part: Sample,
    conf_level: float,
    withheld: tuple[Note, ...],
) -> Iterator[Row]:
    """Mean with its t interval and SD, median with the quartiles."""
    name = (NAME, variable, None, level, None, versus)
    if withheld:
        yield Row(*name, "mean_sd", part.n, note=join_notes(withheld))
    else:
        moments = Moments.of(part.outcome)
        mean = paired_t(moments, conf_level)  # one sample's interval: as of a mean of differences
        known = moments.mean if moments.n else None
        of = (known, mean.low, mean.high, mean.level)
        halved = join_notes(part.halved)
        yield Row(*name, "mean_sd", moments.n, *of, sd=moments.sd, note=halved)
    with np.errstate(invalid="ignore"):  # between two ends that are open
        ends = [quantiles_type7(np.sort(end), None, QUARTILES) for end in part.ends]
    low, high = ([None] * 3 if end is None else end.tolist() for end in ends)
    q1, median, q3 = (a if a == b else None for a, b in zip(low, high, strict=True))
    unknown = bool(part.n) and None in (q1, median, q3)
    notes = (note("quartile_beyond_limit"),) if unknown else ()
    yield Row(*name, "median_iqr", part.n, median, q1=q1, q3=q3, note=join_notes(notes))


def _counts(one: Floats, two: Floats) -> Counts:
    every = np.unique(np.concatenate([one, two]))
    first, second = (
        np.bincount(np.searchsorted(every, part), minlength=len(every)) for part in (one, two)
    )
    return Counts(every, first, second)


def _against(row: Row, versus: str | None) -> Row:
    return replace(row, versus=versus)
