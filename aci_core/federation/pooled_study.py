"""The pooled trial: every analysis of the study from the summaries of its centres."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import cast

from aci_core.analyses import Result, Row, analyse
from aci_core.analyses.centre_effects import NAME as CENTRES
from aci_core.analyses.centre_effects import CentreEffects
from aci_core.analyses.centres import CENTRE
from aci_core.analyses.response import Response
from aci_core.domain.cohort import ARM, ID, Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Role, visit_order
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import CentreSummary, centre_to_json
from aci_core.federation.pooling import Difference, differences, only_at
from aci_core.summaries import EFFECTIVE, Stratified

FEWEST = 2


class CentresDifferError(AciError):
    """Centres that do not mean the same; `differences` is what each of them would change.

    Parameters
    ----------
    found : tuple of Difference
    """

    def __init__(self, found: tuple[Difference, ...]) -> None:
        super().__init__("centres_differ", n=len(found))
        self.differences = found


@dataclass(frozen=True, eq=False)
class PooledStudy:
    """The trial of several centres, in the order of their names.

    The order in which summaries arrive changes no digit.

    Parameters
    ----------
    centres : tuple of CentreSummary
    """

    centres: tuple[CentreSummary, ...]

    @property
    def settings(self) -> Settings:
        """The settings on which the centres agree."""
        return self.centres[0].settings

    @cached_property
    def data(self) -> Stratified:
        """The centres as one Data, as if their files had been joined.

        Where a centre was not graded, the trial is not: a rate of some centres would look like
        that of all.
        """
        summaries = {one.centre: one.summary for one in self.centres}
        if any(one.grading is None for one in summaries.values()):
            summaries = {name: replace(one, grading=None) for name, one in summaries.items()}
        return Stratified(CENTRE, summaries)

    @property
    def without_response(self) -> tuple[str, ...]:
        """Centres whose response stayed behind."""
        return tuple(one.centre for one in self.centres if EFFECTIVE not in one.summary.of_levels)

    @cached_property
    def cohort(self) -> Cohort:
        """The trial as a cohort of which nothing is known but the arm of each patient.

        For what asks of a cohort which columns, visits and arms it has; its table tells no more
        than `n` does.
        """
        import pandas as pd  # not before somebody wants a table

        arms, sizes = tuple(self.data.arms), self.data.n
        in_arm = pd.Categorical.from_codes(
            [0] * sizes.treatment + [1] * sizes.control, categories=pd.Index(arms, dtype="str")
        )
        numbers = pd.array([str(i + 1) for i in range(sum(sizes))], dtype="str")
        grading = self.data.grading
        return Cohort(
            table=pd.DataFrame({ID: numbers, ARM: in_arm}),
            columns=tuple(self.data.columns),
            arms=arms,
            settled=True,
            issues=(),
            digest=self.digest,
            name="",
            synthetic=self.centres[0].synthetic,
            grade_scale=grading.scale if grading is not None else None,
            measures=dict(self.data.measures),
        )

    @cached_property
    def results(self) -> dict[str, Result]:
        """Every analysis of the study, by name."""
        return {one.analysis: one for one in analyse(self.data, self.settings)}

    @property
    def response(self) -> Response:
        """Grades and rates."""
        return cast("Response", self.results["response"])

    @property
    def effects(self) -> CentreEffects:
        """The primary outcome by centre."""
        return cast("CentreEffects", self.results[CENTRES])

    @property
    def only_at(self) -> Mapping[str, tuple[str, ...]]:
        """Measures that some centres lack, with the centres that have them."""
        return only_at(self.centres)

    @property
    def n(self) -> dict[str, int]:
        """Patients by arm."""
        return dict(zip(self.data.arms, self.data.n, strict=True))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the summaries: one trial, one digest, in whatever order they came."""
        documents = [centre_to_json(one) for one in self.centres]
        text = json.dumps(documents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def joined_by(self, centre: CentreSummary) -> PooledStudy:
        """The trial with a further centre; AciError as `pooled`."""
        return pooled((*self.centres, centre))

    def without(self, centre: str) -> PooledStudy:
        """The trial after a centre withdrew; AciError as `pooled`."""
        return pooled(one for one in self.centres if one.centre != centre)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row of the study."""
        return tuple(row for result in self.results.values() for row in result.rows)

    def document(self) -> dict[str, object]:
        """The JSON document of `pool`: that of `analyse`, with the centres."""
        visits = {c.visit for c in self.data.columns if c.role is Role.MEASURE and c.visit}
        return {
            "cohort": {
                "sha256": self.digest,
                "n": sum(self.data.n),
                "arms": self.n,
                "reference": self.data.arms.control,
                "visits": sorted(visits, key=visit_order),
                "issues": [],
            },
            "centres": [
                {"centre": one.centre, "n": one.n, "version": one.version, "made": one.made}
                for one in self.centres
            ],
            "settings": self.settings.to_json(),
            "steps": [],
            "grades": [],
            "results": [row.to_json() for row in self.rows],
            "review": [],
        }


def pooled(centres: Iterable[CentreSummary]) -> PooledStudy:
    """The trial of these centres.

    Parameters
    ----------
    centres : iterable of CentreSummary

    Raises
    ------
    AciError
        ``centres_few``: fewer than two; ``centre_twice``: two of one name.
    CentresDifferError
        Where they cannot be added up.
    """
    ordered = tuple(sorted(centres, key=lambda one: (one.centre.casefold(), one.centre)))
    if len(ordered) < FEWEST:
        raise AciError("centres_few", n=len(ordered))
    for one, following in pairwise(ordered):
        if one.centre.casefold() == following.centre.casefold():
            raise AciError("centre_twice", centre=one.centre)
    found = differences(ordered)
    if found:
        raise CentresDifferError(found)
    return PooledStudy(ordered)
