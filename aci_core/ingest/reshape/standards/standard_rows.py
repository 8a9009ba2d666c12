"""Rows of a file that follows a standard, put as one a patient or one a visit; or refused."""

from __future__ import annotations

from aci_core.domain.cohort import ID
from aci_core.domain.errors import AciError
from aci_core.ingest.cells import Cells
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.standards.parameter_rows import widen_parameters
from aci_core.ingest.reshape.standards.redcap_rows import one_row_a_visit


def reshape_standard(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The table with a row for each patient, or for each patient and visit.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping

    Raises
    ------
    AciError
        ``event_rows_standard``; those of `widen_parameters`.
    """
    _refuse_adverse_events(raw)
    return widen_parameters(one_row_a_visit(raw, mapping), mapping)


def _refuse_adverse_events(raw: RawTable) -> None:
    """Refuse a list of adverse events (ADAE, AE): who had none is not in it."""
    standard = raw.meanings.standard
    if standard is None or standard.event not in raw.headers:
        return
    named = [raw.meanings.get(header).name for header in raw.headers]
    if ID not in named:
        return
    cells = Cells.from_column(raw.text(named.index(ID)))
    patients = int((cells.counts > 0).sum())
    if patients < cells.filled:
        raise AciError(
            "event_rows_standard",
            standard=standard.title,
            column=standard.event or "",
            n=len(raw.frame),
            patients=patients,
        )
