"""Columns that are filled in one arm alone: told of what followed the assignment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from aci_core.domain.arrays import Mask
from aci_core.domain.cohort import ARM
from aci_core.domain.schema import Column, Role
from aci_core.ingest.issues import Issues

_FEWEST = 5  # cells of the one arm
_SHARE = 0.5  # of its patients


def stop_one_arm_columns(columns: dict[str, Column], data: dict[str, Any], issues: Issues) -> None:
    """Stop each unknown characteristic that most of one arm have and nobody else.

    Parameters
    ----------
    columns : dict of str to Column
        Changed.
    data : dict of str to array
        The cells of each.
    issues : Issues
    """
    arms = data[ARM].codes
    labels = columns[ARM].levels
    for name, column in columns.items():
        unknown = column.role is Role.COVARIATE and column.recognised == "covariate"
        if not unknown or column.stopped:
            continue
        filled: Mask = ~np.asarray(pd.isna(data[name]), dtype=bool)
        n = np.bincount(arms[filled & (arms >= 0)], minlength=len(labels))
        size = np.bincount(arms[arms >= 0], minlength=len(labels))
        if np.count_nonzero(n) != 1 or np.count_nonzero(size) < 2:
            continue
        own = int(n.argmax())
        if n[own] >= max(_FEWEST, _SHARE * size[own]):
            columns[name] = replace(column, stopped=True)
            issues.add("one_arm_only", "warning", column.header, arm=labels[own][:60])
