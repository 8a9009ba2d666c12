"""What travels: the summary of a centre as outsiders may have it, what stays behind, and its cost.

Numbers travel as they are, so that pooling is exact; what protects patients is which numbers do.

1. Fewer patients than the least cell who were not graded are left out of all of it.
2. What is known of a patient is known of several: cells are emptied until every pattern of missing
   values is that of the least cell at least, in each arm (`missing_patterns`).
3. An answer that would tell of few beside the others stays behind (`admission`), and so do counts
   below the least cell and what gives them back (`summaries.disclosure`).

Rows, identifiers, dates, texts, minima, maxima and numbers of injections of one patient are no
answers to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from aci_core.analyses import summarise
from aci_core.analyses.responders import RESPONDER
from aci_core.domain.errors import AciError
from aci_core.domain.schema import ANY
from aci_core.domain.study.filters import Patients, PickedElsewhere
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import CentreSummary, centre_summary
from aci_core.federation.leaving.admission import Admission
from aci_core.federation.leaving.answers import (
    admitted,
    columns_asked,
    in_order,
    only_of,
    small_counts,
    told_by,
)
from aci_core.federation.leaving.costs import Cost
from aci_core.federation.leaving.ledger import Earlier, Ledger
from aci_core.federation.leaving.patients import (
    arms_of,
    with_shared_patterns,
    without_few_ungraded,
)
from aci_core.federation.leaving.told import Told
from aci_core.summaries import (
    EFFECTIVE,
    GRADE,
    AnyOf,
    Arms,
    PatientLevelData,
    Responder,
    Summary,
    suppress_small_cells,
)

LEAST: Final = 5  # patients, of the smallest count that travels
SMALLEST_LEAST: Final = 3


@dataclass(frozen=True, eq=False, slots=True)
class Leaving:
    """A summary that may leave, beside what it leaves behind.

    Parameters
    ----------
    centre : CentreSummary
        What travels.
    data : PatientLevelData
        The patients that it speaks of, with the cells that it knows: its numbers are theirs.
    least : int
    n : Arms of int
        Patients of the centre, those left out among them.
    costs : tuple of Cost
    """

    centre: CentreSummary
    data: PatientLevelData
    least: int
    n: Arms[int]
    costs: tuple[Cost, ...]

    @property
    def means(self) -> tuple[str, ...]:
        """Columns of which means and variances travel."""
        return columns_asked(self.centre.summary.of_moments)

    @property
    def counts(self) -> tuple[str, ...]:
        """Columns of which the counts of values travel; ``any`` and ``responder`` of several."""
        of = self.centre.summary
        # Patients with any event, or who respond by a rule, do not tell of its single columns.
        several = {AnyOf: ANY, Responder: RESPONDER}
        single = columns_asked(v for v in of.of_counts if type(v) not in several)
        together = (several[type(v)] for v in of.of_counts if type(v) in several)
        levels = (name for name in of.of_levels if name != EFFECTIVE)
        return tuple(dict.fromkeys((*levels, *single, *together)))

    @property
    def told(self) -> tuple[Told, ...]:
        """What each answer tells, for the ledger."""
        return tuple(told_by(self.data, q) for q in in_order(self.centre.summary.questions))

    @property
    def models(self) -> int:
        """How many tables of cross-products travel, each of a model or a correlation."""
        return len(self.centre.summary.of_crosses) + len(self.centre.summary.of_joints)


def for_outsiders(
    data: PatientLevelData,
    settings: Settings,
    centre: str,
    made: str = "",
    least: int = LEAST,
    ledger: Ledger | None = None,
) -> Leaving:
    """The summary of a centre's patients that may leave it.

    Parameters
    ----------
    data : PatientLevelData
        By `analyses.prepare`.
    settings : Settings
    centre : str
        Its name in the trial.
    made : str
        The day, as ISO 8601.
    least : int
        The smallest count, other than 0, that travels.
    ledger : Ledger, optional
        What the centre has sent before.

    Raises
    ------
    AciError
        ``travel_least``: fewer than `SMALLEST_LEAST`. ``travel_picked``: single patients were
        picked. ``travel_few``: an arm has fewer than `least`.
    """
    if least < SMALLEST_LEAST:
        raise AciError("travel_least", least=SMALLEST_LEAST)
    if any(isinstance(x, Patients | PickedElsewhere) for x in _filters(settings)):
        raise AciError("travel_picked")
    kept = without_few_ungraded(data, settings, least)
    if min(kept.n) < least:
        raise AciError("travel_few", least=least)
    # What will not travel in any case is no reason to empty cells of what does.
    likely = suppress_small_cells(summarise(kept, settings), least).questions
    columns = columns_asked(in_order(likely))
    alike, emptied = with_shared_patterns(kept, settings, columns, least)
    whole = centre_summary(alike, settings, centre, made)
    asked = only_of(whole.summary, {*columns, GRADE, EFFECTIVE})
    earlier = Earlier(ledger or Ledger.new(), alike, least)
    admission = Admission(arms_of(alike), least, earlier)
    joined, refused = admitted(alike, asked, settings, admission)
    summary, reasons = _without_reasons(suppress_small_cells(joined, least))
    left_out = Arms(*(a - b for a, b in zip(data.n, kept.n, strict=True)))
    costs = (
        *((Cost("left_out", (), left_out),) if any(left_out) else ()),
        *emptied,
        *refused,
        *small_counts(whole.summary, summary, refused),
        *reasons,
    )
    return Leaving(replace(whole, summary=summary), alike, least, data.n, costs)


def _without_reasons(summary: Summary) -> tuple[Summary, list[Cost]]:
    """The summary without why some have no grade: beside deaths it would tell of few."""
    grading = summary.grading
    if grading is None or not (grading.ungradable or grading.outside):
        return summary, []
    bare = replace(grading, ungradable=(), outside=None)
    return replace(summary, grading=bare), [Cost("reasons", (GRADE,))]


def _filters(settings: Settings) -> Iterator[object]:
    yield from settings.filters
    yield from settings.population
