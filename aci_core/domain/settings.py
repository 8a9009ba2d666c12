"""Settings of an analysis: immutable, and the same in JSON, URL and script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError
from aci_core.domain.filters import Filter, filters_from_json
from aci_core.domain.protocol import DEFAULT as REPORTED
from aci_core.domain.protocol import Protocol

DEFAULT_RULE = "pct_90_46_18"


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices that every analysis uses and every output prints.

    Parameters
    ----------
    rule : str
        Name of a preset grading rule, cuts of the percent reduction of NIHSS such as
        ``"90,46,18"``, or ``"recorded"`` for the grade the clinician wrote.
    level : float
        Confidence level.
    randomised : bool
        A randomised study shows standardised differences and hides baseline P.
    primary : str or None
        The primary outcome and its visit, such as ``"nihss_post"`` or ``"effective"``.
    covariates : tuple of str
        Baseline columns the ANCOVA adjusts for, in addition to the baseline score.
    filters : tuple of Filter
        Which patients; empty for all.
    protocol : Protocol
        The planned treatment; used only by the analysis of doses planned and received.

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
        parts = decode(dict[str, Any], document, "settings")
        filters = filters_from_json(parts.pop("filters", ()))
        protocol = Protocol.from_json(parts.pop("protocol", {}))
        level = parts.get("level")
        if isinstance(level, int | float) and not isinstance(level, bool):
            if not 0 < level < 100:
                raise AciError("settings_level", level=str(level)[:20])
            # People write 95 as often as 0.95.
            parts["level"] = level / 100 if level > 1 else level
        parsed = decode(cls, parts, "settings")
        covariates = tuple(dict.fromkeys(parsed.covariates))
        return replace(parsed, covariates=covariates, filters=filters, protocol=protocol)

    def to_json(self) -> dict[str, object]:
        """The settings as a JSON object."""
        document: dict[str, object] = encode(self)
        document["filters"] = [one.to_json() for one in self.filters]
        # No number of an analysis depends on it: included only if it is the user's own.
        if self.protocol == REPORTED:
            document.pop("protocol")
        return document
