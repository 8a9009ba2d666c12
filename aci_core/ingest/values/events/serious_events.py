"""Who had a serious event: none of those who had no event at all."""

from __future__ import annotations

from typing import Any

import numpy as np

from aci_core.domain.schema import SERIOUS, Column, Kind, Role
from aci_core.ingest.issues import Issues


def settle_serious(columns: dict[str, Column], data: dict[str, Any], issues: Issues) -> None:
    """Fill blank cells of a column of serious events where every event is known not to be there.

    Parameters
    ----------
    columns, data
        By canonical name; changed.
    issues : Issues
    """
    column = columns.get(f"ae_{SERIOUS}")
    kinds = [c for c in columns.values() if c.role is Role.EVENT and c is not column]
    if column is None or not kinds or any(c.kind is not Kind.NUMBER for c in (column, *kinds)):
        return
    values = np.array(data[column.name], dtype=np.float64)
    implied = np.isnan(values) & np.all([data[c.name] == 0 for c in kinds], axis=0)
    implied[issues.impossible_in(column.header)[0]] = False
    if implied.any():
        values[implied] = 0.0
        data[column.name] = values
        issues.add("serious_implied", "info", column.header, n=int(implied.sum()))
