"""Names and numbers of subgroups: columns, levels, outcomes, and how estimates are printed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from aci_core.presentation.i18n import Translator, format_number, format_plan, format_row, labels
from aci_core.summaries import EFFECTIVE

if TYPE_CHECKING:
    from aci_core.analyses.plan import Endpoint
    from aci_core.analyses.result import Row
    from aci_core.analyses.subgroups import Subgroup, Subgroups

Kind = Literal["means", "odds", "rates"]


@dataclass(frozen=True, slots=True)
class Printed:
    """How the estimates of an outcome are printed.

    Parameters
    ----------
    digits : int
    scale : float
        100 where a difference of rates is in percentage points.
    ratio : bool
        Whether they are odds ratios.
    slope_digits : int
        Of their change per step of a continuous column.
    """

    digits: int
    scale: float
    ratio: bool
    slope_digits: int = 2

    def text(self, t: Translator, row: Row | None) -> str:
        """Estimate and limits of a difference or odds ratio; no limits of a level of few."""
        return format_row.estimate(t, without_limits(row), self.digits, scale=self.scale)


def without_limits(row: Row | None) -> Row | None:
    """The row as it is shown: a level of few patients has no interval of its own."""
    if row is None or "few_in_level" not in row.notes:
        return row
    return replace(row, ci_low=None, ci_high=None)


def printed(result: Subgroups, outcome: Endpoint) -> Printed:
    """How the estimates of an outcome are printed."""
    if outcome.variable == EFFECTIVE:
        return Printed(1, 100.0, ratio=False)
    if result.ratio(outcome):
        return Printed(2, 1.0, ratio=True)
    rows = result.where("mean_sd", variable=outcome.variable, visit=outcome.visit)
    sd = max((row.sd for row in rows if row.sd is not None), default=None)
    return Printed(format_number.digits_of_difference(sd), 1.0, ratio=False)


def kind(result: Subgroups, outcome: Endpoint) -> Kind:
    """What is compared: means, odds of ordered grades, or rates."""
    if outcome.variable == EFFECTIVE:
        return "rates"
    return "odds" if result.ratio(outcome) else "means"


def column(t: Translator, subgroup: Subgroup) -> str:
    """A column as a heading, without its unit."""
    return format_plan.column(t, subgroup.column)


def in_column(t: Translator, subgroup: Subgroup) -> str:
    """A column inside a sentence."""
    return labels.in_covariate(t, subgroup.column)


def outcome_name(t: Translator, outcome: Endpoint, *, total: bool = True) -> str:
    """An outcome as a heading, with its visit."""
    if outcome.variable == EFFECTIVE:
        name = labels.rate(t, total=total)
    else:
        name = labels.with_unit(t, outcome.variable)
    return labels.outcome_at(t, name, outcome.visit)


def in_outcome(t: Translator, outcome: Endpoint, *, total: bool = True) -> str:
    """An outcome inside a sentence, with its visit."""
    if outcome.variable == EFFECTIVE:
        name = labels.rate_words(t, total=total)["rate"]
    else:
        name = labels.in_measure(t, outcome.variable)
    return labels.at_visit(t, name, outcome.visit)
