"""Settings of an analysis, the trial's plan among them: the same in JSON, URL and script."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError
from aci_core.domain.study.criterion import DEFAULT_RULE, Criterion
from aci_core.domain.study.filters import Filter, filters_from_json
from aci_core.domain.study.protocol import DEFAULT as REPORTED
from aci_core.domain.study.protocol import Protocol
from aci_core.domain.study.question import Question, questions_from_json

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

GRADING = ("rule", "response_visit")  # how the response is graded
JUDGING = ("primary", "secondary", *GRADING)  # what decides the standing of an outcome


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
class Judged:
    """The outcomes by which a study is judged: those of the plan that was locked.

    A change made before any results had been seen is a change of that plan (ICH E9, 5.1); one
    made later, or nobody knows when, adds exploratory outcomes and takes none away.

    Parameters
    ----------
    primary : str or None
    secondary : tuple of str
    post_hoc : tuple of str
        Outcomes that the plan names now and did not when results were first seen.
    added : dict of str to bool or None
        Of each outcome that was added after the lock, whether results had been seen by then.
    """

    primary: str | None
    secondary: tuple[str, ...]
    post_hoc: tuple[str, ...]
    added: Mapping[str, bool | None]

    @property
    def named(self) -> tuple[str, ...]:
        """Every outcome of the plan: the primary first, what was added post hoc last."""
        first = (self.primary,) if self.primary else ()
        return (*first, *self.secondary, *self.post_hoc)


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
    baseline_tests : bool
        Table 1 shows statistic and *P*, as some journals ask: of a randomised trial too, where
        they test nothing.
    locked : Lock or None
        When and what plan was settled.
    deviations : tuple of Deviation
        Changes of the plan since then.
    registration : str or None
        Register and number of the trial, in the user's words; a record as `locked` is, and no
        part of the plan.
    explored : tuple of Question
        Exploratory figures that the report holds; no part of the plan, and of no other number.

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
    baseline_tests: bool = False
    locked: Lock | None = None
    deviations: tuple[Deviation, ...] = ()
    registration: str | None = None
    explored: tuple[Question, ...] = ()

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
        explored = questions_from_json(parts.pop("explored", ()))
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
            explored=explored,
        )

    def to_json(self) -> dict[str, object]:
        """The settings as a JSON object."""
        document: dict[str, object] = encode(self)
        document["filters"] = [one.to_json() for one in self.filters]
        document["population"] = [one.to_json() for one in self.population]
        # No number of an analysis depends on it: included only if it is the user's own.
        if self.protocol == REPORTED:
            document.pop("protocol")
        if not self.baseline_tests:
            document.pop("baseline_tests")
        if self.registration is None:
            document.pop("registration")
        if not self.explored:
            document.pop("explored")
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
        stem, _, primary_visit = (self.judged.primary or "").rpartition("_")
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
    def judged(self) -> Judged:
        """The outcomes by the plan that was locked, and what was added to them since.

        Examples
        --------
        >>> late = Deviation("primary", '"mrs_m3"', '"bi_m3"', "2025-09-17", results_seen=True)
        >>> one = Settings(primary="bi_m3", deviations=(late,)).judged
        >>> one.primary, one.post_hoc
        ('mrs_m3', ('bi_m3',))
        """
        primary, secondary = self.primary, self.secondary
        at_lock = tuple(x for x in (primary,) if x), secondary
        for one in reversed(self.deviations):
            value = _of_json(one.before)
            if one.key == "primary" and (value is None or isinstance(value, str)):
                at_lock = ((value,) if value else ()), at_lock[1]
                primary = value if one.results_seen is not False else primary
            elif one.key == "secondary" and isinstance(value, list):
                names = tuple(map(str, value))
                at_lock = at_lock[0], names
                secondary = names if one.results_seen is not False else secondary
        secondary = tuple(name for name in secondary if name != primary)
        kept = (*((primary,) if primary else ()), *secondary)
        now = dict.fromkeys((*((self.primary,) if self.primary else ()), *self.secondary))
        post_hoc = tuple(name for name in now if name not in kept)
        early = dict.fromkeys((x for x in kept if x not in (*at_lock[0], *at_lock[1])), False)
        return Judged(primary, secondary, post_hoc, early | {x: self._seen(x) for x in post_hoc})

    def _seen(self, outcome: str) -> bool | None:
        """Whether results had been seen when an outcome was last added post hoc."""
        name = json.dumps(outcome, ensure_ascii=False)
        for one in reversed(self.deviations):
            if one.key in ("primary", "secondary") and name in one.after and name not in one.before:
                return one.results_seen or None
        return None

    def changed_late(self, key: str) -> bool:
        """Whether a part of the plan is another than when results were, or may have been, seen.

        Examples
        --------
        >>> late = Deviation("rule", '"pct_40"', '"pct_50"', "2025-09-17", results_seen=True)
        >>> Settings(rule="pct_50", deviations=(late,)).changed_late("rule")
        True
        >>> Settings(rule="pct_40", deviations=(late,)).changed_late("rule")
        False
        """
        late = (d for d in self.deviations if d.key == key and d.results_seen is not False)
        first = next(late, None)
        return first is not None and _of_json(first.before) != self.plan[key]

    def late_seen(self, keys: Sequence[str]) -> bool | None:
        """Whether results had been seen at a late change of these parts; None if not known."""
        return any(d.results_seen for d in self.deviations if d.key in keys) or None

    @property
    def plan_digest(self) -> str:
        """SHA-256 of `plan`, by which a plan is known again."""
        text = json.dumps(self.plan, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def changed_since_lock(self) -> bool:
        """Whether the plan is another than the one that was locked."""
        return self.locked is not None and self.locked.digest != self.plan_digest


def _of_json(text: str) -> object:
    """What a deviation holds as JSON; the text where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text  # written by hand
