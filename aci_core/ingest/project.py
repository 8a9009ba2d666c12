"""A project file: what a user has decided about a file, without any of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aci_core.errors import AciError
from aci_core.ingest.mapping import ColumnMapping
from aci_core.ingest.sheet import Reading
from aci_core.settings import Settings
from aci_core.steps import Step, steps_from_json

_KEYS = ("mapping", "reading", "steps", "settings")


@dataclass(frozen=True)
class Project:
    """Mapping, reading, steps and settings, every part optional.

    Parameters
    ----------
    mapping : ColumnMapping
    reading : Reading or None
    steps : tuple of Step
    settings : Settings or None

    Examples
    --------
    >>> Project.from_json({"columns": {"RXASP": "arm"}}).to_json()
    {'mapping': {'columns': {'RXASP': 'arm'}}}
    """

    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    reading: Reading | None = None
    steps: tuple[Step, ...] = ()
    settings: Settings | None = None

    @classmethod
    def from_json(cls, document: object) -> Project:
        """A project from a parsed JSON object; a mapping alone is one too.

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
        )

    def to_json(self) -> dict[str, object]:
        """The project as a JSON object, parts without content left out."""
        parts: dict[str, object] = {
            "mapping": self.mapping.to_json(),
            "reading": self.reading.to_json() if self.reading else None,
            "steps": [step.to_json() for step in self.steps],
            "settings": self.settings.to_json() if self.settings else None,
        }
        return {key: value for key, value in parts.items() if value}
