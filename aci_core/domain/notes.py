"""Notes: codes that explain a number, or why it is missing.

The words of each code are in the catalogue, under ``note.``; the type checker rejects a code
that is not listed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NewType, get_args

Code = Literal[
    "all_allocated",
    "alike_beyond_chance",
    "all_events",
    "all_zero",
    "approximate",
    "arm_censored",
    "assumed_r",
    "beyond_limits",
    "blank_unanswered",
    "code_counted",
    "collinear",
    "constant",
    "counts_fit",
    "cov_cs",
    "covariate_imputed",
    "covariates_absent",
    "covariates_constant",
    "df2",
    "family",
    "family_untested",
    "few_in_level",
    "gate_closed",
    "gate_unknown",
    "half_added",
    "half_limit",
    "invalid_counts",
    "leverage_one",
    "min_expected_below_5",
    "missing",
    "monte_carlo",
    "needs_counts",
    "needs_patients",
    "no_baseline",
    "no_difference",
    "no_events",
    "no_patients",
    "no_shared_level",
    "no_spread",
    "nonpositive",
    "not_converged",
    "not_finite",
    "not_reached",
    "not_turned",
    "not_two_by_two",
    "one_level",
    "one_patient",
    "one_sided",
    "outcomes_imputed",
    "outside_validated",
    "perfect_correlation",
    "perfect_fit",
    "perfect_prediction",
    "quartile_beyond_limit",
    "ranks_blurred",
    "replicates_lost",
    "seed",
    "separated",
    "sign_differs",
    "skewed",
    "skewed_zero",
    "small_arm",
    "sparse_visit",
    "thresholds_cross",
    "through_infinity",
    "too_few",
    "too_few_for_interval",
    "too_few_visits",
    "two_grades",
    "unbounded_high",
    "unbounded_low",
    "upper_one_sided",
    "withheld",
    "zero_width",
    "zeros_dropped",
]
CODES: tuple[Code, ...] = get_args(Code)
# Why a summary of patients gives no number.
NOT_IN_SUMMARY: Final[frozenset[Code]] = frozenset({"needs_counts", "needs_patients"})

Note = NewType("Note", str)  # ``code`` or ``code:number``
Notes = NewType("Notes", str)  # several, a blank between them


def note(code: Code, number: float | str | None = None) -> Note:
    """A note; `number` is filled into its words."""
    return Note(code if number is None else f"{code}:{number}")


def join_notes(notes: Iterable[Note]) -> Notes | None:
    """Join notes as a row holds them, each once; None if there are none."""
    return Notes(" ".join(dict.fromkeys(notes))) or None
