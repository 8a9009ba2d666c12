"""Every way to answer one question, side by side: which rows there are, and which one leads.

The leading method is fixed by the kind of variable (`docs/decisions/statistics.md`), never by
looking at the data. Nothing is computed here: rows of a Result are put in order.
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
class Way:
    """One way to make a comparison.

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
        """Which way it points: 1, -1, or 0 where it does not."""
        value = self.row.estimate
        if value is None or self.null is None:
            return 0
        return (value > self.null) - (value < self.null)

    @property
    def trusted(self) -> bool:
        """Whether its arms are large enough for its interval and P to be believed."""
        return not any(code.startswith("small_arm") for code in self.row.notes)

    @property
    def tells_apart(self) -> bool | None:
        """Whether interval and P tell the arms apart; None without either, or if they differ.

        None, too, where they are not to be trusted.
        """
        row = self.row
        if not self.trusted:
            return None
        answers = set() if self.p is None else {self.p < _alpha(row)}
        if self.null is not None and (row.ci_low is not None or row.ci_high is not None):
            above = row.ci_low is not None and row.ci_low > self.null
            below = row.ci_high is not None and row.ci_high < self.null
            answers.add(above or below)
        return answers.pop() if len(answers) == 1 else None


def _alpha(row: Row) -> float:
    """What counts as a small P at the row's level; 0.05 for a test that has none."""
    return 0.05 if row.ci_level is None else round(1.0 - row.ci_level, 12)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether other ways say what the leading one says.

    Parameters
    ----------
    lead : Way or None
        None where no way could be computed.
    others : tuple of Way
        Those that could be computed.
    opposite : tuple of Way
        Those that point the other way.
    otherwise : tuple of Way
        Those that tell the arms apart where the leading one does not, or the reverse.
    mixed : tuple of Way
        Those whose interval and test do not agree.
    """

    lead: Way | None
    others: tuple[Way, ...]
    opposite: tuple[Way, ...] = ()
    otherwise: tuple[Way, ...] = ()
    mixed: tuple[Way, ...] = ()


def outcome_ways(result: Result, measure: str, visit: str) -> tuple[Way, ...]:
    """The comparisons of a measure at a visit, the leading one first.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure, visit : str

    Returns
    -------
    tuple of Way
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
    made = [
        Way(code, row, null.get(code, _ZERO), tests.get(code, row.p))
        for code, row in rows.items()
        if row is not None
    ]
    return _led(made, ("ancova", "welch_t"))


def response_ways(result: Response) -> tuple[Way, ...]:
    """The comparisons of the response, the leading one first.

    Parameters
    ----------
    result : Response

    Returns
    -------
    tuple of Way
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
    made = []
    for code, variable, method, null in wanted:
        row = result.get(method, variable, visit=at)
        if row is not None:
            # The plain chi-square is the test of the leading difference.
            p = plain.p if code == "risk_difference" and plain else row.p
            made.append(Way(code, row, null, p))
    return _led(made, ("risk_difference",))


def _led(ways: Sequence[Way], order: Sequence[str]) -> tuple[Way, ...]:
    """The same with the first of `order` that has an estimate leading, and in front."""
    computed = {way.code: way for way in ways if way.row.estimate is not None}
    lead = next((computed[code] for code in order if code in computed), None)
    if lead is None:
        return tuple(ways)
    first = Way(lead.code, lead.row, lead.null, lead.p, leads=True)
    return first, *(way for way in ways if way.code != lead.code)


def agreement(ways: Iterable[Way]) -> Agreement:
    """Which of the ways say otherwise than the leading one.

    Parameters
    ----------
    ways : iterable of Way
        Only of scales on which higher means the same.
    """
    listed = list(ways)
    lead = next((way for way in listed if way.leads), None)
    others = tuple(
        way
        for way in listed
        if not way.leads and (way.row.estimate is not None or way.p is not None)
    )
    if lead is None:
        return Agreement(None, others)
    apart = lead.tells_apart
    return Agreement(
        lead,
        others,
        tuple(way for way in others if way.sign * lead.sign < 0),
        tuple(w for w in others if apart is not None and w.tells_apart is (not apart)),
        tuple(w for w in others if w.p is not None and w.trusted and w.tells_apart is None),
    )
