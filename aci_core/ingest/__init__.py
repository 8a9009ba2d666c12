"""Bytes of a file in, a cohort out."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import Step
from aci_core.ingest.build import build
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.files.sheet import Reading
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.project import Project
from aci_core.ingest.read import read

__all__ = ["ColumnMapping", "Project", "RawTable", "Reading", "build", "load", "read"]


def load(
    data: bytes,
    name: str,
    mapping: ColumnMapping | None = None,
    reference: str | None = None,
    reading: Reading | None = None,
    steps: Sequence[Step] = (),
) -> Cohort:
    r"""Load the cohort of a file.

    Parameters
    ----------
    data : bytes
        The file, up to 200 MB: CSV, Excel, SPSS, Stata, SAS or Parquet.
    name : str
        Its name; only the last part of a path is used.
    mapping : ColumnMapping, optional
    reference : str, optional
        Label of the reference arm; goes before the mapping's.
    reading : Reading, optional
        How the file is read; detected by default.
    steps : sequence of Step
        Applied to the cells before they are parsed.

    Returns
    -------
    Cohort

    Raises
    ------
    AciError
        As `read` and `build`: the file cannot be used at all. What is wrong with a
        column or a patient is an issue of the cohort.

    Examples
    --------
    >>> load("编号,组别,治疗前NIHSS评分\n1,观察组,9\n2,对照组,8\n".encode(), "a.csv").arms
    ('观察组', '对照组')
    """
    cohort = build(read(data, name, reading), mapping, reference, steps)
    # Return the memory of the cells' text to the system.
    pa.default_memory_pool().release_unused()
    return cohort
