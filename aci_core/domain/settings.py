"""Settings of an analysis, the trial's plan among them: the same in JSON, URL and script."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from aci_core.domain.codec import decode, encode
from aci_core.domain.criterion import DEFAULT_RULE, Criterion
from aci_core.domain.errors import AciError
from aci_core.domain.filters import Filter, filters_from_json
from aci_core.domain.protocol import DEFAULT as REPORTED
from aci_core.domain.protocol import Protocol

Design = Literal["randomised", "observed", "unsaid"]
DESIGNS: Mapping[bool | None, Design] = {True: "randomised", False: "observed", None: "unsaid"}
RANDOMISED: Mapping[bool | None, str] = {None: "unsaid", True: "yes", False: "no"}  # in words
SEED = 20250917  # of everything that is resampled

# What a trial states beforehand. A confidence level and a filter are how one looks at it.
PLAN = (
    "randomised",
    "primary",
    "secondary",
    "alpha",
    "rule",
    "response_visit",
    "covariates",
    "centre",
    "subgroups",
    "population",
    "protocol",
    "seed",
)


@dataclass(frozen=True, slots=True)
class Lock:
    """The record that a plan was settled: not a registration.

    Parameters
    ----------
    time : str
        ISO 8601, UTC.
    digest : str
        `Settings.plan_digest` of the plan as it was then.
    results_seen : bool or None
        Whether results had been seen by then; None where that is not known.
    """

    time: str
    digest: str
    results_seen: bool | None = None


@dataclass(frozen=True, slots=True)
class Deviation:
    """A change of a locked plan.

    Parameters
    ----------
    key : str
        One of `PLAN`.
    before, after : str
        The values as JSON.
    time : str
        ISO 8601, UTC.
    results_seen : bool or None
        Whether results had been seen by then; None where that is not known.
    """

    key: str
    before: str
    after: str
    time: str
    results_seen: bool | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices that every analysis uses and every output prints.

    Parameters
    ----------
    rule : str
        Name of a preset grading rule, cuts of the percent reduction of NIHSS such as
        ``"90,46,18"``, or ``"recorded"`` for the grade the clinician wrote.
    level : float
        Confidence level of the intervals. It decides no verdict: `alpha` does.
    randomised : bool or None
        None where it is not said: words are associational then, and no baseline value is
        imputed. Only a study that is not randomised shows *P* of baseline differences.
    primary : str or None
        The primary outcome and its visit, such as ``"nihss_post"``, ``"effective"`` or
        ``"grade"``. Without one no outcome gets a verdict.
    secondary : tuple of str
        Secondary outcomes, named as the primary: the family of Holm's adjustment.
    alpha : float
        Level of significance of verdicts.
    response_visit : str or None
        The visit at which the response is graded; None for that of `analyses.plan`.
    covariates : tuple of str
        Baseline columns that the models adjust for, in addition to a score's own baseline.
    centre : str or None
        The column of the centres.
    subgroups : tuple of str
        Columns declared beforehand as subgroups.
    population : tuple of Filter
        The patients called per protocol, shown beside all.
    filters : tuple of Filter
        Which patients; empty for all.
    protocol : Protocol
        The planned treatment; used only by the analysis of doses planned and received.
    seed : int
    locked : Lock or None
        When and what plan was settled.
    deviations : tuple of Deviation
        Changes of the plan since then.
    registration : str or None
        Register and number of the trial, in the user's words; a record as `locked` is, and no
        part of the plan.

    Raises
    ------
    AciError
        ``settings_level``: a level outside 0.5 to 0.999. ``settings_alpha``: an alpha outside
        0.0001 to 0.5.

    Examples
    --------
    >>> Settings.from_json({"rule": "pct_40"}).level
    0.95
    """

    rule: str = DEFAULT_RULE
    level: float = 0.95
    randomised: bool | None = None
    primary: str | None = None
    secondary: tuple[str, ...] = ()
    alpha: float = 0.05
    response_visit: str | None = None
    covariates: tuple[str, ...] = ()
    centre: str | None = None
    subgroups: tuple[str, ...] = ()
    population: tuple[Filter, ...] = ()
    filters: tuple[Filter, ...] = ()
    protocol: Protocol = REPORTED
    seed: int = SEED
    locked: Lock | None = None
    deviations: tuple[Deviation, ...] = ()
    registration: str | None = None

    def __post_init__(self) -> None:
        if not 0.5 <= self.level <= 0.999:
            raise AciError("settings_level", level=self.level)
        if not 0.0001 <= self.alpha <= 0.5:
            raise AciError("settings_alpha", alpha=self.alpha)

    @classmethod
    def from_json(cls, document: object) -> Settings:
        """Settings from a parsed JSON object; absent keys take the default."""
        parts = decode(dict[str, Any], document, "settings")
        filters = filters_from_json(parts.pop("filters", ()))
        population = filters_from_json(parts.pop("population", ()))
        protocol = Protocol.from_json(parts.pop("protocol", {}))
        level = parts.get("level")
        if isinstance(level, int | float) and not isinstance(level, bool):
            if not 0 < level < 100:
                raise AciError("settings_level", level=str(level)[:20])
            # People write 95 as often as 0.95.
            parts["level"] = level / 100 if level > 1 else level
        parsed = decode(cls, parts, "settings")
        # The primary is no secondary outcome too: it would be tested twice.
        secondary = (name for name in parsed.secondary if name != parsed.primary)
        return replace(
            parsed,
            secondary=tuple(dict.fromkeys(secondary)),
            covariates=tuple(dict.fromkeys(parsed.covariates)),
            subgroups=tuple(dict.fromkeys(parsed.subgroups)),
            filters=filters,
            population=population,
            protocol=protocol,
        )

    def to_json(self) -> dict[str, object]:
        """The settings as a JSON object."""
        document: dict[str, object] = encode(self)
        document["filters"] = [one.to_json() for one in self.filters]
        document["population"] = [one.to_json() for one in self.population]
        # No number of an analysis depends on it: included only if it is the user's own.
        if self.protocol == REPORTED:
            document.pop("protocol")
        if self.registration is None:
            document.pop("registration")
        # As a lock of an earlier version is written.
        if isinstance(locked := document["locked"], dict) and locked["results_seen"] is None:
            locked.pop("results_seen")
        return document

    @property
    def criterion(self) -> Criterion:
        """How and when the response is graded.

        Examples
        --------
        >>> Settings(primary="nihss_m3").criterion.visits
        ('m3',)
        """
        named = (self.response_visit, *self.usual_criterion.visits)
        return Criterion(self.rule, tuple(dict.fromkeys(v for v in named if v)))

    @property
    def usual_criterion(self) -> Criterion:
        """The criterion where no visit of the response were named."""
        stem, _, primary_visit = (self.primary or "").rpartition("_")
        return Criterion(self.rule, (primary_visit,) if stem == "nihss" else ())

    @property
    def design(self) -> Design:
        """The design as a code of the catalogue."""
        return DESIGNS[self.randomised]

    @property
    def plan(self) -> dict[str, object]:
        """What the trial states beforehand, as a JSON object."""
        document = self.to_json()
        return {key: document.get(key) for key in PLAN}

    @property
    def plan_digest(self) -> str:
        """SHA-256 of `plan`, by which a plan is known again."""
        text = json.dumps(self.plan, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def changed_since_lock(self) -> bool:
        """Whether the plan is another than the one that was locked."""
        return self.locked is not None and self.locked.digest != self.plan_digest
