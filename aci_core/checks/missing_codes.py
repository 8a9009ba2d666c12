"""One impossible value that comes again and again: likely a code for a missing one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aci_core.checks.column_access import header
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema.aliases import clean

FEWEST = 3


def missing_codes(cohort: Cohort) -> Iterator[Issue]:
    """`missing_code`: an impossible value of three cells or more, asked about once."""
    for unread in cohort.unread:
        column = cohort.column(unread.column)
        if column is None:
            continue
        for value, n in Counter(clean(text) for text in unread.texts).most_common():
            if n >= FEWEST and value:
                facts = (("n", n),)
                yield Issue("missing_code", "error", None, header(column), value, facts)
