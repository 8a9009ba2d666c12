"""The arm told by two columns of yes and no, one of them the control: treated, control."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aci_core.domain.cohort import ARM, Issue
from aci_core.domain.schema.aliases import arm_kind, clean, fold
from aci_core.ingest.cells import Cells
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.values.codes.yes_no import ticks

_NEARLY_ALL = 0.9  # of the rows say yes in one of the two; the others are told one by one
_Flags = npt.NDArray[np.int8]  # 1 yes, 0 no or blank


def with_indicated_arm(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The table with one column of arms in place of two that mark who is in which.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        Where it names the arm, nothing is done.

    Returns
    -------
    RawTable
        The same table if it has a column of arms, or not just one such pair.
    """
    named = {fold(header) for header, name in mapping.columns.items() if name == ARM}
    if named & set(map(fold, raw.headers)):
        return raw
    kinds = {place: arm_kind(header) for place, header in enumerate(raw.headers)}
    controls = [place for place, kind in kinds.items() if kind == "control"]
    if len(controls) != 1:
        return raw
    control = controls[0]
    no_arm = all(raw.meanings.get(h).name != ARM or kinds[p] for p, h in enumerate(raw.headers))
    own = ticks(Cells.from_column(raw.text(control))) if no_arm else None
    if own is None:
        return raw
    pairs = {
        place: flags
        for place in range(len(raw.headers))
        if place != control
        and raw.meanings.get(raw.headers[place]).recognised in ("covariate", "weak", "alias")
        and (flags := ticks(Cells.from_column(raw.text(place)))) is not None
        and (own + flags == 1).mean() >= _NEARLY_ALL
    }
    others = [place for place in pairs if kinds[place] == "treatment"] or [*pairs]
    return _joined(raw, (others[0], pairs[others[0]]), (control, own)) if len(others) == 1 else raw


def _joined(raw: RawTable, treatment: tuple[int, _Flags], control: tuple[int, _Flags]) -> RawTable:
    (first, treated), (second, untreated) = treatment, control
    one = treated + untreated == 1
    arms = pa.array([raw.headers[first], raw.headers[second]], pa.string())
    text = arms.take(pa.array(untreated.astype(np.int32), mask=~one))
    kept = [place for place in range(len(raw.headers)) if place not in (first, second)]
    labels = [*raw.labels] or [""] * len(raw.headers)
    facts = (("first", clean(raw.headers[first])[:60]), ("second", clean(raw.headers[second])[:60]))
    return raw.with_columns(
        (*(raw.headers[place] for place in kept), ARM),
        (*(labels[place] for place in kept), ""),
        [*(raw.text(place) for place in kept), pa.chunked_array([text])],
        (*raw.issues, Issue("arms_indicated", "warning", None, ARM, facts=facts)),
    )
