"""Deaths and losses that dropped columns tell: in remarks, and by a date of death."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pyarrow as pa

from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import canonical_value
from aci_core.ingest.cells import Cells, Mask
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.issues import Issues
from aci_core.ingest.values import dates
from aci_core.ingest.values.events.remarks import FATES, header_of, remark_tells

# A telephone number may stand in a remark.
_TEXTS = frozenset({"remark", "free_text", "phone", "online", "national_id", "name", "address"})
_ROLES = {"died": Role.DIED, "lost": Role.LOST}
_MOST_TEXTS = 20_000


def told_by_remarks(
    kinds: Sequence[tuple[int, str]],
    named: Sequence[Meaning],
    columns: Sequence[pa.ChunkedArray],
    headers: Sequence[str],
) -> Iterator[tuple[str, pa.ChunkedArray]]:
    """For each column of remarks that leaves, who is said to have died or was lost: yes and no.

    Nothing where a column of the file that stays says so of all of them.

    Parameters
    ----------
    kinds : sequence of (int, str)
        Place and kind of the columns that leave.
    named : sequence of Meaning
        Of all columns.
    columns : sequence of pyarrow string arrays
    headers : sequence of str
    """
    gone = {place for place, _ in kinds}
    for place, kind in kinds:
        cells = Cells.from_column(columns[place]) if kind in _TEXTS else None
        if cells is None or len(cells.distinct) > _MOST_TEXTS:
            continue
        for fate in FATES:
            tells = np.array([remark_tells(text, fate) for text in cells.texts], dtype=bool)
            says: Mask = np.append(tells, False)[cells.codes]
            stated = [p for p, m in enumerate(named) if m.role is _ROLES[fate] and p not in gone]
            known = [_says_yes(Cells.from_column(columns[p]), fate) for p in stated]
            if says.any() and not (known and (known[0] >= says).all()):
                text = pa.array(np.where(says, "yes", "no"), pa.string())
                yield header_of(headers[place], fate), pa.chunked_array([text])


def _says_yes(cells: Cells, fate: str) -> Mask:
    yes = [
        canonical_value(fate, text) == "yes" or canonical_value("yes_no", text) == "yes"
        for text in cells.texts
    ]
    known: Mask = np.append(np.array(yes, dtype=bool), False)[cells.codes]
    return known


def report_undead(
    days: Sequence[dates.Day],
    named: Sequence[Meaning],
    removed: Collection[int],
    columns: Sequence[pa.ChunkedArray],
    headers: Sequence[str],
    issues: Issues,
) -> None:
    """Report who has a date of death, and did not die by the file's own column of deaths."""
    stated = [p for p, m in enumerate(named) if m.role is Role.DIED and p not in removed]
    for place in stated[:1]:
        cells = Cells.from_column(columns[place])
        lives = np.array([canonical_value("died", text) == "no" for text in cells.texts], bool)
        for day in days:
            if day.role == "death":
                both = np.flatnonzero(day.given & np.append(lives, False)[cells.codes])
                issues.add_cells(
                    "death_date_differs", "warning", headers[place], both, None, other=day.header
                )
