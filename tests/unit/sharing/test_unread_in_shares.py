"""What was not read, in what is shared: counts with rows, nothing with results alone."""

from __future__ import annotations

from aci_core.checks import unread_cells
from aci_core.domain.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.sharing import payload
from aci_core.sharing.deidentify import deidentify
from aci_core.sharing.disclosure_control import without_patients
from aci_core.sharing.payload import Rows
from tests.build import cohort_of

COHORT = cohort_of(
    nihss_pre=[60, 5, 6, 7, 8, 9], sex=["男", "女", "男", "难", "女", "男"], age=[60, 61] * 3
)


def test_rows_keep_the_counts_and_no_cell() -> None:
    content = payload.to_bytes(Rows(deidentify(COHORT), ColumnMapping(), Settings()))
    opened = payload.from_bytes(content)
    before, after = unread_cells(COHORT), unread_cells(opened.cohort)
    assert [c.cells[0].value for c in before] == ["60", "难"]
    assert [(c.name, c.n_unread, c.by_arm, c.n) for c in after] == [
        (c.name, c.n_unread, c.by_arm, c.n) for c in before
    ]
    assert [c.cells for c in after] == [(), ()]


def test_results_alone_tell_nothing_of_single_cells() -> None:
    assert without_patients(deidentify(COHORT), frozenset()).unread == ()
