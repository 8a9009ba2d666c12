"""Project file: a user's mapping, reading, steps, settings and sets, without patients' data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from aci_core.domain.codec import decode
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES
from aci_core.domain.schema.aliases import fold
from aci_core.domain.steps import ConfirmCell, OmitRow, SetCell, Step, steps_from_json
from aci_core.domain.study.filters import Filter, sets_from_json
from aci_core.domain.study.settings import Settings
from aci_core.ingest.columns.mapping import VISIT, ColumnMapping
from aci_core.ingest.files.sheet import Reading

if TYPE_CHECKING:
    from aci_core.ingest.layout.raw_table import RawTable

_KEYS = ("mapping", "reading", "steps", "settings", "file", "sets", "headers")
Name = Annotated[str, Meta(min_length=1, max_length=128)]


@dataclass(frozen=True)
class Project:
    """Mapping, reading, steps, settings and sets, each optional.

    Parameters
    ----------
    mapping : ColumnMapping
    reading : Reading or None
    steps : tuple of Step
    settings : Settings or None
    file : str or None
        `RawTable.content` of the file to which the steps for single rows belong.
    sets : dict of str to tuple of Filter
        The user's own sets of patients, by name.
    headers : str or None
        `RawTable.fingerprint` of the file that the project was made for.

    Examples
    --------
    >>> Project.from_json({"columns": {"RXASP": "arm"}}).to_json()
    {'mapping': {'columns': {'RXASP': 'arm'}}}
    """

    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    reading: Reading | None = None
    steps: tuple[Step, ...] = ()
    settings: Settings | None = None
    file: str | None = None
    sets: Mapping[str, tuple[Filter, ...]] = field(default_factory=dict)
    headers: str | None = None

    @classmethod
    def from_json(cls, document: object) -> Project:
        """A project from a parsed JSON object, which may be a mapping alone.

        Raises
        ------
        AciError
            ``project_unknown_key``, and those of each part.
        """
        if not isinstance(document, Mapping) or not any(key in document for key in _KEYS):
            return cls(ColumnMapping.from_json(document))
        for key in document:
            if key not in _KEYS:
                known = ", ".join(_KEYS)
                raise AciError("project_unknown_key", key=str(key)[:60], known=known)
        part = document.get
        return cls(
            ColumnMapping.from_json(part("mapping", {})),
            Reading.from_json(part("reading")) if "reading" in document else None,
            steps_from_json(part("steps", ())),
            Settings.from_json(part("settings")) if "settings" in document else None,
            decode(Name | None, part("file"), "project", "file"),
            sets_from_json(part("sets", {})),
            decode(Name | None, part("headers"), "project", "headers"),
        )

    def fits(self, raw: RawTable) -> bool:
        """Whether the project was made for a file with these headers, or for any."""
        return self.headers in (None, raw.fingerprint)

    def fitted(self, raw: RawTable) -> tuple[RawTable, tuple[Step, ...]]:
        """The steps that apply to a table, and the table with an issue for the others.

        A correction of a row belongs to one patient: in another file that row is another
        patient. A project without `file` was written by hand for the file it is used on.
        """
        rows = [s for s in self.steps if isinstance(s, SetCell | ConfirmCell | OmitRow)]
        if not rows or self.file is None or self.file == raw.content:
            return raw, self.steps
        issue = Issue("steps_other_file", "warning", facts=(("n", len(rows)),))
        applicable = tuple(step for step in self.steps if step not in rows)
        return replace(raw, issues=(*raw.issues, issue)), applicable

    def with_recognised_columns(self, cohort: Cohort, settings: Settings | None = None) -> Project:
        """The project with every recognised column in its mapping.

        Parameters
        ----------
        cohort : Cohort
            The cohort of the file with this project.
        settings : Settings, optional
        """
        columns: dict[str, str] = {}
        # Naming it would mean that the file's own identifiers are to be used.
        replaced = {i.column for i in cohort.issues if i.code == "identifier_replaced"}
        for column in cohort.columns:
            if column.header in replaced:
                continue
            origin = cohort.origins.get(column.header)
            if origin is not None:  # a row for each visit: the measure, and the column of visits
                if column.stem in MEASURES or column.stem in self.mapping.measures:
                    columns |= {origin.header: column.stem, origin.visit: VISIT}
            elif column.header and not (column.stopped and column.recognised == "covariate"):
                # Not recognised: a name would make it a characteristic.
                columns[column.header] = column.name
        named = {fold(header) for header in self.mapping.columns}
        columns = {header: name for header, name in columns.items() if fold(header) not in named}
        mapping = replace(self.mapping, columns={**columns, **self.mapping.columns})
        if cohort.settled:
            mapping = replace(mapping, arms=cohort.arms, reference=cohort.reference)
        return replace(self, mapping=mapping, settings=settings or self.settings)

    def to_json(self) -> dict[str, object]:
        """The project as a JSON object, without empty parts."""
        parts: dict[str, object] = {
            "mapping": self.mapping.to_json(),
            "reading": self.reading.to_json() if self.reading else None,
            "steps": [step.to_json() for step in self.steps],
            "settings": self.settings.to_json() if self.settings else None,
            "file": self.file if self.steps else None,
            "sets": {
                name: [one.to_json() for one in filters] for name, filters in self.sets.items()
            },
            "headers": self.headers,
        }
        return {key: value for key, value in parts.items() if value}
