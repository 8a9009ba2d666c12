"""Where a step can be done: the cell and column of an issue, and words one slip apart."""

from __future__ import annotations

from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column
from aci_core.domain.schema.aliases import compact

CUT = "…"  # a long text that an issue quotes in part
_SHORTEST = 3


def cell_of(issue: Issue, cohort: Cohort) -> tuple[int, str] | None:
    """Row and header in the file of the cell that an issue speaks of; None where there is none.

    A column that was made of one with a row a visit has its cells elsewhere, and a visit that a
    patient did not come to has none.
    """
    if issue.row is None or issue.column is None:
        return None
    origin = cohort.origins.get(issue.column)
    if origin is None:
        return issue.row, issue.column
    return (issue.row, origin.header) if issue.row in origin.rows else None


def is_ambiguous(header: str, cohort: Cohort) -> bool:
    """Whether the file has the header twice: a step could mean either."""
    origin = cohort.origins.get(header)
    named = {header, origin.header, origin.visit} if origin else {header}
    return not named.isdisjoint(cohort.repeated_headers)


def column_of(issue: Issue, cohort: Cohort) -> Column | None:
    """The column that an issue speaks of; None where its header is not one column's."""
    if issue.column is None or is_ambiguous(issue.column, cohort):
        return None
    return next((c for c in cohort.columns if c.header == issue.column), None)


def is_one_slip(slip: str, word: str) -> bool:
    """Whether one letter differs, and neither a number nor a name of one letter: A组, 2组.

    Examples
    --------
    >>> is_one_slip("femal", "female"), is_one_slip("治疗1组", "治疗2组"), is_one_slip("A组", "B组")
    (True, False, False)
    """
    from rapidfuzz.distance import OSA, Levenshtein

    if min(len(compact(slip)), len(compact(word))) < _SHORTEST:
        return False
    edits = Levenshtein.editops(slip, word)
    pairs = ((slip[e.src_pos : e.src_pos + 1], word[e.dest_pos : e.dest_pos + 1]) for e in edits)
    touched = "".join(a + b for a, b in pairs)
    # Two letters the wrong way round are one slip.
    return OSA.distance(slip, word) == 1 and not any(letter.isdecimal() for letter in touched)
