"""A loaded cohort with its raw table, mapping, corrections and share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # they bring pandas: not before a file is there
    from aci_core.checks import Fix
    from aci_core.checks.file_table import FileTable
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.steps import Step
    from aci_core.ingest import ColumnMapping, Project, RawTable
    from aci_core.sharing import Opened

LOADED = "_loaded"  # session key of what is shown, one's own or a share


@dataclass(frozen=True)
class Loaded:
    """A cohort with what it was made from.

    Parameters
    ----------
    cohort : Cohort
    raw : RawTable
        The file's cells, so that another mapping needs no second upload.
    mapping : ColumnMapping
    arms : tuple of str
        Arms the file has, also when two of them were chosen.
    steps : tuple of Step
        Corrections, in the order in which they are done.
    opened : Opened or None
        The share that it came with; then `raw` is empty, and nothing can be read anew.
    clicks : tuple of tuple of Step
        The steps of each click that did them, the newest last: one click undoes them.
    """

    cohort: Cohort
    raw: RawTable
    mapping: ColumnMapping
    arms: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    opened: Opened | None = None
    clicks: tuple[tuple[Step, ...], ...] = ()

    @property
    def project(self) -> Project:
        """Decisions about the file, without patients."""
        from aci_core.ingest import Project

        file = self.raw.content if self.steps else None
        headers = self.raw.fingerprint
        return Project(self.mapping, self.raw.reading, self.steps, file=file, headers=headers)

    @cached_property
    def fixes(self) -> tuple[Fix, ...]:
        """The issues of the cohort, each with what can be done about it."""
        from aci_core.checks import fixes

        return fixes(self.cohort)

    @cached_property
    def table(self) -> FileTable:
        """The file row by row, with what there is to check in its cells."""
        from aci_core.checks.file_table import file_table

        return file_table(self.raw, self.cohort, self.fixes)

    @cached_property
    def nbytes(self) -> int:
        """Approximate memory of the file's text and the typed table."""
        # Not `deep`: that walks every text; pyarrow's strings count in full without it.
        frames = (self.raw.frame, self.cohort.table)
        return int(sum(frame.memory_usage(index=False).sum() for frame in frames))
