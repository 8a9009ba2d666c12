"""The criterion of response: by which rule, and at which visit, NIHSS is graded."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_RULE = "pct_90_46_18"


@dataclass(frozen=True, slots=True)
class Criterion:
    """How and when the response is graded.

    Parameters
    ----------
    rule : str
        As `Settings.rule`.
    visits : tuple of str
        The visits that the plan names, the first that the file has counts; see
        `efficacy.graded_visit` for what follows where it has none of them.
    """

    rule: str = DEFAULT_RULE
    visits: tuple[str, ...] = ()


DEFAULT = Criterion()
