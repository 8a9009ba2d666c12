"""What a user may decide about an analysis: frozen, and the same in JSON, URL and script."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from aci_core.errors import AciError
from aci_core.filters import Filter, filters_from_json
from aci_core.protocol import DEFAULT as REPORTED
from aci_core.protocol import Protocol

DEFAULT_RULE = "pct_90_46_18"


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices that every analysis obeys and every output prints.

    Parameters
    ----------
    rule : str
        Name of a preset grading rule, cuts of the percent fall of NIHSS such as
        ``"90,46,18"``, or ``"recorded"`` for the grade the clinician wrote.
    level : float
        Confidence level.
    randomised : bool
        A randomised study shows standardised differences and hides baseline P.
    primary : str or None
        The primary outcome and its visit, such as ``"nihss_post"`` or ``"effective"``.
    covariates : tuple of str
        Baseline columns the ANCOVA adjusts for beside the baseline score.
    filters : tuple of Filter
        Which patients; empty for all.
    protocol : Protocol
        What was planned; no analysis hangs on it but the doses planned and received.

    Raises
    ------
    AciError
        ``settings_level``: a level outside 0.5 to 0.999.

    Examples
    --------
    >>> Settings.from_json({"rule": "pct_40"}).level
    0.95
    """

    rule: str = DEFAULT_RULE
    level: float = 0.95
    randomised: bool = True
    primary: str | None = None
    covariates: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    protocol: Protocol = REPORTED

    def __post_init__(self) -> None:
        if not 0.5 <= self.level <= 0.999:
            raise AciError("settings_level", level=self.level)

    @classmethod
    def from_json(cls, document: object) -> Settings:
        """Settings from a parsed JSON object; absent keys take the default."""
        if not isinstance(document, Mapping):
            raise AciError("settings_not_object")
        known = {field.name: field for field in dataclasses.fields(cls)}
        for key in document:
            if key not in known:
                raise AciError("settings_unknown", key=str(key)[:60], known=", ".join(known))
        values = dict(document)
        covariates = values.get("covariates", ())
        if not isinstance(covariates, list | tuple):
            raise AciError("settings_list", key="covariates")
        if not all(isinstance(name, str) for name in covariates):
            raise AciError("settings_list", key="covariates")
        values["covariates"] = tuple(dict.fromkeys(covariates))
        if not isinstance(values.get("rule", ""), str):
            raise AciError("settings_text", key="rule")
        if not isinstance(values.get("randomised", True), bool):
            raise AciError("settings_truth", key="randomised")
        level = values.get("level", 0.95)
        if isinstance(level, bool) or not isinstance(level, int | float):
            raise AciError("settings_number", key="level")
        if not 0 < level < 100:
            raise AciError("settings_level", level=str(level)[:20])
        values["filters"] = filters_from_json(values.get("filters", ()))
        values["protocol"] = Protocol.from_json(values.get("protocol", {}))
        # People write 95 as often as 0.95.
        values["level"] = level / 100 if level > 1 else float(level)
        if not isinstance(values.get("primary"), str | None):
            raise AciError("settings_text", key="primary")
        return cls(**values)

    def to_json(self) -> dict[str, object]:
        """The settings as a JSON object."""
        document = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        document["covariates"] = list(self.covariates)
        document["filters"] = [one.to_json() for one in self.filters]
        # No number of an analysis hangs on it: named only where it is the user's own.
        document.pop("protocol")
        if self.protocol != REPORTED:
            document["protocol"] = self.protocol.to_json()
        return document
