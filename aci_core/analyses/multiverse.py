"""Multiverse of a comparison: its rows by every specification, the leading one first.

The leading method is fixed by the kind of variable (`docs/decisions/statistics.md`), never by
looking at the data. Nothing is computed here: rows of a Result are put in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aci_core.analyses import leading
from aci_core.analyses.adjustment import BASELINE_ONLY, COMPLETE_CASES
from aci_core.analyses.outcomes import change
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result, Row
from aci_core.summaries import EFFECTIVE, GRADE

# Where "no difference" lies on each scale, None for a test alone.
_ZERO, _ONE, _HALF = 0.0, 1.0, 0.5
_COMMON_ODDS = ("proportional_odds_adjusted", "proportional_odds")


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
    test : str
        Method of `p` where that is not the row's own: an interval of rates has no *P* of its own.
    """

    code: str
    row: Row
    null: float | None
    p: float | None
    leads: bool = False
    test: str = ""

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

    def significant(self, alpha: float) -> bool | None:
        """Whether its P lies below alpha; None without one, or where it is not to be trusted."""
        return None if self.p is None or not self.trusted else self.p < alpha


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of the other specifications with the leading one.

    Only an estimate of the same quantity can contradict it, and only by its sign. A test of less
    power, or of another quantity, may lie on the other side of alpha without contradiction.

    Parameters
    ----------
    lead : Specification or None
        None where none could be computed.
    others : tuple of Specification
        Those that could be computed.
    same : tuple of Specification
        Those among them that estimate the same as the leading one.
    opposite : tuple of Specification
        Estimates among `same` of the opposite direction: they contradict.
    depends : tuple of Specification
        Those among `same` whose P lies on the other side of alpha.
    beside : tuple of Specification
        Those of less power, or of another quantity, whose P lies on the other side of alpha.
    dissent : tuple of Specification
        Those among `beside` of the same model on the other scale: as large a test of the same
        question, which a few values far from the others turn on one scale and not on the other.
    """

    lead: Specification | None
    others: tuple[Specification, ...]
    same: tuple[Specification, ...] = ()
    opposite: tuple[Specification, ...] = ()
    depends: tuple[Specification, ...] = ()
    beside: tuple[Specification, ...] = ()
    dissent: tuple[Specification, ...] = ()


# What estimates the same as each leading method: other standard errors, other covariates,
# another interval. Tests of one table estimate nothing, and have less power by their making
# (Yates, Fisher) or do not hold in it (Pearson where an expected count is below 5).
_SAME: Mapping[str, frozenset[str]] = {
    "ancova": frozenset({"ancova_hc3", "ancova_baseline_only", "ancova_complete_cases"}),
    "ancova_log": frozenset({"ancova_log_complete_cases", "tobit_ratio"}),
    "proportional_odds_adjusted": frozenset({"proportional_odds_adjusted_complete_cases"}),
    "welch_t": frozenset({"student_t"}),
    "risk_difference": frozenset(
        {
            "risk_difference_mn", "adjusted_risk_difference",
            "adjusted_risk_difference_complete_cases",
        }
    ),
}  # fmt: skip


_TIMES = 10.0  # a P on the other side of alpha by less is the same answer
_OTHER_SCALE: Mapping[str, str] = {"ancova_log": "ancova"}


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
        Rows that the analysis made, computed or not; the kind of the measure decides which
        leads (`analyses.leading`).
    """
    ordered = result.ordinal(measure)
    rows = dict(_ordered_rows(result, measure, visit) if ordered else _rows(result, measure, visit))
    null = {
        "mann_whitney": _HALF,
        **dict.fromkeys(("win_odds", "ancova_log", "tobit_ratio", *_COMMON_ODDS), _ONE),
        **dict.fromkeys((_complete(k) for k in ("ancova_log", _COMMON_ODDS[0])), _ONE),
    }
    # The shift is that of Mann-Whitney's test.
    ranks = rows.get("mann_whitney")
    tests = {"hodges_lehmann": ranks.p if ranks else None}
    specifications = [
        Specification(code, row, null.get(code, _ZERO), tests.get(code, row.p))
        for code, row in rows.items()
        if row is not None
    ]
    # Win odds lead where no common odds ratio could be computed.
    last = ("win_odds",) if ordered else ()
    return _leading_first(specifications, (*leading.methods(result, measure), *last))


def _rows(result: Result, measure: str, visit: str) -> Iterator[tuple[str, Row | None]]:
    """The comparisons of a score or a biomarker."""
    yield "ancova", result.get("ancova", measure, visit=visit)
    yield "ancova_hc3", result.get("ancova_hc3", measure, visit=visit)
    only = result.get("ancova", measure, visit=visit, level=BASELINE_ONLY)
    yield "ancova_baseline_only", only
    complete = result.get("ancova", measure, visit=visit, level=COMPLETE_CASES)
    yield _complete("ancova"), complete
    yield "welch_t", result.get("welch_t", measure, visit=visit)
    yield "welch_change", result.get("welch_t", measure, visit=change(visit))
    for method in ("student_t", "hodges_lehmann", "mann_whitney", "win_odds", "ancova_log"):
        yield method, result.get(method, measure, visit=visit)
    complete = result.get("ancova_log", measure, visit=visit, level=COMPLETE_CASES)
    yield _complete("ancova_log"), complete
    yield "tobit_ratio", result.get("tobit_ratio", measure, visit=visit)


def _ordered_rows(result: Result, measure: str, visit: str) -> Iterator[tuple[str, Row | None]]:
    """The comparisons of an ordered scale: no means of its grades."""
    for method in (*_COMMON_ODDS, "win_odds", "mann_whitney"):
        yield method, result.get(method, measure, visit=visit)
    adjusted = _COMMON_ODDS[0]
    complete = result.get(adjusted, measure, visit=visit, level=COMPLETE_CASES)
    yield _complete(adjusted), complete


def _complete(method: str) -> str:
    """The code of a method over the complete cases, where it imputes covariates."""
    return f"{method}_{COMPLETE_CASES}"


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
        ("adjusted_risk_difference", EFFECTIVE, "adjusted_risk_difference", _ZERO),
        (_complete("adjusted_risk_difference"), EFFECTIVE, "adjusted_risk_difference", _ZERO),
        ("risk_ratio", EFFECTIVE, "risk_ratio", _ONE),
        ("risk_ratio_koopman", EFFECTIVE, "risk_ratio_koopman", _ONE),
        ("odds_ratio", EFFECTIVE, "odds_ratio", _ONE),
        ("fisher_exact", EFFECTIVE, "fisher_exact", _ONE),
        ("proportional_odds_adjusted", GRADE, "proportional_odds_adjusted", _ONE),
        (_complete(_COMMON_ODDS[0]), GRADE, _COMMON_ODDS[0], _ONE),
        ("proportional_odds", GRADE, "proportional_odds", _ONE),
        ("grade_win_odds", GRADE, "win_odds", _ONE),
        ("pearson_chi2", EFFECTIVE, "pearson_chi2", None),
        ("n1_chi2", EFFECTIVE, "n1_chi2", None),
        ("yates_chi2", EFFECTIVE, "yates_chi2", None),
        ("grade_pearson", GRADE, "pearson_chi2", None),
        ("grade_fisher", GRADE, "fisher_exact", None),
        ("linear_by_linear", GRADE, "linear_by_linear", None),
    )
    test = leading.rate_test(result, EFFECTIVE, visit=at)
    specifications = []
    for code, variable, method, null in wanted:
        level = COMPLETE_CASES if code == _complete(method) else None
        row = result.get(method, variable, visit=at, level=level)
        if row is not None:
            # The test of the leading difference: Pearson's, or Fisher's where one expects few.
            if code == "risk_difference" and test is not None:
                one = Specification(code, row, null, test.p, test=test.method)
            else:
                one = Specification(code, row, null, row.p)
            specifications.append(one)
    by_grades = result.settings.judged.primary == GRADE
    return _leading_first(specifications, _COMMON_ODDS if by_grades else ("risk_difference",))


def _leading_first(
    specifications: Sequence[Specification], order: Sequence[str]
) -> tuple[Specification, ...]:
    """The same, led by the first of `order` that has an estimate, which comes first."""
    computed = {one.code: one for one in specifications if one.row.estimate is not None}
    lead = next((computed[code] for code in order if code in computed), None)
    if lead is None:
        return tuple(specifications)
    first = replace(lead, leads=True)
    return first, *(one for one in specifications if one.code != lead.code)


def agreement(specifications: Iterable[Specification], alpha: float) -> Agreement:
    """Compare the other specifications with the leading one.

    Parameters
    ----------
    specifications : iterable of Specification
    alpha : float
        Level of significance of the plan.
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
    codes = _SAME.get(lead.code, frozenset())
    clear = lead.significant(alpha)
    across = [one for one in others if clear is not None and one.significant(alpha) is (not clear)]
    same = tuple(one for one in others if one.code in codes)
    return Agreement(
        lead,
        others,
        same,
        tuple(one for one in same if one.sign * lead.sign < 0),
        tuple(one for one in across if one in same),
        tuple(one for one in across if one not in same),
        tuple(one for one in across if _dissents(one, lead)),
    )


def _dissents(one: Specification, lead: Specification) -> bool:
    """Whether the same model on the other scale has a P of another order."""
    if one.code != _OTHER_SCALE.get(lead.code) or one.p is None or lead.p is None:
        return False
    low, high = sorted((one.p, lead.p))
    return high >= _TIMES * low
