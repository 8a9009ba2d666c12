"""Multiverse of a comparison: its rows by every specification, the leading one first.

The leading method is fixed by the kind of variable (`statistics.md`), never by looking at
the data. Nothing is computed here: rows of a Result are put in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aci_core.analyses.outcomes import BASELINE_ONLY, change
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result, Row
from aci_core.summaries import EFFECTIVE, GRADE

# Where "no difference" lies on each scale, None for a test alone.
_ZERO, _ONE, _HALF = 0.0, 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Specification:
    """One way to make a comparison: its row, scale and P.

    Parameters
    ----------
    code : str
        Its words stand in the catalogue under ``way`` and ``way_why``.
    row : Row
    null : float or None
        The value of no difference; None for a test without an estimate.
    p : float or None
        Of the row, or of the test that belongs to it.
    leads : bool
    """

    code: str
    row: Row
    null: float | None
    p: float | None
    leads: bool = False

    @property
    def in_units(self) -> bool:
        """Whether it is a difference, in the unit of the outcome."""
        return self.null == _ZERO

    @property
    def is_ratio(self) -> bool:
        """Whether it belongs on a log axis around 1."""
        return self.null == _ONE

    @property
    def sign(self) -> int:
        """Direction of the effect: 1, -1, or 0 where it has none."""
        value = self.row.estimate
        if value is None or self.null is None:
            return 0
        return (value > self.null) - (value < self.null)

    @property
    def trusted(self) -> bool:
        """Whether its arms are large enough for its interval and P to be believed."""
        return not any(code.startswith("small_arm") for code in self.row.notes)

    @property
    def shows_difference(self) -> bool | None:
        """Whether interval and P show a difference; None without either, or if they disagree.

        None, too, where they are not to be trusted.
        """
        row = self.row
        if not self.trusted:
            return None
        verdicts = set() if self.p is None else {self.p < _alpha(row)}
        if self.null is not None and (row.ci_low is not None or row.ci_high is not None):
            above = row.ci_low is not None and row.ci_low > self.null
            below = row.ci_high is not None and row.ci_high < self.null
            verdicts.add(above or below)
        return verdicts.pop() if len(verdicts) == 1 else None


def _alpha(row: Row) -> float:
    """What counts as a small P at the row's level; 0.05 for a test that has none."""
    return 0.05 if row.ci_level is None else round(1.0 - row.ci_level, 12)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the other specifications with the leading one.

    Parameters
    ----------
    lead : Specification or None
        None where none could be computed.
    others : tuple of Specification
        Those that could be computed.
    opposite : tuple of Specification
        Those of the opposite direction.
    otherwise : tuple of Specification
        Those that show a difference where the leading one does not, or the reverse.
    mixed : tuple of Specification
        Those whose interval and test do not agree.
    """

    lead: Specification | None
    others: tuple[Specification, ...]
    opposite: tuple[Specification, ...] = ()
    otherwise: tuple[Specification, ...] = ()
    mixed: tuple[Specification, ...] = ()


def outcome_multiverse(result: Result, measure: str, visit: str) -> tuple[Specification, ...]:
    """The comparisons of a measure at a visit, the leading one first.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure, visit : str

    Returns
    -------
    tuple of Specification
        Rows that the analysis made, computed or not. Without a score before treatment
        Welch's difference leads, as on the page.
    """
    rows = {
        "ancova": result.get("ancova", measure, visit=visit),
        "ancova_hc3": result.get("ancova_hc3", measure, visit=visit),
        "ancova_baseline_only": result.get("ancova", measure, visit=visit, level=BASELINE_ONLY),
        "welch_t": result.get("welch_t", measure, visit=visit),
        "welch_change": result.get("welch_t", measure, visit=change(visit)),
        "student_t": result.get("student_t", measure, visit=visit),
        "hodges_lehmann": result.get("hodges_lehmann", measure, visit=visit),
        "mann_whitney": result.get("mann_whitney", measure, visit=visit),
        "win_odds": result.get("win_odds", measure, visit=visit),
        "ancova_log": result.get("ancova_log", measure, visit=visit),
    }
    null = {"mann_whitney": _HALF, "win_odds": _ONE, "ancova_log": _ONE}
    # The shift is that of Mann-Whitney's test.
    ranks = rows["mann_whitney"]
    tests = {"hodges_lehmann": ranks.p if ranks else None}
    specifications = [
        Specification(code, row, null.get(code, _ZERO), tests.get(code, row.p))
        for code, row in rows.items()
        if row is not None
    ]
    return _leading_first(specifications, ("ancova", "welch_t"))


def response_multiverse(result: Response) -> tuple[Specification, ...]:
    """The comparisons of the response, the leading one first.

    Parameters
    ----------
    result : Response

    Returns
    -------
    tuple of Specification
        Differences, ratios, then tests without an estimate.
    """
    at = result.visit
    wanted: tuple[tuple[str, str, str, float | None], ...] = (
        ("risk_difference", EFFECTIVE, "risk_difference", _ZERO),
        ("risk_difference_mn", EFFECTIVE, "risk_difference_mn", _ZERO),
        ("risk_ratio", EFFECTIVE, "risk_ratio", _ONE),
        ("risk_ratio_koopman", EFFECTIVE, "risk_ratio_koopman", _ONE),
        ("odds_ratio", EFFECTIVE, "odds_ratio", _ONE),
        ("fisher_exact", EFFECTIVE, "fisher_exact", _ONE),
        ("proportional_odds", GRADE, "proportional_odds", _ONE),
        ("grade_win_odds", GRADE, "win_odds", _ONE),
        ("pearson_chi2", EFFECTIVE, "pearson_chi2", None),
        ("n1_chi2", EFFECTIVE, "n1_chi2", None),
        ("yates_chi2", EFFECTIVE, "yates_chi2", None),
        ("grade_pearson", GRADE, "pearson_chi2", None),
        ("grade_fisher", GRADE, "fisher_exact", None),
        ("linear_by_linear", GRADE, "linear_by_linear", None),
    )
    plain = result.get("pearson_chi2", EFFECTIVE, visit=at)
    specifications = []
    for code, variable, method, null in wanted:
        row = result.get(method, variable, visit=at)
        if row is not None:
            # The plain chi-square is the test of the leading difference.
            p = plain.p if code == "risk_difference" and plain else row.p
            specifications.append(Specification(code, row, null, p))
    return _leading_first(specifications, ("risk_difference",))


def _leading_first(
    specifications: Sequence[Specification], order: Sequence[str]
) -> tuple[Specification, ...]:
    """The same, led by the first of `order` that has an estimate, which comes first."""
    computed = {one.code: one for one in specifications if one.row.estimate is not None}
    lead = next((computed[code] for code in order if code in computed), None)
    if lead is None:
        return tuple(specifications)
    first = Specification(lead.code, lead.row, lead.null, lead.p, leads=True)
    return first, *(one for one in specifications if one.code != lead.code)


def agreement(specifications: Iterable[Specification]) -> Agreement:
    """Compare the other specifications with the leading one.

    Parameters
    ----------
    specifications : iterable of Specification
        Only of scales on which higher means the same.
    """
    every = list(specifications)
    lead = next((one for one in every if one.leads), None)
    others = tuple(
        one
        for one in every
        if not one.leads and (one.row.estimate is not None or one.p is not None)
    )
    if lead is None:
        return Agreement(None, others)
    verdict = lead.shows_difference
    return Agreement(
        lead,
        others,
        tuple(one for one in others if one.sign * lead.sign < 0),
        tuple(
            one for one in others if verdict is not None and one.shows_difference is (not verdict)
        ),
        tuple(
            one
            for one in others
            if one.p is not None and one.trusted and one.shows_difference is None
        ),
    )
