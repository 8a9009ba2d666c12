"""Values that come again and again and are likely codes for a missing one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import header
from aci_core.domain.arrays import Floats
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column
from aci_core.domain.schema.aliases import clean
from aci_core.ingest.values.codes.missing_codes import SUSPECTED

FEWEST = 3
IMPOSSIBLE = "missing_code"


def missing_codes(cohort: Cohort) -> Iterator[Issue]:
    """`missing_code`: an impossible value of three cells or more, asked about once."""
    for unread in cohort.unread:
        column = cohort.column(unread.column)
        if column is None:
            continue
        for value, n in Counter(clean(text) for text in unread.texts).most_common():
            if n >= FEWEST and value:
                facts = (("n", n),)
                yield Issue(IMPOSSIBLE, "error", None, header(column), value, facts)


def without_suspects(cohort: Cohort, column: Column, values: Floats) -> Floats:
    """The numbers of a column without those that may be codes for a missing value."""
    own = [
        dict(i.facts) for i in cohort.issues if i.code == SUSPECTED and i.column == column.header
    ]
    codes = [float(facts["number"]) for facts in own]
    return np.where(np.isin(values, codes), np.nan, values) if codes else values
